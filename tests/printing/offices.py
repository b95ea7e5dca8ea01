"""Two offices in few words: a commune that prepares dossiers, a province that scores and recognises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from docx import Document
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import Session, SQLModel

import app.models  # noqa: F401  registers the tables
from app.models.base import practice_day
from app.models.office import office_id
from app.services import (
    assessments,
    business_plans,
    certificates,
    councils,
    documents,
    dossier_moves,
    dossiers,
    issued_papers,
    offices,
    officials,
    producers,
    products,
    recognition,
    results,
    round_lock,
    rounds,
    score_sheets,
    self_assessments,
)
from app.services.actors import Actor, actor_of
from app.services.assessments import AssessmentData, ItemData
from app.services.bundles.export import ExportOrder, export_bundle
from app.services.bundles.look import look_at_bundle
from app.services.bundles.take import take_bundle
from app.services.councils import CouncilData, MemberData
from app.services.database import Database, sqlite_url
from app.services.documents import DocumentData
from app.services.dossier_moves import ReceiptData
from app.services.dossiers import DossierData
from app.services.file_store import FileStore
from app.services.issued_papers import SignatureData
from app.services.keys import create_keys
from app.services.offices import OfficeData
from app.services.officials import OfficialData
from app.services.printing.printing import PrintOptions, write_paper
from app.services.producers import ProducerData
from app.services.products import ProductData
from app.services.recognition import DecisionData
from app.services.rounds import RoundData
from app.services.rules.facts import COMMUNE_ITEMS
from app.services.rules.library import RuleLibrary
from app.services.score_sheets import SheetData
from app.services.scoring import highest_answers

FILED = dt.date(2026, 8, 3)
REPORTED = dt.date(2026, 8, 14)
LEFT = dt.date(2026, 8, 17)
SCORED = dt.date(2026, 9, 15)
SIGNED = dt.date(2026, 9, 18)
NOW = "2026-two-tier"
UNITS = {"province_name": "Đắk Lắk", "province_code": "66", "commune_name": "xã Ea Kly", "commune_code": "24502"}
COMMUNE = {
    "code": "66-24502", "level": "commune", "name": "Ủy ban nhân dân xã Ea Kly", "place_name": "Ea Kly",
    "signer_name": "Trần Thị Bình", "signer_post": "Phó Chủ tịch", "signer_mode": "deputy", **UNITS,
}  # fmt: skip
PROVINCE = {
    "code": "66", "level": "province", "name": "Ủy ban nhân dân tỉnh Đắk Lắk", "place_name": "Đắk Lắk",
    "standing_agency": "Sở Nông nghiệp và Môi trường", "signer_name": "Lê Văn Cường", "signer_post": "Chủ tịch",
    "signer_mode": "head", "province_name": "Đắk Lắk", "province_code": "66",
}  # fmt: skip

Value = TypeVar("Value")


class Desk:
    """One office's data folder, its officer, and acts on chosen days."""

    def __init__(self, folder: Path, library: RuleLibrary, spec: dict[str, Any], day: dt.date = FILED) -> None:
        folder.mkdir(parents=True)
        self.folder, self.library, self.spec = folder, library, spec
        self.database_path = folder / "so-ocop.db"
        self.database = Database(sqlite_url(self.database_path))
        SQLModel.metadata.create_all(self.database.engine)
        self.store = FileStore(folder / "files")
        self.keys = create_keys(folder / "keys", None)
        keys = {"sign_public_key": self.keys.public_key.hex(), "age_recipient": self.keys.recipient}
        self.data = OfficeData(**spec, **keys)
        self.regime = library.regime(NOW)

        def open_office(session: Session) -> Actor:
            offices.set_up_office(session, self.data)
            person = OfficialData(full_name="Nguyễn Văn An", position="Công chức Kinh tế", role="officer")
            return actor_of(session, officials.add_official(session, person, offices.program_actor(session)).id)

        self.actor: Actor = self.act(open_office, day)

    def act(self, work: Callable[[Session], Value], day: dt.date = FILED) -> Value:
        """One act of the officer on that day, in one transaction."""
        with practice_day(day), self.database.transaction() as session:
            return work(session)

    def meet(self, data: OfficeData) -> str:
        def register(session: Session) -> str:
            row = offices.register_office(session, data, self.actor)
            if data.sign_public_key:
                offices.confirm_key(session, row.id, self.actor)
            return row.id

        return self.act(register)

    def sign(self, dossier_id: str, kind: str, number: str, day: dt.date, **more: Any) -> str:
        def work(session: Session) -> str:
            paper = issued_papers.draft_paper(session, self.actor, kind, title=kind, dossier_id=dossier_id)
            data = SignatureData(number, day, "Trần Thị Bình", "Phó Chủ tịch", **more)
            return issued_papers.sign_paper(session, paper.id, data, self.actor, day).id

        return self.act(work, day)


