"""The list that goes with a recognition decision: a landscape annex, paged by itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.services.papers.blocks import AnnexHead, Block, Cell, Column, Paper, Paragraph, Run, Table
from app.services.papers.council_facts import RecognisedProduct
from app.services.papers.paper_facts import NumberingFacts, OfficeFacts
from app.services.papers.paper_parts import APPLICATION_WORDS, average_text, date_line, day, number_text
from app.services.papers.words import counted
from app.services.rules.facts import ApplicationType

TABLE_TITLES: dict[ApplicationType, str] = {
    "first": "Sản phẩm công nhận lần đầu",
    "upgrade": "Sản phẩm nâng hạng",
    "reassess": "Sản phẩm công nhận lại",
}


def recognition_list(
    products: Sequence[RecognisedProduct],
    *,
    office: OfficeFacts,
    numbering: NumberingFacts,
    decided_by: str,
    months: int = 36,
    with_points: bool = False,
    class_bounds: Sequence[Decimal] = (),
    by_commune: bool = False,
) -> Paper:
    """First recognition, upgrades and re-recognitions in tables of their own, each numbered from 1.

    Within a table the higher class comes first; the order given is kept otherwise.
    """
    symbol = f"/QĐ-{office.symbol}"
    number = number_text(numbering) or " " * 6
    reference = f"(Kèm theo Quyết định số {number}{symbol} {date_line(numbering)} của {decided_by})"
    blocks: list[Block] = [AnnexHead("Phụ lục", "Danh sách sản phẩm OCOP được công nhận", reference)]
    kinds = [kind for kind in TABLE_TITLES if any(each.dossier.application == kind for each in products)]
    for place, kind in enumerate(kinds):
        chosen = sorted((each for each in products if each.dossier.application == kind), key=lambda each: -each.stars)
        title = f"{'I' * (place + 1)}. {TABLE_TITLES[kind]}: {counted(len(chosen))} sản phẩm"
        blocks.append(Paragraph((Run(title, bold=True),), indent_first=False, keep_with_next=True))
        blocks.append(
            Table(
                columns=_columns(with_points),
                rows=_rows(
                    chosen,
                    entered=numbering.entered,
                    months=months,
                    with_points=with_points,
                    class_bounds=class_bounds,
                    by_commune=by_commune,
                ),
            )
        )
    return Paper(
        kind="recognition_list",
        file_title="Danh sách sản phẩm OCOP được công nhận",
        body=tuple(blocks),
        landscape=True,
        running_head=f"Phụ lục Quyết định số {number}{symbol}",
    )


def _columns(with_points: bool) -> tuple[Column, ...]:
    columns = [
        Column("STT", 5, "center"),
        Column("Tên sản phẩm", 19),
        Column("Mã số", 14),
        Column("Chủ thể", 19),
        Column("Địa chỉ", 17),
        Column("Bộ sản phẩm", 13),
        Column("Hạng", 6, "center"),
        Column("Lần", 8, "center"),
        Column("Có giá trị đến", 11, "center"),
    ]
    if with_points:
        columns.insert(6, Column("Điểm", 6, "right"))
    return tuple(columns)


def _rows(
    chosen: Sequence[RecognisedProduct],
    *,
    entered: bool,
    months: int,
    with_points: bool,
    class_bounds: Sequence[Decimal],
    by_commune: bool,
) -> tuple[tuple[Cell, ...], ...]:
    ordered = list(chosen)
    if by_commune:
        first_seen = {name: place for place, name in enumerate(dict.fromkeys(_commune(each) for each in chosen))}
        ordered.sort(key=lambda each: first_seen[_commune(each)])
    rows: list[tuple[Cell, ...]] = []
    commune = None
    for number, each in enumerate(ordered, start=1):
        if by_commune and _commune(each) != commune:
            commune = _commune(each)
            rows.append((Cell(commune[:1].upper() + commune[1:], bold=True, span=9 + int(with_points), align="left"),))
        product, producer = each.dossier.product, each.dossier.producer
        of_set = f"{product.set_number}. {product.set_name}" if product.set_number is not None else product.set_name
        # The last day is known only once the decision has its own day.
        until = day(each.valid_until) if entered and each.valid_until else f"{months} tháng kể từ ngày ký"
        row = [
            Cell(str(number)),
            Cell(product.name),
            Cell(product.code),
            Cell(producer.name),
            Cell(producer.address),
            Cell(of_set),
            Cell(f"{each.stars} sao"),
            Cell(APPLICATION_WORDS[each.dossier.application]),
            Cell(until),
        ]
        if with_points:
            row.insert(6, Cell(average_text(each.average, class_bounds) if each.average is not None else ""))
        rows.append(tuple(row))
    return tuple(rows)


def _commune(each: RecognisedProduct) -> str:
    return each.dossier.producer.commune or "địa phương khác"
