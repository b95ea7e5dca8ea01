"""Mẫu số 03: the commune's report on four items of a dossier (26/2026/QĐ-TTg, Phụ lục III).

The form has neither number, day, addressee nor recipients, though Decree 30/2020/NĐ-CP asks for them on a report to
a higher body: they are printed unless switched off. Its "T.M" is printed as the decree writes it, "TM.".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.errors import InvalidInput
from app.services.papers.blocks import Block, Head, Heading, Paper, Paragraph, Run, Signatures, text
from app.services.papers.paper_facts import (
    AssessmentFacts,
    AssessmentItemFacts,
    DossierFacts,
    LawFacts,
    NumberingFacts,
    OfficeFacts,
    SignerFacts,
)
from app.services.papers.paper_parts import (
    END_OF_BODY,
    body_text,
    office_head,
    particulars,
    points_text,
    recipients,
    signer,
)
from app.services.rules.facts import COMMUNE_ITEMS, CommuneItem
from app.translate import N_

SUBJECT = "Đánh giá một số nội dung của hồ sơ đăng ký tham gia đánh giá, phân hạng sản phẩm OCOP"
ITEM_TITLES: dict[CommuneItem, str] = {
    "origin": "Về sử dụng nguyên liệu địa phương",
    "labour": "Về sử dụng lao động địa phương",
    "idea": "Nguồn gốc ý tưởng sản phẩm",
    "identity": "Bản sắc/trí tuệ địa phương",
}
CLAIMED: tuple[CommuneItem, ...] = ("origin", "labour")
"""The items for which the form asks for both the producer's description and what was found."""
NO_MATERIAL = "sản phẩm là dịch vụ du lịch, không có nguyên liệu sản xuất"
DOTTED = "…" * 60


@dataclass(frozen=True)
class CommuneReportFacts:
    """Everything the report says; ``addressee`` and wording follow the rules the dossier is under."""

    office: OfficeFacts
    signer: SignerFacts
    numbering: NumberingFacts
    law: LawFacts
    dossier: DossierFacts
    assessment: AssessmentFacts
    addressee: str
    """The office that is asked to assess, inside a sentence: "Ủy ban nhân dân tỉnh Đắk Lắk"."""
    recipients: tuple[str, ...] = ()
    with_official_parts: bool = True
    """Number, day, addressee and recipients of Decree 30; off: exactly the form."""
    item_titles: dict[CommuneItem, str] | None = None
    """Other titles of the four items, where the rules of the dossier word them otherwise."""


def commune_report(facts: CommuneReportFacts, *, final: bool = False) -> Paper:
    """The report; as a draft it prints dotted lines for what is missing.

    Raises:
        InvalidInput: ``final`` and an item has neither a finding nor the reason why it does not apply.
    """
    items = {item.id: item for item in facts.assessment.items}
    ordered = [_filled(items.get(item_id) or AssessmentItemFacts(item_id), facts.dossier) for item_id in COMMUNE_ITEMS]
    titles = {**ITEM_TITLES, **(facts.item_titles or {})}
    if final:
        for item in ordered:
            if not item.finding.strip() and not item.not_applicable.strip():
                raise InvalidInput(
                    item.id,
                    N_("The report cannot be issued: nothing was found on “{item}”."),
                    advice=N_("Enter the commune's own finding, or why the item does not apply."),
                    item=titles[item.id],
                )
    office, official = facts.office, facts.with_official_parts
    body: list[Block] = [
        Heading("I. THÔNG TIN CHUNG VỀ HỒ SƠ SẢN PHẨM", level=1),
        *particulars(facts.dossier.producer, contacts=False),
        *_product_line(facts.dossier),
        Heading("II. ĐÁNH GIÁ MỘT SỐ NỘI DUNG CỦA HỒ SƠ SẢN PHẨM", level=1),
    ]
    if facts.assessment.meeting.strip():
        body.extend(body_text(facts.assessment.meeting))
    for number, item in enumerate(ordered, start=1):
        body.extend(_item(number, titles[item.id], item))
    body.append(
        text(
            f"{office.name} đề nghị {facts.addressee} đánh giá, phân hạng sản phẩm OCOP cho sản phẩm "
            f"{facts.dossier.product.name} của {facts.dossier.producer.name}{END_OF_BODY if official else '.'}"
        )
    )
    # The unit begins a line of its own: "XÃ EA KLY" is never parted.
    whole_body = replace(facts.signer, body="\n".join(part for part in (office.body, office.unit) if part))
    body.append(
        Signatures(
            right=signer(whole_body, hint="" if official else "(Ký tên và đóng dấu)"),
            recipients=recipients(("Như trên", *facts.recipients), office) if official else (),
        )
    )
    head = office_head(office, facts.numbering, f"/BC-{office.symbol}")
    return Paper(
        kind="commune_report",
        file_title=f"Báo cáo của {office.name} - {facts.dossier.product.name}",
        body=tuple(body),
        head=head if official else Head(issuer_parent="", issuer=office.head_lines),
        title="BÁO CÁO",
        subtitle=(SUBJECT,),
        addressees=(facts.addressee,) if official else (),
        draft=not final,
        unverified=facts.law.unverified,
    )


def _filled(item: AssessmentItemFacts, dossier: DossierFacts) -> AssessmentItemFacts:
    """A service uses no material: unless the commune found something, the item says that it does not apply."""
    if item.id == "origin" and dossier.product.is_service and not item.finding.strip() and not item.not_applicable:
        return replace(item, not_applicable=NO_MATERIAL)
    return item


def _product_line(dossier: DossierFacts) -> tuple[Block, ...]:
    shown = dossier.product.name
    if dossier.product.code:
        shown += f" (mã số {dossier.product.code})"
    return (Paragraph((Run(f"5. Sản phẩm đăng ký đánh giá: {shown}"),)),)


def _item(number: int, title: str, item: AssessmentItemFacts) -> list[Block]:
    heading = f"{number}. {title}"
    if item.points is not None:
        heading += f" ({points_text(item.points)} điểm)"
    blocks: list[Block] = [Heading(heading, level=2)]
    if item.not_applicable.strip():
        blocks.append(text(f"Không áp dụng: {item.not_applicable.strip().rstrip('.')}."))
        return blocks
    if item.id in CLAIMED or item.claim.strip():
        blocks.extend(_half("Mô tả của chủ thể: ", item.claim))
        blocks.extend(_half("Đánh giá của Ủy ban nhân dân: ", item.finding))
    else:
        blocks.extend(_half("", item.finding))
    return blocks


def _half(label: str, value: str) -> list[Block]:
    first, *rest = body_text(value) or (Paragraph((Run(DOTTED),), align="left"),)
    lead = (Run(label, italic=True),) if label else ()
    return [Paragraph((*lead, *first.runs), align=first.align), *rest]
