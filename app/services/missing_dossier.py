"""The whole side panel of a dossier: its papers and fields, soon lapsing papers, self-assessment, assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

from sqlmodel import Session

from app.models import Dossier, Office
from app.models.dossier import DossierStatus
from app.services.assessments import assessment
from app.services.business_plans import business_plan
from app.services.documents import documents_of
from app.services.dossier_checks import MISSING_PAPER, REPORT, what_is_missing
from app.services.dossiers import regime_of
from app.services.issued_papers import signed_paper
from app.services.missing import Missing, asked_by_forms, form_article, is_empty, of_record, ordered, said_once
from app.services.missing_records import PHOTO
from app.services.rules.facts import LEVELS, Level
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.self_assessments import self_assessment, self_score
from app.services.states import EDITABLE, get_dossier
from app.translate import N_, format_date

SOON_DAYS = 60
"""A paper that lapses within so many days is named beforehand: no law says how many."""
_BEFORE_SIGNING = (DossierStatus.CHECKED.value, DossierStatus.TO_COMPLETE.value)


def missing_of_dossier(
    session: Session, dossier_id: str, library: RuleLibrary, today: dt.date, *, soon_days: int = SOON_DAYS
) -> list[Missing]:
    """Everything that the dossier lacks at the office that holds it; what stops first.

    The moves themselves ask ``what_is_missing`` for what stops them; this adds what is worth knowing beside it.

    Raises:
        NotFound: no such dossier, or no rules for its day.
    """
    dossier = get_dossier(session, dossier_id)
    regime = regime_of(dossier, library, today)
    found = what_is_missing(session, dossier_id, library, today)
    found += _papers(session, dossier, regime, today, soon_days)
    if dossier.status in EDITABLE:
        found += missing_of_self_assessment(session, dossier_id, library, today)
    if dossier.status in _BEFORE_SIGNING and regime.commune_items:
        found += missing_of_assessment(session, dossier_id, library, today)
    office = session.get(Office, dossier.holder_office_id)
    level = office.level if office is not None else LEVELS[-1]
    return ordered(_later(one, dossier.status, regime, level) for one in said_once(found))  # type: ignore[arg-type]


def _later(one: Missing, status: str, regime: Regime, level: Level) -> Missing:
    """What stops only an act that comes after the next one is told as a warning: nothing waits for it yet."""
    if one.grade != "stops" or not _waits(one, status, regime, level):
        return one
    message = N_("Needed later: {title}.") if one.message == MISSING_PAPER else one.message
    return replace(one, grade="warns", message=message)


def _waits(one: Missing, status: str, regime: Regime, level: Level) -> bool:
    """Whether the office that holds the dossier has another act to do before the one that this stops."""
    step = regime.step(level)
    tasks = step.tasks if step is not None else []
    if status in (DossierStatus.DRAFT, DossierStatus.FILED):
        return one.act in ("assess_items", "accept_as_valid")
    if status == DossierStatus.CHECKED and "assess_items" in tasks:
        return one.act == "accept_as_valid"
    if "score" not in tasks or status == DossierStatus.PASSING_UP:
        return False
    stages = {f"document:{kind.kind}": kind.stage for kind in regime.documents}
    own = stages.get(one.subject)
    # The papers that a scoring office adds itself come out of its own round.
    return own is not None and LEVELS.index(own) >= LEVELS.index(level)


def _papers(session: Session, dossier: Dossier, regime: Regime, today: dt.date, soon_days: int) -> list[Missing]:
    """Papers that lapse soon, papers of no listed kind that lapsed, and a picture that is not there."""
    known = {kind.kind: kind for kind in regime.documents}
    views = documents_of(session, dossier.id)
    lasting: dict[str, dt.date] = {}
    for view in views:
        end = view.row.expires_on or dt.date.max
        lasting[view.row.kind] = max(end, lasting.get(view.row.kind, end))
    soon, found = today + dt.timedelta(days=soon_days), []
    for view in views:
        row, end = view.row, view.row.expires_on or dt.date.max
        # Of a listed kind only the last to lapse counts, and whether it has lapsed is told with the list.
        if end > soon or (row.kind in known and (end < today or end != lasting[row.kind])):
            continue
        rule = known.get(row.kind)
        title = rule.title if rule else row.title
        found.append(
            Missing(
                "warns",
                f"document:{row.kind if rule else row.id}",
                N_("Lapsed on {day}: {title}.") if end < today else N_("Lapses soon, on {day}: {title}."),
                (("title", title), ("day", format_date(end))),
                article=rule.article if rule else "",
                source=rule.source if rule else "",
                record="document",
                record_id=row.id,
            )
        )
    pictures = any(
        view.row.kind == PHOTO or any(file.blob.media_type.startswith("image/") for file in view.files)
        for view in views
    )
    if not pictures:
        found += of_record(
            [Missing("suggests", f"document:{PHOTO}", N_("There is no picture of the product."))], "dossier", dossier.id
        )
    return found


def missing_of_self_assessment(
    session: Session, dossier_id: str, library: RuleLibrary, today: dt.date
) -> list[Missing]:
    """What Mẫu số 02 lacks: its texts, the business plan, the producer's own score.

    A score that was begun and is not whole stops its signing; one never begun is only a suggestion: the producer may
    bring its report on paper.

    Raises:
        NotFound: no such dossier, or no rules for its day.
    """
    dossier = get_dossier(session, dossier_id)
    regime = regime_of(dossier, library, today)
    plan, figures = business_plan(session, dossier_id)
    texts = self_assessment(session, dossier_id)
    application = dossier.application_type
    begun = any(not is_empty(value) for value in (*texts.model_dump().values(), *plan.model_dump().values(), *figures))
    score = self_score(session, dossier_id, library)
    found: list[Missing] = []
    if begun or score is not None:
        found += asked_by_forms(regime, "self_assessment", texts, application=application)
        with_figures = SimpleNamespace(**plan.model_dump(), figures=tuple(figures))
        found += asked_by_forms(regime, "business_plan", with_figures, application=application)
    else:
        article, source = form_article(regime, "self_assessment.history")
        found.append(
            Missing(
                "suggests",
                "self_assessment.history",
                N_("The producer's own report is not entered here."),
                article=article,
                source=source,
            )
        )
    if score is not None and not score.score.complete:
        ids = score.score.unanswered
        found.append(
            Missing(
                "stops" if score.signed_on is None else "warns",
                f"self_score.{ids[0]}",
                N_("{count} criteria are not answered yet: {ids}."),
                (("count", len(ids)), ("ids", ", ".join(ids))),
                act="sign_self_assessment",
            )
        )
    elif score is not None and score.signed_on is None:
        found.append(Missing("suggests", "self_score.signed", N_("The producer's own score is not signed yet.")))
    return ordered(of_record(found, "self_assessment", dossier_id))


def missing_of_assessment(session: Session, dossier_id: str, library: RuleLibrary, today: dt.date) -> list[Missing]:
    """What the commune's assessment lacks: findings, the meeting's particulars, the signed report.

    Raises:
        NotFound: no such dossier, or no rules for its day.
    """
    dossier = get_dossier(session, dossier_id)
    regime = regime_of(dossier, library, today)
    entered = assessment(session, dossier_id)
    items = {one.item: one for one in entered.items}
    found: list[Missing] = []
    for rule in regime.commune_items:
        one = items.get(rule.id)
        if one is None or not (one.finding or one.not_applicable):
            found.append(
                Missing(
                    "stops",
                    f"assessment.{rule.id}",
                    N_("No finding yet: {title}."),
                    (("title", rule.title),),
                    article=rule.article,
                    source=rule.source,
                    act="assess_items",
                )
            )
    held = any((entered.meeting_on, entered.chair, entered.participants, entered.opinions))
    meeting = (
        ("meeting_on", N_("the day of the meeting")),
        ("chair", N_("who chaired it")),
        ("participants", N_("who took part")),
    )
    for name, named in meeting:
        if held and is_empty(getattr(entered, name)):
            found.append(
                Missing("warns", f"assessment.{name}", N_("The meeting is entered without {what}."), named=named)
            )
    if signed_paper(session, dossier_id, REPORT) is None:
        rule_of_report = next((one for one in regime.documents if (one.issued_as or one.kind) == REPORT), None)
        found.append(
            Missing(
                "stops",
                f"document:{REPORT}",
                N_("The commune's report is not signed yet."),
                article=rule_of_report.article if rule_of_report else "",
                source=rule_of_report.source if rule_of_report else "",
                act="assess_items",
            )
        )
    return ordered(of_record(found, "assessment", dossier_id))
