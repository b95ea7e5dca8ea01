"""The office card on paper: who the office is, its key's fingerprint, and the whole card as a QR code.

Nothing on it is secret. Whoever gets it scans the code, and compares the fingerprint with the office itself.
"""

from __future__ import annotations

import datetime as dt
import io

from app.services.bundles.signing import fingerprint
from app.services.office_cards import SignedCard
from app.services.office_keys.card_text import card_text
from app.services.office_keys.words import fingerprint_words
from app.services.papers.blocks import Field, Paper, Paragraph, QrCode, Run, Spacer, text
from app.services.papers.official_dates import short_date
from app.services.papers.pdf_writer import write_pdf

_LEVELS = {
    "producer": "chủ thể", "commune": "cấp xã", "district": "cấp huyện", "province": "cấp tỉnh",
    "central": "trung ương",
}  # fmt: skip


def office_card_page(card: SignedCard, place: str = "") -> Paper:
    """The page's content.

    Args:
        card: the signed card.
        place: the office's address, where it gives one.

    Raises:
        InvalidInput: the names on the card are too long for a QR code.
    """
    key = bytes.fromhex(card.sign_public_key)
    groups = fingerprint(key).split()
    words = fingerprint_words(key)
    unit = ", ".join(part for part in (card.commune_name, card.district_name, card.province_name) if part)
    issued = dt.datetime.fromisoformat(card.issued_at).astimezone().date()
    facts = [Field("Cơ quan", card.name), Field("Mã cơ quan", f"{card.code} ({_LEVELS[card.level]})")]
    facts += [Field("Địa bàn", unit)] if unit else []
    facts += [Field("Địa chỉ", place)] if place else []
    half = len(groups) // 2
    numbered = [f"{number}. {word}" for number, word in enumerate(words, 1)]
    rows = ("      ".join(numbered[:3]), "      ".join(numbered[3:]))
    return Paper(
        kind="office_card",
        file_title=f"Thẻ cơ quan - {card.name}",
        title="THẺ CƠ QUAN",
        subtitle=("Chương trình Sổ OCOP",),
        body=(
            *facts,
            Field("Ngày lập thẻ", short_date(issued)),
            Paragraph((Run("Dấu vân tay của khóa bằng sáu từ", bold=True),), indent_first=False),
            *(Paragraph((Run(row, bold=True),), align="center", indent_first=False) for row in rows),
            Paragraph((Run("Dấu vân tay đầy đủ (SHA-256, hệ mười sáu)", bold=True),), indent_first=False),
            Paragraph((Run("  ".join(groups[:half])),), align="center", indent_first=False),
            Paragraph((Run("  ".join(groups[half:])),), align="center", indent_first=False),
            Spacer(2),
            QrCode(card_text(card), 62),
            Paragraph((Run("Mã QR chứa toàn bộ thẻ này.", italic=True),), align="center", indent_first=False),
            Spacer(2),
            text(
                "Cơ quan nhận thẻ: mở Sổ OCOP, mục “Cài đặt”, phần “Khóa và thẻ cơ quan”, nạp tệp thẻ hoặc quét mã QR; "
                "rồi gọi cho cơ quan nêu trên theo số điện thoại đã biết từ trước (không theo số ghi kèm thẻ) và "
                "đọc sáu từ cho nhau nghe. Chỉ xác nhận khi cả sáu từ giống nhau. Thẻ không có gì bí mật."
            ),
        ),
    )  # fmt: skip


def office_card_pdf(card: SignedCard, place: str = "") -> bytes:
    """The page as PDF, in memory.

    Raises:
        InvalidInput: the names on the card are too long for a QR code.
    """
    made = io.BytesIO()
    write_pdf(office_card_page(card, place), made)
    return made.getvalue()
