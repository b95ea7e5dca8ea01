"""One member's sheet on one dossier as its page shows it, with what stands beside the criteria."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, select

from app.errors import AppError, InvalidInput, NotAllowed, NotFound
from app.models import ScoreSheet
from app.models.council import CouncilMemberRow
from app.models.round import AssessmentRoundRow
from app.services.actors import Actor
from app.services.assessments import ItemData, assessment
from app.services.compared_rules import rules_as_compared
from app.services.councils import council_members, recusals
from app.services.documents import DocumentView, documents_of
from app.services.dossier_rules import regime_of, set_of
from app.services.round_lock import SheetRow, read_sheet
from app.services.rounds import RoundEntryRow, as_row, get_round, list_round
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.score_sheets import live_sheet, sheet_refusal
from app.services.self_assessments import SelfScore, self_score
from app.services.states import get_dossier
from app.translate import N_


@dataclass(frozen=True)
class SheetView:
    """A sheet and its surroundings.

    ``order``: the round's dossiers that this member scores. ``sheet`` is ``None`` where none was begun, or where its
    points may not be seen (``hidden``). ``refused``: why it cannot be filled in now.
    """

    round: AssessmentRoundRow
    members: tuple[CouncilMemberRow, ...]
    member: CouncilMemberRow
    entry: RoundEntryRow
    order: tuple[RoundEntryRow, ...]
    unsigned: tuple[str, ...]
    criteria_set: CriteriaSet
    regime: Regime
    sheet: SheetRow | None
    status: str
    hidden: bool
    refused: AppError | None
    documents: tuple[DocumentView, ...]
    self_score: SelfScore | None
    findings: tuple[ItemData, ...]

    @property
    def place(self) -> int:
        """The dossier's place among those that the member scores, from 1; 0: not among them."""
        ids = [one.dossier_id for one in self.order]
        return ids.index(self.entry.dossier_id) + 1 if self.entry.dossier_id in ids else 0

    def beside(self, by: int) -> str:
        """The dossier after (1) or before (-1) this one; empty at the ends."""
        at = self.place - 1 + by
        return self.order[at].dossier_id if self.place and 0 <= at < len(self.order) else ""

    @property
    def next_unsigned(self) -> str:
        """The member's next dossier without a signed sheet, from here on round to the first; empty: none."""
        ids = [one.dossier_id for one in self.order]
        start = self.place
        later = ids[start:] + ids[: max(start - 1, 0)]
        return next((one for one in later if one in self.unsigned), "")


def sheet_view(
    session: Session, round_id: str, dossier_id: str, member_id: str, actor: Actor, library: RuleLibrary
) -> SheetView:
    """Everything that the page of one sheet shows.

    Raises:
        NotFound: no such round, or the dossier or member is not in it. NotAllowed: another office's round.
    """
    row = get_round(session, round_id, actor)
    members = tuple(one for one in council_members(session, row.council_id or "") if one.scores)
    member = next((one for one in members if one.id == member_id), None)
    entries = list_round(session, round_id)
    entry = next((one for one in entries if one.dossier_id == dossier_id), None)
    if member is None or entry is None:
        raise NotFound(N_("This score sheet is not here."))
    recused = recusals(session, row.council_id or "")
    order = tuple(one for one in entries if (member_id, one.producer_id) not in recused)
    dossier = get_dossier(session, dossier_id)
    stored = live_sheet(session, round_id, dossier_id, member_id)
    sheet, hidden = None, False
    if stored is not None:
        try:
            sheet = read_sheet(session, stored.id, actor)
        except NotAllowed:
            hidden = True
    on_paper = row.scoring_locked and member.id in row.paper_members.split()
    signed = _signed(session, round_id, member_id)
    unsigned = tuple(one.dossier_id for one in order if one.dossier_id not in signed)
    return SheetView(
        round=as_row(row),
        members=members,
        member=member,
        entry=entry,
        order=order,
        unsigned=unsigned,
        criteria_set=set_of(rules_as_compared(session, library), dossier),
        regime=regime_of(library, dossier),
        sheet=sheet,
        status=stored.status if stored is not None else "missing",
        hidden=hidden,
        refused=sheet_refusal(session, dossier_id, round_id, member_id, actor, "paper" if on_paper else "screen"),
        documents=tuple(documents_of(session, dossier_id)),
        self_score=_self_score(session, dossier_id, library),
        findings=assessment(session, dossier_id).items,
    )


def _signed(session: Session, round_id: str, member_id: str) -> frozenset[str]:
    """The dossiers of which the member has signed a sheet in this round."""
    return frozenset(
        session.exec(
            select(ScoreSheet.dossier_id).where(
                ScoreSheet.round_id == round_id, ScoreSheet.member_id == member_id, ScoreSheet.status == "signed"
            )
        )
    )


def check_paper_total(given: Decimal, on_paper: Decimal | None) -> None:
    """Hold what was typed against the total that stands on the member's paper sheet.

    Raises:
        InvalidInput: they differ.
    """
    if on_paper != given:
        raise InvalidInput(
            "total",
            N_("What was typed gives {given} points."),
            advice=N_("Compare it with the paper, part by part; sign once they agree."),
            given=given.normalize() if given != given.to_integral_value() else int(given),
        )


def _self_score(session: Session, dossier_id: str, library: RuleLibrary) -> SelfScore | None:
    """The producer's own score; nothing where the rules of that time are not here."""
    try:
        return self_score(session, dossier_id, library)
    except AppError:
        return None
