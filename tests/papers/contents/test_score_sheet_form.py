"""The member's sheet, blank and filled."""

from __future__ import annotations

import datetime as dt
import itertools
import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest

from app.errors import InvalidInput
from app.services.papers.blocks import Table, Ticks
from app.services.papers.score_sheet_form import ADDED_NOTE, score_sheet_form
from app.services.papers.score_table import option_text, score_table

SETS = [f"qd-26-2026/{number}" for number in range(1, 27)]


@pytest.fixture
def coffee(criteria_set):
    return criteria_set("qd-26-2026/13")


def table_of(paper) -> Table:
    return next(block for block in paper.body if isinstance(block, Table))


@pytest.mark.parametrize("set_id", SETS)
def test_a_blank_sheet_has_every_criterion_and_option_of_the_set_once_and_nothing_ticked(criteria_set, set_id):
    rules = criteria_set(set_id)
    table = score_table(rules, None, with_points=False)
    options = [row for row in table.rows if row[0].tick is not None]
    assert [(row[0].text, row[1].text) for row in options] == [
        (option_text(option), f"{option.points.normalize():f}") for each in rules.criteria for option in each.options
    ]
    assert not any(row[0].tick for row in table.rows)
    assert all(len(row) == 2 for row in table.rows)
    heads = [row[0].text for row in table.rows if row[0].bold and row[0].tick is None]
    assert [each for each in heads if each in {f"{c.id}. {c.title}" for c in rules.criteria}] == [
        f"{c.id}. {c.title}" for c in rules.criteria
    ]
    assert [cell.text for cell in table.rows[-1]] == ["TỔNG CỘNG", "100"]


@pytest.mark.parametrize("set_id", SETS)
def test_the_rows_of_a_criterion_stay_on_one_page(criteria_set, set_id):
    rules = criteria_set(set_id)
    table = score_table(rules, None, with_points=True)
    for criterion in rules.criteria:
        begins = next(i for i, row in enumerate(table.rows) if row[0].text == f"{criterion.id}. {criterion.title}")
        ends = begins + len(criterion.options)
        assert any(first <= begins and ends <= last for first, last in table.keep), criterion.id
    ranges = sorted(table.keep)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(ranges))


def test_the_tick_is_the_score_and_the_sums_are_exact(samples, coffee):
    sheet = samples.sheet(coffee)
    table = table_of(score_sheet_form(coffee, samples.law, sheet))
    assert sum(row[0].tick is True for row in table.rows) == len(coffee.criteria)
    given = {row[0].text: row[2].text for row in table.rows if row[0].bold}
    for criterion in coffee.criteria:
        assert given[f"{criterion.id}. {criterion.title}"] == f"{sheet.points[criterion.id].normalize():f}"
    for section in coffee.sections:
        expected = sum((sheet.points[c.id] for c in coffee.criteria if c.section == section.id), Decimal(0))
        assert given[f"{section.id}. {section.title}"] == f"{expected.normalize():f}"
    assert given["TỔNG CỘNG"] == f"{sheet.total.normalize():f}"


def test_none_of_them_is_told_apart_from_not_answered(samples, coffee):
    sheet = samples.sheet(coffee)
    choices = {key: value for key, value in sheet.choices.items() if key != "1.1"}
    points = {key: value for key, value in sheet.points.items() if key != "1.1"}
    table = table_of(score_sheet_form(coffee, samples.law, replace(sheet, choices=choices, points=points, total=None)))
    texts = [row[0].text for row in table.rows]
    assert texts.count("Không thuộc phương án nào ở trên (*)") == 1
    assert table.rows[texts.index("Không thuộc phương án nào ở trên (*)")][0].tick is True
    given = {row[0].text: row[2].text for row in table.rows if row[0].bold}
    assert given["1.1. Nguồn nguyên liệu"] == ""
    assert given["TỔNG CỘNG"] == ""


def test_a_total_that_is_not_the_sum_is_refused(samples, coffee):
    sheet = samples.sheet(coffee)
    with pytest.raises(InvalidInput, match="total"):
        score_sheet_form(coffee, samples.law, replace(sheet, total=sheet.total + 1))


def test_an_excluded_dossier_ticks_the_reason_and_prints_no_sums(samples, coffee):
    sheet = replace(
        samples.sheet(coffee), choices={}, points={}, total=None, stops_everything=True,
        excluded_by=frozenset({"dq.1", "1.1.ko"}),
    )  # fmt: skip
    paper = score_sheet_form(coffee, samples.law, sheet)
    (ticks,) = (block for block in paper.body if isinstance(block, Ticks))
    assert [(tick.label, tick.ticked) for tick in ticks.ticks] == [("Có", True), ("Không", False)]
    table = table_of(paper)
    assert table.rows[-1][2].text == ""
    assert [row[0].text for row in table.rows if row[0].tick] == [
        "Người đánh giá xác định: thuộc trường hợp bị loại nêu trên (*)"
    ]


