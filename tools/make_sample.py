"""Writes samples/petitions.jsonl: the matters of samples/texts.yaml put into five places, with a course each.

Deterministic: the same texts give the same file. `--check` only says whether the file is up to date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parents[1] / "samples"
DAYS: Final = 95
CASES: Final = 220

PLACES: Final = (
    {"county": ("141002", "尧都区"), "city": ("141000", "临汾市"), "next": ("141023", "襄汾县"),
     "towns": (("141002101", "乔李镇"), ("141002104", "刘村镇"), ("141002109", "尧庙镇"))},
    {"county": ("140403", "潞州区"), "city": ("140400", "长治市"), "next": ("140404", "上党区"),
     "towns": (("140403103", "马厂镇"), ("140403104", "黄碾镇"), ("140403105", "西白兔镇"))},
    {"county": ("350521", "惠安县"), "city": ("350500", "泉州市"), "next": ("350505", "泉港区"),
     "towns": (("350521107", "崇武镇"), ("350521101", "螺阳镇"), ("350521114", "辋川镇"))},
    {"county": ("410721", "新乡县"), "city": ("410700", "新乡市"), "next": ("410724", "获嘉县"),
     "towns": (("410721103", "七里营镇"), ("410721102", "小冀镇"), ("410721105", "古固寨镇"))},
    {"county": ("140214", "云冈区"), "city": ("140200", "大同市"), "next": ("140213", "平城区"),
     "towns": (("140214101", "高山镇"), ("140214102", "云冈镇"), ("140214206", "西韩岭乡"))},
)  # fmt: skip
"""The places of the five reports, each with a neighbour in the same city."""

WORDS: Final = {"county": "县", "city": "市", "next": "邻", "far": "远", "town": "镇"}
RESULTS: Final = ("SUPPORTED", "SUPPORTED", "EXPLAINED", "NOT_SUPPORTED")


def main() -> int:
    """Writes the file, or with --check compares; exit 1 where it is not up to date."""
    texts = yaml.safe_load((FOLDER / "texts.yaml").read_text(encoding="utf-8"))
    target = FOLDER / "petitions.jsonl"
    lines = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases(texts))
    if "--check" in sys.argv:
        return int(target.read_text(encoding="utf-8") != lines)
    target.write_text(lines, encoding="utf-8")
    return 0


def cases(texts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The cases in the order of their days."""
    numbered = [case(texts[i % len(texts)], i, i // len(texts)) for i in range(CASES)]
    yield from sorted(numbered, key=lambda c: (c["day"], c["id"]))


def case(text: Mapping[str, Any], i: int, turn: int) -> dict[str, Any]:
    """One matter in one place: each turn through the texts moves every text to another place."""
    place = PLACES[(i + turn * 2) % len(PLACES)]
    words = {name: place[name] for name in ("county", "city", "next")}
    words["far"] = PLACES[(i + turn * 2 + 2) % len(PLACES)]["county"]
    words["town"] = place["towns"][(i + turn) % 3]
    codes = {f"{{{name}}}": code for name, (code, _) in words.items()}
    names = {f"{{{WORDS[name]}}}": shown for name, (_, shown) in words.items()}
    out = {
        "id": f"S{i + 1:03}",
        "key": text["key"],
        # 37 has no factor in common with 89: the days are spread over the whole run.
        "day": 1 + i * 37 % (DAYS - 6),
        "registration": registration(text, codes, names, i),
        "course": course(i),
    }
    if "amend" in text:
        out["amend"] = filled(text["amend"], codes)
    return out


def registration(
    text: Mapping[str, Any], codes: dict[str, str], names: dict[str, str], i: int
) -> dict[str, Any]:
    """The registration in JSON form; the office of the county registers it."""
    purpose = text.get("purpose", "APPEAL")
    out = {
        "channel": text["channel"],
        "purpose": purpose,
        "branch": text.get("branch", ""),
        "facts": {"purpose": purpose, **filled(text["facts"], codes)},
        "title": filled(text["title"], names),
        "content": filled(text["content"], names),
        "petitioner": {"ref": f"sample-{i + 1:03}"},
        "petitioner_count": text.get("people", 1),
        "anonymous": text.get("anonymous", False),
        "urgent": text.get("urgent", False),
        "registered_by": codes["{county}"] + "-xfj",
    }
    if text.get("branch"):
        out["facts"]["branch"] = text["branch"]
    return {name: value for name, value in out.items() if value not in ("", False)}


def course(i: int) -> dict[str, Any]:
    """What the lead does, in days after the step before; a step that is absent does not happen.

    Of ten matters six go well, one is accepted late, one is left after the opinion, one after acceptance, and
    one is not even accepted: their lights go yellow and red.
    """
    kind = i // 3 % 10
    accept, opinion = 1 + i % 8, 9 + i * 7 % 32
    if kind == 9:
        return {}
    if kind == 8:
        return {"accept": accept}
    if kind == 7:
        return {"accept": accept, "opinion": opinion, "result": RESULTS[i % 4]}
    accept = 18 if kind == 6 else accept
    return {
        "accept": accept,
        "opinion": opinion,
        "deliver": 1 + i % 3,
        "conclude": 1,
        "result": RESULTS[i % 4],
    }


def filled(value: Any, words: Mapping[str, str]) -> Any:
    """The value with every word put in."""
    if isinstance(value, str):
        for word, put in words.items():
            value = value.replace(word, put)
        return value
    if isinstance(value, dict):
        return {key: filled(item, words) for key, item in value.items()}
    return [filled(item, words) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
