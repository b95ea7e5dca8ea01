"""Who signs which paper, before and after its signature."""

from __future__ import annotations

import datetime as dt

import pytest

from app.models import IssuedPaper, Office
from app.services.printing.loading_offices import full_number, numbering_facts, office_facts, signer_facts

DAY = dt.date(2026, 3, 5)


def office(mode: str, post: str, name: str = "Ủy ban nhân dân tỉnh Đắk Lắk") -> Office:
    return Office(code="66", level="province", name=name, signer_name="A", signer_post=post, signer_mode=mode)


def signed(post: str, number: str = "5") -> IssuedPaper:
    return IssuedPaper(
        kind="x", office_id="x", status="signed", number=number, dated=DAY, signer_name="B", signer_post=post
    )


@pytest.mark.parametrize(
    ("mode", "post", "committee", "lines"),
    [
        ("head", "Chủ tịch", False, ("CHỦ TỊCH",)),
        ("head", "Chủ tịch", True, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("deputy", "Phó Chủ tịch", False, ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("deputy", "Phó Chủ tịch", True, ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("by_order", "Chánh Văn phòng", False, ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        ("acting", "Chủ tịch", False, ("Q. CHỦ TỊCH",)),
    ],
)
def test_the_offices_signer_signs_until_somebody_did(
    mode: str, post: str, committee: bool, lines: tuple[str, ...]
) -> None:
    facts = signer_facts(office(mode, post), None, committee=committee)
    assert facts.lines == lines
    assert facts.name == "A"


def test_a_signed_paper_names_the_person_who_signed_and_that_persons_right() -> None:
    facts = signer_facts(office("head", "Chủ tịch"), signed("Phó Chủ tịch"))
    assert (facts.lines, facts.name) == (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "B")
    facts = signer_facts(office("deputy", "Phó Chủ tịch"), signed("Chủ tịch"), committee=True)
    assert (facts.lines, facts.name) == (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "B")


def test_an_agency_is_signed_by_its_own_head_and_never_for_a_committee() -> None:
    facts = signer_facts(office("deputy", "Phó Giám đốc", "Sở Y tế"), None, committee=True)
    assert facts.lines == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def test_a_number_has_two_digits_and_no_thousands_dot() -> None:
    assert numbering_facts(signed("", "5"), 2026).number_text == "05"
    assert numbering_facts(signed("", "4218"), 2026).number_text == "4218"
    assert numbering_facts(signed("", "12a"), 2026).number_text == "12a"
    assert not numbering_facts(None, 2026).entered
    unsigned = IssuedPaper(kind="x", office_id="x", status="printed")
    assert numbering_facts(unsigned, 2026).on is None


def test_a_full_number_has_its_symbol_once() -> None:
    assert full_number(signed("", "15"), "BC-UBND") == "15/BC-UBND"
    assert full_number(signed("", "15/BC-UBND"), "BC-UBND") == "15/BC-UBND"
    paper = signed("", "15")
    paper.symbol = "/TTr-UBND"
    assert full_number(paper, "BC-UBND") == "15/TTr-UBND"


def test_a_committee_prints_no_body_above_it_but_an_agency_does() -> None:
    committee = office("head", "Chủ tịch")
    committee.parent_name = "Chính phủ"
    assert office_facts(committee).parent == ""
    agency = office("head", "Giám đốc", "Sở Y tế")
    agency.parent_name = "Ủy ban nhân dân tỉnh Đắk Lắk"
    assert office_facts(agency).parent == "Ủy ban nhân dân tỉnh Đắk Lắk"
