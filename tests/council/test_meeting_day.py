"""A round that is typed in later: the council's own day stands on the result and bounds the decision's date."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlmodel import col, select

from app.errors import InvalidInput
from app.models import AssessmentRound, JournalEntry
from app.services.meeting_day import meeting_year

from .chain import decided, four_stars, signed
from .conftest import TODAY, Bench

MET = TODAY - dt.timedelta(days=3)


def ready(bench: Bench) -> str:
    """A dossier whose sheets are all signed."""
    dossier = bench.dossier()
    bench.council(5)
    bench.enter(dossier)
    bench.score(dossier, [four_stars(bench)] * 5)
    return dossier


def told(bench: Bench, act: str) -> dict[str, object]:
    entry = bench.session.exec(
        select(JournalEntry).where(JournalEntry.act == act).order_by(col(JournalEntry.at).desc())
    ).first()
    assert entry is not None
    return dict(json.loads(entry.data))


def test_a_decision_may_bear_any_day_from_the_council_s_meeting_on(bench: Bench) -> None:
    dossier = ready(bench)
    bench.lock(met_on=MET)
    assert bench.session.get_one(AssessmentRound, bench.round_id).locked_on == MET
    assert told(bench, "lock_scoring")["met_on"] == MET.isoformat()
    row = bench.close(dossier, met_on=MET)
    assert row.closed_on == MET
    assert told(bench, "close_result")["met_on"] == MET.isoformat()
    assert meeting_year(bench.session, [dossier], bench.clerk.office_id, TODAY) == MET.year
    decision = decided(bench, dossier)
    with pytest.raises(InvalidInput, match=MET.strftime("%d/%m/%Y")):
        signed(bench, decision, dated=MET - dt.timedelta(days=1))
    assert signed(bench, decision, dated=MET).decision.signed_on == MET


def test_the_meeting_lies_neither_ahead_nor_before_the_council_or_a_dossier_s_filing(bench: Bench) -> None:
    dossier = ready(bench)
    with pytest.raises(InvalidInput, match="to come"):
        bench.lock(met_on=TODAY + dt.timedelta(days=1))
    with pytest.raises(InvalidInput, match="cannot have met on 01/01/2019"):
        bench.lock(met_on=dt.date(2019, 1, 1))
    bench.lock()
    assert "met_on" not in told(bench, "lock_scoring")
    with pytest.raises(InvalidInput) as refused:
        bench.close(dossier, met_on=TODAY + dt.timedelta(days=1))
    assert refused.value.field == "met_on"
