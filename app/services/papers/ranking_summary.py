"""The summary of points of one dossier: criteria or parts down, members across, as an annex to the minutes.

No law fixes it. Members are named only in a key, where the council's working rules allow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from app.errors import InvalidInput
from app.services.papers.blocks import (
    Block,
    Cell,
    Column,
    Field,
    Fields,
    Head,
    Paper,
    Paragraph,
    Run,
    Signatures,
    Signer,
    Table,
    text,
)
from app.services.papers.council_facts import CouncilFacts, ResultFacts, ScoreRow
from app.services.papers.official_dates import blank_date
from app.services.papers.paper_facts import LawFacts
from app.services.papers.paper_parts import average_text, points_text
from app.services.papers.set_notes import PROVISIONAL
from app.services.papers.words import counted
from app.translate import N_

PORTRAIT_MEMBERS = 6
LANDSCAPE_MEMBERS = 12


def ranking_summary(
    council: CouncilFacts,
    result: ResultFacts,
    rows: Sequence[ScoreRow],
    law: LawFacts,
    *,
    class_bounds: Sequence[Decimal] = (),
    with_names: bool = False,
    final: bool = False,
) -> Paper:
    """Up to 6 members upright, up to 12 landscape, more in several tables with the stub repeated.

    Raises:
        InvalidInput: a row has not one value (or gap) for each member; the last sum's mean is not the result's average.
    """
    members = tuple(each for each in council.members if each.scores)
    for row in rows:
        if len(row.points) != len(members):
            raise InvalidInput(
                "rows",
                N_("The row “{row}” has {found} values for {members} members."),
                row=row.label,
                found=len(row.points),
                members=len(members),
            )
    if rows and rows[-1].is_sum and (mean := _mean(rows[-1])) is not None and mean != result.average:
        raise InvalidInput(
            "average",
            N_("The rows give a mean of {mean}, but the result says {average}."),
            mean=average_text(mean),
            average=average_text(result.average),
        )
    product, producer = result.dossier.product, result.dossier.producer
    of_set = f"{product.set_number}. {product.set_name}" if product.set_number is not None else product.set_name
    body: list[Block] = [
        Fields((Field("Sản phẩm", product.name), Field("Mã số", product.code))),
        Fields((Field("Chủ thể", producer.name), Field("Bộ sản phẩm", of_set))),
    ]
    landscape = len(members) > PORTRAIT_MEMBERS
    # Evenly: fifteen members stand as eight and seven, not as twelve and three.
    tables = max(-(-len(members) // LANDSCAPE_MEMBERS), 1)
    width = max(-(-len(members) // tables), 1)
    starts = range(0, max(len(members), 1), width)
    for start in starts:
        last = start + width >= len(members)
        if len(starts) > 1:
            shown = f"TV{start + 1} đến TV{min(start + width, len(members))}"
            body.append(Paragraph((Run(f"Thành viên {shown}", italic=True),), indent_first=False, keep_with_next=True))
        body.append(_table(rows, start, min(start + width, len(members)), last=last))
    body.append(Paragraph((Run("TV: thành viên Hội đồng; “-”: không có phiếu hợp lệ; TB: trung bình", italic=True),),
                          indent_first=False, size=11))  # fmt: skip
    if with_names:
        key = "; ".join(f"TV{place}: {each.full_name}" for place, each in enumerate(members, start=1))
        body.append(Paragraph((Run(f"{key}."),), indent_first=False, size=11))
    body += _conclusion(result, rows, class_bounds)
    body.append(_signatures(council))
    return Paper(
        kind="ranking_summary",
        file_title=f"Bảng tổng hợp điểm - {product.name}",
        body=tuple(body),
        head=council_head(council),
        title="BẢNG TỔNG HỢP ĐIỂM",
        subtitle=(f"Đánh giá, phân hạng sản phẩm OCOP {council.round_title[:1].lower()}{council.round_title[1:]}",),
        landscape=landscape,
        draft=not final,
        running_head=f"Bảng tổng hợp điểm: {product.name}",
        page_count=True,
        unverified=(*law.unverified, *((PROVISIONAL,) if result.provisional else ())),
    )


def council_head(council: CouncilFacts) -> Head:
    """The head of a council's paper: its office above it, no number, no day (as minutes have it)."""
    return Head(issuer_parent=council.office.name.upper(), issuer=(council.name.upper(),))


def _table(rows: Sequence[ScoreRow], first: int, end: int, *, last: bool) -> Table:
    columns = [
        Column("Tiêu chí", 34 if end - first <= PORTRAIT_MEMBERS else 26),
        Column("Tối đa", 7, "right"),
        *(Column(f"TV{place + 1}", 6, "right") for place in range(first, end)),
    ]
    if last:
        columns.append(Column("TB", 8, "right"))
    printed = []
    for row in rows:
        line = [
            Cell(row.label, bold=row.is_sum),
            Cell(points_text(row.maximum), bold=row.is_sum),
            *(Cell(_value(points), bold=row.is_sum) for points in row.points[first:end]),
        ]
        if last:
            mean = _mean(row)
            line.append(Cell(average_text(mean) if mean is not None else "", bold=row.is_sum))
        printed.append(tuple(line))
    return Table(columns=tuple(columns), rows=tuple(printed), size=11)


def _value(points: Decimal | None) -> str:
    return points_text(points) if points is not None else "-"


def _mean(row: ScoreRow) -> Fraction | None:
    valid = [Fraction(points) for points in row.points if points is not None]
    return sum(valid, Fraction(0)) / len(valid) if valid else None


def _conclusion(result: ResultFacts, rows: Sequence[ScoreRow], class_bounds: Sequence[Decimal]) -> list[Block]:
    blocks: list[Block] = [
        text(f"Số phiếu hợp lệ: {counted(result.valid_sheets)}/{counted(result.members)}."),
    ]
    if result.recused:
        who = ", ".join(f"TV{place}" for place in result.recused)
        blocks.append(text(f"Thành viên không tham gia đánh giá sản phẩm này do có lợi ích liên quan: {who}."))
    totals = [points for points in (rows[-1].points if rows else ()) if points is not None]
    if totals:
        low, high = min(totals), max(totals)
        blocks.append(
            text(
                f"Điểm thấp nhất: {points_text(low)}; điểm cao nhất: {points_text(high)}; chênh lệch: "
                f"{points_text(high - low)} điểm."
            )
        )
    blocks.append(text(f"Điểm trung bình: {average_text(result.average, class_bounds)}."))
    for star, missed in sorted(result.missed.items()):
        if missed:
            blocks.append(text(f"Yêu cầu tối thiểu của hạng {star} sao chưa đạt: tiêu chí {', '.join(missed)}."))
    label = result.stars_label or (f"{result.stars} sao" if result.stars is not None else "không xếp hạng (bị loại)")
    blocks.append(Paragraph((Run("Xếp hạng: ", bold=True), Run(f"{label}.", bold=True))))
    blocks.append(
        Paragraph((Run("Hạng được xác định theo điểm trung bình chính xác, không làm tròn.", italic=True),), size=11)
    )
    return blocks


def _signatures(council: CouncilFacts) -> Signatures:
    secretary, chair = council.by_role("secretary"), council.by_role("chair")
    return Signatures(
        left=Signer(lines=("THƯ KÝ HỘI ĐỒNG",), name=secretary.full_name if secretary else ""),
        right=Signer(
            lines=("CHỦ TỊCH HỘI ĐỒNG",),
            name=chair.full_name if chair else "",
            place_and_date=", ".join(part for part in (council.office.place, blank_date()) if part),
        ),
    )
