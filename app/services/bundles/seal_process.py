"""Make or open a large seal in a process of its own: the age library holds Python's lock while it computes."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

from app.errors import StorageError
from app.services.bundles import seal_program
from app.services.bundles.limits import MIB
from app.services.bundles.sealing import (
    SealReader,
    SealWriter,
    check_recipient,
    damaged,
    other_key,
    recipient_of,
    sealed_pieces,
)
from app.translate import N_

#: From this size on a process pays for its start.
WORTH_A_PROCESS = 16 * MIB
_BUFFER = 64 * 1024
_COMMAND = "so-ocop"  # the console program of a frozen build; the window's own has no standard input on Windows


class UnsealedBytes(Protocol):
    """What comes out of a seal, forward only; ``close`` it, or use it in a ``with``."""

    def read(self, length: int) -> bytes:
        """Up to that many plain bytes; empty only at the end."""

    def close(self) -> None:
        """Stop."""

    def __enter__(self) -> UnsealedBytes: ...

    def __exit__(self, *_exc: object) -> None: ...


def open_seal(read: Callable[[int], bytes], identity: str, size: int) -> UnsealedBytes:
    """Decrypt ``size`` sealed bytes that ``read`` gives: in a process where that pays and one can be started.

    Raises:
        ValueError: the identity is none. Then, from ``read`` of the result: as ``SealReader`` and ``SealProcess``.
    """
    if size >= WORTH_A_PROCESS:
        try:
            return SealProcess(read, identity)
        except OSError:  # processes are forbidden, or the program beside this one is missing
            pass
    return SealReader(read, identity)


def make_seal(write: Callable[[bytes], object], recipient: str, size: int) -> SealWriter | SealingProcess:
    """Encrypt ``size`` bytes and pass them on to ``write``: in a process where that pays and one can be started.

    Raises:
        InvalidInput: the recipient is no age key. Then as ``SealWriter`` and ``SealingProcess``.
    """
    if size >= WORTH_A_PROCESS:
        try:
            return SealingProcess(write, recipient)
        except OSError:
            pass
    return SealWriter(write, recipient)


def command(option: str) -> list[str]:
    """How the process is started for ``SEAL`` or ``UNSEAL``; no key ever appears here."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        return [str(program.with_name(_COMMAND + program.suffix)), option]
    return [sys.executable, "-I", str(seal_program.SCRIPT), option]


def _start(option: str) -> subprocess.Popen[bytes]:
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(
        command(option),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        pipesize=MIB,  # where the system lets it be chosen
        creationflags=flags,
    )


class SealProcess:
    """As ``SealReader``, in a process: key and sealed bytes go through its standard input, plain bytes come back.

    It ends with this object, and also where this program dies: its input is then closed. Nothing of it is on a disk.

    Raises:
        ValueError: the identity is none. OSError: no process can be started. Then, from ``read``: BundleRejected: check
            ``seal``: not an age file, sealed for another key, or damaged; what the given ``read`` raised;
            StorageError: the process itself failed.
    """

    def __init__(self, read: Callable[[int], bytes], identity: str) -> None:
        recipient_of(identity)
        self._failed: list[BaseException] = []
        self._child = _start(seal_program.UNSEAL)
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._plain = io.BufferedReader(self._child.stdout, _BUFFER)  # type: ignore[type-var]
        feed = (self._child.stdin, read, identity, self._failed)
        self._thread = threading.Thread(target=_feed, args=feed, name="unseal", daemon=True)
        self._thread.start()

    def read(self, length: int) -> bytes:
        """Up to that many plain bytes; empty only at the end."""
        if data := self._plain.read(length):
            return data
        code = self._child.wait()
        self._thread.join()
        if self._failed:
            raise self._failed[0]
        if code == seal_program.NOT_FOR_US:
            raise other_key()
        if code == seal_program.DAMAGED:
            raise damaged()
        if code:
            raise StorageError(
                N_("The process that opens the seal ended before its time."),
                kept=N_("Nothing was changed; the file was left as it is."),
                advice=N_("Try again; if it happens again, restart the computer and look at the free memory."),
            )
        return b""

    def close(self) -> None:
        """Stop; ``read`` is not called any more when this returns."""
        self._child.kill()
        self._thread.join()
        self._child.wait()
        self._plain.close()

    def __enter__(self) -> SealProcess:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_thread"):
            self.close()


