"""Giving a plan to the offices below, and taking one that an office above gives."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import AnnualPlan, Office, Official, Target
from app.models.base import utc_now
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.letters.enclosures import Enclosure, Standing
from app.services.letters.forms import write_form
from app.services.letters.plan_form import PlanForm, TargetForm
from app.services.plans.plans import stands_above
from app.translate import N_

TOLD_FOR = dt.timedelta(days=60)
"""So long a plan goes along with whatever is sent to an office below: a letter is not acknowledged."""
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def issue_plan(session: Session, plan_id: str, actor: Actor) -> Enclosure:
    """Close the edition that was being written, and what carries it; an edition that was given out is only read.

    Raises:
        NotFound: no such plan. NotAllowed: another office's, or the person may not write. InvalidInput: no target.
    """
    plan = session.get(AnnualPlan, plan_id)
    if plan is None:
        raise NotFound(N_("There is no such plan here."))
    office = own_office(session)
    if plan.office_id != office.id:
        raise NotAllowed(N_("Only the office whose plan it is can give it out."))
    if plan.issued_at is not None:
        return plan_enclosure(session, plan, office)
    require_writer(actor)
    if not _targets(session, plan):
        raise InvalidInput("targets", N_("This plan has no target yet."), advice=N_("Enter the targets first."))
    official = session.get(Official, actor.official_id)
    plan.issued_at = utc_now()
    plan.issued_by = official.full_name if official is not None and official.full_name else "-"
    plan.issued_position = actor.position
    session.add(plan)
    session.flush()
    enclosure = plan_enclosure(session, plan, office)
    plan.sha256 = enclosure.sha256
    session.add(plan)
    session.flush()
    data = {"year": plan.year, "edition": plan.edition, "title": plan.title, "sha256": plan.sha256}
    journal.record(session, actor, "issue_plan", subject=f"annual_plan:{plan.id}", data=data)
    return enclosure


def plan_enclosure(session: Session, plan: AnnualPlan, office: Office) -> Enclosure:
    """What carries an edition that was given out: the same bytes every time."""
    assert plan.issued_at is not None  # only what was given out is asked for
    form = PlanForm(
        office=office.code,
        year=plan.year,
        edition=plan.edition,
        title=plan.title,
        number=plan.number,
        dated=plan.dated.isoformat() if plan.dated else None,
        issued_at=plan.issued_at.astimezone(dt.UTC).strftime(_TIME),
        issued_by=plan.issued_by,
        position=plan.issued_position,
        targets=tuple(
            TargetForm(
                for_code=row.for_code, for_name=row.for_name, indicator=row.indicator, amount=row.amount_hundredths,
                most=row.most_hundredths, about=row.about, unit=row.unit, text=row.text, source=row.source,
            )
            for row in _targets(session, plan)
        ),
    )  # fmt: skip
    title = f"Chỉ tiêu năm {plan.year}" + (f" (bản {plan.edition})" if plan.edition > 1 else "")
    return Enclosure("plan", title, write_form(form))


def _targets(session: Session, plan: AnnualPlan) -> Sequence[Target]:
    return session.exec(select(Target).where(Target.plan_id == plan.id).order_by(col(Target.position))).all()


def plan_going_along(session: Session, office_id: str) -> tuple[Enclosure, ...]:
    """This office's plans that were given out in the last weeks, for an office below; for any other nothing."""
    office, receiver = own_office(session), session.get(Office, office_id)
    if receiver is None or not stands_above(office, receiver):
        return ()
    rows = session.exec(
        select(AnnualPlan)
        .where(AnnualPlan.office_id == office.id, col(AnnualPlan.issued_at).is_not(None))
        .order_by(col(AnnualPlan.year), col(AnnualPlan.edition))
    ).all()
    latest = {row.year: row for row in rows}  # the last edition of each year
    since = utc_now() - TOLD_FOR
    return tuple(
        plan_enclosure(session, row, office) for row in latest.values() if row.issued_at and row.issued_at >= since
    )


def judge_plan(session: Session, form: PlanForm, sender: Office | None, office: Office) -> Standing:
    """What taking a plan would do here; it is taken only from the office whose plan it is, which stands above."""
    if sender is None or sender.key_confirmed_at is None:
        return Standing("refused", N_("Nobody here has confirmed the key of the office that sends this."))
    if sender.code != form.office:
        return Standing("refused", N_("This plan is another office's than that which sends it."))
    if not stands_above(sender, office):
        return Standing("refused", N_("Targets come from an office above; {office} is none."), {"office": sender.name})
    facts = {"office": sender.name, "year": form.year, "edition": form.edition, "count": len(form.targets)}
    known = session.exec(
        select(AnnualPlan).where(AnnualPlan.office_id == sender.id, AnnualPlan.year == form.year)
    ).all()
    sha256 = hashlib.sha256(write_form(form)).hexdigest()
    if any(one.sha256 == sha256 for one in known):
        return Standing("known", N_("This plan is here already."))
    if any(one.edition > form.edition for one in known):
        return Standing("known", N_("A later edition of this plan is here already."))
    if known:
        return Standing(
            "new", N_("{office}: {count} targets for {year}, edition {edition}; the earlier one is kept."), facts
        )
    return Standing("new", N_("{office}: {count} targets for {year}."), facts)


def take_plan(session: Session, form: PlanForm, sender: Office, actor: Actor) -> str:
    """Keep a plan that was judged as new, beside the editions that are here.

    Returns:
        Its id.
    """
    plan = AnnualPlan(
        office_id=sender.id,
        year=form.year,
        edition=form.edition,
        number=form.number,
        dated=dt.date.fromisoformat(form.dated) if form.dated else None,
        title=form.title,
        issued_at=dt.datetime.strptime(form.issued_at, _TIME).replace(tzinfo=dt.UTC),
        issued_by=form.issued_by,
        issued_position=form.position,
        sha256=hashlib.sha256(write_form(form)).hexdigest(),
    )
    session.add(plan)
    session.flush()
    session.add_all(
        Target(
            plan_id=plan.id, position=place, for_code=one.for_code, for_name=one.for_name, indicator=one.indicator,
            amount_hundredths=one.amount, most_hundredths=one.most, about=one.about, unit=one.unit, text=one.text,
            source=one.source,
        )
        for place, one in enumerate(form.targets, start=1)
    )  # fmt: skip
    session.flush()
    data = {
        "office": sender.code,
        "year": form.year,
        "edition": form.edition,
        "title": form.title,
        "sha256": plan.sha256,
    }
    journal.record(session, actor, "take_plan", subject=f"annual_plan:{plan.id}", data=data)
    return plan.id
