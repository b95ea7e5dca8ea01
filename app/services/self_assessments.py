"""What the producer says of itself (Mẫu số 02): its texts, and its own score with a description per criterion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed
from app.models import BusinessPlan, Dossier, ScoreSheet, SelfAssessment, SheetAnswer
from app.models.self_assessment import SelfAssessmentBase
from app.services import journal
from app.services.actors import Actor
from app.services.classification_codes import set_number_under
from app.services.clean_text import clean_text, clean_values, require_text
from app.services.dossiers import regime_of
from app.services.products import get_product
from app.services.revisions import seal
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.score_sheets import answer_rows, answers_of, rows_of
from app.services.scoring import SheetScore, parse_answers, score_sheet
from app.services.states import get_dossier, require_editable
from app.translate import N_


class SelfAssessmentData(SelfAssessmentBase):
    """The texts of the form; ``changes`` only for an upgrade or a re-assessment."""


@dataclass(frozen=True)
class SelfScore:
    """The producer's own score: the set it was made by, the score, descriptions by criterion, whether it is signed."""

    set_id: str
    score: SheetScore
    options: Mapping[str, int]
    descriptions: Mapping[str, str]
    signed_on: dt.date | None


def save_self_assessment(session: Session, dossier_id: str, data: SelfAssessmentData, actor: Actor) -> None:
    """Save the texts as they are left: no journal entry until ``sign_self_assessment``.

    Raises:
        NotAllowed: the dossier is not here or not open any more.
    """
    require_editable(get_dossier(session, dossier_id), actor)
    row = _texts(session, dossier_id) or SelfAssessment(dossier_id=dossier_id)
    for name, value in clean_values(data.model_dump()).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()


def self_assessment(session: Session, dossier_id: str) -> SelfAssessmentData:
    """The texts as they stand; empty ones where nothing was written yet."""
    row = _texts(session, dossier_id)
    if row is None:
        return SelfAssessmentData()
    return SelfAssessmentData(**{name: getattr(row, name) for name in SelfAssessmentBase.model_fields})


def save_self_scores(
    session: Session,
    dossier_id: str,
    answers: Mapping[str, Any],
    descriptions: Mapping[str, str],
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
) -> SheetScore:
    """Save the producer's own answers (``{"1.1": 2, ...}``, or part totals) and what it says of each criterion.

    Before the dossier is received the sheet follows today's set, afterwards the frozen one.

    Raises:
        InvalidInput: answers that the set does not offer, a description of a criterion without an answer.
        NotAllowed: the sheet is signed, or the dossier is not open here.
    """
    dossier = get_dossier(session, dossier_id)
    require_editable(dossier, actor)
    regime, criteria_set = rules_of(session, dossier, library, today)
    sheet = _live_sheet(session, dossier_id)
    if sheet is not None and sheet.status == "signed":
        raise NotAllowed(
            N_("The producer's own score is signed."), advice=N_("Reopen it with a reason; the signed one is kept.")
        )
    parsed = parse_answers(criteria_set, answers)
    sheet = sheet or ScoreSheet(kind="self", dossier_id=dossier_id, set_id=criteria_set.id)
    rows = answer_rows(sheet.id, criteria_set, regime.stars, parsed)
    answered = {row.criterion_id for row in rows}
    for name in descriptions:
        if name not in answered:
            raise InvalidInput(
                name,
                N_("Criterion {criterion} is described but not answered."),
                advice=N_("Choose an option for it, or 0 for none of them."),
                criterion=name,
            )
    sheet.set_id, sheet.set_sha256 = criteria_set.id, library.sha256(criteria_set.id)
    sheet.mode = "full" if criteria_set.complete else "parts"
    sheet.knock_outs = " ".join(sorted(parsed.knock_outs))
    sheet.invented = dossier.practice
    session.add(sheet)
    session.flush()
    session.execute(delete(SheetAnswer).where(col(SheetAnswer.sheet_id) == sheet.id))
    for row in rows:
        row.description = clean_text(descriptions.get(row.criterion_id, ""), row.criterion_id)
    session.add_all(rows)
    session.flush()
    return score_sheet(criteria_set, parsed, regime.stars)


def self_score(session: Session, dossier_id: str, library: RuleLibrary) -> SelfScore | None:
    """The producer's own score as it stands, under the set that it was made by; ``None``: there is none."""
    sheet = _live_sheet(session, dossier_id)
    if sheet is None:
        return None
    criteria_set = library.criteria_set(sheet.set_id)
    rows = rows_of(session, sheet.id)
    answers = answers_of(criteria_set, sheet, rows)
    return SelfScore(
        set_id=sheet.set_id,
        score=score_sheet(criteria_set, answers, library.star_rules_for_set(sheet.set_id)),
        options=answers.options,
        descriptions={row.criterion_id: row.description for row in rows if row.description},
        signed_on=sheet.signed_on,
    )


