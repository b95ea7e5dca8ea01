"""``so-ocop bundle``: dossiers as one file."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.help import command, new_group
from app.cli.opening import PassphraseFile, at_work, progress_for, today, unlocked_keys, writing
from app.cli.output import AsJson, one_of, print_json, table, yes_or_no
from app.errors import InvalidInput, NotAllowed, NotFound
from app.translate import N_, _, format_datetime

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.bundles.envelope import Envelope
    from app.services.bundles.look import LookReport

commands = new_group(N_("Hand dossiers over as one file, look at such a file, take it in."))
_PURPOSES = ("forward", "completion", "result")
_KIND_WORDS = {
    "new": N_("new"),
    "changed": N_("changed"),
    "already_here": N_("already here"),
    "conflict": N_("CONFLICT"),
    "refused": N_("REFUSED"),
}
_HEX = re.compile(r"[0-9a-f]{64}")

BundleFile = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The bundle (.ocop)."))]
Confirm = Annotated[
    list[str] | None,
    typer.Option(
        "--confirm", metavar="FINGERPRINT", help=N_("The fingerprint of a new signer, compared by telephone before.")
    ),
]


@command(commands, "export", N_("Hand dossiers over to another office as one signed file."))
def export(
    context: typer.Context,
    dossiers: Annotated[list[str], typer.Argument(metavar="ID", help=N_("The dossiers."))],
    to: Annotated[str, typer.Option("--to", metavar="CODE", help=N_("The receiving office's code."))],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help=N_("Where the file is written: the stick."))],
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="PURPOSE", help=N_("forward, completion or result."))
    ] = "forward",
    plain: Annotated[bool, typer.Option("--plain", help=N_("Do not encrypt it to the receiver."))] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.bundles.export import ExportOrder, export_bundle
    from app.services.offices import find_office

    one_of("--purpose", purpose, _PURPOSES)
    if not out.is_dir():
        raise NotFound(N_("There is no folder {name}."), name=str(out))
    with at_work(context) as (opened, actor):
        with opened.database.reading() as session:
            receiver = find_office(session, to)
        if receiver is None:
            raise NotFound(
                N_("There is no office {code} here."), advice=N_("Load its card with “office add”."), code=to
            )
        keys = unlocked_keys(opened, passphrase_file)
        order = ExportOrder(
            dossier_ids=tuple(dict.fromkeys(dossiers)),
            to_office_id=receiver.id,
            purpose=purpose,  # type: ignore[arg-type]  # checked above
            target_dir=out,
            encrypted=opened.settings.encrypt_by_default and not plain,
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
        report = _look(opened, file, confirm, passphrase_file, as_json)
    print_json(_report_json(report)) if as_json else print("\n".join(_report_lines(report)))


@command(commands, "take", N_("Take a bundle's dossiers in, after verifying it; taking twice changes nothing."))
def take(
    context: typer.Context,
    file: BundleFile,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help=N_("Only this dossier; may be repeated."))
    ] = None,
    confirm: Confirm = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.bundles.take import take_bundle

    with at_work(context) as (opened, actor):
        report = _look(opened, file, confirm, passphrase_file, as_json)
        inside = {verdict.dossier_id for verdict in report.verdicts}
        for dossier_id in only or ():
            if dossier_id not in inside:
                raise NotFound(N_("The bundle has no dossier {id}."), id=dossier_id)
        taken = take_bundle(
            opened.database,
            opened.paths.database,
            opened.paths.backups,
            opened.store,
            report,
            actor,
            opened.library,
            today(),
            chosen=only or None,
        )
    if as_json:
        print_json(_report_json(report) | {"taken": list(taken.dossier_ids), "hand_over": taken.hand_over_id or None})
    else:
        print("\n".join(_report_lines(report)))
        print(_("Dossiers taken: {count}.").format(count=len(taken.dossier_ids)))
    stopped = [verdict for verdict in report.verdicts if verdict.kind in ("refused", "conflict")]
    if stopped and not taken.dossier_ids:
        raise typer.Exit(NotAllowed.exit_code)


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
    print("\n".join(_envelope_lines(opened.envelope)))
    print(_("Structure, hashes and signature are sound. Whether the key is that office's is for people to compare."))


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise NotFound(N_("There is no file {name}."), name=str(file))


def _look(
    opened: AppContext, file: Path, confirm: list[str] | None, passphrase_file: Path | None, as_json: bool
) -> LookReport:
    from app.services.bundles.look import look_at_bundle
    from app.services.bundles.opening import open_outside
    from app.services.bundles.reader import open_file

    _require_file(file)
    with open_file(file) as source:
        sealed = open_outside(source).envelope.encrypted
    return look_at_bundle(
        opened.database,
        file,
        opened.paths.quarantine,
        opened.library,
        identity=unlocked_keys(opened, passphrase_file).identity if sealed else None,
        confirmed=frozenset(_fingerprint(one) for one in confirm or ()),
        progress=progress_for(as_json),
    )


def _fingerprint(typed: str) -> str:
    """A fingerprint as it is compared, however it was grouped when it was typed."""
    digits = re.sub(r"[\s:.-]", "", typed).lower()
    if not _HEX.fullmatch(digits):
        raise InvalidInput("confirm", N_("A fingerprint has 64 letters or digits, from 0 to 9 and a to f."))
    return " ".join(digits[at : at + 4] for at in range(0, 64, 4))


def _envelope_lines(envelope: Envelope) -> list[str]:
    return [
        _("From {sender} ({code}), key {fingerprint}").format(
            sender=envelope.sender.name, code=envelope.sender.code, fingerprint=envelope.sender.fingerprint
        ),
        _("To {receiver} ({code}), number {sequence} of this pair, made {at}").format(
            receiver=envelope.receiver.name,
            code=envelope.receiver.code,
            sequence=envelope.sequence,
            at=format_datetime(dt.datetime.fromisoformat(envelope.created_at)),
        ),
        _("Dossiers: {dossiers}; attachments: {files} ({bytes} bytes); encrypted: {encrypted}").format(
            dossiers=envelope.counts.dossiers,
            files=envelope.counts.files,
            bytes=envelope.counts.bytes,
            encrypted=yes_or_no(envelope.encrypted),
        ),
    ]


def _report_lines(report: LookReport) -> list[str]:
    lines = _envelope_lines(report.envelope)
    if not report.staged.signer_known:
        lines.append(_("The signer is new here and was confirmed."))
    if report.missing_sequences:
        lines.append(
            _("Bundles of this sender that have not arrived: {numbers}").format(
                numbers=", ".join(map(str, report.missing_sequences))
            )
        )
    rows = [(one.dossier_id, _(_KIND_WORDS[one.kind]), one.product, one.producer, one.said) for one in report.verdicts]
    lines += ["", table((_("id"), _("verdict"), _("product"), _("producer"), _("reason")), rows)]
    for verdict in report.verdicts:
        lines += [_("warning: {said}").format(said=warning) for warning in verdict.warnings]
    return lines


def _report_json(report: LookReport) -> dict[str, Any]:
    return {
        "sha256": report.staged.sha256,
        "purpose": report.index.purpose,
        "envelope": report.envelope.model_dump(mode="json"),
        "signer_known": report.staged.signer_known,
        "missing_sequences": list(report.missing_sequences),
        "takeable": list(report.takeable),
        "dossiers": [
            {
                "id": one.dossier_id,
                "product": one.product,
                "producer": one.producer,
                "verdict": one.kind,
                "reason": one.said,
                "status": one.status,
                "custody_number": one.custody_number,
                "changes": list(one.changes),
                "warnings": list(one.warnings),
            }
            for one in report.verdicts
        ],
    }
