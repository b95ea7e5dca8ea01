"""What this office could hand over now: which dossiers, to which level and office, and what stops the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import Dossier, HandOver, HandOverItem, Office, Producer, Product, StoredFile
from app.models.dossier import DossierStatus as S
from app.models.office import OfficeRow
from app.services.actors import Actor, own_office
from app.services.bundles.records import collect
from app.services.dossiers import regime_of
from app.services.hand_over_ways import COMPLETION_STATES, RESULT_STATES, Purpose, finished_states
from app.services.journal import IDS_AT_ONCE
from app.services.names import state_name
from app.services.offices import list_offices
from app.services.rules.facts import LEVELS
from app.services.rules.library import RuleLibrary
from app.services.states import get_dossier, leaving
from app.services.succession.known import successor_of
from app.translate import _

_MOST = 500
_SMALLEST = 96 * 1024
_PER_DOSSIER = 24 * 1024
_BEFORE_LEAVING = (
    S.DRAFT, S.FILED, S.CHECKED, S.ASSESSED, S.TO_COMPLETE, S.RETURNED, S.PASSING_UP,
)  # fmt: skip
"""The states of a dossier that this office still prepares for its way up or back."""


@dataclass(frozen=True)
class Choice:
    """One dossier that may be handed over. ``receiver_level``: the level that it goes to.

    ``receiver_id``: the office, where it follows from the dossier's own way. ``reason`` is empty where it can go.
    """

    dossier_id: str
    product: str
    producer: str
    code: str
    application: str
    status: str
    purpose: Purpose
    receiver_level: str
    receiver_id: str = ""
    reason: str = ""
    advice: str = ""
    sent_on: dt.datetime | None = None

    @property
    def ready(self) -> bool:
        """Whether it can be handed over now."""
        return not self.reason


def choices(
    session: Session, actor: Actor, library: RuleLibrary, today: dt.date, wanted: Collection[str] = ()
) -> list[Choice]:
    """The dossiers that this office holds and could hand over, or will once their work here is done; ready ones first.

    A result that was sent already is listed only where it is asked for.

    Args:
        wanted: dossiers that are listed in any case, as long as they are held here.
    """
    found: list[Choice] = []
    sent = _sent_results(session, actor.office_id)
    origins = _senders(session, actor.office_id)
    for dossier, product, producer in _held(session, actor.office_id, sent, wanted):
        found += _choices_of(session, dossier, product, producer, actor, library, today, origins, sent)
    stuck = leaving(session, {one.dossier_id for one in found})
    if stuck:
        found = [_stuck(one) if one.dossier_id in stuck and one.purpose != "result" else one for one in found]
    return sorted(found, key=lambda one: (not one.ready, one.product.casefold(), one.dossier_id))


def _stuck(choice: Choice) -> Choice:
    return replace(
        choice,
        reason=_("It is being handed over already."),
        advice=_("Put the stick of that hand-over in and start the program again."),
    )


def _held(
    session: Session, office_id: str, sent: dict[str, dt.datetime], wanted: Collection[str]
) -> list[tuple[Dossier, str, str]]:
    statement = (
        select(Dossier, Product.name, Producer.name)
        .join(Product, col(Product.id) == col(Dossier.product_id))
        .join(Producer, col(Producer.id) == col(Product.producer_id))
        .where(Dossier.holder_office_id == office_id)
    )
    rows = session.exec(
        statement.where(col(Dossier.status).in_([state.value for state in _BEFORE_LEAVING])).limit(_MOST)
    ).all()
    final = session.exec(
        statement.where(
            col(Dossier.status).in_([state.value for state in RESULT_STATES]),
            col(Dossier.origin_office_id) != office_id,
        )
        .where(~col(Dossier.id).in_(_sent_ids(office_id)))
        .limit(_MOST)
    ).all()
    asked = list(wanted)[:IDS_AT_ONCE]
    extra = session.exec(statement.where(col(Dossier.id).in_(asked))).all() if asked else []
    by_id = {dossier.id: (dossier, product, producer) for dossier, product, producer in (*rows, *final, *extra)}
    return list(by_id.values())


def _sent_ids(office_id: str) -> Any:
    return (
        select(HandOverItem.dossier_id)
        .join(HandOver, col(HandOver.id) == col(HandOverItem.hand_over_id))
        .where(HandOver.from_office_id == office_id, HandOver.direction == "out", HandOver.purpose == "result")
    )


def _sent_results(session: Session, office_id: str) -> dict[str, dt.datetime]:
    """When the result of a dossier was sent last."""
    rows = session.exec(
        select(HandOverItem.dossier_id, func.max(HandOver.at))
        .join(HandOver, col(HandOver.id) == col(HandOverItem.hand_over_id))
        .where(HandOver.from_office_id == office_id, HandOver.direction == "out", HandOver.purpose == "result")
        .group_by(HandOverItem.dossier_id)
    )
    return dict(rows.all())


def _senders(session: Session, office_id: str) -> dict[str, str]:
    """By dossier, the office that it came from last."""
    rows = session.exec(
        select(HandOverItem.dossier_id, HandOver.from_office_id)
        .join(HandOver, col(HandOver.id) == col(HandOverItem.hand_over_id))
        .where(HandOver.to_office_id == office_id, HandOver.direction == "in", HandOver.purpose == "forward")
        .order_by(col(HandOver.at))
    )
    return dict(rows.all())


def _choices_of(
    session: Session,
    dossier: Dossier,
    product: str,
    producer: str,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    origins: dict[str, str],
    sent: dict[str, dt.datetime],
) -> Iterable[Choice]:
    status = S(dossier.status)
    came_from = origins.get(dossier.id) or dossier.origin_office_id
    below = session.get(Office, successor_of(session, came_from))
    base = Choice(
        dossier.id, product, producer, dossier.product_code, dossier.application_type, dossier.status, "forward", ""
    )
    try:
        regime = regime_of(dossier, library, today)
    except AppError as error:
        yield replace(base, reason=error.what, advice=error.what_next)
        return
    if below is not None and below.id != actor.office_id and LEVELS.index(below.level) < LEVELS.index(actor.level):
        down = replace(base, receiver_level=below.level, receiver_id=below.id)
        if status in RESULT_STATES:
            yield replace(down, purpose="result", sent_on=sent.get(dossier.id))
        elif status in COMPLETION_STATES:
            yield replace(down, purpose="completion")
    step = regime.step(actor.level)
    if step is None or not step.next or status not in _BEFORE_LEAVING:
        return
    up = replace(base, receiver_level=step.next)
    if status in finished_states(regime, actor.level):
        yield up
    elif "score" not in step.tasks:
        reason = _("The dossier is in the state “{status}”: its work here is not finished.")
        yield replace(
            up,
            reason=reason.format(status=state_name(dossier.status)),
            advice=_("Finish the check, the assessment and the report first."),
        )


def receivers(session: Session, level: str) -> list[OfficeRow]:
    """The known offices of a level, those of this office's own province first; for one that ended, its successor."""
    own = own_office(session)
    every = {row.id: row for row in list_offices(session)}
    heirs = [successor_of(session, row.id) for row in every.values() if row.level == level and not row.is_self]
    rows = [every[one] for one in dict.fromkeys(heirs) if not every[one].is_self]
    return sorted(rows, key=lambda row: row.province_code != own.province_code)


@dataclass(frozen=True)
class DossierSize:
    """What a dossier brings along: files and their bytes."""

    files: int
    size: int


def sizes(session: Session, dossier_ids: Sequence[str]) -> dict[str, DossierSize]:
    """How much each dossier adds to a bundle.

    Raises:
        NotFound: a dossier is not here.
    """
    found = {}
    for dossier_id in dossier_ids:
        hashes = collect(session, get_dossier(session, dossier_id)).files
        total = 0
        for start in range(0, len(hashes), IDS_AT_ONCE):
            some = hashes[start : start + IDS_AT_ONCE]
            total += session.exec(
                select(func.coalesce(func.sum(StoredFile.size), 0)).where(col(StoredFile.sha256).in_(some))
            ).one()
        found[dossier_id] = DossierSize(len(hashes), total)
        session.expunge_all()
    return found


def bundle_size(parts: Iterable[DossierSize]) -> int:
    """About how many bytes a bundle of these takes on the stick: rather too many than too few."""
    known = list(parts)
    files = sum(one.size for one in known)
    return files + files // 500 + _SMALLEST + _PER_DOSSIER * len(known) + 512 * sum(one.files for one in known)
