"""What the scoring office does: take, accept, round, council, sheets, lock, close, decide, certify, pass up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlmodel import Session

from app.services import (
    certificates,
    councils,
    dossier_moves,
    outcomes,
    recognition,
    results,
    round_lock,
    rounds,
    score_sheets,
)
from app.services.bundles.look import look_at_bundle
from app.services.bundles.take import Taken, take_bundle
from app.services.certificate_register import CertificateRow
from app.services.councils import MemberData
from app.services.demo.case_file import CaseCouncil, CaseProduct, CaseRound
from app.services.demo.world import DemoOffice
from app.services.issued_papers import SignatureData
from app.services.recognition import DecisionData
from app.services.result_rows import RankingResultRow
from app.services.rounds import RoundData
from app.services.rules.regime import Regime
from app.services.score_sheets import SheetData

_DEVIATIONS = tuple(Decimal(text) for text in ("0", "-1", "1", "-0.5", "0.5"))
"""What the members after the first give more or less in part A: sums to zero, so the average is the case's."""


@dataclass(frozen=True)
class ScoringPlace:
    """A round at work: its id and the ids of the members who score."""

    round_id: str
    council_id: str
    member_ids: tuple[str, ...]


def take(office: DemoOffice, bundle: Path, day: dt.date) -> Taken:
    """Look at a bundle, then take all that can be taken."""
    with office.on(day):
        report = look_at_bundle(
            office.database, bundle, office.paths.quarantine, office.library, identity=office.keys.identity
        )
        return take_bundle(
            office.database,
            office.paths.database,
            office.paths.backups,
            office.store,
            report,
            office.actor,
            office.library,
            day,
        )


def accept(office: DemoOffice, dossier_id: str, day: dt.date) -> None:
    office.act(
        day, lambda session: dossier_moves.accept_as_valid(session, dossier_id, office.actor, office.library, day)
    )


def set_up_council(office: DemoOffice, council: CaseCouncil, regime: Regime, day: dt.date) -> tuple[str, list[str]]:
    """A council with made-up members; its working rules are those that the regime's examples propose."""
    data = councils.proposed_council(regime, council.name, council.decision_number, council.decision_date)
    members = [
        MemberData(
            number=number,
            full_name=f"(mẫu) Thành viên {number}",
            role="chair" if number == 1 else "vice" if number == 2 else "secretary" if number == 3 else "member",
            unit="(mẫu)",
        )
        for number in range(1, council.members + 1)
    ]

    def work(session: Session) -> tuple[str, list[str]]:
        row = councils.set_up_council(session, data, members, office.actor, day)
        return row.id, [member.id for member in councils.council_members(session, row.id)]

    return office.act(day, work)


def open_round(office: DemoOffice, case_round: CaseRound, council_id: str, member_ids: Sequence[str]) -> ScoringPlace:
    data = RoundData(
        year=case_round.opened.year,
        number=case_round.number,
        kind="seasonal" if case_round.kind == "seasonal" else "regular",
        name=case_round.name,
        dossiers_by=case_round.dossiers_by,
        scoring_by=case_round.scoring_by,
    )

    def work(session: Session) -> str:
        row = rounds.open_round(session, data, office.actor)
        rounds.attach_council(session, row.id, council_id, office.actor)
        return row.id

    return ScoringPlace(office.act(case_round.opened, work), council_id, tuple(member_ids))


def score(
    office: DemoOffice, place: ScoringPlace, entries: Sequence[tuple[str, CaseProduct]], day: dt.date
) -> tuple[RankingResultRow, ...]:
    """Every member fills in and signs a sheet for each dossier; then the lock, then the closing."""
    fill_sheets(office, place, entries, day)
    office.act(day, lambda session: round_lock.lock_scoring(session, place.round_id, office.actor, day))
    closing = office.act(
        day, lambda session: results.close_round(session, place.round_id, office.actor, office.library, day)
    )
    if closing.refused:
        raise closing.refused[0][1]
    return closing.closed


