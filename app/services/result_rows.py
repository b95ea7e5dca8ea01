"""Stored results: how a council's result is written into a row, and read back as plain data."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import RankingResult
from app.services.canonical import canonical_json
from app.services.council_quorum import CouncilRules
from app.services.council_result import CouncilResult
from app.services.star_class import hundredths
from app.translate import N_


@dataclass(frozen=True)
class RankingResultRow:
    """One stored result; ``detail_json`` as ``detail_of`` writes it."""

    id: str
    dossier_id: str
    office_id: str
    round_id: str | None
    council_name: str
    council_decision: str
    set_id: str
    set_sha256: str
    regime_id: str
    total_sum_hundredths: int
    sheet_count: int
    stars_by_points: int | None
    stars: int | None
    provisional: bool
    minimums_record: str
    knocked_out: tuple[str, ...]
    closed_on: dt.date
    outcome: str
    outcome_reason: str
    invented: bool
    detail_json: str

    @cached_property
    def detail(self) -> Mapping[str, Any]:
        """The result's working: points in hundredths, members by their numbers. Read only when it is asked for."""
        parsed: Mapping[str, Any] = json.loads(self.detail_json)
        return parsed

    @property
    def average(self) -> Fraction:
        """The average in points, exact."""
        return Fraction(self.total_sum_hundredths, 100 * self.sheet_count)


_COLUMNS = tuple(name for name in RankingResultRow.__dataclass_fields__ if name != "detail_json")


def as_result_row(result: RankingResult) -> RankingResultRow:
    """The row as plain data."""
    return result_row_of({name: getattr(result, name) for name in (*_COLUMNS, "detail")})


def result_row_of(values: Mapping[str, Any]) -> RankingResultRow:
    """Column values as plain data."""
    row = {name: values[name] for name in _COLUMNS}
    return RankingResultRow(**{**row, "knocked_out": tuple(row["knocked_out"].split())}, detail_json=values["detail"])


def detail_of(
    result: CouncilResult,
    numbers: Mapping[str, int],
    rules: CouncilRules,
    presiding: int | None,
    by_clerk: Sequence[int] = (),
) -> str:
    """The result's working as canonical JSON.

    Args:
        numbers: member numbers by the ids that the result uses: names stay in the minutes.
        presiding: number of whoever presided over this dossier.
        by_clerk: numbers of members whose paper sheets a clerk typed in.
    """
    figures, index, quorum = result.figures, result.index, result.quorum

    def named(ids: Sequence[str]) -> list[int]:
        return [numbers[one] for one in ids]

    detail: dict[str, Any] = {
        "average": format(result.printed_average, "f"),
        "sums": {
            "criteria": {} if index.on_part_totals else dict(zip(index.columns, figures.column_sums, strict=True)),
            "sections": {name: value for (name, _), value in zip(index.sections, figures.section_sums, strict=True)},
            "parts": {name: value for (name, _), value in zip(index.parts, figures.part_sums, strict=True)},
        },
        "agreed": {} if index.on_part_totals else dict(zip(index.columns, figures.agreed, strict=True)),
        "agreed_rule": result.agreed_rule,
        "totals": {str(numbers[one]): value for one, value in zip(result.valid, figures.member_totals, strict=True)},
        "spread": figures.spread,
        "column_spread": dict(zip(index.columns, figures.column_spread, strict=True)),
        "max_deviation": None if rules.max_deviation is None else hundredths(rules.max_deviation),
        "outliers": named(result.outliers),
        "pairs_apart": [[numbers[a], numbers[b], hundredths(apart)] for a, b, apart in result.pairs_apart],
        "recused": named(result.recused),
        "missing": named(result.missing),
        "typed_by_clerk": list(by_clerk),
        "quorum": {
            "members": quorum.members,
            "required": quorum.required,
            "present": quorum.present,
            "chair_required": rules.chair_required,
            "presiding": presiding,
        },
        "missed": {str(star): list(names) for star, names in result.missed.items()},
        "knocked_out": [{"id": one.id, "stops": one.stops} for one in result.knocked_out],
        "named_knock_outs": {name: named(ids) for name, ids in result.named_knock_outs.items()},
        "not_assessed": list(result.not_assessed),
        "case": result.case,
        "unverified": [note.to_json() for note in result.unverified],
    }
    return canonical_json(detail).decode("utf-8")


def get_result(session: Session, result_id: str) -> RankingResult:
    """The result's row. Raises ``NotFound``."""
    result = session.get(RankingResult, result_id)
    if result is None:
        raise NotFound(N_("This result is not here."))
    return result


def standing_result(session: Session, dossier_id: str, office_id: str) -> RankingResult | None:
    """The latest result of that office's council for the dossier that was not reopened."""
    return session.exec(
        select(RankingResult)
        .where(
            RankingResult.dossier_id == dossier_id,
            RankingResult.office_id == office_id,
            RankingResult.outcome != "reopened",
        )
        .order_by(
            col(RankingResult.closed_on).desc(), col(RankingResult.created_at).desc(), col(RankingResult.id).desc()
        )
    ).first()


def results_of(session: Session, dossier_id: str) -> list[RankingResultRow]:
    """All results of a dossier, of every office and reopened ones too, oldest first."""
    rows = session.exec(
        select(RankingResult)
        .where(RankingResult.dossier_id == dossier_id)
        .order_by(col(RankingResult.closed_on), col(RankingResult.created_at), col(RankingResult.id))
    )
    return [as_result_row(row) for row in rows]