class CommuneDesk(Desk):
    def __init__(self, folder: Path, library: RuleLibrary, *, province_uses_program: bool = True) -> None:
        super().__init__(folder, library, COMMUNE)
        self.province_id = office_id(PROVINCE["code"])
        if not province_uses_program:
            self.meet(OfficeData(**PROVINCE, uses_program=False))
        self.producer_id = self.act(self._producer)

    def _producer(self, session: Session) -> str:
        data = ProducerData(
            name="Hợp tác xã Nông nghiệp Ea Kly (mẫu)", kind="cooperative", address="Thôn 7, xã Ea Kly, tỉnh Đắk Lắk",
            phone="0262 3500 000", email="htx@example.vn", established_on=dt.date(2019, 3, 5),
            registration_number="4007000001", representative_name="H’Năm Niê (mẫu)", representative_sex="female",
            representative_ethnicity="Ê Đê", representative_position="Giám đốc", **UNITS,
        )  # fmt: skip
        return producers.register_producer(session, data, self.actor, self.library, FILED).id

    def attach(self, dossier_id: str, kind: str, title: str, *names: str, **more: Any) -> None:
        """A document with one PDF of its own for each name."""
        blobs = []
        for name in names:
            path = self.folder / "scan.pdf"
            canvas = Canvas(str(path))
            canvas.drawString(100, 700, f"{dossier_id} {kind} {len(blobs)}")
            canvas.save()
            blobs.append((name, self.store.put(path)))
        data = DocumentData(kind=kind, title=title, **more)
        self.act(lambda session: documents.attach_document(session, dossier_id, data, blobs, self.actor))

    def draft(self, name: str = "Cà phê bột Ea Kly (mẫu)", *, practice: bool = False) -> str:
        def work(session: Session) -> str:
            product = ProductData(name=name, classification_code="I.6", specification="Gói 500 g")
            product_id = products.register_product(
                session, self.producer_id, product, self.actor, self.library, FILED
            ).id
            data = DossierData(product_id=product_id, year=2026, registered_on=FILED, practice=practice)
            return dossiers.open_dossier(session, data, self.actor, self.library, FILED).id

        return self.act(work)

    def checked(self, name: str = "Cà phê bột Ea Kly (mẫu)", *, practice: bool = False) -> str:
        dossier_id = self.draft(name, practice=practice)
        self.attach(dossier_id, "registration_form", "Phiếu đăng ký", "phiếu đăng ký.pdf", sheets=2)
        self.attach(dossier_id, "self_assessment", "Báo cáo tự đánh giá", "báo cáo: tự đánh giá?.pdf", sheets=9)
        self.attach(
            dossier_id, "business_registration", "Giấy đăng ký hợp tác xã", "đkkd 1.pdf", "đkkd 2.pdf",
            number="4007000001", issued_on=dt.date(2019, 3, 5), issuer="UBND huyện Krông Pắc", criteria=("1.1",),
        )  # fmt: skip
        self.attach(
            dossier_id, "food_safety_certificate", "Giấy chứng nhận ATTP", "attp.pdf",
            issued_on=dt.date(2023, 1, 1), expires_on=dt.date(2026, 1, 1),
        )  # fmt: skip
        data = ReceiptData(filed_on=FILED, received_by="Nguyễn Văn An", sample_count=5)

        def work(session: Session) -> None:
            dossier_moves.receive_first(session, dossier_id, data, self.actor, self.library, FILED)
            texts = self_assessments.SelfAssessmentData(
                history="Thành lập năm 2019.", organisation="Hội đồng quản trị 3 người.", plan="Mở rộng 20 ha."
            )
            self_assessments.save_self_assessment(session, dossier_id, texts, self.actor)
            plan = business_plans.BusinessPlanData(materials="Vùng nguyên liệu 35 ha.", markets="Trong nước.")
            figures = [business_plans.YearFigures(2025, 2_500_000_000, 310_000_000, 12, "tấn", 18, 15)]
            business_plans.save_business_plan(session, dossier_id, plan, figures, self.actor)
            answers = dict(highest_answers(self.library.criteria_set("qd-26-2026/13")).options)
            self_assessments.save_self_scores(
                session, dossier_id, answers, {"1.1": "Toàn bộ cà phê thu mua tại xã."}, self.actor, self.library, FILED
            )
            dossier_moves.confirm_complete(session, dossier_id, self.actor, self.library, FILED)

        self.act(work)
        return dossier_id

    def found(self, dossier_id: str) -> None:
        """The four items and the meeting."""
        items = tuple(ItemData(item, claim="Theo chủ thể.", finding=f"Đã kiểm tra: {item}.") for item in COMMUNE_ITEMS)
        data = AssessmentData(
            meeting_on=dt.date(2026, 8, 12), meeting_place="Trụ sở xã", chair="Trần Thị Bình",
            participants="Công chức Kinh tế\nHội Nông dân xã", items=items,
        )  # fmt: skip
        self.act(
            lambda session: assessments.save_assessment(
                session, dossier_id, data, self.actor, self.library, dt.date(2026, 8, 12)
            ),
            dt.date(2026, 8, 12),
        )

    def assessed(self, name: str = "Cà phê bột Ea Kly (mẫu)", *, practice: bool = False) -> str:
        dossier_id = self.checked(name, practice=practice)
        self.found(dossier_id)
        self.sign(dossier_id, "commune_report", "15", REPORTED)
        self.sign(dossier_id, "proposal_letter", "21", REPORTED)
        self.act(
            lambda session: assessments.assess_items(session, dossier_id, self.actor, self.library, REPORTED), REPORTED
        )
        return dossier_id

    def export(self, dossier_ids: Sequence[str], stick: Path) -> Path:
        stick.mkdir(parents=True, exist_ok=True)
        order = ExportOrder(tuple(dossier_ids), self.province_id, "forward", stick, encrypted=False)
        with practice_day(LEFT):
            return export_bundle(
                self.database, self.store, self.library, self.keys, order, self.actor, LEFT, self.folder / "out"
            ).path


