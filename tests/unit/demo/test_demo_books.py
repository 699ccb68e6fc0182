from dataclasses import replace

import pytest

from sankua.cli.demo_run.books import Books, compare

GOOD = Books(
    told=(("c1", "CaseRegistered"), ("c1", "HandoffAccepted")),
    commits=(
        ("c1/intake/1", "c1", "CaseRegistered"),
        ("c1/dispatch/1", "c1", "CaseRouted"),
        ("c1/dispatch/2", "c1", "HandoffAccepted"),
    ),
    kafka=frozenset({"c1/intake/1", "c1/dispatch/1", "c1/dispatch/2"}),
    counted=3,
    cases=1,
)


def test_books_that_agree() -> None:
    verdict = compare(GOOD)
    assert (verdict.lost, verdict.duplicated) == ((), ())


@pytest.mark.parametrize(
    ("books", "lost", "duplicated"),
    [
        (replace(GOOD, told=(*GOOD.told, ("c2", "CaseRegistered"))), 1, 0),
        (replace(GOOD, commits=(*GOOD.commits, ("c1/dispatch/3", "c1", "HandoffAccepted")), counted=4), 1, 1),
        (replace(GOOD, commits=(*GOOD.commits, GOOD.commits[1])), 0, 1),
        (replace(GOOD, kafka=GOOD.kafka - {"c1/dispatch/2"}), 1, 0),
        (replace(GOOD, kafka=GOOD.kafka | {"c9/intake/1"}), 1, 0),
        (replace(GOOD, counted=2), 1, 0),
        (replace(GOOD, counted=5), 0, 2),
        (replace(GOOD, cases=0), 1, 0),
        (replace(GOOD, cases=2), 0, 1),
    ],
)
def test_each_difference_is_found_and_named(books: Books, lost: int, duplicated: int) -> None:
    verdict = compare(books)
    assert (len(verdict.lost), len(verdict.duplicated)) == (lost, duplicated)
    assert all(verdict.lost)
    assert all(verdict.duplicated)
