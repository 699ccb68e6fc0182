"""Certificates and tokens for one test: an authority, services, an issuer of tokens."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

_PEM = serialization.Encoding.PEM
_PLAIN = serialization.NoEncryption()


class Pki:
    """Writes what SANKUA_TLS_DIR needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._ca = self._certificate("ca", self._key, authority=True)
        (folder / "ca.pem").write_bytes(self._ca.public_bytes(_PEM))
        self._issuer = ed25519.Ed25519PrivateKey.generate()
        public = self._issuer.public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        (folder / "issuer.pub.pem").write_bytes(public)

    def service(self, name: str) -> None:
        """Certificate and key of a service."""
        key = ec.generate_private_key(ec.SECP256R1())
        (self.folder / f"{name}.pem").write_bytes(self._certificate(name, key).public_bytes(_PEM))
        (self.folder / f"{name}.key").write_bytes(
            key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, _PLAIN)
        )

    def read(self, name: str) -> bytes:
        """A file of the folder."""
        return (self.folder / name).read_bytes()

    def token(self, *roles: str, org: str = "140403-xfj", **claims: Any) -> str:
        """A token for a person with these roles at one organ; `claims` replace the usual ones."""
        usual = {
            "iss": "sankua-local",
            "aud": "sankua",
            "sub": "tester",
            "exp": datetime.now(UTC) + timedelta(hours=1),
            "grants": [{"org": org, "role": role, "places": []} for role in roles],
        }
        return jwt.encode(usual | claims, self._issuer, algorithm="EdDSA")

    def _certificate(
        self, name: str, key: ec.EllipticCurvePrivateKey, authority: bool = False
    ) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = subject if authority else self._ca.subject
        names: list[x509.GeneralName] = [
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            x509.UniformResourceIdentifier(f"spiffe://sankua/{name}"),
        ]
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self._key, hashes.SHA256())
        )
