"""Who calls: a service by certificate or a person by token, and what they may do."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import jwt

from sankua.core.errors import Problem, Refused

SERVICE_URI: Final = "spiffe://sankua/"
"""The URI in a service's certificate, before its name."""

_REMEMBERED: Final = 10_000
"""Verified tokens kept, at most; then all are forgotten and verified anew."""

_CURRENT: ContextVar[Principal | None] = ContextVar("principal", default=None)


@dataclass(frozen=True, slots=True)
class Grant:
    """One right: a role, held at an organ, for places (division code prefixes; empty: all)."""

    org: str
    role: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of the running call."""

    kind: Literal["service", "person"]
    name: str
    grants: tuple[Grant, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """The roles held anywhere; a service has the role `service:<name>`."""
        if self.kind == "service":
            return frozenset({f"service:{self.name}"})
        return frozenset(g.role for g in self.grants)

    def may_act_for(self, org: str, *roles: str) -> bool:
        """True where a grant at this very organ, with one of the roles (none named: any), covers it.

        A service acts for every organ: it is held to its methods, not to places.
        """
        if self.kind == "service":
            return True
        return any(g.org == org and (not roles or g.role in roles) and _covers(g, org) for g in self.grants)

    def may_see_place(self, place: str, *roles: str) -> bool:
        """True where a grant with one of the roles covers this division code."""
        if self.kind == "service":
            return True
        return any((not roles or g.role in roles) and _covers(g, place) for g in self.grants)


def _covers(grant: Grant, place: str) -> bool:
    return not grant.places or place.startswith(grant.places)


def principal() -> Principal:
    """Who makes the running call. LookupError outside of a call."""
    found = _CURRENT.get()
    if found is None:
        raise LookupError("no call is running")
    return found


def set_principal(who: Principal) -> None:
    """Marks the caller of the running call; for the interceptor, and for tests of handlers."""
    _CURRENT.set(who)


class Tokens:
    """Verifies bearer tokens of people: signature, issuer, audience, expiry, grants."""

    def __init__(self, key: bytes, issuer: str, audience: str) -> None:
        self._key = key
        self._issuer = issuer
        self._audience = audience
        self._verified: dict[bytes, tuple[float, Principal]] = {}

    @classmethod
    def from_file(cls, path: Path, issuer: str, audience: str) -> Tokens:
        """With the issuer's public key in PEM form."""
        return cls(path.read_bytes(), issuer, audience)

    def verify(self, token: str) -> Principal:
        """The person behind a token. Refused (FORBIDDEN) with the reason where it is not good.

        A good token is remembered by its digest until it expires: the signature is checked once.
        """
        digest = hashlib.sha256(token.encode()).digest()
        until, who = self._verified.get(digest, (0.0, None))
        if who is None or time.time() >= until:
            until, who = self._verify(token)
            if len(self._verified) >= _REMEMBERED:
                self._verified.clear()
            self._verified[digest] = (until, who)
        return who

    def _verify(self, token: str) -> tuple[float, Principal]:
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=["EdDSA", "ES256", "RS256"],
                audience=self._audience,
                issuer=self._issuer,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
            who = Principal("person", str(claims["sub"]), _grants(claims.get("grants")))
            return float(int(claims["exp"])), who
        except jwt.PyJWTError as exc:
            raise Refused(Problem("authorization", f"token refused: {exc}"), code="FORBIDDEN") from None


def _grants(claim: Any) -> tuple[Grant, ...]:
    if not isinstance(claim, list):
        raise jwt.InvalidTokenError("claim grants: expected a list of {org, role, places}")
    try:
        return tuple(
            Grant(str(g["org"]), str(g["role"]), tuple(map(str, g.get("places") or ()))) for g in claim
        )
    except (KeyError, TypeError, AttributeError):
        raise jwt.InvalidTokenError("claim grants: expected a list of {org, role, places}") from None


def peer_service(auth_context: Mapping[str, Iterable[bytes]]) -> Principal | None:
    """The service behind a client certificate: the SAN URI `spiffe://sankua/<service>`; None without one."""
    for value in auth_context.get("x509_subject_alternative_name", ()):
        name = value.decode()
        if name.startswith(SERVICE_URI):
            return Principal("service", name.removeprefix(SERVICE_URI))
    return None
