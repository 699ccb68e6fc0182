import pytest

from sankua.cli.importing.batch import Tally
from sankua.cli.importing.convert import Item
from sankua.cli.importing.patience import Patience, Unreachable
from sankua.cli.importing.run import settle
from sankua.cli.importing.send import Sent
from sankua.core.errors import Problem


def sent(row: int, **change: object) -> Sent:
    also = change.pop("also", ())
    return Sent(Item(row, row + 1, f"r{row}", {}, also=also), f"c{row}", **change)  # type: ignore[arg-type]


def counts(*results: Sent) -> tuple[int, int, int]:
    tally = Tally(rows=len(results))
    settle(results, tally)
    return tally.imported, tally.skipped, len(tally.refused)


def test_created_rows_are_imported_and_others_skipped() -> None:
    assert counts(sent(1, created=True), sent(2)) == (1, 1, 0)


def test_a_broken_answer_of_a_first_import_counts_as_imported() -> None:
    # Rows 2 and 3 were committed, but the service was killed before it answered.
    assert counts(
        sent(1, created=True), sent(2, unsure=True), sent(3, unsure=True), sent(4, created=True)
    ) == (4, 0, 0)


def test_a_broken_answer_of_a_second_import_stays_skipped() -> None:
    assert counts(sent(1), sent(2, unsure=True), sent(3)) == (0, 3, 0)


def test_refused_rows_name_field_and_reason() -> None:
    tally = Tally()
    settle(
        [sent(7, problems=(Problem("facts.sector", "unknown sector"), Problem("title", "too long")))], tally
    )
    assert tally.to_json()["refused"] == [
        {"row": 7, "field": "facts.sector", "reason": "unknown sector; title: too long (line 8)"}
    ]


def test_rows_of_one_matter_share_its_fate() -> None:
    assert counts(sent(1, created=True, also=(2, 3)), sent(4, also=(5,))) == (3, 2, 0)


async def test_patience_ends_only_when_nothing_moves() -> None:
    now, said = [0.0], list[str]()
    patience = Patience(10, said.append, clock=lambda: now[0])
    now[0] = 8
    await patience.pause(0, "intake", "connection refused")
    assert "intake: connection refused; trying again, 2 s left" in said
    patience.moved()
    now[0] = 17
    await patience.pause(0, "intake", "connection refused")
    now[0] = 18.5
    with pytest.raises(Unreachable, match="intake: connection refused; nothing moved for 10 s"):
        await patience.pause(0, "intake", "connection refused")
