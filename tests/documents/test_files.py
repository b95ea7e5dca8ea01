"""Files of one paper: added, replaced, taken off, opened as a copy."""

from __future__ import annotations

import datetime as dt
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import Cancelled, InvalidInput, NotAllowed, NotFound, StorageError
from app.services import document_files as files
from app.services import documents
from app.services.documents import DocumentData
from app.services.file_store import StoredBlob
from tests.documents.conftest import Desk, office_zip, pdf_bytes


def _put(desk: Desk, name: str, content: bytes) -> tuple[str, StoredBlob]:
    path = desk.folder / name
    path.write_bytes(content)
    return name, desk.store.put(path)


def _names(desk: Desk) -> list[str]:
    return [file.name for view in documents.documents_of(desk.session, desk.dossier) for file in view.files]


def test_files_are_added_replaced_and_taken_off_each_in_the_journal(desk: Desk) -> None:
    one, two, three = (_put(desk, f"{name}.pdf", pdf_bytes(name)) for name in "abc")
    row = documents.attach_document(desk.session, desk.dossier, DocumentData("other", "Giấy"), [one], desk.actor)
    files.add_files(desk.session, row.id, [two, one], desk.actor)
    assert _names(desk) == ["a.pdf", "b.pdf"]
    files.replace_file(desk.session, row.id, one[1].sha256, three, desk.actor)
    assert _names(desk) == ["c.pdf", "b.pdf"]
    files.remove_file(desk.session, row.id, two[1].sha256, desk.actor)
    assert _names(desk) == ["c.pdf"]
    assert desk.store.holds(one[1].sha256)
    acts = desk.acts()
    assert acts[2:] == ["add_document_files", "replace_document_file", "remove_document_file"]
    files.add_files(desk.session, row.id, [three], desk.actor)
    assert desk.acts() == acts
    with pytest.raises(NotFound):
        files.replace_file(desk.session, row.id, one[1].sha256, two, desk.actor)


def test_the_last_day_of_a_paper_is_entered_later_and_cannot_lie_before_its_first(desk: Desk) -> None:
    row = documents.attach_document(desk.session, desk.dossier, DocumentData("other", "Giấy"), [], desk.actor)
    data = DocumentData("other", "Giấy", issued_on=dt.date(2025, 1, 2), expires_on=dt.date(2028, 1, 2))
    changed = documents.change_document(desk.session, row.id, data, desk.actor)
    assert changed.expires_on == dt.date(2028, 1, 2)
    assert desk.acts()[-1] == "change_document"
    before = desk.acts()
    documents.change_document(desk.session, row.id, data, desk.actor)
    assert desk.acts() == before
    backwards = replace(data, expires_on=dt.date(2024, 1, 2))
    with pytest.raises(InvalidInput):
        documents.change_document(desk.session, row.id, backwards, desk.actor)
    documents.remove_document(desk.session, row.id, "nhầm", desk.actor)
    with pytest.raises(NotFound):
        documents.change_document(desk.session, row.id, data, desk.actor)


def test_a_copy_is_opened_read_only_under_its_real_name(desk: Desk, tmp_path: Path) -> None:
    name, blob = _put(desk, "Giấy chứng nhận ATTP.pdf", pdf_bytes("x"))
    opened = files.path_to_open(desk.store, blob.sha256, name, tmp_path / "opened")
    assert opened.name == "Giấy chứng nhận ATTP.pdf"
    assert opened.read_bytes() == pdf_bytes("x")
    assert not opened.stat().st_mode & stat.S_IWUSR
    if sys.platform != "win32":
        assert not opened.stat().st_mode & (stat.S_IXUSR | stat.S_IRWXO)
    again = files.path_to_open(desk.store, blob.sha256, name, tmp_path / "opened")
    assert again != opened
    files.forget_copies(tmp_path / "opened")
    assert not (tmp_path / "opened").exists()
    files.forget_copies(tmp_path / "opened")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cài đặt.exe", b"MZ" + bytes(100)),
        ("giấy.pdf", b"MZ" + bytes(100)),
        ("giấy.pdf", b"#!/bin/sh\nrm -rf ~\n"),
        ("giấy.pdf.lnk", pdf_bytes("x")),
        ("trang.html", b"<html><script>x</script></html>"),
        ("không rõ", b"\x00\x01\x02"),
        ("chương trình.docm", office_zip("word")),
    ],
)
def test_programs_scripts_and_unknown_kinds_are_never_opened(
    desk: Desk, tmp_path: Path, name: str, content: bytes
) -> None:
    _name, blob = _put(desk, name, content)
    with pytest.raises(NotAllowed, match="not opened from here"):
        files.path_to_open(desk.store, blob.sha256, name, tmp_path / "opened", even_warned=True)
    assert not (tmp_path / "opened").exists()


def test_macros_are_opened_only_after_the_person_was_warned(desk: Desk, tmp_path: Path) -> None:
    name, blob = _put(desk, "sổ.docx", office_zip("word", macros=True))
    with pytest.raises(NotAllowed, match="carries macros"):
        files.path_to_open(desk.store, blob.sha256, name, tmp_path / "opened")
    assert files.path_to_open(desk.store, blob.sha256, name, tmp_path / "opened", even_warned=True).is_file()


@pytest.mark.parametrize(("name", "shown"), [("ảnh.jpg", "ảnh.jpg.pdf"), ("scan", "scan.pdf"), ("../a.pdf", "a.pdf")])
def test_the_copys_ending_fits_its_content(desk: Desk, tmp_path: Path, name: str, shown: str) -> None:
    blob = _put(desk, "x.pdf", pdf_bytes("x"))[1]
    assert files.path_to_open(desk.store, blob.sha256, name, tmp_path / "opened").name == shown


def test_a_damaged_or_missing_file_and_a_stopped_copy_leave_nothing(desk: Desk, tmp_path: Path) -> None:
    name, blob = _put(desk, "a.pdf", pdf_bytes("x"))

    class Stop:
        def step(self, done: int, total: int, message: str) -> None:
            raise Cancelled

    target = tmp_path / "out" / "a.pdf"
    with pytest.raises(Cancelled):
        files.copy_out(desk.store, blob.sha256, target, Stop())
    assert not target.exists()
    desk.store.path(blob.sha256).write_bytes(pdf_bytes("y"))
    with pytest.raises(StorageError, match="damaged"):
        files.copy_out(desk.store, blob.sha256, target)
    assert not target.exists()
    os.unlink(desk.store.path(blob.sha256))
    with pytest.raises(StorageError, match="missing"):
        files.path_to_open(desk.store, blob.sha256, name, tmp_path / "opened")
