"""Child processes that cannot outlive their parent and are always stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from sankua.cli.stack.failures import StackError, died, does_not_run

CANNOT_EXEC: Final = (126, 127)
"""Exit codes of "the file was found but cannot run" and "a file or a shared library is missing"."""

LAUNCHER: Final = """
import os, sys
parent = int(sys.argv[1])
if sys.platform == "linux":
    import ctypes
    ctypes.CDLL(None).prctl(1, 9)
    if os.getppid() != parent:
        os._exit(125)
try:
    os.execv(sys.argv[2], sys.argv[2:])
except OSError as error:
    print(f"cannot run {sys.argv[2]}: {error.strerror}", file=sys.stderr)
    sys.exit(126)
"""
"""Asks Linux for SIGKILL (9) on the parent's death (PR_SET_PDEATHSIG, 1), then becomes the program.

A program of its own, because `preexec_fn` is not safe with threads. The parent is checked again: it may have
died before the request."""

DIES_WITH_PARENT: Final = sys.platform == "linux"
"""Whether children are gone even after a SIGKILL of the parent; elsewhere only an orderly end stops them."""

# PR_SET_PDEATHSIG speaks of the *thread* that forked. Every child is forked by this one thread, which lives
# as long as the process; a child forked by a pool's worker would die with that worker.
_forker: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forker")


class Child:
    """One program as a child process, its output in a log file (appended)."""

    def __init__(
        self, name: str, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self.name, self.command, self.log = name, list(command), log
        self._env = dict(os.environ if env is None else env)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program; returns at once. StackError if it runs already."""
        if self.running:
            raise StackError(f"{self.name} runs already (pid {self.pid})")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._process = _forker.submit(self._fork).result()

    def _fork(self) -> subprocess.Popen[bytes]:
        launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, str(os.getpid())]
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal reaches `sankua up` only, which stops in order.
            return subprocess.Popen(
                [*launcher, *self.command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self._env, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """The process id; 0 before the first start."""
        return self._process.pid if self._process else 0

    @property
    def code(self) -> int | None:
        """The exit code, or None while it runs or before the first start."""
        return self._process.poll() if self._process else None

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def stop(self, grace: float = 20.0) -> None:
        """SIGTERM, then SIGKILL after `grace` seconds; returns when the process is gone."""
        if self._process is None or not self.running:
            return
        self._process.terminate()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self.kill()

    def terminate(self) -> None:
        """SIGTERM, without waiting."""
        if self._process is not None and self.running:
            self._process.terminate()

    def kill(self) -> None:
        """SIGKILL, for the process and what it started; returns when it is gone."""
        if self._process is None or not self.running:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Ask `ready` until it says yes. StackError when the process dies or the time is over."""
        end = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise self._death()
            if time.monotonic() > end:
                raise StackError(
                    f"{self.name} (pid {self.pid}) was not ready within {seconds:.0f} s; log {self.log}"
                )
            time.sleep(0.05)
        if not self.running:
            raise self._death()

    def _death(self) -> StackError:
        if self.code in CANNOT_EXEC:
            return does_not_run(self.command[0], self.log)
        return died(self.name, self.code, self.log)
