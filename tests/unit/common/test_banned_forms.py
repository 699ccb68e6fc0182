"""Forms of Faust that lose events may not come back (docs/adr/0003)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[3] / "services"
WHY = {
    r"\.agent\b\s*\(|@\w+\.agent\b": "an agent acknowledges the event on which it fails: it is lost",
    r"\.(noack_)?take\s*\(": "take() acknowledges a failed batch and swallows more: it is lost",
    r"\btake_events\s*\(": "take_events() acknowledges a failed batch: use services/common/consume",
    r"\.(Table|GlobalTable|SetTable)\s*\(": "tables recover slowly; state is in MongoDB with its position",
    r"\.stream\s*\(\)": "streams are fed per message and acknowledge on failure: use services/common/consume",
    r"processing_guarantee": "exactly-once ends at Kafka; results are in MongoDB",
}


def found_in(text: str) -> list[str]:
    """Why this source may not be, for each banned form in it."""
    return [why for form, why in WHY.items() if re.search(form, text)]


@pytest.mark.parametrize(
    "bad",
    [
        "@app.agent(topic)\nasync def f(s): ...",
        "async for batch in stream.take(100, within=1):",
        "stream.noack_take(10)",
        "stream.take_events(5)",
        "app.Table('x')",
    ],
)
def test_the_check_knows_them(bad: str) -> None:
    assert found_in(bad)


def test_no_service_uses_them() -> None:
    sources = sorted(SERVICES.rglob("*.py"))
    assert len(sources) > 10
    wrong = {str(p.relative_to(SERVICES)): f for p in sources if (f := found_in(p.read_text("utf-8")))}
    assert not wrong, f"banned, see docs/adr/0003: {wrong}"
