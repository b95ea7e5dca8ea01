"""Mẫu số 01."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.services.papers.blocks import Ticks
from app.services.papers.paper_facts import DossierFacts, ProducerFacts, ProductFacts
from app.services.papers.registration_form import PLEDGE, registration_form

ORDER = (
    "1. Thông tin về đơn vị đăng ký:",
    "- Tên đơn vị",
    "- Họ tên người đại diện pháp lý",
    "- Chức vụ",
    "- Địa chỉ liên hệ",
    "- Điện thoại",
    "Email",
    "2. Tên sản phẩm",
    "3. Nhóm sản phẩm đăng ký (Ngành, Nhóm, Phân nhóm¹)",
    "4. Lần đăng ký đánh giá:",
    "5. Tài liệu kèm theo:",
    "- Báo cáo đánh giá về sản phẩm theo Bộ tiêu chí (bản gốc, bản điện tử).",
    "- Sản phẩm mẫu (số lượng)",
    "Cam đoan những thông tin trong Phiếu đăng ký là đúng sự thật",
)


def test_the_form_has_the_laws_order_and_words(samples, pages, in_order):
    text = " ".join(pages(registration_form(samples.received(), samples.law)))
    in_order(
        text,
        (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "PHIẾU ĐĂNG KÝ",
            "Tham gia đánh giá, phân hạng sản phẩm OCOP",
            "của tỉnh Đắk Lắk năm 2026",
            *ORDER,
            PLEDGE,
        )[:-1],
    )
    assert PLEDGE in text


def test_the_offices_part_stands_on_one_page_with_its_heading(samples, pages, in_order):
    official = pages(registration_form(samples.received(), samples.law))[-1]
    in_order(
        official,
        (
            "PHẦN DÀNH CHO CƠ QUAN QUẢN LÝ",
            "DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ",
            "Phiếu số: 12-03/PĐK-66-24538-2026",
            "Ngày nhận: 03/9/2026",
            "DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP TỈNH",
            "Phiếu số: ……-……/PĐK-66-24538-2026",
            "Cơ quan tiếp nhận",
        ),
    )


@pytest.mark.parametrize(("kind", "place"), [("first", 0), ("upgrade", 1), ("reassess", 2)])
def test_exactly_one_kind_of_application_is_ticked(samples, kind, place):
    paper = registration_form(replace(samples.dossier(), application=kind), samples.law)
    (ticks,) = (block for block in paper.body if isinstance(block, Ticks))
    assert [tick.ticked for tick in ticks.ticks] == [number == place for number in range(3)]


def test_a_correction_names_the_print_it_replaces_and_keeps_the_number(samples, pages):
    corrected = replace(samples.received(), replaces_print_of=dt.date(2026, 9, 3))
    text = " ".join(pages(registration_form(corrected, samples.law)))
    assert "Thay bản ngày 03/9/2026" in text
    assert "12-03/PĐK-66-24538-2026" in text


def test_an_empty_dossier_prints_dots_and_never_none(samples, pages):
    empty = DossierFacts(ProducerFacts(""), ProductFacts(""), "first", 2026)
    text = " ".join(pages(registration_form(empty, samples.law)))
    assert "None" not in text
    assert "null" not in text


def test_a_tourism_service_sends_no_samples(samples, words):
    dossier = replace(samples.dossier(), product=replace(samples.product(), is_service=True))
    assert "- Sản phẩm mẫu (số lượng): không (dịch vụ du lịch)" in words(registration_form(dossier, samples.law))


def test_names_of_two_hundred_letters_and_markup_stay_whole(samples, pages):
    name = ("Nước mắm nhĩ <b>đặc biệt</b> & ướp chượp truyền thống Đắk Lắk ườ " * 4)[:200].strip()
    dossier = replace(samples.dossier(), product=replace(samples.product(), name=name))
    assert name in pages(registration_form(dossier, samples.law))[0]
