"""Papers on what an office did that has ended name both offices: that one, and the one that carries on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.models import Certificate, DecisionItem, HandOverItem, JournalEntry, Office, RoundEntry, ScoreSheet
from app.services import journal
from app.services.journal_replay import SUCCEED, successions_in
from app.services.succession.known import successor_of


def succession_note(session: Session, takes: str, ids: Sequence[str]) -> str:
    """The sentence for a paper on these records; empty where no office that held them has ended.

    Args:
        takes: what the ids are of: see ``PaperKind.takes``.
    """
    dossiers = _dossiers(session, takes, ids)
    told: dict[str, None] = {}
    for before, after in _passed(session, dossiers):
        told[f"Hồ sơ do {_name(session, before)} tiếp nhận; {_name(session, after)} kế tục."] = None
    for register, office in _certificates(session, dossiers):
        told[certificate_note(session, register, office)] = None
    return " ".join(one for one in told if one)


def certificate_note(session: Session, register: str, office_id: str) -> str:
    """The sentence for a certificate of an office that has ended; empty where it works on."""
    heir = successor_of(session, office_id)
    if heir == office_id:
        return ""
    number = f" số {register}" if register else ""
    return f"Giấy chứng nhận{number} do {_name(session, office_id)} cấp; {_name(session, heir)} kế tục."


def _dossiers(session: Session, takes: str, ids: Sequence[str]) -> list[str]:
    if takes in ("dossier", "dossiers"):
        return list(ids)
    asked = {
        "sheet": select(ScoreSheet.dossier_id).where(col(ScoreSheet.id).in_(ids)),
        "decision": select(DecisionItem.dossier_id).where(col(DecisionItem.decision_id).in_(ids)),
        "round": select(RoundEntry.dossier_id).where(col(RoundEntry.round_id).in_(ids)),
        "hand_over": select(HandOverItem.dossier_id).where(col(HandOverItem.hand_over_id).in_(ids)),
    }.get(takes)
    return list(session.exec(asked)) if asked is not None else []


def _passed(session: Session, dossiers: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs of offices by whose succession one of the dossiers passed."""
    found: dict[tuple[str, str], None] = {}
    for start in range(0, len(dossiers), journal.IDS_AT_ONCE):
        some = col(JournalEntry.dossier_id).in_(dossiers[start : start + journal.IDS_AT_ONCE])
        for dossier_id in session.exec(
            select(JournalEntry.dossier_id).where(JournalEntry.act == SUCCEED, some).distinct()
        ):
            found |= dict.fromkeys(successions_in(journal.dossier_history(session, str(dossier_id))))
    return list(found)


def _certificates(session: Session, dossiers: Sequence[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for start in range(0, len(dossiers), journal.IDS_AT_ONCE):
        some = col(Certificate.dossier_id).in_(dossiers[start : start + journal.IDS_AT_ONCE])
        found += session.exec(select(Certificate.register_text, Certificate.office_id).where(some))
    return found


def _name(session: Session, office_id: str) -> str:
    office = session.get(Office, office_id)
    return office.name if office is not None else "…"
