"""Writing the year's plan: an edition that was given out is never changed, a change begins the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import AnnualPlan, Target
from app.models.base import nfc
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.letters.plan_form import LARGEST_AMOUNT, MOST_TARGETS
from app.services.office_tasks import tasks_of_level
from app.services.plans.indicators import OTHER, indicators
from app.services.plans.plans import current_plan, offices_below
from app.services.rules.facts import Level
from app.services.rules.library import RuleLibrary
from app.translate import N_

_SHORT, _UNIT, _LONG = 300, 60, 1000
_YEARS = range(1900, 10000)


@dataclass(frozen=True)
class PlanFacts:
    """What a plan says of itself; ``number`` and ``dated`` are those of the paper behind it."""

    year: int
    title: str = ""
    number: str = ""
    dated: dt.date | None = None


@dataclass(frozen=True)
class TargetData:
    """One target as it is entered. ``for_code``: an office below; empty: the whole area. ``unit`` empty: the usual."""

    indicator: str
    amount: Decimal
    most: Decimal | None = None
    about: bool = False
    for_code: str = ""
    unit: str = ""
    text: str = ""
    source: str = ""


def may_write_plans(library: RuleLibrary, level: str) -> bool:
    """Whether an office of the level sets targets.

    No rule says who does; the plans known are all of offices that score under a regime (district, province).
    """
    return "score" in tasks_of_level(library, level)  # type: ignore[arg-type]


def write_plan(session: Session, facts: PlanFacts, actor: Actor, library: RuleLibrary) -> str:
    """Begin this office's plan of a year, or change what it says of itself.

    Returns:
        The id of the edition that is being written.

    Raises:
        InvalidInput: year, title or number. NotAllowed: the person may not write, or the office sets no targets.
    """
    _require(actor, library)
    plan = _put_facts(session, facts, actor)
    _note(session, plan, actor)
    return plan.id


def _put_facts(session: Session, facts: PlanFacts, actor: Actor) -> AnnualPlan:
    facts = _checked(facts)
    plan = current_plan(session, own_office(session).id, facts.year)
    if plan is None:
        plan = AnnualPlan(office_id=actor.office_id, year=facts.year, title=facts.title)
    else:
        plan, _targets = _editable(session, plan)
    plan.title, plan.number, plan.dated = facts.title, facts.number, facts.dated
    session.add(plan)
    session.flush()
    return plan


def write_target(
    session: Session, plan_id: str, data: TargetData, actor: Actor, library: RuleLibrary, target_id: str = ""
) -> str:
    """Add a target, or change one.

    Returns:
        The target's id in the edition that is being written, which may be a new one.

    Raises:
        InvalidInput: an unknown indicator or office, an impossible amount, no text where it is needed, given twice.
        NotFound, NotAllowed: as ``write_plan``, or the plan is another office's.
    """
    _require(actor, library)
    plan, moved = _editable(session, _own_plan(session, plan_id))
    known = moved.get(target_id)
    if target_id and known is None:
        raise NotFound(N_("There is no such target in this plan."))
    target = known or Target(plan_id=plan.id, position=len(moved) + 1, indicator="", amount_hundredths=0)
    others = [one for one in moved.values() if one.id != target.id]
    _put_target(session, target, data, others, _below(session))
    _note(session, plan, actor, target)
    return target.id


def _put_target(
    session: Session, target: Target, data: TargetData, others: Sequence[Target], below: Mapping[str, str]
) -> None:
    _fill(target, data, below)
    if any(_same(one, target) for one in others):
        raise InvalidInput("indicator", N_("This target is set for the same office already."))
    if len(others) >= MOST_TARGETS:
        raise InvalidInput("indicator", N_("A plan has at most {count} targets."), count=MOST_TARGETS)
    session.add(target)
    session.flush()


def remove_target(session: Session, plan_id: str, target_id: str, actor: Actor, library: RuleLibrary) -> str:
    """Take a target out; it stays in the editions that were given out.

    Returns:
        The id of the edition that is being written.

    Raises:
        NotFound, NotAllowed: as ``write_target``.
    """
    _require(actor, library)
    plan, moved = _editable(session, _own_plan(session, plan_id))
    target = moved.pop(target_id, None)
    if target is None:
        raise NotFound(N_("There is no such target in this plan."))
    session.delete(target)
    for place, one in enumerate(moved.values(), start=1):
        one.position = place
    session.flush()
    _note(session, plan, actor)
    return plan.id


def set_plan(
    session: Session, facts: PlanFacts, targets: Sequence[TargetData], actor: Actor, library: RuleLibrary
) -> str:
    """Write a plan as a whole, as one act: these targets take the place of those that were being written.

    Returns:
        The id of the edition that is being written.

    Raises:
        As ``write_plan`` and ``write_target``.
    """
    _require(actor, library)
    plan = _put_facts(session, facts, actor)
    for row in session.exec(select(Target).where(Target.plan_id == plan.id)).all():
        session.delete(row)
    session.flush()
    below = _below(session)
    written: list[Target] = []
    for place, data in enumerate(targets, start=1):
        target = Target(plan_id=plan.id, position=place, indicator="", amount_hundredths=0)
        _put_target(session, target, data, written, below)
        written.append(target)
    _note(session, plan, actor)
    return plan.id


def _require(actor: Actor, library: RuleLibrary) -> None:
    require_writer(actor)
    level: Level = actor.level
    if not may_write_plans(library, level):
        raise NotAllowed(
            N_("This office sets no targets; it is given them by the office above."),
            advice=N_("Open the letter or bundle that brings them under “Receive”."),
        )


def _own_plan(session: Session, plan_id: str) -> AnnualPlan:
    """The edition of this office that holds.

    Raises:
        NotFound: no such plan. NotAllowed: another office's, or a later edition is there.
    """
    plan = session.get(AnnualPlan, plan_id)
    if plan is None:
        raise NotFound(N_("There is no such plan here."))
    if plan.office_id != own_office(session).id:
        raise NotAllowed(N_("Only the office whose plan it is can change it."))
    if current_plan(session, plan.office_id, plan.year) is not plan:
        raise NotAllowed(N_("A later edition of this plan is here; change that one."))
    return plan


def _editable(session: Session, plan: AnnualPlan) -> tuple[AnnualPlan, dict[str, Target]]:
    """The plan while it may be changed, else its next edition with the same targets, by their ids before."""
    rows = session.exec(select(Target).where(Target.plan_id == plan.id).order_by(col(Target.position))).all()
    if plan.issued_at is None:
        return plan, {row.id: row for row in rows}
    later = AnnualPlan(
        office_id=plan.office_id, year=plan.year, edition=plan.edition + 1, number=plan.number, dated=plan.dated,
        title=plan.title,
    )  # fmt: skip
    session.add(later)
    session.flush()
    copies = {
        row.id: Target(**row.model_dump(exclude={"id", "created_at", "plan_id"}), plan_id=later.id) for row in rows
    }
    session.add_all(copies.values())
    session.flush()
    return later, copies


def _below(session: Session) -> dict[str, str]:
    """Names of the offices below by their codes."""
    return {one.code: one.name for one in offices_below(session)}


def _fill(target: Target, data: TargetData, below: Mapping[str, str]) -> None:
    known = indicators().get(data.indicator)
    if known is None:
        raise InvalidInput("indicator", N_("There is no indicator “{code}”."), code=data.indicator)
    if data.for_code != target.for_code:
        if data.for_code and data.for_code not in below:
            raise InvalidInput("for_code", N_("There is no office {code} below this one."), code=data.for_code)
        target.for_code, target.for_name = data.for_code, below.get(data.for_code, "")[:_SHORT]
    target.indicator = known.code
    target.amount_hundredths = _hundredths("amount", data.amount)
    target.most_hundredths = None if data.most is None else _hundredths("most", data.most)
    if target.most_hundredths is not None and target.most_hundredths <= target.amount_hundredths:
        raise InvalidInput("most", N_("The upper end of a range lies above its lower end."))
    target.about = data.about
    target.unit = _line("unit", data.unit, _UNIT) or known.unit
    target.text = _line("text", data.text, _LONG)
    target.source = _line("source", data.source, _LONG)
    if known.code == OTHER and not target.text:
        raise InvalidInput("text", N_("Write what the target is, as the plan words it."))


def _same(one: Target, other: Target) -> bool:
    if (one.indicator, one.for_code) != (other.indicator, other.for_code):
        return False
    return one.indicator != OTHER or one.text == other.text


def _hundredths(field: str, amount: Decimal) -> int:
    value = amount * 100
    if not amount.is_finite() or value < 0 or value >= LARGEST_AMOUNT or value != value.to_integral_value():
        raise InvalidInput(field, N_("An amount is zero or more, with two decimals at most."))
    return int(value)


def _line(field: str, text: str, limit: int) -> str:
    """One line of printable text in the stored form."""
    line = " ".join(nfc(text).split())
    if len(line) > limit or not line.isprintable():
        raise InvalidInput(field, N_("At most {count} letters, no control characters."), count=limit)
    return line


def _checked(facts: PlanFacts) -> PlanFacts:
    if facts.year not in _YEARS:
        raise InvalidInput("year", N_("{year} is no year."), year=facts.year)
    title = _line("title", facts.title, _SHORT) or f"Kế hoạch Chương trình OCOP năm {facts.year}"
    return replace(facts, title=title, number=_line("number", facts.number, _SHORT))


def _note(session: Session, plan: AnnualPlan, actor: Actor, target: Target | None = None) -> None:
    count = select(func.count()).select_from(Target).where(Target.plan_id == plan.id)
    data: dict[str, object] = {
        "year": plan.year, "edition": plan.edition, "title": plan.title, "targets": session.exec(count).one(),
    }  # fmt: skip
    if target is not None:
        data |= {
            "indicator": target.indicator, "for": target.for_code, "amount": target.amount_hundredths,
            "most": target.most_hundredths,
        }  # fmt: skip
    journal.record(session, actor, "write_plan", subject=f"annual_plan:{plan.id}", data=data)