def fill_sheets(
    office: DemoOffice,
    place: ScoringPlace,
    entries: Sequence[tuple[str, CaseProduct]],
    day: dt.date,
    members: int | None = None,
) -> None:
    """Put dossiers into the round; the first ``members`` (default: all) fill in and sign a sheet for each."""
    for dossier_id, product in entries:
        office.act(
            day,
            lambda session, dossier_id=dossier_id: rounds.put_in_round(  # type: ignore[misc]
                session, place.round_id, dossier_id, office.actor, office.library, day
            ),
        )
        for position, member_id in enumerate(place.member_ids[:members]):
            _sheet(office, place, dossier_id, member_id, product, position, day)


def _sheet(
    office: DemoOffice,
    place: ScoringPlace,
    dossier_id: str,
    member_id: str,
    product: CaseProduct,
    position: int,
    day: dt.date,
) -> None:
    parts: dict[str, int | str | Decimal] = {}
    if product.parts:
        change = _deviation(position, len(place.member_ids))
        parts = {**product.parts, "A": str(Decimal(product.parts["A"]) + change)}
    data = SheetData(
        dossier_id=dossier_id,
        round_id=place.round_id,
        member_id=member_id,
        answers=product.answers,
        parts=parts,
        entered_by="screen",
        invented=True,
    )

    def work(session: Session) -> None:
        sheet_id = score_sheets.save_sheet(session, data, office.actor, office.library)
        score_sheets.sign_sheet(session, sheet_id, office.actor, office.library, day)

    office.act(day, work)


def _deviation(position: int, members: int) -> Decimal:
    """Pairs of members differ by the same amount up and down; one left over at the end gives the case's own points."""
    if position == members - 1 and members % 2:
        return _DEVIATIONS[0]
    return _DEVIATIONS[1 + position % 4]


def record_minimums(office: DemoOffice, result: RankingResultRow, met_up_to: int, day: dt.date) -> RankingResultRow:
    return office.act(
        day,
        lambda session: results.record_minimums(session, result.id, met_up_to, (), office.actor, office.library),
    )


def propose(office: DemoOffice, result: RankingResultRow, regime: Regime) -> str:
    """What the regime's figures say should come of the result."""
    return outcomes.propose_outcome(result, regime, office.actor.level)


def decide(office: DemoOffice, dossier_id: str, outcome: str, day: dt.date) -> None:
    reason = "" if outcome == "pass_up" else "(mẫu) Theo kết quả chấm của Hội đồng"
    office.act(
        day,
        lambda session: outcomes.decide_outcome(
            session,
            dossier_id,
            outcome,  # type: ignore[arg-type]
            reason,
            office.actor,
            office.library,
            day,
        ),
    )


def recognise(
    office: DemoOffice, dossier_ids: Sequence[str], regime: Regime, number: str, day: dt.date
) -> tuple[str, list[CertificateRow]]:
    """One decision for the dossiers, signed; then their certificates, whose codes the office's key signs."""
    data = DecisionData(
        kind="recognise",
        year=day.year,
        regime_id=regime.id,
        dossier_ids=tuple(dossier_ids),
        title=f"Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP năm {day.year}",
        symbol="QĐ-UBND",
    )
    decision = office.act(
        day, lambda session: recognition.draft_decision(session, data, office.actor, office.library, day)
    )
    signature = SignatureData(
        number=number, dated=day, signer_name=office.spec.signer_name, signer_post=office.spec.signer_post
    )
    office.act(
        day,
        lambda session: recognition.sign_decision(session, decision.id, signature, office.actor, office.library, day),
    )
    issued = office.act(
        day,
        lambda session: certificates.issue_certificates(
            session, decision.id, office.actor, office.library, office.keys.sign, day
        ),
    )
    return decision.id, issued
