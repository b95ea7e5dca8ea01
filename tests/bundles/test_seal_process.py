"""The seal opened in a process of its own: the same bytes and the same refusals, nothing left behind."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.errors import BundleRejected, StorageError
from app.services.bundles import seal_process, unsealing
from app.services.bundles.seal_process import WORTH_A_PROCESS, SealProcess, open_seal
from app.services.bundles.sealing import SealReader, SealWriter, new_identity, recipient_of


def _sealed(plain: bytes, identity: str) -> bytes:
    out = io.BytesIO()
    with SealWriter(out.write, recipient_of(identity)) as writer:
        writer.write(plain)
        writer.finish()
    return out.getvalue()


def _opened(sealed: bytes, identity: str, piece: int = 300_000) -> bytes:
    with SealProcess(io.BytesIO(sealed).read, identity) as reader:
        parts = list(iter(lambda: reader.read(piece), b""))
        assert reader.read(1) == b""
    return b"".join(parts)


def _drain(reader: SealProcess) -> None:
    while reader.read(1 << 20):
        continue


@pytest.mark.parametrize("size", [0, 1, 65536, 3_000_001])
def test_the_same_bytes_come_out(size: int) -> None:
    plain, identity = os.urandom(size), new_identity()
    assert _opened(_sealed(plain, identity), identity) == plain


def test_a_seal_that_does_not_open_says_why() -> None:
    identity = new_identity()
    sealed = _sealed(bytes(3_000_000), identity)

    def reason(content: bytes, key: str = identity) -> str:
        with pytest.raises(BundleRejected) as caught:
            _opened(content, key)
        assert caught.value.check == "seal"
        return str(caught.value)

    assert "sealed for another one" in reason(sealed, new_identity())
    for content in (b"", b"PK\x03\x04" * 10_000, sealed[:100]):
        assert "not an age file" in reason(content)
    assert "damaged" in reason(sealed[:-1])
    assert "damaged" in reason(sealed + b"?")
    assert "damaged" in reason(sealed[:1_000_000] + b"?" + sealed[1_000_001:])
    with pytest.raises(ValueError, match="not an age identity"):
        SealProcess(io.BytesIO(sealed).read, "AGE-SECRET-KEY-1")


def test_what_reading_raised_is_told() -> None:
    identity = new_identity()
    source, gone = io.BytesIO(_sealed(bytes(5 << 20), identity)), OSError(errno.EIO, "gone")

    def read(length: int) -> bytes:
        if source.tell() > 3 << 20:
            raise gone
        return source.read(length)

    with SealProcess(read, identity) as reader, pytest.raises(OSError) as caught:
        _drain(reader)
    assert caught.value is gone


def test_a_process_that_dies_is_no_damaged_bundle() -> None:
    identity = new_identity()
    with SealProcess(io.BytesIO(_sealed(bytes(40 << 20), identity)).read, identity) as reader:
        assert reader.read(10) == bytes(10)
        reader._child.kill()
        with pytest.raises(StorageError, match="ended before its time"):
            _drain(reader)


def test_left_half_way_nothing_stays_behind() -> None:
    identity = new_identity()
    sealed = _sealed(bytes(40 << 20), identity)
    source = io.BytesIO(sealed)
    with SealProcess(source.read, identity) as reader:
        assert reader.read(10) == bytes(10)
    assert reader._child.returncode is not None
    assert source.tell() < len(sealed)  # it was stopped, not run to its end
    forgotten = SealProcess(io.BytesIO(sealed).read, identity)
    child = forgotten._child
    del forgotten
    assert child.returncode is not None
    assert "unseal" not in {thread.name for thread in threading.enumerate()}


def test_the_process_ends_when_the_program_dies() -> None:
    identity = new_identity()
    child = subprocess.Popen(seal_process.command(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    child.stdin.write(identity.encode() + b"\n" + _sealed(bytes(1 << 20), identity)[:500_000])  # type: ignore[union-attr]
    child.stdin.close()  # type: ignore[union-attr]
    assert child.wait(60) == unsealing.DAMAGED  # half a seal is none


def test_the_key_is_not_on_the_command_line_and_a_frozen_program_starts_its_console_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert seal_process.command() == [sys.executable, "-I", str(unsealing.SCRIPT)]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for window, console in (("so-ocop-window", "so-ocop"), ("so-ocop-window.exe", "so-ocop.exe")):
        monkeypatch.setattr(sys, "executable", str(tmp_path / window))
        assert seal_process.command() == [str(tmp_path / console), unsealing.OPTION]


def test_small_seals_and_a_system_without_processes_use_a_thread(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    identity = new_identity()
    sealed = _sealed(b"plain", identity)
    with open_seal(io.BytesIO(sealed).read, identity, len(sealed)) as small:
        assert isinstance(small, SealReader)
    with open_seal(io.BytesIO(sealed).read, identity, WORTH_A_PROCESS) as large:
        assert isinstance(large, SealProcess)
        assert large.read(10) == b"plain"
    monkeypatch.setattr(seal_process, "command", lambda: [str(tmp_path / "nothing")])
    with open_seal(io.BytesIO(sealed).read, identity, WORTH_A_PROCESS) as without:
        assert isinstance(without, SealReader)
        assert without.read(10) == b"plain"
