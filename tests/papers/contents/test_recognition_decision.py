"""The decision and its list."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.errors import InvalidInput
from app.services.papers.blocks import Table
from app.services.papers.recognition_decision import DecisionFacts, recognition_decision

KINDS = ("first", "upgrade", "reassess")


@pytest.fixture
def facts(samples):
    return DecisionFacts(
        office=samples.province,
        signer=samples.deputy,
        numbering=samples.blank,
        law=samples.law,
        products=samples.recognised(8),
        bases=("Luật Tổ chức chính quyền địa phương", "Biên bản số 02/BB-HĐ ngày 12/11/2026 của Hội đồng"),
        proposed_by="Giám đốc Sở Nông nghiệp và Môi trường tại Tờ trình số 45/TTr-SNNMT",
        guiding_agency="Sở Nông nghiệp và Môi trường",
        round_title="đợt 2 năm 2026",
        level_words="cấp tỉnh",
    )


def of_kinds(samples, count):
    return tuple(
        replace(each, dossier=replace(each.dossier, application=KINDS[number % 3]))
        for number, each in enumerate(samples.recognised(count))
    )


def tables(paper) -> list[Table]:
    return [block for block in paper.annexes[0].body if isinstance(block, Table)]


def test_the_decision_has_the_decrees_order(facts, pages, in_order):
    in_order(
        " ".join(pages(recognition_decision(facts, final=True))),
        (
            "QUYẾT ĐỊNH",
            "Công nhận kết quả đánh giá, phân hạng và cấp",
            "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK",
            "Căn cứ Luật Tổ chức chính quyền địa phương;",
            "Căn cứ Quyết định số 26/2026/QĐ-TTg",
            "Căn cứ Biên bản số 02/BB-HĐ",
            "Theo đề nghị của Giám đốc Sở Nông nghiệp và Môi trường tại Tờ trình số 45/TTr-SNNMT.",
            "QUYẾT ĐỊNH:",
            "Điều 1.",
            "1. 04 sản phẩm của 04 chủ thể đạt Hạng 4 sao (bốn sao) cấp tỉnh;",
            "2. 04 sản phẩm của 04 chủ thể đạt Hạng 3 sao (ba sao) cấp tỉnh.",
            "Điều 2.",
            "36 (ba mươi sáu) tháng",
            "Điều 3.",
            "Điều 4.",
            "có hiệu lực thi hành kể từ ngày ký",
            "./.",
            "Phụ lục",
            "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN",
        ),
    )


def test_the_chair_or_the_committee_decides(facts, samples, words):
    by_chair = recognition_decision(facts)
    assert words(by_chair).startswith("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK")
    assert by_chair.body[-1].right.lines == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    by_committee = recognition_decision(replace(facts, decider="committee", signer=samples.chair))
    assert words(by_committee).startswith("ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK")
    assert by_committee.body[-1].right.lines == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert by_committee.body[-1].recipients[0] == "- Như Điều 4;"


@pytest.mark.parametrize("count", [1, 5, 9, 30])
def test_the_counts_of_the_text_are_the_rows_of_the_list(facts, samples, words, count):
    products = of_kinds(samples, count)
    paper = recognition_decision(replace(facts, products=products))
    rows = [row for table in tables(paper) for row in table.rows]
    assert len(rows) == count
    for star in (3, 4):
        listed = sum(row[6].text == f"{star} sao" for row in rows)
        if listed:
            assert f"{listed:02d} sản phẩm của" in words(paper)
    assert f"cho {count:02d} sản phẩm của" in words(paper)


def test_first_upgrade_and_reassessment_stand_in_tables_of_their_own(facts, samples):
    paper = recognition_decision(replace(facts, products=of_kinds(samples, 9)))
    assert [{row[7].text for row in table.rows} for table in tables(paper)] == [
        {"Lần đầu"},
        {"Nâng hạng"},
        {"Đánh giá lại"},
    ]
    assert all([row[0].text for row in table.rows] == ["1", "2", "3"] for table in tables(paper))
    assert paper.annexes[0].landscape


def test_the_last_day_is_printed_only_once_the_decision_has_its_own(facts, samples):
    until = {row[8].text for table in tables(recognition_decision(facts)) for row in table.rows}
    assert until == {"36 tháng kể từ ngày ký"}
    signed = recognition_decision(replace(facts, numbering=samples.signed))
    assert {row[8].text for table in tables(signed) for row in table.rows} == {"05/3/2029"}
    assert "số 07/QĐ-UBND ngày 05 tháng 3 năm 2026 của Chủ tịch Ủy ban" in signed.annexes[0].body[0].reference


def test_points_are_shown_on_wish_with_the_bound_kept(facts, samples):
    one = replace(samples.recognised(1)[0], average=Fraction(69996, 1000), stars=3)
    paper = recognition_decision(
        replace(facts, products=(one,), with_points=True, class_bounds=(Decimal(70), Decimal(90)))
    )
    assert tables(paper)[0].rows[0][6].text == "69,996"


def test_a_long_round_is_grouped_by_commune_and_numbered_through(facts, samples):
    products = tuple(
        replace(each, dossier=replace(each.dossier, producer=replace(each.dossier.producer, commune=commune)))
        for each, commune in zip(samples.recognised(4), ("xã A", "xã B", "xã A", "xã B"), strict=True)
    )
    (table,) = tables(recognition_decision(replace(facts, products=products, by_commune=True)))
    # The higher class comes first, and two products of commune B have it.
    assert [row[0].text for row in table.rows] == ["Xã B", "1", "2", "Xã A", "3", "4"]


def test_counts_that_differ_from_the_councils_stop_the_print(facts):
    with pytest.raises(InvalidInput) as refused:
        recognition_decision(replace(facts, expected_counts={4: 5, 3: 3}))
    assert refused.value.field == "expected_counts"
    assert recognition_decision(replace(facts, expected_counts={4: 4, 3: 4})).annexes


def test_what_may_not_stand_in_one_decision_is_refused(facts):
    first, *rest = facts.products
    for products, field in (
        ((), "products"),
        ((first, first), "products"),
        ((replace(first, stars=5), *rest), "stars"),
        ((replace(first, regime_id="2023-three-tier"), *rest), "products"),
    ):
        with pytest.raises(InvalidInput) as refused:
            recognition_decision(replace(facts, products=products))
        assert refused.value.field == field


def test_hundreds_of_products_print_page_after_page_with_their_names_whole(facts, samples, pages):
    long_name = ("Bộ sản phẩm trà túi lọc & tinh dầu “Tây Nguyên” <đặc sản> ườ " * 5)[:200].strip()
    products = list(samples.recognised(300))
    first = products[0]
    products[0] = replace(first, dossier=replace(first.dossier, product=replace(first.dossier.product, name=long_name)))
    read = pages(recognition_decision(replace(facts, products=tuple(products), numbering=samples.signed), final=True))
    text = " ".join(read)
    assert long_name in text
    assert text.count("05/3/2029") == 300
    assert text.count("Có giá trị") >= 10


def test_the_validity_follows_the_rules_of_the_dossiers(facts, words):
    other = replace(facts, law=replace(facts.law, certificate_months=24))
    assert "24 (hai mươi tư) tháng" in words(recognition_decision(other))
    assert dt.date(2029, 3, 5) == facts.products[0].valid_until
