"""What the pages of decisions and certificates read, held against a real decision."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlmodel import Session

from app.errors import InvalidInput
from app.models import Certificate
from app.services import certificates, recognition
from app.services.certificate_check import check_code
from app.services.certificate_page import certificate_overview, certificates_to_print
from app.services.certificate_register import CertificateRow
from app.services.certificate_standing import part_fields, standings, watched_days
from app.services.decision_overview import decision_lines, decision_overview, recognition_candidates
from app.services.recognition import DecisionData, DecisionRow
from app.services.rules.library import RuleLibrary
from tests.council.conftest import NOW, TODAY, Bench


@pytest.fixture
def scored(bench: Bench) -> list[str]:
    """Two products of 4 stars, closed."""
    bench.council(3)
    ids = [bench.dossier(), bench.dossier()]
    bench.enter(*ids)
    criteria = bench.library.criteria_set(f"{bench.regime.criteria}/13").criteria
    answers = bench.best()
    free = [one.id for one in criteria if one.id in answers and not one.min_points][:8]
    for dossier_id in ids:
        bench.score(dossier_id, [{**answers, **dict.fromkeys(free, 0)}] * 3)
    bench.lock()
    for dossier_id in ids:
        bench.close(dossier_id)
    return ids


def _draft(bench: Bench, ids: list[str]) -> DecisionRow:
    data = DecisionData("recognise", TODAY.year, NOW, tuple(ids), "Công nhận", "QĐ-UBND")
    return recognition.draft_decision(bench.session, data, bench.clerk, bench.library, TODAY)


def _issue(bench: Bench, ids: list[str]) -> list[CertificateRow]:
    draft = _draft(bench, ids)
    recognition.sign_decision(bench.session, draft.id, bench.signature(), bench.clerk, bench.library, TODAY)
    return certificates.issue_certificates(bench.session, draft.id, bench.clerk, bench.library, bench.sign_bytes, TODAY)


def test_a_result_in_a_draft_is_no_longer_free_until_the_draft_is_given_up(
    bench: Bench, scored: list[str], session: Session, library: RuleLibrary
) -> None:
    free = recognition_candidates(session, bench.clerk, library, round_id=bench.round_id)
    assert [(one.stars, one.refusal) for one in free] == [(4, None), (4, None)]
    draft = _draft(bench, scored[:1])
    named = {one.dossier_id: one for one in recognition_candidates(session, bench.clerk, library)}
    assert named[scored[0]].refusal is not None
    assert named[scored[1]].refusal is None
    recognition.discard_decision(session, draft.id, "Sai danh sách", bench.clerk)
    assert all(one.refusal is None for one in recognition_candidates(session, bench.clerk, library))
    assert decision_lines(session, bench.office.id) == []
    assert decision_overview(session, draft.id, bench.clerk, library).given_up


def test_a_decision_tells_its_state_and_the_certificates_that_it_gave(
    bench: Bench, scored: list[str], session: Session, library: RuleLibrary
) -> None:
    draft = _draft(bench, scored)
    assert decision_overview(session, draft.id, bench.clerk, library).state == "draft"
    recognition.sign_decision(session, draft.id, bench.signature(), bench.clerk, library, TODAY)
    assert decision_lines(session, bench.office.id)[0].state == "signed"
    certificates.issue_certificates(session, draft.id, bench.clerk, library, bench.sign_bytes, TODAY)
    found = decision_overview(session, draft.id, bench.clerk, library)
    assert (found.state, found.paper.number) == ("issued", "100/QĐ-UBND")
    assert [one.certificate_number for one in found.products] == ["0001/2026", "0002/2026"]
    assert recognition_candidates(session, bench.clerk, library) == []


def test_a_code_is_checked_with_the_keys_known_here(
    bench: Bench, scored: list[str], session: Session, library: RuleLibrary
) -> None:
    made = _issue(bench, scored)
    with pytest.raises(InvalidInput):  # this office's own key is not written down yet
        check_code(session, made[0].code, library, TODAY)
    bench.office.sign_public_key = bench.public_key("").hex()
    session.add(bench.office)
    session.flush()
    found = check_code(session, made[0].code, library, TODAY)
    assert (found.certificate_id, found.state) == (made[0].id, "valid")
    certificate = session.get_one(Certificate, made[0].id)
    certificate.status = "revoked"
    session.flush()
    assert check_code(session, made[0].code, library, TODAY).state == "revoked"
    certificate.register_text = "9999/2026"
    session.flush()
    assert check_code(session, made[0].code, library, TODAY).certificate_id == ""
    assert check_code(session, made[0].code, library, made[0].valid_to + dt.timedelta(days=1)).state == "expired"


def test_the_days_for_filing_are_the_bounds_of_their_part_of_the_register(
    bench: Bench, scored: list[str], session: Session, library: RuleLibrary
) -> None:
    made = _issue(bench, scored)
    regime = library.for_dossier(None, TODAY)
    rule = regime.reassessment
    assert rule is not None
    end = made[0].valid_to
    first = end - dt.timedelta(days=rule.earliest_days_before_expiry)
    last = end - dt.timedelta(days=rule.latest_days_before_expiry)
    stands = {
        day: standings(session, [made[0].id], regime, day)[made[0].id].filing
        for day in (first - dt.timedelta(days=1), first, last, last + dt.timedelta(days=1))
    }
    assert list(stands.values()) == ["before", "open", "open", "closed"]
    for day, word in stands.items():
        fields = part_fields("window", regime, day)
        assert (fields["ends_from"] <= end <= fields["ends_to"]) == (word == "open")
    assert watched_days(regime) >= rule.earliest_days_before_expiry


def test_only_certificates_that_hold_are_printed(
    bench: Bench, scored: list[str], session: Session, library: RuleLibrary
) -> None:
    made = _issue(bench, scored)
    session.get_one(Certificate, made[0].id).status = "replaced"
    session.flush()
    assert certificates_to_print(session, [one.id for one in made], bench.clerk) == ([made[1].id], True)
    assert certificates_to_print(session, [made[0].id], bench.clerk) == ([], False)
    shown = certificate_overview(session, made[1].id, bench.clerk, library, TODAY)
    assert shown.decision == "100/QĐ-UBND"
    assert [str(one.what) for one in shown.acts] == ["issue the certificate"]
    assert shown.is_own
