"""The dossier's moves: from which state, at which level, by whom; each writes one journal entry.

What a level may do is the regime's to say (its tasks); here stands only how the acts follow each other. A dossier is
in one office's hands at a time: every move but those of the office above asks that this office holds it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import object_session
from sqlmodel import Session, col, select

from app.errors import NotAllowed, NotFound
from app.models import Dossier, HandOver, HandOverItem, JournalEntry
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.names import act_name, level_name, said_later, state_name
from app.services.revisions import seal_many
from app.services.rules.regime import Regime, Task
from app.translate import N_


@dataclass(frozen=True)
class Move:
    """One move. ``task``: what the regime must give this level; ``None``: any level that holds the dossier.

    ``by_holder`` false: recorded by the office that handed it over, on behalf of one without this program.
    """

    act: str
    sources: frozenset[S]
    target: S
    task: tuple[Task, ...] = ()
    by_holder: bool = True
    needs: str = ""


def _move(
    act: str, sources: set[S], target: S, *task: Task, needs: str = "", by_holder: bool = True
) -> tuple[str, Move]:
    return act, Move(act, frozenset(sources), target, task, by_holder, needs)


MOVES: dict[str, Move] = dict(
    (
        _move("receive_first", {S.DRAFT}, S.FILED, "receive_first", needs=N_("a draft of this office")),
        _move(
            "confirm_complete",
            {S.FILED, S.TO_COMPLETE},
            S.CHECKED,
            "receive_first",
            needs=N_("a dossier that the commune has received"),
        ),
        _move(
            "assess_items",
            {S.CHECKED},
            S.ASSESSED,
            "assess_items",
            needs=N_("a dossier whose papers were checked as complete"),
        ),
        _move(
            "request_completion",
            {S.FILED, S.CHECKED, S.ASSESSED, S.RECEIVED, S.VALID, S.RETURNED, S.DECLINED},
            S.TO_COMPLETE,
            "check_form",
            needs=N_("a received dossier that is in no round"),
        ),
        _move(
            "accept_as_valid",
            {S.RECEIVED, S.TO_COMPLETE},
            S.VALID,
            "score",
            needs=N_("a dossier received from the level below"),
        ),
        _move(
            "put_in_round",
            {S.VALID, S.DECLINED, S.RETURNED},
            S.IN_ROUND,
            "score",
            needs=N_("a dossier accepted as valid"),
        ),
        _move("take_out_of_round", {S.IN_ROUND}, S.VALID, "score", needs=N_("a dossier in a round")),
        _move("close_result", {S.IN_ROUND}, S.SCORED, "score", needs=N_("a dossier in a round")),
        _move("reopen_result", {S.SCORED}, S.IN_ROUND, "score", needs=N_("a closed result without a decision")),
        _move(
            "recognise",
            {S.SCORED, S.RETURNED},
            S.RECOGNISED,
            "recognise",
            needs=N_("a closed result, and a signed decision"),
        ),
        _move("pass_up", {S.SCORED, S.RECOGNISED}, S.PASSING_UP, "pass_up", needs=N_("a closed result")),
        _move("decline", {S.SCORED, S.RETURNED}, S.DECLINED, "score", needs=N_("a closed result")),
        _move("send_back", {S.SCORED, S.RECEIVED, S.VALID}, S.RETURNED, "score", needs=N_("a closed result")),
        _move(
            "withdraw",
            {S.DRAFT, S.FILED, S.CHECKED, S.ASSESSED, S.TO_COMPLETE, S.DECLINED},
            S.WITHDRAWN,
            needs=N_("a dossier that is not being scored"),
        ),
        _move(
            "hand_over",
            {S.DRAFT, S.CHECKED, S.ASSESSED, S.TO_COMPLETE, S.PASSING_UP, S.RETURNED},
            S.HANDED_OVER,
            needs=N_("a dossier whose work here is finished"),
        ),
        _move(
            "record_recognition_above",
            {S.HANDED_OVER},
            S.RECOGNISED,
            by_holder=False,
            needs=N_("a dossier handed over on paper"),
        ),
        _move(
            "record_refusal_above",
            {S.HANDED_OVER},
            S.DECLINED,
            by_holder=False,
            needs=N_("a dossier handed over on paper"),
        ),
        _move(
            "record_return_above",
            {S.HANDED_OVER},
            S.RETURNED,
            by_holder=False,
            needs=N_("a dossier handed over on paper"),
        ),
        _move(
            "record_completion_above",
            {S.HANDED_OVER},
            S.TO_COMPLETE,
            by_holder=False,
            needs=N_("a dossier handed over on paper"),
        ),
    )
)

EDITABLE = frozenset({S.DRAFT, S.FILED, S.CHECKED, S.TO_COMPLETE, S.RETURNED})
"""States in which the papers and texts of a dossier may still change."""


def leaving(session: Session, dossier_ids: Collection[str]) -> set[str]:
    """Those of the dossiers whose bundle may have left already, though it is not marked: they stay as they are."""
    wanted, found = sorted(dossier_ids), set[str]()
    for start in range(0, len(wanted), journal.IDS_AT_ONCE):
        found.update(
            session.exec(
                select(HandOverItem.dossier_id)
                .join(HandOver, col(HandOver.id) == col(HandOverItem.hand_over_id))
                .where(
                    HandOver.status == "intended",
                    HandOver.bundle_sha256 != "",
                    HandOver.purpose != "result",
                    col(HandOverItem.dossier_id).in_(wanted[start : start + journal.IDS_AT_ONCE]),
                )
            )
        )
    return found


def _on_its_way() -> NotAllowed:
    return NotAllowed(
        N_("This dossier is being handed over: its bundle may be on the stick already."),
        advice=N_("Put the stick in and start the program again, or say what became of it."),
    )


def get_dossier(session: Session, dossier_id: str) -> Dossier:
    """The dossier's row.

    Raises:
        NotFound: there is no such dossier here.
    """
    dossier = session.get(Dossier, dossier_id)
    if dossier is None:
        raise NotFound(N_("This dossier is not here."))
    return dossier


def require_custody(dossier: Dossier, actor: Actor) -> None:
    """Refuse unless the actor's office holds the dossier.

    Raises:
        NotAllowed: another office holds it, or it has been or is being handed over.
    """
    if dossier.holder_office_id != actor.office_id or dossier.status == S.HANDED_OVER:
        raise NotAllowed(
            N_("This dossier has been handed over to another office and can only be read here."),
            advice=N_("Wait for its return, or ask that office to send it back."),
        )
    session = object_session(dossier)
    if session is not None and leaving(session, {dossier.id}):  # type: ignore[arg-type]
        raise _on_its_way()


def require_editable(dossier: Dossier, actor: Actor) -> None:
    """Refuse changes to papers and texts unless the dossier is here and still open.

    Raises:
        NotAllowed: not here, not open any more, or the person may only read.
    """
    require_writer(actor)
    require_custody(dossier, actor)
    if S(dossier.status) not in EDITABLE:
        raise NotAllowed(
            N_("This dossier is in the state “{status}”: its papers and texts no longer change."),
            advice=N_("Ask for its completion first: then it opens again."),
            status=state_name(dossier.status),
        )


def refusal(dossier: Dossier, move: Move, actor: Actor, regime: Regime) -> NotAllowed | None:
    """Why the move is not possible now; ``None`` where it is."""
    if move.by_holder and (dossier.holder_office_id != actor.office_id or dossier.status == S.HANDED_OVER):
        return NotAllowed(
            N_("This dossier has been handed over to another office and can only be read here."),
            advice=N_("Wait for its return, or ask that office to send it back."),
        )
    if S(dossier.status) not in move.sources:
        return NotAllowed(
            N_("“{act}” is not possible while the dossier is in the state “{status}”. It needs {needs}."),
            advice=N_("The dossier's page shows the moves that are possible now."),
            act=act_name(move.act),
            status=state_name(dossier.status),
            needs=said_later(move.needs),
        )
    if move.task:
        step = regime.step(actor.level)
        if step is None or not set(move.task) & set(step.tasks):
            return NotAllowed(
                N_("Under {regime} an office of the level “{level}” does not do “{act}”."),
                advice=N_("Hand the dossier over to the office whose task it is."),
                regime=regime.title,
                level=level_name(actor.level),
                act=act_name(move.act),
            )
    return None


def possible_moves(dossier: Dossier, actor: Actor, regime: Regime) -> list[str]:
    """The acts that this office could do with the dossier now, in the order of its life."""
    return [act for act, move in MOVES.items() if refusal(dossier, move, actor, regime) is None]


def apply(
    session: Session,
    dossier: Dossier,
    act: str,
    actor: Actor,
    regime: Regime,
    data: dict[str, Any] | None = None,
) -> JournalEntry:
    """Make one move: check it, change the state, make a revision, write one journal entry.

    ``data`` (what, why) goes into the entry beside ``from``, ``to``, ``custody`` and ``holder``.

    Raises:
        NotAllowed: not from this state, not at this level under the regime, not by this office or role.
    """
    return apply_many(session, [(dossier, regime, data or {})], act, actor)[0]


def apply_many(
    session: Session, moves: Sequence[tuple[Dossier, Regime, dict[str, Any]]], act: str, actor: Actor
) -> list[JournalEntry]:
    """The same move for several dossiers, each with its regime and data: all are checked before one is changed.

    Raises:
        NotAllowed: as ``apply``, for the first dossier that cannot make the move.
    """
    require_writer(actor)
    move = MOVES[act]
    for dossier, regime, _ in moves:
        refused = refusal(dossier, move, actor, regime)
        if refused is not None:
            raise refused
    if leaving(session, {dossier.id for dossier, _, _ in moves}):
        raise _on_its_way()
    before = [dossier.status for dossier, _, _ in moves]
    for dossier, _, _ in moves:
        dossier.status = move.target.value
    seal_many(session, [dossier for dossier, _, _ in moves])
    return journal.record_many(
        session,
        actor,
        [
            journal.Act(
                act,
                dossier_id=dossier.id,
                data={
                    **data,
                    "from": source,
                    "to": dossier.status,
                    "custody": dossier.custody_number,
                    "holder": dossier.holder_office_id,
                    "revision": dossier.content_hash,
                },
                move=True,
            )
            for (dossier, _, data), source in zip(moves, before, strict=True)
        ],
    )
