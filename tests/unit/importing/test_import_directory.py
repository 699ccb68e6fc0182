import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sankua.cli.importing.batch import Tally, ready_items
from sankua.cli.importing.convert import Converter, Item
from sankua.cli.importing.directory import finder_for
from sankua.cli.importing.mapping import Places, load_mapping
from sankua.cli.importing.rows import read_rows
from sankua.core.errors import Refused

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("SANKUA_SAMPLE_DATA") or ROOT.parent / "shared/data/messages")
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"sample messages are not at {DATA}; name them with SANKUA_SAMPLE_DATA"
)


def test_the_anonymised_places_are_a_directory_of_their_own() -> None:
    finder = finder_for(Places(directory="anonymised"))
    assert finder.find("西地省A市A7县") == "990107"
    assert finder.find("L12市") == "991212"
    assert finder.find("临汾市") is None


def test_the_national_directory_narrowed_to_one_city() -> None:
    finder = finder_for(Places(directory="national", under="1410"))
    assert finder.find("临汾市尧都区的事") == "141002"
    assert finder.find("长治市") is None


def test_a_name_that_two_places_share_finds_neither() -> None:
    # 城关镇 lies in several counties, 市辖 names in many cities; 鼓楼区 in four.
    assert finder_for(Places(directory="national")).find("鼓楼区") is None
    assert finder_for(Places(directory="national", under="4102")).find("鼓楼区") == "410204"


def test_a_directory_that_is_not_there() -> None:
    with pytest.raises(Refused, match=r"no file atlantis\.yaml"):
        finder_for(Places(directory="atlantis"))


def items_of(name: str, file: str) -> tuple[list[Item], Tally]:
    mapping = load_mapping(ROOT / f"docs/examples/mappings/{name}.yaml")
    converter = Converter(mapping, finder_for(mapping.places), datetime(2026, 1, 1, tzinfo=UTC))
    tally = Tally()
    return list(ready_items(read_rows(DATA / file, mapping), converter.convert, tally)), tally


@needs_data
def test_labelled_messages_become_494_matters_with_their_sectors() -> None:
    items, tally = items_of("labelled", "a2_labelled_495.csv")
    # Record 311 is record 99 again, labelled otherwise.
    assert (tally.rows, len(items), tally.skipped, tally.refused) == (495, 494, 1, [])
    assert tally.notes == ["row 311 repeats row 99 (id 37042) with other facts; skipped"]
    sectors = Counter(item.registration["facts"].get("sector", "rsj") for item in items)
    assert sectors == {
        "rsj": 103, "real_estate": 101, "education": 96, "health": 58, "traffic": 55, "market": 48,
        "environment": 33,
    }  # fmt: skip
    assert not any(item.replied for item in items)


@needs_data
def test_votes_become_30_matters_of_the_government_of_the_place() -> None:
    items, tally = items_of("votes", "a3_votes_30.csv")
    assert (tally.rows, len(items), tally.skipped, tally.refused) == (30, 30, 0, [])
    facts = [item.registration["facts"] for item in items]
    assert all(f["power_holders"] == [f["place_of_matter"]] for f in facts)


@needs_data
def test_replies_become_120_matters_each_answered_after_it_was_written() -> None:
    items, tally = items_of("replies", "a4_replies_120.csv")
    assert (tally.rows, len(items), tally.skipped, tally.refused) == (120, 120, 0, [])
    assert all(item.replied is not None for item in items)
    assert sum("\n" in item.registration["content"] for item in items) == 1
