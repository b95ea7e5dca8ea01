"""The commune's assessment of the local items: findings in words, the meeting, and the move once the report is signed.

Points belong to it only under a regime that gives the commune points. The report is Mẫu số 03 of 26/2026/QĐ-TTg.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, select

from app.errors import InvalidInput, NotAllowed
from app.models import AssessmentItem, CommuneAssessment, Dossier
from app.models.assessment import CommuneAssessmentBase
from app.models.dossier import DossierRow
from app.services import journal, states
from app.services.actors import Actor, require_writer
from app.services.clean_text import clean_text, clean_values
from app.services.dossier_due import late_mark
from app.services.dossiers import dossier_row, regime_of
from app.services.issued_papers import signed_paper
from app.services.names import level_name
from app.services.revisions import children_of, content_hash, seal
from app.services.rules.facts import COMMUNE_ITEMS, CommuneItem
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.star_class import from_hundredths, hundredths
from app.services.states import MOVES, get_dossier, require_editable
from app.translate import N_, format_date

REPORT = "commune_report"
"""The kind of the paper that the assessment ends with."""


@dataclass(frozen=True)
class ItemData:
    """One item: what the producer says, what the commune found, or why the item has no sense for this product."""

    item: CommuneItem
    claim: str = ""
    finding: str = ""
    not_applicable: str = ""
    points: Decimal | None = None


class AssessmentData(CommuneAssessmentBase):
    """The meeting, where one was held, and the items."""

    items: tuple[ItemData, ...] = ()


def save_assessment(
    session: Session, dossier_id: str, data: AssessmentData, actor: Actor, library: RuleLibrary, today: dt.date
) -> None:
    """Save meeting and items as they are left: no journal entry until ``assess_items``. Items not given are emptied.

    Raises:
        InvalidInput: a meeting in the future, an item that the regime does not have or that is given twice, both a
            finding and a reason why there is none, points where the commune gives none.
        NotAllowed: this level does not assess, or the dossier is not open here.
    """
    dossier = get_dossier(session, dossier_id)
    require_editable(dossier, actor)
    regime = regime_of(dossier, library, today)
    _require_task(actor, regime)
    if data.meeting_on is not None and data.meeting_on > today:
        raise InvalidInput("meeting_on", N_("A meeting cannot be recorded before it was held."))
    items = _checked_items(data.items, regime)
    row = _assessment(session, dossier_id) or CommuneAssessment(dossier_id=dossier_id, office_id=actor.office_id)
    for name, value in clean_values(data.model_dump(exclude={"items"})).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    kept = {one.item: one for one in _item_rows(session, row)}
    for one in items:
        stored = kept.pop(one.item, None) or AssessmentItem(assessment_id=row.id, item=one.item)
        stored.claim, stored.finding, stored.not_applicable = one.claim, one.finding, one.not_applicable
        stored.points_hundredths = None if one.points is None else hundredths(one.points)
        session.add(stored)
    for left in kept.values():
        session.delete(left)
    session.flush()


def _require_task(actor: Actor, regime: Regime) -> None:
    step = regime.step(actor.level)
    if step is None or "assess_items" not in step.tasks:
        raise NotAllowed(
            N_("Under {regime} an office of the level “{level}” does not assess the local items."),
            advice=N_("Hand the dossier over to the office whose task it is."),
            regime=regime.title,
            level=level_name(actor.level),
        )


def _checked_items(items: tuple[ItemData, ...], regime: Regime) -> list[ItemData]:
    known = {rule.id for rule in regime.commune_items}
    seen: set[str] = set()
    checked = []
    for one in items:
        if one.item not in known or one.item in seen:
            raise InvalidInput(
                one.item, N_("The item “{item}” is not one of this regime, or is given twice."), item=one.item
            )
        seen.add(one.item)
        if one.points is not None:
            if not regime.commune_items_have_points:
                raise InvalidInput(
                    one.item,
                    N_("Under {regime} the commune assesses in words and gives no points."),
                    regime=regime.title,
                )
            if not one.points.is_finite() or one.points < 0 or one.points != round(one.points, 2):
                raise InvalidInput(one.item, N_("Points are 0 or more, with at most two decimals."))
        finding, reason = clean_text(one.finding), clean_text(one.not_applicable)
        if finding and reason:
            raise InvalidInput(
                one.item,
                N_("The item “{item}” has a finding and also a reason why there is none."),
                advice=N_("Keep one of the two."),
                item=one.item,
            )
        checked.append(ItemData(one.item, clean_text(one.claim), finding, reason, one.points))
    return checked


def assessment(session: Session, dossier_id: str) -> AssessmentData:
    """The assessment as it stands, items in the order of the form; empty where nothing was entered yet."""
    row = _assessment(session, dossier_id)
    if row is None:
        return AssessmentData()
    values = {name: getattr(row, name) for name in CommuneAssessmentBase.model_fields}
    return AssessmentData(**values, items=_items(session, row))


def assess_items(
    session: Session,
    dossier_id: str,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    office_days: Mapping[str, int] | None = None,
) -> DossierRow:
    """Close the assessment: every item has its finding, the report is signed. The dossier may then be handed over.

    Late, it is closed all the same, and its entry says so.

    Args:
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        InvalidInput: items without finding, or a report dated before the dossier was received or in the future.
        NotAllowed: no assessment, the report is not signed, or the move is not possible now.
    """
    require_writer(actor)
    dossier = get_dossier(session, dossier_id)
    regime = regime_of(dossier, library, today)
    refused = states.refusal(dossier, MOVES["assess_items"], actor, regime)
    if refused is not None:
        raise refused
    row = _assessment(session, dossier_id)
    items = _items(session, row) if row is not None else ()
    answered = {one.item for one in items if one.finding or one.not_applicable}
    open_items = [rule for rule in regime.commune_items if rule.id not in answered]
    if row is None or open_items:
        raise InvalidInput(
            open_items[0].id if open_items else "items",
            N_("These items have no finding yet: {items}."),
            advice=N_("Write what was found, or why the item has no sense for this product."),
            items="; ".join(rule.title for rule in open_items),
        )
    if row.meeting_on is not None and row.meeting_on > today:
        raise InvalidInput("meeting_on", N_("A meeting cannot be recorded before it was held."))
    number, dated = _report(session, dossier, actor, today)
    _require_fresh_report(session, dossier, row, number, dated)
    late = late_mark(session, dossier, ("assess_items", "propose"), library, today, office_days)
    seal(session, row)
    states.apply(
        session,
        dossier,
        "assess_items",
        actor,
        regime,
        {"assessment": row.content_hash, "report": number, "report_dated": dated, "on": today, **late},
    )
    return dossier_row(session, dossier_id)


def _report(session: Session, dossier: Dossier, actor: Actor, today: dt.date) -> tuple[str, dt.date]:
    paper = signed_paper(session, dossier.id, REPORT)
    if paper is None or paper.office_id != actor.office_id or paper.dated is None:
        raise NotAllowed(
            N_("The commune's report is not signed yet."),
            advice=N_("Print it, have it signed, then enter its number and date."),
        )
    if paper.dated > today:
        raise InvalidInput("dated", N_("A paper cannot be dated in the future."))
    if dossier.filed_on is not None and paper.dated < dossier.filed_on:
        raise InvalidInput(
            "dated",
            N_("The report is dated {dated}, before the dossier was received on {filed}."),
            advice=N_("Compare both dates with the papers."),
            dated=format_date(paper.dated),
            filed=format_date(dossier.filed_on),
        )
    return paper.number, paper.dated


def _require_fresh_report(
    session: Session, dossier: Dossier, row: CommuneAssessment, number: str, dated: dt.date
) -> None:
    """A report that was used before does not cover findings that changed after a completion."""
    used = [entry for entry in journal.dossier_history(session, dossier.id) if entry.act == "assess_items"]
    if not used:
        return
    last = json.loads(used[-1].data)
    session.flush()
    now = content_hash(row, children_of(session, [row])[row.id])
    if now != last["assessment"] and (number, dated.isoformat()) == (last["report"], last["report_dated"]):
        raise NotAllowed(
            N_("The findings changed after report {number} of {dated} was signed."),
            advice=N_("Print the report anew, have it signed, then enter its number and date."),
            number=number,
            dated=format_date(dated),
        )


def _items(session: Session, row: CommuneAssessment) -> tuple[ItemData, ...]:
    return tuple(
        ItemData(
            item=one.item,  # type: ignore[arg-type]
            claim=one.claim,
            finding=one.finding,
            not_applicable=one.not_applicable,
            points=None if one.points_hundredths is None else from_hundredths(one.points_hundredths),
        )
        for one in _item_rows(session, row)
    )


def _item_rows(session: Session, row: CommuneAssessment) -> list[AssessmentItem]:
    found = session.exec(select(AssessmentItem).where(AssessmentItem.assessment_id == row.id)).all()
    order: tuple[str, ...] = COMMUNE_ITEMS
    return sorted(found, key=lambda one: order.index(one.item))


def _assessment(session: Session, dossier_id: str) -> CommuneAssessment | None:
    return session.exec(select(CommuneAssessment).where(CommuneAssessment.dossier_id == dossier_id)).first()
