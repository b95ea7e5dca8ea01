"""Closing of results (chốt kết quả): after the lock, with a quorum and no sheet reopened; and what follows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.errors import AppError, InvalidInput, NotAllowed
from app.models import AssessmentRound, DecisionItem, Dossier, RankingResult
from app.models.base import nfc
from app.services import journal, states
from app.services.actors import Actor, require_writer
from app.services.canonical import canonical_json
from app.services.council_result import MinimumsRecord, recorded_star
from app.services.councils import council_members, get_council, recusals, working_rules
from app.services.dossier_rules import Rules, regime_of, set_of
from app.services.meeting_day import met_words, require_meeting_day
from app.services.next_star import NextStar, find_next_star
from app.services.result_rows import (
    RankingResultRow,
    as_result_row,
    detail_of,
    get_result,
    result_row_of,
    standing_result,
)
from app.services.revisions import first_revision, seal
from app.services.round_closing import SetCloser, StoredSheet, read_sheets, seats_for
from app.services.rounds import RoundEntryRow, entries_in_scoring, get_round, scoring_entry
from app.services.rules.regime import Regime
from app.services.score_index import index_for
from app.translate import N_


@dataclass(frozen=True)
class RoundClosing:
    """What became of a round: results made, and dossiers that could not be closed with the reason of each."""

    closed: tuple[RankingResultRow, ...]
    refused: tuple[tuple[str, AppError], ...]


def close_result(
    session: Session,
    round_id: str,
    dossier_id: str,
    actor: Actor,
    library: Rules,
    today: dt.date,
    *,
    settled_knock_outs: Mapping[str, bool] | None = None,
    met_on: dt.date | None = None,
) -> RankingResultRow:
    """Close one dossier's result from its members' sheets.

    Args:
        settled_knock_outs: reasons for exclusion that not most sheets name, and whether the council finds that each
            holds.
        met_on: the day on which the council met, where it was not today; the result bears that day.

    Raises:
        InvalidInput: a meeting day that cannot be.
        NotAllowed: scoring is not locked, no quorum or chair, a sheet reopened, or as ``states.apply``.
        NotFound: the dossier is not being scored in this round.
    """
    scoring_entry(session, round_id, dossier_id)
    settled = {dossier_id: settled_knock_outs or {}}
    closing = _close(session, round_id, actor, library, today, dossier_id, settled, met_on)
    if closing.refused:
        raise closing.refused[0][1]
    return closing.closed[0]


def close_round(
    session: Session,
    round_id: str,
    actor: Actor,
    library: Rules,
    today: dt.date,
    *,
    settled_knock_outs: Mapping[str, Mapping[str, bool]] | None = None,
    met_on: dt.date | None = None,
) -> RoundClosing:
    """Close every dossier of the round that can be closed; the others stay as they are, each with its reason.

    Args:
        settled_knock_outs: by dossier id, as of ``close_result``.
        met_on: as of ``close_result``.

    Raises:
        InvalidInput: a meeting day that cannot be.
        NotAllowed: scoring is not locked, another office's round, or the person may only read or score.
    """
    return _close(session, round_id, actor, library, today, None, settled_knock_outs or {}, met_on)


def _close(
    session: Session,
    round_id: str,
    actor: Actor,
    library: Rules,
    today: dt.date,
    only: str | None,
    settled: Mapping[str, Mapping[str, bool]],
    met_on: dt.date | None,
) -> RoundClosing:
    require_writer(actor)
    met = require_meeting_day(session, get_round(session, round_id, actor), met_on, today)
    made, refused = _work_out(session, round_id, actor, library, met, only, settled)
    if made:
        session.execute(insert(RankingResult), [result for _, _, result in made])
        states.apply_many(
            session,
            [(dossier, regime, _entry_data(result) | met_words(met, today)) for dossier, regime, result in made],
            "close_result",
            actor,
        )
    return RoundClosing(tuple(result_row_of(result) for _, _, result in made), tuple(refused))


def preview_round(
    session: Session,
    round_id: str,
    actor: Actor,
    library: Rules,
    today: dt.date,
    *,
    only: str | None = None,
    settled_knock_outs: Mapping[str, Mapping[str, bool]] | None = None,
) -> RoundClosing:
    """What closing the round (or one dossier of it) would give now, without writing anything.

    Raises:
        NotAllowed: scoring is not locked, or another office's round.
    """
    made, refused = _work_out(session, round_id, actor, library, today, only, settled_knock_outs or {})
    return RoundClosing(tuple(result_row_of(result) for _, _, result in made), tuple(refused))


_Made = list[tuple[Dossier, Regime, dict[str, Any]]]


def _work_out(
    session: Session,
    round_id: str,
    actor: Actor,
    library: Rules,
    met: dt.date,
    only: str | None,
    settled: Mapping[str, Mapping[str, bool]],
) -> tuple[_Made, list[tuple[str, AppError]]]:
    """The columns of each result that can be closed, and why each of the others cannot."""
    row = get_round(session, round_id, actor)
    if not row.scoring_locked or row.council_id is None:
        raise NotAllowed(
            N_("Scoring of this round is not locked."),
            advice=N_("Lock it once every sheet is signed; then results are closed."),
        )
    entries = [one for one in entries_in_scoring(session, round_id) if only in (None, one.dossier_id)]
    dossiers = _dossiers(session, [one.dossier_id for one in entries])
    sheets = read_sheets(session, round_id, only)
    closer = _RoundCloser(session, row, actor, library, met)
    made: _Made = []
    refused: list[tuple[str, AppError]] = []
    for entry in entries:
        dossier = dossiers[entry.dossier_id]
        try:
            regime = regime_of(library, dossier)
            cannot = states.refusal(dossier, states.MOVES["close_result"], actor, regime)
            if cannot is not None:
                raise cannot
            result = closer.close(entry, dossier, sheets.get(dossier.id, []), settled.get(dossier.id))
        except AppError as error:
            refused.append((dossier.id, error))
            continue
        made.append((dossier, regime, result))
    return made, refused


def _entry_data(result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "round": result["round_id"],
        "result": result["id"],
        "sum": result["total_sum_hundredths"],
        "sheets": result["sheet_count"],
        "stars": result["stars"],
        "provisional": result["provisional"],
    }


def _dossiers(session: Session, ids: Sequence[str]) -> dict[str, Dossier]:
    found: dict[str, Dossier] = {}
    for start in range(0, len(ids), journal.IDS_AT_ONCE):
        chosen = col(Dossier.id).in_(ids[start : start + journal.IDS_AT_ONCE])
        found |= {dossier.id: dossier for dossier in session.exec(select(Dossier).where(chosen))}
    return found


class _RoundCloser:
    """Council, recusals and the tables of each set, read once for a round."""

    def __init__(self, session: Session, row: AssessmentRound, actor: Actor, library: Rules, met: dt.date) -> None:
        assert row.council_id is not None
        self._round, self._actor, self._library, self._met = row, actor, library, met
        self._council = get_council(session, row.council_id)
        self._rules = working_rules(self._council)
        self._members = [member for member in council_members(session, row.council_id) if member.scores]
        self._numbers = {member.id: member.number for member in self._members}
        self._on_paper = frozenset(row.paper_members.split())
        self._recused: dict[str, set[str]] = {}
        for member_id, producer_id in recusals(session, row.council_id):
            self._recused.setdefault(producer_id, set()).add(member_id)
        self._closers: dict[tuple[str, str, str], SetCloser] = {}

    def _closer(self, dossier: Dossier) -> SetCloser:
        key = (dossier.regime_id, dossier.set_id, dossier.set_sha256)
        if key not in self._closers:
            regime = regime_of(self._library, dossier)
            self._closers[key] = SetCloser(set_of(self._library, dossier), regime.stars)
        return self._closers[key]

    def close(
        self,
        entry: RoundEntryRow,
        dossier: Dossier,
        sheets: Sequence[StoredSheet],
        settled: Mapping[str, bool] | None,
    ) -> dict[str, Any]:
        """The columns of the dossier's result, in its first revision."""
        closer = self._closer(dossier)
        recused = frozenset(self._recused.get(entry.producer_id, ()))
        seats, marks = seats_for(self._members, recused, sheets)
        counted = [sheet for sheet in sheets if marks.get(sheet.member_id) == "valid"]
        if any((one.set_id, one.set_sha256) != (dossier.set_id, dossier.set_sha256) for one in counted):
            raise NotAllowed(N_("A sheet was filled in under other rules than the dossier's."))
        untyped = [self._numbers[one] for one in sorted(self._on_paper) if marks.get(one) == "missing"]
        if untyped:
            raise NotAllowed(
                N_("Paper sheets of the members {numbers} are not typed in and signed yet."),
                advice=N_("Type them in, or reopen scoring if they do not exist."),
                numbers=", ".join(map(str, sorted(untyped))),
            )
        result = closer.close(seats, marks, counted, self._rules, settled)
        presiding = next((seat.number for seat in seats if seat.is_chair), None)
        clerk = sorted(self._numbers[one.member_id] for one in counted if one.entered_by == "paper")
        values = {
            "dossier_id": dossier.id,
            "office_id": self._actor.office_id,
            "round_id": self._round.id,
            "council_name": self._council.name,
            "council_decision": self._council.decision_number,
            "set_id": dossier.set_id,
            "set_sha256": dossier.set_sha256,
            "regime_id": dossier.regime_id,
            "total_sum_hundredths": result.total_sum_hundredths,
            "sheet_count": result.sheet_count,
            "stars_by_points": result.stars_by_points,
            "stars": result.stars,
            "provisional": result.provisional,
            "knocked_out": " ".join(one.id for one in result.knocked_out),
            "closed_on": self._met,
            "invented": any(one.invented for one in counted),
            "detail": detail_of(result, self._numbers, self._rules, presiding, clerk),
        }
        return first_revision(RankingResult, values)


