"""Mẫu số 02: the producer's own report on its product, in four parts.

Fixed words and order are those of 26/2026/QĐ-TTg, Phụ lục III, Mẫu số 02. The table of self-given points in Phần III
is a free layout: the form asks for points, description and evidence criterion by criterion but draws no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.services.papers.blocks import (
    Block,
    Cell,
    Column,
    Field,
    Fields,
    Heading,
    Paper,
    Paragraph,
    Run,
    Signatures,
    Signer,
    Spacer,
    Table,
    Tick,
    Ticks,
    text,
)
from app.services.papers.evidence_guide import BOXES, CONDITIONS_LINE, EVIDENCE, PROPERTY_BOXES
from app.services.papers.paper_facts import (
    CriterionClaim,
    DocumentFacts,
    DossierFacts,
    LawFacts,
    SelfAssessmentFacts,
    YearFigures,
)
from app.services.papers.paper_parts import (
    body_text,
    day,
    long_text,
    particulars,
    points_text,
    signed_line,
)
from app.services.papers.set_notes import unverified_notes
from app.services.papers.words import figure
from app.services.rules.criteria import CriteriaSet

NOT_SCORED = "chưa chấm"
CHANGES_LEAD = (
    "Đối với sản phẩm đăng ký đánh giá, phân hạng lại: cần rà soát, cập nhật những nội dung mới và đánh giá về những "
    "thay đổi, kết quả đạt được sau 3 năm được công nhận OCOP: về nguyên liệu, công nghệ sử dụng, bao bì, nhãn mác, "
    "công bố chất lượng, thị trường tiêu thụ, sản lượng, doanh thu; bổ sung các giấy tờ minh chứng pháp lý có thời "
    "hạn;...."
)
UPGRADE_LEAD = (
    "Đối với sản phẩm đăng ký nâng hạng: những thay đổi so với sản phẩm OCOP đã được công nhận và tài liệu minh chứng."
)


def evidence_numbers(documents: Sequence[DocumentFacts], criterion_ids: Sequence[str]) -> dict[int, str]:
    """ "MC01", "MC02", … by position in ``documents``: in the order of the first criterion that each one serves.

    One document may serve several criteria and keeps one number; documents that serve none get no number.
    """
    place = {criterion_id: position for position, criterion_id in enumerate(criterion_ids)}
    serving: list[tuple[int, int]] = []
    for index, document in enumerate(documents):
        positions = [place[criterion_id] for criterion_id in document.criteria if criterion_id in place]
        if positions:
            serving.append((min(positions), index))
    return {index: f"MC{number:02d}" for number, (_position, index) in enumerate(sorted(serving), start=1)}


def self_assessment_report(
    dossier: DossierFacts, assessment: SelfAssessmentFacts, criteria: CriteriaSet, law: LawFacts
) -> Paper:
    """The report; criteria that have no points yet print "chưa chấm" and there is no total."""
    return Paper(
        kind="self_assessment_report",
        file_title=f"Báo cáo tự đánh giá - {dossier.product.name}",
        body=(
            *_general(dossier, assessment),
            *_plan_results(assessment),
            *_criteria_part(dossier, assessment, criteria),
            *_coming_plan(dossier, assessment),
        ),
        title="BÁO CÁO TỰ ĐÁNH GIÁ VỀ SẢN PHẨM",
        subtitle=("(Dành cho chủ thể có sản phẩm đăng ký)",),
        subtitle_rule=False,
        unverified=(*law.unverified, *unverified_notes(criteria)),
    )


def _part(number: str, title: str) -> tuple[Block, ...]:
    return (
        Heading(f"Phần {number}", level=2, align="center"),
        Heading(title, level=1, align="center"),
    )


def _general(dossier: DossierFacts, assessment: SelfAssessmentFacts) -> list[Block]:
    producer, product = dossier.producer, dossier.product
    described = ". ".join(part for part in (product.name, product.specification, product.standard) if part)
    blocks: list[Block] = [
        *_part("I", "THÔNG TIN CHUNG"),
        *particulars(producer, contacts=True),
        Fields(
            (
                Field("6. Ngày thành lập/đăng ký kinh doanh", day(producer.established_on)),
                Field("Số giấy đăng ký (nếu có)", producer.registration_number),
            )
        ),
        *long_text("7. Tên sản phẩm/dịch vụ, mô tả về quy cách sản phẩm, tiêu chuẩn", described),
        text("Đánh dấu (√) vào mục tương ứng:"),
    ]
    ticked = set(assessment.ticks)
    if ticked & PROPERTY_BOXES:
        ticked.add("intellectual_property")
    for box, words in BOXES:
        if box == "food_safety":
            blocks.append(text(CONDITIONS_LINE))
        label = words
        if box == "other_property" and assessment.other_property:
            label = f"{words}: {assessment.other_property}"
        blocks.append(Ticks((Tick(label, box in ticked),)))
    blocks += long_text(
        "8. Lịch sử hình thành của chủ thể (nêu các giai đoạn hình thành và phát triển)", assessment.history
    )
    blocks += long_text("9. Cơ cấu tổ chức của chủ thể", assessment.organisation)
    return blocks


def _plan_results(assessment: SelfAssessmentFacts) -> list[Block]:
    blocks: list[Block] = [
        *_part("II", "KẾT QUẢ THỰC HIỆN PHƯƠNG ÁN SẢN XUẤT KINH DOANH"),
        *long_text(
            "- Tổ chức vùng nguyên liệu, công nghệ sản xuất, sơ chế, chế biến, đóng gói sản phẩm của chủ thể",
            assessment.production,
        ),
        *long_text(
            "- Sự thay đổi về chất lượng sản phẩm: chất lượng, tiêu chuẩn chất lượng, bao bì, nhãn mác, hình thức "
            "đóng gói,...",
            assessment.quality_changes,
        ),
        *long_text("- Thị trường phân phối sản phẩm", assessment.markets),
        *long_text("- Kết quả sản xuất, kinh doanh: doanh thu, lợi nhuận", assessment.results),
    ]
    if assessment.figures:
        blocks.append(_figures_table(assessment.figures))
    return blocks


def _figures_table(figures: Sequence[YearFigures]) -> Table:
    return Table(
        columns=(
            Column("Năm", 1, "center"),
            Column("Sản lượng", 2, "right"),
            Column("Doanh thu (đồng)", 3, "right"),
            Column("Lợi nhuận (đồng)", 3, "right"),
        ),
        rows=tuple(
            (
                Cell(str(each.year)),
                Cell(each.output or "…"),
                Cell(figure(each.revenue) if each.revenue is not None else "…"),
                Cell(figure(each.profit) if each.profit is not None else "…"),
            )
            for each in sorted(figures, key=lambda each: each.year)
        ),
    )


def _criteria_part(dossier: DossierFacts, assessment: SelfAssessmentFacts, criteria: CriteriaSet) -> list[Block]:
    ids = [criterion.id for criterion in criteria.criteria] if criteria.complete else [p.id for p in criteria.parts]
    numbers = evidence_numbers(dossier.documents, ids)
    blocks: list[Block] = [
        *_part("III", "ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN THEO BỘ TIÊU CHÍ SẢN PHẨM OCOP"),
        text(f"Bộ sản phẩm số {criteria.number}: {criteria.heading or criteria.name} ({criteria.source.decision})."),
        _scores_table(assessment, criteria, dossier.documents, numbers),
        Spacer(3),
    ]
    if numbers:
        blocks.append(text("Danh mục tài liệu minh chứng kèm theo, theo thứ tự các tiêu chí:"))
        blocks.append(_evidence_table(dossier.documents, numbers))
        blocks.append(Spacer(3))
    blocks.append(text("Tài liệu minh chứng kèm theo vào phụ lục của Báo cáo, tham khảo hướng dẫn theo bảng dưới đây:"))
    blocks.append(
        Table(
            columns=(Column("TT", 7, "center"), Column("Nội dung", 30), Column("Yêu cầu", 63)),
            rows=tuple((Cell("-"), Cell(title), Cell(asked)) for title, asked in EVIDENCE),
        )
    )
    if dossier.application != "first":
        lead = CHANGES_LEAD if dossier.application == "reassess" else UPGRADE_LEAD
        blocks.append(Paragraph((Run(lead, italic=True),)))
        blocks.extend(body_text(assessment.changes) or (Field("Nội dung thay đổi", "", dotted_lines=4),))
    return blocks


def _scores_table(
    assessment: SelfAssessmentFacts,
    criteria: CriteriaSet,
    documents: Sequence[DocumentFacts],
    numbers: dict[int, str],
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    keep: list[tuple[int, int]] = []
    every: list[Decimal | None] = []
    for part in criteria.parts:
        entries = (
            [(each.id, each.title, each.max) for each in criteria.criteria if each.part == part.id]
            if criteria.complete
            else [(part.id, part.title, part.max)]
        )
        claims = [assessment.claims.get(entry_id, CriterionClaim()) for entry_id, _title, _max in entries]
        given = [claim.points for claim in claims]
        every += given
        if not criteria.complete:
            # Scored by parts: a row a part says it all.
            (claim,) = claims
            proof = [number for at, number in numbers.items() if part.id in documents[at].criteria]
            rows.append(_part_row(f"Phần {part.id}: {part.title}", part.max, claim, proof))
            continue
        keep.append((len(rows), len(rows) + 1))
        rows.append(
            (
                Cell(f"Phần {part.id}: {part.title}", bold=True, span=2, align="left"),
                Cell(points_text(part.max), bold=True),
                Cell(_sum(given), bold=True),
                Cell(""),
                Cell(""),
            )
        )
        for (entry_id, title, maximum), claim in zip(entries, claims, strict=True):
            proof = [number for at, number in numbers.items() if entry_id in documents[at].criteria]
            rows.append(
                (
                    Cell(entry_id),
                    Cell(title),
                    Cell(points_text(maximum)),
                    Cell(points_text(claim.points) if claim.points is not None else NOT_SCORED),
                    Cell(claim.description),
                    Cell(", ".join(proof)),
                )
            )
    rows.append(
        (
            Cell("TỔNG CỘNG", bold=True, span=2, align="left"),
            Cell(points_text(sum((part.max for part in criteria.parts), Decimal(0))), bold=True),
            Cell(_sum(every), bold=True),
            Cell(""),
            Cell(""),
        )
    )
    return Table(
        columns=(
            Column("TT", 7, "center"),
            Column("Tiêu chí", 32),
            Column("Điểm tối đa", 8, "center"),
            Column("Điểm tự chấm", 10, "center"),
            Column("Mô tả", 30),
            Column("Minh chứng số", 13, "center"),
        ),
        rows=tuple(rows),
        keep=tuple(keep),
    )


def _part_row(title: str, maximum: Decimal, claim: CriterionClaim, proof: Sequence[str]) -> tuple[Cell, ...]:
    return (
        Cell(title, span=2, align="left"),
        Cell(points_text(maximum)),
        Cell(points_text(claim.points) if claim.points is not None else NOT_SCORED),
        Cell(claim.description),
        Cell(", ".join(proof)),
    )


def _sum(points: Sequence[Decimal | None]) -> str:
    """The sum, or nothing while any of them is open."""
    given = [each for each in points if each is not None]
    return points_text(sum(given, Decimal(0))) if points and len(given) == len(points) else ""


def _evidence_table(documents: Sequence[DocumentFacts], numbers: dict[int, str]) -> Table:
    return Table(
        columns=(
            Column("Số", 10, "center"),
            Column("Tên tài liệu", 38),
            Column("Số, ngày, nơi cấp", 32),
            Column("Tiêu chí", 20),
        ),
        rows=tuple(
            (
                Cell(number),
                Cell(documents[at].title),
                Cell(", ".join(part for part in _where_from(documents[at]) if part)),
                Cell(", ".join(documents[at].criteria)),
            )
            for at, number in numbers.items()
        ),
    )


def _where_from(document: DocumentFacts) -> tuple[str, str, str]:
    issued = f"ngày {day(document.issued_on)}" if document.issued_on else ""
    return document.number, issued, document.issued_by


def _coming_plan(dossier: DossierFacts, assessment: SelfAssessmentFacts) -> list[Block]:
    return [
        *_part("IV", "KẾ HOẠCH SẢN XUẤT, KINH DOANH"),
        *long_text(
            "Định hướng, kế hoạch trong thời gian tới về phát triển sản phẩm, tổ chức sản xuất, thị trường",
            assessment.plan,
            dotted_lines=4,
        ),
        Signatures(
            right=Signer(
                lines=("ĐẠI DIỆN THEO PHÁP LUẬT CỦA CƠ SỞ",),
                name=dossier.producer.representative.full_name,
                hint="(Ký, họ tên, đóng dấu)",
                place_and_date=signed_line(dossier.registered_at, assessment.signed_on, dossier.year),
            )
        ),
    ]
