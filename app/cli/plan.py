"""``so-ocop plan``: the targets of a year, where each stands, and the letters that bring them to the offices below."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.help import command, new_group
from app.cli.letters import Out, sending_of
from app.cli.opening import PassphraseFile, at_work, reading, today
from app.cli.output import AsJson, print_json, table
from app.errors import InvalidInput, NotFound, StorageError, system_reason
from app.translate import N_, _, format_date, format_number

if TYPE_CHECKING:
    from app.services.plans.actuals import Actual
    from app.services.plans.plans import PlanLine, TargetLine

commands = new_group(N_("The targets of a year: written here or given by the office above."))

_WAYS = {
    "not_computed": N_("not counted"),
    "elsewhere": N_("not from this office's records"),
    "nothing": N_("nothing to count yet"),
}


@command(commands, "list", N_("The plans known here, with where each target stands."))
def list_plans(
    context: typer.Context,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help=N_("Only this year's."))] = None,
    earlier: Annotated[bool, typer.Option("--earlier", help=N_("Also editions that a later one replaced."))] = False,
    as_json: AsJson = False,
) -> None:
    from app.services.plans.actuals import actual_figures
    from app.services.plans.plans import plan_lines, target_lines

    with reading(context) as opened, opened.database.reading() as session:
        found = []
        for plan in plan_lines(session, year, earlier=earlier):
            targets = target_lines(session, plan.id)
            found.append((plan, targets, actual_figures(session, plan, targets, today())))
    if as_json:
        print_json({"plans": [_plan(*one) for one in found]})
    elif not found:
        print(_("No plan is known here."))
    else:
        print("\n\n".join(_text(*one) for one in found))


@command(
    commands, "set", N_("Write this office's plan of a year from a JSON file; it takes the place of what was there.")
)
def set_from_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("As docs/cli.md says."))],
    as_json: AsJson = False,
) -> None:
    from app.services.plans.plan_file import read_plan_file
    from app.services.plans.plans import plan_line
    from app.services.plans.writing import set_plan

    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(N_("There is no file {name}."), name=str(file)) from error
    except OSError as error:
        raise StorageError(
            N_("{name} cannot be read: {reason}."), name=str(file), reason=system_reason(error)
        ) from error
    facts, targets = read_plan_file(content)
    with at_work(context) as (opened, actor), opened.database.transaction() as session:
        plan_id = set_plan(session, facts, targets, actor, opened.library)
        plan = plan_line(session, plan_id)
    if as_json:
        print_json({"plan": plan.id, "year": plan.year, "edition": plan.edition, "targets": plan.targets})
    else:
        words = _("The plan of {year} is written, edition {edition}: {count} targets.")
        print(words.format(year=plan.year, edition=plan.edition, count=plan.targets))


@command(commands, "send", N_("Write a letter with this office's plan of a year to each of the offices below."))
def send(
    context: typer.Context,
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help=N_("Of which year."))],
    out: Out,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="CODE", help=N_("An office below; several are possible."))
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help=N_("All offices below that work with this program."))] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.plans.plans import plan_lines
    from app.services.plans.sending import plan_receivers, send_plan

    if everyone == bool(to):
        raise InvalidInput("to", N_("Say either --to or --all."))
    if not out.is_dir():
        raise NotFound(N_("There is no folder {name}."), name=str(out))
    with at_work(context) as (opened, actor):
        with opened.database.reading() as session:
            plan = next((one for one in plan_lines(session, year) if one.own), None)
            below = {one.code: one.id for one in plan_receivers(session)}
        if plan is None:
            raise NotFound(
                N_("This office has no plan of {year} yet."), advice=N_("Write it with “plan set”."), year=year
            )
        unknown = next((code for code in to or () if code not in below), None)
        if unknown is not None:
            raise NotFound(N_("There is no office {code} below this one."), code=unknown)
        sending = sending_of(opened, actor, today(), passphrase_file, as_json)
        done = send_plan(
            sending, plan.id, list(below.values()) if everyone else [below[code] for code in to or ()], out
        )
    if as_json:
        print_json(
            {
                "written": [
                    {"office": one.office.code, "path": str(one.written.path), "sequence": one.written.sequence}
                    for one in done
                ]
            }
        )
    else:
        for one in done:
            print(_("The letter to {office} is written: {path}").format(office=one.office.name, path=one.written.path))


def _plan(plan: PlanLine, targets: list[TargetLine], actual: dict[str, Actual]) -> dict[str, Any]:
    return {
        "id": plan.id,
        "office": plan.office_code,
        "year": plan.year,
        "edition": plan.edition,
        "title": plan.title,
        "number": plan.number,
        "dated": plan.dated.isoformat() if plan.dated else None,
        "own": plan.own,
        "issued_at": plan.issued_at.isoformat() if plan.issued_at else None,
        "targets": [
            {
                "indicator": one.indicator,
                "for": one.for_code,
                "amount": str(one.amount),
                "most": _number(one.most),
                "about": one.about,
                "unit": one.unit,
                "text": one.text,
                "source": one.source,
                "way": actual[one.id].way,
                "actual": _number(actual[one.id].amount),
                "share": _number(actual[one.id].share),
                "reached": actual[one.id].reached,
            }
            for one in targets
        ],
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _text(plan: PlanLine, targets: list[TargetLine], actual: dict[str, Actual]) -> str:
    head = f"{plan.year} · {plan.office} · {plan.title}"
    head += f" · {plan.number}" if plan.number else ""
    head += f" · {format_date(plan.dated)}" if plan.dated else ""
    head += " · " + _("edition {number}").format(number=plan.edition)
    rows = [
        (one.position, one.name, one.for_name or _("whole area"), _amount(one), _said(actual[one.id], one.unit))
        for one in targets
    ]
    return head + "\n" + table((_("no."), _("target"), _("for"), _("amount"), _("actual")), rows)


def _amount(target: TargetLine) -> str:
    text = format_number(target.amount) + (f" – {format_number(target.most)}" if target.most is not None else "")
    return " ".join(part for part in (_("about") if target.about else "", text, target.unit) if part)


def _said(actual: Actual, unit: str) -> str:
    if actual.amount is None:
        return _(_WAYS[actual.way])
    share = f" ({format_number(actual.share)} %)" if actual.share is not None else ""
    return f"{format_number(actual.amount)} {unit}".rstrip() + share