def _own_result(session: Session, result_id: str, actor: Actor) -> tuple[RankingResult, Dossier]:
    """A standing result of this office, and its dossier, which this office holds."""
    require_writer(actor)
    result = get_result(session, result_id)
    if result.office_id != actor.office_id:
        raise NotAllowed(N_("This result is another office's."))
    dossier = states.get_dossier(session, result.dossier_id)
    states.require_custody(dossier, actor)
    standing = standing_result(session, dossier.id, actor.office_id)
    if standing is None or standing.id != result.id:
        raise NotAllowed(N_("A later result has taken this one's place."))
    return result, dossier


def _require_undecided(session: Session, result: RankingResult) -> None:
    if session.exec(select(DecisionItem.id).where(DecisionItem.result_id == result.id).limit(1)).first() is not None:
        raise NotAllowed(
            N_("A decision names this result."), advice=N_("Take the dossier out of the draft decision first.")
        )


def record_minimums(
    session: Session, result_id: str, met_up_to: int, missed: Sequence[str], actor: Actor, library: Rules
) -> RankingResultRow:
    """Record what the council found of the star minimums, where points are known by part only: the star is final then.

    Args:
        met_up_to: the highest star whose minimums, and those of the stars below it, are met; 0: of none.
        missed: which minimums were missed, in words; needed where they keep the product below its star by points.

    Raises:
        NotAllowed: the result shows its minimums itself, or a decision names it, or it is another office's.
        InvalidInput: a star that is not there, or no word of what was missed.
    """
    result, dossier = _own_result(session, result_id, actor)
    _require_undecided(session, result)
    regime = regime_of(library, dossier)
    if set_of(library, dossier).complete or result.stars_by_points is None:
        raise NotAllowed(N_("This result shows itself which minimums are met; none are recorded."))
    texts = tuple(nfc(text.strip()) for text in missed if text.strip())
    by_points = next(one.star for one in regime.stars.classes if one.star == result.stars_by_points)
    star = recorded_star(
        regime.stars, by_points, MinimumsRecord(met_up_to, texts), knocked_out=bool(result.knocked_out)
    )
    result.stars = star
    result.provisional = False
    result.minimums_record = canonical_json({"met_up_to": met_up_to, "missed": list(texts)}).decode("utf-8")
    seal(session, result)
    journal.record(
        session,
        actor,
        "record_minimums",
        dossier_id=dossier.id,
        data={"result": result.id, "met_up_to": met_up_to, "missed": list(texts), "stars": star},
    )
    return as_result_row(result)


