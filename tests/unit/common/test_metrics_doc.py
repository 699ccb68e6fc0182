"""docs/metrics.md is what the services declare."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_page_is_up_to_date() -> None:
    check = [sys.executable, str(ROOT / "tools" / "gen_metrics_doc.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_metric_has_meaning_and_remedy_and_no_unbounded_label() -> None:
    from services.common.metrics import DECLARED

    assert len(DECLARED) > 15
    for metric in DECLARED:
        assert metric.name.startswith("sankua_"), metric
        assert metric.meaning.endswith("."), metric
        assert metric.remedy.endswith((".", "?")), metric
        assert not {"case", "case_id", "name", "person"} & set(metric.labels), metric
