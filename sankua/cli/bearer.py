"""The authorization header of each gRPC call, renewed before it expires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import grpc

from sankua.cli.client import TOKEN_LIFE, mint
from sankua.cli.stack.failures import StackError

_RENEW_BEFORE: Final = timedelta(minutes=5)


class Bearer(grpc.AuthMetadataPlugin):
    """The authorization header of each call. gRPC calls it from a thread of its own."""

    def __init__(self, tls: Path, grants: Sequence[dict[str, Any]], subject: str) -> None:
        self._tls, self._grants, self._subject = tls, grants, subject
        self._token, self._until = "", datetime.min.replace(tzinfo=UTC)

    def __call__(self, _context: Any, callback: Any) -> None:
        """Hand the header to gRPC; a failure to sign fails the call, not the process."""
        try:
            callback((("authorization", f"Bearer {self._fresh()}"),), None)
        except (StackError, OSError, ValueError) as error:
            callback((), error)

    def _fresh(self) -> str:
        now = datetime.now(UTC)
        if now > self._until:
            self._token = mint(self._tls, self._grants, self._subject)
            self._until = now + TOKEN_LIFE - _RENEW_BEFORE
        return self._token
