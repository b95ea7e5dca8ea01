"""What a commune does with a product: register, idea, dossier, papers, receipt, assessment, report, hand-over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlmodel import Session

from app.models.office import office_id
from app.services import (
    assessments,
    business_plans,
    documents,
    dossier_moves,
    dossiers,
    ideas,
    issued_papers,
    producers,
    products,
    self_assessments,
)
from app.services.assessments import AssessmentData, ItemData
from app.services.bundles.export import Exported, ExportOrder, export_bundle
from app.services.business_plans import BusinessPlanData, YearFigures
from app.services.demo.case_file import CaseProducer, CaseProduct
from app.services.demo.sample_papers import sample_paper
from app.services.demo.world import DemoOffice
from app.services.documents import DocumentData
from app.services.dossier_moves import ReceiptData
from app.services.dossiers import DossierData
from app.services.hand_over_ways import Purpose
from app.services.ideas import IdeaData
from app.services.issued_papers import SignatureData
from app.services.producers import ProducerData
from app.services.products import ProductData
from app.services.rules.facts import COMMUNE_ITEMS
from app.services.rules.regime import Regime
from app.services.self_assessments import SelfAssessmentData

_IDEA_KINDS = {"first": "existing", "upgrade": "upgrade", "reassess": "reassess"}
REPORT = ("commune_report", "Báo cáo đánh giá của cấp xã", "BC-UBND")
LETTER = ("proposal_letter", "Văn bản đề nghị đánh giá, phân hạng", "UBND")
_FINDINGS = {
    "origin": "(mẫu) Nguyên liệu chính được thu mua tại các thôn trên địa bàn xã; đã kiểm tra sổ thu mua.",
    "labour": "(mẫu) Lao động thường xuyên là người địa phương; đã đối chiếu danh sách lao động.",
    "idea": "(mẫu) Ý tưởng hình thành từ sản phẩm truyền thống của địa phương.",
    "identity": "(mẫu) Sản phẩm gắn với kinh nghiệm sản xuất và câu chuyện của cộng đồng tại địa phương.",
}


def register_producer(office: DemoOffice, producer: CaseProducer, day: dt.date) -> str:
    """Register a producer; nothing private is made up: representatives are plainly "(mẫu)"."""
    spec = office.spec
    data = ProducerData(
        name=producer.name,
        kind=producer.kind,
        address=f"{spec.commune_name}, {spec.district_name + ', ' if spec.district_name else ''}{spec.province_name}",
        province_name=spec.province_name,
        province_code=spec.province_code,
        district_name=spec.district_name,
        district_code=spec.district_code,
        commune_name=spec.commune_name,
        commune_code=spec.commune_code,
        representative_name="(mẫu) Người đại diện",
        representative_position="(mẫu)",
    )
    return office.act(
        day, lambda session: producers.register_producer(session, data, office.actor, office.library, day).id
    )


def register_product(office: DemoOffice, producer_id: str, product: CaseProduct, day: dt.date) -> str:
    data = ProductData(name=product.name, classification_code=product.classification_code)
    return office.act(
        day, lambda session: products.register_product(session, producer_id, data, office.actor, office.library, day).id
    )


def open_dossier(
    office: DemoOffice,
    product_id: str,
    application: str,
    idea_day: dt.date,
    *,
    previous_dossier_id: str | None = None,
) -> str:
    """Register the product's idea, select it, and open the dossier of the year."""

    def work(session: Session) -> str:
        idea = ideas.register_idea(
            session,
            product_id,
            IdeaData(
                kind=_IDEA_KINDS[application],
                year=idea_day.year,
                registered_on=idea_day,
                description="(mẫu) Hoàn thiện chất lượng, bao bì và câu chuyện sản phẩm.",
            ),
            office.actor,
            idea_day,
        )
        ideas.select_idea(session, idea.id, office.actor, office.library, idea_day)
        data = DossierData(
            product_id=product_id,
            year=idea_day.year,
            application_type=application,
            idea_id=idea.id,
            previous_dossier_id=previous_dossier_id,
            registered_on=idea_day,
            practice=True,
        )
        return dossiers.open_dossier(session, data, office.actor, office.library, idea_day).id

    return office.act(idea_day, work)


def attach_producer_papers(office: DemoOffice, dossier_id: str, product: str, regime: Regime, day: dt.date) -> None:
    """Attach the papers that the regime asks of the producer, as samples that say so."""
    wanted = [kind for kind in regime.documents if kind.stage == "producer" and kind.mandatory and not kind.physical]
    for kind in wanted:
        path = sample_paper(office.paths.outbox, kind.title, product)
        blob = office.store.put(path)
        name = f"{kind.title[:60]}.pdf"
        data = DocumentData(kind=kind.kind, title=kind.title, issued_on=day, sheets=1, note="(mẫu)")

        def attach(session: Session, data: DocumentData = data, name: str = name, blob: object = blob) -> None:
            documents.attach_document(session, dossier_id, data, [(name, blob)], office.actor)  # type: ignore[list-item]

        office.act(day, attach)
        path.unlink()


