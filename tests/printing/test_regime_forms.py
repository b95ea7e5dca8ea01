"""What a form takes from the rules of its dossier: the offices' boxes, number patterns, whose form it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.models import Dossier
from app.services.papers.blocks import Field, Heading, Paper
from app.services.printing.number_blanks import blank_code, blank_receipt, code_legend
from app.services.printing.printing import build_paper
from app.services.rules.library import RuleLibrary
from tests.printing.offices import SIGNED, CommuneDesk, ProvinceDesk

FORMS = ("registration_form", "self_assessment", "commune_report")
DISTRICT_DAY = dt.date(2024, 1, 5)
"""A day when dossiers went from the commune to the district."""


def built(desk: CommuneDesk | ProvinceDesk, kind: str, dossier: str, day: dt.date) -> Paper:
    with desk.database.reading() as session:
        return build_paper(session, desk.library, kind, dossier, day)


def boxes(paper: Paper) -> list[str]:
    return [one.text for one in paper.body if isinstance(one, Heading) and one.text.startswith("DÀNH CHO")]


def values(paper: Paper, label: str) -> list[str]:
    return [one.value for one in paper.body if isinstance(one, Field) and one.label == label]


def test_the_boxes_are_those_of_the_regimes_offices(commune: CommuneDesk) -> None:
    draft = commune.draft()
    now = built(commune, "registration_form", draft, SIGNED)
    assert boxes(now) == ["DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ", "DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP TỈNH"]
    assert values(now, "Phiếu số") == ["……-……/PĐK-66-24502-2026"] * 2
    then = built(commune, "registration_form", draft, DISTRICT_DAY)
    assert boxes(then) == ["DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ", "DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP HUYỆN"]
    assert values(then, "Phiếu số") == ["……/PĐK-66-(Mã huyện)-24502-2026"] * 2


def test_each_office_fills_in_its_own_box(commune: CommuneDesk, tmp_path: Path) -> None:
    province = ProvinceDesk(tmp_path / "province", commune.library, commune)
    dossier = commune.assessed()
    here = built(commune, "registration_form", dossier, SIGNED)
    assert values(here, "Phiếu số") == ["1-1/PĐK-66-24502-2026", "……-……/PĐK-66-24502-2026"]
    assert values(here, "Ngày nhận") == ["03/8/2026", ""]
    province.take(commune.export([dossier], tmp_path / "stick"))
    there = built(province, "registration_form", dossier, SIGNED)
    assert values(there, "Ngày nhận") == ["03/8/2026", "17/8/2026"]
    province.database.close()


@pytest.mark.parametrize("kind", FORMS)
def test_forms_of_later_rules_say_so_on_an_older_dossier(commune: CommuneDesk, kind: str) -> None:
    draft = commune.draft()
    note = commune.library.for_dossier(DISTRICT_DAY, DISTRICT_DAY).forms_note
    assert "chưa đọc được" in note
    assert built(commune, kind, draft, DISTRICT_DAY).unverified.count(note) == 1
    assert not any("in theo mẫu" in one for one in built(commune, kind, draft, SIGNED).unverified)


def test_blanks_and_the_legend_follow_the_codes_pattern(library: RuleLibrary) -> None:
    two, three = library.regime("2026-two-tier"), library.regime("2023-three-tier")
    assert blank_code(two.product_code) == ".(T).-.(X).-.(STT).-20......"
    assert blank_code(three.product_code) == ".(T).-.(H).-.(X).-.(STT).-20......"
    assert code_legend(two.product_code) == (
        "T: Mã tỉnh - X: Mã xã - STT: Số thứ tự sản phẩm do xã lập thống kê - Năm đánh giá"
    )
    assert "T: Mã tỉnh - H: Mã huyện - X: Mã xã - STT" in code_legend(three.product_code)
    bare = Dossier(product_id="p", year=2026, application_type="first", holder_office_id="o", origin_office_id="o")
    assert blank_receipt(two.receipt_number, bare) == "……-……/PĐK-(Mã tỉnh)-(Mã xã)-2026"


def test_made_up_points_of_a_self_assessment_are_marked(commune: CommuneDesk) -> None:
    real, practice = commune.checked("Cà phê bột A"), commune.checked("Cà phê bột B", practice=True)
    unscored = commune.draft("Cà phê bột C", practice=True)
    assert built(commune, "self_assessment", real, SIGNED).mark == ""
    assert built(commune, "self_assessment", practice, SIGNED).mark == "(mẫu) (số liệu minh họa)"
    assert built(commune, "self_assessment", unscored, SIGNED).mark == "(mẫu)"


def test_the_unit_begins_a_line_of_its_own_over_the_signature(commune: CommuneDesk) -> None:
    dossier = commune.checked()
    signature = built(commune, "commune_report", dossier, SIGNED).body[-1]
    assert signature.right.lines[:2] == ("TM. ỦY BAN NHÂN DÂN", "XÃ EA KLY")  # type: ignore[union-attr]
