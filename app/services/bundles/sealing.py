"""The seal: age encryption (age-encryption.org/v1) to one X25519 recipient, streamed through the age library.

The library works through a whole stream in one call that asks for bytes and gives bytes. It runs in a thread of its
own, joined to ours by a ``Lane`` of pieces of 1 MiB, so that reading, hashing and writing go on beside it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pyrage

from app.errors import BundleRejected, InvalidInput
from app.services.bundles import seal_program
from app.services.bundles.lanes import Lane
from app.services.bundles.limits import MIB
from app.translate import N_

_VERSION = b"age-encryption.org/v1\n"
_MARK = b"\n--- "
_MAC = 43
_HEADER_LIMIT = 16 * 1024
_CHUNK = 64 * 1024
_TAG = 16
_PIECE = MIB
#: Version, the one X25519 stanza and the closing line.
_HEADER = len(_VERSION) + len(b"-> X25519 ") + 43 + 1 + 43 + 1 + len(b"--- ") + _MAC + 1
#: The library adds a stanza of random length that means nothing, so that readers stay used to unknown ones; at most
#: a line of 55 bytes and 135 of body.
_GREASE = 190


def new_identity() -> str:
    """A fresh secret key, ``AGE-SECRET-KEY-1...``."""
    return str(pyrage.x25519.Identity.generate())


def _identity(text: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as exc:
        raise ValueError("not an age identity") from exc


def recipient_of(identity: str) -> str:
    """The public ``age1...`` of a secret key.

    Raises:
        ValueError: it is none.
    """
    return str(_identity(identity).to_public())


def _recipient(text: str) -> Any:
    wrong = N_("The receiver's sealing key is not a valid age key.")
    if text != text.lower():
        raise InvalidInput("recipient", wrong)
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as exc:
        raise InvalidInput("recipient", wrong) from exc


def check_recipient(recipient: str) -> None:
    """Refuse what is no ``age1...`` key.

    Raises:
        InvalidInput: it is none.
    """
    _recipient(recipient)


def header_size(sealed: bytes) -> int:
    """How many bytes the header takes at the beginning of these.

    Raises:
        ValueError: they do not begin with a whole header of at most 16 KiB.
    """
    head = sealed[:_HEADER_LIMIT]
    mark = head.find(_MARK)
    end = mark + len(_MARK) + _MAC
    if not head.startswith(_VERSION) or mark < 0 or head[end : end + 1] != b"\n":
        raise ValueError("not an age header")
    return end + 1


def sealed_size(size: int, header: int = _HEADER + _GREASE) -> int:
    """How many bytes ``size`` bytes become under the seal, header included; at most, where the header is not known."""
    return header + 16 + size + _TAG * max(1, -(-size // _CHUNK))


class _Source(io.RawIOBase):
    """What the library reads from: pieces of any length, given out in pieces of any length.

    ``error`` keeps what ``take`` raised; the library passes it on as text only.
    """

    def __init__(self, take: Callable[[], bytes]) -> None:
        self._take = take
        self._rest = memoryview(b"")
        self.error: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            if not self._rest:
                self._rest = memoryview(self._take())
        except BaseException as exc:
            self.error = exc
            raise
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def sealed_pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """What ``read`` gives, to its end; the first bytes must be an age header of reasonable length (the library reads on
    for ever).

    Raises:
        BundleRejected: check ``seal``: they are not.
    """
    head = read(_PIECE)
    while 0 < len(head) < _HEADER_LIMIT and (more := read(_PIECE)):
        head += more
    try:
        header_size(head)
    except ValueError as exc:
        raise _rejected(N_("The sealed part of the bundle is not an age file.")) from exc
    while head:
        yield head
        head = read(_PIECE)


class _Target(io.RawIOBase):
    """What the library's result goes through; ``error`` as in ``_Source``. Once ``done`` it swallows what is left."""

    def __init__(self, give: Callable[[bytes], object]) -> None:
        self._give = give
        self.done = False
        self.error: BaseException | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if not self.done:
            try:
                self._give(bytes(data))
            except BaseException as exc:
                self.error = exc
                raise
        return len(data)


