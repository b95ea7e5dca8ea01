"""Certificates after they were issued: validity, windows, copies, visible points."""

from __future__ import annotations

import datetime as dt

import pytest

from app.services import certificate_register, certificates
from app.services.round_lock import visible_points

from .chain import decided, issued, scored, signed
from .conftest import TODAY, Bench


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (dt.date(2025, 12, 31), 36, dt.date(2028, 12, 31)),
        (dt.date(2024, 2, 29), 36, dt.date(2027, 2, 28)),
        (dt.date(2024, 2, 29), 48, dt.date(2028, 2, 29)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 15), 1, dt.date(2027, 1, 15)),
    ],
)
def test_validity_ends_on_the_same_day_or_the_last_of_the_month(day: dt.date, months: int, after: dt.date) -> None:
    assert certificates.same_day_after(day, months) == after


def test_a_certificate_is_valid_through_its_last_day_and_its_window_opens_before(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    decision_id = decided(bench, dossier)
    signed(bench, decision_id)
    [certificate] = issued(bench, decision_id)
    end = certificate.valid_to
    assert certificate_register.reassessment_days(end, bench.regime) == (
        end - dt.timedelta(days=180),
        end - dt.timedelta(days=120),
    )

    def state(days_before_end: int) -> str:
        return certificate_register.state_on(certificate, end - dt.timedelta(days=days_before_end), bench.regime)

    assert [state(days) for days in (181, 180, 120, 119, 0, -1)] == [
        "valid",
        "window",
        "window",
        "valid",
        "valid",
        "expired",
    ]
    assert certificate_register.state_on(certificate, TODAY - dt.timedelta(days=1), bench.regime) == "not_yet"


def test_printing_a_certificate_is_counted(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    decision_id = decided(bench, dossier)
    signed(bench, decision_id)
    [certificate] = issued(bench, decision_id)
    assert certificate_register.mark_certificate_printed(bench.session, certificate.id, bench.clerk) == 1
    assert certificate_register.mark_certificate_printed(bench.session, certificate.id, bench.clerk) == 2
    found = certificate_register.find_certificate(bench.session, bench.office.id, "0001/2026")
    assert found.printed_count == 2


def test_points_are_visible_once_scoring_is_locked(bench: Bench) -> None:
    dossier = scored(bench)
    points = visible_points(bench.session, bench.round_id, bench.clerk)
    assert [one.dossier_id for one in points] == [dossier] * 5
    assert len({one.total_hundredths for one in points}) == 1
    assert sum(points[0].points.values()) == points[0].total_hundredths
