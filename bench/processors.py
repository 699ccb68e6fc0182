"""Processor time of a stack's processes: what a unit of work costs, on a machine that others use as well."""

from __future__ import annotations

import time
from collections.abc import Mapping

import psutil

from sankua.cli.stack.stack import Stack

CLIENT = "client"
AT_REST = 0.3
"""Processor seconds per second of a stack that has nothing to do, with room for its timers."""


def used(stack: Stack) -> dict[str, float]:
    """Processor seconds so far, by process: the services, the servers, and this one as `client`."""
    info = stack.info
    pids = {name: service.pid for name, service in info.services.items()}
    pids |= {"kafka": info.kafka_pid, "mongo": info.mongo_pid}
    found = {name: sum(psutil.Process(pid).cpu_times()[:2]) for name, pid in pids.items() if pid}
    return found | {CLIENT: time.process_time()}


def per_unit(before: Mapping[str, float], after: Mapping[str, float], units: int) -> dict[str, float]:
    """Milliseconds of processor time per unit, by process, `total` last."""
    found = {name: (after[name] - before[name]) * 1000 / units for name in after}
    return found | {"total": sum(found.values())}


def show(name: str, found: Mapping[str, float]) -> None:
    """One line."""
    print(f"{name:<36}" + "  ".join(f"{who} {ms:.2f}" for who, ms in found.items()))


def until_at_rest(stack: Stack) -> None:
    """Returns when the stack has done what was asked of it: its processes hardly use a processor."""
    busy = True
    while busy:
        before = used(stack)
        time.sleep(1)
        after = used(stack)
        busy = sum(after[name] - before[name] for name in after if name != CLIENT) > AT_REST
