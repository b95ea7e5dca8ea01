"""What ``so-ocop bundle`` prints of a bundle that was looked at, and taking what it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import complain, print_json, table, yes_or_no
from app.errors import InvalidInput, NotAllowed, NotFound
from app.translate import N_, _, format_datetime

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.actors import Actor
    from app.services.bundles.envelope import Envelope
    from app.services.bundles.look import LookReport
    from app.services.letters.acknowledge import Acknowledged

_KIND_WORDS = {
    "new": N_("new"),
    "changed": N_("changed"),
    "already_here": N_("already here"),
    "conflict": N_("CONFLICT"),
    "fork": N_("KEPT BESIDE"),
    "refused": N_("REFUSED"),
}
_STANDINGS = {"new": N_("new"), "known": N_("already here"), "refused": N_("REFUSED")}
_HEX = re.compile(r"[0-9a-f]{64}")


Confirm = Annotated[
    list[str] | None,
    typer.Option(
        "--confirm", metavar="FINGERPRINT", help=N_("The fingerprint of a new signer, compared by telephone before.")
    ),
]
"""The option ``--confirm``."""


def tell(report: LookReport, as_json: bool) -> None:
    """Print what looking found."""
    print_json(_report_json(report)) if as_json else print("\n".join(_report_lines(report)))


def take_and_tell(
    opened: AppContext,
    actor: Actor,
    report: LookReport,
    only: list[str] | None,
    today: dt.date,
    as_json: bool,
    acknowledge: Callable[[str], Acknowledged] | None = None,
) -> None:
    """Take what was looked at, and print both.

    Args:
        acknowledge: writes the receipt of what was taken, given the id of its hand-over.

    Raises:
        NotFound: one of ``only`` is not in the bundle. Exit: nothing was taken, and something was refused.
    """
    from app.services.bundles.take import take_bundle
    from app.services.conflicts.keeping import keep_conflicts

    inside = {verdict.dossier_id for verdict in report.verdicts}
    for dossier_id in only or ():
        if dossier_id not in inside:
            raise NotFound(N_("The bundle has no dossier {id}."), id=dossier_id)
    conflicts = keep_conflicts(opened.database, opened.store, report)
    taken = take_bundle(
        opened.database,
        opened.paths.database,
        opened.paths.backups,
        opened.store,
        report,
        actor,
        opened.library,
        today,
        chosen=only or None,
        rules_root=opened.paths.rules,
    )
    asks = acknowledge is not None and taken.hand_over_id and report.index.purpose not in ("letter", "succession")
    receipt = acknowledge(taken.hand_over_id) if asks and acknowledge else None
    for problem in taken.problems:
        complain(_("warning: {said}").format(said=problem.what))
    if receipt is not None and receipt.problem is not None:
        said = _("No receipt was written: {reason} It is still owed: “bundle receipt write” writes it later.")
        complain(said.format(reason=receipt.problem.what))
    written = str(receipt.written.path) if receipt is not None and receipt.written is not None else None
    if as_json:
        done = {
            "taken": list(taken.dossier_ids),
            "hand_over": taken.hand_over_id or None,
            "conflicts": list(conflicts),
        }
        print_json(_report_json(report) | done | {"enclosures_taken": list(taken.enclosures), "receipt": written})
    else:
        print("\n".join(_report_lines(report)))
        print(_("Dossiers taken: {count}.").format(count=len(taken.dossier_ids)))
        if conflicts:
            print(_("Dossiers that wait for a choice: {count}. See “bundle conflicts”.").format(count=len(conflicts)))
        if report.enclosures:
            print(_("Enclosures taken: {count}.").format(count=len(taken.enclosures)))
        if written:
            print(_("The receipt is written: {path}").format(path=written))
    stopped = [verdict for verdict in report.verdicts if verdict.kind in ("refused", "conflict")]
    stopped_enclosures = [one for one in report.enclosures if one.standing.kind == "refused"]
    if taken.problems or ((stopped or stopped_enclosures) and not taken.dossier_ids and not taken.enclosures):
        raise typer.Exit(NotAllowed.exit_code)


def fingerprints(typed: list[str] | None) -> frozenset[str]:
    """The fingerprints that a person has compared, as they were typed.

    Raises:
        InvalidInput: one of them is none.
    """
    return frozenset(_fingerprint(one) for one in typed or ())


def _fingerprint(typed: str) -> str:
    """A fingerprint as it is compared, however it was grouped when it was typed."""
    digits = re.sub(r"[\s:.-]", "", typed).lower()
    if not _HEX.fullmatch(digits):
        raise InvalidInput("confirm", N_("A fingerprint has 64 letters or digits, from 0 to 9 and a to f."))
    return " ".join(digits[at : at + 4] for at in range(0, 64, 4))


def envelope_lines(envelope: Envelope) -> list[str]:
    """Who sends how much to whom."""
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
    lines = envelope_lines(report.envelope)
    if not report.staged.signer_known:
        lines.append(_("The signer is new here and was confirmed."))
    if report.missing_sequences:
        lines.append(
            _("Bundles of this sender that have not arrived: {numbers}").format(
                numbers=", ".join(map(str, report.missing_sequences))
            )
        )
    rows = [(one.dossier_id, _(_KIND_WORDS[one.kind]), one.product, one.producer, one.said) for one in report.verdicts]
    if rows:
        lines += ["", table((_("id"), _("verdict"), _("product"), _("producer"), _("reason")), rows)]
    if report.enclosures:
        enclosed = [(_(_STANDINGS[one.standing.kind]), one.title, one.standing.said) for one in report.enclosures]
        lines += ["", table((_("verdict"), _("enclosed"), _("what it says")), enclosed)]
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
        "enclosures": [
            {
                "kind": one.kind,
                "sha256": one.sha256,
                "title": one.title,
                "verdict": one.standing.kind,
                "said": one.standing.said,
            }
            for one in report.enclosures
        ],
        "dossiers": [
            {
                "id": one.dossier_id,
                "product": one.product,
                "producer": one.producer,
                "verdict": one.kind,
                "asks": one.asks,
                "reason": one.said,
                "status": one.status,
                "custody_number": one.custody_number,
                "changes": list(one.changes),
                "warnings": list(one.warnings),
            }
            for one in report.verdicts
        ],
    }
