"""``so-ocop rules compared``: which rule files this office compared with the signed text it holds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.help import command, new_group
from app.cli.opening import at_work, reading, today
from app.cli.output import AsJson, print_json, table
from app.errors import InvalidInput
from app.translate import N_, _, format_date

if TYPE_CHECKING:
    from app.services.compared_rules import FileStanding

commands = new_group(N_("Rule files that this office compared with the signed text it holds."))

_KINDS = {"regime": N_("regime"), "criteria": N_("criteria set"), "holidays": N_("holidays")}


@command(commands, "list", N_("List every rule file: whether it was compared, by whom, with which copy."))
def list_compared(context: typer.Context, as_json: AsJson = False) -> None:
    from app.services.compared_rules import file_standings

    with reading(context) as opened, opened.database.reading() as session:
        found = file_standings(session, opened.library)
    if as_json:
        print_json([_shown(one) for one in found])
    else:
        _print(found)


@command(commands, "set", N_("Record that this office compared rule files with the signed text."))
def set_compared(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME", help=N_("A regime, a criteria set, or a year of holidays, as “list” has it.")),
    ],
    number: Annotated[str, typer.Option("--copy", metavar="TEXT", help=N_("Number of the signed text."))],
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help=N_("Day of the signed text."))] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=N_("Where the copy is kept."))] = "",
    as_json: AsJson = False,
) -> None:
    from app.services.compared_rules import SignedCopy, record_comparison

    copy = SignedCopy(number, _day(dated), note)
    with at_work(context) as (opened, actor), opened.database.transaction() as session:
        done = record_comparison(session, opened.library, names, copy, actor, today=today())
    if as_json:
        print_json([_shown(one) for one in done])
    else:
        _print(done)


@command(commands, "revoke", N_("Take the comparison of a rule file back."))
def revoke_compared(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("As “list” has it."))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))],
    as_json: AsJson = False,
) -> None:
    from app.services.compared_rules import revoke_comparison

    with at_work(context) as (opened, actor), opened.database.transaction() as session:
        done = revoke_comparison(session, opened.library, name, reason, actor)
    if as_json:
        print_json(_shown(done))
    else:
        _print([done])


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput("dated", N_("“{text}” is no day; write it as 2025-07-01."), text=text) from error


def _print(found: list[FileStanding]) -> None:
    heads = (_("What"), _("Name"), _("Compared"), _("With which copy"), _("By whom, when"))
    print(table(heads, [_line(one) for one in found]))


def _line(one: FileStanding) -> tuple[str, ...]:
    done = one.comparison
    state = _("compared") if one.settled else _("changed, compare anew") if one.changed else _("not compared")
    if done is None:
        return _(_KINDS[one.file.kind]), one.file.id, state, "", ""
    copy = " ".join(filter(None, (done.copy_number, format_date(done.copy_on), done.note)))
    return _(_KINDS[one.file.kind]), one.file.id, state, copy, f"{done.person}, {format_date(done.compared_on)}"


def _shown(one: FileStanding) -> dict[str, Any]:
    done = one.comparison
    return {
        "kind": one.file.kind,
        "id": one.file.id,
        "sha256": one.file.sha256,
        "settled": one.settled,
        "changed": one.changed,
        "comparison": None
        if done is None
        else {
            "person": done.person,
            "position": done.position,
            "on": done.compared_on.isoformat(),
            "copy": done.copy_number,
            "dated": done.copy_on.isoformat() if done.copy_on else None,
            "note": done.note,
        },
    }
