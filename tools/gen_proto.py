"""Writes sankua/wire/gen from proto/: messages, stubs for types, and gRPC code, reproducibly."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "proto"
TARGET = ROOT / "sankua" / "wire" / "gen"
# The generated files import each other as `sankua.<name>.v1`; they live under `sankua.wire.gen`.
IMPORT = re.compile(r"^(from|import) sankua\.(\w+)\.v1", re.MULTILINE)


def generate(target: Path) -> None:
    """Generates every proto into `target`, which is replaced."""
    files = sorted(str(p.relative_to(PROTO)) for p in PROTO.rglob("*.proto"))
    with tempfile.TemporaryDirectory() as tmp:
        command = [
            sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}",
            f"--python_out={tmp}", f"--pyi_out={tmp}", f"--grpc_python_out={tmp}", *files,
        ]  # fmt: skip
        subprocess.run(command, check=True)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(tmp) / "sankua", target)
    for path in target.rglob("*.py*"):
        text = IMPORT.sub(r"\1 sankua.wire.gen.\2.v1", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    for stub in target.rglob("*_pb2_grpc.py"):
        if "Servicer" not in stub.read_text(encoding="utf-8"):
            stub.unlink()  # a file without services
    for folder in [target, *(p for p in target.rglob("*") if p.is_dir())]:
        (folder / "__init__.py").write_text(
            '"""Generated from proto/; see tools/gen_proto.py."""\n', encoding="utf-8"
        )


def differs(left: Path, right: Path) -> list[str]:
    """Files that are not the same in both trees."""
    names = {str(p.relative_to(t)) for t in (left, right) for p in t.rglob("*.py*") if p.is_file()}

    def same(name: str) -> bool:
        one, other = left / name, right / name
        return one.exists() and other.exists() and one.read_bytes() == other.read_bytes()

    return sorted(n for n in names if "__pycache__" not in n and not same(n))


def main() -> int:
    """`gen_proto.py` writes; `gen_proto.py --check` says what would change and exits 1."""
    if "--check" not in sys.argv:
        generate(TARGET)
        return 0
    with tempfile.TemporaryDirectory() as tmp:
        fresh = Path(tmp) / "gen"
        generate(fresh)
        stale = differs(TARGET, fresh)
    for name in stale:
        print(f"sankua/wire/gen/{name} is not what proto/ gives: run `make proto`")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