def receive(office: DemoOffice, dossier_id: str, filed: dt.date, checked: dt.date) -> None:
    """The commune's receipt, which fixes the dossier's rules, and the check of its papers."""
    office.act(
        filed,
        lambda session: dossier_moves.receive_first(
            session,
            dossier_id,
            ReceiptData(filed_on=filed, received_by="(mẫu) Cán bộ OCOP", sample_count=5),
            office.actor,
            office.library,
            filed,
        ),
    )
    office.act(
        checked,
        lambda session: dossier_moves.confirm_complete(session, dossier_id, office.actor, office.library, checked),
    )


def assess(office: DemoOffice, dossier_id: str, regime: Regime, meeting: dt.date, reported: dt.date) -> None:
    """The commune's four items, the meeting and the signed report, where the regime has them."""
    step = regime.step("commune")
    if step is None or "assess_items" not in step.tasks:
        return
    data = AssessmentData(
        meeting_on=meeting,
        meeting_place=f"(mẫu) Trụ sở {office.spec.name}",
        chair="(mẫu) Chủ tịch xã",
        secretary="(mẫu) Thư ký",
        participants="(mẫu) Công chức kinh tế\n(mẫu) Công chức văn hóa - xã hội",
        items=tuple(
            ItemData(item=item, claim="(mẫu) Theo bản tự đánh giá của chủ thể.", finding=_FINDINGS[item])
            for item in COMMUNE_ITEMS
        ),
    )
    office.act(
        meeting,
        lambda session: assessments.save_assessment(session, dossier_id, data, office.actor, office.library, meeting),
    )

    def report(session: Session) -> None:
        sign(session, office, REPORT, dossier_id, next_number(session, office, REPORT[0], reported), reported)
        assessments.assess_items(session, dossier_id, office.actor, office.library, reported)

    office.act(reported, report)


def next_number(session: Session, office: DemoOffice, kind: str, day: dt.date) -> str:
    """The number that the office's series of the year proposes, as papers write it."""
    return f"{issued_papers.number_series(session, office.actor.office_id, kind, day.year).proposed:02d}"


def sign(
    session: Session, office: DemoOffice, paper_kind: tuple[str, str, str], dossier_id: str, number: str, day: dt.date
) -> None:
    """A paper from its draft over its printing to the clerk's entry of number and date."""
    kind, title, symbol = paper_kind
    paper = issued_papers.draft_paper(session, office.actor, kind, title=title, dossier_id=dossier_id, symbol=symbol)
    issued_papers.mark_printed(session, paper.id, office.actor)
    data = SignatureData(
        number=number, dated=day, signer_name=office.spec.signer_name, signer_post=office.spec.signer_post
    )
    issued_papers.sign_paper(session, paper.id, data, office.actor, day)


def self_assess(office: DemoOffice, dossier_id: str, product: CaseProduct, day: dt.date) -> None:
    """The producer's own report: texts, the plan's results, and its score of itself, signed."""
    given = product.answers or product.parts
    if not given:
        return
    changes = "(mẫu) Giữ nguyên nguyên liệu, công nghệ; đã đổi bao bì." if product.application_type != "first" else ""
    texts = SelfAssessmentData(
        history="(mẫu) Hình thành từ nhóm hộ cùng sản xuất tại địa phương.",
        organisation="(mẫu) Ban quản lý, tổ sản xuất, tổ bán hàng.",
        plan="(mẫu) Mở rộng vùng nguyên liệu và kênh bán hàng trong ba năm tới.",
        changes=changes,
    )
    plan = BusinessPlanData(
        materials="(mẫu) Vùng nguyên liệu tại địa phương.",
        technology="(mẫu) Sơ chế, chế biến, đóng gói tại cơ sở.",
        quality="(mẫu) Chất lượng ổn định theo tiêu chuẩn đã công bố.",
        markets="(mẫu) Cửa hàng trong tỉnh và bán hàng trực tuyến.",
    )
    figures = [YearFigures(year=day.year - 1, revenue=800_000_000, profit=90_000_000, workers=12, local_workers=10)]

    def work(session: Session) -> None:
        self_assessments.save_self_assessment(session, dossier_id, texts, office.actor)
        business_plans.save_business_plan(session, dossier_id, plan, figures, office.actor)
        self_assessments.save_self_scores(session, dossier_id, given, {}, office.actor, office.library, day)
        self_assessments.sign_self_assessment(session, dossier_id, office.actor, office.library, day)

    office.act(day, work)


def hand_over(
    office: DemoOffice, dossier_ids: list[str], receiver_code: str, purpose: Purpose, target: Path, day: dt.date
) -> Exported:
    """Write the dossiers as one sealed bundle onto the stick."""
    target.mkdir(parents=True, exist_ok=True)
    order = ExportOrder(tuple(dossier_ids), office_id(receiver_code), purpose, target)
    with office.on(day):
        return export_bundle(
            office.database,
            office.store,
            office.library,
            office.keys,
            order,
            office.actor,
            day,
            office.paths.outbox,
        )
