"""One dossier's result as its page shows it: the arithmetic, the minimums, what holds, what is next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.errors import AppError, NotFound
from app.models.dossier import DossierStatus
from app.models.round import AssessmentRoundRow
from app.services import outcomes, states
from app.services.actors import Actor
from app.services.compared_rules import doubts_of
from app.services.council_board import BoardCell, BoardLine, board
from app.services.dossier_rules import regime_of, set_of
from app.services.next_star import NextStar
from app.services.result_rows import RankingResultRow
from app.services.results import next_star_of
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.score_index import CriteriaIndex, index_for
from app.services.score_notes import Unverified
from app.services.score_sheets import answers_of, get_sheet, rows_of
from app.services.scoring import assess
from app.services.star_class import effective_minimums, stars_ascending
from app.services.states import get_dossier
from app.translate import N_


@dataclass(frozen=True)
class MemberRow:
    """One member's points by part and in total, hundredths; ``state``: signed, recused, or why it does not count."""

    number: int
    full_name: str
    state: str
    parts: Mapping[str, int]
    total: int | None
    outlying: bool = False


@dataclass(frozen=True)
class MissedMinimum:
    """A criterion below the least points of a star: what it needs and what the council agreed on."""

    criterion: str
    title: str
    least: int
    agreed: int


@dataclass(frozen=True)
class StarMinimums:
    """The minimums of one star: how many criteria have one, and which were missed."""

    star: int
    count: int
    missed: tuple[MissedMinimum, ...]


@dataclass(frozen=True)
class ResultView:
    """``result``: the closed one, or what closing would give; ``None`` with the reason in ``refused``."""

    round: AssessmentRoundRow
    line: BoardLine
    status: str
    criteria_set: CriteriaSet
    regime: Regime
    rows: tuple[MemberRow, ...]
    minimums: tuple[StarMinimums, ...]
    next_star: NextStar | None
    proposed: str
    moves: tuple[str, ...]
    contested: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Unverified, ...] = ()
    """What the result rests on that is not verified; without what this office compared since."""

    @property
    def result(self) -> RankingResultRow | None:
        return self.line.result

    @property
    def refused(self) -> AppError | None:
        return self.line.refused

    @property
    def closed(self) -> bool:
        return self.line.closed

    def exclusion(self, ident: str) -> str:
        """The law's words of a reason for exclusion."""
        return next((one.text for one in self.criteria_set.knock_outs if one.id == ident), ident)


def result_view(
    session: Session, round_id: str, dossier_id: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> ResultView:
    """Everything that the page of one result shows.

    Raises:
        NotFound: the dossier is not in this round. NotAllowed: another office's round, or its rules are not here.
    """
    shown = board(session, round_id, actor, library, today)
    line = next((one for one in shown.lines if one.entry.dossier_id == dossier_id), None)
    if line is None:
        raise NotFound(N_("This result is not here."))
    dossier = get_dossier(session, dossier_id)
    criteria_set, regime = set_of(library, dossier), regime_of(library, dossier)
    result = line.result
    index = index_for(criteria_set, regime.stars)
    held = frozenset(result.knocked_out) if result is not None else None
    names = {one.id: one.full_name for one in shown.members}
    rows = tuple(
        _member_row(session, cell, names[cell.member_id], criteria_set, index, held)
        for cell in line.cells
        if shown.round.scoring_locked
    )
    moves = states.possible_moves(dossier, actor, regime) if line.closed else []
    returned = dossier.status == DossierStatus.RETURNED
    contested = line.refused.params.get("knock_outs", "") if line.refused is not None else ""
    return ResultView(
        round=shown.round,
        line=line,
        status=dossier.status,
        criteria_set=criteria_set,
        regime=regime,
        rows=rows,
        minimums=_minimums(criteria_set, regime, result) if result is not None else (),
        next_star=next_star_of(result, dossier, library) if result is not None else None,
        proposed=outcomes.propose_outcome(result, regime, actor.level, returned=returned) if result is not None else "",
        moves=tuple(moves),
        contested=tuple(one for one in contested.split(", ") if one),
        titles={one.id: one.title for one in criteria_set.criteria},
        doubts=doubts_of(session, result, criteria_set) if result is not None else (),
    )


def _member_row(
    session: Session,
    cell: BoardCell,
    full_name: str,
    criteria_set: CriteriaSet,
    index: CriteriaIndex,
    held: frozenset[str] | None,
) -> MemberRow:
    """A member's points as the council's result counts them: its own finding on exclusions holds for every sheet."""
    if cell.status != "signed":
        return MemberRow(cell.number, full_name, cell.status, {}, None)
    sheet = get_sheet(session, cell.sheet_id)
    answers = answers_of(criteria_set, sheet, rows_of(session, sheet.id))
    points = assess(criteria_set, index, answers, held).points
    parts: dict[str, int] = {name: sum(points[at] or 0 for at in columns) for name, columns in index.parts}
    return MemberRow(cell.number, full_name, cell.status, parts, sum(parts.values()), cell.outlying)


def _minimums(criteria_set: CriteriaSet, regime: Regime, result: RankingResultRow) -> tuple[StarMinimums, ...]:
    """Star by star from the lowest with a certificate up to the one by points, at least to the next above the result's.

    Empty on part totals: there the council records what it found.
    """
    if not criteria_set.complete or result.knocked_out:
        return ()
    table = effective_minimums(criteria_set, regime.stars)
    titles = {one.id: one.title for one in criteria_set.criteria}
    top = max(result.stars_by_points or 0, (result.stars or 0) + 1)
    found = []
    for star in stars_ascending(regime.stars):
        if star in regime.not_certified or star > top or not table.get(star):
            continue
        missed = tuple(
            MissedMinimum(name, titles[name], least, int(result.detail["agreed"][name]))
            for name, least in table[star].items()
            if int(result.detail["agreed"][name]) < least
        )
        found.append(StarMinimums(star, len(table[star]), missed))
    return tuple(found)
