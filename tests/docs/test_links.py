"""Every relative link and anchor in the markdown files leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SKIPPED = {".venv", "node_modules", ".git"}
PAGES = sorted(p for p in ROOT.rglob("*.md") if not SKIPPED & set(p.relative_to(ROOT).parts))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def broken(page: Path) -> list[str]:
    found = []
    for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


def test_there_are_pages_and_a_bad_link_is_found(tmp_path: Path) -> None:
    assert {ROOT / "README.md", ROOT / "README.zh-CN.md"} <= set(PAGES)
    page = tmp_path / "p.md"
    page.write_text("# One\n[a](p.md#one) [b](p.md#two) [c](none.md) [d](https://example.org)\n")
    assert broken(page) == ["p.md#two", "none.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_every_decision_is_numbered_once_and_in_the_index() -> None:
    folder = ROOT / "docs/adr"
    files = sorted(p.name for p in folder.glob("[0-9]*.md"))
    assert len({name[:4] for name in files}) == len(files), "a number is given once"
    assert LINK.findall((folder / "README.md").read_text("utf-8")) == files


def test_every_page_of_docs_is_reached_from_the_readme() -> None:
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page not in seen:
            seen.add(page)
            todo += [
                target for link in LINK.findall(page.read_text("utf-8")) for target in pages_at(page, link)
            ]
    assert {p for p in PAGES if ROOT / "docs" in p.parents} - seen == set()


def pages_at(page: Path, link: str) -> list[Path]:
    target = (page.parent / link.partition("#")[0]).resolve()
    if target.is_dir():
        return sorted(target.glob("*.md"))
    return [target] if target.suffix == ".md" else []
