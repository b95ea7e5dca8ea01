"""The seal made and opened in a process of its own: the same bytes, the same refusals, nothing left behind."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.errors import BundleRejected, InvalidInput, StorageError
from app.services.bundles import seal_process, seal_program
from app.services.bundles.seal_process import WORTH_A_PROCESS, SealingProcess, SealProcess, make_seal, open_seal
from app.services.bundles.sealing import SealReader, SealWriter, header_size, new_identity, recipient_of, sealed_size


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
    child = subprocess.Popen(
        seal_process.command(seal_program.UNSEAL), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    child.stdin.write(identity.encode() + b"\n" + _sealed(bytes(1 << 20), identity)[:500_000])  # type: ignore[union-attr]
    child.stdin.close()  # type: ignore[union-attr]
    assert child.wait(60) == seal_program.DAMAGED  # half a seal is none


def test_the_key_is_not_on_the_command_line_and_a_frozen_program_starts_its_console_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for option in (seal_program.SEAL, seal_program.UNSEAL):
        monkeypatch.setattr(sys, "frozen", False, raising=False)
        monkeypatch.setattr(sys, "executable", "python")
        assert seal_process.command(option) == ["python", "-I", str(seal_program.SCRIPT), option]
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        for window, console in (("so-ocop-window", "so-ocop"), ("so-ocop-window.exe", "so-ocop.exe")):
            monkeypatch.setattr(sys, "executable", str(tmp_path / window))
            assert seal_process.command(option) == [str(tmp_path / console), option]


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
    monkeypatch.setattr(seal_process, "command", lambda _option: [str(tmp_path / "nothing")])
    with open_seal(io.BytesIO(sealed).read, identity, WORTH_A_PROCESS) as without:
        assert isinstance(without, SealReader)
        assert without.read(10) == b"plain"


def _made(plain: bytes, identity: str, piece: int = 300_000) -> tuple[bytes, list[int]]:
    pieces: list[bytes] = []
    with SealingProcess(pieces.append, recipient_of(identity)) as writer:
        for begin in range(0, len(plain), piece):
            writer.write(plain[begin : begin + piece])
        writer.finish()
    return b"".join(pieces), [len(one) for one in pieces]


@pytest.mark.parametrize("size", [0, 1, 65536, 3_000_001])
def test_a_seal_made_in_a_process_opens_and_has_the_planned_size(size: int) -> None:
    plain, identity = os.urandom(size), new_identity()
    sealed, lengths = _made(plain, identity)
    assert _opened(sealed, identity) == plain
    assert len(sealed) == sealed_size(size, header_size(sealed[: lengths[0]]))  # the first piece has the whole header
    assert set(lengths[:-1]) <= {1 << 20}
    with pytest.raises(BundleRejected, match="sealed for another one"):
        _opened(sealed, new_identity())


def test_no_process_is_started_for_what_is_no_receivers_key() -> None:
    for wrong in ("age1", recipient_of(new_identity()).upper(), new_identity()):
        with pytest.raises(InvalidInput):
            SealingProcess(bytes, wrong)


def _give_much(writer: SealingProcess) -> None:
    for _piece in range(40):
        writer.write(bytes(1 << 20))
    writer.finish()


@pytest.mark.parametrize("at", [0, 3 << 20])
def test_what_writing_the_seal_raised_is_told(at: int) -> None:
    full, got = OSError(errno.ENOSPC, "full"), bytearray()

    def write(data: bytes) -> None:
        if len(got) >= at:
            raise full
        got.extend(data)

    with SealingProcess(write, recipient_of(new_identity())) as writer, pytest.raises(OSError) as caught:
        _give_much(writer)
    assert caught.value is full
    assert writer._child.returncode is not None


def test_a_sealing_process_that_dies_leaves_no_seal_that_is_taken_for_whole() -> None:
    recipient = recipient_of(new_identity())
    with SealingProcess(bytes, recipient) as writer:
        writer.write(bytes(3 << 20))
        writer._child.kill()
        with pytest.raises(StorageError, match="ended before its time"):
            _give_much(writer)
    with SealingProcess(bytes, recipient) as writer:
        writer.write(bytes(3 << 20))
        writer._plain.flush()
        writer._child.kill()
        with pytest.raises(StorageError, match="ended before its time"):
            writer.finish()


def test_a_seal_left_half_way_leaves_nothing_behind() -> None:
    got: list[bytes] = []
    recipient = recipient_of(new_identity())
    with SealingProcess(got.append, recipient) as writer:
        writer.write(bytes(5 << 20))
    count = len(got)
    assert writer._child.returncode is not None
    forgotten = SealingProcess(got.append, recipient)
    child = forgotten._child
    forgotten.write(bytes(100))
    del forgotten
    assert child.returncode is not None
    assert "seal" not in {thread.name for thread in threading.enumerate()}
    assert len(got) == count


def test_bytes_wait_for_whoever_takes_the_seal() -> None:
    go_on, given = threading.Event(), []

    def write(_data: bytes) -> None:
        go_on.wait(60)

    with SealingProcess(write, recipient_of(new_identity())) as writer:

        def give() -> None:
            for _piece in range(40):
                writer.write(bytes(1 << 20))
                given.append(1)

        thread = threading.Thread(target=give)
        thread.start()
        thread.join(1)
        assert thread.is_alive()  # not 40 MiB lie about meanwhile
        assert len(given) < 20
        go_on.set()
        thread.join(60)
        writer.finish()
    assert len(given) == 40


def test_small_seals_are_made_in_a_thread_and_large_ones_where_no_process_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    identity = new_identity()

    def kind(size: int) -> type:
        out = io.BytesIO()
        with make_seal(out.write, recipient_of(identity), size) as writer:
            writer.write(b"plain")
            writer.finish()
        assert _opened(out.getvalue(), identity) == b"plain"
        return type(writer)

    assert kind(WORTH_A_PROCESS - 1) is SealWriter
    assert kind(WORTH_A_PROCESS) is SealingProcess
    command = seal_process.command
    monkeypatch.setattr(
        seal_process,
        "command",
        lambda option: [str(tmp_path / "nothing")] if option == seal_program.SEAL else command(option),
    )
    assert kind(WORTH_A_PROCESS) is SealWriter
