"""The parts by themselves: the seal, zip headers past 4 GiB, strict JSON, names of files."""

from __future__ import annotations

import errno
import io
import threading
import zipfile
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BundleRejected, InvalidInput
from app.services.bundles import sniffing
from app.services.bundles import zip_headers as zh
from app.services.bundles.container import ContainerWriter, container_size, read_container
from app.services.bundles.lanes import Abandoned
from app.services.bundles.sealing import (
    SealReader,
    SealWriter,
    check_recipient,
    header_size,
    new_identity,
    recipient_of,
    sealed_size,
)
from app.services.bundles.signing import SigningKey, fingerprint, is_signed, read_signature_file, signature_file

_CHUNK = 65536
SIZES = st.one_of(
    st.integers(0, 300), st.sampled_from([_CHUNK - 1, _CHUNK, _CHUNK + 1, 2 * _CHUNK - 1, 2 * _CHUNK, 2 * _CHUNK + 1])
)


def seal(plain: bytes, recipient: str, piece: int = 10_000) -> bytes:
    out = io.BytesIO()
    writer = SealWriter(out.write, recipient)
    for start in range(0, len(plain), piece):
        writer.write(plain[start : start + piece])
    writer.finish()
    return out.getvalue()


def unseal(sealed: bytes, identity: str, piece: int = 7_000) -> bytes:
    reader = SealReader(io.BytesIO(sealed).read, identity)
    parts = []
    while part := reader.read(piece):
        parts.append(part)
    return b"".join(parts)


@settings(max_examples=30)
@given(size=SIZES, piece=st.integers(1, 200_000))
def test_the_seal_is_plain_age(size: int, piece: int) -> None:
    plain = bytes(range(256)) * (size // 256 + 1)
    plain = plain[:size]
    identity = new_identity()
    other = pyrage.x25519.Identity.from_str(identity)
    assert str(other.to_public()) == recipient_of(identity)
    sealed = seal(plain, recipient_of(identity), max(piece, 500))
    assert len(sealed) == sealed_size(size, header_size(sealed)) <= sealed_size(size)
    assert pyrage.decrypt(sealed, [other]) == plain
    several = [pyrage.x25519.Identity.generate().to_public(), other.to_public()]
    assert unseal(pyrage.encrypt(plain, several), identity, max(piece, 500)) == plain


@pytest.mark.parametrize("size", [0, 10, _CHUNK, _CHUNK + 10])
def test_a_damaged_or_cut_seal_never_opens(size: int) -> None:
    identity = new_identity()
    sealed = seal(b"x" * size, recipient_of(identity))
    places = {*range(min(len(sealed), 260)), *range(260, len(sealed), 4999), len(sealed) - 1}
    for place in places:
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(BundleRejected):
            unseal(bytes(altered), identity)
    for length in {*range(0, min(len(sealed), 260), 7), len(sealed) - 1, len(sealed) - _CHUNK}:
        if length >= 0:
            with pytest.raises(BundleRejected):
                unseal(sealed[:length], identity)
    with pytest.raises(BundleRejected):
        unseal(sealed + b"x", identity)
    with pytest.raises(BundleRejected):
        unseal(sealed, new_identity())


def test_keys_that_are_none_are_refused() -> None:
    good = recipient_of(new_identity())
    check_recipient(good)
    for wrong in ("", "age1", good[:-1], good[:-1] + ("q" if good[-1] != "q" else "p"), good.upper(), "x" + good):
        with pytest.raises(InvalidInput):
            check_recipient(wrong)
    identity = new_identity()
    for wrong in ("", good, identity[:-1], identity[:-1] + ("Q" if identity[-1] != "Q" else "P")):
        with pytest.raises(ValueError):
            recipient_of(wrong)


def test_a_seal_that_does_not_open_says_why() -> None:
    identity = new_identity()
    sealed = seal(b"x" * 300_000, recipient_of(identity))

    def reason(content: bytes, key: str = identity) -> str:
        with pytest.raises(BundleRejected) as caught:
            unseal(content, key)
        assert caught.value.check == "seal"
        return str(caught.value)

    assert "sealed for another one" in reason(sealed, new_identity())
    armored = pyrage.encrypt(b"x", [pyrage.x25519.Recipient.from_str(recipient_of(identity))], armored=True)
    endless = b"age-encryption.org/v1\n" + b"-> x\n\n" * 5000 + sealed[22:]
    for content in (b"", b"PK\x03\x04" * 10_000, sealed[:100], armored, endless):
        assert "not an age file" in reason(content)
    assert "damaged" in reason(sealed[:-1])
    assert "damaged" in reason(sealed[:100_000] + b"?" + sealed[100_001:])


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()} & {"seal", "unseal"}


def test_what_fails_on_either_side_of_the_seal_is_told_on_the_other() -> None:
    identity = new_identity()
    full = OSError(errno.ENOSPC, "No space left")

    def refuse(_data: bytes) -> None:
        raise full

    def seal_into_a_full_disk(content: bytes) -> None:
        with SealWriter(refuse, recipient_of(identity)) as writer:
            for start in range(0, len(content), 1 << 20):
                writer.write(content[start : start + (1 << 20)])
            writer.finish()

    for content in (bytes(64 << 20), b"short"):
        with pytest.raises(OSError) as caught:
            seal_into_a_full_disk(content)
        assert caught.value is full
    sealed = io.BytesIO(seal(bytes(5 << 20), recipient_of(identity)))
    gone = OSError(errno.EIO, "gone")

    def read(length: int) -> bytes:
        if sealed.tell() > 3 << 20:
            raise gone
        return sealed.read(length)

    def unseal_from_a_pulled_stick() -> None:
        with SealReader(read, identity) as reader:
            while reader.read(100_000):
                continue

    with pytest.raises(OSError) as caught:
        unseal_from_a_pulled_stick()
    assert caught.value is gone
    assert not _threads()


