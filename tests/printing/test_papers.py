"""Each kind of paper printed from what the services stored."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path

import pytest
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import HandOver, JournalEntry
from app.services import certificate_register, issued_papers
from app.services.certificate_code import read_code
from app.services.papers.pdf_writer import PdfResult
from app.services.printing.loading_decisions import certificate_pages
from app.services.printing.printing import PAPER_KINDS, PrintOptions, build_paper, write_paper
from tests.printing.offices import SIGNED, CommuneDesk, Desk, ProvinceDesk, text_of


def printed(desk: Desk, kind: str, ids: object, path: Path, day: dt.date = SIGNED, **options: object) -> str:
    with desk.database.reading() as session:
        result = write_paper(session, desk.library, kind, ids, path, today=day, options=PrintOptions(**options))  # type: ignore[arg-type]
    assert isinstance(result, PdfResult)
    assert (result.pages > 0) == (path.suffix == ".pdf")
    return text_of(path)


def test_the_registration_form_says_what_the_commune_received(commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = commune.checked()
    text = printed(commune, "registration_form", dossier, tmp_path / "form.pdf")
    assert "của tỉnh Đắk Lắk năm 2026" in text
    assert "Hợp tác xã Nông nghiệp Ea Kly (mẫu)" in text
    assert "Ngành Sản phẩm thực phẩm; Nhóm Cà phê, ca cao" in text
    assert "Phiếu số: 1-1/PĐK-66-24502-2026" in text
    assert "Ngày nhận: 03/8/2026" in text
    assert "Ea Kly, ngày 03 tháng 8 năm 2026" in text
    assert "xã Ea Kly, ngày" not in text
    assert unicodedata.is_normalized("NFC", text)


def test_the_self_assessment_ticks_only_papers_that_still_hold(commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = commune.checked()
    text = printed(commune, "self_assessment", dossier, tmp_path / "self.pdf")
    assert "[x] a) Giấy đăng ký kinh doanh" in text
    assert "[ ] - Giấy chứng nhận cơ sở đủ điều kiện vệ sinh an toàn thực phẩm" in text
    assert "Toàn bộ cà phê thu mua tại" in text
    assert "2.500.000.000" in text
    assert "18 người, trong đó 15 lao động địa phương" in text
    assert "TỔNG CỘNG 100 100" in text


def test_the_report_is_a_draft_without_number_until_it_is_signed(commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = commune.checked()
    draft = printed(commune, "commune_report", dossier, tmp_path / "draft.pdf")
    assert "DỰ THẢO" in draft
    assert "ngày tháng năm 2026" in draft
    with pytest.raises(InvalidInput, match="nothing was found"):
        printed(commune, "commune_report", dossier, tmp_path / "early.pdf", for_signature=True)
    assert not (tmp_path / "early.pdf").exists()
    commune.found(dossier)
    clean = printed(commune, "commune_report", dossier, tmp_path / "clean.pdf", for_signature=True)
    assert "DỰ THẢO" not in clean
    assert "15/BC-UBND" not in clean
    commune.sign(dossier, "commune_report", "5", dt.date(2026, 8, 14))
    for name in ("signed.pdf", "signed.docx"):
        text = printed(commune, "commune_report", dossier, tmp_path / name)
        assert "DỰ THẢO" not in text
        assert "Số: 05/BC-UBND" in text
        assert "ngày 14 tháng 8 năm 2026" in text
        assert "Kính gửi: Ủy ban nhân dân tỉnh Đắk Lắk" in text
        assert "họp đánh giá ngày 12 tháng 8 năm 2026 tại Trụ sở xã" in text
        assert "KT. CHỦ TỊCH" in text
        assert "PHÓ CHỦ TỊCH" in text
        assert "Trần Thị Bình" in text


def test_one_letter_proposes_several_dossiers(commune: CommuneDesk, tmp_path: Path) -> None:
    dossiers = [commune.assessed("Cà phê bột A"), commune.assessed("Cà phê bột B", practice=True)]
    for suffix in ("pdf", "docx"):
        text = printed(commune, "proposal_letter", dossiers, tmp_path / f"letter.{suffix}")
        assert "Số: 21/UBND" in text
        assert "02 sản phẩm của 01 chủ thể" in text
        assert "Cà phê bột A" in text
        assert "Cà phê bột B" in text
        assert "kèm theo Báo cáo số 15/BC-UBND ngày 14/8/2026" in text
        assert "05 sản phẩm mẫu của mỗi sản phẩm" in text
        assert "Tài liệu mẫu để thực hành" in text


def test_a_letter_whose_dossiers_were_signed_under_other_numbers_is_a_draft(
    commune: CommuneDesk, tmp_path: Path
) -> None:
    one, other = commune.assessed("Cà phê bột A"), commune.checked("Cà phê bột B")
    commune.sign(other, "proposal_letter", "22", dt.date(2026, 8, 14))
    text = printed(commune, "proposal_letter", [one, other], tmp_path / "letter.pdf")
    assert "DỰ THẢO" in text
    assert "21/UBND" not in text
    assert "22/UBND" not in text


def test_the_index_lists_every_file_with_the_head_of_its_hash(commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = commune.checked()
    text = printed(commune, "document_index", dossier, tmp_path / "index.pdf")
    assert "05 văn bản, tài liệu; 11 tờ giấy; 05 tệp tin" in text
    assert "Giấy đăng ký hợp tác xã (tệp 2)" in text
    assert "3-11" in text


def test_a_second_copy_says_that_it_is_one(commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = commune.checked()
    commune.found(dossier)
    paper_id = commune.sign(dossier, "commune_report", "15", dt.date(2026, 8, 14))
    for copy in (1, 2, 3):
        commune.act(lambda session: issued_papers.mark_printed(session, paper_id, commune.actor))
        text = printed(commune, "commune_report", dossier, tmp_path / "report.pdf", dt.date(2026, 9, 5))
        assert (f"Bản in lại lần {copy - 1}, ngày 05/9/2026" in text) == (copy > 1)


def test_practice_dossiers_are_marked_on_every_paper_of_theirs(commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = commune.checked(practice=True)
    for kind in ("registration_form", "self_assessment", "commune_report", "document_index", "score_sheet_blank"):
        with commune.database.reading() as session:
            paper = build_paper(session, commune.library, kind, dossier, SIGNED)
        assert paper.mark.startswith("(mẫu)"), kind
        assert any("Tài liệu mẫu" in note for note in paper.unverified), kind


def test_a_blank_sheet_knows_product_and_set_alone(commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = commune.checked()
    text = printed(commune, "score_sheet_blank", dossier, tmp_path / "blank.pdf")
    assert "66-24502-1-2026" in text
    assert "bộ tiêu chí qd-26-2026/13" in text
    assert "[x]" not in text


def test_a_members_sheet_prints_its_ticks_and_sums(finished: ProvinceDesk, tmp_path: Path) -> None:
    text = printed(finished, "score_sheet", finished.sheets[0], tmp_path / "sheet.pdf")
    assert "Thành viên 1" in text
    assert "TỔNG CỘNG 100 80" in text
    assert "Đợt 2 năm 2026; Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh (Quyết định số 643/QĐ-UBND" in text
    assert "DỰ THẢO" not in text
    assert "minh họa" not in text
    invented = printed(finished, "score_sheet", finished.sheets[-1], tmp_path / "invented.pdf")
    assert "số liệu minh họa" in invented


def test_the_rounds_summary_prints_each_closed_result(finished: ProvinceDesk, tmp_path: Path) -> None:
    text = printed(finished, "ranking_summary", finished.round_id, tmp_path / "round.pdf", member_names=True)
    assert text.count("BẢNG TỔNG HỢP ĐIỂM") == 2
    assert "TV3: Thành viên 3" in text
    assert "TV4" not in text, "a secretary who does not score has no column"
    assert "THƯ KÝ HỘI ĐỒNG" in text
    assert "Thành viên 4" in text
    assert "Số phiếu hợp lệ: 03/03" in text
    assert "Điểm trung bình: 80,00." in text
    one = printed(finished, "ranking_summary", [finished.round_id, finished.dossiers[1]], tmp_path / "one.pdf")
    assert one.count("BẢNG TỔNG HỢP ĐIỂM") == 1
    assert "số liệu minh họa" in one


def test_a_decision_is_a_draft_until_it_is_signed(finished: ProvinceDesk) -> None:
    draft, clean = text_of(finished.draft), text_of(finished.clean)
    for text in (draft, clean):
        assert "4218" not in text
        assert "36 tháng kể từ ngày ký" in text
    assert "DỰ THẢO" in draft
    assert "DỰ THẢO" not in clean


def test_a_signed_decision_has_number_day_signer_and_last_days(finished: ProvinceDesk, tmp_path: Path) -> None:
    text = printed(finished, "recognition_decision", finished.decision_id, tmp_path / "decision.pdf")
    assert "Số: 4218/QĐ-UBND" in text
    assert "Đắk Lắk, ngày 18 tháng 9 năm 2026" in text
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK" in text
    assert "Theo đề nghị của Giám đốc Sở Nông nghiệp và Môi trường" in text
    assert "Quyết định số 643/QĐ-UBND ngày 01 tháng 9 năm 2026 về việc thành lập Hội đồng" in text
    assert "02 sản phẩm của 01 chủ thể đạt Hạng 4 sao (bốn sao) cấp tỉnh" in text
    assert text.count("18/9/2029") == 2
    assert "(mẫu) (số liệu minh họa)" in text
    assert "DỰ THẢO" not in text


def test_all_certificates_of_a_decision_stand_in_one_file(finished: ProvinceDesk, tmp_path: Path) -> None:
    text = printed(finished, "certificate", finished.decision_id, tmp_path / "all.pdf")
    assert text.count("GIẤY CHỨNG NHẬN") == 2
    assert "Theo Quyết định số 4218/QĐ-UBND ngày 18 tháng 9 năm 2026" in text
    assert "ĐẠT HẠNG 4 SAO SẢN PHẨM OCOP CẤP TỈNH NĂM 2026" in text
    assert "Số đăng ký: 0001/2026" in text
    assert "Số đăng ký: 0002/2026" in text
    assert text.count("(số liệu minh họa)") == 1
    bare = printed(
        finished, "certificate", finished.certificates[:1], tmp_path / "one.pdf", qr=False, register_number=False
    )
    assert bare.count("GIẤY CHỨNG NHẬN") == 1
    assert "0001/2026" not in bare
    assert "Quét mã" not in bare


def test_a_certificates_code_is_the_stored_one_and_reads_back(finished: ProvinceDesk) -> None:
    with finished.database.reading() as session:
        [facts] = certificate_pages(session, finished.library, finished.certificates[:1], SIGNED, PrintOptions())
    claim = read_code(facts.qr_text or "", lambda _code: finished.keys.public_key)
    assert (claim.product, claim.stars, claim.register_number) == (facts.product, 4, "0001/2026")
    assert not facts.draft
    assert not facts.reprint_note


def test_a_certificate_printed_again_says_so_and_a_replaced_one_is_refused(
    commune: CommuneDesk, tmp_path: Path
) -> None:
    province = ProvinceDesk(tmp_path / "province", commune.library, commune)
    dossier = commune.assessed()
    province.take(commune.export([dossier], tmp_path / "stick"))
    province.run_round([dossier])
    with pytest.raises(NotAllowed, match="no certificate"):
        printed(province, "certificate", province.decision_id, tmp_path / "early.pdf")
    province.certify()
    [certificate] = province.certificates
    for _copy in range(2):
        province.act(
            lambda session: certificate_register.mark_certificate_printed(session, certificate, province.actor)
        )
    assert "Bản in lại lần 1, ngày 18/9/2026" in printed(province, "certificate", certificate, tmp_path / "again.pdf")

    def replace_it(session):  # type: ignore[no-untyped-def]
        certificate_register.get_certificate(session, certificate).status = "replaced"

    province.act(replace_it)
    with pytest.raises(NotAllowed, match="no longer holds"):
        printed(province, "certificate", certificate, tmp_path / "gone.pdf")
    assert not (tmp_path / "gone.pdf").exists()
    province.database.close()


def test_the_minutes_of_a_bundle_name_both_sides_and_its_hash(commune: CommuneDesk, tmp_path: Path) -> None:
    province = ProvinceDesk(tmp_path / "province", commune.library, commune)
    commune.export([commune.assessed()], tmp_path / "stick")
    with commune.database.reading() as session:
        hand_over_id, sha256 = session.exec(select(HandOver.id, HandOver.bundle_sha256)).one()
    text = printed(commune, "hand_over_minutes", hand_over_id, tmp_path / "minutes.pdf")
    assert "BÊN GIAO: Ủy ban nhân dân xã Ea Kly" in text
    assert "Ông (bà): Nguyễn Văn An" in text
    assert "BÊN NHẬN: Ủy ban nhân dân tỉnh Đắk Lắk" in text
    assert sha256 in text.replace(" ", "")
    assert "chưa có biên nhận" in text
    assert "DỰ THẢO" not in text
    province.database.close()


def test_printing_writes_nothing_into_the_database(commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = commune.assessed()

    def everything() -> bytes:
        return commune.database_path.read_bytes()

    before = everything()
    for kind, known in PAPER_KINDS.items():
        if known.takes in ("dossier", "dossiers"):
            with commune.database.transaction() as session:
                entries = len(session.exec(select(JournalEntry.id)).all())
                write_paper(session, commune.library, kind, dossier, tmp_path / f"{kind}.pdf", today=SIGNED)
                assert not session.new
                assert not session.dirty
                assert not session.deleted
                assert len(session.exec(select(JournalEntry.id)).all()) == entries
    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "ids", "name", "error"),
    [
        ("no_such_paper", "x", "a.pdf", InvalidInput),
        ("registration_form", "x", "a.docx", InvalidInput),
        ("registration_form", "x", "a.pdf", NotFound),
        ("registration_form", [], "a.pdf", InvalidInput),
        ("registration_form", ["x", "y"], "a.pdf", InvalidInput),
        ("proposal_letter", ["x", "x"], "a.pdf", InvalidInput),
        ("score_sheet", "x", "a.pdf", NotFound),
        ("ranking_summary", "x", "a.pdf", NotFound),
        ("recognition_decision", "x", "a.pdf", NotFound),
        ("certificate", "x", "a.pdf", NotFound),
        ("hand_over_minutes", "x", "a.pdf", NotFound),
    ],
)
def test_what_cannot_be_printed_is_refused_and_leaves_no_file(
    commune: CommuneDesk, tmp_path: Path, kind: str, ids: object, name: str, error: type[Exception]
) -> None:
    before = sorted(tmp_path.iterdir())
    with commune.database.reading() as session, pytest.raises(error):
        write_paper(session, commune.library, kind, ids, tmp_path / name, today=SIGNED)  # type: ignore[arg-type]
    assert sorted(tmp_path.iterdir()) == before
