"""A real Prometheus and a real Alertmanager with the rules that ship, made faster, and a receiver."""

from __future__ import annotations

import json
import queue
import re
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from sankua.cli.stack.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy" / "prometheus" / "rules"
WEEK = 7 * 86400


class Heard:
    """What Alertmanager told its receiver: (status, alert name, organ) of each alert, in order."""

    def __init__(self) -> None:
        self.alerts: queue.Queue[dict[str, Any]] = queue.Queue()
        heard = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                for alert in body["alerts"]:
                    heard.alerts.put(alert)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: pytest shows what matters."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self, name: str, status: str, seconds: float) -> dict[str, Any]:
        """The next message about an alert in a status; others before it are passed over."""
        until = time.monotonic() + seconds
        while True:
            try:
                alert = self.alerts.get(timeout=max(0.1, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{name} was not {status} within {seconds} s") from None
            if (alert["labels"]["alertname"], alert["status"]) == (name, status):
                return alert


class Watchers:
    """Prometheus and Alertmanager on folders of their own."""

    def __init__(self, folder: Path, targets: Mapping[str, str], heard: Heard) -> None:
        self.folder, self.heard = folder, heard
        self.prometheus, self.alertmanager = free_port(), free_port()
        self._write_rules()
        self._write_config(targets)
        self._processes: list[subprocess.Popen[bytes]] = []

    def _write_rules(self) -> None:
        """The rules as they ship, but looked at each second, and patient for seconds instead of minutes."""
        for path in RULES.glob("*.yml"):
            text = re.sub(r"interval: \S+", "interval: 1s", path.read_text("utf-8"))
            (self.folder / path.name).write_text(re.sub(r"for: \S+", "for: 2s", text), "utf-8")

    def _write_config(self, targets: Mapping[str, str]) -> None:
        groups = [{"targets": [host], "labels": {"service": name}} for name, host in targets.items()]
        config = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(self.folder / path.name) for path in RULES.glob("*.yml")],
            "alerting": {"alertmanagers": [{"static_configs": [
                {"targets": [f"127.0.0.1:{self.alertmanager}"]}]}]},
            "scrape_configs": [{"job_name": "sankua", "static_configs": groups}],
        }  # fmt: skip
        (self.folder / "prometheus.yml").write_text(yaml.safe_dump(config), "utf-8")
        route = {"receiver": "test", "group_by": ["alertname", "org"], "group_wait": "1s",
                 "group_interval": "1s", "repeat_interval": "1h"}  # fmt: skip
        hook = {"url": f"http://127.0.0.1:{self.heard.port}/", "send_resolved": True}
        receivers = [{"name": "test", "webhook_configs": [hook]}]
        manager = {"route": route, "receivers": receivers}
        (self.folder / "alertmanager.yml").write_text(yaml.safe_dump(manager), "utf-8")

    def remember(self, org: str, level: str, cases: int) -> None:
        """Four weeks of that organ's level at this hour of the week, as if they had been recorded."""
        now = int(time.time())
        moments = [now - week * WEEK + second for week in (4, 3, 2, 1) for second in range(-3600, 7200, 60)]
        lines = ["# TYPE sankua:backlog:cases gauge", *(f"sankua:backlog:cases {cases} {m}" for m in moments)]
        lines += ["# TYPE sankua:backlog:org gauge"]
        lines += [f'sankua:backlog:org{{level="{level}",org="{org}"}} {cases} {m}' for m in moments]
        file = self.folder / "history.om"
        file.write_text("\n".join([*lines, "# EOF", ""]), "utf-8")
        into = str(self.folder / "tsdb")
        command = ["promtool", "tsdb", "create-blocks-from", "openmetrics", str(file), into]
        subprocess.run(command, check=True, capture_output=True)

    def start(self) -> None:
        """Starts both."""
        self._run(
            "prometheus", f"--config.file={self.folder}/prometheus.yml",
            f"--storage.tsdb.path={self.folder}/tsdb", "--storage.tsdb.retention.time=90d",
            f"--web.listen-address=127.0.0.1:{self.prometheus}",
        )  # fmt: skip
        self._run(
            "prometheus-alertmanager", f"--config.file={self.folder}/alertmanager.yml",
            f"--storage.path={self.folder}/alertmanager", "--cluster.listen-address=",
            f"--web.listen-address=127.0.0.1:{self.alertmanager}",
        )  # fmt: skip

    def _run(self, *command: str) -> None:
        log = (self.folder / f"{command[0]}.log").open("wb")
        self._processes.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder))

    def stop(self) -> None:
        """Ends both."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(30)

    def value(self, query: str) -> float | None:
        """The value of the one series that a query gives now; None where it gives none."""
        url = f"http://127.0.0.1:{self.prometheus}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                found = json.load(answer)["data"]["result"]
        except OSError:
            return None
        assert len(found) <= 1, found
        return float(found[0]["value"][1]) if found else None

    def wait(self, query: str, want: float, seconds: float = 60) -> None:
        """Until a query gives that value."""
        until = time.monotonic() + seconds
        while (found := self.value(query)) != want:
            assert time.monotonic() < until, f"{query} is {found}, not {want}\n{self._log()}"
            time.sleep(0.3)

    def _log(self) -> str:
        return (self.folder / "prometheus.log").read_text("utf-8")[-1500:]


@contextmanager
def watching(folder: Path, targets: Mapping[str, str], usual: tuple[str, str, int]) -> Iterator[Watchers]:
    """Both, on a history in which one organ (code, level) has its usual number of open cases."""
    found = Watchers(folder, targets, Heard())
    found.remember(*usual)
    found.start()
    try:
        yield found
    finally:
        found.stop()
        found.heard.server.shutdown()
