"""The bundle's cover: one page that anyone can read without this program; nothing personal where it is sealed."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from app.services.papers.blocks import Cell, Column, Field, Paper, Spacer, Table, text
from app.services.papers.pdf_writer import write_pdf

_VIET_NAM = dt.timezone(dt.timedelta(hours=7))
_PURPOSES = {
    "forward": "Chuyển hồ sơ lên cấp tiếp theo",
    "completion": "Trả hồ sơ để hoàn thiện",
    "result": "Gửi kết quả",
    "release": "Trả lại hồ sơ theo đề nghị của bên nhận",
    "succession": "Bàn giao toàn bộ cho cơ quan kế tục",
    "letter": "Gửi biên nhận, thông báo",
}


@dataclass(frozen=True)
class CoverFacts:
    """What the cover says; ``products`` (code, product, producer) and what is ``enclosed`` only where it is open."""

    sender: str
    receiver: str
    sequence: int
    purpose: str
    created_at: str
    encrypted: bool
    fingerprint: str
    dossiers: int
    files: int
    size: int
    products: tuple[tuple[str, str, str], ...] = ()
    enclosed: tuple[str, ...] = ()


def _moment(written: str) -> str:
    """A moment of the envelope (UTC) as a person in Viet Nam reads it, the same on every machine."""
    local = dt.datetime.fromisoformat(written).astimezone(_VIET_NAM)
    return f"{local:%H} giờ {local:%M} phút ngày {local:%d/%m/%Y} (giờ Việt Nam)"


def cover_pdf(facts: CoverFacts) -> bytes:
    """The cover as PDF bytes."""
    body: list[object] = [
        Field("Bên giao", facts.sender),
        Field("Bên nhận", facts.receiver),
        Field("Nội dung", _PURPOSES[facts.purpose]),
        Field("Lần giao thứ", str(facts.sequence)),
        Field("Lập lúc", _moment(facts.created_at)),
        Field("Số hồ sơ", str(facts.dossiers)),
        Field("Số tệp", str(facts.files)),
        Field("Dung lượng (byte)", f"{facts.size:,}".replace(",", ".")),
        Field("Niêm phong", "Đã mã hóa cho bên nhận" if facts.encrypted else "Không mã hóa"),
        Field("Dấu vân tay khóa ký của bên giao", facts.fingerprint),
        Spacer(4),
        text(
            "Tệp này mở bằng chương trình Sổ OCOP của bên nhận. Nội dung được kiểm tra bằng chữ ký số và mã băm "
            "SHA-256; không sửa, không đổi tên các phần bên trong."
        ),
    ]
    if facts.enclosed:
        body[7:7] = [Field("Kèm theo", "; ".join(facts.enclosed[:20]) + ("; …" if len(facts.enclosed) > 20 else ""))]
    if facts.products:
        rows = tuple(
            (Cell(str(place)), Cell(code), Cell(product), Cell(producer))
            for place, (code, product, producer) in enumerate(facts.products, start=1)
        )
        columns = (
            Column("STT", 1, "center"),
            Column("Mã sản phẩm", 3),
            Column("Sản phẩm", 5),
            Column("Chủ thể", 5),
        )
        body.append(Table(columns, rows))
    paper = Paper(
        kind="bundle_cover",
        file_title="Bìa gói bàn giao hồ sơ OCOP",
        title="GÓI BÀN GIAO HỒ SƠ OCOP",
        subtitle=(f"{facts.sender} gửi {facts.receiver}",),
        body=body,  # type: ignore[arg-type]
    )
    stream = io.BytesIO()
    write_pdf(paper, stream)
    return stream.getvalue()