def sign_self_assessment(session: Session, dossier_id: str, actor: Actor, library: RuleLibrary, today: dt.date) -> None:
    """Record that the producer signed its self-assessment: texts, plan and score become one revision each.

    Raises:
        NotAllowed: criteria are unanswered, the score rests on another set than the dossier's, it is signed already, or
            the dossier is not open here.
    """
    dossier = get_dossier(session, dossier_id)
    require_editable(dossier, actor)
    sheet = _live_sheet(session, dossier_id)
    if sheet is None:
        raise NotAllowed(
            N_("The producer has not scored itself yet."), advice=N_("Answer every criterion of its set first.")
        )
    if sheet.status == "signed":
        raise NotAllowed(N_("The producer's own score is signed already."))
    regime, criteria_set = rules_of(session, dossier, library, today)
    if (sheet.set_id, sheet.set_sha256) != (criteria_set.id, library.sha256(criteria_set.id)):
        raise NotAllowed(
            N_("The producer scored itself by the set {other}, but {set} applies to this dossier."),
            advice=N_("Answer the criteria of that set."),
            other=sheet.set_id,
            set=criteria_set.id,
        )
    score = score_sheet(criteria_set, answers_of(criteria_set, sheet, rows_of(session, sheet.id)), regime.stars)
    if not score.complete:
        raise NotAllowed(
            N_("{count} criteria are not answered yet: {ids}."),
            advice=N_("Choose an option for each, or 0 for none of them."),
            count=len(score.unanswered),
            ids=", ".join(score.unanswered),
        )
    sheet.status, sheet.signed_on = "signed", today
    seal(session, sheet)
    texts = _texts(session, dossier_id)
    if texts is not None:
        seal(session, texts)
    plan = session.exec(select(BusinessPlan).where(BusinessPlan.dossier_id == dossier_id)).first()
    if plan is not None:
        seal(session, plan)
    journal.record(
        session,
        actor,
        "sign_self_assessment",
        dossier_id=dossier_id,
        subject=f"score_sheet:{sheet.id}",
        data={
            "sheet": sheet.content_hash,
            "texts": texts.content_hash if texts else "",
            "plan": plan.content_hash if plan else "",
            "total": score.total,
            "on": today,
        },
    )


def reopen_self_scores(session: Session, dossier_id: str, reason: str, actor: Actor) -> None:
    """Open the signed score again: the signed sheet stays as replaced, a draft with its answers takes its place.

    Raises:
        InvalidInput: no reason. NotAllowed: nothing is signed, or the dossier is not open here.
    """
    require_editable(get_dossier(session, dossier_id), actor)
    why = require_text("reason", reason, N_("Give the reason."))
    old = _live_sheet(session, dossier_id)
    if old is None or old.status != "signed":
        raise NotAllowed(N_("There is no signed score of the producer to reopen."))
    new = ScoreSheet(
        kind="self",
        dossier_id=dossier_id,
        set_id=old.set_id,
        set_sha256=old.set_sha256,
        mode=old.mode,
        knock_outs=old.knock_outs,
        invented=old.invented,
        reopen_reason=why,
        replaces_id=old.id,
    )
    old.status = "replaced"
    seal(session, old)
    session.add(new)
    session.flush()
    for row in rows_of(session, old.id):
        values = row.model_dump(exclude={"id", "created_at", "sheet_id"})
        session.add(SheetAnswer(sheet_id=new.id, **values))
    session.flush()
    journal.record(
        session,
        actor,
        "reopen_self_scores",
        dossier_id=dossier_id,
        subject=f"score_sheet:{new.id}",
        data={"replaces": old.id, "reason": why},
    )


def rules_of(session: Session, dossier: Dossier, library: RuleLibrary, today: dt.date) -> tuple[Regime, CriteriaSet]:
    """The regime and the set that the producer scores itself by: the frozen ones, before the receipt today's.

    Raises:
        InvalidInput, NotFound: the product is in no product set of these rules yet.
    """
    regime = regime_of(dossier, library, today)
    if dossier.set_id:
        return regime, library.criteria_set(dossier.set_id)
    product = get_product(session, dossier.product_id)
    number = set_number_under(
        library, regime, product.classification_id, product.classification_code, product.set_number
    )
    return regime, library.criteria_set(library.set_id_for(regime, number))


def _texts(session: Session, dossier_id: str) -> SelfAssessment | None:
    return session.exec(select(SelfAssessment).where(SelfAssessment.dossier_id == dossier_id)).first()


def _live_sheet(session: Session, dossier_id: str) -> ScoreSheet | None:
    return session.exec(
        select(ScoreSheet).where(
            ScoreSheet.dossier_id == dossier_id, ScoreSheet.kind == "self", ScoreSheet.status != "replaced"
        )
    ).first()