def test_a_seal_left_half_way_leaves_no_thread_behind() -> None:
    identity = new_identity()
    out = io.BytesIO()
    with SealWriter(out.write, recipient_of(identity)) as writer:
        writer.write(bytes(3 << 20))
    assert not _threads()
    sealed = seal(bytes(40 << 20), recipient_of(identity))
    source = io.BytesIO(sealed)
    with SealReader(source.read, identity) as reader:
        assert reader.read(10) == bytes(10)
    assert not _threads()
    assert source.tell() < len(sealed)  # it was stopped, not run to its end
    forgotten = SealReader(io.BytesIO(sealed).read, identity)
    assert forgotten.read(10) == bytes(10)
    lane, thread = forgotten._lane, forgotten._thread
    del forgotten
    thread.join(30)
    assert not thread.is_alive()
    with pytest.raises(Abandoned):
        lane.put(b"x")


def test_a_signature_is_that_of_rfc_8032() -> None:
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = SigningKey(secret)
    assert key.public_key.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = key.sign(b"")
    assert signature.hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")
    assert is_signed(b"", signature, key.public_key)
    assert not is_signed(b"x", signature, key.public_key)
    assert not is_signed(b"", signature[:-1], key.public_key)
    assert not is_signed(b"", signature, b"short")
    content = signature_file(b"text", key)
    assert read_signature_file(content) == (key.public_key, key.sign(b"text"))
    for wrong in (content.upper(), content[:-1], content + b"\n", content.replace(b"\n", b"\r\n"), b""):
        assert read_signature_file(wrong) is None
    groups = fingerprint(key.public_key).split(" ")
    assert [len(group) for group in groups] == [4] * 16


class _Sparse:
    """A container whose large entries are zeros that take no room."""

    def __init__(self) -> None:
        self.pieces: list[tuple[int, bytes]] = []
        self.size = 0

    def write(self, data: bytes) -> None:
        self.pieces.append((self.size, data))
        self.size += len(data)

    def skip(self, size: int) -> None:
        self.size += size

    def read_at(self, length: int, offset: int) -> bytes:
        out = bytearray(max(0, min(length, self.size - offset)))
        for start, data in self.pieces:
            low, high = max(start, offset), min(start + len(data), offset + len(out))
            if low < high:
                out[low - offset : high - offset] = data[low - start : high - start]
        return bytes(out)


@pytest.mark.parametrize("size", [zh.MAX32 - 1, zh.MAX32, zh.MAX32 + 1, 2**33])
def test_entries_and_places_past_4_gib_have_one_way_to_be_written(size: int) -> None:
    sparse = _Sparse()
    writer = ContainerWriter(sparse.write)
    writer.begin("bag/large", size, 0)
    sparse.skip(size)
    writer.position += size
    writer.add("bag/small", b"after")
    writer.finish()
    entries = read_container(sparse)
    assert [(entry.name, entry.size) for entry in entries] == [("bag/large", size), ("bag/small", 5)]
    assert sparse.read_at(5, entries[1].start) == b"after"
    assert container_size([("bag/large", size), ("bag/small", 5)]) == sparse.size
    assert (sparse.read_at(4, sparse.size - 42) == b"PK\x06\x07") is (size >= zh.MAX32 - 100)


def test_more_than_65535_entries_are_read_by_other_zip_programs_too() -> None:
    out = io.BytesIO()
    writer = ContainerWriter(out.write)
    for number in range(65_536):
        writer.begin(f"b/{number}", 0, 0)
    writer.finish()
    content = out.getvalue()
    assert len(zipfile.ZipFile(io.BytesIO(content)).infolist()) == 65_536
    sparse = _Sparse()
    sparse.write(content)
    assert len(read_container(sparse)) == 65_536


def test_a_name_that_promises_another_content_is_told(tmp_path: Path) -> None:
    assert sniffing.warn_of_name("application/pdf", "Hồ sơ.PDF") == ""
    assert sniffing.warn_of_name("application/pdf", "ảnh.jpg") == sniffing.NOT_ITS_NAME
    assert sniffing.warn_of_name("application/pdf", "không đuôi") == sniffing.NOT_ITS_NAME
    assert sniffing.warn_of_name("text/plain", "hồ sơ.pdf.exe") == sniffing.PROGRAM
    assert sniffing.warn_of_name("application/zip", "sổ.docm") == sniffing.PROGRAM
    for name, content in (("a", b"PK\x03\x04 not a zip"), ("b", b""), ("c", b"\x00\x01"), ("d", "ế".encode() * 3000)):
        (tmp_path / name).write_bytes(content)
    found = [sniffing.inspect(tmp_path / name) for name in "abcd"]
    assert found == [
        ("application/zip", ""),
        ("application/octet-stream", ""),
        ("application/octet-stream", ""),
        ("text/plain", ""),
    ]
