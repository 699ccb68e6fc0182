"""Alert rules and dashboards: what they ask for exists, and each alert has its runbook and its tests."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.gen_dashboards import asked, known

ROOT = Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES = {name: yaml.safe_load((PROMETHEUS / "rules" / f"{name}.yml").read_text("utf-8"))
         for name in ("recording", "alerts")}  # fmt: skip
ALERTS = [rule for group in RULES["alerts"]["groups"] for rule in group["rules"]]
TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="needs promtool: apt-get install prometheus"
)


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_it_is_and_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("warning", "critical")
    said = rule["annotations"]
    assert said["summary"].endswith(".")
    assert "{{" not in said["summary"], "a summary is constant, so that alarms of one kind group"
    assert said["description"].endswith(".")
    assert "for" in rule
    page = (ROOT / said["runbook_url"]).read_text("utf-8")
    assert page.startswith("# ")
    assert "**What it means.**" in page


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_is_tested_ringing_and_silent(rule: dict[str, Any]) -> None:
    mine = [
        expected["exp_samples"]
        for path in TESTS
        for test in yaml.safe_load(path.read_text("utf-8"))["tests"]
        for expected in test["promql_expr_test"]
        if f'alertname="{rule["alert"]}"' in expected["expr"]
    ]
    assert any(mine), "never ringing"
    assert not all(mine), "never silent"


def test_every_rule_asks_for_series_that_somebody_makes() -> None:
    for name, file in RULES.items():
        for group in file["groups"]:
            for rule in group["rules"]:
                assert asked(rule["expr"]) <= known(), (name, rule)


def test_runbooks_name_no_metric_that_is_none() -> None:
    for page in (ROOT / "docs" / "runbooks").glob("*.md"):
        named = set(re.findall(r"`(sankua[_:][\w:]+)", page.read_text("utf-8")))
        assert named <= known(), page.name


def test_dashboards_are_what_the_tool_makes_and_every_query_exists() -> None:
    check = [sys.executable, str(ROOT / "tools" / "gen_dashboards.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_query_for_nothing_is_found() -> None:
    assert asked('sum(rate(sankua_no_such_total{a="sankua_x"}[5m]))') - known() == {"sankua_no_such_total"}


@needs_promtool
@pytest.mark.root_packages
def test_promtool_takes_the_configuration() -> None:
    config = ["promtool", "check", "config", str(PROMETHEUS / "prometheus.yml")]
    done = subprocess.run(config, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
@pytest.mark.root_packages
@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_the_alerts_ring_and_are_silent(path: Path) -> None:
    test = ["promtool", "test", "rules", str(path)]
    done = subprocess.run(test, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
