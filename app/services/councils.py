"""Councils: set up by a decision, with members and working rules; who is recused from which producer.

The law leaves the working rules to the council (its own regulation); the regime proposes usual values.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import AssessmentRound, Council, CouncilMember, Dossier, Producer, Product, Recusal, ScoreSheet
from app.models.base import nfc
from app.models.council import CouncilMemberRow, CouncilRow
from app.models.dossier import DossierStatus
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.council_figures import AgreedRule
from app.services.council_quorum import CouncilRules
from app.services.revisions import seal
from app.services.rules.regime import Regime
from app.services.star_class import from_hundredths, hundredths
from app.translate import N_

MemberRole = Literal["chair", "vice", "member", "secretary"]
MEMBER_ROLES = ("chair", "vice", "member", "secretary")


@dataclass(frozen=True)
class MemberData:
    """One member as the decision lists it; ``official_id`` where the member fills in its sheets on this program."""

    number: int
    full_name: str
    role: MemberRole = "member"
    position: str = ""
    unit: str = ""
    scores: bool = True
    official_id: str = ""


@dataclass(frozen=True)
class CouncilData:
    """The decision that sets the council up, and its working rules (points in ``max_deviation`` are a decimal)."""

    name: str
    decision_number: str
    decision_date: dt.date
    quorum_numerator: int = 3
    quorum_denominator: int = 4
    chair_required: bool = True
    max_deviation: Decimal | None = None
    agreed_rule: AgreedRule = "lower_median"


def proposed_council(regime: Regime, name: str, decision_number: str, decision_date: dt.date) -> CouncilData:
    """A council with the working rules that the regime proposes."""
    usual = regime.council
    return CouncilData(
        name=name,
        decision_number=decision_number,
        decision_date=decision_date,
        quorum_numerator=usual.quorum_numerator,
        quorum_denominator=usual.quorum_denominator,
        chair_required=usual.chair_required,
        max_deviation=usual.max_deviation,
        agreed_rule=usual.agreed_rule,
    )


def set_up_council(
    session: Session, data: CouncilData, members: Sequence[MemberData], actor: Actor, today: dt.date
) -> CouncilRow:
    """Record a council as its decision sets it up; its members do not change afterwards.

    Raises:
        InvalidInput: no name or decision number, a decision in the future, not exactly one chair, numbers that
            repeat, nobody who scores, rules that cannot be.
        NotAllowed: the person may only read or score.
    """
    require_writer(actor)
    _check_council(data, today)
    _check_members(members)
    council = Council(
        office_id=actor.office_id,
        name=nfc(data.name.strip()),
        decision_number=nfc(data.decision_number.strip()),
        decision_date=data.decision_date,
        quorum_numerator=data.quorum_numerator,
        quorum_denominator=data.quorum_denominator,
        chair_required=data.chair_required,
        max_deviation_hundredths=None if data.max_deviation is None else hundredths(data.max_deviation),
        agreed_rule=data.agreed_rule,
    )
    session.add(council)
    session.flush()
    for member in members:
        session.add(
            CouncilMember(
                council_id=council.id,
                number=member.number,
                full_name=nfc(member.full_name.strip()),
                position=nfc(member.position.strip()),
                unit=nfc(member.unit.strip()),
                role=member.role,
                scores=member.scores,
                official_id=member.official_id,
            )
        )
    session.flush()
    journal.record(
        session,
        actor,
        "set_up_council",
        subject=f"council:{council.id}",
        data={
            "name": council.name,
            "decision": council.decision_number,
            "dated": council.decision_date,
            "members": len(members),
            "quorum": [council.quorum_numerator, council.quorum_denominator],
            "max_deviation": council.max_deviation_hundredths,
            "agreed_rule": council.agreed_rule,
        },
    )
    return CouncilRow.model_validate(council.model_dump())


def _check_council(data: CouncilData, today: dt.date) -> None:
    if not data.name.strip():
        raise InvalidInput("name", N_("A council has a name."))
    if not data.decision_number.strip():
        raise InvalidInput("decision_number", N_("A council is set up by a decision with a number."))
    if data.decision_date > today:
        raise InvalidInput("decision_date", N_("A decision cannot be dated in the future."))
    if data.agreed_rule not in ("lower_median", "majority"):
        raise InvalidInput("agreed_rule", N_("The agreed points are the lower median or the majority's."))
    # The quorum and the deviation are checked where they are used.
    CouncilRules(data.quorum_numerator, data.quorum_denominator, data.chair_required, data.max_deviation)


def _check_members(members: Sequence[MemberData]) -> None:
    for member in members:
        if not member.full_name.strip():
            raise InvalidInput("members", N_("Member {number} has no name."), number=member.number)
        if member.role not in MEMBER_ROLES:
            raise InvalidInput("members", N_("Member {number} has an unknown role."), number=member.number)
        if member.number < 1:
            raise InvalidInput("members", N_("Members are numbered from 1."))
    repeated = [number for number, count in Counter(member.number for member in members).items() if count > 1]
    if repeated:
        raise InvalidInput("members", N_("Two members have the number {number}."), number=repeated[0])
    accounts = Counter(member.official_id for member in members if member.official_id)
    if any(count > 1 for count in accounts.values()):
        raise InvalidInput("members", N_("Two members have the same account."))
    chairs = [member for member in members if member.role == "chair"]
    if len(chairs) != 1:
        raise InvalidInput("members", N_("A council has exactly one chair, not {count}."), count=len(chairs))
    if not chairs[0].scores:
        raise InvalidInput("members", N_("The chair of a council scores."))


def get_council(session: Session, council_id: str) -> Council:
    """The council's row. Raises ``NotFound``."""
    council = session.get(Council, council_id)
    if council is None:
        raise NotFound(N_("This council is not known here."))
    return council


