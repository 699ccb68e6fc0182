"""Master keys behind a small interface, and the index key by which intake compares without reading.

A key management system takes part as a `KeyService` of its own, or by a command that prints
the key at start. The key in force wraps; older ones only open, until all is wrapped anew (密钥轮换).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from services.common.settings import BadSettings
from services.intake.ciphers import AES, Suite
from services.intake.sealing import KEY_BYTES, SealBroken, keyed_digest, opened

_COMMAND_SECONDS: Final = 30
_ALPHABET: Final = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is read as a digit on the telephone."""


class KeyService(Protocol):
    """What wraps the keys of cases. `id` names the key and says nothing of it."""

    id: str

    def wrap(self, key: bytes, place: str) -> bytes:
        """A data key encrypted for one place."""

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        """The data key. SealBroken where it was wrapped by another master key or for another place."""


class MasterKey:
    """A KeyService whose key is in this process's memory."""

    def __init__(self, key: bytes, suite: Suite = AES) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes, not {len(key)}")
        self._key, self._suite = key, suite
        self.first_index = AES.derived(key, b"request")
        """The index key of a database that has none yet; once stored it stays, whatever the master key."""
        self.id = hashlib.sha256(AES.derived(key, b"id")).hexdigest()[:16]

    @classmethod
    def from_file(cls, path: Path | None, suite: Suite = AES) -> MasterKey:
        """From a file of 32 raw bytes, or their hex or base64 text. BadSettings where it is none."""
        if path is None:
            raise BadSettings("SANKUA_MASTER_KEY_FILE='': intake needs a file with 32 random bytes")
        try:
            return cls(_key_bytes(path.read_bytes()), suite)
        except (OSError, ValueError, binascii.Error) as exc:
            raise BadSettings(f"SANKUA_MASTER_KEY_FILE={str(path)!r}: {exc}") from None

    @classmethod
    def from_command(cls, command: str, suite: Suite = AES) -> MasterKey:
        """From what a command prints, for a key management system. BadSettings where it gives no key."""
        try:
            done = subprocess.run(
                shlex.split(command), capture_output=True, timeout=_COMMAND_SECONDS, check=True
            )
            return cls(_key_bytes(done.stdout), suite)
        except subprocess.CalledProcessError as exc:
            said = exc.stderr.decode("utf-8", "replace").strip()[:200]
            raise BadSettings(f"SANKUA_MASTER_KEY_COMMAND: ended with {exc.returncode}: {said}") from None
        except (OSError, ValueError, binascii.Error, subprocess.TimeoutExpired) as exc:
            # The message never holds what was printed: it may be nearly a key.
            raise BadSettings(f"SANKUA_MASTER_KEY_COMMAND: gives no key: {type(exc).__name__}") from None

    def wrap(self, key: bytes, place: str) -> bytes:
        """A data key encrypted for one place."""
        return self._suite.encrypt(self._key, key, place)

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        """The data key. SealBroken where it was wrapped by another master key or for another place."""
        return opened(self._key, wrapped, place)


class Keyring:
    """The master key in force and older ones that still open what they wrapped."""

    def __init__(self, current: KeyService, older: Sequence[KeyService] = (), suite: Suite = AES) -> None:
        self._current, self.suite = current, suite
        self._keys = {service.id: service for service in (*older, current)}

    @property
    def id(self) -> str:
        """The id of the key that wraps."""
        return self._current.id

    def wrap(self, key: bytes, place: str) -> bytes:
        """A data key encrypted by the key in force."""
        return self._current.wrap(key, place)

    def unwrap(self, wrapped: bytes, place: str, key_id: str) -> bytes:
        """The data key. SealBroken where the key that wrapped it is not here."""
        service = self._keys.get(key_id)
        if service is None:
            raise SealBroken(f"{place}: wrapped by master key {key_id}, which is not among the keys given")
        return service.unwrap(wrapped, place)


class Index:
    """Digests for comparing, under a key of their own that outlives master keys; kept in intake only."""

    def __init__(self, key: bytes, suite: Suite = AES) -> None:
        self._requests, self._suite = key, suite
        self._marks = suite.derived(key, b"marks")
        self._codes = suite.derived(key, b"codes")

    def request_digest(self, request: Mapping[str, Any]) -> str:
        """Tells whether two requests have the same content."""
        return keyed_digest(self._requests, request, self._suite)

    def mark(self, kind: str, text: str) -> str:
        """A short name for a person or a text, equal for equals; says nothing without the key."""
        return self._suite.mac(self._marks, f"{kind}\0{text}".encode())[:18].hex()

    def query_code(self, case: str) -> str:
        """The receipt's code (查询码) of a case, XXXX-XXXX-XXXX: derived, so it is stored nowhere."""
        bits = int.from_bytes(self._suite.mac(self._codes, case.encode())[:8], "big")
        text = "".join(chr(_ALPHABET[bits >> 5 * i & 31]) for i in range(12))
        return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def plain_code(code: str) -> str:
    """A query code as it was typed, without what people add: case, blanks, hyphens, O for 0."""
    letters = "".join(c for c in code.upper() if c.isalnum())
    return letters.replace("O", "0").replace("I", "1").replace("L", "1")


def _key_bytes(raw: bytes) -> bytes:
    if len(raw) == KEY_BYTES:
        return raw
    text = raw.decode("ascii").strip()
    if len(text) == KEY_BYTES * 2:
        return bytes.fromhex(text)
    return base64.b64decode(text, altchars=b"-_", validate=True)
