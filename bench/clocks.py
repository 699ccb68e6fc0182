"""Clocks of many cases through the command line, reading included: `python -m bench.clocks [cases]`."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sankua.core.times import SHANGHAI

TARGET_SECONDS = 60
TARGET_CASES = 100_000
OFFICE = "140403-xfj"
UNIT = "140403-rsj"


def case_lines(number: int) -> Iterator[str]:
    """Eight events of one case; one case in four is objected to, one in four is still open."""
    start = datetime(2023, 1, 1, 9, tzinfo=SHANGHAI) + timedelta(minutes=5 * number)
    case = f"140403-2023-{number:06d}"
    handoff = {"handoff_id": "h1"}
    offer = {"from_org": OFFICE, "to_org": UNIT, "role": "LEAD", "mode": "FORWARD"}
    registered = {"registered_by": OFFICE, "purpose": "APPEAL", "channel": "LETTER", "petitioner_count": 1}
    answered = [("OpinionIssued", {}), ("OpinionDelivered", {})]
    waiting = [("HandlingExtended", {"days": 30}), ("ProgressReported", handoff)]
    opinion, delivery = answered if number % 4 else waiting
    steps = [
        (0, "CaseRegistered", registered | {"facts": {"place_of_matter": "140403", "sector": "wages"}}),
        (1, "CaseRouted", {"decision": {"outcome": "ROUTE", "lead": UNIT}, "mode": "FORWARD"}),
        (2, "HandoffOffered", handoff | offer),
        (2, "HandoffDelivered", handoff),
        (5, "HandoffObjected" if number % 4 == 1 else "ProgressReported", handoff),
        (9, "HandoffAccepted", handoff),
        (55 + number % 20, *opinion),
        (80, *delivery),
    ]
    for seq, (day, name, data) in enumerate(steps):
        producer, own = ("dispatch", seq) if seq else ("intake", 1)
        yield json.dumps(
            {
                "specversion": "1.0",
                "type": f"sankua.case.v1.{name}",
                "source": f"/orgs/{OFFICE}",
                "subject": case,
                "id": f"{case}/{producer}/{own}",
                "time": (start + timedelta(days=day)).isoformat(),
                "producer": producer,
                "seq": own,
                "data": data,
            }
        )


def write_history(path: Path, cases: int) -> int:
    """Writes the history; how many events."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(cases):
            for line in case_lines(number):
                file.write(line + "\n")
                count += 1
    return count


def measure(cases: int) -> dict[str, float | int | bool]:
    """Seconds and memory of `sankua clocks --json` over so many cases, and whether it meets the target."""
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder) / "h.jsonl"
        events = write_history(history, cases)
        command = [Path(sys.executable).with_name("sankua"), "clocks", "--json", "--as-of", "2024-06-30"]
        started = time.perf_counter()
        with (Path(folder) / "out.json").open("wb") as out:
            subprocess.run([*command, "--history", history], check=True, stdout=out)
        seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    limit = TARGET_SECONDS * cases / TARGET_CASES
    return {"cases": cases, "events": events, "seconds": round(seconds, 1), "limit": limit,
            "peak_mib": memory, "ok": seconds <= limit}  # fmt: skip


if __name__ == "__main__":
    result = measure(int(sys.argv[1]) if len(sys.argv) > 1 else TARGET_CASES)
    print(json.dumps(result))
    sys.exit(0 if result["ok"] else 1)
