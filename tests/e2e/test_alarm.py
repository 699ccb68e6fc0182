"""A spike made through intake rings at a real Alertmanager, and working it off ends the alarm."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from watchers import watching

from sankua.cli.client import connect
from sankua.cli.demo_run.offices import Offices, lead_handoff, until
from sankua.cli.stack.stack import Stack, StackOptions

OFFICE, LEAD = "140403-xfj", "140403-rsj"
USUAL, SPIKE = 3, 25
needs_prometheus = pytest.mark.skipif(
    not (shutil.which("promtool") and shutil.which("prometheus-alertmanager")),
    reason="needs prometheus and alertmanager: apt-get install prometheus prometheus-alertmanager",
)
pytestmark = [pytest.mark.stack, pytest.mark.root_packages, pytest.mark.timeout(400), needs_prometheus]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    name = tempfile.TemporaryDirectory(prefix="sankua-alarm-", ignore_cleanup_errors=True)
    with name as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANKUA_STATE", str(Path(folder) / "state"))
        options = StackOptions(env={"SANKUA_GAUGE_SECONDS": "0.5"})
        with Stack(Path(folder) / "data", options) as running:
            yield running


class Town:
    """People who register and who work off, through the services' front doors."""

    def __init__(self, stack: Stack) -> None:
        self.offices = Offices(lambda service, role, org: connect(stack.info, service, [role], org))
        self.cases: list[str] = []

    async def register(self, number: int) -> None:
        """So many more wage cases."""
        facts = {"sector": "wages", "place_of_matter": "140403", "work_place": "140403"}
        matter = {"channel": "LETTER", "purpose": "APPEAL", "branch": "DUTY_PERFORMANCE", "facts": facts,
                  "title": "工资", "content": "没有发工资", "anonymous": True,
                  "registered_by": OFFICE}  # fmt: skip
        for _ in range(number):
            self.cases.append(await self.offices.register(f"spike-{len(self.cases)}", matter))

    async def work_off(self) -> None:
        """All of them, accepted, answered and concluded by the lead."""
        await asyncio.gather(*(self._finish(case) for case in self.cases))

    async def _finish(self, case: str) -> None:
        found: Any = None

        async def offered() -> bool:
            nonlocal found
            found = await self.offices.case(case, OFFICE)
            return found is not None and lead_handoff(found) is not None

        await until(offered, f"{case} is offered", 60)
        await self.offices.accept(f"a-{case}", lead_handoff(found))
        for step in ("opinion", "deliver", "conclude"):
            await self.offices.step(step, f"{step}-{case}", found, "SUPPORTED")


def test_a_spike_rings_and_its_clearing_resolves(stack: Stack, tmp_path: Path) -> None:
    targets = {name: f"{s.host}:{s.http_port}" for name, s in stack.info.services.items()}
    backlog = f'sankua:backlog:org{{org="{LEAD}"}}'
    with watching(tmp_path, targets, (LEAD, "COUNTY", USUAL)) as watchers, asyncio.Runner() as runner:
        town = Town(stack)
        try:
            runner.run(town.register(USUAL))
            watchers.wait(backlog, USUAL, 90)
            watchers.wait(f'sankua:backlog:org_usual{{org="{LEAD}"}}', USUAL)
            assert watchers.value('ALERTS{alertname="SankuaBacklogSpike"}') is None

            runner.run(town.register(SPIKE))
            rung = watchers.heard.next("SankuaBacklogSpike", "firing", 60)
            assert (rung["labels"]["org"], rung["labels"]["level"]) == (LEAD, "COUNTY")
            assert f"{LEAD} (COUNTY) has" in rung["annotations"]["description"]
            assert rung["annotations"]["runbook_url"] == "docs/runbooks/backlog-spike.md"

            runner.run(town.work_off())
            ended = watchers.heard.next("SankuaBacklogSpike", "resolved", 90)
            assert ended["labels"] == rung["labels"]
            watchers.wait(f"sum({backlog}) or vector(0)", 0)
        finally:
            runner.run(town.offices.close())


def test_what_cannot_be_seen_rings(stack: Stack, tmp_path: Path) -> None:
    services = dict(stack.info.services)
    targets = {name: f"{s.host}:{s.http_port}" for name, s in services.items()}
    with watching(tmp_path, targets, (LEAD, "COUNTY", USUAL)) as watchers:
        watchers.wait('sum(up{job="sankua"})', len(services), 90)
        stack.kill("reporting")
        down = watchers.heard.next("SankuaDown", "firing", 60)
        assert down["labels"]["service"] == "reporting"
        stack.restart("reporting")
        watchers.heard.next("SankuaDown", "resolved", 60)
