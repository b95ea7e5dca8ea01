"""The steps between a scored dossier and its certificate, as several tests take them."""

from __future__ import annotations

import datetime as dt

from app.services import certificates, recognition
from app.services.recognition import DecisionData

from .conftest import TODAY, Bench


def decided(bench: Bench, *dossier_ids: str) -> str:
    data = DecisionData("recognise", 2026, bench.regime.id, dossier_ids, symbol="QĐ-UBND")
    return recognition.draft_decision(bench.session, data, bench.clerk, bench.library, bench.today).id


def signed(bench: Bench, decision_id: str, number: str = "100", dated: dt.date = TODAY) -> recognition.SignedDecision:
    return recognition.sign_decision(
        bench.session, decision_id, bench.signature(number, dated), bench.clerk, bench.library, bench.today
    )


def issued(bench: Bench, decision_id: str) -> list[certificates.CertificateRow]:
    return certificates.issue_certificates(
        bench.session, decision_id, bench.clerk, bench.library, bench.sign_bytes, bench.today
    )


def four_stars(bench: Bench) -> dict[str, int]:
    """Answers of set 13 that meet every minimum but lose more than 10 and less than 30 points."""
    answers = bench.best()
    criteria = bench.library.criteria_set(f"{bench.regime.criteria}/13").criteria
    lost = 0
    for criterion in criteria:
        least = max(criterion.min_points.values(), default=0)
        options = [
            (option.points, number) for number, option in enumerate(criterion.options, 1) if option.points >= least
        ]
        points, number = min(options)
        if lost + criterion.max - points <= 20 and not criterion.depends_on:
            answers[criterion.id] = number
            lost += criterion.max - points
    assert 10 < lost <= 20
    return answers


def scored(bench: Bench, sheets: int = 5) -> str:
    dossier = bench.dossier()
    bench.council(sheets)
    bench.enter(dossier)
    bench.score(dossier, [four_stars(bench)] * sheets)
    bench.lock()
    return dossier
