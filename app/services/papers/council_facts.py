"""What papers say about councils, score sheets, results and hand-overs: plain values, read from no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from app.services.papers.paper_facts import DossierFacts, OfficeFacts

MemberRole = Literal["chair", "deputy_chair", "secretary", "member"]


@dataclass(frozen=True)
class MemberFacts:
    """One council member."""

    order: int
    """Position in the decision's list, from 1: "thành viên số 3"."""
    full_name: str = ""
    post: str = ""
    """Post and body outside the council."""
    role: MemberRole = "member"
    scores: bool = True
    """A secretary who only writes the minutes signs, but has no column of points."""


@dataclass(frozen=True)
class CouncilFacts:
    """A council and the round that it sits for."""

    name: str
    """In capitals on the head, so given as in a sentence: "Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"."""
    office: OfficeFacts
    decision_number: str = ""
    """Number and symbol of the decision that set it up: "643/QĐ-UBND"."""
    decision_on: dt.date | None = None
    round_title: str = ""
    """Such as "Đợt 2 năm 2026"."""
    members: tuple[MemberFacts, ...] = ()

    def by_role(self, role: MemberRole) -> MemberFacts | None:
        """The first member of that role; ``None`` where there is none."""
        return next((member for member in self.members if member.role == role), None)


@dataclass(frozen=True)
class SheetFacts:
    """One member's sheet on one dossier; without ``filled`` only its head is printed, the rest is left to the pen."""

    dossier: DossierFacts
    council: CouncilFacts
    member: MemberFacts | None = None
    filled: bool = False
    choices: dict[str, int] = field(default_factory=dict)
    """By criterion id: the chosen option's place in the law's order from 1, or 0 for "none of them"."""
    points: dict[str, Decimal] = field(default_factory=dict)
    """By criterion id, as scored; for a sheet of part totals by part id."""
    not_assessed: frozenset[str] = frozenset()
    """Ids of criteria that fell away (no story; stopped by an exclusion)."""
    total: Decimal | None = None
    """The scored total; ``None`` while criteria are open or the dossier is excluded."""
    excluded_by: frozenset[str] = frozenset()
    """Ids of the exclusions (knock-outs) that the member found."""
    stops_everything: bool = False
    """An exclusion holds under which no points count: the sheet prints no sums."""
    opinion: str = ""
    signed_on: dt.date | None = None
    signed_at: str = ""
    replaces_sheet_of: dt.date | None = None
    """Day of the signed sheet that this one replaces after reopening."""
    sheet_hash: str = ""
    """SHA-256 of the sheet's record, in hex; its first 12 digits are printed."""
    set_hash: str = ""
    """SHA-256 of the criteria set's file, in hex."""


@dataclass(frozen=True)
class ScoreRow:
    """One line of the summary of points: a criterion or a part, with each sheet's points in member order."""

    label: str
    maximum: Decimal
    points: tuple[Decimal | None, ...]
    """``None``: that member has no valid sheet (recused, missing)."""
    is_sum: bool = False
    """A part's or the whole's sum: printed bold."""


@dataclass(frozen=True)
class ResultFacts:
    """What the council's closed result says of one dossier."""

    dossier: DossierFacts
    average: Fraction
    """The exact mean of the valid sheets' totals."""
    stars: int | None
    """``None``: excluded."""
    stars_label: str = ""
    """Such as "4 sao", or "4 sao (theo điểm, tạm thời)" on part totals."""
    valid_sheets: int = 0
    members: int = 0
    missed: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By star: the criteria whose minimum for it was not met."""
    recused: tuple[int, ...] = ()
    """Places (``MemberFacts.order``) of members recused from this dossier."""
    provisional: bool = False


@dataclass(frozen=True)
class RecognisedProduct:
    """One line of a recognition decision's list."""

    dossier: DossierFacts
    stars: int
    average: Fraction | None = None
    valid_until: dt.date | None = None
    """Printed only once the decision is numbered and dated."""
    regime_id: str = ""
    """The rules that the dossier is under: one decision holds products of one regime only."""


@dataclass(frozen=True)
class ProposedProduct:
    """One product of a letter that asks the level above to assess it."""

    dossier: DossierFacts
    report_number: str = ""
    """Number and symbol of the commune's report or of the council's minutes that goes with it."""
    report_on: dt.date | None = None
    average: Fraction | None = None
    """Where a council below has scored it."""


@dataclass(frozen=True)
class HandedDossier:
    """One dossier of a hand-over."""

    dossier: DossierFacts
    dossier_code: str
    sheets: int | None = None
    """Sheets of paper; ``None``: no paper part."""
    files: int = 0
    file_bytes: int = 0
    fingerprint: str = ""
    """SHA-256 of the files' manifest, in hex; its first 8 digits are printed."""
    samples: int | None = None
    condition: str = ""
