"""Each office that sends a dossier up writes a letter of its own; the commune's report stays the commune's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.errors import NotAllowed
from app.services.printed_copies import record_printing
from app.services.printing.printing import build_paper
from tests.printing.offices import SCORED, CommuneDesk, ProvinceDesk
from tests.printing.test_papers import printed

OWN_DAY = dt.date(2026, 9, 11)


def test_a_second_offices_letter_is_blank_until_its_own_is_signed(commune: CommuneDesk, tmp_path: Path) -> None:
    province = ProvinceDesk(tmp_path / "province", commune.library, commune)
    dossier = commune.assessed()
    province.take(commune.export([dossier], tmp_path / "stick"))
    before = printed(province, "proposal_letter", dossier, tmp_path / "before.pdf", SCORED)
    assert "DỰ THẢO" in before
    assert "21/UBND" not in before
    assert "14 tháng 8 năm 2026" not in before
    assert "Trần Thị Bình" not in before
    with pytest.raises(NotAllowed, match="not been drafted"):
        province.act(lambda session: record_printing(session, "proposal_letter", [dossier], province.actor), OWN_DAY)

    province.sign(dossier, "proposal_letter", "7", OWN_DAY)
    after = printed(province, "proposal_letter", dossier, tmp_path / "after.pdf", SCORED)
    assert "DỰ THẢO" not in after
    assert "Số: 07/UBND" in after
    assert "Đắk Lắk, ngày 11 tháng 9 năm 2026" in after
    assert "kèm theo Báo cáo số 15/BC-UBND ngày 14/8/2026" in after
    assert (
        province.act(lambda session: record_printing(session, "proposal_letter", [dossier], province.actor), OWN_DAY)
        == 1
    )
    province.database.close()


def test_the_report_is_the_assessing_offices_even_where_another_drafted_one(
    commune: CommuneDesk, tmp_path: Path
) -> None:
    province = ProvinceDesk(tmp_path / "province", commune.library, commune)
    dossier = commune.assessed()
    province.take(commune.export([dossier], tmp_path / "stick"))
    province.sign(dossier, "commune_report", "99", OWN_DAY)
    with province.database.reading() as session:
        report = build_paper(session, province.library, "commune_report", dossier, SCORED)
    assert report.head is not None
    assert (report.head.number, report.head.place) == ("15", "Ea Kly")
    letter = printed(province, "proposal_letter", dossier, tmp_path / "letter.pdf", SCORED)
    assert "Báo cáo số 15/BC-UBND" in letter
    province.database.close()
