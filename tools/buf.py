"""Runs buf over proto/: lint, and no breaking change against what was released (proto/released.binpb).

buf comes from npm by name. Without npm this says so and passes, except under CI, where it fails.
`buf.py --release` writes proto/released.binpb anew: only when a version is published.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUF = ["npx", "--yes", "@bufbuild/buf@1.75.0"]
RELEASED = "proto/released.binpb"


def run(*args: str) -> int:
    """Runs buf with these arguments in the repository's root; its exit code."""
    return subprocess.run([*BUF, *args], cwd=ROOT, check=False).returncode


def main() -> int:
    """0 where the protos are clean."""
    if shutil.which("npx") is None:
        print("buf: skipped, for it comes from npm and there is no npx here; install Node.js to run it")
        return 1 if os.environ.get("CI") else 0
    if "--release" in sys.argv:
        return run("build", "--exclude-source-info", "-o", RELEASED)
    return run("lint") or run("breaking", "--against", RELEASED)


if __name__ == "__main__":
    raise SystemExit(main())
