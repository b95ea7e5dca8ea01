"""What taking each dossier of a sound bundle would do here: new, changed, already here, in conflict, refused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import Dossier, IssuedPaper, JournalEntry, Office
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.records import table_name
from app.services.bundles.standing import Here, rows_here
from app.services.journal_replay import replay
from app.services.names import record_names
from app.services.revisions import compare
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.undone_tail import before_undone
from app.translate import N_, _

Kind = Literal["new", "changed", "already_here", "conflict", "refused"]
TAKEABLE: frozenset[Kind] = frozenset({"new", "changed"})


@dataclass(frozen=True)
class Verdict:
    """One dossier's verdict; ``reason`` is a message id with ``params``; ``status`` the state it would have here."""

    dossier_id: str
    product: str
    producer: str
    kind: Kind
    reason: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    status: str = ""
    custody_number: int = 0
    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        return _(self.reason).format(**self.params) if self.reason else ""


def judge(
    session: Session, arrived: ArrivedDossier, purpose: str, sender: Office | None, office: Office, library: RuleLibrary
) -> Verdict:
    """Compare one arrived dossier with what is here; nothing is written."""
    theirs, mine = arrived.dossier, session.get(Dossier, arrived.indexed.id)
    regime, problem = _rules_of(arrived, library)
    if problem is not None:
        return _verdict(arrived, "refused", *problem)
    if purpose != "result" and arrived.indexed.custody <= _taken_number(mine, office):
        if mine is not None and _same_history(session, arrived):
            return _verdict(arrived, "already_here", N_("Already taken."))
        return _verdict(
            arrived,
            "refused",
            N_("Here the dossier has custody number {mine}, the bundle says {theirs}: another office holds it by now."),
            {"mine": mine.custody_number if mine else 0, "theirs": arrived.indexed.custody},
        )
    if not _journal_agrees(arrived, purpose, sender, office):
        return _verdict(arrived, "refused", N_("The dossier's journal does not say what the bundle says."))
    missing = _missing_paper(arrived, purpose, regime)
    if missing is not None:
        return _verdict(arrived, "refused", *missing)
    if mine is not None and purpose == "result" and _is_older(session, arrived):
        return _verdict(arrived, "already_here", N_("Here is something later than this result."))
    if mine is not None:
        stopped = _stopped_by_mine(session, arrived, mine, purpose, office, sender)
        if stopped is not None:
            return stopped
    here = rows_here(session, [arrived])
    forks = _forked(here, arrived)
    if forks:
        return conflict(arrived, forks)
    status = arrival_status(theirs, purpose, arrived.indexed.status, office.level, regime)
    changes = tuple(_changes(here, arrived))
    if mine is not None and purpose == "result" and not changes and mine.status == status:
        return _verdict(arrived, "already_here", N_("Already taken."))
    return Verdict(
        arrived.indexed.id,
        arrived.indexed.product,
        arrived.indexed.producer,
        "new" if mine is None else "changed",
        status=status,
        custody_number=arrived.indexed.custody,
        changes=changes,
    )


def conflict(arrived: ArrivedDossier, tables: Collection[str]) -> Verdict:
    """The verdict on a dossier of which these tables have rows that were changed both here and there."""
    said = N_("Changed both here and there: {tables}. A person has to choose.")
    return _verdict(arrived, "conflict", said, {"tables": record_names(sorted(tables))})


def rules_are_here(arrived: ArrivedDossier, library: RuleLibrary) -> bool:
    """Whether the regime and criteria set that an arrived dossier names can be had here."""
    return _rules_of(arrived, library)[1] is None


def arrival_status(dossier: Dossier, purpose: str, status: str, level: str, regime: Regime | None) -> str:
    """The state that an arriving dossier has at this level, by the regime's tasks."""
    if purpose != "forward":
        return status
    if not dossier.regime_id or regime is None:
        return S.DRAFT.value
    step = regime.step(level)  # type: ignore[arg-type]
    if step is not None and "receive_first" in step.tasks:
        return S.TO_COMPLETE.value  # completed by the producer's own office
    return S.RECEIVED.value


def _verdict(arrived: ArrivedDossier, kind: Kind, reason: str, params: dict[str, Any] | None = None) -> Verdict:
    indexed = arrived.indexed
    return Verdict(indexed.id, indexed.product, indexed.producer, kind, reason, params or {})


