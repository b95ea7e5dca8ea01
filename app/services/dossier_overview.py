"""All that is known here of one dossier, as plain data: for a person, and for programs that read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from app.models import Office, Producer, Product
from app.models.dossier import DossierRow
from app.services import journal
from app.services.certificate_register import CertificateRow, certificates_of_product
from app.services.documents import DocumentView, documents_of
from app.services.dossier_due import Due, dues_of
from app.services.dossier_moves import CompletionItem, completion_items
from app.services.dossier_whereabouts import (
    LastHandOver,
    NamingDecision,
    Working,
    decisions_naming,
    last_hand_over,
    working_of,
)
from app.services.dossiers import dossier_row
from app.services.outcomes import average_of
from app.services.result_rows import RankingResultRow, results_of
from app.services.rules.library import RuleLibrary
from app.services.star_class import display_average
from app.services.states import get_dossier


@dataclass(frozen=True)
class HistoryLine:
    """One act in the dossier's journal; ``data`` is canonical JSON, ``at`` UTC."""

    sequence: int
    at: dt.datetime
    act: str
    office_code: str
    position: str
    data: str


@dataclass(frozen=True)
class ResultLine:
    """A result with its average as printed, and its working."""

    row: RankingResultRow
    average: Decimal
    working: Working


@dataclass(frozen=True)
class DossierOverview:
    """``due``: the deadlines that run, soonest first; ``asked``: the list that it was returned with.

    ``passed``: its last hand-over, with the other office's receipt. ``decisions``: those that name it.
    ``broken_at``: the sequence of the first entry that does not follow from the one before; ``None``: whole.
    """

    row: DossierRow
    product: str
    producer: str
    holder: str
    due: tuple[Due, ...]
    asked: tuple[CompletionItem, ...]
    documents: tuple[DocumentView, ...]
    results: tuple[ResultLine, ...]
    certificates: tuple[CertificateRow, ...]
    history: tuple[HistoryLine, ...]
    broken_at: int | None
    passed: LastHandOver | None
    decisions: tuple[NamingDecision, ...]


def overview(
    session: Session,
    dossier_id: str,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> DossierOverview:
    """Everything of the dossier as it stands today.

    Args:
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        NotFound: the dossier, its rules, or those of a result, are not here.
    """
    row = dossier_row(session, dossier_id)
    product = session.get_one(Product, row.product_id)
    holder = session.get(Office, row.holder_office_id)
    entries = journal.dossier_history(session, dossier_id)
    broken = journal.broken_link(entries)
    return DossierOverview(
        row=row,
        product=product.name,
        producer=session.get_one(Producer, product.producer_id).name,
        holder=holder.name if holder else "",
        due=dues_of(session, get_dossier(session, dossier_id), library, today, office_days),
        asked=tuple(completion_items(row)),
        documents=tuple(documents_of(session, dossier_id)),
        results=tuple(
            ResultLine(one, _printed_average(one, library), working_of(one)) for one in results_of(session, dossier_id)
        ),
        certificates=tuple(
            one for one in certificates_of_product(session, row.product_id) if one.dossier_id == dossier_id
        ),
        history=tuple(
            HistoryLine(one.dossier_sequence or 0, one.at, one.act, one.office_code, one.actor_position, one.data)
            for one in entries
        ),
        broken_at=(broken.dossier_sequence or 0) if broken else None,
        passed=last_hand_over(session, dossier_id),
        decisions=decisions_naming(session, dossier_id),
    )


def _printed_average(result: RankingResultRow, library: RuleLibrary) -> Decimal:
    classes = library.regime(result.regime_id).stars.classes
    return display_average(average_of(result), [one.min for one in classes])
