"""Papers as PDF, read back: letters, fonts, pages, tables, signatures."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.errors import RuleError, StorageError
from app.services.papers import pdf_writer
from app.services.papers.blocks import (
    AnnexHead,
    Block,
    Cell,
    Column,
    Field,
    Fields,
    Head,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Signatures,
    Signer,
    Spacer,
    Table,
    ThinRule,
    Tick,
    Ticks,
    text,
)
from app.services.papers.pdf_writer import write_pdf
from app.services.papers.theme import default_theme, load_theme

Read = Callable[[Path], str]
Pages = Callable[[Path], list[str]]

HEAD = Head(
    "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK",
    ("HỘI ĐỒNG ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP",),
    "07",
    "/QĐ-UBND",
    "Đắk Lắk",
    "ngày 05 tháng 3 năm 2026",
)
LONG_NAME = "Hợp tác xã Nông nghiệp, Dịch vụ, Thương mại và Du lịch cộng đồng " * 4
SENTENCE = "Ủy ban nhân dân xã có trách nhiệm hướng dẫn chủ thể thực hiện đúng quy định. "
SIGNER = Signer(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nguyễn Thị (mẫu)")


def paper(*body: Block, **more: object) -> Paper:
    return Paper("test", "Giấy thử", body, **more)  # type: ignore[arg-type]


def squeezed(value: str) -> str:
    return " ".join(value.split())


def test_every_word_of_a_decision_is_read_back_in_nfc_by_each_reader(tmp_path: Path, read_text: Read) -> None:
    path = tmp_path / "decision.pdf"
    body = (
        Paragraph((Run("Căn cứ Quyết định số 26/2026/QĐ-TTg;", italic=True),)),
        text("QUYẾT ĐỊNH:", bold=True, align="center"),
        Paragraph((Run("Điều 1.", bold=True), Run(" Công nhận 06 sản phẩm đạt Hạng 4 sao (bốn sao). " + SENTENCE * 6))),
        Heading("Thông tin chung"),
        Field("Tên chủ thể", LONG_NAME),
        Fields((Field("Điện thoại", "(mẫu)"), Field("Email", "a@b.vn"))),
        Ticks((Tick("Lần đầu", True), Tick("Nâng hạng", False)), inline=True, label="Lần đăng ký:"),
        ThinRule(),
        Spacer(4),
        Table((Column("STT", 1, "center"), Column("Tên sản phẩm", 5)), ((Cell("1"), Cell("Đường thốt nốt Ẵ Ỹ ữ ợ")),)),
        Signatures(SIGNER, recipients=("Như Điều 4", "Lưu: VT, NN")),
    )
    made = write_pdf(
        paper(*body, head=HEAD, title="QUYẾT ĐỊNH", subtitle=("Về việc công nhận",), addressees=("Sở A", "Sở B")), path
    )
    read = read_text(path)
    assert made.pages == len(PdfReader(path).pages)
    assert unicodedata.is_normalized("NFC", read)
    for expected in (
        "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK HỘI ĐỒNG ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 07/QĐ-UBND",
        "Đắk Lắk, ngày 05 tháng 3 năm 2026",
        "Kính gửi: - Sở A; - Sở B.",
        "Căn cứ Quyết định số 26/2026/QĐ-TTg;",
        "Điều 1. Công nhận 06 sản phẩm đạt Hạng 4 sao (bốn sao). " + squeezed(SENTENCE * 6),
        "THÔNG TIN CHUNG",
        "Tên chủ thể: " + squeezed(LONG_NAME),
        "Email: a@b.vn",
        "[x] Lần đầu",
        "[ ] Nâng hạng",
        "Đường thốt nốt Ẵ Ỹ ữ ợ",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Nguyễn Thị (mẫu)",
        "- Như Điều 4; - Lưu: VT, NN.",
    ):
        assert expected in read


def test_every_font_is_embedded(tmp_path: Path, font_files: Callable[[Path], dict[str, bool]]) -> None:
    path = tmp_path / "fonts.pdf"
    table = Table((Column("A", 1), Column("B", 1)), ((Cell("x", bold=True, span=2),), (Cell("y", italic=True),)))
    both = Run("đậm nghiêng", bold=True, italic=True)
    write_pdf(paper(Paragraph((both,)), table, Signatures(SIGNER), head=HEAD, draft=True), path)
    fonts = font_files(path)
    assert len(fonts) == 4
    assert all(fonts.values()), fonts


def test_markup_and_odd_letters_in_names_print_literally(tmp_path: Path, read_text: Read) -> None:
    path = tmp_path / "literal.pdf"
    name = 'Cơ sở <b>Hương</b> & Con "A" </para> &amp; %s {x} <br/>'
    body = (text(name), Field(name, name), Table((Column(name, 1),), ((Cell(name, tick=True),),)))
    write_pdf(paper(*body, Signatures(Signer((name,), name))), path)
    assert read_text(path).count("<b>Hương</b> & Con") == 7


def test_an_empty_field_is_a_dotted_line_and_never_none(tmp_path: Path, read_text: Read) -> None:
    path = tmp_path / "empty.pdf"
    write_pdf(paper(Field("Địa chỉ"), Field("Lịch sử", " ", 4), Fields((Field("Điện thoại"), Field("Email")))), path)
    assert read_text(path) == "Địa chỉ: Lịch sử: Điện thoại: Email:"
    assert PdfReader(path).pages[0].get_contents().get_data().count(b"2.6] 0 d") == 7


def test_a_long_table_repeats_its_head_and_keeps_rows_and_ranges_whole(tmp_path: Path, page_texts: Pages) -> None:
    path = tmp_path / "table.pdf"
    rows = tuple((Cell(f"d{i:03d}"), Cell(f"mở{i:03d} " + SENTENCE * 3 + f"đóng{i:03d}")) for i in range(60))
    table = Table((Column("Số", 1), Column("Nội dung đánh giá", 5)), rows, keep=((9, 12), (30, 33)))
    write_pdf(paper(table), path)
    pages = page_texts(path)
    assert len(pages) > 4
    where = {}
    for number, page in enumerate(pages):
        assert "Nội dung đánh giá" in page
        for row in range(60):
            assert (f"mở{row:03d}" in page) == (f"đóng{row:03d}" in page)
            if f"mở{row:03d}" in page:
                where[row] = number
    assert len(where) == 60
    assert len({where[row] for row in range(9, 13)}) == 1
    assert len({where[row] for row in range(30, 34)}) == 1


def test_a_row_longer_than_a_page_is_split_and_loses_nothing(tmp_path: Path, read_text: Read) -> None:
    path = tmp_path / "row.pdf"
    long = " ".join(f"từ{i}" for i in range(3000))
    made = write_pdf(paper(Table((Column("", 1), Column("", 3)), ((Cell("trái"), Cell(long, tick=False)),))), path)
    assert made.pages > 2
    assert [word for word in read_text(path).split() if word.startswith("từ")] == long.split()


@pytest.mark.parametrize("lines", range(18, 34))
def test_a_signature_takes_two_lines_of_text_along_wherever_the_page_ends(
    lines: int, tmp_path: Path, page_texts: Pages
) -> None:
    path = tmp_path / "signed.pdf"
    filler = tuple(text(f"Đoạn {i}.") for i in range(lines))
    last = "Văn bản này được lập thành hai bản có giá trị như nhau, mỗi bên giữ một bản để thực hiện; " * 2 + "hết."
    write_pdf(paper(*filler, text(last), Signatures(SIGNER, recipients=("Như trên", "Lưu: VT"))), path)
    pages = page_texts(path)
    assert "Nguyễn Thị (mẫu)" in pages[-1]
    assert "KT. CHỦ TỊCH" in pages[-1]
    before = pages[-1][: pages[-1].index("KT. CHỦ TỊCH")]
    assert before.rstrip().endswith("hết.")
    assert len(before) > 80


def test_a_heading_never_ends_a_page(tmp_path: Path, page_texts: Pages) -> None:
    for lines in range(20, 32):
        path = tmp_path / f"{lines}.pdf"
        filler = tuple(text(f"Đoạn {i}.") for i in range(lines))
        write_pdf(paper(*filler, Heading("Mục hai", 2), text(SENTENCE * 8)), path)
        page = next(page for page in page_texts(path) if "Mục hai" in page)
        assert "Ủy ban nhân dân xã" in page.split("Mục hai")[1]


def test_pages_are_numbered_from_the_second_and_each_annex_by_itself(tmp_path: Path, page_texts: Pages) -> None:
    path = tmp_path / "paged.pdf"
    rows = tuple((Cell("dòng"),) for _i in range(70))
    annex = Paper(
        "annex",
        "Phụ lục",
        (AnnexHead("Phụ lục I", "Danh sách", "(Kèm theo Quyết định)"), Table((Column("Tên", 1),), rows)),
        landscape=True,
        page_count=True,
    )
    write_pdf(paper(text(SENTENCE * 60), annexes=(annex,), running_head="Cà phê - TV1"), path)
    reader = PdfReader(path)
    pages = page_texts(path)
    upright = [page for page in reader.pages if page.mediabox.width < page.mediabox.height]
    lying = len(pages) - len(upright)
    assert len(upright) == 2
    assert lying > 1
    assert pages[1].endswith("2 Cà phê - TV1")
    assert "Cà phê - TV1" not in pages[0]
    assert pages[2].startswith("Phụ lục I DANH SÁCH")
    assert pages[3].endswith(f"2/{lying}")


def test_a_draft_says_so_on_each_page_without_mixing_into_the_text(tmp_path: Path, page_texts: Pages) -> None:
    path = tmp_path / "draft.pdf"
    write_pdf(paper(text(SENTENCE * 60), draft=True, unverified=("Chưa đối chiếu.",), reprint_note="Bản in lại"), path)
    pages = page_texts(path)
    assert all(page.count("DỰ THẢO") == 1 for page in pages)
    assert squeezed(SENTENCE * 10) in pages[0]
    assert "Ghi chú: Chưa đối chiếu. Bản in lại" in pages[-1]
    write_pdf(paper(text("Bản chính.")), path)
    assert page_texts(path) == ["Bản chính."]


def test_fifteen_members_and_thirty_six_criteria_fit_across(tmp_path: Path, page_texts: Pages) -> None:
    path = tmp_path / "scores.pdf"
    columns = (Column("Tiêu chí", 5), *(Column(f"TV{i}", 1, "right") for i in range(1, 16)))
    rows = tuple((Cell(f"{i}. " + LONG_NAME[:60]), *(Cell("100,00") for _m in range(15))) for i in range(1, 37))
    write_pdf(paper(Table(columns, rows), landscape=True), path)
    read = " ".join(page_texts(path))
    assert read.count("100,00") == 36 * 15
    assert "TV15" in read


@pytest.mark.parametrize(
    "block",
    [
        Field(LONG_NAME * 3, ""),
        Signatures(Signer((LONG_NAME,), LONG_NAME, LONG_NAME, LONG_NAME), Signer(("A",), "B"), ("nơi " * 40,) * 80),
        Ticks(tuple(Tick(LONG_NAME, True) for _i in range(40)), inline=True, label=LONG_NAME),
        Table((Column("w" * 300, 1), Column("", 1)), ((Cell("w" * 400, span=2),), ())),
        AnnexHead(LONG_NAME, LONG_NAME, LONG_NAME),
        Heading(LONG_NAME * 40),
        PageBreak(landscape=True),
        text(""),
        Signatures(Signer(())),
        Table((Column("A", 1),), ()),
    ],
    ids=lambda block: type(block).__name__,
)
def test_unlikely_content_still_prints(block: Block, tmp_path: Path) -> None:
    more = {"title": LONG_NAME, "addressees": (LONG_NAME, LONG_NAME), "running_head": LONG_NAME * 3}
    crowded = Head(LONG_NAME, (LONG_NAME, "w" * 200), "", "/BC-UBND", LONG_NAME, "ngày 01 tháng 01", LONG_NAME)
    for body in ((block,), (Heading("Mục"), block, text("cuối"), Signatures(SIGNER))):
        assert write_pdf(paper(*body, head=crowded, **more), io.BytesIO()).pages >= 1


@settings(max_examples=25)
@given(
    st.lists(st.text(max_size=60), max_size=6),
    st.lists(
        st.tuples(st.text(max_size=300), st.booleans(), st.sampled_from(["left", "justify", "center"])), max_size=6
    ),
)
def test_no_text_makes_the_writer_fall(cells: list[str], paragraphs: list[tuple[str, bool, str]]) -> None:
    body: list[Block] = [Paragraph((Run(value, bold),), align) for value, bold, align in paragraphs]  # type: ignore[arg-type]
    body.append(
        Table((Column("A", 1), Column("B", 2)), tuple((Cell(value), Cell(value, tick=True)) for value in cells))
    )
    assert write_pdf(paper(*body, Signatures(SIGNER)), io.BytesIO()).pages >= 1


def test_a_failing_layout_or_place_leaves_the_old_file_and_nothing_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.pdf"
    path.write_bytes(b"old")
    with pytest.raises(ValueError):
        write_pdf(paper(Table((Column("A", 1),), ((Cell("a"), Cell("b")),))), path)
    monkeypatch.setattr("os.replace", lambda *_a: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(StorageError):
        write_pdf(paper(text("x")), path)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["kept.pdf"]
    with pytest.raises(StorageError):
        pdf_writer.write_pdf(paper(text("x")), tmp_path / "no" / "folder.pdf")


def test_a_theme_with_an_unknown_or_impossible_measure_is_refused_with_its_place(tmp_path: Path) -> None:
    good = default_theme()
    path = tmp_path / "theme.json"
    path.write_text(good.model_dump_json(), encoding="utf-8")
    assert load_theme(path) == good
    path.write_text(good.model_dump_json().replace('"size":14.0', '"size":-1', 1), encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        load_theme(path)
    assert refused.value.pointer.endswith("/size")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(RuleError):
        load_theme(path)


def test_sizes_of_the_shipped_theme_lie_in_the_decrees_ranges() -> None:
    theme = default_theme()
    assert 20 <= theme.page.top <= 25
    assert 20 <= theme.page.bottom <= 25
    assert 30 <= theme.page.left <= 35
    assert 15 <= theme.page.right <= 20
    assert 13 <= theme.body.size <= 14
    assert 1 <= theme.body.line <= 1.5
    assert theme.body.between >= 6
    assert theme.head.issuer_width + theme.head.motto_width == 165


def test_papers_written_at_the_same_time_keep_their_own_letters(tmp_path: Path, read_text: Read) -> None:
    words = [
        f"Số {number}: " + "".join(chr(0x1EA0 + (number * 7 + at) % 90) for at in range(60)) for number in range(8)
    ]

    def write(number: int) -> Path:
        target = tmp_path / f"{number}.pdf"
        write_pdf(paper(text(words[number])), target)
        return target

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(write, range(len(words))))
    for said, path in zip(words, made, strict=True):
        assert said.replace(" ", "") in "".join(read_text(path).split())
