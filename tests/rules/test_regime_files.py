"""The four regimes as they are shipped: who does what, thresholds, deadlines, papers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.services.papers.evidence_guide import BOXES
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import LevelStep, Regime


def step(regime: Regime, level: str) -> LevelStep:
    found = regime.step(level)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("regime_id", "level", "recognises", "passes_up_from", "returns_below"),
    [
        ("2019-three-tier", "district", (), 50, None),
        ("2019-three-tier", "province", (3, 4), 90, None),
        ("2023-three-tier", "district", (3,), 70, None),
        ("2023-three-tier", "province", (4,), 90, 70),
        ("2025-two-tier", "province", (3, 4), 90, None),
        ("2026-two-tier", "province", (3, 4), 90, None),
        ("2026-two-tier", "central", (5,), None, 90),
    ],
)
def test_who_recognises_which_stars_and_passes_up_from_which_points(
    library: RuleLibrary,
    regime_id: str,
    level: str,
    recognises: tuple[int, ...],
    passes_up_from: int | None,
    returns_below: int | None,
) -> None:
    found = step(library.regime(regime_id), level)
    assert found.recognises == recognises
    assert (found.passes_up_from, found.returns_below) == (passes_up_from, returns_below)


@pytest.mark.parametrize(
    ("regime_id", "way"),
    [
        ("2019-three-tier", ["producer", "commune", "district", "province", "central"]),
        ("2023-three-tier", ["producer", "commune", "district", "province", "central"]),
        ("2025-two-tier", ["producer", "commune", "province", "central"]),
        ("2026-two-tier", ["producer", "commune", "province", "central"]),
    ],
)
def test_a_dossier_climbs_the_levels_of_its_regime(library: RuleLibrary, regime_id: str, way: list[str]) -> None:
    regime = library.regime(regime_id)
    climbed, level = [], regime.levels[0].level
    while level is not None:
        climbed.append(level)
        level = step(regime, level).next  # type: ignore[assignment]
    assert climbed == way


def test_only_the_first_regime_has_no_commune_assessment(library: RuleLibrary) -> None:
    for regime in library.regimes():
        assesses = "assess_items" in step(regime, "commune").tasks
        assert assesses == bool(regime.commune_items) == (regime.id != "2019-three-tier")
        assert not regime.commune_items_have_points


def test_the_commune_has_fifteen_working_days_and_no_other_deadline_is_in_law(library: RuleLibrary) -> None:
    deadlines = {
        (regime.id, item.level, task): (days.days, days.working, days.article)
        for regime in library.regimes()
        for item in regime.levels
        for task, days in item.deadlines.items()
    }
    assert deadlines == {("2026-two-tier", "commune", "propose"): (15, True, "Điều 7.2")}


def test_yearly_rounds_of_the_law_in_force(library: RuleLibrary) -> None:
    regime = library.regime("2026-two-tier")
    assert [(b.proposed_before, b.finish_before) for b in step(regime, "province").batches] == [
        ("30/04", "30/06"),
        ("30/10", "30/12"),
    ]
    assert [(b.proposed_before, b.finish_before) for b in step(regime, "central").batches] == [
        ("30/07", "30/09"),
        ("30/01", "30/03"),
    ]


def test_star_classes_are_half_open_in_every_regime(library: RuleLibrary) -> None:
    for regime in library.regimes():
        bounds = [(item.star, item.min, item.max, item.max_inclusive) for item in regime.stars.classes]
        assert bounds == [
            (5, 90, 100, True),
            (4, 70, 90, False),
            (3, 50, 70, False),
            (2, 30, 50, False),
            (1, 0, 30, False),
        ]
        assert regime.not_certified == (1, 2)
        assert regime.certificate_months == 36
        for switch in (regime.stars.minimum_blocks_star, regime.stars.lower_minimums_bind):
            assert switch.value
            assert not switch.verified
            assert switch.note
        assert not regime.recognised_when_passed_up.value


def test_the_half_open_bounds_of_the_first_decision_are_an_inference(library: RuleLibrary) -> None:
    stars = library.regime("2019-three-tier").stars
    assert not stars.verified
    assert "69,5" in stars.note


def test_reassessment_window_and_grace(library: RuleLibrary) -> None:
    window = library.regime("2026-two-tier").reassessment
    assert window is not None
    assert window.verified
    assert (window.earliest_days_before_expiry, window.latest_days_before_expiry) == (180, 120)
    assert (window.max_days, window.grace_days_after_expiry) == (45, 180)


def test_transition_gives_sixty_and_thirty_days(library: RuleLibrary) -> None:
    rules = {rule.id: rule for rule in library.regime("2026-two-tier").transition}
    assert rules["pending_first_or_upgrade"].finish_within_days == 60
    assert rules["pending_reassess"].finish_within_days == 30
    assert rules["pending_reassess"].applications == ("reassess",)


def test_papers_of_the_law_in_force(library: RuleLibrary) -> None:
    documents = library.regime("2026-two-tier").documents
    first = {d.kind: d for d in documents if d.stage == "producer" and d.mandatory}
    assert {kind: d.form for kind, d in first.items()} == {
        "registration_form": "Mẫu số 01",
        "self_assessment": "Mẫu số 02",
    }
    commune = [d for d in documents if d.stage == "commune"]
    assert [(d.kind, d.mandatory) for d in commune] == [
        ("commune_report", True),
        ("proposal_letter", True),
        ("product_samples", True),
    ]
    assert commune[2].physical
    assert commune[2].not_for_sectors == ("VI",)
    again = {d.kind for d in documents if d.stage == "province" and "reassess" in d.applications and d.mandatory}
    assert again == {"provincial_letter", "agency_report", "product_samples"}
    guide = [d for d in documents if "bảng hướng dẫn" in d.article]
    assert {d.article.rpartition(" ")[2] for d in guide} == {str(row) for row in range(1, 16)}
    assert not any(d.mandatory for d in guide)


def test_the_papers_that_tick_a_box_name_boxes_of_the_form(library: RuleLibrary) -> None:
    boxes = {box for box, _words in BOXES}
    for regime in library.regimes():
        assert {document.ticks for document in regime.documents} - {""} <= boxes
    ticked = {document.ticks for document in library.regime("2026-two-tier").documents} - {""}
    assert boxes - ticked == {"intellectual_property"}


def test_the_list_of_papers_that_was_not_read_says_so(library: RuleLibrary) -> None:
    for regime_id in ("2023-three-tier", "2025-two-tier"):
        regime = library.regime(regime_id)
        assert "Chưa đọc được" in regime.documents_note
        assert not regime.verified
        assert regime.recognised_when_passed_up.note


def test_numbers_producers_council_and_basis(library: RuleLibrary) -> None:
    regime = library.regime("2026-two-tier")
    assert regime.product_code.pattern == "{province}-{commune}-{sequence}-{year}"
    assert "PĐK" in regime.receipt_number.pattern
    assert not regime.receipt_number.verified
    assert [kind.id for kind in regime.producer_kinds if not kind.tourism_only] == [
        "cooperative",
        "cooperative_group",
        "enterprise",
        "farm",
        "household",
    ]
    council = regime.council
    assert (council.quorum_numerator, council.quorum_denominator, council.chair_required) == (3, 4, True)
    assert council.max_deviation == Decimal(10)
    assert "ngày 22 tháng 5 năm 2026" in regime.basis_line
    assert regime.decisions[0].date == dt.date(2026, 5, 22)
