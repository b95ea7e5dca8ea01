"""What is asked for a plan, for one of its targets, and before it is sent down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput
from app.models.office import OfficeRow
from app.services.plans.giving import issue_plan
from app.services.plans.indicators import OTHER, indicators
from app.services.plans.plans import PlanLine, TargetLine, offices_below
from app.services.plans.sending import plan_receivers
from app.services.plans.writing import PlanFacts, TargetData, write_plan, write_target
from app.translate import N_, _
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field, Help
from app.ui.route import Route

EVERYONE = "*"
_WHOLE = "*"
Done = Callable[[Any], None]


def ask_plan(parent: QWidget, desk: Desk, plan: PlanLine | None, on_done: Done) -> ActDialog:
    """Begin a year's plan, or change what it says of itself; ``on_done`` gets the id of the edition."""
    year = str(plan.year if plan is not None else desk.today().year)

    def work(session: Any, actor: Any, values: dict[str, Any]) -> str:
        typed = values.get("year", year).strip()
        if not typed.isascii() or not typed.isdigit():
            raise InvalidInput("year", N_("{year} is no year."), year=typed)
        facts = PlanFacts(int(typed), values["title"], values["number"], values["dated"])
        return write_plan(session, facts, actor, desk.library)

    rows = [
        [Field("year", _("Year"), required=True, limit=4)],
        [Field("title", _("Title of the plan"), limit=300, hint=_("Empty: the usual one of the year"))],
        [Field("number", _("Number of the plan"), limit=100, span=2), Field("dated", _("Date"), "date", span=2)],
    ]
    values: dict[str, object] = {"year": year}
    if plan is not None:
        values = {"title": plan.title, "number": plan.number, "dated": plan.dated}
    dialog = ActDialog(
        parent,
        desk,
        _("Plan of the year") if plan is None else _("Plan of {year}").format(year=plan.year),
        rows if plan is None else rows[1:],
        _("Save"),
        work,
        values=values,
        changes="plan",
        on_done=on_done,
    )
    dialog.open()
    return dialog


def ask_target(parent: QWidget, desk: Desk, plan: PlanLine, target: TargetLine | None, on_done: Done) -> ActDialog:
    """Add a target or change one; ``on_done`` gets its id."""
    offices = desk.read(offices_below)
    known = {one.code for one in offices}
    given = [(_WHOLE, _("The whole area"))] + [(one.code, one.name) for one in offices]
    if target is not None and target.for_code and target.for_code not in known:
        given.append((target.for_code, target.for_name))
    names = tuple((code, one.name if code != OTHER else _("Another one, in the plan's words")) for code, one in
                  indicators().items())  # fmt: skip
    rows = [
        [Field("indicator", _("Target"), "combo", required=True, choices=names, help=_help())],
        [Field("for_code", _("Given to"), "combo", choices=tuple(given), required=True)],
        [
            Field("amount", _("Amount"), "number", required=True, decimals=2, lowest=0),
            Field("most", _("Up to"), "number", decimals=2, lowest=0, hint=_("For a range such as 40 – 50")),
            Field("unit", _("Unit"), limit=60, hint=_("Empty: the usual one")),
        ],
        [Field("about", _("The plan says “about”"), "check")],
        [Field("text", _("As the plan words it"), "long", limit=1000, lines=2)],
        [Field("source", _("Where it stands in the plan"), limit=300, hint=_("Section, clause"))],
    ]
    values: dict[str, object] = {"for_code": _WHOLE}
    if target is not None:
        values = {
            name: getattr(target, name)
            for name in ("indicator", "for_code", "amount", "most", "unit", "about", "text", "source")
        }
        values["for_code"] = target.for_code or _WHOLE

    def work(session: Any, actor: Any, typed: dict[str, Any]) -> str:
        typed["for_code"] = "" if typed["for_code"] == _WHOLE else typed["for_code"]
        known_id = target.id if target is not None else ""
        return write_target(session, plan.id, TargetData(**typed), actor, desk.library, known_id)

    dialog = ActDialog(
        parent,
        desk,
        _("Add a target") if target is None else _("Change the target"),
        rows,
        _("Save"),
        work,
        values=values,
        changes="plan",
        text=_next_edition(plan),
        on_done=on_done,
    )
    dialog.open()
    return dialog


def _help() -> Help:
    return Help(
        what=_("The list holds the targets of real plans of districts and provinces."),
        example="Sản phẩm được công nhận từ 3 sao trở lên trong năm",
    )


def _next_edition(plan: PlanLine) -> str:
    if plan.issued_at is None:
        return ""
    words = _("Edition {number} was given out and stays as it is: this change begins edition {next}.")
    return words.format(number=plan.edition, next=plan.edition + 1)


def ask_send(
    parent: QWidget, desk: Desk, plan: PlanLine, on_done: Callable[[list[OfficeRow], bool], None]
) -> ActDialog | None:
    """Give the plan out and say to whom; ``on_done`` gets the offices, and whether they are all that there are.

    ``None`` where no office below is known.
    """
    offices = desk.read(plan_receivers)
    if not offices:
        messages.ask(
            parent,
            _("No office below is known here"),
            _("Read the cards of the offices that the targets are for first."),
            _("Go to the offices"),
            lambda: desk.go(Route("settings", tab="offices")),
        )
        return None
    everyone = _("All {count} offices below").format(count=len(offices))
    choices = ((EVERYONE, everyone), *((one.id, one.name) for one in offices))
    chosen: list[str] = []

    def work(session: Any, actor: Any, values: dict[str, Any]) -> None:
        issue_plan(session, plan.id, actor)
        chosen[:] = [values["to"] or EVERYONE]

    def done(_value: Any) -> None:
        picked = [one for one in offices if chosen[0] in (EVERYONE, one.id)]
        on_done(picked, chosen[0] == EVERYONE)

    text = _(
        "This edition is closed then; a later change makes a new one. It also goes along with what is sent to these "
        "offices in the next weeks."
    )
    dialog = ActDialog(
        parent,
        desk,
        _("Send the targets down"),
        [[Field("to", _("To whom"), "combo", required=True, choices=choices)]],
        _("Go on"),
        work,
        values={"to": EVERYONE},
        changes="plan",
        text=text,
        on_done=done,
    )
    dialog.open()
    return dialog
