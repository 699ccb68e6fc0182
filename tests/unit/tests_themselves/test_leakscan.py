"""The leak scan finds what is planted, wherever and however it is written, and turns the run red."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.leaks import Scan, fragments, plant_registration, planted

ROOT = Path(__file__).parents[3]
WORD = "上官映雪"
RUN = """
from pathlib import Path
from tests.leaks import Scan, plant, planted

def test_one():
    plant("上官映雪")

def test_two():
    Path("logs").mkdir()
    Path("logs/intake.log").write_text('{"event": "refused", "why": "%s"}\\n')
    if %s:
        scan = Scan("stack", planted())
        scan.logs(Path("logs"))
        scan.report()
"""


def run(folder: Path, said: str, looks: bool = True, *args: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(RUN % (said, looks), encoding="utf-8")
    dropped = ("PYTEST", "LEAKS")
    env = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.leakscan", "-p", "no:cacheprovider", *args],
        cwd=folder, env=env | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("args", [(), ("-p", "xdist.plugin", "-n", "1")])
def test_a_word_in_a_log_makes_the_run_red_and_is_named(tmp_path: Path, args: tuple[str, ...]) -> None:
    ran = run(tmp_path, WORD, True, *args)
    assert ran.returncode == 1, ran.stdout
    assert f"LEAK: log lines of intake.log: {WORD}" in ran.stdout
    assert "2 passed" in ran.stdout


def test_a_clean_run_is_green_and_says_how_much_was_looked_at(tmp_path: Path) -> None:
    ran = run(tmp_path, "field name: is no name")
    assert ran.returncode == 0, ran.stdout
    assert "leak scan: 1 systems, 1 log lines" in ran.stdout


def test_words_that_nobody_looked_for_make_the_run_red(tmp_path: Path) -> None:
    ran = run(tmp_path, WORD, looks=False)
    assert ran.returncode == 1, ran.stdout
    assert "nothing was looked at" in ran.stdout


@pytest.mark.parametrize(
    "written",
    [
        WORD.encode(),
        json.dumps({"name": WORD}).encode(),
        quote(f"/cases?name={WORD}").encode(),
        repr(WORD.encode()).encode(),
        WORD.encode("gb18030"),
        b"\x0a\x0c" + WORD.encode() + b"\x12\x00",
    ],
)
def test_a_word_is_found_however_it_is_written(written: bytes) -> None:
    scan = Scan("x", [WORD])
    scan.look("events", "case.events", written)
    assert scan.found == [("events of case.events", WORD)]


def test_what_is_sealed_or_near_is_not_found() -> None:
    scan = Scan("x", [WORD])
    for blob in (b"", "上官映".encode(), base64.b64encode(WORD.encode())):
        scan.look("documents", "vault", blob)
    assert scan.found == []
    assert scan.looked["documents"] == 3


def test_a_registration_plants_its_people_and_its_words(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("LEAKS_FOLDER", str(tmp_path))
    plant_registration(
        {
            "petitioner": {"name": "诸葛问渠", "phone": "13512349876"},
            "representatives": [{"name": "端木听松"}, {"name": "王"}],
            "title": "短",
            "content": "河道被填,雁门坡的水渠断流三年。n-17",
        }
    )
    found = planted()
    assert {"诸葛问渠", "13512349876", "端木听松", "雁门坡的水渠断流三年"} <= set(found)
    assert not {"王", "短", "n-17"} & set(found)
    assert len(found) > 150  # the sample's texts are looked for as well
    assert list(fragments("a-b-c-d-e-f-g-h-i-j-k-l", 5)) == []
