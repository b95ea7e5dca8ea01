"""Who sits in a council, whose sheets count for one dossier, and whether that is enough to close a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.errors import InvalidInput, NotAllowed
from app.services.council_figures import AgreedRule
from app.services.sheet_answers import SheetAnswers
from app.translate import N_

SheetState = Literal["valid", "recused", "missing"]


@dataclass(frozen=True, slots=True)
class CouncilRules:
    """What the law leaves to a council's own working rules.

    Args:
        quorum_numerator, quorum_denominator: the fraction of the council's members whose valid sheets are needed.
        chair_required: whoever presides must have a valid sheet.
        max_deviation: how far totals may lie apart before they are discussed; ``None``: not set.
        agreed_rule: how the agreed points per criterion are found.
        recused_count_as_present: whether a member recused from this dossier counts towards the quorum; the
            strict reading is no.
    """

    quorum_numerator: int = 3
    quorum_denominator: int = 4
    chair_required: bool = True
    max_deviation: Decimal | None = None
    agreed_rule: AgreedRule = "lower_median"
    recused_count_as_present: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.quorum_numerator <= self.quorum_denominator:
            raise InvalidInput("quorum", N_("A quorum is a fraction above 0 and up to 1."))
        if self.max_deviation is not None and self.max_deviation < 0:
            raise InvalidInput("max_deviation", N_("The allowed deviation cannot be below 0."))


@dataclass(frozen=True, slots=True)
class CouncilSeat:
    """A member's seat. ``is_chair``: presides over this dossier (the chair, or the deputy in the chair's place)."""

    id: str
    number: int
    is_chair: bool = False


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """One member's sheet for one dossier; only a valid one has answers."""

    member: str
    state: SheetState
    answers: SheetAnswers | None = None
    signed: bool = False
    reopened: bool = False

    @property
    def valid_answers(self) -> SheetAnswers | None:
        return self.answers if self.state == "valid" else None


@dataclass(frozen=True, slots=True)
class Quorum:
    """Members of the council, how many sheets are needed, and who is there; ids in seat order."""

    members: int
    required: int
    present: int
    valid: tuple[str, ...]
    recused: tuple[str, ...]
    missing: tuple[str, ...]
    chair_present: bool

    @property
    def reached(self) -> bool:
        return self.present >= self.required


def sheets_by_seat(sheets: Iterable[MemberSheet], seats: Sequence[CouncilSeat]) -> dict[str, MemberSheet]:
    """One sheet per seat; a seat without one is missing.

    Raises:
        InvalidInput: two seats of one member, a sheet of somebody who has no seat, two sheets of one member,
            a valid sheet without answers or answers on one that does not count.
    """
    numbers = {seat.id: seat.number for seat in seats}
    if len(numbers) != len(seats) or len(set(numbers.values())) != len(seats):
        raise InvalidInput("members", N_("A member or a seat number stands twice in the council."))
    found: dict[str, MemberSheet] = {}
    for sheet in sheets:
        if sheet.member not in numbers:
            raise InvalidInput("sheets", N_("There is a sheet of somebody who has no seat in the council."))
        number = numbers[sheet.member]
        if sheet.member in found:
            raise InvalidInput("sheets", N_("Member {number} has two sheets for one dossier."), number=number)
        if sheet.state == "valid" and sheet.answers is None:
            raise InvalidInput("sheets", N_("The sheet of member {number} has no answers."), number=number)
        if sheet.state != "valid" and sheet.answers is not None:
            raise InvalidInput(
                "sheets", N_("Member {number} is recused or absent and must have no answers."), number=number
            )
        found[sheet.member] = sheet
    return {seat.id: found.get(seat.id, MemberSheet(seat.id, "missing")) for seat in seats}


def quorum_of(seats: Sequence[CouncilSeat], by_seat: Mapping[str, MemberSheet], rules: CouncilRules) -> Quorum:
    """Count who is there. Needed: the fraction of all members of the council, rounded up. Present: valid sheets.

    Recusal holds for one dossier and is listed apart; whether a recused member counts as present is a rule
    of the council.
    """

    def ids(state: SheetState) -> tuple[str, ...]:
        return tuple(seat.id for seat in seats if by_seat[seat.id].state == state)

    valid, recused = ids("valid"), ids("recused")
    return Quorum(
        members=len(seats),
        required=max(1, -(-len(seats) * rules.quorum_numerator // rules.quorum_denominator)),
        present=len(valid) + (len(recused) if rules.recused_count_as_present else 0),
        valid=valid,
        recused=recused,
        missing=ids("missing"),
        chair_present=any(seat.is_chair and seat.id in valid for seat in seats),
    )


def require_quorum(seats: Sequence[CouncilSeat], by_seat: Mapping[str, MemberSheet], rules: CouncilRules) -> Quorum:
    """The quorum of a result that may be closed.

    Raises:
        NotAllowed: a sheet is reopened or not signed, or there is no quorum, no valid sheet, or no chair.
    """
    for seat in seats:
        sheet = by_seat[seat.id]
        if sheet.state == "valid" and (sheet.reopened or not sheet.signed):
            raise NotAllowed(
                N_("The sheet of member {number} is reopened and not signed again.")
                if sheet.reopened
                else N_("The sheet of member {number} is not signed."),
                advice=N_("Every sheet that counts must be signed before the result is closed."),
                number=seat.number,
            )
    quorum = quorum_of(seats, by_seat, rules)
    if not quorum.reached or not quorum.valid:
        raise NotAllowed(
            N_("There is no quorum: {present} of {members} members are counted, {required} are needed."),
            advice=N_("Wait for more sheets, or score the product in a later meeting."),
            present=quorum.present,
            members=quorum.members,
            required=quorum.required,
        )
    if rules.chair_required and not quorum.chair_present:
        raise NotAllowed(
            N_("The sheet of whoever presides over the council is missing."),
            advice=N_("If the chair is absent or recused, record who presides in the chair's place."),
        )
    return quorum
