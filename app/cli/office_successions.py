"""``so-ocop office succeed``: an office carries on for others that have ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.help import command, new_group
from app.cli.opening import (
    PassphraseFile,
    asked_passphrase,
    at_work,
    given_passphrase,
    progress_for,
    reading,
    today,
    unlocked_keys,
)
from app.cli.output import AsJson, print_json, table
from app.errors import InvalidInput, NotFound
from app.services.names import state_name
from app.translate import N_, _, format_date

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.actors import Actor
    from app.services.letters.acknowledge import Sending
    from app.services.succession.looking import FolderReport
    from app.services.succession.naming import Basis, SuccessionRow

commands = new_group(N_("Carry on for offices that have ended: their dossiers, certificates, series and journal."))

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help=N_("The ended office's data folder, or a copy of its whole book."))
]
Code = Annotated[str, typer.Argument(metavar="CODE", help=N_("Code of the ended office."))]
Number = Annotated[str, typer.Option("--number", metavar="TEXT", help=N_("Number of the decision behind it."))]
From = Annotated[str, typer.Option("--from", metavar="DATE", help=N_("From which day, as 2025-07-01."))]
Dated = Annotated[str, typer.Option("--dated", metavar="DATE", help=N_("Day of the decision."))]
Issuer = Annotated[str, typer.Option("--issuer", metavar="TEXT", help=N_("Who issued the decision."))]
Scan = Annotated[Path | None, typer.Option("--scan", metavar="FILE", help=N_("Scan of the decision."))]


def _day(field: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(field, N_("“{text}” is no day; write it as 2025-07-01."), text=text) from error


def _basis(opened: AppContext, number: str, dated: str, issuer: str, scan: Path | None) -> Basis:
    from app.services.documents import keep_file
    from app.services.succession.naming import Basis

    blob = opened.store.put(scan) if scan is not None else None
    if blob is not None:
        with opened.database.transaction() as session:
            keep_file(session, blob)
    on = _day("dated", dated) if dated else None
    return Basis(number, on, issuer, blob.sha256 if blob else None, scan.name if scan else "")


@command(commands, "look", N_("Show what an ended office's folder holds, and what taking it over would do."))
def look(context: typer.Context, folder: Folder, as_json: AsJson = False) -> None:
    with at_work(context) as (opened, _actor):
        report = _looked(opened, folder, as_json)
        report.close()
    if as_json:
        print_json(_shown(report))
        return
    _tell(report)


@command(commands, "take", N_("Take over from an ended office's folder."))
def take(
    context: typer.Context,
    folder: Folder,
    number: Number,
    from_on: From,
    dated: Dated = "",
    issuer: Issuer = "",
    scan: Scan = None,
    no_keys: Annotated[bool, typer.Option("--no-keys", help=N_("Leave the ended office's keys out."))] = False,
    their_passphrase_file: Annotated[
        Path | None,
        typer.Option(
            "--their-passphrase-file", metavar="FILE", help=N_("First line: passphrase of the ended office's keys.")
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.keys import add_keys
    from app.services.succession.looking import keys_of_folder
    from app.services.succession.taking import take_over

    day = _day("from", from_on)
    with at_work(context) as (opened, actor):
        report = _looked(opened, folder, as_json)
        try:
            inherited = None
            if not no_keys and report.keys != "none":
                theirs = None
                if report.keys == "locked":
                    theirs = _first_line(their_passphrase_file) if their_passphrase_file else asked_passphrase()
                inherited = keys_of_folder(report, theirs)
                own = None
                if opened.keys_protected:
                    given = given_passphrase(passphrase_file)
                    own = given if given is not None else asked_passphrase()
                add_keys(opened.paths.keys, inherited, own)
                opened.forget_keys()
            basis = _basis(opened, number, dated, issuer, scan)
            done = take_over(
                opened.database, opened.paths.database, opened.paths.backups, opened.store, report, day, basis, actor,
                opened.library, today(), inherited=inherited, progress=progress_for(as_json),
            )  # fmt: skip
        finally:
            report.close()
    if as_json:
        print_json(
            {
                "succession": _row(done.succession),
                "taken": list(done.dossier_ids),
                "held": list(done.held),
                "brought_back": list(done.brought_back),
            }
        )
        return
    print(
        _("{count} dossiers of {office} taken over; {held} of them were in its hands.").format(
            count=len(done.dossier_ids), office=done.succession.predecessor, held=len(done.held)
        )
    )
    if done.brought_back:
        print(_("Dossiers that were on their way to it are here again: {count}.").format(count=len(done.brought_back)))


@command(commands, "name", N_("Record which office carries on for one that has ended."))
def name(
    context: typer.Context,
    code: Code,
    successor: Annotated[str, typer.Argument(metavar="SUCCESSOR", help=N_("Code of the office that carries on."))],
    number: Number,
    from_on: From,
    dated: Dated = "",
    issuer: Issuer = "",
    scan: Scan = None,
    as_json: AsJson = False,
) -> None:
    from app.services.succession.naming import name_successor

    with at_work(context) as (opened, actor):
        basis = _basis(opened, number, dated, issuer, scan)
        before, after = _known(opened, code), _known(opened, successor)
        with opened.database.transaction() as session:
            row = name_successor(session, before, after, _day("from", from_on), basis, actor)
    if as_json:
        print_json(_row(row))
        return
    print(_("{after} carries on for {before}.").format(after=row.successor, before=row.predecessor))


@command(commands, "hand-over", N_("As the office that ends: hand everything over to the named successor."))
def hand_over(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help=N_("The stick, or a folder."))],
    open_bundle: Annotated[bool, typer.Option("--open", help=N_("Do not seal it; this is recorded."))] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.succession.last_act import hand_over_everything

    with at_work(context) as (opened, actor):
        written = hand_over_everything(
            _sending(opened, actor, passphrase_file, as_json), target, encrypted=not open_bundle
        )
    if as_json:
        print_json({"path": str(written.path), "sha256": written.sha256, "sequence": written.sequence})
        return
    print(_("Everything that this office held is in {path}.").format(path=written.path))


@command(commands, "notice", N_("Write the notice of a succession for a neighbour, or for all of them."))
def notice(
    context: typer.Context,
    code: Code,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help=N_("The stick, or a folder."))],
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="CODE", help=N_("Code of a neighbour; else all that are known."))
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.letters.acknowledge import write_letter
    from app.services.succession.notice import notice_receivers, succession_enclosure

    written = []
    with at_work(context) as (opened, actor):
        before = _known(opened, code)
        with opened.database.reading() as session:
            enclosed = succession_enclosure(session, before, actor)
            every = {one.code: one.id for one in notice_receivers(session) if one.id != before}
        offices = {one: _known(opened, one) for one in to} if to else every
        sending = _sending(opened, actor, passphrase_file, as_json)
        for office_code, office_id in offices.items():
            letter = write_letter(sending, office_id, target, (enclosed,))
            written.append({"to": office_code, "path": str(letter.path)})
    if as_json:
        print_json({"written": written})
        return
    for one in written:
        print(f"{one['to']}: {one['path']}")


@command(
    commands, "list", N_("List the successions known here, and the offices that this one probably carries on for.")
)
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    from app.services.succession.naming import succession_rows
    from app.services.succession.proposals import likely_predecessors

    with reading(context) as opened, opened.database.reading() as session:
        rows = succession_rows(session)
        proposed = [one for one in likely_predecessors(session, opened.places, today()) if not one.known]
    if as_json:
        print_json({"successions": [_row(row) for row in rows], "proposed": [_plain(asdict(one)) for one in proposed]})
        return
    heads = (_("ended"), _("carries on"), _("from"), _("decision"), _("dossiers"))
    lines = [
        (row.predecessor, row.successor, format_date(row.from_on), row.basis_number, str(row.dossiers)) for row in rows
    ]
    print(table(heads, lines))
    if proposed:
        print(_("Units that went into this office's: {units}").format(units=", ".join(one.name for one in proposed)))


def _looked(opened: AppContext, folder: Path, as_json: bool) -> FolderReport:
    from app.services.succession.looking import look_at_folder

    return look_at_folder(
        opened.database, opened.paths, opened.store, folder, opened.library, progress_for(as_json)
    )  # fmt: skip


def _sending(opened: AppContext, actor: Actor, passphrase_file: Path | None, as_json: bool) -> Sending:
    from app.services.letters.acknowledge import Sending

    return Sending(
        opened.database, opened.store, opened.library, unlocked_keys(opened, passphrase_file), actor, today(),
        opened.paths.outbox, progress_for(as_json),
    )  # fmt: skip


def _known(opened: AppContext, code: str) -> str:
    from app.services.offices import find_office

    with opened.database.reading() as session:
        office = find_office(session, code)
    if office is None:
        raise NotFound(N_("This office is not known here."))
    return office.id


def _first_line(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in values.items()}


def _row(row: SuccessionRow) -> dict[str, Any]:
    return _plain(asdict(row)) | {"series": [dict(one) for one in row.series]}


def _shown(report: FolderReport) -> dict[str, Any]:
    return {
        "office": {"code": report.code, "name": report.name, "level": report.level},
        "problem": report.problem,
        "dossiers": [asdict(line) for line in report.lines],
        "held": report.held,
        "certificates": len(report.certificates),
        "series": [one.model_dump(mode="json") for one in report.series],
        "clashes": [asdict(one) for one in report.clashes],
        "files": report.file_count,
        "bytes": report.byte_count,
        "journal_entries": report.journal_entries,
        "keys": report.keys,
        "named": report.named,
    }


def _tell(report: FolderReport) -> None:
    print(
        _("{office}: {dossiers} dossiers ({held} in its hands), {certificates} certificates, {entries} acts.").format(
            office=report.name,
            dossiers=len(report.lines),
            held=report.held,
            certificates=len(report.certificates),
            entries=report.journal_entries,
        )
    )
    if report.problem:
        print(report.problem)
    heads = (_("state"), _("product"), _("what taking it does"))
    print(table(heads, [(state_name(line.status), line.product, line.said or line.kind) for line in report.lines]))
    for clash in report.clashes:
        print(
            _(
                "Both offices have numbers of {kind} in {year}: the ended one up to {last}, this one up to {own}."
            ).format(kind=clash.kind, year=clash.year, last=clash.last, own=clash.own_last)
        )
