"""How well places and purposes are suggested: `python bench/suggesting.py FILE.csv... [--json]`.

Places: each county of the directory named with the place above it, and alone to an office of its city;
and, of the files' messages (columns 留言主题, 留言详情), whether the text leads to the place that its title
names. Purposes: how often a text that is marked by its words is what its writer calls it in the title.
Floors: the first county that bears a name found; how many of all texts are called so.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sankua.core.orgs import Directory
from sankua.core.orgs.model import Level
from sankua.library.orgs import load_directory
from services.intake.domain.places import places
from services.intake.suggesting import load_suggester

CALLED = {"ACCUSATION": ("举报", "检举", "控告", "贪污", "受贿", "以权谋私"), "SUGGESTION": ("建议", "呼吁")}


def messages(files: list[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            yield from ((row["留言主题"], row["留言详情"]) for row in csv.DictReader(opened))


def first_name(text: str, orgs: Directory) -> str:
    named = [d.code for d in orgs.divisions.values() if d.parent and d.name in text]
    return min(named, key=lambda code: (code.endswith("00"), code), default="")


def of_counties(orgs: Directory, suggester: Any) -> dict[str, float]:
    counties = [
        d for d in orgs.divisions.values() if d.level == Level.COUNTY and orgs.divisions[d.parent].parent
    ]
    hits = {"with_place_above": 0, "alone": 0, "first_name": 0}
    for d in counties:
        text = f"我家住在{orgs.divisions[d.parent].name}{d.name}的小区,楼道漏水"
        office = f"{d.code[:4]}00-xfj"
        hits["with_place_above"] += _first(places(text, suggester.gazetteer, "")) == d.code
        hits["alone"] += _first(places(f"{d.name}的小区", suggester.gazetteer, office)) == d.code
        hits["first_name"] += first_name(text, orgs) == d.code
    return {"counties": len(counties)} | {name: round(n / len(counties), 4) for name, n in hits.items()}


def _first(found: Any) -> str:
    return found[0].value if found else ""


def of_messages(rows: list[tuple[str, str]], orgs: Directory, suggester: Any) -> dict[str, float]:
    named = [(t, c) for t, c in rows if _first(places(t, suggester.gazetteer, ""))]
    named = [(t, c) for t, c in named if _first(places(c, suggester.gazetteer, ""))]
    agree = sum(
        _first(places(t, suggester.gazetteer, "")) == _first(places(c, suggester.gazetteer, ""))
        for t, c in named
    )
    floor = sum(_first(places(t, suggester.gazetteer, "")) == first_name(c, orgs) for t, c in named)
    total = max(len(named), 1)
    return {"both": len(named), "agree": round(agree / total, 4), "first_name": round(floor / total, 4)}


def of_purposes(rows: list[tuple[str, str]], suggester: Any) -> dict[str, Any]:
    """By purpose: texts, how many are called so, marked so, both; the share that is right, beside chance."""
    found = {p: {"texts": len(rows), "there": 0, "marked": 0, "agreed": 0} for p in CALLED}
    for title, content in rows:
        called = next((p for p, words in CALLED.items() if any(w in title for w in words)), "APPEAL")
        hints = suggester.of({"content": content or title}).suggestions
        marked = {s.value for s in hints if s.field == "purpose"}
        for purpose, count in found.items():
            count["there"] += called == purpose
            count["marked"] += purpose in marked
            count["agreed"] += called == purpose and purpose in marked
    return {
        purpose: {
            **count,
            "right": round(count["agreed"] / max(count["marked"], 1), 4),
            "by_chance": round(count["there"] / max(len(rows), 1), 4),
            "as_published": count == suggester.rules["purposes"][purpose]["measured"],
        }
        for purpose, count in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    examples = sorted((Path(__file__).parents[1] / "orgs" / "examples").glob("*.yaml"))
    orgs = load_directory(extra=examples)
    suggester, rows = load_suggester(None, orgs), list(messages(given.files))
    found = {
        "places_of_counties": of_counties(orgs, suggester),
        "places_of_messages": of_messages(rows, orgs, suggester),
        "purposes": of_purposes(rows, suggester),
    }
    print(json.dumps(found, ensure_ascii=False, indent=None if given.json else 1))


if __name__ == "__main__":
    main()
