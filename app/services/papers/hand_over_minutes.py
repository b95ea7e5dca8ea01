"""The minutes of a hand-over of dossiers, in the order of Decree 30/2020/NĐ-CP, Annex V, V; two copies, both sign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.services.papers.blocks import (
    AnnexHead,
    Block,
    Cell,
    Column,
    Field,
    Fields,
    Heading,
    Paper,
    Signatures,
    Signer,
    Table,
    text,
)
from app.services.papers.council_facts import HandedDossier
from app.services.papers.official_dates import date_line
from app.services.papers.paper_facts import LawFacts, NumberingFacts, OfficeFacts
from app.services.papers.paper_parts import fingerprint, number_text, office_head
from app.services.papers.words import counted, figure, number_in_words

IN_TEXT = 15
"""Up to so many dossiers stand in the minutes; more go into a landscape list with a page number of its own."""


@dataclass(frozen=True)
class PartyFacts:
    """One side of the hand-over."""

    office_name: str
    """Inside a sentence: "Ủy ban nhân dân xã Ea Kly"."""
    person: str = ""
    post: str = ""


@dataclass(frozen=True)
class HandOverFacts:
    """Everything the minutes say."""

    office: OfficeFacts
    numbering: NumberingFacts
    law: LawFacts
    giver: PartyFacts
    receiver: PartyFacts
    dossiers: tuple[HandedDossier, ...]
    reason: str
    """What the lot is: "Hồ sơ đề nghị đánh giá, phân hạng sản phẩm OCOP đợt 2 năm 2026"."""
    bases: tuple[str, ...] = ()
    on: dt.date | None = None
    place: str = ""
    sequence: int | None = None
    """Running number of hand-overs between this pair of offices."""
    bundle_fingerprint: str = ""
    """SHA-256 of the bundle file, in hex."""
    receipt_code: str = ""
    """Empty: the minutes say that there is no receipt yet."""


def hand_over_minutes(facts: HandOverFacts, *, final: bool = False) -> Paper:
    """The minutes; without names of both sides they are printed with dotted lines to fill in by hand."""
    listed = len(facts.dossiers) > IN_TEXT
    sheets = sum(each.sheets or 0 for each in facts.dossiers)
    files = sum(each.files for each in facts.dossiers)
    size = sum(each.file_bytes for each in facts.dossiers)
    samples = sum(each.samples or 0 for each in facts.dossiers)
    count = len(facts.dossiers)
    samples_text = f"; {counted(samples)} sản phẩm mẫu" if samples else ""
    body: list[Block] = [
        *(text(f"Căn cứ {basis.strip().rstrip(';.')};") for basis in (facts.law.citation, *facts.bases)),
        text(
            f"Hôm nay, {date_line(facts.on, facts.numbering.year)}, tại {facts.place or facts.receiver.office_name}, "
            "chúng tôi gồm:"
        ),
        *_party("BÊN GIAO", facts.giver),
        *_party("BÊN NHẬN", facts.receiver),
        text("Thống nhất lập biên bản giao nhận hồ sơ với những nội dung sau:"),
        text(f"1. Tên khối hồ sơ: {facts.reason}."),
        text(
            f"2. Số lượng: {counted(count)} hồ sơ ({number_in_words(count)} hồ sơ); tài liệu giấy: {counted(sheets)} "
            f"tờ; tài liệu điện tử: {counted(files)} tệp tin, {size_text(size)}{samples_text}."
        ),
    ]
    if facts.bundle_fingerprint:
        body.append(fingerprint("gói hồ sơ điện tử", facts.bundle_fingerprint))
    if facts.sequence is not None:
        body.append(text(f"Lần giao thứ {facts.sequence} giữa hai cơ quan."))
    body.append(text(f"3. Danh sách hồ sơ{' theo phụ lục kèm theo.' if listed else ':'}"))
    if not listed:
        body.append(_table(facts.dossiers))
    body += [
        text(f"4. Tình trạng hồ sơ: {_condition(facts)}."),
        text(f"5. Biên nhận: {facts.receipt_code or 'chưa có biên nhận'}."),
        text("Biên bản được lập thành 02 bản, mỗi bên giữ 01 bản có giá trị như nhau./."),
        Signatures(
            left=Signer(lines=("ĐẠI DIỆN BÊN GIAO",), name=facts.giver.person, hint="(Ký, ghi rõ họ tên)"),
            right=Signer(lines=("ĐẠI DIỆN BÊN NHẬN",), name=facts.receiver.person, hint="(Ký, ghi rõ họ tên)"),
        ),
    ]
    head = office_head(facts.office, facts.numbering, f"/BB-{facts.office.symbol}")
    return Paper(
        kind="hand_over_minutes",
        file_title=f"Biên bản bàn giao hồ sơ - {facts.receiver.office_name}",
        body=tuple(body),
        # Minutes have a number but neither place nor day on their head.
        head=type(head)(head.issuer_parent, head.issuer, head.number, head.symbol),
        title="BIÊN BẢN",
        subtitle=("Bàn giao hồ sơ đánh giá, phân hạng sản phẩm OCOP",),
        draft=not final,
        unverified=facts.law.unverified,
        annexes=(_list(facts),) if listed else (),
    )


def size_text(size: int) -> str:
    """A size in MB as people read it: "12,4 MB"; below a tenth of a megabyte in KB."""
    if size < 100_000:
        return f"{figure(-(-size // 1000))} KB"
    tenths = -(-size // 100_000)
    return f"{figure(tenths // 10)},{tenths % 10} MB"


def _party(title: str, party: PartyFacts) -> list[Block]:
    return [
        Heading(f"{title}: {party.office_name}", level=2),
        Fields((Field("Ông (bà)", party.person), Field("Chức vụ", party.post))),
    ]


def _condition(facts: HandOverFacts) -> str:
    noted = [f"{each.dossier_code}: {each.condition}" for each in facts.dossiers if each.condition]
    return "; ".join(noted) if noted else "hồ sơ đầy đủ theo danh sách, tài liệu nguyên vẹn"


def _table(dossiers: tuple[HandedDossier, ...]) -> Table:
    return Table(
        columns=(
            Column("STT", 6, "center"),
            Column("Mã hồ sơ", 15),
            Column("Sản phẩm", 22),
            Column("Chủ thể", 20),
            Column("Số tờ", 7, "right"),
            Column("Tệp (số, dung lượng, mã)", 20),
            Column("Mẫu", 7, "right"),
        ),
        rows=tuple(
            (
                Cell(str(number)),
                Cell(each.dossier_code),
                Cell(each.dossier.product.name),
                Cell(each.dossier.producer.name),
                Cell(str(each.sheets) if each.sheets is not None else ""),
                Cell(_files(each)),
                Cell(str(each.samples) if each.samples is not None else ""),
            )
            for number, each in enumerate(dossiers, start=1)
        ),
        size=11,
    )


def _files(each: HandedDossier) -> str:
    if not each.files:
        return ""
    digest = f", {each.fingerprint[:8]}" if each.fingerprint else ""
    return f"{each.files}, {size_text(each.file_bytes)}{digest}"


def _list(facts: HandOverFacts) -> Paper:
    number = number_text(facts.numbering) or " " * 6
    reference = (
        f"(Kèm theo Biên bản số {number}/BB-{facts.office.symbol} "
        f"{date_line(facts.on, facts.numbering.year)} của {facts.office.name})"
    )
    return Paper(
        kind="hand_over_list",
        file_title="Danh sách hồ sơ bàn giao",
        body=(AnnexHead("Phụ lục", "Danh sách hồ sơ bàn giao", reference), _table(facts.dossiers)),
        landscape=True,
    )
