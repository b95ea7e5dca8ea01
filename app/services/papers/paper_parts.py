"""Pieces that several papers share: heads, signers, counts and points in official prose, a producer's particulars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.services.papers import official_dates
from app.services.papers.blocks import Block, Field, Fields, Head, Paragraph, Run, Signer, text
from app.services.papers.paper_facts import NumberingFacts, OfficeFacts, ProducerFacts, SignerFacts
from app.services.papers.words import counted
from app.services.rules.facts import ApplicationType

APPLICATION_WORDS: dict[ApplicationType, str] = {
    "first": "Lần đầu",
    "upgrade": "Nâng hạng",
    "reassess": "Đánh giá lại",
}
"""The registration form's words for the three kinds of application (26/2026/QĐ-TTg, Mẫu số 01, mục 4)."""

SIGN_AND_SEAL = "(Ký, đóng dấu, ghi rõ họ tên)"
END_OF_BODY = "./."


def points_text(points: Decimal) -> str:
    """Points with a decimal comma and no needless zeros: 3; 2,5; 72,25."""
    text = format(points.normalize(), "f") if points else "0"
    return text.replace(".", ",")


def average_text(average: Fraction, bounds: Iterable[Decimal] = ()) -> str:
    """A mean with two decimals and a decimal comma; with more where rounding would reach a bound.

    The class is decided on the exact value: 69,996 would print 70,00 beside 3 stars, so it prints 69,996.
    """
    exact_bounds = [Fraction(bound) for bound in bounds]
    for places in range(2, 12):
        rounded = _rounded(average, places)
        if not any(average < bound <= Fraction(rounded) for bound in exact_bounds):
            return format(rounded, f".{places}f").replace(".", ",")
    # Nearer to the bound than eleven decimals: cut off instead of rounding, so that it never prints the bound.
    return format(_cut(average, 11), ".11f").replace(".", ",")


def _rounded(value: Fraction, places: int) -> Decimal:
    scaled = value * 10**places
    whole = Decimal((scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2))
    return whole.scaleb(-places).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _cut(value: Fraction, places: int) -> Decimal:
    scaled = value * 10**places
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-places)


def day(value: dt.date | None) -> str:
    """A day in short (05/3/2026); empty where unknown, so that a dotted line is printed."""
    return official_dates.short_date(value) if value is not None else ""


def number_text(numbering: NumberingFacts) -> str:
    """The number for the head, two digits at least (Decree 30/2020, Annex I, II.3); blank until the day is known."""
    if not numbering.entered:
        return ""
    return numbering.number_text or counted(numbering.number or 0)


def date_line(numbering: NumberingFacts) -> str:
    """The day for the head: blank until number and day are both entered."""
    return official_dates.date_line(numbering.on if numbering.entered else None, numbering.year)


def signed_line(place: str, on: dt.date | None, year: int | None = None) -> str:
    """Place and day above a private person's signature: "Ea Kly, ngày 05 tháng 3 năm 2026", or dots."""
    return f"{place or '………'}, {official_dates.date_line(on, year)}"


def office_head(office: OfficeFacts, numbering: NumberingFacts, symbol: str, subject_of_letter: str = "") -> Head:
    """The head of a paper that the office issues; ``symbol`` such as "/QĐ-UBND"."""
    return Head(
        issuer_parent=office.parent.upper(),
        issuer=office.head_lines,
        number=number_text(numbering),
        symbol=symbol,
        place=office.place,
        date_line=date_line(numbering),
        subject_of_letter=subject_of_letter,
    )


def letter_symbol(office: OfficeFacts) -> str:
    """The symbol of an official letter, which has no type part: "/UBND-KT"."""
    return f"/{office.symbol}-{office.drafting_unit}" if office.drafting_unit else f"/{office.symbol}"


def signer(facts: SignerFacts, *, hint: str = "", place_and_date: str = "") -> Signer:
    """The signature block of an office's paper."""
    lines = tuple(line for lines in facts.lines for line in lines.splitlines())
    return Signer(lines=lines, name=facts.name, hint=hint, place_and_date=place_and_date)


def recipients(named: Sequence[str], office: OfficeFacts) -> tuple[str, ...]:
    """Nơi nhận, one a line: each closed by ";", the last "- Lưu: VT, KT." (Decree 30/2020, Annex I, II.9)."""
    filed = f"- Lưu: VT, {office.drafting_unit}." if office.drafting_unit else "- Lưu: VT."
    return (*(f"- {name.strip().rstrip(';.')};" for name in named), filed)


def fingerprint(of: str, digest: str) -> Paragraph:
    """The SHA-256 of a file on a line of its own, which holds its 64 digits."""
    return Paragraph((Run(f"Mã kiểm tra (SHA-256) của {of}:\n{digest}"),), align="left", size=13)


def body_text(value: str) -> tuple[Paragraph, ...]:
    """A text as entered: one paragraph per line, empty lines left out."""
    return tuple(Paragraph((Run(line.strip()),)) for line in value.splitlines() if line.strip())


def long_text(label: str, value: str, *, dotted_lines: int = 2) -> tuple[Block, ...]:
    """A label with a text of any length beneath it, or dotted lines where nothing was entered."""
    if not value.strip():
        return (Field(label, "", dotted_lines),)
    first, *rest = body_text(value)
    joined = Paragraph((Run(f"{label}: "), *first.runs))
    return (joined, *rest)


def particulars(producer: ProducerFacts, *, contacts: bool) -> tuple[Block, ...]:
    """Items 1 to 5 (with contacts: Mẫu số 02) or 1 to 4 (Mẫu số 03) of a producer's general information."""
    who = producer.representative
    rows: list[Block] = [
        Field("1. Tên chủ thể", producer.name),
        Field("2. Loại hình tổ chức", producer.kind),
        Field("3. Địa chỉ", producer.address),
    ]
    if contacts:
        rows.append(Fields((Field("4. Điện thoại", producer.phone), Field("Email", producer.email))))
    number = 5 if contacts else 4
    rows += [
        text(f"{number}. Tên người đại diện pháp luật:"),
        Field("- Họ tên", who.full_name),
        Fields((Field("- Giới tính (Nam/nữ)", who.gender), Field("Dân tộc", who.ethnicity))),
        Field("- Địa chỉ thường trú", who.permanent_address),
    ]
    return tuple(rows)
