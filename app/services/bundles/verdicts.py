"""What taking each dossier of a sound bundle would do here: new, changed, already here, in conflict, a fork, refused.

Where two versions of a dossier have parted, the order of ``custody.chains`` decides: the lower custody number gives way
and is kept as a fork. Rows that belong to more than this dossier (producer, product) have no custody: where they were
changed on both sides, a person chooses.
"""

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
from app.services.bundles.sender_doubts import doubts, wrong_way
from app.services.bundles.standing import Here, rows_here
from app.services.custody.chains import Relation, meeting, mine_gives_way
from app.services.custody.forks import fork_known, gives_way, is_own
from app.services.custody.recalls import open_recall, refused_up_to
from app.services.journal_replay import SUCCEED, TAKEN, left_as, replay
from app.services.names import record_names
from app.services.revisions import compare, is_unsaved
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.succession.known import own_and_inherited, predecessors_of, unknown_succession
from app.services.succession.states import status_after
from app.translate import N_, _

Kind = Literal["new", "changed", "already_here", "conflict", "fork", "refused"]
TAKEABLE: frozenset[Kind] = frozenset({"new", "changed", "fork"})
"""A fork that is taken changes nothing of the dossier here: the version that arrived is kept beside it."""

UNKNOWN_SUCCESSION = N_(
    "The dossier passed from {before} to {after} as its successor, which is not known here. Take the notice of the "
    "succession first, or name the successor."
)
BOTH_CHANGED = N_("Changed both here and there: {tables}. A person has to choose.")
"""The reason of a conflict that is settled record by record."""


@dataclass(frozen=True)
class Verdict:
    """One dossier's verdict; ``reason`` is a message id with ``params``; ``status`` the state that it gets here.

    ``gives_way``: the rows here yield to those that arrive, and what they hold more is kept as a fork. ``act``: by
    which the dossier comes into this office's hands (empty: it does not), ``before``: its state until then. ``asks``:
    it is taken only where a person has chosen it: it rests on the sender's word against what is known here.
    """

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
    gives_way: bool = False
    act: str = TAKEN
    before: str = S.HANDED_OVER.value
    asks: bool = False

    @property
    def said(self) -> str:
        return _(self.reason).format(**self.params) if self.reason else ""


def judge(
    session: Session, arrived: ArrivedDossier, purpose: str, sender: Office | None, office: Office, library: RuleLibrary
) -> Verdict:
    """Compare one arrived dossier with what is here; nothing is written."""
    mine = session.get(Dossier, arrived.indexed.id)
    regime, problem = rules_of(arrived, library)
    if problem is not None:
        return _verdict(arrived, "refused", *problem)
    if not _journal_agrees(session, arrived, purpose, sender, office):
        return _verdict(arrived, "refused", N_("The dossier's journal does not say what the bundle says."))
    strange = unknown_succession(session, arrived.journal, _by_its_own_act(purpose, sender, office))
    if strange is not None:
        return _verdict(arrived, "refused", UNKNOWN_SUCCESSION, {"before": strange[0], "after": strange[1]})
    wrong = wrong_way(session, arrived, purpose, sender, office)
    if wrong is not None:
        return _verdict(arrived, "refused", *wrong)
    history = journal.dossier_history(session, arrived.indexed.id)
    met = meeting(history, arrived.journal)
    settled = _settled(session, arrived, purpose, history, met.relation, office)
    if settled is not None:
        return settled
    missing = _missing_paper(arrived, purpose, regime)
    if missing is not None:
        return _verdict(arrived, "refused", *missing)
    yields = met.relation == "forked" or gives_way(session, arrived, office.id)
    here = rows_here(session, [arrived])
    forks = forked_tables(session, here, arrived, yields)
    if forks:
        return conflict(arrived, forks)
    status = arrival_status(session, arrived, purpose, sender, office, regime)
    if not status:
        return _verdict(
            arrived, "refused", N_("This office never handed the dossier over: it has nothing to take back.")
        )
    changes = tuple(changes_of(here, arrived))
    if mine is not None and met.relation == "same" and not changes and mine.status == status:
        return _verdict(arrived, "already_here", N_("Already taken."))
    reason, params = _told(session, arrived, mine, met.relation, yields, office)
    doubt = doubts(session, arrived, mine, met.relation, sender, office, here)
    end = replay(arrived.journal)
    inherited = purpose != "result" and end is not None and end.holder != office.id
    return Verdict(
        arrived.indexed.id,
        arrived.indexed.product,
        arrived.indexed.producer,
        "new" if mine is None else "changed",
        reason or (doubt[0] if doubt else ""),
        params if reason or doubt is None else doubt[1],
        status=status,
        custody_number=arrived.indexed.custody + inherited,
        changes=changes,
        gives_way=yields,
        act="" if purpose == "result" else SUCCEED if inherited else TAKEN,
        asks=doubt is not None,
    )


