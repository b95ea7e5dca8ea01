"""The index of a dossier's papers: the seven columns of Decree 30/2020/NĐ-CP, Annex V, IV."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.papers.blocks import (
    Block,
    Cell,
    Column,
    Field,
    Paper,
    Paragraph,
    Run,
    Signatures,
    Signer,
    Table,
    text,
)
from app.services.papers.paper_facts import DocumentFacts, DossierFacts, LawFacts, OfficeFacts
from app.services.papers.paper_parts import day, signed_line
from app.services.papers.words import capitalised, counted, number_in_words


@dataclass(frozen=True)
class IndexFacts:
    """Everything the index says; ``documents`` in the order in which they lie in the folder."""

    office: OfficeFacts
    dossier: DossierFacts
    dossier_code: str
    documents: tuple[DocumentFacts, ...]
    law: LawFacts
    made_by: str = ""
    volume: str = ""
    """Such as "Tập 1/2" where the dossier takes several folders."""
    year: int | None = None


def document_index(facts: IndexFacts) -> Paper:
    """Paper sheets are counted through from 1; electronic papers show file name and the head of their SHA-256."""
    rows = []
    next_sheet = 1
    for number, document in enumerate(facts.documents, start=1):
        where, next_sheet = _where(document, next_sheet)
        rows.append(
            (
                Cell(str(number)),
                Cell(document.number),
                Cell(day(document.issued_on)),
                Cell(document.title),
                Cell(document.issued_by),
                Cell(where),
                Cell(document.remark),
            )
        )
    sheets = next_sheet - 1
    electronic = sum(1 for document in facts.documents if document.file_name)
    body: list[Block] = [
        Field("Sản phẩm", facts.dossier.product.name),
        Field("Chủ thể", facts.dossier.producer.name),
        Field("Mã hồ sơ", facts.dossier_code),
        Table(
            columns=(
                Column("STT", 7, "center"),
                Column("Số, ký hiệu", 14),
                Column("Ngày tháng năm", 14, "center"),
                Column("Tên loại và trích yếu nội dung", 25),
                Column("Tác giả", 14),
                Column("Tờ số/ Trang số", 16),
                Column("Ghi chú", 10),
            ),
            rows=tuple(rows),
            size=11,
        ),
        text(
            f"Tổng số: {counted(len(facts.documents))} văn bản, tài liệu; {counted(sheets)} tờ giấy; "
            f"{counted(electronic)} tệp tin."
        ),
        Paragraph(
            (
                Run("Viết bằng chữ: ", italic=True),
                Run(f"{capitalised(number_in_words(len(facts.documents)))} văn bản, tài liệu; "),
                Run(f"{number_in_words(sheets)} tờ giấy; {number_in_words(electronic)} tệp tin."),
            )
        ),
        Signatures(
            right=Signer(
                lines=("NGƯỜI LẬP",),
                name=facts.made_by,
                hint="(Ký, ghi rõ họ tên)",
                place_and_date=signed_line(facts.office.place, None, facts.year or facts.dossier.year),
            )
        ),
    ]
    return Paper(
        kind="document_index",
        file_title=f"Mục lục văn bản, tài liệu - {facts.dossier.product.name}",
        body=tuple(body),
        title="MỤC LỤC VĂN BẢN, TÀI LIỆU",
        subtitle=tuple(part for part in ("Trong hồ sơ đánh giá, phân hạng sản phẩm OCOP", facts.volume) if part),
        running_head=f"Mục lục văn bản, tài liệu: {facts.dossier.product.name}",
        page_count=True,
        unverified=facts.law.unverified,
    )


def _where(document: DocumentFacts, next_sheet: int) -> tuple[str, int]:
    parts = []
    if document.sheets:
        last = next_sheet + document.sheets - 1
        parts.append(str(next_sheet) if last == next_sheet else f"{next_sheet}-{last}")
        next_sheet = last + 1
    if document.file_name:
        digest = f" ({document.sha256[:8]})" if document.sha256 else ""
        parts.append(f"Tệp {document.file_name}{digest}")
    return "; ".join(parts), next_sheet