def _feed(pipe: IO[bytes], read: Callable[[int], bytes], identity: str, failed: list[BaseException]) -> None:
    """Give the process its key and everything that is sealed; where it ends early its exit code tells why."""
    try:
        if _pass_on(pipe, identity.encode("ascii") + b"\n"):
            for piece in sealed_pieces(read):
                if not _pass_on(pipe, piece):
                    break
    except BaseException as exc:  # noqa: BLE001  carried over to the thread that waits
        failed.append(exc)
    finally:
        with contextlib.suppress(OSError):  # it has ended
            pipe.close()


def _pass_on(pipe: IO[bytes], data: bytes) -> bool:
    """Whether the process was there to take it."""
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[pipe.write(rest) :]
    except OSError:
        return False
    return True


class SealingProcess:
    """As ``SealWriter``, in a process: the receiver's key and the bytes go in by its standard input, a seal comes out.

    ``write`` gets pieces of 1 MiB from another thread, the first one with the whole header. Unfinished, it ends with
    this object.

    Raises:
        InvalidInput: the recipient is no age key. OSError: no process can be started. Later, from ``write`` and
            ``finish``: what the given ``write`` raised; StorageError: the process itself failed.
    """

    def __init__(self, write: Callable[[bytes], object], recipient: str) -> None:
        check_recipient(recipient)
        self._failed: list[BaseException] = []
        self._stopped = threading.Event()
        self._child = _start(seal_program.SEAL)
        assert self._child.stdin is not None
        self._plain = io.BufferedWriter(self._child.stdin, _BUFFER)
        drain = (self._child, write, self._stopped, self._failed)
        self._thread = threading.Thread(target=_drain, args=drain, name="seal", daemon=True)
        self._thread.start()
        self.write(recipient.encode("ascii") + b"\n")

    def write(self, data: bytes) -> None:
        """Encrypt these bytes; they may wait here for more."""
        try:
            self._plain.write(data)
        except OSError as exc:  # the process has ended
            raise self._reason() from exc

    def finish(self) -> None:
        """Everything was passed on when this returns."""
        try:
            self._plain.close()
        except OSError as exc:
            raise self._reason() from exc
        self._thread.join()
        if self._child.wait() or self._failed:
            raise self._reason()

    def _reason(self) -> BaseException:
        self._child.kill()
        self._thread.join()
        if self._failed:
            return self._failed[0]
        return StorageError(
            N_("The process that seals the bundle ended before its time."),
            kept=N_("Nothing of it was left on the target; nothing was handed over."),
            advice=N_("Try again; if it happens again, restart the computer and look at the free memory."),
        )

    def close(self) -> None:
        """Stop; nothing is passed on any more when this returns."""
        self._stopped.set()
        self._child.kill()
        self._thread.join()
        self._child.wait()
        with contextlib.suppress(OSError):  # what still waited has nowhere to go
            self._plain.close()

    def __enter__(self) -> SealingProcess:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_thread"):
            self.close()


def _drain(
    child: subprocess.Popen[bytes],
    write: Callable[[bytes], object],
    stopped: threading.Event,
    failed: list[BaseException],
) -> None:
    """Pass on the seal; where that fails the process is ended, so that whoever still writes to it notices."""
    assert child.stdout is not None
    try:
        with io.BufferedReader(child.stdout, _BUFFER) as pipe:  # type: ignore[type-var]
            while (piece := pipe.read(MIB)) and not stopped.is_set():
                write(piece)
    except BaseException as exc:  # noqa: BLE001  carried over to the thread that waits
        failed.append(exc)
        child.kill()
