"""The sheets of a round become council results: read at once, closed dossier by dossier.

Most dossiers need no more than the integer tables of their set. Where a sheet names a reason for exclusion, or a
criterion is unanswered, or sheets are filled for different cases, the full closing decides; both ways give the same
result (a test compares them), but for what is missing for the next star, which is worked out when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import String, cast, func
from sqlmodel import Session, col, select

from app.models import ScoreSheet, SheetAnswer
from app.models.council import CouncilMemberRow
from app.services.council_figures import CouncilFigures, close_from_points
from app.services.council_quorum import CouncilRules, CouncilSeat, MemberSheet, Quorum, require_quorum, sheets_by_seat
from app.services.council_result import CouncilResult, close_result, deviations
from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import Star
from app.services.rules.regime import StarRules
from app.services.score_index import index_for, missed_minimums
from app.services.score_notes import Unverified, unverified_notes
from app.services.sheet_answers import KNOCK_OUTS_KEY, SheetAnswers, parse_answers
from app.services.star_class import class_bounds, from_hundredths, star_with_minimums

_NO_ANSWERS = SheetAnswers()


@dataclass(slots=True)
class StoredSheet:
    """One member's live sheet as stored: the names of the answered criteria (or parts) and their values.

    A value is the chosen option; of a part total it is ``-1 - hundredths``, so that one column holds both.
    """

    id: str
    member_id: str
    status: str
    knock_outs: str
    entered_by: str
    invented: bool
    set_id: str
    set_sha256: str
    names: tuple[str, ...] = ()
    values: tuple[int, ...] = ()


def read_sheets(session: Session, round_id: str, dossier_id: str | None = None) -> dict[str, list[StoredSheet]]:
    """The signed, draft and reopened sheets of a round (or of one dossier in it) by dossier: two statements.

    The database strings each sheet's answers together: one row for a sheet instead of one for each criterion.
    """
    where: list[Any] = [
        ScoreSheet.round_id == round_id,
        ScoreSheet.kind == "member",
        col(ScoreSheet.status).in_(("draft", "reopened", "signed")),
    ]
    if dossier_id is not None:
        where.append(ScoreSheet.dossier_id == dossier_id)
    sheets: dict[str, StoredSheet] = {}
    by_dossier: dict[str, list[StoredSheet]] = {}
    heads = session.exec(
        select(  # type: ignore[call-overload]
            ScoreSheet.id,
            ScoreSheet.member_id,
            ScoreSheet.status,
            ScoreSheet.knock_outs,
            ScoreSheet.entered_by,
            ScoreSheet.invented,
            ScoreSheet.set_id,
            ScoreSheet.set_sha256,
            ScoreSheet.dossier_id,
        ).where(*where)
    )
    for *columns, of_dossier in heads:
        sheet = StoredSheet(*columns)
        sheets[sheet.id] = sheet
        by_dossier.setdefault(of_dossier, []).append(sheet)
    answers = session.connection().execute(
        select(
            SheetAnswer.sheet_id,
            func.aggregate_strings(col(SheetAnswer.criterion_id), ","),
            func.aggregate_strings(
                cast(func.coalesce(SheetAnswer.option, -1 - col(SheetAnswer.points_hundredths)), String), ","
            ),
        )
        .where(col(SheetAnswer.sheet_id).in_(select(ScoreSheet.id).where(*where)))
        .group_by(SheetAnswer.sheet_id)
    )
    order: dict[str, tuple[str, ...]] = {}
    for sheet_id, names, values in answers:
        if names not in order:
            order[names] = tuple(names.split(","))
        sheet = sheets[sheet_id]
        sheet.names = order[names]
        sheet.values = tuple(map(int, values.split(",")))
    return by_dossier


class _Marked(NamedTuple):
    """A sheet as the tables read it: hundredths by column, the inferred options chosen, the cases they are for."""

    points: tuple[int, ...]
    doubtful: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()


class SetCloser:
    """Closes the dossiers of one criteria set under one regime's star rules; its tables are made once."""

    def __init__(self, criteria_set: CriteriaSet, stars: StarRules) -> None:
        self.criteria_set = criteria_set
        self.stars = stars
        self.index = index_for(criteria_set, stars)
        self._bounds = class_bounds(stars)
        binds = stars.lower_minimums_bind
        turned = binds.model_copy(update={"value": not binds.value})
        self._turned_index = index_for(criteria_set, stars.model_copy(update={"lower_minimums_bind": turned}))
        self._sorted_columns = sorted(self.index.columns)
        self._doubtful = tuple(
            (column, frozenset(number for number, option in enumerate(one.options, 1) if option.inferred))
            for column, one in enumerate(criteria_set.criteria if criteria_set.complete else ())
            if any(option.inferred for option in one.options)
        )
        self._cases = tuple(column for column, offered in enumerate(self.index.option_cases) if any(offered))
        self._notes: dict[tuple[int, ...], tuple[Unverified, ...]] = {}
        self._parents = tuple((column, parent) for column, parent in enumerate(self.index.parent) if parent >= 0)
        self._triggers = frozenset(
            self.index.position[name]
            for one in criteria_set.knock_outs
            if one.trigger == "zero_points" and criteria_set.complete
            for name in one.criteria
        )

    def _notes_for(self, chosen: tuple[int, ...]) -> tuple[Unverified, ...]:
        """What a sheet rests on that chose these inferred options: one number for each of ``_doubtful``, 0 if none."""
        if chosen not in self._notes:
            columns = self.index.columns
            options = {columns[column]: number for (column, _), number in zip(self._doubtful, chosen, strict=True)}
            every = (0,) * len(columns)
            self._notes[chosen] = unverified_notes(
                self.criteria_set, self.index, options, every, self.stars, self.index.classes[-1][1], settled=False
            )
        return self._notes[chosen]

    def close(
        self,
        seats: Sequence[CouncilSeat],
        states: Mapping[str, str],
        sheets: Iterable[StoredSheet],
        rules: CouncilRules,
        settled_knock_outs: Mapping[str, bool] | None = None,
    ) -> CouncilResult:
        """One dossier's result.

        Args:
            seats: the scoring members, with who presides over this dossier, by number.
            states: by member id: valid, recused or missing, as of ``close_result``.
            sheets: the members' live sheets; those of members who are not valid are left out.

        Raises:
            NotAllowed, InvalidInput: as ``close_result``.
        """
        by_member = {sheet.member_id: sheet for sheet in sheets if states.get(sheet.member_id) == "valid"}
        if not settled_knock_outs and all(not one.knock_outs for one in by_member.values()):
            marks = [
                MemberSheet(
                    seat.id, "valid", _NO_ANSWERS, signed=one.status == "signed", reopened=one.status != "signed"
                )
                if (one := by_member.get(seat.id)) is not None
                else MemberSheet(seat.id, "recused" if states.get(seat.id) == "recused" else "missing")
                for seat in seats
            ]
            quorum = require_quorum(seats, sheets_by_seat(marks, seats), rules)
            marked = [self._marked(by_member[member]) for member in quorum.valid]
            full = [one for one in marked if one is not None]
            cases = {case for one in full for case in one.cases}
            if len(full) == len(marked) and len(cases) < 2:
                return self._result(quorum, full, rules, next(iter(cases), None))
        return replace(
            close_result(
                self.criteria_set,
                [self._member_sheet(seat.id, states, by_member) for seat in seats],
                seats,
                rules,
                self.stars,
                settled_knock_outs=settled_knock_outs,
            ),
            next_star=None,
        )

    def _member_sheet(
        self, member_id: str, states: Mapping[str, str], by_member: Mapping[str, StoredSheet]
    ) -> MemberSheet:
        sheet = by_member.get(member_id)
        if sheet is None:
            return MemberSheet(member_id, "recused" if states.get(member_id) == "recused" else "missing")
        given: dict[str, Any] = {KNOCK_OUTS_KEY: sheet.knock_outs.split()}
        for name, value in zip(sheet.names, sheet.values, strict=True):
            given[name] = value if self.criteria_set.complete else from_hundredths(-1 - value)
        return MemberSheet(
            member_id,
            "valid",
            parse_answers(self.criteria_set, given),
            signed=sheet.status == "signed",
            reopened=sheet.status == "reopened",
        )

    def _marked(self, sheet: StoredSheet) -> _Marked | None:
        """The sheet's points by column; ``None`` where the full closing has to look at it."""
        index = self.index
        stored = tuple([-1 - value for value in sheet.values]) if index.on_part_totals else sheet.values
        if sheet.names != index.columns:
            if sorted(sheet.names) != self._sorted_columns:
                return None
            by_name = dict(zip(sheet.names, stored, strict=True))
            stored = tuple([by_name[name] for name in index.columns])
        if min(stored) < 0:
            return None
        if index.on_part_totals:
            most = (index.part_max[name] for name in index.columns)
            within = all(value <= limit for value, limit in zip(stored, most, strict=True))
            return _Marked(stored) if within else None
        try:
            points = [table[option] for table, option in zip(index.option_points, stored, strict=True)]
        except IndexError:
            return None
        changed = bool(self._parents)
        while changed:
            changed = False
            for column, parent in self._parents:
                if points[parent] == 0 and points[column]:
                    points[column] = 0
                    changed = True
        if any(points[column] == 0 for column in self._triggers):
            return None
        return _Marked(
            tuple(points),
            tuple([stored[column] if stored[column] in inferred else 0 for column, inferred in self._doubtful]),
            tuple([case for column in self._cases if (case := index.option_cases[column][stored[column]])]),
        )

    def _result(
        self, quorum: Quorum, marked: Sequence[_Marked], rules: CouncilRules, case: str | None
    ) -> CouncilResult:
        rows = tuple([one.points for one in marked])
        figures = close_from_points(self.index, rows, rules.agreed_rule)
        # Each note once, at its first place: sheets that chose the same inferred options rest on the same.
        notes = dict.fromkeys(
            note for chosen in dict.fromkeys(one.doubtful for one in marked) for note in self._notes_for(chosen)
        )
        outliers, apart = deviations(quorum.valid, figures.member_totals, rules.max_deviation)
        return CouncilResult(
            index=self.index,
            figures=figures,
            rows=rows,
            valid=quorum.valid,
            recused=quorum.recused,
            missing=quorum.missing,
            quorum=quorum,
            agreed_rule=rules.agreed_rule,
            stars_by_points=figures.stars_by_points,
            stars=figures.stars_by_points if self.index.on_part_totals else figures.stars,
            provisional=self.index.on_part_totals,
            missed={} if self.index.on_part_totals else figures.missed,
            missed_texts=(),
            knocked_out=(),
            named_knock_outs={},
            not_assessed=(),
            outliers=outliers,
            pairs_apart=apart,
            next_star=None,
            unverified=tuple(
                notes if self.index.on_part_totals else notes | dict.fromkeys(self._switch_notes(figures))
            ),
            case=case,
            bounds=self._bounds,
        )

    def _switch_notes(self, figures: CouncilFigures) -> list[Unverified]:
        """As ``score_notes.switch_notes``, from tables made once."""
        stars, by_points = self.stars, figures.stars_by_points
        reached: Star | None = figures.stars
        notes = []
        blocks, binds = stars.minimum_blocks_star, stars.lower_minimums_bind
        if (
            not blocks.verified
            and star_with_minimums(stars, by_points, figures.missed, blocks=not blocks.value) != reached
        ):
            notes.append(Unverified("minimum_blocks_star", "", why=blocks.note))
        if not binds.verified:
            turned = missed_minimums(self._turned_index, figures.agreed)
            if star_with_minimums(stars, by_points, turned) != reached:
                notes.append(Unverified("lower_minimums_bind", "", why=binds.note))
        return notes


def seats_for(
    members: Sequence[CouncilMemberRow], recused: frozenset[str], sheets: Iterable[StoredSheet]
) -> tuple[list[CouncilSeat], dict[str, str]]:
    """The seats for one dossier and the state of each: valid, recused or missing.

    The chair presides; where the chair is recused or has no sheet, the vice chair with the lowest number who has
    one does. A draft that was never signed does not count; a reopened sheet does, and stops the closing.
    """
    scored = {sheet.member_id for sheet in sheets if sheet.status in ("signed", "reopened")}
    states = {
        member.id: "recused" if member.id in recused else "valid" if member.id in scored else "missing"
        for member in members
    }
    present = [member for member in members if states[member.id] == "valid"]
    presiding = next((one.id for one in present if one.role == "chair"), None) or next(
        (one.id for one in present if one.role == "vice"), None
    )
    return [CouncilSeat(one.id, one.number, one.id == presiding) for one in members], states
