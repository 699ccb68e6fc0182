"""An audit log shows every change, gap, swap and cut, without a server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sankua.cli.audit import HEAD
from sankua.cli.main import app
from sankua.core.auditchain import GENESIS, Chain, linked

CLI = CliRunner()
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"name": st.text(max_size=8), "request": st.dictionaries(st.text(max_size=4), st.text())}
    ),
    min_size=2,
    max_size=8,
)


@pytest.fixture(scope="module", autouse=True)
def commands():
    from sankua.cli import audit

    if not any(group.name == "audit" for group in app.registered_groups):
        audit.register(app)


def chain_of(records):
    found, head = [], GENESIS
    for n, record in enumerate(records, 1):
        found.append(linked(record, n, head))
        head = found[-1]["hash"]
    return found


def problems(records):
    chain = Chain()
    for record in records:
        chain.take(record)
    return chain.problems


@given(RECORDS)
def test_what_was_written_is_whole_also_after_json(records):
    assert problems(json.loads(json.dumps(chain_of(records)))) == []


@given(RECORDS, st.data())
def test_any_change_gap_or_swap_shows(records, data):
    whole = chain_of(records)
    at = data.draw(st.integers(0, len(whole) - 2))
    changed = [dict(r) for r in whole]
    changed[at]["name"] += "x"
    assert problems(changed)
    assert problems(whole[:at] + whole[at + 1 :])
    swapped = list(whole)
    swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
    assert problems(swapped)


@given(RECORDS, st.data())
def test_a_record_that_is_rehashed_breaks_the_next(records, data):
    whole = chain_of(records)
    at = data.draw(st.integers(0, len(whole) - 2))
    whole[at] = linked(whole[at] | {"name": whole[at]["name"] + "x"}, whole[at]["n"], whole[at]["prev"])
    assert [p.field for p in problems(whole)] == ["prev"]


def written(folder, records, head=True):
    lines = [json.dumps(r, ensure_ascii=False) for r in records]
    if head:
        lines.append(json.dumps({"kind": HEAD, "n": records[-1]["n"], "hash": records[-1]["hash"]}))
    file = folder / "audit.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def test_the_command_says_file_line_and_what(tmp_path):
    whole = chain_of([{"name": n, "why": "核对"} for n in "abcd"])
    good = CLI.invoke(app, ["audit", "verify", written(tmp_path, whole), "--json"])
    assert good.exit_code == 0, good.output
    assert json.loads(good.stdout) == {"records": 4, "head": whole[-1]["hash"], "problems": []}
    whole[1]["why"] = "别的"
    bad = CLI.invoke(app, ["audit", "verify", written(tmp_path, whole)])
    assert bad.exit_code == 1
    assert "audit.jsonl:2: hash: record 2" in bad.output


def test_a_cut_tail_shows_against_a_head_that_was_kept(tmp_path):
    whole = chain_of([{"name": n} for n in "abcd"])
    head = f"4:{whole[-1]['hash']}"
    cut = written(tmp_path, whole[:3])
    assert CLI.invoke(app, ["audit", "verify", cut]).exit_code == 0
    assert CLI.invoke(app, ["audit", "verify", cut, "--head", head]).exit_code == 1
    assert CLI.invoke(app, ["audit", "verify", written(tmp_path, whole), "--head", head]).exit_code == 0
    without = CLI.invoke(app, ["audit", "verify", written(tmp_path, whole, head=False)])
    assert "cut off" in without.output


def verify(*args):
    return CLI.invoke(app, ["audit", "verify", *args])


@given(RECORDS)
def test_an_export_is_whole_whatever_was_given_as_purpose(tmp_path_factory, records):
    records[0]["request"]["purpose"] = "查阅\u2028\u2029\x85\x0c\x1e核对"
    file = written(tmp_path_factory.mktemp("audit"), chain_of(records))
    found = verify(file)
    assert found.exit_code == 0, found.output


def test_two_exports_that_say_different_things_are_not_whole_in_any_order(tmp_path):
    whole = chain_of([{"name": n} for n in "abcdef"])
    records = [{"name": n} for n in "abcdef"]
    records[3]["name"] = "x"
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    true = written(tmp_path / "one", whole)
    rewritten = written(tmp_path / "two", chain_of(records))
    earlier = written(tmp_path, whole[:3])
    head = f"6:{whole[-1]['hash']}"
    for order in ((true, rewritten), (rewritten, true)):
        found = verify(*order)
        assert (found.exit_code, "record 4 has another hash" in found.output) == (1, True)
        assert verify(*order, "--head", head).exit_code == 1
    assert verify(earlier, true, "--head", head).exit_code == 0
    assert verify(rewritten, "--head", head).exit_code == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [*lines[:2], json.dumps({"kind": HEAD})], "does not say number"),
        (lambda lines: [*lines[:2], json.dumps({"kind": HEAD, "n": 2})], "does not say number"),
        (lambda lines: [lines[0], json.dumps({"kind": HEAD, "n": 1, "hash": json.loads(lines[0])["hash"]}),
                        *lines[1:3]], "after the head"),
        (lambda lines: [*lines, lines[-1]], "after the head"),
        (lambda lines: [*lines[:3], json.dumps({**json.loads(lines[3]), "n": 2})], "record 3 stands before"),
        (lambda lines: [lines[0].replace('{"name"', '{"name": "x", "name"', 1), *lines[1:]], "a key twice"),
        (lambda lines: ["[" * 100_000, *lines], "no JSON"),
    ],
)  # fmt: skip
def test_lines_that_can_be_read_in_two_ways_are_faults(tmp_path, change, said):
    file = Path(written(tmp_path, chain_of([{"name": n} for n in "abc"])))
    lines = file.read_text("utf-8").splitlines()
    assert verify(str(file)).exit_code == 0
    file.write_text("\n".join(change(lines)) + "\n", "utf-8")
    found = verify(str(file))
    assert (found.exit_code, said in found.output) == (1, True), found.output


@pytest.mark.parametrize(
    "head", ["x:y", "3:", "3:abc", f"x:{GENESIS}", f":{GENESIS}", f"{'9' * 5000}:{GENESIS}"]
)
def test_a_head_that_is_none_is_refused(tmp_path, head):
    found = verify(written(tmp_path, chain_of([{"name": "a"}])), "--head", head)
    assert (found.exit_code, "<n>:<hash>" in found.output) == (2, True)


def test_usage(tmp_path):
    assert CLI.invoke(app, ["audit", "verify"]).exit_code == 2
    missing = CLI.invoke(app, ["audit", "verify", str(tmp_path / "no.jsonl")])
    assert missing.exit_code == 1
    assert "cannot be read" in missing.output
