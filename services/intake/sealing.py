"""Text and identity under keys: a data key per case, wrapped by the master key.

See docs/adr/0006-text-and-identity.md and 0010-vault.md. Destroying a case's wrapped key destroys all that is
sealed with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag

from services.intake.ciphers import AES, Suite, decrypt

KEY_BYTES: Final = 32


class SealBroken(Exception):
    """Stored ciphertext does not open: another master key, a destroyed key, or a changed document."""


def seal(key: bytes, value: Mapping[str, Any], place: str, suite: Suite = AES) -> bytes:
    """The value encrypted for this place (a vault reference): it opens nowhere else."""
    return suite.encrypt(key, canonical(value), place)


def unseal(key: bytes, sealed: bytes, place: str) -> dict[str, Any]:
    """The value. SealBroken where key, place or bytes are not those of `seal`."""
    found: dict[str, Any] = json.loads(opened(key, sealed, place))
    return found


def opened(key: bytes, sealed: bytes, place: str) -> bytes:
    """The bytes that were encrypted for this place. SealBroken as in `unseal`."""
    try:
        return decrypt(key, sealed, place)
    except InvalidTag:
        raise SealBroken(f"{place}: does not open with the master key of this service") from None


def new_key() -> bytes:
    """A data key for one case."""
    return os.urandom(KEY_BYTES)


def content_digest(key: bytes, title: str, content: str, suite: Suite = AES) -> str:
    """Digest of a text under its case's own key, hex: equal texts of two cases do not show as equal."""
    return keyed_digest(suite.derived(key, b"content"), {"title": title, "content": content}, suite)


def keyed_digest(key: bytes, value: Mapping[str, Any], suite: Suite = AES) -> str:
    """HMAC of the canonical JSON, hex."""
    return suite.mac(key, canonical(value)).hex()


def canonical(value: Mapping[str, Any]) -> bytes:
    """One byte form per value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
