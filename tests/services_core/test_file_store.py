"""The store: each content once, whole or not at all, and nothing refused for what it is."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.errors import Cancelled, StorageError
from app.services import file_store
from app.services.file_store import CHUNK, FileStore
from tests.handover.world import left_on


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def given_file(tmp_path: Path, content: bytes, name: str = "a.pdf") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_same_content_is_stored_once(store: FileStore, tmp_path: Path) -> None:
    one = store.put(given_file(tmp_path, b"%PDF-1.7 x", "a.pdf"))
    before = store.path(one.sha256).stat()
    two = store.put(given_file(tmp_path, b"%PDF-1.7 x", "b.pdf"))
    assert one.sha256 == two.sha256 == hashlib.sha256(b"%PDF-1.7 x").hexdigest()
    assert (one.size, one.media_type, one.warning) == (10, "application/pdf", "")
    assert store.path(one.sha256).stat().st_mtime_ns == before.st_mtime_ns
    assert everything(store.folder) == [f"{one.sha256[:2]}/{one.sha256}"]
    assert store.listed() == {one.sha256}
    assert store.holds(one.sha256)
    assert store.verify(one.sha256)
    with store.open(one.sha256) as reader:
        assert reader.read() == b"%PDF-1.7 x"


def test_a_damaged_file_is_healed_by_attaching_it_again(store: FileStore, tmp_path: Path) -> None:
    source = given_file(tmp_path, b"%PDF-1.7 right")
    blob = store.put(source)
    store.path(blob.sha256).write_bytes(b"%PDF-1.7 wrong")
    assert not store.verify(blob.sha256)
    store.put(source)
    assert store.verify(blob.sha256)
    assert left_on(store.folder) == [blob.sha256[:2]]


def no_room(*_args: Any, **_values: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_without_room_nothing_is_left(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source = given_file(tmp_path, b"%PDF" + b"x" * 3 * CHUNK)
    with monkeypatch.context() as patch:
        patch.setattr(file_store.os, name, no_room)
        with pytest.raises(StorageError, match="could not be copied"):
            store.put(source)
    assert everything(store.folder) == []
    assert source.stat().st_size == 4 + 3 * CHUNK


def test_a_stop_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, message: str) -> None:
            if done > CHUNK:
                raise Cancelled

    with pytest.raises(Cancelled):
        store.put(given_file(tmp_path, b"x" * 3 * CHUNK), Stop())
    assert everything(store.folder) == []


def test_what_cannot_be_read_is_told_by_its_name(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"gone\.pdf"):
        store.put(tmp_path / "gone.pdf")
    with pytest.raises(StorageError):
        store.put(tmp_path)
    with pytest.raises(StorageError, match="missing from the store"):
        store.open("ab" * 32)
    assert not store.verify("ab" * 32)
    assert everything(store.folder) == []


def office_file(*members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return stream.getvalue()


def broken_names() -> bytes:
    """A zip whose directory says UTF-8 over a name that is none."""
    content = bytearray(office_file("aaaa"))
    start = content.rindex(b"PK\x01\x02")
    content[start + 9] |= 0x08
    content[start + 46 : start + 50] = b"\xff\xfe\xff\xfe"
    return bytes(content)


WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "warned"),
    [
        ("a.pdf", b"%PDF-1.7", False),
        ("A.PDF", b"%PDF-1.7", False),
        ("a.jpg", b"\xff\xd8\xff\xe0", False),
        ("a.jpeg", b"\xff\xd8\xff\xe0", False),
        ("a.png", b"\x89PNG\r\n\x1a\n", False),
        ("a.docx", office_file(*WORD), False),
        ("a.xlsx", office_file("[Content_Types].xml", "xl/workbook.xml"), False),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),  # a head, and nothing of Word behind it
        ("a.pdf", b"MZ program", True),
        ("a.pdf", b"\xff\xd8\xff\xe0", True),
        ("a.jpg", b"%PDF-1.7", True),
        ("a.exe", b"MZ program", True),
        ("a", b"%PDF-1.7", True),
        ("a.pdf", b"", True),
        ("a.docx", office_file(*WORD, "word/vbaProject.bin"), True),
        ("a.docm", office_file(*WORD), True),
        ("a.docx", office_file("other.txt"), True),
        ("a.docx", b"PK\x03\x04 not a zip at all", True),
        ("a.docx", broken_names(), True),
        ("hình.pdf.exe", b"%PDF-1.7", True),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), True),
        ("a.pdf", b"%PDF-1.7 /JavaScript (app.alert)", True),
    ],
)
def test_a_file_that_is_not_what_it_says_is_kept_with_a_warning(
    store: FileStore, tmp_path: Path, name: str, content: bytes, warned: bool
) -> None:
    blob = store.put(given_file(tmp_path, content, name))
    assert bool(blob.warning) is warned, blob
    assert store.path(blob.sha256).read_bytes() == content
    assert os.stat(store.path(blob.sha256)).st_mode & 0o111 == 0, "never something to be run"


def test_files_of_a_bundle_move_in_once_and_may_be_gone_outside_then(store: FileStore, tmp_path: Path) -> None:
    content = b"%PDF staged"
    sha256 = hashlib.sha256(content).hexdigest()
    staged = given_file(tmp_path, content, "staged")
    store.adopt_all([(staged, sha256)])
    assert store.verify(sha256)
    assert not staged.exists()
    store.adopt_all([(staged, sha256)])
    with pytest.raises(StorageError, match="could not be moved"):
        store.adopt_all([(staged, "ab" * 32)])
