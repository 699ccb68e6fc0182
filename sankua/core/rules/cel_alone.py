"""CEL without its terminal program: `import cel` alone loads a prompt toolkit, 10 MB in every process."""

from __future__ import annotations

import sys
from types import ModuleType

sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

import cel  # noqa: E402 - after the name is taken

__all__ = ["cel"]
