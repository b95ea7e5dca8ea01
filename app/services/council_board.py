"""What a council's rounds look like at a glance: the list of rounds, and one round with every sheet of every member.

No points leave this module before scoring is locked: until then only who has begun, signed or is recused.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import AssessmentRound, Council, Dossier, Producer, Product, RankingResult, RoundEntry, ScoreSheet
from app.models.council import CouncilMemberRow, CouncilRow
from app.models.round import AssessmentRoundRow
from app.services import states
from app.services.actors import Actor
from app.services.council_quorum import CouncilRules
from app.services.councils import council_members, get_council, recusals, working_rules
from app.services.dossier_rules import Rules, regime_of
from app.services.result_rows import RankingResultRow, as_result_row
from app.services.results import preview_round
from app.services.round_lock import sheet_states, visible_points
from app.services.rounds import RoundEntryRow, as_row, get_round, list_round
from app.services.score_sheets import LIVE

RoundState = Literal["empty", "no_council", "scoring", "ready", "locked", "closed"]
LineState = Literal["waiting", "complete", "ready", "missing", "discuss", "blocked", "closed"]


@dataclass(frozen=True)
class RoundLine:
    """One round in the list. ``expected``: sheets of the dossiers still in scoring; 0 once scoring is locked."""

    row: AssessmentRoundRow
    council: str
    decision: str
    dossiers: int
    signed: int
    expected: int
    closed: int

    @property
    def state(self) -> RoundState:
        """Where the round stands: ``ready`` has every sheet signed, ``closed`` every result closed."""
        if self.row.scoring_locked:
            return "closed" if self.dossiers and self.closed == self.dossiers else "locked"
        if self.row.council_id is None:
            return "no_council"
        if not self.dossiers:
            return "empty"
        return "ready" if self.expected and self.signed >= self.expected else "scoring"


def round_lines(session: Session, actor: Actor) -> list[RoundLine]:
    """The office's rounds, the latest first."""
    rows = session.exec(
        select(AssessmentRound)
        .where(AssessmentRound.office_id == actor.office_id)
        .order_by(col(AssessmentRound.year).desc(), col(AssessmentRound.created_at).desc())
    ).all()
    ids = [row.id for row in rows]
    dossiers = _counts(session, RoundEntry.round_id, ids)
    signed = _counts(session, ScoreSheet.round_id, ids, ScoreSheet.status == "signed", ScoreSheet.kind == "member")
    closed = _counts(session, RankingResult.round_id, ids, RankingResult.outcome != "reopened")
    lines = []
    for row in rows:
        council = session.get(Council, row.council_id) if row.council_id else None
        expected = 0
        if council is not None and not row.scoring_locked:
            expected = sum(one.status != "recused" for one in sheet_states(session, row.id))
        lines.append(
            RoundLine(
                as_row(row),
                council.name if council else "",
                council.decision_number if council else "",
                dossiers.get(row.id, 0),
                signed.get(row.id, 0),
                expected,
                closed.get(row.id, 0),
            )
        )
    return lines


def _counts(session: Session, column: Any, ids: Sequence[str], *where: Any) -> dict[str, int]:
    found = session.exec(select(column, func.count()).where(col(column).in_(ids), *where).group_by(column))
    return {str(key): count for key, count in found}


@dataclass(frozen=True)
class WaitingDossier:
    """A dossier that can be put into a round."""

    id: str
    product: str
    producer: str
    status: str
    set_id: str
    filed_on: dt.date | None
    registration: str


