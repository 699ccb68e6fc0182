"""What is remembered between calls is right all the same: verified tokens, the shift of the clock."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sankua.core.errors import Refused
from sankua.core.times import SHANGHAI
from services.common.auth import Tokens
from services.common.times import Clock

KEY = Ed25519PrivateKey.generate()


def tokens() -> Tokens:
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Tokens(public, "issuer", "sankua")


def token(seconds: float, **changed: Any) -> str:
    claims = {"iss": "issuer", "aud": "sankua", "sub": "wang", "exp": time.time() + seconds, "grants": []}
    return jwt.encode(claims | changed, KEY, algorithm="EdDSA")


def verify_for(seconds: float, verifier: Tokens, text: str) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        verifier.verify(text)


def test_a_token_that_was_good_is_refused_once_it_has_expired() -> None:
    verifier, short = tokens(), token(1)
    assert verifier.verify(short) is verifier.verify(short)
    with pytest.raises(Refused, match="expired"):
        verify_for(5, verifier, short)


def test_a_good_token_lends_nothing_to_another_one() -> None:
    verifier, good = tokens(), token(60)
    assert verifier.verify(good).name == "wang"
    assert verifier.verify(token(60, sub="li")).name == "li"
    head, claims, _ = good.split(".")
    with pytest.raises(Refused):
        verifier.verify(f"{head}.{claims}.AAAA")
    with pytest.raises(Refused):
        verifier.verify(token(60, iss="another"))


def shift(clock: Clock) -> float:
    return round((clock.now() - datetime.now(SHANGHAI)) / timedelta(seconds=1))


def test_the_clock_sees_every_change_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "shift"
    clock = Clock(file)
    assert shift(clock) == 0
    for seconds in range(100, 200):  # faster than the stamps of a file system tell apart
        file.write_text(str(seconds))
        assert shift(clock) == seconds
    file.write_text("300")
    os.utime(file, (1_600_000_000, 1_600_000_000))
    assert [shift(clock), shift(clock)] == [300, 300]
    file.write_text("400")
    assert shift(clock) == 400
    file.write_text("soon")
    with pytest.raises(ValueError, match="is not a number"):
        clock.now()
    file.unlink()
    assert shift(clock) == 0
