"""Made-up offices, producers and dossiers for the papers' contents, and a reader of the PDFs that come of them."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pypdfium2
import pytest

from app.paths import resource_path
from app.services.papers.blocks import Field, Fields, Heading, Paper, Paragraph, Table, Ticks
from app.services.papers.council_facts import (
    CouncilFacts,
    MemberFacts,
    ProposedProduct,
    RecognisedProduct,
    SheetFacts,
)
from app.services.papers.paper_facts import (
    AssessmentFacts,
    AssessmentItemFacts,
    CriterionClaim,
    DocumentFacts,
    DossierFacts,
    LawFacts,
    NumberingFacts,
    OfficeFacts,
    ProducerFacts,
    ProductFacts,
    ReceiptFacts,
    RepresentativeFacts,
    SelfAssessmentFacts,
    SignerFacts,
    YearFigures,
)
from app.services.papers.pdf_writer import write_pdf
from app.services.rules.criteria import CriteriaSet
from app.services.rules.loader import load_criteria_set

LAW = LawFacts(
    citation=(
        "Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ ban hành Bộ tiêu chí và quy "
        "trình đánh giá, phân hạng sản phẩm mỗi xã một sản phẩm"
    ),
    code_legend=(
        "T: Mã tỉnh- X: Mã xã- STT: Số Thứ tự sản phẩm do xã lập thống kê - Năm đánh giá. Mã đơn vị hành chính theo "
        "Quyết định số 19/2025/QĐ-TTg ngày 30/6/2025"
    ),
    code_blank=".(T).-.(X).-.(STT).-20......",
    regime_id="2026-two-tier",
)
COMMUNE = OfficeFacts(
    level="commune",
    unit="xã Ea Kly",
    place="Ea Kly",
    drafting_unit="KT",
    province="tỉnh Đắk Lắk",
    province_code="66",
    commune="xã Ea Kly",
    commune_code="24538",
)
PROVINCE = OfficeFacts(
    level="province",
    unit="tỉnh Đắk Lắk",
    place="Đắk Lắk",
    drafting_unit="NNMT",
    province="tỉnh Đắk Lắk",
    province_code="66",
)
CHAIR = SignerFacts("collective", name="Y Bliơ Niê (mẫu)")
DEPUTY = SignerFacts("deputy", own_post="Phó Chủ tịch", name="Trần Văn Mẫu (mẫu)")
BLANK = NumberingFacts(year=2026)
SIGNED = NumberingFacts(number=7, on=dt.date(2026, 3, 5), year=2026)


@dataclass(frozen=True)
class Samples:
    """Facts to start from; ``replace`` them where a test needs others."""

    law: LawFacts = LAW
    commune: OfficeFacts = COMMUNE
    province: OfficeFacts = PROVINCE
    chair: SignerFacts = CHAIR
    deputy: SignerFacts = DEPUTY
    blank: NumberingFacts = BLANK
    signed: NumberingFacts = SIGNED

    def producer(self, number: int = 1) -> ProducerFacts:
        return ProducerFacts(
            name=f"Hợp tác xã Nông nghiệp Ea Kly {number} (mẫu)",
            kind="Hợp tác xã",
            address="Thôn 10, xã Ea Kly, tỉnh Đắk Lắk",
            commune="xã Ea Kly",
            phone="0900 000 000 (mẫu)",
            email="mau@example.vn",
            established_on=dt.date(2018, 2, 9),
            registration_number="4007A00001 (mẫu)",
            representative=RepresentativeFacts(
                full_name="Nguyễn Thị Mẫu (mẫu)",
                position="Giám đốc",
                gender="Nữ",
                ethnicity="Ê Đê",
                permanent_address="Thôn 10, xã Ea Kly, tỉnh Đắk Lắk",
            ),
        )

    def product(self, number: int = 1) -> ProductFacts:
        return ProductFacts(
            name=f"Cà phê bột nguyên chất Ea Kly {number}",
            code=f"66-24538-{number:02d}-2026",
            sector="Thực phẩm",
            group="Cà phê, Ca cao",
            set_number=13,
            set_name="Sản phẩm cà phê, ca cao",
            specification="Gói 500 g, hộp 2 gói",
            standard="TCVN 5251:2015",
        )

    def dossier(self, number: int = 1) -> DossierFacts:
        return DossierFacts(
            producer=self.producer(),
            product=self.product(number),
            application="first",
            year=2026,
            province="tỉnh Đắk Lắk",
            province_code="66",
            commune_code="24538",
            sample_count=5,
            registered_on=dt.date(2026, 9, 2),
            registered_at="Ea Kly",
            receipts=tuple(
                ReceiptFacts(heading, "……-……/PĐK-66-24538-2026")
                for heading in ("DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ", "DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP TỈNH")
            ),
            documents=(
                DocumentFacts(
                    "Giấy chứng nhận hữu cơ",
                    number="12/GCN",
                    issued_on=dt.date(2026, 1, 3),
                    issued_by="Tổ chức chứng nhận (mẫu)",
                    criteria=("1.2", "9"),
                    sheets=2,
                ),
                DocumentFacts("Hợp đồng liên kết", issued_on=dt.date(2025, 11, 12), criteria=("1.1", "1.5"), sheets=7),
                DocumentFacts("Ảnh nhà xưởng", file_name="anh-xuong.jpg", sha256="ab" * 32),
            ),
        )

    def received(self) -> DossierFacts:
        first, second = self.dossier().receipts
        receipt = replace(
            first,
            number="12-03/PĐK-66-24538-2026",
            received_on=dt.date(2026, 9, 3),
            received_by="Lê Văn Mẫu (mẫu)",
        )
        return replace(self.dossier(), receipts=(receipt, second))

    def assessment(self, lines: int = 1) -> AssessmentFacts:
        finding = "\n".join(f"Dòng {line}: qua kiểm tra thực tế trên địa bàn xã." for line in range(1, lines + 1))
        return AssessmentFacts(
            tuple(
                AssessmentItemFacts(item, claim="Chủ thể mô tả sử dụng 80% nguyên liệu của xã.", finding=finding)
                for item in ("origin", "labour", "idea", "identity")
            )
        )

    def self_assessment(self, criteria: CriteriaSet, *, unfinished: bool = False) -> SelfAssessmentFacts:
        claims = {
            each.id: CriterionClaim(max(option.points for option in each.options), "Đạt, có minh chứng kèm theo.")
            for each in criteria.criteria
        }
        if unfinished:
            claims.pop(criteria.criteria[3].id)
        return SelfAssessmentFacts(
            ticks=frozenset({"business_registration", "trademark"}),
            history="Thành lập năm 2018 từ nhóm hộ trồng cà phê.\nNăm 2022 đầu tư xưởng rang xay.",
            organisation="Hội đồng quản trị, Ban kiểm soát, tổ sản xuất.",
            production="Vùng nguyên liệu 25 ha, sơ chế ướt, rang xay tại xưởng.",
            quality_changes="Bao bì mới có van một chiều.",
            markets="Đắk Lắk, Đà Nẵng, Hà Nội.",
            results="Doanh thu năm 2025 tăng so với năm 2024.",
            figures=(YearFigures(2025, 1_250_000_000, 140_000_000, "12,5 tấn"), YearFigures(2024, 980_000_000)),
            claims=claims,
            changes="Thay đổi bao bì; bổ sung chứng nhận hữu cơ.",
            plan="Mở rộng vùng nguyên liệu hữu cơ.",
            signed_on=dt.date(2026, 9, 2),
        )

    def council(self, members: int = 9) -> CouncilFacts:
        roles = {1: "chair", 2: "deputy_chair", 3: "secretary"}
        return CouncilFacts(
            name="Hội đồng đánh giá, phân hạng sản phẩm OCOP tỉnh Đắk Lắk",
            office=PROVINCE,
            decision_number="643/QĐ-UBND",
            decision_on=dt.date(2026, 8, 4),
            round_title="Đợt 2 năm 2026",
            members=tuple(
                MemberFacts(place, f"Thành viên {place} (mẫu)", "Sở (mẫu)", roles.get(place, "member"))
                for place in range(1, members + 1)
            ),
        )

    def sheet(self, criteria: CriteriaSet) -> SheetFacts:
        """A filled sheet: the second option everywhere (the only one where there is one), none of them at 1.2."""
        choices = {each.id: min(2, len(each.options)) for each in criteria.criteria}
        choices["1.2"] = 0
        points = {
            each.id: each.options[choices[each.id] - 1].points if choices[each.id] else Decimal(0)
            for each in criteria.criteria
        }
        council = self.council()
        return SheetFacts(
            dossier=self.dossier(),
            council=council,
            member=council.members[3],
            filled=True,
            choices=choices,
            points=points,
            total=sum(points.values(), Decimal(0)),
            opinion="Cần hoàn thiện nhãn hàng hóa.",
            signed_on=dt.date(2026, 11, 12),
            signed_at="Đắk Lắk",
            sheet_hash="0123456789abcdef" * 4,
            set_hash="fedcba9876543210" * 4,
        )

    def recognised(self, count: int, stars: Sequence[int] = (4, 3)) -> tuple[RecognisedProduct, ...]:
        return tuple(
            RecognisedProduct(
                replace(self.dossier(number), producer=self.producer(number % 7 + 1)),
                stars=stars[number % len(stars)],
                average=Fraction(7212, 100),
                valid_until=dt.date(2029, 3, 5),
                regime_id="2026-two-tier",
            )
            for number in range(1, count + 1)
        )

    def proposed(self, count: int) -> tuple[ProposedProduct, ...]:
        return tuple(
            ProposedProduct(self.dossier(number), f"{number:02d}/BC-UBND", dt.date(2026, 9, 20))
            for number in range(1, count + 1)
        )


@pytest.fixture
def samples() -> Samples:
    return Samples()


@pytest.fixture(scope="session")
def criteria_set() -> Callable[[str], CriteriaSet]:
    """A shipped set by its id, such as "qd-26-2026/13"."""

    def load(set_id: str) -> CriteriaSet:
        decision, number = set_id.split("/")
        return load_criteria_set(resource_path("criteria") / decision / f"{int(number):02d}.json")

    return load


@pytest.fixture
def pages() -> Callable[[Paper], list[str]]:
    """The text of each page of the real PDF, spaces made plain, NFC."""

    def read(paper: Paper) -> list[str]:
        made = io.BytesIO()
        write_pdf(paper, made)
        document = pypdfium2.PdfDocument(made.getvalue())
        try:
            texts = [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
        return [" ".join(text.replace("\u00a0", " ").split()) for text in texts]

    return read


def said(blocks: Sequence[object]) -> Iterator[str]:
    """Every text of a body in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "".join(run.text for run in block.runs)
        elif isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Field):
            yield f"{block.label}: {block.value}"
        elif isinstance(block, Fields):
            yield from (f"{field.label}: {field.value}" for field in block.fields)
        elif isinstance(block, Ticks):
            yield " ".join((block.label, *(f"[{'x' if tick.ticked else ' '}] {tick.label}" for tick in block.ticks)))
        elif isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)


@pytest.fixture
def words() -> Callable[[Paper], str]:
    """The body's texts, one a line, without annexes."""

    def read(paper: Paper) -> str:
        return "\n".join(said(paper.body))

    return read


@pytest.fixture
def in_order() -> Callable[[str, Sequence[str]], None]:
    """Assert that the pieces stand in the text one after the other."""

    def check(text: str, pieces: Sequence[str]) -> None:
        text = unicodedata.normalize("NFC", text)
        at = 0
        for piece in pieces:
            found = text.find(piece, at)
            assert found >= 0, f"{piece!r} is missing after {text[max(at - 60, 0) : at]!r}"
            at = found + len(piece)

    return check
