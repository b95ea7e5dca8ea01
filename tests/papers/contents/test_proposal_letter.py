"""The letter that asks the office above to assess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import InvalidInput
from app.services.papers.blocks import Table
from app.services.papers.docx_writer import write_docx
from app.services.papers.proposal_letter import ProposalFacts, proposal_letter


@pytest.fixture
def facts(samples):
    return ProposalFacts(
        office=samples.commune,
        signer=samples.chair,
        numbering=samples.blank,
        law=samples.law,
        addressee="Ủy ban nhân dân tỉnh Đắk Lắk",
        products=samples.proposed(3),
        round_title="đợt 2 năm 2026",
        samples=5,
        recipients=("Sở Nông nghiệp và Môi trường",),
    )


def test_up_to_three_products_are_named_in_the_letter(facts, words, pages, in_order):
    paper = proposal_letter(facts)
    assert paper.annexes == ()
    assert paper.head.symbol == "/UBND-KT"
    assert paper.head.subject_of_letter == "V/v đề nghị đánh giá, phân hạng sản phẩm OCOP đợt 2 năm 2026"
    in_order(
        " ".join(pages(paper)),
        (
            "Kính gửi: Ủy ban nhân dân tỉnh Đắk Lắk",
            "Căn cứ Quyết định số 26/2026/QĐ-TTg",
            "03 sản phẩm của 01 chủ thể, cụ thể như sau:",
            "1. Sản phẩm Cà phê bột nguyên chất Ea Kly 1; mã số 66-24538-01-2026",
            "kèm theo Báo cáo số 01/BC-UBND ngày 20/9/2026",
            "3. Sản phẩm Cà phê bột nguyên chất Ea Kly 3",
            "01 bộ hồ sơ giấy và 01 bộ hồ sơ điện tử của từng sản phẩm và 05 sản phẩm mẫu của mỗi sản phẩm.",
            "trân trọng đề nghị",
        ),
    )


def test_more_products_go_into_a_list_of_their_own(facts, samples, words):
    products = tuple(
        replace(each, dossier=replace(each.dossier, application="upgrade" if number % 2 else "first"))
        for number, each in enumerate(samples.proposed(7))
    )
    paper = proposal_letter(replace(facts, products=products, numbering=samples.signed))
    assert "07 sản phẩm của 01 chủ thể (có danh sách kèm theo)." in words(paper)
    (annex,) = paper.annexes
    tables = [block for block in annex.body if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [4, 3]
    assert annex.body[0].reference == (
        "(Kèm theo Công văn số 07/UBND-KT ngày 05 tháng 3 năm 2026 của Ủy ban nhân dân xã Ea Kly)"
    )


def test_services_send_no_samples(facts, words):
    first, *others = facts.products
    service = replace(first, dossier=replace(first.dossier, product=replace(first.dossier.product, is_service=True)))
    mixed = words(proposal_letter(replace(facts, products=(service, *others))))
    assert "05 sản phẩm mẫu của mỗi sản phẩm (trừ sản phẩm dịch vụ du lịch)" in mixed
    alone = words(proposal_letter(replace(facts, products=(service,))))
    assert "không gửi sản phẩm mẫu" in alone


def test_a_letter_without_products_is_refused(facts):
    with pytest.raises(InvalidInput):
        proposal_letter(replace(facts, products=()))


def test_the_letter_and_its_list_can_be_finished_in_a_word_processor(facts, samples, tmp_path):
    import docx

    target = tmp_path / "cong-van.docx"
    write_docx(proposal_letter(replace(facts, products=samples.proposed(5))), target)
    opened = docx.Document(str(target))
    assert "05 sản phẩm của 01 chủ thể" in "\n".join(each.text for each in opened.paragraphs)
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    assert "Cà phê bột nguyên chất Ea Kly 5" in cells
