"""Hand-over minutes, index of documents and the summary of points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from app.errors import InvalidInput
from app.services.papers.blocks import Table
from app.services.papers.council_facts import HandedDossier, ResultFacts, ScoreRow
from app.services.papers.document_index import IndexFacts, document_index
from app.services.papers.hand_over_minutes import HandOverFacts, PartyFacts, hand_over_minutes, size_text
from app.services.papers.paper_facts import DocumentFacts
from app.services.papers.ranking_summary import ranking_summary


@pytest.fixture
def handed(samples):
    def make(count: int) -> HandOverFacts:
        return HandOverFacts(
            office=samples.commune,
            numbering=samples.blank,
            law=samples.law,
            giver=PartyFacts("Ủy ban nhân dân xã Ea Kly", "Lê Văn Mẫu (mẫu)", "Công chức"),
            receiver=PartyFacts("Sở Nông nghiệp và Môi trường tỉnh Đắk Lắk"),
            dossiers=tuple(
                HandedDossier(samples.dossier(number), f"HS-{number:04d}", 31, 12, 14_300_000, "ab12cd34" * 8, 5)
                for number in range(1, count + 1)
            ),
            reason="Hồ sơ đề nghị đánh giá, phân hạng sản phẩm OCOP đợt 2 năm 2026",
            sequence=4,
        )

    return make


def test_minutes_of_a_hand_over_have_the_decrees_order_and_no_day_on_their_head(handed, pages, in_order):
    paper = hand_over_minutes(handed(3), final=True)
    assert (paper.head.symbol, paper.head.place, paper.head.date_line) == ("/BB-UBND", "", "")
    in_order(
        " ".join(pages(paper)),
        (
            "BIÊN BẢN",
            "Căn cứ Quyết định số 26/2026/QĐ-TTg",
            "BÊN GIAO: Ủy ban nhân dân xã Ea Kly",
            "BÊN NHẬN: Sở Nông nghiệp và Môi trường tỉnh Đắk Lắk",
            "1. Tên khối hồ sơ",
            "2. Số lượng: 03 hồ sơ (ba hồ sơ); tài liệu giấy: 93 tờ;",
            "tài liệu điện tử: 36 tệp tin, 42,9 MB; 15 sản phẩm mẫu.",
            "Lần giao thứ 4",
            "HS-0003",
            "12, 14,3 MB, ab12cd34",
            "chưa có biên nhận",
            "02 bản",
            "ĐẠI DIỆN BÊN GIAO",
        ),
    )


def test_a_thousand_dossiers_go_into_a_list(handed, pages):
    paper = hand_over_minutes(handed(1000), final=True)
    assert len(paper.annexes) == 1
    text = " ".join(pages(paper))
    assert "1.000 hồ sơ (một nghìn hồ sơ)" in text
    assert "HS-1000" in text


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 KB"), (999, "1 KB"), (99_001, "100 KB"), (100_000, "0,1 MB"), (14_300_000, "14,3 MB")]
)
def test_sizes_are_read_as_people_read_them(size, shown):
    assert size_text(size) == shown


def test_the_index_has_seven_columns_and_counts_sheets_through(samples, words):
    documents = (
        DocumentFacts("Phiếu đăng ký", sheets=2),
        DocumentFacts("Ảnh", file_name="anh.jpg", sha256="ab12cd34" * 8),
        DocumentFacts("Giấy chứng nhận", number="1/GCN", sheets=1),
    )
    paper = document_index(IndexFacts(samples.commune, samples.dossier(), "HS-0001", documents, samples.law))
    (table,) = (block for block in paper.body if isinstance(block, Table))
    assert len(table.columns) == 7
    assert [row[5].text for row in table.rows] == ["1-2", "Tệp anh.jpg (ab12cd34)", "3"]
    assert "Tổng số: 03 văn bản, tài liệu; 03 tờ giấy; 01 tệp tin." in words(paper)
    assert "Viết bằng chữ: Ba văn bản, tài liệu; ba tờ giấy; một tệp tin." in words(paper)


def summary(samples, members, *, average=None, recused=None):
    points = tuple(None if place == recused else Decimal(60 + place) for place in range(1, members + 1))
    given = [each for each in points if each is not None]
    mean = Fraction(sum(given)) / len(given) if average is None else average
    rows = [ScoreRow(f"{number}. Tiêu chí", Decimal(3), points) for number in range(1, 36)]
    rows.append(ScoreRow("TỔNG CỘNG", Decimal(100), points, is_sum=True))
    result = ResultFacts(
        samples.dossier(), mean, 3, "3 sao", len(given), members, {4: ("1.5",)}, (recused,) if recused else ()
    )
    return ranking_summary(samples.council(members), result, rows, samples.law)


@pytest.mark.parametrize(("members", "tables", "landscape"), [(5, 1, False), (9, 1, True), (15, 2, True)])
def test_many_members_turn_the_page_and_split_evenly(samples, pages, members, tables, landscape):
    paper = summary(samples, members)
    made = [block for block in paper.body if isinstance(block, Table)]
    assert (len(made), paper.landscape) == (tables, landscape)
    assert [column.title for table in made for column in table.columns if column.title.startswith("TV")] == [
        f"TV{place}" for place in range(1, members + 1)
    ]
    assert made[-1].columns[-1].title == "TB"
    assert f"Số phiếu hợp lệ: {members:02d}/{members:02d}." in " ".join(pages(paper))


def test_a_recused_member_has_a_dash_and_is_named_by_place_only(samples, words):
    paper = summary(samples, 5, recused=2)
    (table,) = (block for block in paper.body if isinstance(block, Table))
    assert table.rows[-1][3].text == "-"
    text = words(paper)
    assert "có lợi ích liên quan: TV2." in text
    assert "Thành viên 2" not in text
    assert "Yêu cầu tối thiểu của hạng 4 sao chưa đạt: tiêu chí 1.5." in text
    assert "chênh lệch: 4 điểm" in text


def test_a_mean_that_the_rows_do_not_give_is_refused(samples):
    with pytest.raises(InvalidInput):
        summary(samples, 5, average=Fraction(71))
    rows = [ScoreRow("1", Decimal(3), (Decimal(1),))]
    result = ResultFacts(samples.dossier(), Fraction(1), 1)
    with pytest.raises(InvalidInput, match="values"):
        ranking_summary(samples.council(5), result, rows, samples.law)
