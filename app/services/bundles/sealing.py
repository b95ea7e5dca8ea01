"""The seal: age encryption (age-encryption.org/v1) to one X25519 recipient, streamed.

Written over the ``cryptography`` primitives because a bundle must stream through Python in constant memory while other
threads hash and the window stays alive; any age tool opens what is sealed here, and the tests compare with one.
Format: https://c2sp.org/age.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import BundleRejected, InvalidInput
from app.services.bundles import bech32
from app.translate import N_

_VERSION = b"age-encryption.org/v1\n"
_LABEL = b"age-encryption.org/v1/X25519"
_CHUNK = 64 * 1024
_TAG = 16
_HEADER_LIMIT = 16 * 1024
_RECIPIENT = "age"
_IDENTITY = "age-secret-key-"


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _unb64(text: bytes) -> bytes:
    data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _b64(data) != text:
        raise ValueError("base64 is not canonical")
    return data


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt or None, info).derive(secret)


def _header_mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.new(_hkdf(file_key, b"", b"header"), header, hashlib.sha256).digest()


def new_identity() -> str:
    """A fresh secret key, ``AGE-SECRET-KEY-1...``."""
    return bech32.encode(_IDENTITY, X25519PrivateKey.generate().private_bytes_raw()).upper()


def recipient_of(identity: str) -> str:
    """The public ``age1...`` of a secret key."""
    secret = X25519PrivateKey.from_private_bytes(bech32.decode(_IDENTITY, identity))
    return bech32.encode(_RECIPIENT, secret.public_key().public_bytes_raw())


def check_recipient(recipient: str) -> bytes:
    """The 32 bytes of an ``age1...`` key.

    Raises:
        InvalidInput: it is none.
    """
    try:
        raw = bech32.decode(_RECIPIENT, recipient)
    except ValueError as exc:
        raise InvalidInput("recipient", N_("The receiver's sealing key is not a valid age key.")) from exc
    if len(raw) != 32 or recipient != recipient.lower():
        raise InvalidInput("recipient", N_("The receiver's sealing key is not a valid age key."))
    return raw


def sealed_size(size: int) -> int:
    """How many bytes ``size`` bytes become under the seal, header included."""
    header = len(_VERSION) + len(b"-> X25519 ") + 43 + 1 + 43 + 1 + len(b"--- ") + 43 + 1
    return header + 16 + size + _TAG * max(1, -(-size // _CHUNK))


class SealWriter:
    """Encrypts what is written and passes it on; ``finish`` writes the last chunk."""

    def __init__(self, write: Callable[[bytes], object], recipient: str) -> None:
        public = check_recipient(recipient)
        file_key, nonce = os.urandom(16), os.urandom(16)
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
        wrapped = ChaCha20Poly1305(_hkdf(shared, share + public, _LABEL)).encrypt(bytes(12), file_key, None)
        header = _VERSION + b"-> X25519 " + _b64(share) + b"\n" + _b64(wrapped) + b"\n---"
        write(header + b" " + _b64(_header_mac(file_key, header)) + b"\n" + nonce)
        self._cipher = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
        self._write = write
        self._counter = 0
        self._held = bytearray()

    def _seal(self, chunk: bytes | bytearray | memoryview, last: bool) -> bytes:
        nonce = self._counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
        self._counter += 1
        return self._cipher.encrypt(nonce, chunk, None)

    def write(self, data: bytes) -> None:
        """Take plain bytes; full chunks go on at once, the last one always waits for ``finish``."""
        self._held += data
        whole = (len(self._held) - 1) // _CHUNK if self._held else 0
        if not whole:
            return
        with memoryview(self._held) as view:
            out = [self._seal(view[i * _CHUNK : (i + 1) * _CHUNK], last=False) for i in range(whole)]
        del self._held[: whole * _CHUNK]
        self._write(b"".join(out))

    def finish(self) -> None:
        self._write(self._seal(self._held, last=True))
        self._held = bytearray()


def _rejected(message: str) -> BundleRejected:
    return BundleRejected(message, check="seal", entry="bag.zip.age")


_NOT_FOR_US = N_("The sealed part cannot be opened with this office's key: it was sealed for another one.")
_DAMAGED = N_("The sealed part of the bundle is damaged.")


class SealReader:
    """Decrypts what ``read`` gives, forward only; nothing is returned that was not authenticated.

    Raises:
        BundleRejected: check ``seal``: not an age file, sealed for another key, or damaged (also while reading).
    """

    def __init__(self, read: Callable[[int], bytes], identity: str) -> None:
        self._source = read
        self._raw = bytearray()
        self._ended = False
        header_end, file_key = self._open_header(identity)
        del self._raw[:header_end]
        self._fill(16)
        nonce = bytes(self._raw[:16])
        del self._raw[:16]
        if len(nonce) != 16:
            raise _rejected(_DAMAGED)
        self._cipher = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
        self._counter = 0
        self._plain = memoryview(b"")
        self._last = False

    def _fill(self, wanted: int) -> None:
        while len(self._raw) < wanted and not self._ended:
            data = self._source(max(wanted - len(self._raw), _CHUNK))
            self._raw += data
            self._ended = not data

    def _open_header(self, identity: str) -> tuple[int, bytes]:
        self._fill(_HEADER_LIMIT)
        head = bytes(self._raw[:_HEADER_LIMIT])
        mark = head.find(b"\n--- ")
        end = head.find(b"\n", mark + 1)
        if not head.startswith(_VERSION) or mark < 0 or end < 0:
            raise _rejected(N_("The sealed part of the bundle is not an age file."))
        try:
            file_key = _unwrap(head[len(_VERSION) : mark], identity)
            mac = _unb64(head[mark + 5 : end])
        except (ValueError, binascii.Error) as exc:
            raise _rejected(_DAMAGED) from exc
        if file_key is None:
            raise _rejected(_NOT_FOR_US)
        if not hmac.compare_digest(mac, _header_mac(file_key, head[: mark + 4])):
            raise _rejected(_DAMAGED)
        return end + 1, file_key

    def _next(self) -> None:
        self._fill(_CHUNK + _TAG + 1)
        self._last = len(self._raw) <= _CHUNK + _TAG
        chunk = self._raw[: _CHUNK + _TAG]
        del self._raw[: _CHUNK + _TAG]
        nonce = self._counter.to_bytes(11, "big") + (b"\x01" if self._last else b"\x00")
        try:
            plain = self._cipher.decrypt(nonce, chunk, None)
        except InvalidTag as exc:
            raise _rejected(_DAMAGED) from exc
        if self._last and not plain and self._counter:
            raise _rejected(_DAMAGED)
        self._counter += 1
        self._plain = memoryview(plain)

    def read(self, length: int) -> bytes:
        """Up to that many plain bytes; empty only at the end."""
        parts: list[memoryview] = []
        while length > 0:
            if not self._plain:
                if self._last:
                    break
                self._next()
                continue
            part = self._plain[:length]
            self._plain = self._plain[len(part) :]
            length -= len(part)
            parts.append(part)
        return b"".join(parts)


def _unwrap(stanzas: bytes, identity: str) -> bytes | None:
    """The file key out of the X25519 stanza made for this identity; None where there is none."""
    secret = X25519PrivateKey.from_private_bytes(bech32.decode(_IDENTITY, identity))
    public = secret.public_key().public_bytes_raw()
    lines = stanzas.split(b"\n")
    for number, line in enumerate(lines):
        if not line.startswith(b"-> X25519 "):
            continue
        share = _unb64(line[len(b"-> X25519 ") :])
        body = _unb64(lines[number + 1]) if number + 1 < len(lines) else b""
        if len(share) != 32 or len(body) != 32:
            raise ValueError("not an X25519 stanza")
        shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
        try:
            return ChaCha20Poly1305(_hkdf(shared, share + public, _LABEL)).decrypt(bytes(12), body, None)
        except InvalidTag:
            continue
    return None