def _run(work: Callable[[Any, Any, list[Any]], None], source: _Source, target: _Target, key: Any) -> None:
    """The library's call; the buffers spare a call into Python for each of the small pieces it asks for.

    Raises:
        What the source or the target raised, else the library's own error.
    """
    try:
        out = io.BufferedWriter(target, _PIECE)
        work(io.BufferedReader(source, _PIECE), out, [key])
        out.flush()
    except BaseException as exc:
        kept = source.error or target.error  # the library passes on only the text of what these raised
        if kept is None or kept is exc:
            raise
        raise kept from exc
    finally:
        target.done = True


def _encrypt(lane: Lane, write: Callable[[bytes], object], key: Any) -> None:
    try:
        _run(pyrage.encrypt_io, _Source(lane.take), _Target(write), key)
    except BaseException as exc:  # noqa: BLE001  carried over to the thread that waits
        lane.close(exc)


class SealWriter:
    """Encrypts what is written and passes it on, from another thread; ``finish`` writes the rest.

    ``write`` gets pieces of 1 MiB, the first one with the whole header. Close it (or use it in a ``with``): unfinished,
    it stops where it is.

    Raises:
        InvalidInput: the recipient is no age key. Later, from ``write`` and ``finish``: what the given ``write``
            raised.
    """

    def __init__(self, write: Callable[[bytes], object], recipient: str) -> None:
        key = _recipient(recipient)
        self._held: list[bytes] = []
        self._size = 0
        self._lane = Lane()
        self._thread = threading.Thread(target=_encrypt, args=(self._lane, write, key), name="seal", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        self._held.append(data)
        self._size += len(data)
        if self._size >= _PIECE:
            self._pass_on()

    def _pass_on(self) -> None:
        piece = self._held[0] if len(self._held) == 1 else b"".join(self._held)
        self._held, self._size = [], 0
        if piece:
            self._lane.put(piece)

    def finish(self) -> None:
        """Everything was passed on when this returns."""
        self._pass_on()
        self._lane.end()
        self._thread.join()
        if self._lane.error is not None:
            raise self._lane.error

    def close(self) -> None:
        """Stop; nothing is passed on any more when this returns."""
        self._lane.close()
        self._thread.join()

    def __enter__(self) -> SealWriter:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_lane"):
            self._lane.close()


def _rejected(message: str) -> BundleRejected:
    return BundleRejected(message, check="seal", entry="bag.zip.age")


def other_key() -> BundleRejected:
    """The seal was made for somebody else."""
    return _rejected(N_("The sealed part cannot be opened with this office's key: it was sealed for another one."))


def damaged() -> BundleRejected:
    """The seal does not hold."""
    return _rejected(N_("The sealed part of the bundle is damaged."))


def _decrypt(lane: Lane, read: Callable[[int], bytes], key: Any) -> None:
    pieces = sealed_pieces(read)
    source, target = _Source(lambda: next(pieces, b"")), _Target(lane.put)
    try:
        _run(pyrage.decrypt_io, source, target, key)
    except BaseException as exc:  # noqa: BLE001  carried over to the thread that waits
        ours = exc is source.error or exc is target.error
        if not ours and isinstance(exc, (pyrage.DecryptError, OSError)):
            exc = other_key() if seal_program.is_other_key(exc) else damaged()
        lane.end(exc)
    else:
        lane.end()


class SealReader:
    """Decrypts what ``read`` gives, forward only, in another thread; nothing comes out that was not authenticated.

    Close it (or use it in a ``with``): from then on ``read`` is not called any more.

    Raises:
        ValueError: the identity is none. Then, from ``read``: BundleRejected: check ``seal``: not an age file, sealed
            for another key, or damaged; and what the given ``read`` raised.
    """

    def __init__(self, read: Callable[[int], bytes], identity: str) -> None:
        key = _identity(identity)
        self._plain = memoryview(b"")
        self._lane = Lane()
        self._thread = threading.Thread(target=_decrypt, args=(self._lane, read, key), name="unseal", daemon=True)
        self._thread.start()

    def read(self, length: int) -> bytes:
        """Up to that many plain bytes; empty only at the end."""
        parts: list[memoryview] = []
        while length > 0:
            if not self._plain:
                self._plain = memoryview(self._lane.take())
                if not self._plain:
                    break
            part = self._plain[:length]
            self._plain = self._plain[len(part) :]
            length -= len(part)
            parts.append(part)
        return b"".join(parts)

    def close(self) -> None:
        """Stop; ``read`` is not called any more when this returns."""
        self._lane.close()
        self._thread.join()

    def __enter__(self) -> SealReader:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_lane"):
            self._lane.close()