def waiting_dossiers(session: Session, actor: Actor, library: Rules) -> list[WaitingDossier]:
    """Dossiers held here that are valid (or to be assessed again) and in no round, the longest filed first."""
    move = states.MOVES["put_in_round"]
    rows = session.exec(
        select(Dossier, Product.name, Producer.name)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .where(
            Dossier.holder_office_id == actor.office_id, col(Dossier.status).in_([one.value for one in move.sources])
        )
        .order_by(col(Dossier.filed_on), col(Dossier.created_at), col(Dossier.id))
    )
    found = []
    for dossier, product, producer in rows:
        try:
            refused = states.refusal(dossier, move, actor, regime_of(library, dossier))
        except AppError:
            continue
        if refused is None:
            found.append(
                WaitingDossier(
                    dossier.id,
                    product,
                    producer,
                    dossier.status,
                    dossier.set_id,
                    dossier.filed_on,
                    dossier.application_type,
                )
            )
    return found


@dataclass(frozen=True)
class BoardCell:
    """One member's sheet on one dossier. ``total``: hundredths, ``None`` before the lock or without a sheet."""

    member_id: str
    number: int
    status: str
    sheet_id: str = ""
    total: int | None = None
    outlying: bool = False


@dataclass(frozen=True)
class BoardLine:
    """One dossier of the round. ``result``: the closed one, or after the lock what closing would give now."""

    entry: RoundEntryRow
    cells: tuple[BoardCell, ...]
    state: LineState
    result: RankingResultRow | None = None
    refused: AppError | None = None

    @property
    def closed(self) -> bool:
        return self.state == "closed"

    @property
    def signed(self) -> int:
        return sum(cell.status == "signed" for cell in self.cells)

    @property
    def open_cells(self) -> tuple[BoardCell, ...]:
        """Sheets that are still to be signed."""
        return tuple(cell for cell in self.cells if cell.status not in ("signed", "recused"))


@dataclass(frozen=True)
class Board:
    """A round as its secretary sees it; ``members`` are those who score, by number."""

    round: AssessmentRoundRow
    council: CouncilRow | None
    rules: CouncilRules | None
    members: tuple[CouncilMemberRow, ...]
    lines: tuple[BoardLine, ...]

    @property
    def signed(self) -> int:
        return sum(line.signed for line in self.lines)

    @property
    def expected(self) -> int:
        return sum(cell.status != "recused" for line in self.lines for cell in line.cells)

    @property
    def recused(self) -> int:
        return sum(cell.status == "recused" for line in self.lines for cell in line.cells)

    @property
    def missing(self) -> tuple[BoardCell, ...]:
        """Sheets of dossiers in scoring that are not signed."""
        return tuple(cell for line in self.lines if not line.closed for cell in line.open_cells)

    def next_open(self, official_id: str | None = None) -> tuple[str, str] | None:
        """The first sheet to be signed, as dossier and member; with ``official_id`` only of that person's own seat."""
        seats = {one.id for one in self.members if official_id is None or one.official_id == official_id}
        for line in self.lines:
            for cell in line.open_cells if not line.closed else ():
                if cell.member_id in seats:
                    return line.entry.dossier_id, cell.member_id
        return None

    def count(self, *states_: LineState) -> int:
        """How many dossiers are in one of these states."""
        return sum(line.state in states_ for line in self.lines)


