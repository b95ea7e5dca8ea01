"""The three cases end as the law and the newspapers say, and leave whole papers behind."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pypdf import PdfReader

from app.services.demo.report import CaseReport


def _text(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_every_check_of_a_case_holds(report: CaseReport) -> None:
    assert report.checks
    assert [text for text, holds in report.checks if not holds] == []


def test_krong_pac_lands_in_its_published_classes(played: dict[str, CaseReport]) -> None:
    report = played["krong-pac-2023"]
    assert report.bands() == {"50_to_below_70": 10, "70_or_more": 5, "below_50": 0}
    assert report.count("recognised") == 10
    assert report.count("passed_up") == 5
    for line in report.lines:
        published = next(p.published for p in report.case.products if p.name == line.product)
        assert (line.stars_by_points == 3) == (published == "50_to_below_70")
        assert bool(line.certificate) == (line.outcome == "recognised")


def test_products_are_counted_by_the_star_classes_of_the_regime(played: dict[str, CaseReport]) -> None:
    report = played["krong-pac-2023"]
    assert report.classes()[0][:3] == (50, 70, False)
    assert sum(one[-1] for one in report.classes()) == len(report.lines)
    line = report.lines[0]
    assert not line.class_closed
    assert (line.class_from, line.class_to) in {("50", "70"), ("70", "90")}


def test_rules_that_were_not_compared_with_the_signed_text_are_named(report: CaseReport) -> None:
    from app.services.demo.report import DemoReport

    assert {line.set_id for line in report.lines if line.set_id} <= set(report.unread)
    assert len([name for name in report.unread if "/" not in name]) >= 1
    said = next(line for line in DemoReport([report]).table().splitlines() if "compared" in line or "đối chiếu" in line)
    assert all(name in said for name in report.unread)


def test_both_readings_of_the_published_count_are_printed(played: dict[str, CaseReport]) -> None:
    from app.services.demo.report import DemoReport

    table = DemoReport([played["krong-pac-2023"]]).table()
    assert "(recognised 10, passed on 5)" in table
    assert "(recognised 15, passed on 5)" in table


def test_part_totals_are_provisional_until_the_council_recorded_the_minimums(played: dict[str, CaseReport]) -> None:
    assert all(line.provisional_before_record for line in played["krong-pac-2023"].lines)
    by_name = {line.product: line for line in played["krong-no-2021"].lines}
    assert by_name["Lúa gạo Krông Nô"].provisional_before_record
    assert not by_name["Cà phê Thanh Thái"].provisional_before_record


def test_a_missed_minimum_costs_the_star_that_the_points_reach(played: dict[str, CaseReport]) -> None:
    line = played["commune-2026"].lines[0]
    assert (line.stars_by_points, line.stars) == (4, 3)
    assert line.missed["4"] == ["5.1"]


def test_full_sheets_of_three_different_sets_are_scored_in_the_commune_case(played: dict[str, CaseReport]) -> None:
    sets = {line.set_id for line in played["commune-2026"].lines if line.set_id}
    assert len(sets) >= 3


def test_papers_hold_the_names_in_normal_form_c(report: CaseReport) -> None:
    folder = Path(report.folder) / "van-ban"
    assert report.papers
    certificates = sorted(folder.glob("giay-chung-nhan-*.pdf"))
    text = " ".join(_text(path) for path in certificates)
    for line in report.lines:
        if line.outcome == "recognised":
            assert line.product in text
            assert line.producer in text
    assert unicodedata.is_normalized("NFC", text)
    for name in report.papers:
        path = folder / name
        assert path.stat().st_size > 1000
        if path.suffix == ".pdf":
            text = _text(path)
            assert text
            assert unicodedata.is_normalized("NFC", text)


def test_made_up_figures_are_marked_on_the_papers(report: CaseReport) -> None:
    folder = Path(report.folder) / "van-ban"
    for path in [*folder.glob("tong-hop-diem-*.pdf"), *folder.glob("giay-chung-nhan-*.pdf")]:
        assert "số liệu minh họa" in _text(path)


def test_a_letter_upward_is_the_scoring_offices_own(played: dict[str, CaseReport]) -> None:
    report = played["krong-pac-2023"]
    [letter] = (Path(report.folder) / "van-ban").glob("*-chuyen-cap-tren.pdf")
    text = _text(letter)
    day = max(one.returned for one in report.case.rounds)
    assert "DỰ THẢO" not in text
    assert "Số: 01/UBND" in text
    assert f"ngày {day:%d} tháng" in text
    assert f"năm {day.year}" in text
