"""Letters that bring a plan to the offices below, one for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.errors import NotAllowed
from app.models.office import OfficeRow
from app.services.bundles.export import Exported
from app.services.letters.acknowledge import Sending, write_letter
from app.services.plans.giving import issue_plan
from app.services.plans.plans import offices_below
from app.translate import N_


@dataclass(frozen=True)
class SentPlan:
    """One letter that was written."""

    office: OfficeRow
    written: Exported


def plan_receivers(session: Session) -> list[OfficeRow]:
    """The offices below that read such a letter: those that work with this program."""
    return [one for one in offices_below(session) if one.uses_program]


def send_plan(sending: Sending, plan_id: str, office_ids: Sequence[str], folder: Path) -> list[SentPlan]:
    """Give a plan out and write a letter for each of these offices; what was written before a fault stays written.

    Raises:
        NotAllowed: an office that is not below this one or works on paper, none at all, or as ``issue_plan``.
        InvalidInput, NotFound: as ``issue_plan``. StorageError, Cancelled: as ``write_letter``.
    """
    with sending.database.reading() as session:
        below = {one.id: one for one in plan_receivers(session)}
    if not office_ids or any(one not in below for one in office_ids):
        raise NotAllowed(
            N_("Targets are sent to offices below that work with this program."),
            kept=N_("Nothing was written."),
            advice=N_("Load the cards of those offices first; to others give the plan on paper."),
        )
    with sending.database.transaction() as session:
        enclosure = issue_plan(session, plan_id, sending.actor)
    return [SentPlan(below[one], write_letter(sending, one, folder, (enclosure,))) for one in office_ids]
