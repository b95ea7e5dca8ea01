"""The way of a dossier as a picture shows it: its moves with their days, those to come, and who held it how long."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import Session, col, select

from app.models import Dossier, Office
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.dossier_due import dues_of
from app.services.dossiers import regime_of
from app.services.names import level_name
from app.services.rules.facts import Level
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.states import MOVES, get_dossier
from app.translate import N_, _

SHORT: dict[str, str] = {
    "open_dossier": N_("Opened"),
    "receive_first": N_("Filed"),
    "confirm_complete": N_("All papers"),
    "assess_items": N_("Assessed"),
    "request_completion": N_("To complete"),
    "hand_over": N_("Handed over"),
    "take_dossier": N_("Taken over"),
    "succeed": N_("Passed to the successor"),
    "accept_as_valid": N_("Accepted"),
    "put_in_round": N_("In a round"),
    "take_out_of_round": N_("Out of the round"),
    "close_result": N_("Scored"),
    "reopen_result": N_("Result reopened"),
    "recognise": N_("Recognised"),
    "pass_up": N_("To be passed on"),
    "decline": N_("Not recognised"),
    "send_back": N_("Sent back"),
    "withdraw": N_("Withdrawn"),
    "record_recognition_above": N_("Recognised"),
    "record_refusal_above": N_("Not recognised"),
    "record_return_above": N_("Returned"),
    "record_completion_above": N_("To complete"),
    "take_result": N_("Result came"),
    "override_custody": N_("Taken back"),
    "take_back": N_("Taken back"),
    "release_dossier": N_("Given back"),
    "undo_take": N_("Taking undone"),
}
"""The moves in so few words that they stand side by side."""

_DAYS = ("filed_on", "decided_on", "dated", "on")
_AHEAD: dict[str, tuple[str, ...]] = {
    S.DRAFT: ("receive_first", "confirm_complete", "assess_items", "hand_over"),
    S.FILED: ("confirm_complete", "assess_items", "hand_over"),
    S.CHECKED: ("assess_items", "hand_over"),
    S.ASSESSED: ("hand_over",),
    S.HANDED_OVER: (),
    S.RECEIVED: ("accept_as_valid", "close_result"),
    S.VALID: ("put_in_round", "close_result"),
    S.IN_ROUND: ("close_result",),
    S.RETURNED: ("recognise",),
}
_SCORED_AHEAD = ("accept_as_valid", "close_result", "recognise")


@dataclass(frozen=True)
class Step:
    """One move: the day it was made, or by which the next one is due."""

    act: str
    state: Literal["done", "now", "next"]
    on: dt.date | None = None
    due: dt.date | None = None

    @property
    def label(self) -> str:
        """Its few words in the language of the moment."""
        return _(SHORT.get(self.act, self.act))


@dataclass(frozen=True)
class Holder:
    """Who held the dossier for how many days; ``here``: who holds it now; ``None`` days: still to come."""

    name: str
    level: str
    days: int | None
    here: bool

    @property
    def words(self) -> str:
        """The office's level, as people say it of one another."""
        said = str(level_name(self.level))
        return said[:1].upper() + said[1:]


@dataclass(frozen=True)
class DossierTrack:
    """``moves`` and ``holders`` in the order of time."""

    moves: tuple[Step, ...]
    holders: tuple[Holder, ...]


def dossier_track(session: Session, dossier_id: str, library: RuleLibrary, today: dt.date) -> DossierTrack:
    """The moves of the dossier with the days of its journal, then those that usually follow.

    Raises:
        NotFound: no such dossier, or no rules for its day.
    """
    dossier = get_dossier(session, dossier_id)
    regime = regime_of(dossier, library, today)
    entries = [
        (one.act, json.loads(one.data), one.at.astimezone().date())
        for one in journal.dossier_history(session, dossier_id)
        if one.act in SHORT
    ]
    made = [(act, _day(data, at), data) for act, data, at in entries if "to" in data]
    moves = [Step(act, "done", on) for act, on, _data in made]
    if moves:
        last = moves[-1]
        moves[-1] = Step(last.act, "done" if dossier.status == S.RECOGNISED else "now", last.on)
    due = next((one.due for one in dues_of(session, dossier, library, today)), None)
    for place, act in enumerate(_ahead(session, dossier, regime)):
        moves.append(Step(act, "next", due=due if place == 0 else None))
    return DossierTrack(tuple(moves), tuple(_holders(session, dossier, made, regime, today)))


def _day(data: dict[str, Any], at: dt.date) -> dt.date:
    for name in _DAYS:
        said = data.get(name)
        if isinstance(said, str) and said:
            return dt.date.fromisoformat(said[:10])
    return at


def _ahead(session: Session, dossier: Dossier, regime: Regime) -> list[str]:
    """The moves that usually follow at this level, and at the one that scores."""
    holder = session.get(Office, dossier.holder_office_id)
    step = regime.step(holder.level) if holder is not None else None  # type: ignore[arg-type]
    if step is None:
        return []
    status = dossier.status
    scores = "score" in step.tasks
    if status == S.TO_COMPLETE:
        own: tuple[str, ...] = ("accept_as_valid",) if scores else ("hand_over",)
    elif status == S.SCORED:
        own = ("recognise",) if step.recognises else ("pass_up",)
    elif status == S.PASSING_UP:
        own = ("hand_over",)
    else:
        own = _AHEAD.get(status, ())
    found = [act for act in own if not MOVES[act].task or set(MOVES[act].task) & set(step.tasks)]
    if scores and step.recognises and status in (S.RECEIVED, S.VALID, S.IN_ROUND, S.TO_COMPLETE):
        found.append("recognise")
    if (
        not scores and status in (S.DRAFT, S.FILED, S.CHECKED, S.ASSESSED, S.TO_COMPLETE, S.HANDED_OVER)
    ) or status == S.HANDED_OVER:
        found += _SCORED_AHEAD
    return found


def _holders(
    session: Session,
    dossier: Dossier,
    made: Sequence[tuple[str, dt.date, dict[str, Any]]],
    regime: Regime,
    today: dt.date,
) -> list[Holder]:
    spans: list[tuple[str, dt.date]] = []
    for _act, on, data in made:
        holder = str(data.get("holder", ""))
        if holder and (not spans or spans[-1][0] != holder):
            spans.append((holder, on))
    offices = {one.id: one for one in session.exec(select(Office).where(col(Office.id).in_([i for i, _on in spans])))}
    ended = dossier.status in (S.RECOGNISED, S.DECLINED, S.WITHDRAWN)
    last_day = made[-1][1] if ended and made else today
    found: list[Holder] = []
    for place, (holder, begun) in enumerate(spans):
        until = spans[place + 1][1] if place + 1 < len(spans) else last_day
        office = offices.get(holder)
        here = place + 1 == len(spans) and not ended
        level = office.level if office else ""
        found.append(Holder(office.name if office else "", level, max(0, (until - begun).days), here))
    if found and not ended:
        step = regime.step(found[-1].level)  # type: ignore[arg-type]
        ahead: Level | None = step.next if step and "score" not in step.tasks else None
        while ahead is not None:
            found.append(Holder("", ahead, None, False))
            step = regime.step(ahead)
            ahead = step.next if step and "score" not in step.tasks else None
    return found
