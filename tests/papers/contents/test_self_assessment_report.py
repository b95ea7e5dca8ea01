"""Mẫu số 02."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.services.papers.blocks import Table, Ticks
from app.services.papers.evidence_guide import BOXES, EVIDENCE
from app.services.papers.paper_facts import CriterionClaim, DocumentFacts
from app.services.papers.self_assessment_report import NOT_SCORED, evidence_numbers, self_assessment_report


@pytest.fixture
def coffee(criteria_set):
    return criteria_set("qd-26-2026/13")


def scores(paper) -> Table:
    return next(block for block in paper.body if isinstance(block, Table) and len(block.columns) == 6)


def test_the_four_parts_stand_in_the_forms_order(samples, coffee, pages, in_order):
    paper = self_assessment_report(samples.dossier(), samples.self_assessment(coffee), coffee, samples.law)
    in_order(
        " ".join(pages(paper)),
        (
            "BÁO CÁO TỰ ĐÁNH GIÁ VỀ SẢN PHẨM",
            "(Dành cho chủ thể có sản phẩm đăng ký)",
            "Phần I",
            "1. Tên chủ thể",
            "5. Tên người đại diện pháp luật",
            "6. Ngày thành lập/đăng ký kinh doanh",
            "7. Tên sản phẩm/dịch vụ, mô tả về quy cách sản phẩm, tiêu chuẩn",
            "Đánh dấu (√) vào mục tương ứng",
            "a) Giấy đăng ký kinh doanh",
            "c) Đã có các điều kiện sản xuất theo quy định",
            "d) Đã có đăng ký sở hữu trí tuệ",
            "8. Lịch sử hình thành của chủ thể",
            "9. Cơ cấu tổ chức của chủ thể",
            "Phần II",
            "KẾT QUẢ THỰC HIỆN PHƯƠNG ÁN SẢN XUẤT KINH DOANH",
            "1.250.000.000",
            "Phần III",
            "TỔNG CỘNG",
            "Giải thưởng của sản phẩm",
            "Phần IV",
            "KẾ HOẠCH SẢN XUẤT, KINH DOANH",
            "ĐẠI DIỆN THEO PHÁP",
        ),
    )


def test_the_papers_at_hand_are_ticked_and_no_others(samples, coffee):
    paper = self_assessment_report(samples.dossier(), samples.self_assessment(coffee), coffee, samples.law)
    ticked = [block.ticks[0].label for block in paper.body if isinstance(block, Ticks) and block.ticks[0].ticked]
    words = dict(BOXES)
    assert ticked == [words[box] for box in ("business_registration", "intellectual_property", "trademark")]
    assert len([block for block in paper.body if isinstance(block, Ticks)]) == len(BOXES) == 11


def test_every_criterion_stands_in_the_sets_order_with_the_sum(samples, coffee):
    table = scores(self_assessment_report(samples.dossier(), samples.self_assessment(coffee), coffee, samples.law))
    listed = [row[0].text for row in table.rows if len(row) == 6]
    assert listed == [criterion.id for criterion in coffee.criteria]
    assert [cell.text for cell in table.rows[-1][:3]] == ["TỔNG CỘNG", "100", "100"]


def test_an_open_criterion_says_so_and_leaves_the_total_empty(samples, coffee):
    claims = samples.self_assessment(coffee, unfinished=True)
    table = scores(self_assessment_report(samples.dossier(), claims, coffee, samples.law))
    assert table.rows[4][3].text == NOT_SCORED
    assert table.rows[-1][2].text == ""
    part_a = table.rows[0]
    assert (part_a[1].text, part_a[2].text) == ("40", "")


def test_evidence_is_numbered_in_the_order_of_criteria_and_one_paper_may_serve_several():
    documents = (
        DocumentFacts("A", criteria=("2.1", "1.5")),
        DocumentFacts("B", criteria=()),
        DocumentFacts("C", criteria=("1.1",)),
        DocumentFacts("D", criteria=("9.9",)),
    )
    assert evidence_numbers(documents, ("1.1", "1.5", "2.1")) == {2: "MC01", 0: "MC02"}


def test_more_than_a_hundred_papers_keep_their_order(samples, coffee):
    documents = tuple(DocumentFacts(f"Tài liệu {number}", criteria=("1.1",)) for number in range(1, 121))
    dossier = replace(samples.dossier(), documents=documents)
    table = scores(self_assessment_report(dossier, samples.self_assessment(coffee), coffee, samples.law))
    proof = table.rows[1][5].text.split(", ")
    assert (proof[0], proof[98], proof[99], proof[-1]) == ("MC01", "MC99", "MC100", "MC120")


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("first", ""),
        ("upgrade", "Đối với sản phẩm đăng ký nâng hạng"),
        ("reassess", "Đối với sản phẩm đăng ký đánh giá, phân hạng lại"),
    ],
)
def test_changes_are_told_only_for_an_upgrade_or_a_reassessment(samples, coffee, words, kind, begins):
    dossier = replace(samples.dossier(), application=kind)
    text = words(self_assessment_report(dossier, samples.self_assessment(coffee), coffee, samples.law))
    assert ("Thay đổi bao bì; bổ sung chứng nhận hữu cơ." in text) is (kind != "first")
    assert begins in text


def test_the_guide_has_its_fifteen_rows(samples, coffee):
    paper = self_assessment_report(samples.dossier(), samples.self_assessment(coffee), coffee, samples.law)
    guide = next(block for block in paper.body if isinstance(block, Table) and block.columns[-1].title == "Yêu cầu")
    assert [(row[1].text, row[2].text) for row in guide.rows] == list(EVIDENCE)
    assert len(EVIDENCE) == 15


def test_a_set_of_part_totals_is_claimed_part_by_part_and_named_as_unverified(samples, criteria_set):
    parts = criteria_set("qd-148-2023/13")
    claims = {"A": CriterionClaim(Decimal("31.5")), "B": CriterionClaim(Decimal(20)), "C": CriterionClaim(Decimal(30))}
    assessment = replace(samples.self_assessment(parts), claims=claims)
    paper = self_assessment_report(samples.dossier(), assessment, parts, samples.law)
    assert scores(paper).rows[-1][2].text == "81,5"
    assert any("148/QĐ-TTg" in note for note in paper.unverified)
    assert any("theo điểm" in note for note in paper.unverified)
