"""Mẫu số 03."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import InvalidInput
from app.services.papers.commune_report import NO_MATERIAL, SUBJECT, CommuneReportFacts, commune_report
from app.services.papers.docx_writer import write_docx


@pytest.fixture
def facts(samples):
    return CommuneReportFacts(
        office=samples.commune,
        signer=samples.chair,
        numbering=samples.blank,
        law=samples.law,
        dossier=samples.dossier(),
        assessment=samples.assessment(),
        addressee="Ủy ban nhân dân tỉnh Đắk Lắk",
        recipients=("Sở Nông nghiệp và Môi trường",),
    )


def test_the_report_has_the_forms_order(facts, pages, in_order):
    in_order(
        " ".join(pages(commune_report(facts, final=True))),
        (
            "BÁO CÁO",
            "I. THÔNG TIN CHUNG VỀ HỒ SƠ SẢN PHẨM",
            "1. Tên chủ thể",
            "2. Loại hình tổ chức",
            "3. Địa chỉ",
            "4. Tên người đại diện pháp luật",
            "- Họ tên",
            "- Giới tính",
            "Dân tộc: Ê Đê",
            "- Địa chỉ thường trú",
            "5. Sản phẩm đăng ký đánh giá: Cà phê bột nguyên chất Ea Kly 1",
            "II. ĐÁNH GIÁ MỘT SỐ NỘI DUNG CỦA HỒ SƠ SẢN PHẨM",
            "1. Về sử dụng nguyên liệu địa phương",
            "Mô tả của chủ thể",
            "Đánh giá của Ủy ban nhân dân",
            "2. Về sử dụng lao động địa phương",
            "3. Nguồn gốc ý tưởng sản phẩm",
            "4. Bản sắc/trí tuệ địa phương",
            "Ủy ban nhân dân xã Ea Kly đề nghị Ủy ban nhân dân tỉnh Đắk Lắk đánh giá, phân hạng sản phẩm OCOP cho",
            "TM. ỦY BAN NHÂN",
        ),
    )


def test_by_default_it_is_an_official_paper_and_can_be_exactly_the_form(facts, pages):
    official = commune_report(facts, final=True)
    assert official.subtitle == (SUBJECT,)
    assert official.addressees == ("Ủy ban nhân dân tỉnh Đắk Lắk",)
    assert official.head.symbol == "/BC-UBND"
    assert official.body[-1].recipients == ("- Như trên;", "- Sở Nông nghiệp và Môi trường;", "- Lưu: VT, KT.")
    form = commune_report(replace(facts, with_official_parts=False), final=True)
    assert (form.head.symbol, form.head.date_line, form.addressees, form.body[-1].recipients) == ("", "", (), ())
    assert "Kính gửi" not in " ".join(pages(form))


@pytest.mark.parametrize("item", ["origin", "labour", "idea", "identity"])
def test_a_missing_finding_stops_the_final_report_but_not_the_draft(facts, item):
    items = tuple(replace(each, finding="  ") if each.id == item else each for each in facts.assessment.items)
    unfinished = replace(facts, assessment=replace(facts.assessment, items=items))
    with pytest.raises(InvalidInput) as refused:
        commune_report(unfinished, final=True)
    assert refused.value.field == item
    assert commune_report(unfinished).draft


def test_the_producers_claim_is_never_printed_as_a_finding(facts, words):
    items = tuple(replace(each, finding="", claim="Tự nhận 100%.") for each in facts.assessment.items)
    text = words(commune_report(replace(facts, assessment=replace(facts.assessment, items=items))))
    assert text.count("Mô tả của chủ thể: Tự nhận 100%.") == 4
    assert "Đánh giá của Ủy ban nhân dân: Tự nhận" not in text


def test_for_a_service_the_material_does_not_apply(facts, words):
    dossier = replace(facts.dossier, product=replace(facts.dossier.product, is_service=True))
    items = facts.assessment.items[1:]
    report = commune_report(
        replace(facts, dossier=dossier, assessment=replace(facts.assessment, items=items)), final=True
    )
    assert f"Không áp dụng: {NO_MATERIAL}." in words(report)


def test_another_rule_sets_another_addressee_titles_and_notes(facts, words):
    older = replace(
        facts,
        addressee="Ủy ban nhân dân huyện Krông Pắc",
        item_titles={"origin": "Nguồn gốc sản phẩm, nguyên liệu địa phương"},
        law=replace(facts.law, unverified=("Mẫu theo Quyết định 148/QĐ-TTg chưa đọc được.",)),
    )
    report = commune_report(older, final=True)
    assert report.unverified == ("Mẫu theo Quyết định 148/QĐ-TTg chưa đọc được.",)
    assert "1. Nguồn gốc sản phẩm, nguyên liệu địa phương" in words(report)
    assert "đề nghị Ủy ban nhân dân huyện Krông Pắc" in words(report)


def test_findings_of_forty_lines_and_literal_signs_come_out_whole(facts, samples, pages):
    long = replace(facts, assessment=samples.assessment(40), dossier=samples.dossier())
    first = long.assessment.items[0]
    marked = replace(first, finding=first.finding + "\n<i>20 < 30</i> & “đạt”")
    long = replace(long, assessment=replace(long.assessment, items=(marked, *long.assessment.items[1:])))
    text = " ".join(pages(commune_report(long, final=True)))
    assert text.count("Dòng 40: qua kiểm tra thực tế trên địa bàn xã.") == 4
    assert "<i>20 < 30</i> & “đạt”" in text


def test_the_report_can_be_finished_in_a_word_processor(facts, tmp_path):
    import docx

    target = tmp_path / "bao-cao.docx"
    write_docx(commune_report(facts, final=True), target)
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(target)).paragraphs)
    assert "1. Về sử dụng nguyên liệu địa phương" in text
    assert "Dòng 1: qua kiểm tra thực tế trên địa bàn xã." in text
