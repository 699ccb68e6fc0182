"""`python -m tools.seeds FOLDER` writes the four histories as CloudEvents JSON Lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sankua.wire.cloudevents import to_json
from tools.seeds import changzhi, huian, linfen, xinxiang

HISTORIES = {
    "linfen-2023": linfen.history,
    "changzhi-2022": changzhi.history,
    "huian-2023": huian.history,
    "xinxiang-2024": xinxiang.history,
}


def write(folder: Path) -> list[Path]:
    """Writes every history into the folder and gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, history in HISTORIES.items():
        path = folder / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for event in history().events():
                file.write(json.dumps(to_json(event), ensure_ascii=False) + "\n")
        written.append(path)
    return written


if __name__ == "__main__":
    for path in write(Path(sys.argv[1] if len(sys.argv) > 1 else "seeds")):
        print(path)