def board(session: Session, round_id: str, actor: Actor, library: Rules, today: dt.date) -> Board:
    """Every dossier of the round with the sheet of every member who scores.

    Raises:
        NotFound: no such round. NotAllowed: another office's.
    """
    row = get_round(session, round_id, actor)
    council = get_council(session, row.council_id) if row.council_id else None
    members = tuple(one for one in council_members(session, council.id) if one.scores) if council else ()
    recused = recusals(session, council.id) if council else {}
    sheets = {
        (dossier_id, member_id): (sheet_id, status)
        for sheet_id, dossier_id, member_id, status in session.exec(
            select(ScoreSheet.id, ScoreSheet.dossier_id, ScoreSheet.member_id, ScoreSheet.status).where(
                ScoreSheet.round_id == round_id, col(ScoreSheet.status).in_(LIVE)
            )
        )
    }
    totals: dict[str, int] = {}
    previewed: dict[str, RankingResultRow] = {}
    refused: dict[str, AppError] = {}
    if row.scoring_locked:
        totals = {one.sheet_id: one.total_hundredths for one in visible_points(session, round_id, actor)}
        closing = preview_round(session, round_id, actor, library, today)
        previewed = {one.dossier_id: one for one in closing.closed}
        refused = dict(closing.refused)
    closed = _closed_results(session, round_id)
    lines = []
    for entry in list_round(session, round_id):
        result = closed.get(entry.dossier_id) or previewed.get(entry.dossier_id)
        cells = []
        for member in members:
            sheet_id, status = sheets.get((entry.dossier_id, member.id), ("", "missing"))
            if (member.id, entry.producer_id) in recused:
                sheet_id, status = "", "recused"
            cells.append(BoardCell(member.id, member.number, status, sheet_id, totals.get(sheet_id)))
        marked = _with_outliers(cells, result)
        state = _state(entry.dossier_id in closed, row.scoring_locked, marked, result)
        lines.append(BoardLine(entry, tuple(marked), state, result, refused.get(entry.dossier_id)))
    return Board(
        as_row(row),
        CouncilRow.model_validate(council.model_dump()) if council else None,
        working_rules(council) if council else None,
        members,
        tuple(lines),
    )


def _closed_results(session: Session, round_id: str) -> dict[str, RankingResultRow]:
    rows = session.exec(
        select(RankingResult)
        .where(RankingResult.round_id == round_id, RankingResult.outcome != "reopened")
        .order_by(col(RankingResult.created_at))
    )
    return {row.dossier_id: as_result_row(row) for row in rows}


def _with_outliers(cells: list[BoardCell], result: RankingResultRow | None) -> list[BoardCell]:
    """Mark the sheets to discuss: those far from the median, or where two lie too far apart, the one furthest off."""
    if result is None or not result.detail.get("pairs_apart"):
        return cells
    numbers = set(result.detail["outliers"])
    if not numbers:
        counted = {int(number): total for number, total in result.detail["totals"].items()}
        ordered = sorted(counted.values())
        middle = ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
        numbers = {max(counted, key=lambda number: (abs(2 * counted[number] - middle), number))}
    return [
        BoardCell(one.member_id, one.number, one.status, one.sheet_id, one.total, one.number in numbers)
        for one in cells
    ]


def _state(is_closed: bool, locked: bool, cells: Sequence[BoardCell], result: RankingResultRow | None) -> LineState:
    if is_closed:
        return "closed"
    unsigned = [cell for cell in cells if cell.status not in ("signed", "recused")]
    if not locked:
        return "complete" if cells and not unsigned else "waiting"
    if result is None:
        return "missing" if unsigned else "blocked"
    return "discuss" if result.detail.get("pairs_apart") else "ready"


@dataclass(frozen=True)
class Ranked:
    """A closed result with its place: equal averages share one, and the next place is left out."""

    rank: int
    line: BoardLine


def ranking(of: Board) -> list[Ranked]:
    """The round's closed results, best first: by stars, then by the exact average."""
    closed = [line for line in of.lines if line.closed and line.result is not None]

    def key(line: BoardLine) -> tuple[int, Any]:
        assert line.result is not None
        return (line.result.stars or 0, line.result.average)

    ordered = sorted(closed, key=key, reverse=True)
    ranked: list[Ranked] = []
    for place, line in enumerate(ordered, start=1):
        same = ranked and key(ranked[-1].line) == key(line)
        ranked.append(Ranked(ranked[-1].rank if same else place, line))
    return ranked


def missing_by_member(of: Board) -> dict[str, int]:
    """By member id how many sheets of dossiers in scoring are not signed; members without any are left out."""
    found: defaultdict[str, int] = defaultdict(int)
    for cell in of.missing:
        found[cell.member_id] += 1
    return dict(found)


def producer_names(session: Session) -> dict[str, str]:
    """Every producer known here, by id, in Vietnamese order: for choosing whom a member is recused from."""
    return dict(session.exec(select(Producer.id, Producer.name).order_by(col(Producer.name_order))).all())
