"""Mẫu số 01: the registration form, filled by the producer, with the offices' part on a page of its own.

Fixed words and order are those of 26/2026/QĐ-TTg, Phụ lục III, Mẫu số 01.
"""

from __future__ import annotations

from app.services.papers.blocks import (
    Block,
    Field,
    Fields,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Signatures,
    Signer,
    Spacer,
    ThinRule,
    Tick,
    Ticks,
    text,
)
from app.services.papers.paper_facts import DossierFacts, LawFacts, ReceiptFacts
from app.services.papers.paper_parts import APPLICATION_WORDS, SIGN_AND_SEAL, day, signed_line
from app.services.papers.words import counted

PLEDGE = (
    "Cam đoan những thông tin trong Phiếu đăng ký là đúng sự thật, chúng tôi xin cam kết tuân thủ các quy định về "
    "đánh giá, phân hạng sản phẩm OCOP, chịu trách nhiệm trước Hội đồng và pháp luật về Hồ sơ đăng ký đánh giá, "
    "phân hạng sản phẩm."
)
FOOTNOTE = "¹ Theo Phụ lục I về Danh mục phân loại sản phẩm tham gia đánh giá, phân hạng sản phẩm OCOP."
RECEIVING_OFFICE = Signer(lines=("Cơ quan tiếp nhận",), hint="(Ký, đóng dấu và ghi rõ họ tên)")


def registration_form(dossier: DossierFacts, law: LawFacts) -> Paper:
    """The form with what is known of the dossier; each office's box stays blank until that office has received it."""
    producer, product = dossier.producer, dossier.product
    who = producer.representative
    named = (("Ngành", product.sector), ("Nhóm", product.group), ("Phân nhóm", product.subgroup))
    # A group's name may hold commas itself ("Cà phê, ca cao").
    classification = "; ".join(part if part.startswith(word) else f"{word} {part}" for word, part in named if part)
    body: list[Block] = [
        text("1. Thông tin về đơn vị đăng ký:"),
        Field("- Tên đơn vị", producer.name),
        Field("- Họ tên người đại diện pháp lý", who.full_name),
        Field("- Chức vụ", who.position),
        Field("- Địa chỉ liên hệ", producer.contact_address or producer.address),
        Fields((Field("- Điện thoại", producer.phone), Field("Email", producer.email))),
        Field("2. Tên sản phẩm", product.name),
        Field("3. Nhóm sản phẩm đăng ký (Ngành, Nhóm, Phân nhóm¹)", classification, dotted_lines=2),
        Ticks(
            tuple(Tick(words, kind == dossier.application) for kind, words in APPLICATION_WORDS.items()),
            inline=True,
            label="4. Lần đăng ký đánh giá:",
        ),
        text("5. Tài liệu kèm theo:"),
        text("- Báo cáo đánh giá về sản phẩm theo Bộ tiêu chí (bản gốc, bản điện tử)."),
        Field("- Sản phẩm mẫu (số lượng)", _samples(dossier)),
        text(PLEDGE),
        Signatures(
            right=Signer(
                lines=("ĐẠI DIỆN",),
                name=who.full_name,
                hint=SIGN_AND_SEAL,
                place_and_date=signed_line(dossier.registered_at, dossier.registered_on, dossier.year),
            )
        ),
        ThinRule(),
        Paragraph((Run(FOOTNOTE),), indent_first=False, size=10),
        PageBreak(),
        Heading("PHẦN DÀNH CHO CƠ QUAN QUẢN LÝ", level=1, align="center"),
        *(
            block
            for place, one in enumerate(dossier.receipts)
            for block in (Spacer(8 if place else 4), *_office_box(one))
        ),
    ]
    replaced = dossier.replaces_print_of
    return Paper(
        kind="registration_form",
        file_title=f"Phiếu đăng ký - {product.name}",
        body=tuple(body),
        motto_only=True,
        title="PHIẾU ĐĂNG KÝ",
        subtitle=(
            "Tham gia đánh giá, phân hạng sản phẩm OCOP",
            f"của {dossier.province or 'tỉnh ……………'} năm {dossier.year}",
        ),
        subtitle_rule=False,
        unverified=law.unverified,
        reprint_note=f"Thay bản ngày {day(replaced)}" if replaced else "",
    )


def _samples(dossier: DossierFacts) -> str:
    if dossier.product.is_service:
        return "không (dịch vụ du lịch)"
    return f"{counted(dossier.sample_count)} sản phẩm mẫu" if dossier.sample_count is not None else ""


def _office_box(receipt: ReceiptFacts) -> tuple[Block, ...]:
    return (
        Heading(receipt.heading, level=2),
        Field("Phiếu số", receipt.number or receipt.blank_number),
        Field("Ngày nhận", day(receipt.received_on)),
        Fields((Field("Người tiếp nhận", receipt.received_by), Field("Chữ ký"))),
        Signatures(right=RECEIVING_OFFICE),
    )
