"""A green run says what it did not do: pytest hooks that `tests/conftest.py` takes in.

A skip whose reason begins with "needs " is for want of a tool. It is named at the end of the run, and under
CI, where every tool can be had, it is a failure. A run in which no test ran is a failure everywhere.
"""

from __future__ import annotations

import os

import pytest

WANT = "needs "
KINDS = ("passed", "failed", "xfailed", "xpassed", "error")


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def wanting(reporter: pytest.TerminalReporter) -> list[str]:
    """Test and reason of each skip for want of a tool."""
    found = []
    for report in reporter.getreports("skipped"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if reason.startswith(WANT):
            found.append(f"{report.nodeid}: {reason}")
    return found


def faults(config: pytest.Config) -> list[str]:
    """Why a run that pytest calls good is none."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or config.option.collectonly or hasattr(config, "workerinput"):
        return []
    found = []
    if not any(reporter.getreports(kind) for kind in KINDS):
        found.append("no test was executed")
    if in_ci() and wanting(reporter):
        found.append("under CI nothing may be skipped for want of a tool")
    return found


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if faults(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if missing := wanting(terminalreporter):
        terminalreporter.section("NOT RUN for want of a tool", yellow=True)
        for line in missing:
            terminalreporter.line(line)
    for fault in faults(config):
        terminalreporter.line(f"FAILED: {fault}", red=True)
