"""What papers say about offices, producers, products and dossiers: plain values, read from no database.

Whoever loads them gives texts in NFC and leaves unknown ones empty: an empty text prints a dotted line. Names of
places are written as they stand inside a sentence ("xã Ea Kly", "tỉnh Đắk Lắk", "Thành phố Hồ Chí Minh"), since
Decree 30/2020/NĐ-CP, Annex II, gives some common nouns a capital and others none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.services.rules.facts import ApplicationType, CommuneItem, Level

SigningMode = Literal["head", "deputy", "collective", "collective_deputy", "by_order", "mandate", "acting"]


@dataclass(frozen=True)
class OfficeFacts:
    """One office as its papers name it."""

    level: Level
    unit: str
    """The administrative unit inside a sentence: "xã Ea Kly", "huyện Krông Pắc", "tỉnh Đắk Lắk"."""
    body: str = "Ủy ban nhân dân"
    """What kind of body it is: "Ủy ban nhân dân", or an agency such as "Sở Nông nghiệp và Môi trường"."""
    parent: str = ""
    """The body above it on the head of its papers; empty for a People's Committee, which prints none."""
    place: str = ""
    """The place name before the date: "Ea Kly", "Đắk Lắk", "Phường 1"."""
    symbol: str = "UBND"
    """The office's abbreviation inside numbers: "UBND" in "15/QĐ-UBND"."""
    drafting_unit: str = ""
    """Abbreviation of the unit that drafts, in letters and after "Lưu: VT": "KT" in "12/UBND-KT"."""
    province: str = ""
    """The province inside a sentence: "tỉnh Đắk Lắk"."""
    province_code: str = ""
    """Unit code by Quyết định số 19/2025/QĐ-TTg: "66"."""
    commune: str = ""
    commune_code: str = ""

    @property
    def name(self) -> str:
        """The office inside a sentence: "Ủy ban nhân dân xã Ea Kly"."""
        return f"{self.body} {self.unit}".strip()

    @property
    def head_lines(self) -> tuple[str, ...]:
        """The office on the head of a paper, in capitals, broken between body and unit so that it fits its cell."""
        return tuple(part.upper() for part in (self.body, self.unit) if part)


@dataclass(frozen=True)
class SignerFacts:
    """Who signs and by which right (Decree 30/2020/NĐ-CP, Điều 13 and Annex I, II.7)."""

    mode: SigningMode
    post: str = "Chủ tịch"
    """The head's post, in whose name it is signed."""
    own_post: str = ""
    """The signer's own post, where it is not the head's."""
    name: str = ""
    """Full name, without academic rank or title of honour; empty: left blank above the line."""
    body: str = "Ủy ban nhân dân"
    """The collective in whose name it is signed (TM.)."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines above the signature, in capitals, abbreviations as the decree writes them."""
        head, own, body = self.post.upper(), self.own_post.upper(), self.body.upper()
        lines: dict[SigningMode, tuple[str, ...]] = {
            "head": (head,),
            "deputy": (f"KT. {head}", own),
            "collective": (f"TM. {body}", head),
            "collective_deputy": (f"TM. {body}", f"KT. {head}", own),
            "by_order": (f"TL. {head}", own),
            "mandate": (f"TUQ. {head}", own),
            "acting": (f"Q. {head}",),
        }
        return tuple(line for line in lines[self.mode] if line)


@dataclass(frozen=True)
class NumberingFacts:
    """Number and day of an issued paper: both come after the signature, so both stay blank until both are entered."""

    number: int | None = None
    """The running number of the office's register."""
    on: dt.date | None = None
    year: int | None = None
    """The year printed while the day is blank."""
    number_text: str = ""
    """A number that is not a plain running number ("12a"); wins over ``number``."""

    @property
    def entered(self) -> bool:
        return self.on is not None and (self.number is not None or bool(self.number_text))


@dataclass(frozen=True)
class LawFacts:
    """How papers cite the rules a dossier is under, and what of those rules was not verified."""

    citation: str
    """In full, without "Căn cứ": "Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ …"."""
    regime_id: str = ""
    certificate_months: int = 36
    code_legend: str = ""
    """What the parts of a product code mean, as these rules' sheets print it; empty: no line for it."""
    code_blank: str = ""
    """A product code to be filled in by hand: ".(T).-.(X).-.(STT).-20......"; empty: a dotted line."""
    unverified: tuple[str, ...] = ()
    """Sentences that each paper under these rules must carry, in Vietnamese."""


@dataclass(frozen=True)
class RepresentativeFacts:
    """The producer's legal representative; printed only where a form asks for it."""

    full_name: str = ""
    position: str = ""
    gender: str = ""
    ethnicity: str = ""
    permanent_address: str = ""


