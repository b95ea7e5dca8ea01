"""``so-ocop bundle receipt``, ``letter``, ``missing`` and ``forgo``: what goes between offices beside dossiers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.help import command, new_group
from app.cli.opening import PassphraseFile, at_work, progress_for, reading, today, unlocked_keys
from app.cli.output import AsJson, print_json, table
from app.errors import AppError, InvalidInput, NotFound
from app.translate import N_, _, format_datetime

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.actors import Actor
    from app.services.bundles.export import Exported
    from app.services.letters.acknowledge import Acknowledged, Sending

commands = new_group(N_("Receipts: write one back to the stick, list those that are owed, enter one read out."))

Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help=N_("Where the file is written: the stick."))]


def sending_of(opened: AppContext, actor: Actor, day: dt.date, passphrase_file: Path | None, as_json: bool) -> Sending:
    """What a letter needs of the data folder; the keys are unlocked.

    Raises:
        NotAllowed: a passphrase is needed, or it is wrong.
    """
    from app.services.letters.acknowledge import Sending

    keys = unlocked_keys(opened, passphrase_file)
    return Sending(
        opened.database, opened.store, opened.library, keys, actor, day, opened.paths.outbox, progress_for(as_json)
    )


def acknowledged(
    opened: AppContext,
    actor: Actor,
    hand_over_id: str,
    folder: Path,
    day: dt.date,
    passphrase_file: Path | None,
    as_json: bool,
) -> Acknowledged:
    """The receipt of what was just taken, into the folder where the bundle lay; whatever stops it is only told."""
    from app.services.letters.acknowledge import Acknowledged, acknowledge

    try:
        sending = sending_of(opened, actor, day, passphrase_file, as_json)
    except AppError as error:
        return Acknowledged(None, error)
    return acknowledge(sending, hand_over_id, folder)


def _folder(out: Path) -> Path:
    if not out.is_dir():
        raise NotFound(N_("There is no folder {name}."), name=str(out))
    return out


def _written(done: Exported) -> dict[str, Any]:
    return {"path": str(done.path), "sha256": done.sha256, "size": done.size, "sequence": done.sequence}


@command(commands, "write", N_("Write the receipt of a bundle that was taken, as a letter; as often as needed."))
def write(
    context: typer.Context,
    hand_over_id: Annotated[str, typer.Argument(metavar="HAND_OVER_ID", help=N_("As “bundle take” told it."))],
    out: Out,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.letters.acknowledge import write_receipt

    with at_work(context) as (opened, actor):
        sending = sending_of(opened, actor, today(), passphrase_file, as_json)
        done = write_receipt(sending, hand_over_id, _folder(out))
    print_json(_written(done)) if as_json else print(_("The receipt is written: {path}").format(path=done.path))


@command(commands, "list", N_("The bundles that were taken here and whose receipt is still to be sent."))
def list_owed(context: typer.Context, as_json: AsJson = False) -> None:
    from app.services.hand_over_log import hand_over_lines

    with reading(context) as opened, opened.database.reading() as session:
        owed = [one for one in hand_over_lines(session, "in", today()) if one.receipt_owed]
    if as_json:
        print_json(
            {
                "owed": [
                    {
                        "hand_over": one.id,
                        "office": one.office,
                        "sequence": one.sequence,
                        "taken_at": one.at.isoformat(),
                    }
                    for one in owed
                ]
            }
        )
    elif not owed:
        print(_("No receipt is owed."))
    else:
        rows = [(one.id, one.sequence, format_datetime(one.at), one.office) for one in owed]
        print(table((_("hand-over"), _("number"), _("taken"), _("from")), rows))


@command(commands, "enter", N_("Enter the receipt code that the receiving office read out; it finds its hand-over."))
def enter(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("Such as 7F3K-2M95."))],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help=N_("The person of the other office."))],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help=N_("Day of receipt, YYYY-MM-DD; without it today."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    from app.services.hand_over_log import hand_over_details
    from app.services.receipt_codes import record_code

    try:
        day = dt.date.fromisoformat(on) if on else today()
    except ValueError as error:
        raise InvalidInput("on", N_("{value} is no day; write it as YYYY-MM-DD."), value=on) from error
    with at_work(context) as (opened, actor), opened.database.transaction() as session:
        row = record_code(session, code, by, day, actor, today())
        found = hand_over_details(session, row.hand_over_id, today()).line
    if as_json:
        print_json({"hand_over": found.id, "office": found.office, "sequence": found.sequence, "code": found.receipt})
    else:
        print(
            _("It is the receipt of hand-over no. {number} to {office}; it is recorded.").format(
                number=found.sequence, office=found.office
            )
        )


def letter(
    context: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="CODE", help=N_("The receiving office's code."))],
    out: Out,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help=N_("Rule packs, lists of offices, notices of keys; receipts go along.")),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help=N_("Do not encrypt it to the receiver."))] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """The command ``bundle letter``."""
    from app.services.letters.acknowledge import write_letter
    from app.services.letters.waiting import enclosed_file
    from app.services.offices import find_office

    enclosed = tuple(enclosed_file(path) for path in files or ())
    with at_work(context) as (opened, actor):
        with opened.database.reading() as session:
            receiver = find_office(session, to)
        if receiver is None:
            raise NotFound(
                N_("There is no office {code} here."), advice=N_("Load its card with “office take-card”."), code=to
            )
        sending = sending_of(opened, actor, today(), passphrase_file, as_json)
        done = write_letter(sending, receiver.id, _folder(out), enclosed, open_letter=plain)
    if as_json:
        print_json(_written(done))
    else:
        print(_("The letter to {office} is written: {path}").format(office=receiver.name, path=done.path))


def missing(context: typer.Context, as_json: AsJson = False) -> None:
    """The command ``bundle missing``."""
    from app.services.hand_over_numbers import missing_numbers
    from app.services.offices import list_offices

    with reading(context) as opened, opened.database.reading() as session:
        found = missing_numbers(session)
        codes = {one.id: one.code for one in list_offices(session)}
    if as_json:
        print_json(
            {
                "missing": [
                    {
                        "office": codes[one.office_id],
                        "name": one.office,
                        "numbers": [list(span) for span in one.spans],
                        "since": one.since.isoformat(),
                    }
                    for one in found
                ]
            }
        )
    elif not found:
        print(_("No number is missing."))
    else:
        rows = [(codes[one.office_id], one.text, format_datetime(one.since), one.office) for one in found]
        print(table((_("office"), _("numbers"), _("since"), _("name")), rows))


def forgo(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("The sending office's code."))],
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=N_("The number that will not come."))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why it will not come."))],
) -> None:
    """The command ``bundle forgo``."""
    from app.services.hand_over_numbers import forgo_number
    from app.services.offices import find_office

    with at_work(context) as (opened, actor), opened.database.transaction() as session:
        office = find_office(session, code)
        if office is None:
            raise NotFound(N_("There is no office {code} here."), code=code)
        forgo_number(session, office.id, number, reason, actor)
    print(_("Number {number} of {office} is no longer waited for.").format(number=number, office=office.name))
