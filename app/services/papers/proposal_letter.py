"""The official letter that asks the office above to assess and class products, with its list where it is long.

Decision 26/2026/QĐ-TTg asks for the letter (Điều 6 khoản 2 điểm a; khoản 3) but fixes no text: the layout is that of an
official letter in Decree 30/2020/NĐ-CP, the words are this program's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import InvalidInput
from app.services.papers.blocks import AnnexHead, Block, Cell, Column, Paper, Paragraph, Run, Signatures, Table, text
from app.services.papers.council_facts import ProposedProduct
from app.services.papers.paper_facts import LawFacts, NumberingFacts, OfficeFacts, SignerFacts
from app.services.papers.paper_parts import (
    APPLICATION_WORDS,
    END_OF_BODY,
    average_text,
    date_line,
    day,
    fingerprint,
    letter_symbol,
    number_text,
    office_head,
    recipients,
    signer,
)
from app.services.papers.words import counted
from app.translate import N_

IN_TEXT = 3
"""Up to so many products are named in the letter itself; more go into a list."""


@dataclass(frozen=True)
class ProposalFacts:
    """Everything the letter says."""

    office: OfficeFacts
    signer: SignerFacts
    numbering: NumberingFacts
    law: LawFacts
    addressee: str
    """Inside a sentence: "Ủy ban nhân dân tỉnh Đắk Lắk"."""
    products: tuple[ProposedProduct, ...]
    round_title: str
    """Such as "đợt 2 năm 2026"."""
    basis: tuple[str, ...] = ()
    """Further papers that it rests on, without "Căn cứ": "Biên bản họp ngày 05/3/2026 của …"."""
    report_word: str = "Báo cáo"
    """What goes with each product: the commune's "Báo cáo", or the council's "Biên bản"."""
    samples: int | None = None
    """Samples of each product that is not a service; ``None``: the letter says nothing of samples."""
    attachments: tuple[str, ...] = ()
    """Further papers enclosed."""
    fingerprint: str = ""
    """SHA-256 of the electronic bundle, in hex; empty: not printed."""
    contact: str = ""
    """Name, post and phone of the person to ask."""
    recipients: tuple[str, ...] = ()
    file_words: str = "01 bộ hồ sơ giấy và 01 bộ hồ sơ điện tử"


def proposal_letter(facts: ProposalFacts, *, final: bool = True) -> Paper:
    """The letter; with more than three products they stand in a list that begins a page of its own.

    Raises:
        InvalidInput: there is no product to propose.
    """
    if not facts.products:
        raise InvalidInput("products", N_("A letter of proposal needs at least one product."))
    office = facts.office
    listed = len(facts.products) > IN_TEXT
    subject = f"V/v đề nghị đánh giá, phân hạng sản phẩm OCOP {facts.round_title}"
    bases = "; ".join((facts.law.citation, *facts.basis))
    producers = len({each.dossier.producer.name for each in facts.products})
    asked = f"{counted(len(facts.products))} sản phẩm của {counted(producers)} chủ thể"
    where = " (có danh sách kèm theo)" if listed else ", cụ thể như sau"
    body: list[Block] = [
        text(f"Căn cứ {bases};"),
        text(
            f"{office.name} kính đề nghị {facts.addressee} xem xét, tổ chức đánh giá, phân hạng sản phẩm OCOP "
            f"{facts.round_title} đối với {asked}{where}{'.' if listed else ':'}"
        ),
    ]
    if not listed:
        body.extend(text(_sentence(number, each, facts)) for number, each in enumerate(facts.products, start=1))
    body.append(text(f"Hồ sơ gửi kèm theo văn bản này gồm {facts.file_words} của từng sản phẩm{_samples(facts)}."))
    body.extend(text(f"- {attachment.rstrip('.;')}.") for attachment in facts.attachments)
    if facts.fingerprint:
        body.append(fingerprint("bộ hồ sơ điện tử", facts.fingerprint))
    if facts.contact:
        body.append(text(f"Thông tin liên hệ: {facts.contact.rstrip('.')}."))
    body.append(text(f"{office.name} trân trọng đề nghị {facts.addressee} quan tâm, xem xét{END_OF_BODY}"))
    body.append(Signatures(right=signer(facts.signer), recipients=recipients(("Như trên", *facts.recipients), office)))
    return Paper(
        kind="proposal_letter",
        file_title=f"Công văn đề nghị đánh giá, phân hạng sản phẩm OCOP {facts.round_title} - {office.name}",
        body=tuple(body),
        head=office_head(office, facts.numbering, letter_symbol(office), subject),
        addressees=(facts.addressee,),
        draft=not final,
        unverified=facts.law.unverified,
        annexes=(_list_of_products(facts),) if listed else (),
    )


def _sentence(number: int, each: ProposedProduct, facts: ProposalFacts) -> str:
    product, producer = each.dossier.product, each.dossier.producer
    parts = [f"{number}. Sản phẩm {product.name}"]
    if product.code:
        parts.append(f"mã số {product.code}")
    parts.append(f"của {producer.name}" + (f", địa chỉ: {producer.address}" if producer.address else ""))
    if product.set_number is not None:
        parts.append(f"bộ sản phẩm số {product.set_number} ({product.set_name})")
    parts.append(f"đăng ký: {APPLICATION_WORDS[each.dossier.application].lower()}")
    report = _report(each, facts)
    if report:
        parts.append(f"kèm theo {report}")
    if each.average is not None:
        parts.append(f"điểm trung bình {average_text(each.average)}")
    return "; ".join(parts) + "."


def _report(each: ProposedProduct, facts: ProposalFacts) -> str:
    if not each.report_number:
        return ""
    on = f" ngày {day(each.report_on)}" if each.report_on else ""
    return f"{facts.report_word} số {each.report_number}{on}"


def _samples(facts: ProposalFacts) -> str:
    """Điều 6 khoản 2 điểm d: samples go with the dossier, except for tourism services."""
    goods = [each for each in facts.products if not each.dossier.product.is_service]
    if facts.samples is None:
        return ""
    if not goods:
        return " (sản phẩm là dịch vụ du lịch, không gửi sản phẩm mẫu)"
    without = "" if len(goods) == len(facts.products) else " (trừ sản phẩm dịch vụ du lịch)"
    return f" và {counted(facts.samples)} sản phẩm mẫu của mỗi sản phẩm{without}"


def _list_of_products(facts: ProposalFacts) -> Paper:
    scored = any(each.average is not None for each in facts.products)
    columns = [
        Column("STT", 5, "center"),
        Column("Tên sản phẩm", 22),
        Column("Mã số", 13),
        Column("Chủ thể", 20),
        Column("Bộ sản phẩm", 16),
        Column("Lần", 8, "center"),
        Column(f"{facts.report_word} số, ngày", 14),
    ]
    if scored:
        columns.append(Column("Điểm TB", 7, "right"))
    blocks: list[Block] = [
        AnnexHead("Phụ lục", "Danh sách sản phẩm đề nghị đánh giá, phân hạng", annex_reference(facts)),
    ]
    kinds = [kind for kind in APPLICATION_WORDS if any(each.dossier.application == kind for each in facts.products)]
    for kind in kinds:
        chosen = [each for each in facts.products if each.dossier.application == kind]
        if len(kinds) > 1:
            title = f"{APPLICATION_WORDS[kind]}: {counted(len(chosen))} sản phẩm"
            blocks.append(Paragraph((Run(title, bold=True),), indent_first=False, keep_with_next=True))
        blocks.append(Table(columns=tuple(columns), rows=_rows(chosen, facts, scored=scored)))
    return Paper(kind="proposal_list", file_title="Danh sách sản phẩm đề nghị", body=tuple(blocks), landscape=True)


def _rows(chosen: Sequence[ProposedProduct], facts: ProposalFacts, *, scored: bool) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for number, each in enumerate(chosen, start=1):
        product = each.dossier.product
        of_set = f"{product.set_number}. {product.set_name}" if product.set_number is not None else product.set_name
        report = ", ".join(part for part in (each.report_number, day(each.report_on)) if part)
        row = [
            Cell(str(number)),
            Cell(product.name),
            Cell(product.code),
            Cell(each.dossier.producer.name),
            Cell(of_set),
            Cell(APPLICATION_WORDS[each.dossier.application]),
            Cell(report),
        ]
        if scored:
            row.append(Cell(average_text(each.average) if each.average is not None else ""))
        rows.append(tuple(row))
    return tuple(rows)


def annex_reference(facts: ProposalFacts) -> str:
    """ "(Kèm theo Công văn số … ngày … của …)", blank until the letter is numbered."""
    number = number_text(facts.numbering) or " " * 6
    symbol = letter_symbol(facts.office)
    return f"(Kèm theo Công văn số {number}{symbol} {date_line(facts.numbering)} của {facts.office.name})"
