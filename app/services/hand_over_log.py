"""The book of hand-overs: what left and what came, what is still without a receipt, and each one's particulars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Dossier, HandOver, HandOverItem, Office, Product, Receipt
from app.services.bundles.signing import fingerprint
from app.services.letters.receipts import Listed, is_owed, listed_of, results_of
from app.translate import N_, _, format_date, format_datetime, format_number, ngettext

_MOST = 1000
_AT_ONCE = 500
_DOSSIERS = select(Dossier.id, Product.name, Dossier.status).join(Product, col(Product.id) == col(Dossier.product_id))
_CLOSED = ("received", "replaced", "sent", "taken", "undone")


@dataclass(frozen=True)
class HandOverLine:
    """One line of the book. ``waiting``: days without receipt, of what has left and has none; else ``None``.

    ``status``: intended, written, received, replaced, sent (of what left), taken, undone (of what came). Times in UTC.
    ``received_at``, ``received_count`` and ``missed_count`` are those of a receipt that came as a file, and
    ``undone`` says that the taking was undone there. ``receipt_owed``: of what came, its receipt is still to be sent.
    """

    id: str
    direction: str
    sequence: int
    office: str
    office_id: str
    purpose: str
    medium: str
    status: str
    at: dt.datetime
    count: int
    waiting: int | None = None
    receipt: str = ""
    received_on: dt.date | None = None
    received_by: str = ""
    received_at: dt.datetime | None = None
    received_count: int | None = None
    missed_count: int | None = None
    undone: bool = False
    receipt_owed: bool = False
    receipt_sent_at: dt.datetime | None = None

    @property
    def received_words(self) -> str:
        """Who received it when and how many, as one sentence; empty where no receipt came.

        Such as "UBND huyện Mẫu received it 12/03/2026 14:05: 7 dossiers, 1 not taken".
        """
        if self.received_on is None:
            return ""
        when = format_datetime(self.received_at) if self.received_at else format_date(self.received_on)
        if self.undone:
            return _("{office} undid the taking").format(office=self.office)
        if self.received_count is None:
            return _("{office} received it {time}").format(office=self.office, time=when)
        said = ngettext(
            "{office} received it {time}: {count} dossier", "{office} received it {time}: {count} dossiers",
            self.received_count,
        ).format(office=self.office, time=when, count=format_number(self.received_count))  # fmt: skip
        if self.missed_count:
            said += ", " + _("{count} not taken").format(count=format_number(self.missed_count))
        return said

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.status in ("intended", "written")


@dataclass(frozen=True)
class HandedDossier:
    """A dossier of a hand-over, with its state here (empty: it is not here).

    ``result``: what the receiving office made of it: taken, already_here, not_taken; empty: nothing is known.
    """

    id: str
    product: str
    status: str
    result: str = ""


@dataclass(frozen=True)
class HandOverDetails:
    """Everything of one hand-over, for the person who wants to know."""

    line: HandOverLine
    dossiers: tuple[HandedDossier, ...]
    bundle_name: str
    bundle_sha256: str
    bundle_id: str
    target: str
    encrypted: bool
    files: int
    size: int
    fingerprint: str
    """Of the other office's key; empty where none is known."""
    note: str = ""
    receiver_code: str = ""


def hand_over_lines(session: Session, direction: str, today: dt.date) -> list[HandOverLine]:
    """What left (``out``) or came (``in``): what is still open first, then the newest; at most a thousand."""
    other = HandOver.to_office_id if direction == "out" else HandOver.from_office_id
    items = (
        select(func.count())
        .select_from(HandOverItem)
        .where(col(HandOverItem.hand_over_id) == HandOver.id)
        .scalar_subquery()
    )
    rows = session.exec(
        select(HandOver, Office, items)
        .join(Office, col(Office.id) == other)
        .where(HandOver.direction == direction)
        .order_by(col(HandOver.status).in_(_CLOSED), col(HandOver.at).desc())
        .limit(_MOST)
    ).all()
    receipts = _receipts(session, [row.id for row, _office, _count in rows])
    return [_line(row, office, count, receipts.get(row.id), today) for row, office, count in rows]


