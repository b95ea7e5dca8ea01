"""Ed25519 signatures and how a key is named to people."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_SIGNATURE_FILE = re.compile(rb"ed25519 ([0-9a-f]{64})\n([0-9a-f]{128})\n")
SIGNATURE_FILE_SIZE = 8 + 64 + 1 + 128 + 1


class Signer(Protocol):
    """Whoever can sign in an office's name."""

    @property
    def public_key(self) -> bytes:
        """The raw public key, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 private key (32 raw bytes, never shown) that signs."""

    secret: bytes = field(repr=False)

    @property
    def public_key(self) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(message)


def new_signing_key() -> SigningKey:
    """A fresh key from the system's randomness."""
    return SigningKey(Ed25519PrivateKey.generate().private_bytes_raw())


def is_signed(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether the signature is this key's over exactly these bytes; a malformed key or signature is a no."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: bytes) -> str:
    """SHA-256 of the raw public key as 16 groups of 4 hex digits, to compare by eye or over the telephone."""
    digest = hashlib.sha256(public_key).hexdigest()
    return " ".join(digest[i : i + 4] for i in range(0, 64, 4))


def signature_file(message: bytes, signer: Signer) -> bytes:
    """``envelope.sig``: the key and its signature, two lines of hex."""
    return f"ed25519 {signer.public_key.hex()}\n{signer.sign(message).hex()}\n".encode("ascii")


def read_signature_file(content: bytes) -> tuple[bytes, bytes] | None:
    """(public key, signature) of an ``envelope.sig``; None where it is not exactly of that form."""
    match = _SIGNATURE_FILE.fullmatch(content)
    return (bytes.fromhex(match[1].decode()), bytes.fromhex(match[2].decode())) if match else None
