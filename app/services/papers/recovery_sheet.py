"""The recovery sheet: an office's two private keys on paper, in an envelope, for the day the machine is gone.

Whoever holds the sheet can sign as the office and open what is sealed for it. It is made in memory, printed or saved
where the officer says, and never lies in the program's own folders.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from app.services.papers.blocks import Cell, Column, Field, Paper, Paragraph, QrCode, Run, Spacer, Table, text
from app.services.papers.official_dates import short_date
from app.services.papers.pdf_writer import write_pdf
from app.services.recovery_code import QR_HEAD

_GROUP = 4


def recovery_sheet(office: str, code: str, fingerprint: str, lines: Sequence[str], day: dt.date) -> Paper:
    """The sheet's content.

    Args:
        office: its name; ``code`` its official code.
        fingerprint: of its public key, in groups of four.
        lines: of ``keys.recovery_lines``.
        day: on which it is made.
    """
    rows = tuple(
        (Cell(str(number), align="center"), Cell("   ".join(_groups(line)), bold=True))
        for number, line in enumerate(lines, 1)
    )
    groups = fingerprint.split()
    half = len(groups) // 2
    return Paper(
        kind="recovery_sheet",
        file_title=f"Phiếu khôi phục khóa - {office}",
        title="PHIẾU KHÔI PHỤC KHÓA CỦA CƠ QUAN",
        subtitle=("Chương trình Sổ OCOP",),
        body=(
            Field("Cơ quan", office),
            Field("Mã cơ quan", code),
            Field("Ngày lập phiếu", short_date(day)),
            Field("Dấu vân tay của khóa (không bí mật)", f"{' '.join(groups[:half])} {' '.join(groups[half:])}"),
            Paragraph(
                (
                    Run("Giữ kín. ", bold=True),
                    Run(
                        "Ai có phiếu này đều ký được thay cơ quan và mở được hồ sơ gửi cho cơ quan. Cho vào phong bì, "
                        "dán kín, ký niêm phong, cất trong tủ có khóa cùng con dấu; không chụp ảnh, không sao chép, "
                        "không gửi qua mạng."
                    ),
                )
            ),
            text(
                "Khi hỏng máy, mất máy hoặc quên mật khẩu: mở Sổ OCOP trên máy mới, ở bước “Khóa và phiếu khôi phục” "
                "chọn “Tôi có phiếu khôi phục”, rồi nhập đủ bảy dòng dưới đây. Mỗi dòng có hai ký tự kiểm tra ở cuối: "
                "nhập sai dòng nào, chương trình báo đúng dòng đó. Trong mã không có chữ I, L, O, U."
            ),
            Table(columns=(Column("Dòng", 8, "center"), Column("Mã khôi phục", 92)), rows=rows, size=15,
                  keep=((0, len(rows) - 1),)),
            QrCode(QR_HEAD + "".join(lines), 42),
            Paragraph((Run("Mã QR chứa đúng bảy dòng trên.", italic=True),), align="center", indent_first=False),
            Spacer(2),
            text("Phiếu chỉ khôi phục khóa, không khôi phục hồ sơ: hồ sơ phải được sao lưu riêng."),
        ),
    )  # fmt: skip


def recovery_pdf(office: str, code: str, fingerprint: str, lines: Sequence[str], day: dt.date) -> bytes:
    """The sheet as PDF, in memory."""
    made = io.BytesIO()
    write_pdf(recovery_sheet(office, code, fingerprint, lines, day), made)
    return made.getvalue()


def _groups(line: str) -> list[str]:
    return [line[at : at + _GROUP] for at in range(0, len(line), _GROUP)]
