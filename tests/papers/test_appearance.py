"""What a reader sees beyond the words: no torn lines, nothing printed over something else, room for the seal."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from app.paths import resource_path
from app.services.papers.blocks import AnnexHead, Cell, Column, Field, Fields, Head, Paper, Signatures, Signer, Table
from app.services.papers.blocks import text as paragraph
from app.services.papers.certificate import CertificateFacts, write_certificates
from app.services.papers.docx_writer import write_docx
from app.services.papers.markup import STRETCH, TextParagraph, glue, paragraph_style
from app.services.papers.paper_notes import note_lines
from app.services.papers.pdf_writer import write_pdf
from app.services.papers.set_notes import PROVISIONAL, notes_of_sets, unverified_notes
from app.services.papers.theme import MM, default_theme
from app.services.rules.loader import load_criteria_set

SIGNED = dt.date(2023, 12, 29)
REPRINTED = "Do Ủy ban nhân dân huyện Mẫu cấp; Ủy ban nhân dân tỉnh Mẫu kế tục. Bản in lại lần 1, ngày 29/12/2023."
FACTS = CertificateFacts(
    issuer_lines=("ỦY BAN NHÂN DÂN", "HUYỆN KRÔNG PẮC"),
    authority="Ủy ban nhân dân huyện Krông Pắc",
    product="Cà phê Mùa Thu",
    producer="Hộ kinh doanh Mùa Thu Coffee",
    address="thị trấn Phước An, huyện Krông Pắc, tỉnh Đắk Lắk",
    stars=3,
    year=2023,
    level_label="cấp huyện",
    decision_number="MẪU-01/QĐ-UBND",
    decision_date=SIGNED,
    decision_body="Ủy ban nhân dân huyện Krông Pắc",
    valid_from=SIGNED,
    valid_to=dt.date(2026, 12, 29),
    valid_months=36,
    place="Krông Pắc",
    signed_on=SIGNED,
    signer_lines=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer_name="Nguyễn Văn (mẫu)",
    register_number="0001/2023",
    product_code="66-654-M01-1-2023",
    qr_text="OCOP " + "A1" * 120,
    practice_mark="(mẫu) (số liệu minh họa)",
    reprint_note=REPRINTED,
)
LONG = dataclasses.replace(
    FACTS,
    product=("Sầu riêng sấy thăng hoa thượng hạng vùng cao nguyên Đắk Lắk " * 4)[:200].strip(),
    producer=("Hợp tác xã Sản xuất dịch vụ nông nghiệp Thăng Tiến Ea Kly " * 4)[:200].strip(),
    stars=5,
)


@pytest.fixture
def criteria_folder() -> Path:
    return resource_path("criteria")


Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


class Sheet:
    """A printed page and where words stand on it."""

    def __init__(self, path: Path, page: int = 0):
        self.document = pypdfium2.PdfDocument(path)
        self.page = self.document[page]
        self.text = self.page.get_textpage()

    def box(self, words: str) -> Box:
        found = self.text.search(words).get_next()
        assert found is not None, words
        boxes = [self.text.get_charbox(at) for at in range(found[0], found[0] + found[1])]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


@pytest.mark.parametrize("portrait", [False, True])
@pytest.mark.parametrize("facts", [FACTS, LONG], ids=["short", "long"])
def test_statement_decision_register_and_notes_stand_apart(
    facts: CertificateFacts, portrait: bool, tmp_path: Path
) -> None:
    write_certificates([facts], tmp_path / "c.pdf", portrait=portrait)
    sheet = Sheet(tmp_path / "c.pdf")
    statement, decision = sheet.box("ĐẠT HẠNG"), sheet.box("Theo Quyết định số")
    dated, register = sheet.box("Krông Pắc, ngày"), sheet.box("Số đăng ký")
    validity, note = sheet.box("29 tháng 12 năm 2026"), sheet.box("Do Ủy ban")
    assert statement[1] - decision[3] > 1.5 * MM
    assert statement[1] - dated[3] > 1.5 * MM
    assert abs(decision[3] - dated[3]) < 3
    assert validity[1] - register[3] > 3 * MM
    assert register[1] > note[3]
    frame = default_theme().certificate.frame * MM
    assert note[1] > frame + 7.6 * MM  # clear of the inner line of the border
    # The mark of practice stands with the title, far from the notes, and large enough to be seen.
    mark, title = sheet.box("(mẫu) (số liệu"), sheet.box("GIẤY CHỨNG NHẬN")
    assert 0 < title[1] - mark[3] < 8 * MM
    assert mark[3] - mark[1] > 8


@pytest.mark.parametrize("portrait", [False, True])
def test_signature_and_seal_have_their_room(portrait: bool, tmp_path: Path) -> None:
    write_certificates([LONG], tmp_path / "c.pdf", portrait=portrait)
    sheet = Sheet(tmp_path / "c.pdf")
    assert sheet.box("PHÓ CHỦ TỊCH")[1] - sheet.box("Nguyễn Văn (mẫu)")[3] >= 25 * MM


def test_dates_of_a_certificate_are_not_broken(tmp_path: Path) -> None:
    write_certificates([FACTS], tmp_path / "c.pdf")
    lines = Sheet(tmp_path / "c.pdf").text.get_text_range().splitlines()
    for whole in ("ngày 29 tháng 12 năm 2023", "ngày 29 tháng 12 năm 2026"):
        assert any(whole in " ".join(line.split()) for line in lines)


@pytest.mark.parametrize(
    "words",
    [
        "Sản phẩm đăng ký đánh giá: Cà phê Mùa Thu (mã số 66-654-M01-1-2023-66-654-M01-1-2023-66-654-M01)",
        "Căn cứ Kết quả đánh giá, phân hạng sản phẩm của Hội đồng 5f289d3d5f289d3d5f289d3d5f289d3d5f289d3d5f289d3d",
        "Ủy ban nhân dân thị trấn Phước An đã họp đánh giá ngày 20 tháng 6 năm 2023 tại Trụ sở Ủy ban nhân dân.",
    ],
)
def test_no_line_is_torn_open_to_fill_its_width(words: str) -> None:
    size = 14
    made = TextParagraph.of(paragraph(words).runs, paragraph_style(size=size, line=1.15, align="justify"))
    made.wrap(160 * MM, 1e6)
    assert len(made.blPara.lines) > 1
    for line in made.blPara.lines[:-1]:
        spare, count = (line[0], len(line[1])) if isinstance(line, tuple) else (line.extraSpace, line.wordCount)
        assert spare <= STRETCH * size * max(count - 1, 1)


def test_a_date_may_be_broken_between_its_parts_and_a_number_not_from_its_unit() -> None:
    assert glue("họp ngày 20 tháng 6 năm 2023 có 4 sao") == "họp ngày\u00a020 tháng\u00a06 năm\u00a02023 có 4\u00a0sao"
    assert glue("trong 36 tháng kể từ") == "trong 36\u00a0tháng kể từ"
    assert glue("Điều 4 khoản 2") == "Điều\u00a04 khoản\u00a02"
    assert glue("mã số 66-24502-12345-2026") == "mã số 66-24502-12345-2026"


def test_place_and_date_of_a_signature_keep_to_one_line(tmp_path: Path) -> None:
    dated = "thị trấn Phước An, ngày 15 tháng 5 năm 2023"
    signer = Signer(("ĐẠI DIỆN",), "Nguyễn Văn (mẫu)", place_and_date=dated)
    write_pdf(Paper("form", "Phiếu", (paragraph("Nội dung."), Signatures(right=signer))), tmp_path / "p.pdf")
    sheet = Sheet(tmp_path / "p.pdf")
    lines = [" ".join(line.split()) for line in sheet.text.get_text_range().splitlines()]
    assert dated in lines
    page = default_theme().page
    assert sheet.box("năm 2023")[2] <= (page.width - page.right) * MM + 1


def test_fields_that_do_not_fit_side_by_side_stand_under_each_other(tmp_path: Path) -> None:
    labels = ("6. Ngày thành lập/đăng ký kinh doanh và thay đổi", "Số giấy đăng ký (nếu có)")
    body = (Fields(tuple(Field(label) for label in labels)), Fields((Field("Điện thoại"), Field("Email"))))
    write_pdf(Paper("form", "Phiếu", body), tmp_path / "p.pdf")
    sheet = Sheet(tmp_path / "p.pdf")
    first, second = (sheet.box(label) for label in labels)
    assert first[1] > second[3]
    assert abs(sheet.box("Điện thoại:")[1] - sheet.box("Email:")[1]) < 5


def test_the_mark_of_practice_follows_the_rule_of_the_title(tmp_path: Path) -> None:
    """The rule is as long as the subject asks, not as a mark of six letters would."""
    head = Head("", ("ỦY BAN NHÂN DÂN",), symbol="/BC-UBND", place="Ea Kly", date_line="ngày 05 tháng 3 năm 2026")
    annex = Paper("list", "Danh sách", (AnnexHead("Phụ lục", "Danh sách", "(Kèm theo)"),), mark="(mẫu)")
    paper = Paper(
        "report",
        "Báo cáo",
        (paragraph("Nội dung."),),
        head=head,
        title="BÁO CÁO",
        subtitle=("Đánh giá hồ sơ",),
        mark="(mẫu)",
        annexes=(annex,),
    )
    write_pdf(paper, tmp_path / "p.pdf")
    for page in (0, 1):
        assert Sheet(tmp_path / "p.pdf", page).box("(mẫu)")
    sheet = Sheet(tmp_path / "p.pdf")
    assert sheet.box("Đánh giá hồ sơ")[1] > sheet.box("(mẫu)")[3] + 3
    write_docx(paper, tmp_path / "p.docx")
    assert [each.text for each in Document(str(tmp_path / "p.docx")).paragraphs].count("(mẫu)") == 2


def test_several_notes_are_one_list_and_a_note_is_told_once() -> None:
    one = Paper("report", "Báo cáo", (), unverified=("Chưa đối chiếu.",))
    assert note_lines(one) == ["Ghi chú: Chưa đối chiếu."]
    many = dataclasses.replace(one, unverified=("Một.", "Hai.", "Một."), reprint_note="Bản in lại lần 1.")
    assert note_lines(many) == ["Ghi chú:", "- Một.", "- Hai.", "Bản in lại lần 1."]


def test_a_word_file_gives_codes_the_room_that_the_pdf_gives_them(tmp_path: Path) -> None:
    code = "66-24502-M01-1-2026"
    table = Table((Column("Tên", 80), Column("Mã", 5)), ((Cell("Cà phê"), Cell(code)),))
    write_docx(Paper("list", "Danh sách", (table,)), tmp_path / "p.docx")
    (made,) = Document(str(tmp_path / "p.docx")).tables
    assert made.columns[1].width.mm > 35
    assert made.rows[1].cells[1].text == code


def test_sets_of_one_decision_are_told_together_and_their_doubts_by_set(criteria_folder: Path) -> None:
    sets = [load_criteria_set(criteria_folder / "qd-148-2023" / f"{number:02d}.json") for number in (13, 7)]
    first, *others = notes_of_sets(sets)
    assert first == "Bộ tiêu chí số 7, 13 theo Quyết định 148/QĐ-TTg chưa được đối chiếu với bản ký."
    assert others.count(PROVISIONAL) == 1
    assert PROVISIONAL not in notes_of_sets(sets, settled=True)
    assert unverified_notes(sets[0])[0].startswith("Bộ tiêu chí số 13 theo Quyết định 148/QĐ-TTg")
