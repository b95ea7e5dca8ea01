"""Papers as Word files: the same words as the PDF, and a file that opens again."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from app.errors import StorageError
from app.services.papers.blocks import (
    AnnexHead,
    Cell,
    Column,
    Field,
    Fields,
    Head,
    Heading,
    PageBreak,
    Paper,
    Signatures,
    Signer,
    Table,
    ThinRule,
    Tick,
    Ticks,
    text,
)
from app.services.papers.docx_writer import write_docx

HEAD = Head("ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK", ("XÃ EA KLY",), "", "/BC-UBND", "Ea Kly", "ngày      tháng      năm 2026")


def report(**more: object) -> Paper:
    body = (
        Heading("Thông tin chung"),
        Field("Tên chủ thể", "HTX <b>A</b> & B"),
        Field("Địa chỉ", "", 3),
        Fields((Field("Điện thoại"), Field("Email", "a@b.vn"))),
        Ticks((Tick("Lần đầu", True), Tick("Nâng hạng", False)), inline=True, label="Lần:"),
        Ticks((Tick("Bằng sáng chế", True),), label="Đánh dấu:"),
        text("Nội dung\x00 báo cáo./."),
        ThinRule(),
        Table((Column("TT", 1), Column("Nội dung", 4)), ((Cell("1"), Cell("Đủ", tick=True)), (Cell("Cộng", span=2),))),
        Signatures(Signer(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Người (mẫu)"), recipients=("Như trên", "Lưu: VT")),
    )
    return Paper("report", "Báo cáo", body, head=HEAD, title="BÁO CÁO", subtitle=("Đánh giá",), **more)  # type: ignore[arg-type]


def words(document: Any) -> str:
    def runs(element: Any) -> Iterator[str]:
        for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p")):
            yield node.text if node.tag == qn("w:t") else " "

    return " ".join("".join(runs(document.element.body)).split())


def test_every_word_stands_in_the_file_literally(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    write_docx(report(addressees=("Ủy ban nhân dân tỉnh",), unverified=("Chưa đối chiếu.",)), path)
    read = words(Document(str(path)))
    for expected in (
        "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK XÃ EA KLY",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: /BC-UBND",
        "Ea Kly, ngày tháng năm 2026",
        "Kính gửi: Ủy ban nhân dân tỉnh",
        "THÔNG TIN CHUNG",
        "Tên chủ thể: HTX <b>A</b> & B",
        "Lần: ☒ Lần đầu ☐ Nâng hạng",
        "☒ Bằng sáng chế",
        "Nội dung báo cáo./.",
        "1☒ Đủ",
        "Nơi nhận: - Như trên; - Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
        "Người (mẫu)",
        "Ghi chú: Chưa đối chiếu.",
    ):
        assert expected.replace(" ", "") in read.replace(" ", "")


def test_pages_heads_and_rows_follow_the_decree(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    annex = Paper("annex", "Phụ lục", (AnnexHead("Phụ lục I", "Danh sách", "(Kèm theo)"),), landscape=True)
    write_docx(report(annexes=(annex,), draft=True), path)
    document = Document(str(path))
    first, last = document.sections[0], document.sections[-1]
    assert round(first.left_margin.mm), round(first.page_width.mm) == (30, 210)
    assert last.orientation == WD_ORIENT.LANDSCAPE
    assert all(each.different_first_page_header_footer for each in (first, last))
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert all("DỰ THẢO" in each._element.xml for each in (first.header, first.first_page_header))
    assert first._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert last._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    table = document.tables[1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_a_lying_page_inside_a_paper_goes_on_counting(tmp_path: Path) -> None:
    path = tmp_path / "l.docx"
    write_docx(Paper("p", "P", (text("một"), PageBreak(landscape=True), text("hai"), PageBreak(), text("ba"))), path)
    sections = Document(str(path)).sections
    assert [each.orientation for each in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert [each._sectPr.find(qn("w:pgNumType")) is not None for each in sections] == [True, False, False]


def test_word_finds_paragraph_properties_in_the_order_it_asks_for(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    write_docx(report(), path)
    order = ["keepNext", "widowControl", "pBdr", "shd", "tabs", "spacing", "ind", "jc", "sectPr"]
    for properties in Document(str(path)).element.body.iter(qn("w:pPr")):
        names = [child.tag.split("}")[1] for child in properties if child.tag.split("}")[1] in order]
        assert names == sorted(names, key=order.index)


def test_a_failing_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        write_docx(Paper("p", "P", (Table((Column("A", 1),), ((Cell("a"), Cell("b")),)),)), tmp_path / "x.docx")
    with pytest.raises(StorageError):
        write_docx(report(), tmp_path / "no" / "x.docx")
    assert list(tmp_path.iterdir()) == []
    write_docx(report(), tmp_path / "x.docx")
    with zipfile.ZipFile(tmp_path / "x.docx") as archive:
        assert archive.testzip() is None
