"""Open a large seal in a process of its own, because the age library holds Python's lock while it decrypts."""

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
from app.services.bundles import unsealing
from app.services.bundles.limits import MIB
from app.services.bundles.sealing import SealReader, damaged, other_key, recipient_of, sealed_pieces
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


def command() -> list[str]:
    """How the process is started; the key never appears here."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        return [str(program.with_name(_COMMAND + program.suffix)), unsealing.OPTION]
    return [sys.executable, "-I", str(unsealing.SCRIPT)]


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
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW
        self._failed: list[BaseException] = []
        self._child = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            pipesize=MIB,  # where the system lets it be chosen
            creationflags=flags,
        )
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
        if code == unsealing.NOT_FOR_US:
            raise other_key()
        if code == unsealing.DAMAGED:
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
