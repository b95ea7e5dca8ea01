"""A product's life, and the new dossier that starts from its last one."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed
from app.models import Certificate, Dossier, IssuedPaper, JournalEntry, RankingResult, RecognitionDecision
from app.services import business_plans, documents, dossiers, from_last, self_assessments
from app.services.business_plans import BusinessPlanData, YearFigures
from app.services.documents import DocumentData
from app.services.file_store import StoredBlob
from app.services.journal_replay import replay
from app.services.product_life import product_life
from app.services.scoring import highest_answers
from app.services.self_assessments import SelfAssessmentData
from tests.records.helpers import TODAY, Work

THEN = dt.date(2023, 8, 1)
ENDS = dt.date(2026, 11, 1)


def ended(work: Work, product: str, *, stars: int | None = 3, points: str = "67.25", outcome: str = "recognise") -> str:
    """A dossier of 2023 with everything of its time, and what a council above made of it, as it comes back."""
    then = work.on(THEN)
    dossier = then.draft(product)
    blob = StoredBlob("cd" * 32, 10, "application/pdf", "")
    paper = DocumentData("business_registration", "Giấy đăng ký", criteria=("1.1",))
    documents.attach_document(work.session, dossier, paper, [("dkkd.pdf", blob)], work.actor)
    then.attach(dossier, "food_safety_certificate", expires_on=dt.date(2028, 3, 14))
    then.attach(dossier, "test_report", expires_on=TODAY - dt.timedelta(days=1))
    then.attach(dossier, "trademark", expires_on=TODAY + dt.timedelta(days=30))
    then.attach(dossier, "registration_form", "self_assessment")
    texts = SelfAssessmentData(history="Từ 2015", organisation="Ban giám đốc", changes="Cũ", plan="")
    self_assessments.save_self_assessment(work.session, dossier, texts, work.actor)
    plan = BusinessPlanData(materials="Vùng trồng")
    business_plans.save_business_plan(work.session, dossier, plan, [YearFigures(2022, revenue=5)], work.actor)
    then.receive(dossier)
    row = work.session.get_one(Dossier, dossier)
    row.status = "recognised" if outcome == "recognise" else "declined"
    result = RankingResult(
        dossier_id=dossier,
        office_id=work.actor.office_id,
        council_name="Hội đồng huyện",
        set_id=row.set_id,
        set_sha256=row.set_sha256,
        regime_id=row.regime_id,
        total_sum_hundredths=int(Decimal(points) * 100) * 5,
        sheet_count=5,
        stars=stars,
        closed_on=dt.date(2023, 10, 1),
        outcome=outcome,
        detail=json.dumps({"typed_by_hand": True, "points_known": True, "missed": {}, "unverified": []}),
    )
    work.session.add(result)
    work.session.flush()
    if outcome == "recognise":
        certify(work, dossier, stars or 3)
    return dossier


def certify(work: Work, dossier: str, stars: int) -> None:
    row = work.session.get_one(Dossier, dossier)
    decision = RecognitionDecision(
        office_id=work.actor.office_id, year=2023, regime_id=row.regime_id, title="Công nhận", number="07"
    )
    work.session.add(decision)
    work.session.flush()
    work.session.add(
        Certificate(
            dossier_id=dossier,
            product_id=row.product_id,
            decision_id=decision.id,
            office_id=work.actor.office_id,
            stars=stars,
            year=2023,
            register_number=1,
            register_text="0001/2023",
            product_name="Cà phê",
            producer_name="HTX",
            address="xã",
            valid_from=dt.date(2023, 11, 1),
            valid_to=ENDS,
        )
    )
    work.session.add(IssuedPaper(kind="commune_report", office_id=work.actor.office_id, dossier_id=dossier))
    work.session.flush()


def plan(work: Work, product: str, kind: str = "reassess") -> from_last.FromLast:
    return from_last.plan_from_last(work.session, product, kind, work.library, work.today)


def test_a_life_shows_dossiers_scores_certificates_and_papers(commune: Work) -> None:
    product = commune.product()
    old = ended(commune, product)
    now = commune.draft(product, application_type="reassess", previous_dossier_id=old)
    life = product_life(commune.session, product, commune.library, TODAY)
    assert [(one.year, one.dossier_id) for one in life.dossiers] == [(2026, now), (2023, old)]
    assert (life.dossiers[1].points, life.dossiers[1].stars) == (Decimal("67.25"), 3)
    assert life.dossiers[1].council_name == "Hội đồng huyện"
    assert life.dossiers[0].points is None
    assert life.dossiers[0].decision == "26/2026/QĐ-TTg"
    assert [(one.year, one.ground, one.points) for one in life.scores] == [(2023, "council", Decimal("67.25"))]
    assert [(one.star, one.least) for one in life.bounds] == [(1, 0), (2, 30), (3, 50), (4, 70), (5, 90)]
    (certificate,) = life.certificates
    assert certificate.state == "window"
    assert certificate.days_left == (ENDS - TODAY).days
    assert certificate.filing == (dt.date(2026, 5, 5), dt.date(2026, 7, 4))
    assert certificate.grace_until == ENDS + dt.timedelta(days=180)
    assert life.stars == 3
    states = {one.kind: one.state for one in life.papers}
    assert states == {"test_report": "lapsed", "trademark": "soon", "food_safety_certificate": "holds"}
    assert [one.kind for one in life.issued] == ["commune_report"]


def test_the_next_star_comes_from_the_total_where_only_that_is_known(commune: Work) -> None:
    product = commune.product()
    ended(commune, product)
    ahead = product_life(commune.session, product, commune.library, TODAY).next_star
    assert ahead is not None
    assert (ahead.ground, ahead.step.star, ahead.step.points_needed, ahead.step.raises) == (
        "council",
        4,
        Decimal("2.75"),
        (),
    )


def test_the_producers_own_score_stands_at_the_end_and_names_the_cheapest_criteria(commune: Work) -> None:
    product = commune.product()
    old = ended(commune, product)
    now = commune.draft(product, application_type="reassess", previous_dossier_id=old)
    criteria = commune.library.criteria_set("qd-26-2026/13")
    answers = dict(highest_answers(criteria).options)
    lowered = [one for one in criteria.criteria if not one.min_points and not one.depends_on][:3]
    for one in lowered:
        answers[one.id] = 0
    for name in list(answers)[-12:]:
        answers[name] = 0
    self_assessments.save_self_scores(commune.session, now, answers, {}, commune.actor, commune.library, TODAY)
    life = product_life(commune.session, product, commune.library, TODAY)
    assert [(one.year, one.ground) for one in life.scores] == [(2023, "council"), (2026, "self")]
    ahead = life.next_star
    assert ahead is not None
    assert (ahead.dossier_id, ahead.ground, ahead.set_id) == (now, "self", "qd-26-2026/13")
    assert ahead.step.raises
    assert set(ahead.titles) >= {one.criterion for one in ahead.step.raises}
    assert ahead.gain >= ahead.step.points_needed


def test_points_that_are_not_known_are_not_drawn_as_nought(commune: Work) -> None:
    product = commune.product()
    old = ended(commune, product)
    result = commune.session.exec(select(RankingResult).where(RankingResult.dossier_id == old)).one()
    result.detail = json.dumps({"typed_by_hand": True, "points_known": False})
    result.total_sum_hundredths = 0
    life = product_life(commune.session, product, commune.library, TODAY)
    assert life.scores == ()
    assert (life.dossiers[0].points, life.dossiers[0].stars) == (None, 3)
    assert life.next_star is None


def test_the_plan_says_what_comes_along_and_what_has_lapsed(commune: Work) -> None:
    product = commune.product()
    old = ended(commune, product)
    before = commune.entries()
    found = plan(commune, product)
    assert found.previous.id == old
    assert {one.kind for one in found.carried} == {"business_registration", "food_safety_certificate", "trademark"}
    assert [(one.kind, one.expires_on) for one in found.lapsed] == [("test_report", TODAY - dt.timedelta(days=1))]
    assert {one.kind for one in found.anew} == {"registration_form", "self_assessment"}
    assert (found.texts, found.plan_texts, found.figures) == (("history", "organisation"), ("materials",), (2022,))
    assert not found.same_set
    assert found.window is not None
    assert (found.window.earliest, found.window.latest) == (dt.date(2026, 5, 5), dt.date(2026, 7, 4))
    assert plan(commune, product, "upgrade").window is None
    assert found.next_star is not None
    assert commune.entries() == before


def test_opening_from_the_last_takes_it_all_over_in_one_go(commune: Work) -> None:
    product = commune.product()
    old = ended(commune, product)
    before = commune.entries()
    row = from_last.open_from_last(commune.session, product, "reassess", commune.actor, commune.library, TODAY)
    assert commune.entries() == before + 2
    assert (row.previous_dossier_id, row.application_type, row.status) == (old, "reassess", "draft")
    views = {one.row.kind: one for one in documents.documents_of(commune.session, row.id)}
    assert set(views) == {"business_registration", "food_safety_certificate", "trademark"}
    (file,) = views["business_registration"].files
    assert (file.name, file.blob.sha256) == ("dkkd.pdf", "cd" * 32)
    assert views["business_registration"].row.criteria == "", "the criteria of another decision prove nothing now"
    texts = self_assessments.self_assessment(commune.session, row.id)
    assert (texts.history, texts.organisation, texts.changes) == ("Từ 2015", "Ban giám đốc", "")
    assert business_plans.business_plan(commune.session, row.id)[1] == [YearFigures(2022, revenue=5)]
    entry = commune.session.exec(select(JournalEntry).where(JournalEntry.act == "take_over_from_last")).one()
    assert json.loads(entry.data)["previous"] == old
    assert len(json.loads(entry.data)["documents"]) == 3
    assert len(documents.documents_of(commune.session, old)) == 6, "the earlier dossier keeps its papers"
    history = commune.session.exec(
        select(JournalEntry).where(JournalEntry.dossier_id == row.id).order_by(JournalEntry.dossier_sequence)  # type: ignore[arg-type]
    ).all()
    assert replay(history) is not None
    commune.receive(row.id)
    assert dossiers.dossier_row(commune.session, row.id).status == "filed"


def test_only_chosen_papers_that_still_hold_come_along(commune: Work) -> None:
    product = commune.product()
    ended(commune, product)
    found = plan(commune, product)
    lapsed = found.lapsed[0].document_id
    with pytest.raises(InvalidInput, match="still hold"):
        from_last.open_from_last(
            commune.session, product, "reassess", commune.actor, commune.library, TODAY, documents=[lapsed]
        )
    one = next(paper for paper in found.carried if paper.kind == "trademark").document_id
    row = from_last.open_from_last(
        commune.session, product, "reassess", commune.actor, commune.library, TODAY, documents=[one]
    )
    assert [view.row.kind for view in documents.documents_of(commune.session, row.id)] == ["trademark"]


def test_a_product_without_an_ended_dossier_has_nothing_to_start_from(commune: Work) -> None:
    product = commune.product()
    commune.draft(product)
    with pytest.raises(NotAllowed, match="no earlier dossier"):
        plan(commune, product)
    other = commune.product(name="Khác")
    ended(commune, other)
    with pytest.raises(InvalidInput, match="knows no application"):
        plan(commune, other, "nonsense")


def test_an_attempt_that_was_declined_can_be_started_from(commune: Work) -> None:
    product = commune.product()
    old = ended(commune, product, stars=2, points="47.50", outcome="decline")
    found = plan(commune, product, "first")
    assert found.previous.id == old
    assert found.window is None
    row = from_last.open_from_last(commune.session, product, "first", commune.actor, commune.library, TODAY)
    assert row.previous_dossier_id == old
