"""The producer's own texts, figures and score."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed
from app.models import BusinessPlan, ScoreSheet
from app.services import business_plans, dossier_checks, dossier_moves, self_assessments
from app.services.business_plans import BusinessPlanData, YearFigures
from app.services.scoring import highest_answers
from app.services.self_assessments import SelfAssessmentData
from tests.records.helpers import TODAY, OpenOffice, Work


def best(work: Work, set_id: str = "qd-26-2026/13") -> dict[str, int]:
    return dict(highest_answers(work.library.criteria_set(set_id)).options)


def score(work: Work, dossier: str, answers: dict[str, object], **descriptions: str) -> str:
    said = {name.replace("_", "."): text for name, text in descriptions.items()}
    result = self_assessments.save_self_scores(
        work.session, dossier, answers, said, work.actor, work.library, work.today
    )
    return str(result.total)


def sign(work: Work, dossier: str) -> None:
    self_assessments.sign_self_assessment(work.session, dossier, work.actor, work.library, work.today)


def test_a_producers_office_scores_itself_and_signs_with_one_entry(open_office: OpenOffice) -> None:
    office = open_office("producer")
    dossier = office.draft()
    first = next(iter(best(office)))
    before = office.entries()
    text = SelfAssessmentData(history="Thành lập năm 2010", plan="Mở rộng")
    self_assessments.save_self_assessment(office.session, dossier, text, office.actor)
    total = self_assessments.save_self_scores(
        office.session, dossier, best(office), {first: " nguyên liệu trong xã "}, office.actor, office.library, TODAY
    ).total
    assert str(total) == "100.00"
    assert office.entries() == before
    sign(office, dossier)
    assert office.entries() == before + 1
    assert office.last_act() == "sign_self_assessment"
    kept = self_assessments.self_score(office.session, dossier, office.library)
    assert kept is not None
    assert (kept.signed_on, kept.descriptions) == (TODAY, {first: "nguyên liệu trong xã"})
    assert kept.options == best(office)
    assert self_assessments.self_assessment(office.session, dossier) == text


def test_a_signed_score_changes_only_by_reopening_with_a_reason(commune: Work) -> None:
    dossier = commune.draft()
    score(commune, dossier, best(commune))
    sign(commune, dossier)
    with pytest.raises(NotAllowed, match="signed"):
        score(commune, dossier, best(commune))
    with pytest.raises(InvalidInput):
        self_assessments.reopen_self_scores(commune.session, dossier, " ", commune.actor)
    before = commune.entries()
    self_assessments.reopen_self_scores(commune.session, dossier, "nhầm mục 1.1", commune.actor)
    assert commune.entries() == before + 1
    reopened = self_assessments.self_score(commune.session, dossier, commune.library)
    assert reopened is not None
    assert reopened.options == best(commune)
    assert reopened.signed_on is None
    sheets = commune.session.exec(select(ScoreSheet).where(ScoreSheet.dossier_id == dossier)).all()
    assert sorted(sheet.status for sheet in sheets) == ["draft", "replaced"]
    with pytest.raises(NotAllowed, match="no signed score"):
        self_assessments.reopen_self_scores(commune.session, dossier, "lần nữa", commune.actor)


def test_an_unfinished_score_is_kept_but_not_signed(commune: Work) -> None:
    dossier = commune.draft()
    with pytest.raises(NotAllowed, match="not scored itself"):
        sign(commune, dossier)
    answers = best(commune)
    left_out = list(answers)[-1]
    del answers[left_out]
    score(commune, dossier, dict(answers))
    with pytest.raises(NotAllowed, match="not answered yet") as refused:
        sign(commune, dossier)
    assert left_out in refused.value.params["ids"]


def test_answers_outside_the_set_are_refused(commune: Work) -> None:
    dossier = commune.draft()
    first = next(iter(best(commune)))
    for answers in ({"99.9": 1}, {first: 99}, {first: True}, {first: 1.0}):
        with pytest.raises(InvalidInput):
            score(commune, dossier, answers)
    with pytest.raises(InvalidInput, match="described but not answered"):
        self_assessments.save_self_scores(
            commune.session, dossier, {}, {first: "có"}, commune.actor, commune.library, TODAY
        )


def test_part_totals_where_the_set_has_no_criteria(commune: Work) -> None:
    then = commune.on(dt.date(2023, 6, 1))
    dossier = then.draft()
    assert score(then, dossier, {"A": "30.5", "B": 20, "C": 10}) == "60.50"
    sign(then, dossier)


def test_a_score_under_yesterdays_law_is_told_apart_after_receipt(commune: Work) -> None:
    then = commune.on(dt.date(2026, 5, 21))
    dossier = then.draft()
    score(then, dossier, {"A": 30, "B": 20, "C": 10})
    commune.receive(dossier)
    found = dossier_checks.what_is_missing(commune.session, dossier, commune.library, TODAY)
    assert "dossier.self_score" in [one.subject for one in found]
    with pytest.raises(NotAllowed, match="applies to this dossier"):
        sign(commune, dossier)
    score(commune, dossier, dict(best(commune)))
    sign(commune, dossier)


def test_the_plans_figures_come_back_as_entered(commune: Work) -> None:
    dossier = commune.draft()
    figures = [
        YearFigures(2025, revenue=1_500_000_000, profit=-20_000_000, output=12, unit="tấn", workers=9, local_workers=9),
        YearFigures(2024, revenue=900_000_000),
    ]
    text = BusinessPlanData(materials="Cà phê vối", markets="Trong tỉnh")
    before = commune.entries()
    business_plans.save_business_plan(commune.session, dossier, text, figures, commune.actor)
    assert business_plans.business_plan(commune.session, dossier) == (text, [figures[1], figures[0]])
    business_plans.save_business_plan(commune.session, dossier, text, figures[:1], commune.actor)
    assert business_plans.business_plan(commune.session, dossier)[1] == figures[:1]
    assert commune.entries() == before


@pytest.mark.parametrize(
    "figures",
    [
        [YearFigures(2025), YearFigures(2025)],
        [YearFigures(2025, revenue=-1)],
        [YearFigures(2025, workers=3, local_workers=4)],
        [YearFigures(2025, output=1.5)],  # type: ignore[arg-type]
        [YearFigures(2025, workers=True)],
        [YearFigures(25)],
    ],
)
def test_figures_that_cannot_be_true_are_refused(commune: Work, figures: list[YearFigures]) -> None:
    dossier = commune.draft()
    with pytest.raises(InvalidInput):
        business_plans.save_business_plan(commune.session, dossier, BusinessPlanData(), figures, commune.actor)
    assert commune.session.exec(select(BusinessPlan)).first() is None


def test_texts_no_longer_change_once_the_dossier_is_withdrawn(commune: Work) -> None:
    dossier = commune.draft()
    dossier_moves.withdraw(commune.session, dossier, "rút", commune.actor, commune.library, TODAY)
    with pytest.raises(NotAllowed, match="no longer change"):
        self_assessments.save_self_assessment(commune.session, dossier, SelfAssessmentData(), commune.actor)
    with pytest.raises(NotAllowed, match="no longer change"):
        business_plans.save_business_plan(commune.session, dossier, BusinessPlanData(), [], commune.actor)
