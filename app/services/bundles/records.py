"""What of the database travels with one dossier, and in which order it is written back.

Member score sheets stay with the council that scored; its result, decision and certificate travel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, or_, select

from app.models import (
    BusinessPlan,
    Certificate,
    CommuneAssessment,
    DecisionItem,
    DocumentFile,
    Dossier,
    DossierDocument,
    IdeaRegistration,
    IssuedPaper,
    JournalEntry,
    Note,
    Office,
    Producer,
    Product,
    RankingResult,
    RecognitionDecision,
    ScoreSheet,
    SelfAssessment,
)
from app.models.base import Searchable, Travelling
from app.services.bundles.rows import row_to_json
from app.services.revisions import children_of, content_hash

TRAVELLING: tuple[type[Travelling], ...] = (
    # Parents before those that name them: the order in which rows are written.
    Producer,
    Product,
    IdeaRegistration,
    Dossier,
    DossierDocument,
    SelfAssessment,
    BusinessPlan,
    CommuneAssessment,
    Note,
    IssuedPaper,
    ScoreSheet,
    RankingResult,
    RecognitionDecision,
    Certificate,
)
LEFT_OUT: dict[str, frozenset[str]] = {
    "producer": frozenset(Searchable.model_fields),
    "product": frozenset(Searchable.model_fields),
}
OFFICE_FIELDS = (
    "code", "level", "name", "parent_name", "province_name", "province_code", "district_name", "district_code",
    "commune_name", "commune_code", "place_name",
)  # fmt: skip


@dataclass(frozen=True)
class Collected:
    """One dossier as JSON values, the hashes of its files, and the codes of the offices that its rows name."""

    records: dict[str, list[dict[str, Any]]]
    files: tuple[str, ...]
    office_ids: frozenset[str]


def table_name(model: type[SQLModel]) -> str:
    return str(model.__tablename__)


def travelling_rows(session: Session, dossier: Dossier) -> dict[type[Travelling], Sequence[Travelling]]:
    """All rows that travel with a dossier, by table; removed documents too, because the journal names them."""
    product = session.get_one(Product, dossier.product_id)
    items = session.exec(select(DecisionItem).where(DecisionItem.dossier_id == dossier.id)).all()
    decisions = _by_id(session, RecognitionDecision, (item.decision_id for item in items))
    papers = session.exec(
        select(IssuedPaper).where(
            or_(
                col(IssuedPaper.dossier_id) == dossier.id,
                col(IssuedPaper.id).in_([decision.paper_id for decision in decisions]),
            )
        )
    ).all()
    return {
        Producer: [session.get_one(Producer, product.producer_id)],
        Product: [product],
        IdeaRegistration: _by_id(session, IdeaRegistration, [dossier.idea_id] if dossier.idea_id else []),
        Dossier: [dossier],
        DossierDocument: _of_dossier(session, DossierDocument, dossier.id),
        SelfAssessment: _of_dossier(session, SelfAssessment, dossier.id),
        BusinessPlan: _of_dossier(session, BusinessPlan, dossier.id),
        CommuneAssessment: _of_dossier(session, CommuneAssessment, dossier.id),
        Note: _of_dossier(session, Note, dossier.id),
        IssuedPaper: papers,
        ScoreSheet: session.exec(
            select(ScoreSheet).where(ScoreSheet.dossier_id == dossier.id, ScoreSheet.kind == "self")
        ).all(),
        RankingResult: _of_dossier(session, RankingResult, dossier.id),
        RecognitionDecision: decisions,
        Certificate: _of_dossier(session, Certificate, dossier.id),
    }


def _of_dossier(session: Session, model: type[Any], dossier_id: str) -> Sequence[Any]:
    return session.exec(select(model).where(model.dossier_id == dossier_id).order_by(model.id)).all()


def _by_id(session: Session, model: type[Any], ids: Iterable[str]) -> Sequence[Any]:
    return session.exec(select(model).where(model.id.in_(set(ids))).order_by(model.id)).all()


def collect(session: Session, dossier: Dossier) -> Collected:
    """Everything that travels with the dossier, each record with its child rows.

    Every record's ``content_hash`` is that of what is sent: a row changed since its last deliberate act is sealed first
    by the caller.
    """
    records: dict[str, list[dict[str, Any]]] = {}
    files: set[str] = set()
    offices: set[str] = {dossier.origin_office_id, dossier.holder_office_id}
    for model, rows in travelling_rows(session, dossier).items():
        name = table_name(model)
        children = children_of(session, list(rows)) if rows else {}
        records[name] = []
        for row in rows:
            values = row_to_json(row, LEFT_OUT.get(name, frozenset()))
            below = children[row.id]
            if below:
                values["children"] = [row_to_json(child) for child in below]
                files |= {child.sha256 for child in below if isinstance(child, DocumentFile)}
            scan = values.get("scan_sha256")
            if scan:
                files.add(scan)
            offices |= {value for key, value in values.items() if key.endswith("office_id") and value}
            records[name].append(values)
    items = session.exec(select(DecisionItem).where(DecisionItem.dossier_id == dossier.id).order_by(DecisionItem.id))
    records["decision_item"] = [row_to_json(item) for item in items]
    return Collected(records, tuple(sorted(files)), frozenset(offices))


def collected_again(records: dict[str, list[dict[str, Any]]]) -> Collected:
    """The same of records as they left before: their files and the offices that they name."""
    files: set[str] = set()
    offices: set[str] = set()
    for table, rows in records.items():
        if table == "decision_item":
            continue
        for values in rows:
            files |= {child["sha256"] for child in values.get("children", ()) if "sha256" in child}
            files |= {values["scan_sha256"]} if values.get("scan_sha256") else set()
            offices |= {value for key, value in values.items() if key.endswith("office_id") and value}
    return Collected(records, tuple(sorted(files)), frozenset(offices))


def unsealed(session: Session, dossier: Dossier) -> list[Travelling]:
    """The rows of a dossier whose content differs from their last revision (fields saved since)."""
    found = []
    for rows in travelling_rows(session, dossier).values():
        children = children_of(session, list(rows)) if rows else {}
        found += [row for row in rows if content_hash(row, children[row.id]) != row.content_hash]
    return found


def office_facts(session: Session, office_ids: Iterable[str]) -> list[dict[str, str]]:
    """Names and codes of the offices that records mention; never keys: those come on office cards."""
    offices = session.exec(select(Office).where(col(Office.id).in_(set(office_ids))).order_by(Office.code)).all()
    return [{key: getattr(office, key) for key in OFFICE_FIELDS} for office in offices]


def journal_line(entry: JournalEntry) -> dict[str, Any]:
    """One journal entry as it travels: without this office's own chain."""
    return row_to_json(entry, OFFICE_CHAIN)


OFFICE_CHAIN = frozenset({"office_sequence", "office_previous", "office_hash"})