def council_members(session: Session, council_id: str) -> list[CouncilMemberRow]:
    """All members by number, those included who do not score."""
    rows = session.exec(
        select(CouncilMember).where(CouncilMember.council_id == council_id).order_by(col(CouncilMember.number))
    )
    return [CouncilMemberRow.model_validate(row.model_dump()) for row in rows]


def list_councils(session: Session, office_id: str) -> list[CouncilRow]:
    """The office's councils, the latest decision first."""
    rows = session.exec(
        select(Council)
        .where(Council.office_id == office_id)
        .order_by(col(Council.decision_date).desc(), col(Council.created_at).desc())
    )
    return [CouncilRow.model_validate(row.model_dump()) for row in rows]


def working_rules(council: Council) -> CouncilRules:
    """The council's working rules as the closing of results takes them."""
    allowed = council.max_deviation_hundredths
    return CouncilRules(
        quorum_numerator=council.quorum_numerator,
        quorum_denominator=council.quorum_denominator,
        chair_required=council.chair_required,
        max_deviation=None if allowed is None else from_hundredths(allowed),
        agreed_rule="majority" if council.agreed_rule == "majority" else "lower_median",
    )


def recusals(session: Session, council_id: str) -> dict[tuple[str, str], str]:
    """By member id and producer id: why the member is recused."""
    rows = session.exec(
        select(Recusal.member_id, Recusal.producer_id, Recusal.reason)
        .join(CouncilMember, col(CouncilMember.id) == Recusal.member_id)
        .where(CouncilMember.council_id == council_id)
    )
    return {(member_id, producer_id): reason for member_id, producer_id, reason in rows}


def recuse(session: Session, member_id: str, producer_id: str, reason: str, actor: Actor) -> int:
    """Record that a member has an interest in a producer; its sheets on that producer's dossiers stop counting.

    Returns:
        How many sheets that the member had begun or signed were set aside (they are kept as replaced).

    Raises:
        InvalidInput: no reason. NotFound: no such member or producer.
        NotAllowed: already recused, a council of another office, or a result rests on the member's sheet.
    """
    require_writer(actor)
    member = session.get(CouncilMember, member_id)
    if member is None or session.get(Producer, producer_id) is None:
        raise NotFound(N_("This member or this producer is not known here."))
    if get_council(session, member.council_id).office_id != actor.office_id:
        raise NotAllowed(N_("This council belongs to another office."))
    if not reason.strip():
        raise InvalidInput("reason", N_("Say why the member is recused."))
    if (member_id, producer_id) in recusals(session, member.council_id):
        raise NotAllowed(N_("The member is already recused from this producer's products."))
    sheets = session.exec(
        select(ScoreSheet, Dossier.status)
        .join(Dossier, col(Dossier.id) == ScoreSheet.dossier_id)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(AssessmentRound, col(AssessmentRound.id) == ScoreSheet.round_id)
        .where(
            ScoreSheet.member_id == member_id,
            Product.producer_id == producer_id,
            AssessmentRound.council_id == member.council_id,
            col(ScoreSheet.status) != "replaced",
        )
    ).all()
    if any(sheet.status == "signed" and status != DossierStatus.IN_ROUND for sheet, status in sheets):
        raise NotAllowed(N_("A closed result rests on a sheet of this member."), advice=N_("Reopen that result first."))
    session.add(Recusal(member_id=member_id, producer_id=producer_id, reason=nfc(reason.strip())))
    session.flush()
    for sheet, _ in sheets:
        sheet.status = "replaced"
        sheet.reopen_reason = nfc(reason.strip())
        seal(session, sheet)
    data = {"producer": producer_id, "number": member.number, "reason": nfc(reason.strip())}
    acts = [journal.Act("recuse_member", subject=f"council_member:{member_id}", data=data)]
    acts += [
        journal.Act("set_sheet_aside", dossier_id=sheet.dossier_id, data={"sheet": sheet.id, "number": member.number})
        for sheet, _ in sheets
    ]
    journal.record_many(session, actor, acts)
    return len(sheets)
