import pytest

from sankua.cli.importing.places import PlaceFinder, fineness

FINDER = PlaceFinder(
    {
        "西地省": "990000",
        "A市": "990100",
        "A3区": "990103",
        "A7县": "990107",
        "K1区": "991101",
        "K11县": "991111",
    }
)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("A市A7县星沙的路",), "990107"),
        (("西地省A市",), "990100"),
        (("西地省",), "990000"),
        (("A3区和A7县之间",), "990103"),
        (("A市投诉", "我住在A7县"), "990107"),
        (("K11县的事，不是K1区的",), "991111"),
        (("东三路旁的树",), None),
        ((), None),
    ],
)
def test_the_finest_place_named_first(texts: tuple[str, ...], code: str | None) -> None:
    assert FINDER.find(*texts) == code


def test_no_names_find_nothing() -> None:
    assert PlaceFinder({}).find("A市") is None


def test_longest_name_wins_over_its_own_beginning() -> None:
    finder = PlaceFinder({"新乡": "410700", "新乡县": "410721"})
    assert finder.find("新乡县的渠") == "410721"


def test_fineness_follows_the_code() -> None:
    codes = ("140000", "140400", "140403", "140403103", "140403103201")
    assert [fineness(c) for c in codes] == [0, 1, 2, 3, 4]
