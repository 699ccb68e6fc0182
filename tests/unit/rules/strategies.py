"""Sets of facts as hypothesis draws them: sensible, contradictory and incomplete ones alike."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sankua.core.facts import FACTS, FactType

PLACES = (
    "141122", "141126", "141122100", "140403", "140404", "140400", "140000", "141002", "141002100", "141071",
    "350521", "410721", "110105", "441900", "419001", "000000",
)  # fmt: skip
PERSONAL = st.sampled_from([code for code in PLACES if len(code) <= 9])
SLUGS = (
    "",
    "-rsj",
    "-zjj",
    "-jtj",
    "-gaj",
    "-jw",
    "-zfw",
    "-swj",
    "-nyncj",
    "-gtj",
    "-lxb",
    "-xfj",
    "-made",
    "-gzw",
)
ORGS = st.builds(
    lambda place, slug: (place if not slug else place[:6]) + slug, PERSONAL, st.sampled_from(SLUGS)
)
LINES = st.sampled_from(["tax", "power_grid", "tobacco", "customs", "seismology", ""])


def _value(name: str, kind: FactType) -> st.SearchStrategy[Any]:
    match kind.kind:
        case "place":
            return st.just("") | PERSONAL
        case "places":
            return st.lists(PERSONAL, max_size=3)
        case "org":
            return st.just("") | ORGS
        case "orgs":
            return st.lists(ORGS, max_size=3)
        case "enum":
            return st.sampled_from(("", *kind.values))
        case "bool":
            return st.booleans()
        case "int":
            return st.integers(0, 100)
    if name == "vertical_line":
        return LINES
    return st.just("某厂") | ORGS


def facts() -> st.SearchStrategy[dict[str, Any]]:
    """Any of the facts, each present or not."""
    return st.fixed_dictionaries({}, optional={name: _value(name, kind) for name, kind in FACTS.items()})
