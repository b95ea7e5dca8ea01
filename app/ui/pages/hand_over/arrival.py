"""What receiving does in its thread: take, put rules in use, and write the receipt back to where the bundle lay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from app.services.bundles.look import LookReport
from app.services.bundles.take import Taken, take_bundle
from app.services.conflicts.keeping import keep_conflicts
from app.services.keys import OfficeKeys
from app.services.letters.acknowledge import Acknowledged, Sending, acknowledge
from app.services.progress import Progress
from app.ui.desk import Desk

BY_THEMSELVES = frozenset({"receipt", "recall", "release"})
"""What a letter may hold that is taken without being asked: it only says how things stand elsewhere."""


@dataclass(frozen=True)
class Arrived:
    """How a bundle was taken. ``asks_receipt``: its sender waits for one; ``receipt``: how writing it ended.

    ``conflicts``: the dossiers that wait for a choice, by the ids of their conflicts.
    """

    report: LookReport
    taken: Taken
    conflicts: tuple[str, ...]
    asks_receipt: bool
    receipt: Acknowledged | None = None


def sending_of(desk: Desk, keys: OfficeKeys, progress: Progress | None = None) -> Sending:
    """What every letter needs of this data folder."""
    context = desk.context
    actor = desk.read(desk.actor)
    return Sending(
        context.database, context.store, context.library, keys, actor, desk.today(), context.paths.outbox, progress
    )


def take_arrived(
    desk: Desk,
    report: LookReport,
    chosen: Collection[str],
    keys: OfficeKeys | None,
    folder: Path | None,
    progress: Progress,
) -> Arrived:
    """Take the chosen dossiers and all that is enclosed; then the receipt.

    Args:
        keys: they sign the receipt; ``None``: nobody has unlocked them yet.
        folder: where the bundle lies, and the receipt goes; ``None``: not on the sender's stick.

    Raises:
        As ``take_bundle``; what stops the receipt is told in the result.
    """
    context = desk.context
    conflicts = keep_conflicts(context.database, context.store, report)
    taken = take_bundle(
        context.database,
        context.paths.database,
        context.paths.backups,
        context.store,
        report,
        desk.read(desk.actor),
        context.library,
        desk.today(),
        chosen=chosen,
        rules_root=context.paths.rules,
    )
    asks = bool(taken.hand_over_id) and report.index.purpose not in ("letter", "succession")
    receipt = None
    if asks and keys is not None and folder is not None:
        receipt = acknowledge(sending_of(desk, keys, progress), taken.hand_over_id, folder)
    return Arrived(report, taken, conflicts, asks, receipt)


def goes_by_itself(report: LookReport) -> bool:
    """Whether a letter can be taken at once: all of it only says how things stand at an office that is known here."""
    return (
        report.index.purpose == "letter"
        and report.staged.signer_known
        and not report.missing_sequences
        and not report.arrived_before
        and all(one.kind in BY_THEMSELVES and one.standing.kind != "refused" for one in report.enclosures)
    )
