"""What a file is by its content, and what is said of one that is not what its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.bundles import ole, sniffing
from app.services.file_store import FileStore, sniff
from tests.documents.conftest import boxed, office_zip, ole_bytes, pdf_bytes, picture

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", pdf_bytes("x"), "application/pdf"),
        ("a.heic", boxed(b"heic", b"mif1", b"heic"), "image/heic"),
        ("a.HEIC", boxed(b"mif1", b"heic"), "image/heic"),
        ("a.mp4", boxed(b"isom", b"iso2", b"avc1", b"mp41"), "video/mp4"),
        ("a.mp4", boxed(b"mp42"), "video/mp4"),
        ("a.mov", boxed(b"qt  "), "video/quicktime"),
        ("a.doc", ole_bytes("WordDocument", "1Table"), "application/msword"),
        ("a.doc", b"{\\rtf1\\ansi abc}", "application/rtf"),
        ("a.xls", ole_bytes("Workbook"), "application/vnd.ms-excel"),
        ("a.xls", ole_bytes("Book"), "application/vnd.ms-excel"),
        ("a.docx", office_zip("word"), _WORD),
        ("a.xlsx", office_zip("xl"), _SHEET),
    ],
)
def test_the_kinds_that_officers_attach_are_recognised_without_a_warning(
    tmp_path: Path, name: str, content: bytes, media_type: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert sniff(path, name) == (media_type, "")


def test_pictures_are_recognised_by_their_content(tmp_path: Path) -> None:
    for format, name, media_type in (
        ("JPEG", "a.jpg", "image/jpeg"), ("PNG", "a.png", "image/png"), ("BMP", "a.bmp", "image/bmp"),
        ("WEBP", "a.webp", "image/webp"), ("TIFF", "a.tif", "image/tiff"), ("GIF", "a.gif", "image/gif"),
    ):  # fmt: skip
        assert sniff(picture(tmp_path / name, format=format), name) == (media_type, "")


@pytest.mark.parametrize(
    ("name", "content", "warning"),
    [
        ("phiếu.pdf", boxed(b"mp42"), sniffing.NOT_ITS_NAME),
        ("ảnh.jpg", pdf_bytes("x"), sniffing.NOT_ITS_NAME),
        ("sổ.xls", ole_bytes("WordDocument"), sniffing.NOT_ITS_NAME),
        ("sổ.doc", ole_bytes("WordDocument", "_VBA_PROJECT"), sniffing.MACROS),
        ("sổ.xls", ole_bytes("Workbook", "_VBA_PROJECT_CUR"), sniffing.MACROS),
        ("sổ.docx", office_zip("word", macros=True), sniffing.MACROS),
        ("sổ.docx", office_zip("word", macro_type=True), sniffing.MACROS),
        ("sổ.docx", ole_bytes("EncryptionInfo", "EncryptedPackage"), sniffing.LOCKED),
        ("giấy.pdf", b"MZ" + bytes(100), sniffing.PROGRAM),
        ("giấy.pdf.lnk", b"L\x00\x00\x00\x01\x14\x02\x00", sniffing.PROGRAM),
        ("BMW.txt", b"BM no picture, but text that begins so", ""),
    ],
)
def test_a_mismatch_and_macros_are_told_when_a_file_is_stored(
    tmp_path: Path, name: str, content: bytes, warning: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    blob = FileStore(tmp_path / "files").put(path)
    assert blob.warning == warning
    assert (tmp_path / "files" / blob.sha256[:2] / blob.sha256).read_bytes() == content


def test_macros_in_an_old_file_are_found_where_its_directory_lies_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(ole_bytes("Workbook", "a", "b", "c", "_VBA_PROJECT", padding=4000))
    assert path.stat().st_size > 2_000_000
    assert sniff(path, "a.xls") == ("application/vnd.ms-excel", sniffing.MACROS)


@pytest.mark.parametrize("cut", [8, 100, 511, 600, 1000])
def test_a_cut_compound_file_has_no_names_and_stops_nothing(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(ole_bytes("WordDocument")[:cut])
    with path.open("rb") as file:
        assert ole.names(file) == frozenset()
    assert sniff(path, "a.doc") == ("application/x-ole-storage", sniffing.NOT_ITS_NAME)


def test_a_compound_file_whose_chain_runs_in_a_circle_is_read_once(tmp_path: Path) -> None:
    content = bytearray(ole_bytes("WordDocument"))
    content[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # the directory's sector follows itself
    path = tmp_path / "a.doc"
    path.write_bytes(content)
    with path.open("rb") as file:
        assert ole.names(file) == {"root entry", "worddocument"}


def test_every_known_content_has_endings_that_fit_it() -> None:
    assert sniffing.fitting_suffixes("image/jpeg") == (".jpg", ".jpeg")
    assert sniffing.fitting_suffixes("application/msword") == (".doc",)
    assert sniffing.fitting_suffixes("application/x-dosexec") == ()
