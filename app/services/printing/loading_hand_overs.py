"""Hand-overs as their minutes need them."""

from __future__ import annotations

import datetime as dt
import json

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Dossier, HandOver, HandOverItem, Official, Receipt
from app.services.documents import documents_of
from app.services.papers.council_facts import HandedDossier
from app.services.papers.hand_over_minutes import HandOverFacts, PartyFacts
from app.services.papers.official_dates import short_date
from app.services.papers.paper_facts import NumberingFacts
from app.services.printing.loading_dossiers import dossier_code, dossier_facts, files_fingerprint
from app.services.printing.loading_offices import get_office, local_day, office_facts
from app.services.printing.loading_rules import law_facts, regime_for
from app.services.receipt_codes import receipt_code
from app.services.rules.library import RuleLibrary
from app.translate import N_

REASONS = {
    "forward": "Hồ sơ đề nghị đánh giá, phân hạng sản phẩm OCOP năm {year}",
    "completion": "Hồ sơ đánh giá, phân hạng sản phẩm OCOP năm {year} trả lại để hoàn thiện",
    "result": "Kết quả đánh giá, phân hạng sản phẩm OCOP năm {year}",
}


def get_hand_over(session: Session, hand_over_id: str) -> HandOver:
    """The hand-over's row. Raises ``NotFound``."""
    row = session.get(HandOver, hand_over_id)
    if row is None:
        raise NotFound(N_("This hand-over is not here."))
    return row


def hand_over_items(session: Session, hand_over_id: str) -> list[HandOverItem]:
    """Its dossiers, in the order in which they were chosen."""
    return list(
        session.exec(
            select(HandOverItem).where(HandOverItem.hand_over_id == hand_over_id).order_by(col(HandOverItem.id))
        )
    )


def hand_over_facts(
    session: Session, library: RuleLibrary, hand_over: HandOver, today: dt.date
) -> tuple[HandOverFacts, bool]:
    """What the minutes say, and whether a dossier of practice is among those handed over.

    Raises:
        NotFound: the hand-over names no dossier.
    """
    handed, years, practice, regime = [], set(), False, None
    person = PartyFacts("")
    giver, receiver = get_office(session, hand_over.from_office_id), get_office(session, hand_over.to_office_id)
    for item in hand_over_items(session, hand_over.id):
        dossier = session.get_one(Dossier, item.dossier_id)
        regime = regime or regime_for(dossier, library, today)
        years.add(dossier.year)
        practice = practice or dossier.practice
        handed.append(_handed(session, library, dossier, today))
        if not person.person and item.prepared_entry:
            person = _person(session, item.prepared_entry)
    if regime is None:
        raise NotFound(N_("This hand-over is not here."))
    year = max(years)
    receipt = session.exec(select(Receipt).where(Receipt.hand_over_id == hand_over.id)).first()
    facts = HandOverFacts(
        office=office_facts(giver),
        numbering=NumberingFacts(year=local_day(hand_over.at).year),
        law=law_facts(regime),
        giver=PartyFacts(office_facts(giver).name, person.person, person.post),
        receiver=PartyFacts(office_facts(receiver).name, receipt.received_by if receipt else ""),
        dossiers=tuple(handed),
        reason=REASONS[hand_over.purpose].format(year=year),
        on=local_day(hand_over.at),
        place=office_facts(receiver).name,
        sequence=hand_over.sequence,
        bundle_fingerprint=hand_over.bundle_sha256 if hand_over.medium == "bundle" else "",
        receipt_code=_receipt(receipt) if receipt else _own_code(hand_over, receiver.code),
    )
    return facts, practice


def _handed(session: Session, library: RuleLibrary, dossier: Dossier, today: dt.date) -> HandedDossier:
    views = documents_of(session, dossier.id)
    sheets = [view.row.sheets for view in views if view.row.sheets]
    files, size, digest = files_fingerprint(views)
    return HandedDossier(
        dossier=dossier_facts(session, library, dossier, today),
        dossier_code=dossier_code(dossier),
        sheets=sum(sheets) if sheets else None,
        files=files,
        file_bytes=size,
        fingerprint=digest,
        samples=dossier.sample_count,
    )


def _person(session: Session, prepared_entry: str) -> PartyFacts:
    """Who hands over: the official of the prepared journal entry, where that person is of this office."""
    entry = json.loads(prepared_entry)
    official = session.get(Official, str(entry.get("actor", "")))
    return PartyFacts("", official.full_name, official.position) if official is not None else PartyFacts("")


def _own_code(hand_over: HandOver, receiver_code: str) -> str:
    """Of a bundle that was taken here: the code that the giver enters as its receipt."""
    if hand_over.direction != "in" or hand_over.medium != "bundle":
        return ""
    return f"mã {receipt_code(hand_over.bundle_sha256, receiver_code)}"


def _receipt(receipt: Receipt) -> str:
    number = f"số {receipt.number}, " if receipt.number else ""
    return f"{number}ngày {short_date(receipt.received_on)}, người nhận: {receipt.received_by}"
