"""How many retold matters are found, and what it costs: `python bench/alike.py FILE.csv [--json]`.

Of each text of a file (columns 留言主题, 留言详情) retold versions are made: sentences left out, their order
turned, letters dropped; each is looked for among all. Floor: comparing with every text, which misses nothing
that the score can tell. Pairs of the file itself that score high are its own near-duplicates.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
import time
from collections import defaultdict

from services.intake.domain import alike
from services.intake.keyring import Index

NEAR = 0.6
_SENTENCE = re.compile(r"[^,。,!?;！？；]+[,。,!?;！？；]?")


def retold(text: str, seed: int) -> dict[str, str]:
    """Versions of a text, the same on every machine."""
    parts = _SENTENCE.findall(text) or [text]

    def drawn(i: int) -> int:
        return hashlib.sha256(f"{seed}/{i}".encode()).digest()[0]

    return {
        "a third left out": "".join(p for i, p in enumerate(parts) if drawn(i) % 3) or parts[0],
        "order turned": "".join(reversed(parts)),
        "a tenth of letters dropped": "".join(c for i, c in enumerate(text) if drawn(i) % 10),
        "half of it": "".join(parts[: (len(parts) + 1) // 2]),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    texts = []
    for file in given.files:
        with open(file, encoding="utf-8-sig", newline="") as opened:  # noqa: PTH123
            texts += [f"{row['留言主题']}\n{row['留言详情']}" for row in csv.DictReader(opened)]
    matters = [alike.matter("", text, {}) for text in texts]
    index, marks = Index(bytes(32)), {}

    def number(pair: str) -> int:
        if pair not in marks:
            marks[pair] = int(index.mark("pair", pair)[:16], 16)
        return marks[pair]

    started = time.perf_counter()
    by_band = defaultdict(set)
    sketches = [alike.bands(m.text, number) for m in matters]
    for i, bands in enumerate(sketches):
        for band in bands:
            by_band[band].add(i)
    sketching = (time.perf_counter() - started) / len(matters)
    found, floor, compared, spent = defaultdict(int), defaultdict(int), 0, 0.0
    for i, text in enumerate(texts):
        for kind, version in retold(text, i).items():
            wanted = alike.matter("", version, {})
            started = time.perf_counter()
            near = set().union(*(by_band[b] for b in alike.bands(wanted.text, number)))
            likes = {j: alike.likeness(wanted, matters[j], False).score for j in near}
            spent += time.perf_counter() - started
            compared += len(near)
            shown = sorted((j for j in likes if likes[j] >= alike.LEAST), key=lambda j: -likes[j])[:10]
            found[kind] += i in shown
            floor[kind] += alike.likeness(wanted, matters[i], False).score >= alike.LEAST
    pairs = [
        (i, j)
        for i in range(len(matters))
        for j in range(i + 1, len(matters))
        if alike.likeness(matters[i], matters[j], False).score >= NEAR
    ]
    caught = sum(1 for i, j in pairs if set(sketches[i]) & set(sketches[j]))
    n = len(texts)
    out = {
        "texts": n,
        "recall": {k: round(found[k] / n, 4) for k in found},
        "floor": {k: round(floor[k] / n, 4) for k in floor},
        "near_duplicates_of_the_file": len(pairs),
        "near_duplicates_found": caught,
        "sketch_ms": round(sketching * 1000, 3),
        "question_ms": round(spent / (4 * n) * 1000, 3),
        "compared_per_question": round(compared / (4 * n), 1),
    }
    print(
        json.dumps(out, ensure_ascii=False) if given.json else "\n".join(f"{k}: {v}" for k, v in out.items())
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
