"""Writes docs/metrics.md from the metrics that the services declare; `--check` only compares."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from services.common.metrics import DECLARED, Declared

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "metrics.md"
HEAD = """# Metrics

Made by `tools/gen_metrics_doc.py` from the declarations in `services/*/metrics.py`; do not edit. Labels are
bounded: no metric names a case, a person or a text. "No data" is an alarm too.

| metric | kind | labels | meaning | what to do |
|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    for source in sorted((ROOT / "services").glob("*/metrics.py")):
        importlib.import_module(f"services.{source.parent.name}.metrics")
    return HEAD + "".join(map(_row, sorted(DECLARED, key=lambda d: d.name)))


def _row(d: Declared) -> str:
    labels = ", ".join(f"`{label}`" for label in d.labels) or "–"
    return f"| `{d.name}` | {d.kind} | {labels} | {d.meaning} | {d.remedy} |\n"


def main() -> int:
    """0: written, or equal; 1: the page differs from the declarations."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/metrics.md is not what the services declare; run: python tools/gen_metrics_doc.py")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