def _rules_of(arrived: ArrivedDossier, library: RuleLibrary) -> tuple[Regime | None, tuple[str, dict[str, Any]] | None]:
    dossier = arrived.dossier
    if not dossier.regime_id:
        return None, None
    try:
        regime = library.regime(dossier.regime_id)
        if dossier.set_id:
            library.criteria_set(dossier.set_id, dossier.set_sha256)
    except AppError:
        return None, (
            N_("The rules of this dossier ({regime}, {set}) are not here."),
            {"regime": dossier.regime_id, "set": dossier.set_id},
        )
    return regime, None


def _missing_paper(arrived: ArrivedDossier, purpose: str, regime: Regime | None) -> tuple[str, dict[str, Any]] | None:
    """A paper that the move needs: the signed report where the level below assesses the four items."""
    if purpose != "forward" or regime is None or not arrived.dossier.filed_on:
        return None
    assessing = any("assess_items" in step.tasks for step in regime.levels)
    if not assessing or arrived.indexed.status != S.ASSESSED.value:
        return None
    papers = [record.row for record in arrived.records[IssuedPaper]]
    if any(
        getattr(paper, "kind", "") == "commune_report" and getattr(paper, "status", "") == "signed" for paper in papers
    ):
        return None
    return N_("The signed report of the commune is missing in the bundle."), {}


def _journal_agrees(arrived: ArrivedDossier, purpose: str, sender: Office | None, office: Office) -> bool:
    """Whether the moves in the journal end where the bundle says: on their way here, or in the sender's hands."""
    end = replay(arrived.journal)
    if end is None or end.custody != arrived.indexed.custody:
        return False
    if purpose == "result":
        return sender is not None and (end.status, end.holder) == (arrived.indexed.status, sender.id)
    return (end.status, end.holder) == (S.HANDED_OVER.value, office.id)


def _is_older(session: Session, arrived: ArrivedDossier) -> bool:
    """Whether the journal here already goes on beyond the one that arrived."""
    return _same_history(session, arrived) and len(arrived.journal) < len(
        journal.dossier_history(session, arrived.indexed.id)
    )


def _same_history(session: Session, arrived: ArrivedDossier) -> bool:
    """Whether the journal that arrived is already part of the journal here."""
    mine = journal.dossier_history(session, arrived.indexed.id)
    theirs = arrived.journal
    return len(theirs) <= len(mine) and all(
        a.dossier_hash == b.dossier_hash for a, b in zip(mine, theirs, strict=False)
    )


def _stopped_by_mine(
    session: Session, arrived: ArrivedDossier, mine: Dossier, purpose: str, office: Office, sender: Office | None
) -> Verdict | None:
    holding = mine.holder_office_id == office.id and mine.status != S.HANDED_OVER
    if holding:
        return _verdict(
            arrived,
            "conflict",
            N_("This office is working on the dossier under custody number {mine}."),
            {"mine": mine.custody_number},
        )
    if purpose == "result" and (sender is None or mine.holder_office_id != sender.id):
        return _verdict(arrived, "refused", N_("The sender does not hold this dossier."))
    if not _continues(journal.dossier_history(session, mine.id), arrived.journal):
        return _verdict(arrived, "conflict", N_("The dossier's journal does not continue the one that is here."))
    return None


def _taken_number(mine: Dossier | None, office: Office) -> int:
    """The highest custody number that was taken here: that of a dossier whose take was undone is still to come."""
    if mine is None:
        return 0
    on_its_way = mine.status == S.HANDED_OVER and mine.holder_office_id == office.id
    return mine.custody_number - 1 if on_its_way else mine.custody_number


def _continues(mine: list[JournalEntry], theirs: list[JournalEntry]) -> bool:
    if len(theirs) < len(mine):
        mine = before_undone(mine)
    return len(theirs) >= len(mine) and all(
        a.dossier_hash == b.dossier_hash for a, b in zip(mine, theirs, strict=False)
    )


def _forked(here: Here, arrived: ArrivedDossier) -> list[str]:
    found = set()
    for model, records in arrived.records.items():
        for record in records:
            mine = here.get((table_name(model), record.row.id))
            if mine is not None and compare(mine, (record.row.content_hash, record.row.lineage)) == "forked":
                found.add(table_name(model))
    return sorted(found)


def _changes(here: Here, arrived: ArrivedDossier) -> list[str]:
    found = []
    for model, records in arrived.records.items():
        for record in records:
            mine = here.get((table_name(model), record.row.id))
            if mine is None:
                found.append(f"+{table_name(model)}")
            elif compare(mine, (record.row.content_hash, record.row.lineage)) == "newer":
                found.append(f"~{table_name(model)}")
    return found


def known_sender(session: Session, code: str) -> Office | None:
    return session.exec(select(Office).where(col(Office.code) == code)).first()
