"""`sankua report` over a long history, beside its floor: `python bench/report.py [--events N] [--json]`.

Figures: seconds and peak memory of the command with its shares. Floor: `json.loads` of every line.
Marks: 60 seconds and 2 GB for 1,000,000 events.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import psutil

from sankua.core.events import Event
from sankua.wire.cloudevents import to_json
from tools.seeds.story import Docket, Story, after

EVENTS = 1_000_000
MARKS = {"seconds": 60, "memory_mb": 2000}
FIRST = date(2023, 1, 2)
LEADS = [f"1404{n:02d}-zjj" for n in range(3, 31)]
CATEGORIES = ("城乡建设", "自然资源", "劳动和社会保障", "农村农业", "政法", "教育")


def case(docket: Docket, number: int) -> Story:
    """One of four lives, eight events on average: answered, settled, under way, objected to."""
    day = FIRST + timedelta(days=number % 330)
    lead = LEADS[number % len(LEADS)]
    story = docket.case(day.year).registered(day, CATEGORIES[number % 6]).handed_to(after(day, 2), lead)
    kind = number % 4
    if kind == 2:
        return story.accepted(after(day, 9)).enrolled(after(day, 12), "专项")
    if kind == 3:
        objection = {"handoff_id": "h1", "reason_code": "NOT_MINE", "proposed_org": LEADS[(number + 1) % 28]}
        story.happens("HandoffObjected", after(day, 4), lead, **objection)
        story.happens("ObjectionRejected", after(day, 6), handoff_id="h1", by_org=story.office)
    story.accepted(after(day, 8)).answered(after(day, 40))
    return story.settled(after(day, 45)) if kind == 1 else story


def events(total: int) -> Iterator[Event]:
    """So many events, case by case."""
    written = number = 0
    docket = Docket("140400-xfj")
    while written < total:
        story = case(docket, number)
        docket.stories.clear()
        yield from story.events[: total - written]
        written += len(story.events)
        number += 1


def write(path: Path, total: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for event in events(total):
            file.write(json.dumps(to_json(event), ensure_ascii=False) + "\n")


def floor(path: Path) -> float:
    """Seconds to parse the lines, and nothing else."""
    started = time.process_time()
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
    return time.process_time() - started


class Peak(threading.Thread):
    """The most memory that a process and its shares had at a time; pages that they share count once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self.mb = 0.0

    def run(self) -> None:
        """Looks until the process is gone."""
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            while self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
                family = [self._process, *self._process.children()]
                self.mb = max(self.mb, sum(map(_share_of_memory, family)))
                time.sleep(0.5)


def _share_of_memory(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return float(process.memory_full_info().pss) / 2**20
    return 0.0


def measure(path: Path) -> dict[str, float]:
    """Wall and CPU seconds and peak memory of the command in a process of its own and its shares."""
    command = [sys.executable, "-m", "sankua.cli.main", "report", "--history", str(path), "--period", "2023",
               "--as-of", "2023-12-31", "--by", "org,category,month", "--json"]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        peak = Peak(process.pid)
        peak.start()
        assert process.stdout is not None
        answer = process.stdout.read()
    peak.join()
    assert process.returncode == 0
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert json.loads(answer)["totals"]["registered"] > 0
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "cpu_seconds": cpu, "memory_mb": peak.mb}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.jsonl"
        write(path, chosen.events)
        bare = floor(path)
        found = {"events": chosen.events, **measure(path), "floor_seconds": bare}
    found["ratio"] = bare / found["cpu_seconds"]
    if chosen.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            mark = f"  (mark {MARKS[name]})" if name in MARKS and chosen.events == EVENTS else ""
            print(f"{name:14} {value:12,.2f}{mark}")
    return int(chosen.events == EVENTS and any(found[name] > mark for name, mark in MARKS.items()))


if __name__ == "__main__":
    sys.exit(main())
