"""Keys for one machine: a local authority, a certificate per service, a token issuer, intake's master key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SERVICE_URI: Final = "spiffe://sankua/"
_AUTHORITY_LIFE: Final = timedelta(days=3650)
_SERVICE_LIFE: Final = timedelta(days=825)
_RENEW_BEFORE: Final = timedelta(days=30)


@dataclass(frozen=True)
class Pki:
    """The files of one folder, all readable by their owner only."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate."""
        return self.folder / "ca.pem"

    @property
    def issuer_key(self) -> Path:
        """The private key that signs people's tokens (Ed25519)."""
        return self.folder / "issuer.key.pem"

    @property
    def issuer_public(self) -> Path:
        """The public key that services verify tokens with."""
        return self.folder / "issuer.pub.pem"

    @property
    def master_key(self) -> Path:
        """32 bytes that wrap the keys of cases. Without this file, what intake has encrypted is lost."""
        return self.folder / "master.key"


def ensure_pki(folder: Path, services: Sequence[str]) -> Pki:
    """Make what is missing in the folder and keep what is there; certificates near their end are renewed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pki = Pki(folder)
    if not pki.master_key.exists():
        _write(pki.master_key, secrets.token_bytes(32))
    if not pki.issuer_key.exists():
        _write(pki.issuer_key, _pem(ed25519.Ed25519PrivateKey.generate()))
    issuer = serialization.load_pem_private_key(pki.issuer_key.read_bytes(), None)
    _write(pki.issuer_public, issuer.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))  # fmt: skip
    authority, key, renewed = _authority(pki)
    for service in services:
        if renewed or _ends_soon(folder / f"{service}.pem") or not (folder / f"{service}.key").exists():
            _issue(folder, service, authority, key)
    return pki


def _authority(pki: Pki) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, bool]:
    """The authority's certificate and key, and whether they are new."""
    key_file = pki.folder / "ca.key.pem"
    if key_file.exists() and not _ends_soon(pki.authority):
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return x509.load_pem_x509_certificate(pki.authority.read_bytes()), key, False
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Sankua local authority")
    certificate = (
        _builder(name, name, key.public_key(), _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _pem(key))
    _write(pki.authority, certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key, True


def _issue(
    folder: Path, service: str, authority: x509.Certificate, signer: ec.EllipticCurvePrivateKey
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    names = [
        x509.DNSName("localhost"),
        x509.DNSName(service),
        x509.IPAddress(ip_address("127.0.0.1")),
        x509.UniformResourceIdentifier(SERVICE_URI + service),
    ]
    both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    certificate = (
        _builder(_name(service), authority.subject, key.public_key(), _SERVICE_LIFE)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(both), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    _write(folder / f"{service}.key", _pem(key))
    _write(folder / f"{service}.pem", certificate.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    # An hour back: a container's clock may be behind the one that signs.
    start = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + life)
    )


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _ends_soon(file: Path) -> bool:
    if not file.exists():
        return True
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    return certificate.not_valid_after_utc < datetime.now(UTC) + _RENEW_BEFORE


def _pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    fresh.replace(file)
