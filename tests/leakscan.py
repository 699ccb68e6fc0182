"""The leak scan as a pytest plugin: a run in which a planted word was found anywhere is no green run."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.leaks import FOLDER, ROOT, watch_stacks

HOOK = ROOT / "tests" / "leakhook"


class LeakScan:
    """Gives the run its folder, and reads at the end what all its processes left there."""

    def __init__(self, own: bool) -> None:
        self._own = own
        if own:
            os.environ[FOLDER] = tempfile.mkdtemp(prefix="sankua-leaks-")
            os.environ["LEAKS_ROOT"] = str(ROOT)
            paths = [str(HOOK), os.environ.get("PYTHONPATH", "")]
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        self._folder = Path(os.environ[FOLDER])
        # For the stacks of this very process; a conftest may have imported them before.
        if (imported := sys.modules.get("sankua.cli.stack.stack")) is not None:
            watch_stacks(imported.Stack)
        else:
            runpy.run_path(str(HOOK / "sitecustomize.py"))

    def _scans(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(self._folder.glob("scan-*"))]

    def faults(self) -> list[str]:
        """What was found, and where; or that words were planted and nobody looked for them."""
        scans = self._scans()
        if any(self._folder.glob("words-*")) and not any(scan["looked"] for scan in scans):
            return ["words were planted, and nothing was looked at"]
        return sorted({f"{where}: {word}" for scan in scans for where, word in scan["found"]})

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Red where something was found; the workers' findings are in the same folder."""
        if self._own and self.faults() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """How much was looked at, and each finding."""
        looked: Counter[str] = Counter()
        scans = self._scans()
        for scan in scans:
            looked.update(scan["looked"])
        if scans:
            said = ", ".join(f"{count} {kind}" for kind, count in sorted(looked.items()))
            terminalreporter.line(f"leak scan: {len(scans)} systems, {said}")
        for scan in scans:
            for what in scan["away"]:
                terminalreporter.line(f"leak scan: away from {scan['name']}: {what}")
        for fault in self.faults():
            terminalreporter.line(f"LEAK: {fault}", red=True)

    def pytest_unconfigure(self) -> None:
        """Takes the folder away."""
        if self._own:
            shutil.rmtree(self._folder, ignore_errors=True)
            os.environ.pop(FOLDER, None)


def pytest_configure(config: pytest.Config) -> None:
    """Once per process; the workers of a run share the folder of the one that started them."""
    config.pluginmanager.register(LeakScan(own=not hasattr(config, "workerinput")), "leakscan")
