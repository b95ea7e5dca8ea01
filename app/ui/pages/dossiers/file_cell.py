"""The cell of a paper's files: a small picture, the first name and how many more, what kind it is or what is odd."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from app.services.documents import AttachedFile
from app.translate import _, format_number
from app.ui.theme import colour, font, icon_pixmap

_SIDE = 36
_GAP = 10
_KINDS = {
    "application/pdf": ("PDF", "file-pdf"),
    "image/jpeg": ("JPEG", "image"),
    "image/png": ("PNG", "image"),
    "image/heic": ("HEIC", "image"),
    "application/msword": ("DOC", "file-doc"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("DOCX", "file-doc"),
    "application/vnd.ms-excel": ("XLS", "file-xls"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("XLSX", "file-xls"),
    "video/mp4": ("MP4", "play"),
}


@dataclass(frozen=True)
class FileCell:
    """What the cell shows. ``words``: instead of files, such as a signed paper's number."""

    files: tuple[AttachedFile, ...] = ()
    words: str = ""
    detail: str = ""
    pictures: dict[str, QPixmap] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """The first line."""
        if not self.files:
            return self.words
        more = len(self.files) - 1
        return self.files[0].name + (f", +{more}" if more else "")

    @property
    def warning(self) -> str:
        """What is odd about the first file that is so."""
        return next((_(file.blob.warning) for file in self.files if file.blob.warning), "")

    @property
    def second(self) -> str:
        """The second line."""
        if not self.files:
            return self.detail
        blob = self.files[0].blob
        kind = _KINDS.get(blob.media_type, ("", ""))[0]
        size = sum(file.blob.size for file in self.files)
        return self.warning or " · ".join(part for part in (kind, size_words(size)) if part)


def size_words(size: int) -> str:
    """A size in KB or MB."""
    if size < 1_000_000:
        return f"{format_number(max(1, round(size / 1000)))} KB"
    return f"{format_number(round(size / 1_000_000))} MB"


def cell_text(value: object) -> str:
    """The cell in words, for copying and screen readers."""
    return value.first if isinstance(value, FileCell) else ""


def paint_cell(painter: QPainter, room: QRect, value: object) -> None:
    """Draw picture and words."""
    if not isinstance(value, FileCell):
        return
    left = room.left()
    if value.files:
        file = value.files[0]
        square = QRect(left, room.top() + (room.height() - _SIDE) // 2, _SIDE, _SIDE)
        picture = value.pictures.get(file.blob.sha256)
        if picture is not None and not picture.isNull():
            ratio = painter.device().devicePixelRatioF() if painter.device() else 1.0
            scaled = picture.scaled(
                round(_SIDE * ratio),
                round(_SIDE * ratio),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            scaled.setDevicePixelRatio(ratio)
            wide, high = scaled.width() / ratio, scaled.height() / ratio
            x, y = square.left() + (_SIDE - wide) / 2, square.top() + (_SIDE - high) / 2
            painter.drawPixmap(round(x), round(y), scaled)
            painter.setPen(colour("border"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(round(x), round(y), round(wide) - 1, round(high) - 1)
        else:
            name = _KINDS.get(file.blob.media_type, ("", "file"))[1] or "file"
            painter.drawPixmap(square.left() + 6, square.top() + 6, icon_pixmap(name, 24, "text2"))
        left += _SIDE + _GAP
    width = room.right() - left
    second = value.second
    middle = room.top() + room.height() // 2 + 1
    lines = [(value.first, "body", "text", middle - 22 if second else middle - 11)]
    if second:
        lines.append((second, "second", "warn" if value.warning else "text2", middle))
    for words, role, tone, top in lines:
        painter.setFont(font(role))
        painter.setPen(colour(tone))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(QRect(left, top, width, 22), int(Qt.AlignmentFlag.AlignVCenter), shown)
