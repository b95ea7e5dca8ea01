"""What fails on the way leaves nothing behind: stops, full disks, media that forget, files that changed."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError, BundleRejected, Cancelled, InvalidInput, StorageError
from app.services.bundles import files as files_module
from app.services.bundles.limits import BundleLimits
from app.services.bundles.names import is_folder_name
from app.services.bundles.reader import read_back
from app.services.bundles.sealing import new_identity, recipient_of
from app.services.bundles.signing import new_signing_key
from app.services.bundles.staging import open_bundle
from app.services.bundles.writer import Attachment, put_in_place
from tests.bundles.pairs import Pair

NAME = "ocop-X66-01-T66-7"


def refusal(pair: Pair, path: Path, tmp_path: Path, **options: Any) -> BundleRejected:
    """The refusal of a bundle; proves that nothing is left in quarantine."""
    quarantine = tmp_path / "quarantine"
    with pytest.raises(BundleRejected) as caught:
        open_bundle(path, quarantine, options.pop("trust", pair.trust), identity=pair.identity, **options)
    assert not quarantine.exists() or list(quarantine.iterdir()) == []
    assert caught.value.what
    return caught.value


def put(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "hostile.ocop"
    path.write_bytes(content)
    return path


def test_a_cancelled_export_leaves_nothing(pair: Pair, tmp_path: Path) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    large = random.Random(2).randbytes(files_module.WHOLE + 2_000_000)
    for sealed in (False, True):
        for stop in range(8):
            with pytest.raises(Cancelled):
                pair.write(target, b"{}", b"1", large, sealed=sealed, progress=_Stopping(stop))
            assert list(target.iterdir()) == []


@pytest.mark.parametrize("sealed", [False, True])
def test_a_cancelled_look_leaves_nothing_and_harms_nothing(pair: Pair, tmp_path: Path, sealed: bool) -> None:
    large = random.Random(2).randbytes(files_module.WHOLE + 2_000_000)
    path = pair.bundle(tmp_path / "stick", b"{}", b"1", large, sealed=sealed)
    quarantine = tmp_path / "quarantine"
    for stop in range(8):
        with pytest.raises(Cancelled):
            open_bundle(path, quarantine, pair.trust, identity=pair.identity, progress=_Stopping(stop))
        assert list(quarantine.iterdir()) == []


class _Stopping:
    def __init__(self, after: int) -> None:
        self._left = after

    def step(self, done: int, total: int, message: str) -> None:
        assert 0 <= done <= total
        if self._left == 0:
            raise Cancelled
        self._left -= 1


@pytest.mark.parametrize("sealed", [False, True])
def test_a_full_disk_leaves_nothing(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: bool) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    true_write = files_module.TargetFile.write
    for allowed in range(0, 12, 3):
        left = [allowed]

        def write(self: files_module.TargetFile, data: bytes, left: list[int] = left) -> None:
            if left[0] == 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            left[0] -= 1
            true_write(self, data)

        monkeypatch.setattr(files_module.TargetFile, "write", write)
        with pytest.raises(StorageError, match="No space left"):
            pair.write(target, b"{}", b"1", sealed=sealed)
        assert list(target.iterdir()) == []


def test_too_little_room_is_said_with_both_numbers_before_writing(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class _Usage:
        free = 2_900_000

    monkeypatch.setattr(files_module.shutil, "disk_usage", lambda _folder: _Usage)
    with pytest.raises(StorageError) as caught:
        pair.write(tmp_path, b"a" * 3_000_000)
    assert caught.value.params["free"] == 2
    assert caught.value.params["needed"] >= 4
    assert [p.name for p in tmp_path.glob("*.part")] == []


@pytest.mark.parametrize("size", [10, files_module.WHOLE + 10])
def test_a_stored_file_that_changed_stops_the_export_by_name(pair: Pair, tmp_path: Path, size: int) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    attachments = pair.attach(b"{}", b"x" * size)
    attachments[1].path.write_bytes(b"y" * size)
    with pytest.raises(StorageError) as caught:
        pair.write(target, attachments=attachments)
    assert caught.value.params["sha256"] == attachments[1].sha256
    attachments[1].path.unlink()
    with pytest.raises(StorageError):
        pair.write(target, attachments=attachments)
    assert list(target.iterdir()) == []


def test_an_existing_bundle_is_never_written_over(pair: Pair, tmp_path: Path) -> None:
    written = pair.write(tmp_path)
    other = tmp_path / f"{NAME}.ocop"
    other.write_bytes(b"mine")
    with pytest.raises(StorageError):
        put_in_place(written)
    with pytest.raises(StorageError):
        pair.write(tmp_path)
    assert other.read_bytes() == b"mine"


def test_a_medium_that_forgets_is_found_by_reading_back(pair: Pair, tmp_path: Path) -> None:
    written = pair.write(tmp_path, sealed=True)
    content = bytearray(written.path.read_bytes())
    content[len(content) // 2] ^= 4
    written.path.write_bytes(content)
    with pytest.raises(StorageError):
        read_back(written)
    (tmp_path / "second").mkdir()
    first = pair.write(tmp_path / "second", b"{}", b"other")
    good = first.path.read_bytes()
    written.path.write_bytes(good)  # a sound bundle, but not this one
    with pytest.raises(StorageError):
        read_back(written)


def test_what_cannot_be_written_is_refused_at_once(pair: Pair, tmp_path: Path) -> None:
    thief = dataclasses.replace(pair, sender_key=new_signing_key())
    calls: list[Callable[[], object]] = [
        lambda: pair.write(tmp_path, name="../x"),
        lambda: pair.write(tmp_path, name="con"),
        lambda: pair.write(tmp_path, facts=thief.facts()),
        lambda: pair.write(tmp_path, recipient=recipient_of(new_identity())),
        lambda: pair.write(tmp_path, attachments=[Attachment("x", tmp_path, 1), *pair.attach(b"{}")]),
        lambda: pair.write(tmp_path, cover=b"x" * (BundleLimits().cover + 1)),
    ]
    for call in calls:
        with pytest.raises(InvalidInput):
            call()
    assert list(tmp_path.glob("*.part")) == []
    assert not any(is_folder_name(name) for name in ("", ".", "a..b", "a.", "com1.x", "a b", "-a", "x" * 101))


def test_files_that_need_care_are_staged_with_a_warning(pair: Pair, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "macro.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/vbaProject.bin", b"x")
    macro = (tmp_path / "macro.docx").read_bytes()
    contents = {
        b"{}": "", b"MZ\x90program": "program", macro: "macros", b"%PDF-1.7 /JavaScript (x)": "scripts",
        b"%PDF-1.7 plain": "", b"#!/bin/sh\n": "program", b"\xff\xd8\xff picture": "",
    }  # fmt: skip
    staged = open_bundle(pair.bundle(tmp_path / "stick", *contents), tmp_path / "quarantine", pair.trust)
    for content, word in contents.items():
        file = staged.files[hashlib.sha256(content).hexdigest()]
        assert (word in file.warning) if word else not file.warning


def test_a_file_that_cannot_be_read_is_a_matter_of_storage(pair: Pair, tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        open_bundle(tmp_path / "gone.ocop", tmp_path / "quarantine", pair.trust)
    assert isinstance(caught.value, StorageError)