def _receipts(session: Session, ids: Collection[str]) -> dict[str, Receipt]:
    found: dict[str, Receipt] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found |= {
            one.hand_over_id: one for one in session.exec(select(Receipt).where(col(Receipt.hand_over_id).in_(some)))
        }
    return found


def _line(row: HandOver, office: Office, count: int, receipt: Receipt | None, today: dt.date) -> HandOverLine:
    waiting = None
    in_force = receipt is not None and receipt.state == "in_force"
    if row.direction == "out" and row.status in ("intended", "written") and not in_force:
        waiting = max(0, (today - row.at.astimezone().date()).days)
    return HandOverLine(
        id=row.id,
        direction=row.direction,
        sequence=row.sequence,
        office=office.name,
        office_id=office.id,
        purpose=row.purpose,
        medium=row.medium,
        status=row.status,
        at=row.at,
        count=count,
        waiting=waiting,
        receipt=receipt.number if receipt else "",
        received_on=receipt.received_on if receipt else None,
        received_by=receipt.received_by if receipt else "",
        received_at=receipt.received_at if receipt else None,
        received_count=receipt.received_count if receipt else None,
        missed_count=receipt.missed_count if receipt else None,
        undone=receipt is not None and receipt.state == "undone",
        receipt_owed=is_owed(row),
        receipt_sent_at=row.receipt_sent_at,
    )


def hand_over_details(session: Session, hand_over_id: str, today: dt.date) -> HandOverDetails:
    """One hand-over.

    Raises:
        NotFound: it is not here.
    """
    row = session.get(HandOver, hand_over_id)
    if row is None:
        raise NotFound(N_("This hand-over is not here."))
    other = session.get_one(Office, row.to_office_id if row.direction == "out" else row.from_office_id)
    dossiers = session.exec(
        _DOSSIERS.join(HandOverItem, col(HandOverItem.dossier_id) == col(Dossier.id))
        .where(HandOverItem.hand_over_id == row.id)
        .order_by(col(HandOverItem.id))
    ).all()
    receipt = _receipts(session, [row.id]).get(row.id)
    listed = {one.dossier_id: one for one in listed_of(row)}
    results = results_of(receipt) if row.direction == "out" else {key: one.result for key, one in listed.items()}
    here = [HandedDossier(*one, result=results.get(one[0], "")) for one in dossiers]
    shown = {one.id for one in here}
    here += _not_taken(session, [one for key, one in listed.items() if key not in shown])
    return HandOverDetails(
        line=_line(row, other, len(dossiers), receipt, today),
        dossiers=tuple(here),
        bundle_name=row.bundle_name,
        bundle_sha256=row.bundle_sha256,
        bundle_id=row.bundle_id,
        target=row.target,
        encrypted=row.encrypted,
        files=row.file_count,
        size=row.byte_count,
        fingerprint=fingerprint(bytes.fromhex(other.sign_public_key)) if other.sign_public_key else "",
        note=receipt.note if receipt else "",
        receiver_code=session.get_one(Office, row.to_office_id).code,
    )


def _not_taken(session: Session, listed: Sequence[Listed]) -> list[HandedDossier]:
    """The dossiers of a bundle that were not taken from it: some of them are here all the same."""
    standing: dict[str, str] = {}
    for start in range(0, len(listed), _AT_ONCE):
        ids = [one.dossier_id for one in listed[start : start + _AT_ONCE]]
        standing |= {row[0]: row[2] for row in session.exec(_DOSSIERS.where(col(Dossier.id).in_(ids)))}
    return [HandedDossier(one.dossier_id, one.product, standing.get(one.dossier_id, ""), one.result) for one in listed]


def taken_before(session: Session, bundles: Collection[str]) -> dict[str, str]:
    """Of these bundles (SHA-256 of their envelopes) those that were taken here, with the hand-over of each."""
    rows = session.exec(
        select(HandOver.bundle_sha256, HandOver.id).where(
            HandOver.direction == "in", HandOver.status != "undone", col(HandOver.bundle_sha256).in_(list(bundles))
        )
    )
    return dict(rows.all())