class ProvinceDesk(Desk):
    def __init__(self, folder: Path, library: RuleLibrary, commune: CommuneDesk) -> None:
        super().__init__(folder, library, PROVINCE)
        self.meet(commune.data)
        commune.meet(self.data)
        self.dossiers: list[str] = []
        self.sheets: list[str] = []
        self.round_id = self.decision_id = ""
        self.certificates: list[str] = []

    def take(self, bundle: Path) -> None:
        with practice_day(LEFT):
            report = look_at_bundle(self.database, bundle, self.folder / "quarantine", self.library, identity=None)
            take_bundle(
                self.database, self.database_path, self.folder / "backups", self.store, report, self.actor,
                self.library, LEFT,
            )  # fmt: skip

    def answers(self) -> dict[str, int]:
        """Set 13 answered so that the best coffee misses some points but no minimum of four stars."""
        criteria = self.library.criteria_set("qd-26-2026/13")
        best = dict(highest_answers(criteria).options)
        lost = Decimal(0)
        for criterion in criteria.criteria:
            least = max(criterion.min_points.values(), default=Decimal(0))
            worst = min((one.points, place) for place, one in enumerate(criterion.options, 1) if one.points >= least)
            if not criterion.depends_on and lost + criterion.max - worst[0] <= 20:
                best[criterion.id] = worst[1]
                lost += criterion.max - worst[0]
        return best

    def run_round(self, dossier_ids: Sequence[str]) -> None:
        """Council of three scoring members and a secretary who does not; results, decision, certificates."""
        self.dossiers = list(dossier_ids)
        roles = ("chair", "vice", "member", "secretary")
        members = [
            MemberData(n, f"Thành viên {n}", role, unit="Sở Khoa học và Công nghệ", scores=role != "secretary")
            for n, role in enumerate(roles, start=1)
        ]
        name = "Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"
        data = CouncilData(name, "643/QĐ-UBND", dt.date(2026, 9, 1))

        def open_round(session: Session) -> list[str]:
            council = councils.set_up_council(session, data, members, self.actor, SCORED)
            self.round_id = rounds.open_round(session, RoundData(2026, 2), self.actor).id
            rounds.attach_council(session, self.round_id, council.id, self.actor)
            for one in self.dossiers:
                dossier_moves.accept_as_valid(session, one, self.actor, self.library, SCORED)
                rounds.put_in_round(session, self.round_id, one, self.actor, self.library, SCORED)
            return [row.id for row in councils.council_members(session, council.id) if row.scores]

        seats = self.act(open_round, SCORED)
        for one in self.dossiers:
            for seat in seats:
                self.sheets.append(self._sheet(one, seat))

        def close(session: Session) -> None:
            round_lock.lock_scoring(session, self.round_id, self.actor, SCORED)
            closing = results.close_round(session, self.round_id, self.actor, self.library, SCORED)
            assert not closing.refused, closing.refused
            decision = DecisionData("recognise", 2026, NOW, tuple(self.dossiers), symbol="QĐ-UBND")
            self.decision_id = recognition.draft_decision(session, decision, self.actor, self.library, SCORED).id

        self.act(close, SCORED)

    def print_draft(self, folder: Path) -> None:
        """The decision before it is signed: as a draft, and as the copy that is laid before the signer."""
        self.draft, self.clean = folder / "draft.pdf", folder / "clean.pdf"
        with self.database.reading() as session:
            write_paper(session, self.library, "recognition_decision", self.decision_id, self.draft, today=SCORED)
            write_paper(
                session, self.library, "recognition_decision", self.decision_id, self.clean, today=SCORED,
                options=PrintOptions(for_signature=True),
            )  # fmt: skip

    def certify(self) -> None:
        """Sign the decision and give the certificates."""

        def work(session: Session) -> None:
            signature = SignatureData("4218", SIGNED, "Lê Văn Cường", "Chủ tịch")
            recognition.sign_decision(session, self.decision_id, signature, self.actor, self.library, SIGNED)
            issued = certificates.issue_certificates(
                session, self.decision_id, self.actor, self.library, self.keys.sign, SIGNED
            )
            self.certificates = [row.id for row in issued]

        self.act(work, SIGNED)

    def _sheet(self, dossier_id: str, member_id: str) -> str:
        invented = dossier_id != self.dossiers[0]
        data = SheetData(dossier_id, self.round_id, member_id, answers=self.answers(), invented=invented)

        def work(session: Session) -> str:
            sheet_id = score_sheets.save_sheet(session, data, self.actor, self.library)
            score_sheets.sign_sheet(session, sheet_id, self.actor, self.library, SCORED)
            return sheet_id

        return self.act(work, SCORED)


def text_of(path: Path) -> str:
    """The text of a PDF or Word file, words parted by single blanks, in NFC as written."""
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join(" ".join([*(one.text for one in document.paragraphs), *cells]).split())
    pdf = PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())
    finally:
        pdf.close()