def test_the_head_of_the_sheet_asks_what_the_law_asks(samples, coffee, words, in_order):
    in_order(
        words(score_sheet_form(coffee, samples.law)),
        (
            "Tên sản phẩm: ",
            "Mã số sản phẩm: .(T).-.(X).-.(STT).-20",
            "theo Quyết định số 19/2025/QĐ-TTg ngày 30/6/2025",
            "Tên chủ thể sản xuất: ",
            "Số điện thoại: ",
            "Địa chỉ: ",
            "Hồ sơ bị loại khi: Giả mạo hồ sơ",
            "Phần A: SẢN PHẨM VÀ SỨC MẠNH CỦA CỘNG ĐỒNG (40 Điểm)",
            "TỔNG CỘNG",
            "Dấu sao là yêu cầu tối thiểu phải đạt",
            "Ý kiến của người đánh giá:",
        ),
    )


def test_the_exclusion_that_a_set_prints_twice_is_printed_once(criteria_set, samples, words):
    assert words(score_sheet_form(criteria_set("qd-26-2026/1"), samples.law)).count("Hồ sơ bị loại khi:") == 1


def test_the_tourism_set_shows_both_cases_before_their_options_and_no_star_note(criteria_set, samples, words, in_order):
    text = words(score_sheet_form(criteria_set("qd-26-2026/26"), samples.law))
    in_order(
        text,
        (
            "8. Đáp ứng điều kiện kinh doanh dịch vụ",
            "Lựa chọn một trong hai trường hợp sau:",
            "Trường hợp 1: Dịch vụ du lịch do cộng đồng cung cấp",
            "Trường hợp 2: Dịch vụ du lịch do tổ chức, cá nhân cung cấp",
            "9. ",
        ),
    )
    assert "Dấu sao là yêu cầu tối thiểu" not in text


def test_the_added_column_is_marked_and_can_be_left_out(samples, coffee, words):
    with_it = score_sheet_form(coffee, samples.law, samples.sheet(coffee))
    assert [column.title for column in table_of(with_it).columns] == ["Các tiêu chí", "Thang điểm", "Điểm chấm (*)"]
    assert ADDED_NOTE in words(with_it)
    without = score_sheet_form(coffee, samples.law, samples.sheet(coffee), with_points=False)
    assert [column.title for column in table_of(without).columns] == ["Các tiêu chí", "Thang điểm"]
    assert ADDED_NOTE not in words(without)


def test_each_page_names_product_and_member_and_counts_the_pages(samples, coffee, pages):
    read = pages(score_sheet_form(coffee, samples.law, samples.sheet(coffee)))
    assert len(read) > 4
    for number, page in enumerate(read[1:], start=2):
        assert f"{number}/{len(read)}" in page
        assert "Phiếu đánh giá: Cà phê bột nguyên chất Ea Kly 1 - Thành viên 4 (mẫu)" in page
        assert "Các tiêu chí" in page or number == len(read)


def test_a_filled_sheet_finds_its_way_back(samples, coffee, pages):
    last = pages(score_sheet_form(coffee, samples.law, samples.sheet(coffee)))[-1]
    for piece in ("Đợt 2 năm 2026", "Quyết định số 643/QĐ-UBND ngày 04/8/2026", "thành viên số 4", "0123456789ab"):
        assert piece in last
    assert "Người đánh giá" in last


def test_a_sheet_after_reopening_names_the_one_it_replaces(samples, coffee):
    sheet = replace(samples.sheet(coffee), replaces_sheet_of=dt.date(2026, 11, 10))
    assert score_sheet_form(coffee, samples.law, sheet).reprint_note == "Thay phiếu ngày 10/11/2026"


def test_a_set_without_criteria_is_scored_on_three_parts_and_called_provisional(samples, criteria_set):
    parts = criteria_set("qd-148-2023/13")
    sheet = replace(
        samples.sheet(parts) if parts.criteria else samples.sheet(criteria_set("qd-26-2026/13")),
        choices={},
        points={"A": Decimal("31.5"), "B": Decimal(18), "C": Decimal(27)},
        total=Decimal("76.5"),
    )
    paper = score_sheet_form(parts, samples.law, sheet)
    assert [[cell.text for cell in row][1:] for row in table_of(paper).rows] == [
        ["40", "31,5"],
        ["25", "18"],
        ["35", "27"],
        ["100", "76,5"],
    ]
    assert any("theo điểm" in note for note in paper.unverified)


def test_a_set_that_is_incomplete_but_lists_criteria_offers_none(samples, criteria_set):
    rules = criteria_set("qd-1048-2019/23")
    assert rules.criteria
    assert not rules.complete
    assert len(table_of(score_sheet_form(rules, samples.law)).rows) == 4


@pytest.mark.parametrize("number", [7, 11, 26])
def test_the_pdf_reads_back_every_criterion_and_option_as_the_data_has_it(criteria_set, samples, pages, number):
    rules = criteria_set(f"qd-26-2026/{number}")
    text = " ".join(pages(score_sheet_form(rules, samples.law)))
    for criterion in rules.criteria:
        for piece in (f"{criterion.id}. {criterion.title}", *(option_text(option) for option in criterion.options)):
            shown = unicodedata.normalize("NFC", " ".join(piece.split()))
            assert shown in text, shown
