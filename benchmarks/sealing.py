"""The seal: the program's own streamed age against the library ``pyrage``, over the same random bytes; no target.

``python -m benchmarks.sealing``. ``pyrage`` reads from one object and writes to another, so inside a bundle it would
run in a thread behind a pipe; both ways are measured, and whether a second Python thread gets its time meanwhile.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

import pyrage

from app.services.bundles.sealing import SealReader, SealWriter, new_identity, recipient_of
from benchmarks.measuring import MIB, Outcome, PeakMemory, in_child, run

_PATTERN = 8 * MIB  # the bytes repeat after this much: making random bytes must not be what is measured


class _Source:
    """A reader of that many bytes, from memory."""

    def __init__(self, size: int) -> None:
        self._block = os.urandom(_PATTERN)
        self.left = size

    def read(self, length: int = MIB) -> bytes:
        length = min(MIB if length < 0 else length, self.left, _PATTERN)
        self.left -= length
        return self._block[:length]


class _Sink:
    """A writer that only counts."""

    size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        return None


def _own_seal(size: int, sink: Any, recipient: str) -> None:
    source, seal = _Source(size), SealWriter(sink.write, recipient)
    while chunk := source.read():
        seal.write(chunk)
    seal.finish()


def _library_seal(size: int, sink: Any, recipient: str) -> None:
    pyrage.encrypt_io(_Source(size), sink, [pyrage.x25519.Recipient.from_str(recipient)])


def _library_piped(size: int, sink: Any, recipient: str) -> None:
    """As a bundle would need it: the plain bytes come in pieces, the library reads them from a pipe in a thread."""
    reading, writing = os.pipe()
    key = pyrage.x25519.Recipient.from_str(recipient)

    def work() -> None:
        with os.fdopen(reading, "rb") as plain:
            pyrage.encrypt_io(plain, sink, [key])

    thread = threading.Thread(target=work)
    thread.start()
    source = _Source(size)
    with os.fdopen(writing, "wb") as plain:
        while chunk := source.read():
            plain.write(chunk)
    thread.join()


def _own_open(path: str, identity: str) -> int:
    with open(path, "rb", buffering=0) as file:
        reader, size = SealReader(file.read, identity), 0
        while chunk := reader.read(MIB):
            size += len(chunk)
    return size


def _library_open(path: str, identity: str) -> int:
    sink = _Sink()
    with open(path, "rb") as file:
        pyrage.decrypt_io(file, sink, [pyrage.x25519.Identity.from_str(identity)])
    return sink.size


_SEALS: dict[str, Callable[[int, Any, str], None]] = {
    "own": _own_seal,
    "pyrage": _library_seal,
    "pyrage behind a pipe": _library_piped,
}
_OPENS: dict[str, Callable[[str, str], int]] = {"own": _own_open, "pyrage": _library_open}


def _watched(work: Callable[[], object]) -> dict[str, Any]:
    """Seconds, memory above the start, and the longest time in which another thread could not run."""
    longest = 0.0
    going = True

    def tick() -> None:
        nonlocal longest
        last = time.perf_counter()
        while going:
            time.sleep(0.001)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    ticker = threading.Thread(target=tick)
    with PeakMemory() as memory:
        ticker.start()
        begin = time.perf_counter()
        work()
        seconds = time.perf_counter() - begin
        going = False
        ticker.join()
    return {"seconds": seconds, "memory": memory.above, "waited": longest}


def seal(way: str, size: int) -> dict[str, Any]:
    recipient = recipient_of(new_identity())
    _SEALS[way](MIB, _Sink(), recipient)
    return _watched(lambda: _SEALS[way](size, _Sink(), recipient))


def unseal(way: str, size: int, folder: str) -> dict[str, Any]:
    identity = new_identity()
    path = os.path.join(folder, f"so-ocop-sealing-{os.getpid()}.age")
    try:
        with open(path, "wb") as file:
            _own_seal(size, file, recipient_of(identity))
        return _watched(lambda: _OPENS[way](path, identity))
    finally:
        os.unlink(path)


def measure(options: argparse.Namespace) -> Outcome:
    module = "benchmarks.sealing"
    size = options.size * MIB
    outcome = Outcome(f"sealing {options.size} MiB")
    with tempfile.TemporaryDirectory(prefix="so-ocop-sealing-", dir=options.folder) as folder:
        for step, ways, more in (("seal", _SEALS, {}), ("unseal", _OPENS, {"folder": folder})):
            runs: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
            for _pair in range(options.pairs):
                for way in ways:
                    runs[way].append(in_child(module, step, way=way, size=size, **more))
            for way, found in runs.items():
                outcome.add(f"{step}: {way}", [options.size / one["seconds"] for one in found], "MiB/s")
                outcome.add("  another thread waited at most", [1000 * one["waited"] for one in found], "ms")
                if found[0]["memory"] is not None:
                    outcome.add("  memory above the start", [one["memory"] for one in found], "MiB")
    return outcome


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", type=int, default=512, help="MiB (default 512)")
    parser.add_argument("--folder", help="where the sealed file lies (default: the system's folder for such files)")


if __name__ == "__main__":
    run(__doc__ or "", measure, {"seal": seal, "unseal": unseal}, _options)
