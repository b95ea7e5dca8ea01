"""What stands on one certificate, and its sentences; nothing here knows how it is drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.papers.official_dates import long_date


@dataclass(frozen=True)
class CertificateFacts:
    """What is printed on one certificate. Empty or ``None`` means not known yet: a blank is printed, or nothing."""

    issuer_lines: tuple[str, ...]
    """Head at the left: the last line is bold, such as ("ỦY BAN NHÂN DÂN", "TỈNH ĐẮK LẮK")."""
    authority: str
    """Who recognises, in capitals above the title: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK"."""
    product: str
    producer: str
    address: str
    stars: int
    year: int
    level_label: str = ""
    """Such as "cấp tỉnh", as the regime names the level of these stars."""
    statement: str = ""
    """Empty: "Đạt hạng n sao sản phẩm OCOP (level) năm (year)", printed in capitals."""
    decision_number: str | None = None
    """With its symbol, "4218/QĐ-UBND"; ``None`` until signed."""
    decision_date: dt.date | None = None
    decision_body: str = ""
    """Such as "Chủ tịch Ủy ban nhân dân tỉnh Đắk Lắk"."""
    decision_symbol: str = "/QĐ-UBND"
    """For the blank while there is no number."""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    valid_months: int | None = None
    place: str = ""
    signed_on: dt.date | None = None
    signer_lines: tuple[str, ...] = ()
    signer_name: str = ""
    register_number: str = ""
    product_code: str = ""
    qr_text: str | None = None
    emblem: Path | None = None
    mark: Path | None = None
    practice_mark: str = ""
    """Such as "(mẫu)" on a certificate that recognises nothing."""
    reprint_note: str = ""
    draft: bool = False

    @property
    def statement_text(self) -> str:
        """The statement in capitals."""
        if self.statement:
            return self.statement.upper()
        level = f" {self.level_label}" if self.level_label else ""
        return f"Đạt hạng {self.stars} sao sản phẩm OCOP{level} năm {self.year}".upper()

    @property
    def decision_text(self) -> str:
        """The decision it rests on, and on a second line whose it is; dotted blanks until number and date are known."""
        of = f"\ncủa {self.decision_body}" if self.decision_body else ""
        number = self.decision_number or f"............{self.decision_symbol}"
        dated = long_date(self.decision_date) if self.decision_date else f"ngày ...... tháng ...... năm {self.year}"
        return f"Theo Quyết định số {number} {dated}{of}"

    @property
    def validity_text(self) -> str:
        """How long it holds, as far as that is known."""
        months = f" {self.valid_months} tháng" if self.valid_months else ""
        if self.valid_from and self.valid_to:
            lasts = f"Có giá trị{months}," if months else "Có giá trị"
            return f"{lasts} từ {long_date(self.valid_from)} đến hết {long_date(self.valid_to)}"
        if self.valid_to:
            return f"Có giá trị đến hết {long_date(self.valid_to)}"
        if months:
            return f"Có giá trị{months} kể từ ngày ký Quyết định"
        return "Có giá trị đến hết ngày ...... tháng ...... năm ........"
