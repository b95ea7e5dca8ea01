"""``so-ocop bundle``: dossiers as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import letters, quarantine, taken
from app.cli.bundle_report import Confirm, envelope_lines, fingerprints, take_and_tell, tell
from app.cli.help import command, new_group
from app.cli.opening import PassphraseFile, at_work, progress_for, today, unlocked_keys, writing
from app.cli.output import AsJson, one_of, print_json
from app.errors import InvalidInput, NotFound
from app.translate import N_, _

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.bundles.look import LookReport
    from app.services.letters.acknowledge import Acknowledged

commands = new_group(N_("Hand dossiers over as one file, look at such a file, take it in."))
commands.add_typer(quarantine.commands, name="quarantine")
commands.add_typer(letters.commands, name="receipt")
command(commands, "letter", N_("Send what is no dossier: receipts that are owed, rule packs, lists of offices, keys."))(
    letters.letter
)
command(commands, "missing", N_("The numbers of other offices' bundles that never came, and since when."))(
    letters.missing
)
command(commands, "forgo", N_("Wait no longer for a bundle's number."))(letters.forgo)
command(commands, "undo", N_("Undo a take, or list those that can be undone and what rests on them."))(taken.undo)
command(commands, "conflicts", N_("Dossiers changed both here and there: compare them, choose, merge."))(
    taken.conflicts
)
_PURPOSES = ("forward", "completion", "result")

BundleFile = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The bundle (.ocop)."))]


@command(commands, "export", N_("Hand dossiers over to another office as one signed file."))
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help=N_("Where the file is written: the stick."))],
    dossiers: Annotated[list[str] | None, typer.Argument(metavar="ID", help=N_("The dossiers."))] = None,
    to: Annotated[str, typer.Option("--to", metavar="CODE", help=N_("The receiving office's code."))] = "",
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="PURPOSE", help=N_("forward, completion or result."))
    ] = "forward",
    again: Annotated[
        str,
        typer.Option("--again", metavar="HAND_OVER_ID", help=N_("Write a hand-over whose stick was lost once more.")),
    ] = "",
    plain: Annotated[bool, typer.Option("--plain", help=N_("Do not encrypt it to the receiver."))] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.bundles.export import ExportOrder, export_bundle
    from app.services.custody.again import receiver_of
    from app.services.offices import find_office

    one_of("--purpose", purpose, _PURPOSES)
    if bool(again) == bool(dossiers) or bool(again) == bool(to):
        raise InvalidInput("again", N_("Name the dossiers and --to, or the hand-over with --again alone."))
    if not out.is_dir():
        raise NotFound(N_("There is no folder {name}."), name=str(out))
    with at_work(context) as (opened, actor):
        with opened.database.reading() as session:
            receiver = find_office(session, receiver_of(session, again) if again else to)
        if receiver is None:
            raise NotFound(
                N_("There is no office {code} here."), advice=N_("Load its card with “office take-card”."), code=to
            )
        keys = unlocked_keys(opened, passphrase_file)
        order = ExportOrder(
            dossier_ids=tuple(dict.fromkeys(dossiers or ())),
            to_office_id=receiver.id,
            purpose=purpose,  # type: ignore[arg-type]  # checked above
            target_dir=out,
            encrypted=opened.settings.encrypt_by_default and not plain,
            again=again,
        )
        done = export_bundle(
            opened.database,
            opened.store,
            opened.library,
            keys,
            order,
            actor,
            today(),
            opened.paths.outbox,
            progress_for(as_json),
            office_days=opened.settings.deadlines,
        )
    if as_json:
        print_json(
            {
                "path": str(done.path),
                "sha256": done.sha256,
                "size": done.size,
                "sequence": done.sequence,
                "hand_over": done.hand_over_id,
                "encrypted": order.encrypted,
            }
        )
        return
    print(_("Handed over to {office}: {path}").format(office=receiver.name, path=done.path))


@command(commands, "look", N_("Verify a bundle wholly and say what taking it would change; changes nothing."))
def look(
    context: typer.Context,
    file: BundleFile,
    confirm: Confirm = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    # Looking stages the bundle in the data folder, where a writer would sweep it away.
    with writing(context) as opened:
        tell(_look(opened, file, confirm, passphrase_file, as_json), as_json)


@command(commands, "take", N_("Take a bundle's dossiers in, after verifying it; taking twice changes nothing."))
def take(
    context: typer.Context,
    file: BundleFile,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help=N_("Only this dossier; may be repeated."))
    ] = None,
    confirm: Confirm = None,
    receipt: Annotated[
        bool, typer.Option("--receipt/--no-receipt", help=N_("Write the receipt into the folder of the bundle."))
    ] = True,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    def acknowledge(hand_over_id: str) -> Acknowledged:
        folder = file.absolute().parent
        return letters.acknowledged(opened, actor, hand_over_id, folder, today(), passphrase_file, as_json)

    with at_work(context) as (opened, actor):
        report = _look(opened, file, confirm, passphrase_file, as_json)
        take_and_tell(opened, actor, report, only, today(), as_json, acknowledge if receipt else None)


@command(commands, "settle", N_("Say what became of a hand-over whose stick is not coming back."))
def settle(
    context: typer.Context,
    hand_over_id: Annotated[str, typer.Argument(metavar="HAND_OVER_ID", help=N_("As it was told."))],
    left: Annotated[
        bool, typer.Option("--left", help=N_("The file is on the stick and goes to the receiver."))
    ] = False,
    lost: Annotated[bool, typer.Option("--lost", help=N_("The file never left, or nobody will ever read it."))] = False,
) -> None:
    from app.services.bundles.reconcile import settle_by_hand

    if left == lost:
        raise InvalidInput("left", N_("Say either --left or --lost."))
    with at_work(context) as (opened, actor):
        settle_by_hand(opened.database, hand_over_id, left, actor)
    print(_("It is handed over.") if left else _("Nothing was handed over; the dossiers are here as before."))


@command(commands, "verify", N_("Verify a bundle's structure, hashes and signature; needs no data folder."))
def verify(file: BundleFile, as_json: AsJson = False) -> None:
    from app.services.bundles.reader import verify_bundle

    _require_file(file)
    opened = verify_bundle(file, progress=progress_for(as_json))
    if as_json:
        print_json({"valid": True, "sha256": opened.sha256, "envelope": opened.envelope.model_dump(mode="json")})
        return
    print("\n".join(envelope_lines(opened.envelope)))
    print(_("Structure, hashes and signature are sound. Whether the key is that office's is for people to compare."))


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise NotFound(N_("There is no file {name}."), name=str(file))


def _look(
    opened: AppContext, file: Path, confirm: list[str] | None, passphrase_file: Path | None, as_json: bool
) -> LookReport:
    from app.services.quarantine import look_or_keep

    _require_file(file)
    return look_or_keep(
        opened.database,
        file,
        opened.paths,
        opened.library,
        identity=lambda: unlocked_keys(opened, passphrase_file).identities,
        confirmed=fingerprints(confirm),
        progress=progress_for(as_json),
    )