def reopen_result(session: Session, result_id: str, reason: str, actor: Actor, library: Rules) -> None:
    """Take a closed result up again: the dossier is being scored once more, the old result stays as reopened.

    Raises:
        InvalidInput: no reason.
        NotAllowed: a decision names it, it is another office's, or as ``states.apply``.
    """
    result, dossier = _own_result(session, result_id, actor)
    if not reason.strip():
        raise InvalidInput("reason", N_("Say why the result is reopened."))
    _require_undecided(session, result)
    states.apply(
        session,
        dossier,
        "reopen_result",
        actor,
        regime_of(library, dossier),
        {"result": result.id, "reason": nfc(reason.strip())},
    )
    result.outcome = "reopened"
    result.outcome_reason = nfc(reason.strip())
    seal(session, result)


def next_star_of(result: RankingResultRow, dossier: Dossier, library: Rules) -> NextStar | None:
    """What the product lacks for the star above its result, by the council's agreed points; ``None`` at the top.

    ``None`` too where a reason for exclusion holds.
    """
    if result.knocked_out:
        return None
    criteria_set = set_of(library, dossier)
    regime = regime_of(library, dossier)
    index = index_for(criteria_set, regime.stars)
    total = Fraction(result.total_sum_hundredths, result.sheet_count)
    final = next((one.star for one in regime.stars.classes if one.star == result.stars), None)
    if index.on_part_totals:
        sums = result.detail["sums"]["parts"]
        parts = [int(sums[name]) // result.sheet_count for name in index.columns]
        return find_next_star(index, {}, parts, final, total)
    agreed = [int(result.detail["agreed"][name]) for name in index.columns]
    case = result.detail["case"]
    options: dict[str, int] = {}
    for column, offered in enumerate(index.option_points):
        for number, value in enumerate(offered):
            if number and value == agreed[column] and index.option_cases[column][number] in (None, case):
                options[index.columns[column]] = number
                break
    return find_next_star(index, options, agreed, final, total)
