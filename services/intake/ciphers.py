"""The two suites of ciphers: AES-256-GCM with SHA-256, and SM4-GCM with SM3 (国密, GB/T 32907 and 32905).

Both come from the library `cryptography`. What is sealed says by its first bytes which suite it is of.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hmac import digest
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE: Final = 12
_TAG: Final = 16
_NO_SALT: Final = bytes(32)
_SM_MARK: Final = b"\x00SM4\x01"


@dataclass(frozen=True, slots=True)
class Suite:
    """Ciphers that belong together; keys have 32 bytes in both."""

    name: str
    hash: hashes.HashAlgorithm

    def encrypt(self, key: bytes, data: bytes, place: str) -> bytes:
        """The data, readable with this key for this place only."""
        nonce = os.urandom(_NONCE)
        if self.name == "aes":
            return nonce + AESGCM(key).encrypt(nonce, data, place.encode())
        encryptor = Cipher(algorithms.SM4(_sm_key(key)), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(place.encode())
        return _SM_MARK + nonce + encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def mac(self, key: bytes, data: bytes) -> bytes:
        """HMAC with the suite's hash, 32 bytes."""
        if self.name == "aes":
            return digest(key, data, "sha256")  # one call into C: several of them are made per registration
        maker = hmac.HMAC(key, self.hash)
        maker.update(data)
        return maker.finalize()

    def derived(self, key: bytes, purpose: bytes) -> bytes:
        """A key for one purpose, 32 bytes: HKDF (RFC 5869) of one block, without salt."""
        if self.name == "aes":  # two calls into C instead of the library's objects: made per registration
            return digest(digest(_NO_SALT, key, "sha256"), b"sankua/" + purpose + b"\x01", "sha256")
        return HKDF(self.hash, 32, salt=None, info=b"sankua/" + purpose).derive(key)


AES: Final = Suite("aes", hashes.SHA256())
SM: Final = Suite("sm", hashes.SM3())
SUITES: Final = {suite.name: suite for suite in (AES, SM)}


def decrypt(key: bytes, sealed: bytes, place: str) -> bytes:
    """What `encrypt` of either suite was given. InvalidTag where key, place or bytes are others."""
    if sealed.startswith(_SM_MARK):
        try:
            return _sm_decrypt(key, sealed[len(_SM_MARK) :], place)
        except InvalidTag:
            pass  # a nonce of the other suite may begin so, once in 2^40: its own tag decides
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())


def _sm_decrypt(key: bytes, sealed: bytes, place: str) -> bytes:
    nonce, data, tag = sealed[:_NONCE], sealed[_NONCE:-_TAG], sealed[-_TAG:]
    if len(nonce) < _NONCE or len(tag) < _TAG:
        raise InvalidTag
    decryptor = Cipher(algorithms.SM4(_sm_key(key)), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(place.encode())
    return decryptor.update(data) + decryptor.finalize()


def _sm_key(key: bytes) -> bytes:
    """SM4 has keys of 16 bytes: derived from the 32 of the data key."""
    return SM.derived(key, b"sm4")[:16]