def _settled(
    session: Session,
    arrived: ArrivedDossier,
    purpose: str,
    history: list[JournalEntry],
    relation: Relation,
    office: Office,
) -> Verdict | None:
    """The verdict where the two journals alone decide; ``None``: what arrived goes on."""
    mine = session.get(Dossier, arrived.indexed.id)
    if relation in ("same", "older"):
        if purpose == "result":
            if relation == "older":
                return _verdict(arrived, "already_here", N_("Here is something later than this result."))
            return None
        waits = replay(history) == (S.HANDED_OVER.value, arrived.indexed.custody, office.id)  # its take was undone
        return None if waits else _verdict(arrived, "already_here", N_("Already taken."))
    if purpose != "result" and arrived.indexed.custody <= refused_up_to(session, arrived.indexed.id):
        return _verdict(
            arrived,
            "refused",
            N_("This office has given the dossier up under custody number {number}: its sender has it again."),
            {"number": arrived.indexed.custody},
        )
    if relation == "forked" and not mine_gives_way(history, arrived.journal, office.id):
        if mine is None or fork_known(session, arrived):
            return _verdict(arrived, "already_here", N_("This version gave way and is kept beside the dossier."))
        return _verdict(
            arrived,
            "fork",
            N_("Two offices went on with this dossier. Here it has custody number {mine} and stays as it is; the "
               "version that arrives ({theirs}) gives way and is kept beside it."),
            {"mine": mine.custody_number, "theirs": arrived.indexed.custody},
        )  # fmt: skip
    return None


def _told(
    session: Session, arrived: ArrivedDossier, mine: Dossier | None, relation: Relation, yields: bool, office: Office
) -> tuple[str, dict[str, Any]]:
    """What a person should know before such a dossier is taken; empty where nothing is unusual."""
    numbers = {"mine": mine.custody_number if mine else 0, "theirs": arrived.indexed.custody}
    if yields and relation == "forked":
        said = N_(
            "Two offices went on with this dossier. The version that arrives ({theirs}) stands; what was done here "
            "under custody number {mine} is kept beside it."
        )
        return said, numbers
    if yields and mine is not None and mine.holder_office_id == office.id:
        said = N_(
            "This office's data went back to an older state: the dossier had left it. What was done here since is kept "
            "beside it."
        )
        return said, numbers
    recall = open_recall(session, arrived.indexed.id)
    if recall is not None and recall.custody_number >= arrived.indexed.custody:
        return N_("Its sender has asked for it back: {reason}"), {"reason": recall.reason}
    return "", {}


def conflict(arrived: ArrivedDossier, tables: Collection[str]) -> Verdict:
    """The verdict on a dossier of which these tables have rows that were changed both here and there."""
    return _verdict(arrived, "conflict", BOTH_CHANGED, {"tables": record_names(sorted(tables))})


def rules_are_here(arrived: ArrivedDossier, library: RuleLibrary) -> bool:
    """Whether the regime and criteria set that an arrived dossier names can be had here."""
    return rules_of(arrived, library)[1] is None


def arrival_status(
    session: Session,
    arrived: ArrivedDossier,
    purpose: str,
    sender: Office | None,
    office: Office,
    regime: Regime | None,
) -> str:
    """The state that an arriving dossier has at this level, by the regime's tasks; released, that in which it left.

    Empty where a dossier is released to an office that never had it.
    """
    if purpose == "release":
        ids = (office.id, *sorted(predecessors_of(session, office.id)))
        return next(filter(None, (left_as(arrived.journal, one) for one in ids)), "")
    if purpose == "succession" and sender is not None:
        return status_after(S(arrived.indexed.status), sender.level, office.level).value
    if purpose != "forward":
        return arrived.indexed.status
    if not arrived.dossier.regime_id or regime is None:
        return S.DRAFT.value
    step = regime.step(office.level)  # type: ignore[arg-type]
    if step is not None and "receive_first" in step.tasks:
        return S.TO_COMPLETE.value  # completed by the producer's own office
    return S.RECEIVED.value


def _verdict(arrived: ArrivedDossier, kind: Kind, reason: str, params: dict[str, Any] | None = None) -> Verdict:
    indexed = arrived.indexed
    return Verdict(indexed.id, indexed.product, indexed.producer, kind, reason, params or {})


def rules_of(arrived: ArrivedDossier, library: RuleLibrary) -> tuple[Regime | None, tuple[str, dict[str, Any]] | None]:
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


def _by_its_own_act(purpose: str, sender: Office | None, office: Office) -> set[tuple[str, str]]:
    """The succession that a bundle itself is the act of."""
    return {(sender.id, office.id)} if purpose == "succession" and sender is not None else set()


def _journal_agrees(
    session: Session, arrived: ArrivedDossier, purpose: str, sender: Office | None, office: Office
) -> bool:
    """Whether the moves in the journal end where the bundle says: on their way here, or in the sender's hands.

    What was on its way to an office that this one carries on for is on its way here.
    """
    end = replay(arrived.journal)
    if end is None or end.custody != arrived.indexed.custody:
        return False
    if purpose == "result":
        return sender is not None and (end.status, end.holder) == (arrived.indexed.status, sender.id)
    return end.status == S.HANDED_OVER and end.holder in own_and_inherited(session, office.id)


def forked_tables(session: Session, here: Here, arrived: ArrivedDossier, yields: bool) -> list[str]:
    """The tables whose rows were changed on both sides; where the version here yields, only those with no custody.

    Fields that were saved here and never deliberately count as changed too.
    """
    found = set()
    for model, records in arrived.records.items():
        for record in records:
            if yields and is_own(record.row, arrived.indexed.id):
                continue
            mine = here.get((table_name(model), record.row.id))
            standing = mine and compare(mine, (record.row.content_hash, record.row.lineage))
            if standing == "forked" or (standing == "newer" and is_unsaved(session, model, record.row.id)):
                found.add(table_name(model))
    return sorted(found)


def changes_of(here: Here, arrived: ArrivedDossier) -> list[str]:
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
