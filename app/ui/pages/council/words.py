"""Words and grades of rounds, sheets and councils as the pages show them."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from app.models.round import AssessmentRoundRow
from app.services.council_board import Board, BoardLine, RoundLine
from app.services.councils import MemberRole
from app.services.result_rows import RankingResultRow
from app.services.star_class import from_hundredths
from app.translate import N_, _, format_date, format_number

ROUND_STATES = {
    "empty": ("neutral", N_("No dossier yet")),
    "no_council": ("warn", N_("No council yet")),
    "scoring": ("info", N_("Being scored")),
    "ready": ("info", N_("Every sheet is signed")),
    "locked": ("warn", N_("Locked, results open")),
    "closed": ("ok", N_("Results closed")),
}
LINE_STATES = {
    "waiting": ("neutral", N_("Sheets missing")),
    "complete": ("ok", N_("All signed")),
    "missing": ("neutral", N_("Sheets missing")),
    "ready": ("ok", N_("Can be closed")),
    "discuss": ("warn", N_("To be discussed")),
    "blocked": ("danger", N_("Cannot be closed")),
    "closed": ("ok", N_("Closed")),
}
SHEET_STATES = {
    "missing": ("neutral", N_("Not begun")),
    "draft": ("info", N_("Draft")),
    "reopened": ("warn", N_("Reopened")),
    "signed": ("ok", N_("Signed")),
    "recused": ("neutral", N_("Recused")),
}
MEMBER_ROLES = {
    "chair": N_("Chair"),
    "vice": N_("Deputy chair"),
    "secretary": N_("Secretary"),
    "member": N_("Member"),
}
SEATS = {
    "chair": N_("Chair"),
    "vice": N_("Deputy chair"),
    "member": N_("Member"),
    "secretary": N_("Secretary, scores"),
    "secretary:silent": N_("Secretary, does not score"),
    "member:silent": N_("Attends, does not score"),
}
"""A member's part in the council, and whether the member scores."""
AGREED_RULES = {
    "lower_median": N_("The points in the middle; of two the lower"),
    "majority": N_("Points of the majority"),
}
OUTCOMES = {
    "": N_("To be decided"),
    "recognise": N_("Recognise"),
    "pass_up": N_("Pass up"),
    "decline": N_("Not recognised"),
    "send_back": N_("Sent back"),
}


def round_title(row: AssessmentRoundRow) -> str:
    """ "Round 2 of 2026", or the name that the office gave it."""
    if row.name:
        return row.name
    if row.kind == "seasonal":
        return _("Seasonal round {number} of {year}").format(number=row.number, year=row.year)
    return _("Round {number} of {year}").format(number=row.number, year=row.year)


def round_badge(line: RoundLine) -> tuple[str, str]:
    """Word and grade of a round's state."""
    grade, word = ROUND_STATES[line.state]
    return _(word), grade


def line_badge(line: BoardLine) -> tuple[str, str]:
    """Word and grade of a dossier's state in the round."""
    grade, word = LINE_STATES[line.state]
    return _(word), grade


def council_line(board: Board) -> str:
    """The council's decision and how many members score."""
    if board.council is None or board.rules is None:
        return _("No council yet")
    members = len(board.members)
    needed = -(-members * board.rules.quorum_numerator // board.rules.quorum_denominator)
    return _("{decision} of {date} · {members} members score, at least {needed}").format(
        decision=board.council.decision_number,
        date=format_date(board.council.decision_date),
        members=members,
        needed=needed,
    )


def points(value: int | Decimal) -> str:
    """Points without needless zeros: hundredths as an ``int``, else points."""
    exact = from_hundredths(value) if isinstance(value, int) else value
    if exact == exact.to_integral_value():
        return format_number(int(exact))
    return format_number(exact.normalize())


def average_text(result: RankingResultRow) -> str:
    """The average as it is printed."""
    return format_number(Decimal(result.detail["average"])) if "average" in result.detail else ""


def seat_of(role: str, scores: bool) -> str:
    """The key of ``SEATS`` for a role."""
    return role if scores or f"{role}:silent" not in SEATS else f"{role}:silent"


def role_of(seat: str) -> MemberRole:
    """The role of a key of ``SEATS``."""
    found: MemberRole = next((one for one in get_args(MemberRole) if one == seat.partition(":")[0]), "member")
    return found


def short_name(full_name: str) -> str:
    """What people are called by: the last word; in Ê Đê and related names the first one, with its Y or H'."""
    words = full_name.split()
    if not words:
        return full_name
    if words[0] == "Y" and len(words) > 1:
        return " ".join(words[:2])
    return words[0] if words[0].startswith(("H'", "H\u2019")) else words[-1]
