from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sankua.cli import importer

MAPPING = "id: m\ncolumns: {id: a, time: b, content: c}\ndefaults: {registered_by: '140403'}\n"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.setenv("SANKUA_STATE", str(tmp_path / "state"))
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    made = typer.Typer()
    made.callback()(lambda: None)
    importer.register(made)
    return made


def run(app: typer.Typer, *args: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["import", *map(str, args)])
    return result.exit_code, result.stdout, result.stderr


def test_csv_without_a_mapping_is_wrong_usage(app: typer.Typer, tmp_path: Path) -> None:
    code, _, errors = run(app, tmp_path / "f.csv")
    assert code == 2
    assert "--mapping" in errors


def test_a_file_that_is_not_there(app: typer.Typer, tmp_path: Path) -> None:
    code, out, errors = run(app, tmp_path / "f.csv", "--mapping", tmp_path / "m.yaml", "--json")
    assert (code, out) == (1, "")
    assert f"{tmp_path / 'f.csv'}: there is no such file" in errors


def test_a_wrong_mapping_is_refused_before_any_file_is_read(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("id: m\n", encoding="utf-8")
    code, _, errors = run(app, tmp_path / "f.csv", "--mapping", tmp_path / "m.yaml")
    assert code == 1
    assert f"{tmp_path / 'm.yaml'}: columns: field required" in errors


def test_a_broken_file_among_several_lets_none_in(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("a,b,c\n1,2020-01-01,x\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_text('a,b,c\n1,2020-01-01,"x\n', encoding="utf-8")
    code, _, errors = run(app, tmp_path / "good.csv", tmp_path / "bad.csv", "--mapping", tmp_path / "m.yaml")
    assert code == 1
    assert f"{tmp_path / 'bad.csv'}:2: broken CSV" in errors


def test_no_running_system_is_exit_3(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("a,b,c\n1,2020-01-01,x\n", encoding="utf-8")
    code, _, errors = run(app, tmp_path / "f.csv", "--mapping", tmp_path / "m.yaml")
    assert code == 3
    assert "no Sankua stack is running" in errors
