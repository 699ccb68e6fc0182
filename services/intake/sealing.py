"""Text and identity under keys: AES-256-GCM, a data key per case, wrapped by the master key.

See docs/adr/0006-text-and-identity.md. Destroying a case's wrapped key destroys all that is sealed with it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.common.settings import BadSettings

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class SealBroken(Exception):
    """Stored ciphertext does not open: another master key, a destroyed key, or a changed document."""


def seal(key: bytes, value: Mapping[str, Any], place: str) -> bytes:
    """The value encrypted for this place (a vault reference): it opens nowhere else."""
    return _encrypt(key, canonical(value), place)


def unseal(key: bytes, sealed: bytes, place: str) -> dict[str, Any]:
    """The value. SealBroken where key, place or bytes are not those of `seal`."""
    found: dict[str, Any] = json.loads(_decrypt(key, sealed, place))
    return found


def new_key() -> bytes:
    """A data key for one case."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def content_digest(key: bytes, title: str, content: str) -> str:
    """Digest of a text under its case's own key, hex: equal texts of two cases do not show as equal."""
    return keyed_digest(_derived(key, b"content"), {"title": title, "content": content})


def keyed_digest(key: bytes, value: Mapping[str, Any]) -> str:
    """HMAC-SHA-256 of the canonical JSON, hex."""
    return hmac.digest(key, canonical(value), "sha256").hex()


def canonical(value: Mapping[str, Any]) -> bytes:
    """One byte form per value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class MasterKey:
    """Wraps the data keys of cases, and gives the key for comparing requests."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes, not {len(key)}")
        self._key = key
        self._requests = _derived(key, b"request")
        self.id = hashlib.sha256(_derived(key, b"id")).hexdigest()[:16]

    @classmethod
    def from_file(cls, path: Path | None) -> MasterKey:
        """From a file of 32 raw bytes, or their hex or base64 text. BadSettings where it is none."""
        if path is None:
            raise BadSettings("SANKUA_MASTER_KEY_FILE='': intake needs a file with 32 random bytes")
        try:
            return cls(_key_bytes(path.read_bytes()))
        except (OSError, ValueError, binascii.Error) as exc:
            raise BadSettings(f"SANKUA_MASTER_KEY_FILE={str(path)!r}: {exc}") from None

    def wrap(self, key: bytes, place: str) -> bytes:
        """A data key encrypted for one place."""
        return _encrypt(self._key, key, place)

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        """The data key. SealBroken where it was wrapped by another master key or for another place."""
        return _decrypt(self._key, wrapped, place)

    def request_digest(self, request: Mapping[str, Any]) -> str:
        """Tells whether two requests have the same content; kept in intake only."""
        return keyed_digest(self._requests, request)


def _key_bytes(raw: bytes) -> bytes:
    if len(raw) == KEY_BYTES:
        return raw
    text = raw.decode("ascii").strip()
    if len(text) == KEY_BYTES * 2:
        return bytes.fromhex(text)
    return base64.b64decode(text, altchars=b"-_", validate=True)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"sankua/" + purpose).derive(key)


def _encrypt(key: bytes, data: bytes, place: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, place.encode())


def _decrypt(key: bytes, data: bytes, place: str) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise SealBroken(f"{place}: does not open with the master key of this service") from None
