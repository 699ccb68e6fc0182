"""Where the data folder is: `rules/`, `orgs/` and `samples/`."""

from __future__ import annotations

import os
from pathlib import Path

import sankua
from sankua.core.errors import Problem, Refused


def data_folder() -> Path:
    """SANKUA_DATA, else the checkout beside the package, else `sankua/_data` in a wheel. Refused where
    none is there."""
    named = os.environ.get("SANKUA_DATA")
    package = Path(sankua.__file__).parent
    choices = [Path(named)] if named else [package.parent, package / "_data"]
    for folder in choices:
        if (folder / "rules").is_dir() and (folder / "orgs").is_dir():
            return folder
    where = "SANKUA_DATA" if named else "data"
    raise Refused(Problem(where, f"no folder with rules/ and orgs/ at {', '.join(map(str, choices))}"))
