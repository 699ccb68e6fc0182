"""Child processes: none outlives its parent, and one that cannot run says why."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from sankua.cli.stack.child import DIES_WITH_PARENT, Child
from sankua.cli.stack.failures import StackError
from sankua.cli.stack.servers import LocalMongo

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def gone(pid: int, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.crash
@pytest.mark.skipif(not DIES_WITH_PARENT, reason="only Linux tells a child that its parent died")
def test_a_child_dies_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(f"""
            import time
            from pathlib import Path
            from sankua.cli.stack.child import Child
            child = Child("sleeper", {SLEEP!r}, Path({str(tmp_path / "log")!r}))
            child.start()
            print(child.pid, flush=True)
            time.sleep(600)
        """)],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert gone(pid)


def test_a_child_outlives_the_thread_that_asked_for_it(tmp_path: Path) -> None:
    import threading

    child = Child("sleeper", SLEEP, tmp_path / "log")
    thread = threading.Thread(target=child.start)
    thread.start()
    thread.join()
    time.sleep(0.5)  # what would kill it comes at once with the thread's end
    assert child.running
    child.kill()
    assert child.code == -signal.SIGKILL


def test_a_child_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    child = Child("deaf", [sys.executable, "-c", deaf], tmp_path / "log")
    child.start()
    child.wait_until(lambda: "deaf" in (tmp_path / "log").read_text(), 10)
    child.stop(grace=0.3)
    assert child.code == -signal.SIGKILL


def test_a_death_shows_the_code_and_the_end_of_the_log(tmp_path: Path) -> None:
    child = Child(
        "talker", [sys.executable, "-c", "print('last words'); raise SystemExit(5)"], tmp_path / "log"
    )
    child.start()
    with pytest.raises(StackError, match=r"(?s)talker ended with code 5.*last words"):
        child.wait_until(lambda: False, 20)


def test_not_ready_in_time_names_the_log(tmp_path: Path) -> None:
    child = Child("slow", SLEEP, tmp_path / "log")
    child.start()
    with pytest.raises(StackError, match=rf"slow .* not ready within 0 s; log {tmp_path}"):
        child.wait_until(lambda: False, 0.2)
    child.kill()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x7fELF not for this machine", "Exec format error"),
        (None, "No such file"),
        (b"", "Permission denied"),
    ],
)
def test_a_binary_that_does_not_run_is_named_with_the_systems_words_and_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, words: str
) -> None:
    binary = tmp_path / "mongod"
    if content is not None:
        binary.write_bytes(content)
        binary.chmod(0o755 if content else 0o644)
    monkeypatch.setenv("SANKUA_MONGOD", str(binary))
    with pytest.raises(StackError) as caught:
        LocalMongo(tmp_path / "data").start()
    said = str(caught.value)
    assert str(binary) in said
    assert words in said
    assert "SANKUA_MONGO_URI" in said


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = tmp_path / "mongod"
    binary.write_text(
        "#!/bin/sh\necho 'mongod: error while loading shared libraries: libcrypto.so.3' >&2\nexit 127\n"
    )
    binary.chmod(0o755)
    monkeypatch.setenv("SANKUA_MONGOD", str(binary))
    with pytest.raises(
        StackError, match=r"(?s)does not run on this system.*libcrypto.so.3.*SANKUA_MONGO_URI"
    ):
        LocalMongo(tmp_path / "data").start()
