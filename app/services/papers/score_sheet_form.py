"""A member's score sheet, blank or filled: the law's criteria, "kiêm phiếu đánh giá" (26/2026/QĐ-TTg, Phụ lục II).

The form has neither a place for sums nor any mark of round, council or member: the column "Điểm chấm (*)" and the
small line that leads a loose sheet home are this program's and are marked so.
"""

from __future__ import annotations

from app.errors import InvalidInput
from app.services.papers.blocks import (
    Block,
    Field,
    Paper,
    Paragraph,
    Run,
    Signatures,
    Signer,
    Spacer,
    Tick,
    Ticks,
    text,
)
from app.services.papers.council_facts import SheetFacts
from app.services.papers.paper_facts import LawFacts
from app.services.papers.paper_parts import day, points_text, signed_line
from app.services.papers.score_table import SheetScores, part_totals_table, score_table
from app.services.papers.set_notes import unverified_notes
from app.services.rules.criteria import CriteriaSet
from app.translate import N_

ADDED_NOTE = (
    "(*) Cột “Điểm chấm”, các dòng cộng điểm và các dòng có dấu (*) do phần mềm thêm để tiện cộng và đối chiếu; dấu "
    "chọn ở phương án là điểm chấm."
)
OPINION_LINES = 3
SMALL = 9.0


def score_sheet_form(
    criteria: CriteriaSet, law: LawFacts, facts: SheetFacts | None = None, *, with_points: bool = True
) -> Paper:
    """The sheet for one product: without ``facts`` a wholly blank form, else with its head or filled.

    Args:
        with_points: print the added column; off, the table has exactly the law's two columns.

    Raises:
        InvalidInput: the sheet's own total differs from the sum of its points.
    """
    scores = SheetScores(facts)
    _check_total(criteria, facts, scores)
    body: list[Block] = [*_head(law, facts), *_exclusions(criteria, facts)]
    if criteria.complete:
        body.append(score_table(criteria, facts, with_points=with_points))
    else:
        body.append(part_totals_table(criteria, facts))
    if criteria.complete and criteria.star_note:
        body.append(Paragraph((Run("Ghi chú: ", bold=True), Run(criteria.star_note, italic=True)), indent_first=False))
    if criteria.complete and with_points:
        body.append(Paragraph((Run(ADDED_NOTE, italic=True),), indent_first=False, size=SMALL))
    body.extend(_opinion(facts))
    body.append(Spacer(2))
    trace = _trace(criteria, facts)
    if trace:
        body.append(Paragraph((Run(trace, italic=True),), indent_first=False, size=SMALL, align="left"))
    body.append(_signature(facts))
    replaced = facts.replaces_sheet_of if facts else None
    product = facts.dossier.product.name if facts else criteria.heading or criteria.name
    return Paper(
        kind="score_sheet",
        file_title=f"Phiếu đánh giá - {product}",
        body=tuple(body),
        title="BỘ TIÊU CHÍ ĐÁNH GIÁ SẢN PHẨM OCOP",
        subtitle=(
            "(Kiêm phiếu đánh giá sản phẩm OCOP)",
            f"{criteria.number}. Bộ sản phẩm: {criteria.heading or criteria.name}",
            criteria.subheading,
        ),
        running_head=_running_head(facts, product),
        page_count=True,
        unverified=(*law.unverified, *unverified_notes(criteria)),
        reprint_note=f"Thay phiếu ngày {day(replaced)}" if replaced else "",
    )


def _check_total(criteria: CriteriaSet, facts: SheetFacts | None, scores: SheetScores) -> None:
    if facts is None or facts.total is None or not facts.filled:
        return
    ids = [each.id for each in criteria.criteria] if criteria.complete else [part.id for part in criteria.parts]
    added = scores.sum_of(ids)
    if added is None or added != facts.total:
        raise InvalidInput(
            "total",
            N_("The sheet's total {total} is not the sum of its points ({added})."),
            total=points_text(facts.total),
            added=points_text(added) if added is not None else "?",
        )


def _running_head(facts: SheetFacts | None, product: str) -> str:
    member = facts.member.full_name if facts and facts.member else ""
    return " - ".join(part for part in (f"Phiếu đánh giá: {product}", member) if part)


def _head(law: LawFacts, facts: SheetFacts | None) -> list[Block]:
    product = facts.dossier.product if facts else None
    producer = facts.dossier.producer if facts else None
    legend = (Paragraph((Run(f"({law.code_legend})", italic=True),), size=11),) if law.code_legend else ()
    return [
        Field("Tên sản phẩm", product.name if product else ""),
        Field("Mã số sản phẩm", (product.code if product else "") or law.code_blank),
        *legend,
        Field("Tên chủ thể sản xuất", producer.name if producer else ""),
        Field("Số điện thoại", producer.phone if producer else ""),
        Field("Địa chỉ", producer.address if producer else ""),
    ]


def _exclusions(criteria: CriteriaSet, facts: SheetFacts | None) -> list[Block]:
    """The law's sentence once (a set prints it twice by a slip), with a yes and a no of our own beside it."""
    blocks: list[Block] = []
    filled = facts is not None and facts.filled
    seen: set[str] = set()
    for knock_out in criteria.knock_outs:
        if knock_out.criterion is not None or knock_out.criteria or knock_out.text in seen:
            continue
        seen.add(knock_out.text)
        found = facts is not None and filled and knock_out.id in facts.excluded_by
        words = knock_out.text if knock_out.text.startswith("Hồ sơ bị loại") else f"Hồ sơ bị loại khi: {knock_out.text}"
        blocks.append(Paragraph((Run(words, italic=True),), keep_with_next=True))
        blocks.append(
            Ticks(
                (Tick("Có", found), Tick("Không", filled and not found)),
                inline=True,
                label="Thuộc trường hợp bị loại nêu trên (*):",
            )
        )
    return blocks


def _opinion(facts: SheetFacts | None) -> list[Block]:
    label = Paragraph((Run("Ý kiến của người đánh giá:", bold=True),), indent_first=False, keep_with_next=True)
    opinion = facts.opinion.strip() if facts and facts.filled else ""
    if not opinion:
        return [label, Field("", "", dotted_lines=OPINION_LINES)]
    return [label, *(text(line) for line in opinion.splitlines() if line.strip())]


def _trace(criteria: CriteriaSet, facts: SheetFacts | None) -> str:
    if facts is None:
        return ""
    council, member = facts.council, facts.member
    on = f" ngày {day(council.decision_on)}" if council.decision_on else ""
    parts = [
        council.round_title,
        f"{council.name} (Quyết định số {council.decision_number}{on})" if council.decision_number else council.name,
        f"thành viên số {member.order}" if member else "",
        f"bộ tiêu chí {criteria.id}" + (f" ({facts.set_hash[:12]})" if facts.set_hash else ""),
        f"mã phiếu {facts.sheet_hash[:12]}" if facts.sheet_hash else "",
    ]
    return "; ".join(part for part in parts if part)


def _signature(facts: SheetFacts | None) -> Signatures:
    on = facts.signed_on if facts else None
    return Signatures(
        right=Signer(
            lines=("Người đánh giá",),
            name=facts.member.full_name if facts and facts.member else "",
            hint="(Ký và ghi rõ họ tên)",
            place_and_date=signed_line(facts.signed_at if facts else "", on, facts.dossier.year if facts else None),
        )
    )