@dataclass(frozen=True)
class ProducerFacts:
    """A producer (chủ thể OCOP)."""

    name: str
    kind: str = ""
    """Type of organisation in words: "Hợp tác xã"."""
    address: str = ""
    contact_address: str = ""
    """Where letters go; empty: the same as ``address``."""
    commune: str = ""
    """The commune inside a sentence, to group long lists: "xã Ea Kly"."""
    phone: str = ""
    email: str = ""
    established_on: dt.date | None = None
    registration_number: str = ""
    representative: RepresentativeFacts = RepresentativeFacts()


@dataclass(frozen=True)
class ProductFacts:
    """A product and its place in the classification."""

    name: str
    code: str = ""
    """The product code by the regime's pattern, such as "66-24538-03-2026"."""
    sector: str = ""
    group: str = ""
    subgroup: str = ""
    set_number: int | None = None
    set_name: str = ""
    specification: str = ""
    standard: str = ""
    is_service: bool = False
    """A tourism service: no samples, no raw material of its own."""


@dataclass(frozen=True)
class ReceiptFacts:
    """One office's box on the registration form, which it fills in when it takes the dossier in."""

    heading: str = ""
    """Over the box, in capitals: "DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ"."""
    blank_number: str = ""
    """The form number with blanks: "……-……/PĐK-66-24538-2026"; printed while ``number`` is empty."""
    number: str = ""
    """The whole form number: "12-03/PĐK-66-24538-2026"."""
    received_on: dt.date | None = None
    received_by: str = ""


@dataclass(frozen=True)
class DocumentFacts:
    """One paper of a dossier."""

    title: str
    kind: str = ""
    """The kind's id in the regime's list; it decides which boxes of the self-assessment are ticked."""
    number: str = ""
    """Number and symbol as written on it: "15/2026/GCN-ATTP"."""
    issued_on: dt.date | None = None
    issued_by: str = ""
    valid_until: dt.date | None = None
    is_original: bool = False
    sheets: int | None = None
    """Number of paper sheets; ``None``: electronic only."""
    criteria: tuple[str, ...] = ()
    """Ids of the criteria that it is evidence for."""
    file_name: str = ""
    file_bytes: int | None = None
    sha256: str = ""
    remark: str = ""


@dataclass(frozen=True)
class DossierFacts:
    """One product's application in one year's cycle."""

    producer: ProducerFacts
    product: ProductFacts
    application: ApplicationType
    year: int
    province: str = ""
    """The province inside a sentence: "tỉnh Đắk Lắk"."""
    province_code: str = ""
    commune_code: str = ""
    sample_count: int | None = None
    registered_on: dt.date | None = None
    registered_at: str = ""
    """Place name before the day on the producer's papers."""
    receipts: tuple[ReceiptFacts, ...] = ()
    """The offices' boxes of the registration form, in the order in which the dossier reaches them."""
    replaces_print_of: dt.date | None = None
    """Day of the print that this one corrects after receipt."""
    documents: tuple[DocumentFacts, ...] = ()


@dataclass(frozen=True)
class CriterionClaim:
    """What the producer says on one criterion: points, a description; evidence comes from the documents."""

    points: Decimal | None = None
    """``None``: not scored yet."""
    description: str = ""


@dataclass(frozen=True)
class YearFigures:
    """One year of the business plan's results, in đồng; ``None``: unknown."""

    year: int
    revenue: int | None = None
    profit: int | None = None
    output: str = ""
    """With its unit: "12,5 tấn"."""


@dataclass(frozen=True)
class SelfAssessmentFacts:
    """The producer's own report (Mẫu số 02), in the order of its four parts."""

    ticks: frozenset[str] = frozenset()
    """Ids of the boxes ticked: see ``self_assessment_report.BOXES``."""
    other_property: str = ""
    """Another intellectual property title, in words."""
    history: str = ""
    organisation: str = ""
    production: str = ""
    """Material area, technology, processing and packing."""
    quality_changes: str = ""
    markets: str = ""
    results: str = ""
    figures: tuple[YearFigures, ...] = ()
    claims: dict[str, CriterionClaim] = field(default_factory=dict)
    """By criterion id, or by part id for a set that is scored on part totals."""
    changes: str = ""
    """Changes since recognition; printed only for an upgrade or a re-assessment."""
    plan: str = ""
    signed_on: dt.date | None = None


@dataclass(frozen=True)
class AssessmentItemFacts:
    """One of the commune's four items: what the producer claims and what the commune found."""

    id: CommuneItem
    claim: str = ""
    """The producer's description; never printed as a finding."""
    finding: str = ""
    not_applicable: str = ""
    """Why the item has no sense for this product; empty: it applies."""
    points: Decimal | None = None
    """Only under rules that give the commune points."""


@dataclass(frozen=True)
class AssessmentFacts:
    """The commune's assessment of one dossier."""

    items: tuple[AssessmentItemFacts, ...]
    meeting: str = ""
    """One sentence on the meeting where one was held; empty: the report says nothing of one."""
