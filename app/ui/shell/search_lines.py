"""What the search shows: a head per kind of record, and a line per record with the matched letters marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.translate import N_, _, format_date
from app.ui.route import Route
from app.ui.theme import colour, font, icon_pixmap

if TYPE_CHECKING:
    from app.services.global_search import Hit

_HEAD, _LINE = 30, 48
_KINDS: dict[str, tuple[str, str, str]] = {
    "producer": (N_("Producers"), "storefront", "producer"),
    "product": (N_("Products"), "package", "product"),
    "dossier": (N_("Dossiers"), "folder-open", "dossier"),
    "certificate": (N_("Certificates"), "certificate", "certificate"),
    "paper": (N_("Papers"), "file-text", "dossier"),
    "decision": (N_("Decisions"), "seal-check", "decision"),
}


@dataclass(frozen=True)
class SearchLine:
    """A head (no route) or a record: its name with the matched places, a second line, its icon."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    detail: str = ""
    icon: str = ""
    stars: int | None = None
    route: Route | None = None

    @property
    def height(self) -> int:
        return _LINE if self.route else _HEAD


def lines_of(session: Any, query: str) -> list[SearchLine]:
    """Search, and say what was found in the window's words; called in a reading thread."""
    from app.services.global_search import search

    lines: list[SearchLine] = []
    for group in search(session, query):
        title, icon, page = _KINDS[group.kind]
        lines.append(SearchLine(_(title)))
        lines += [_line(hit, icon, page) for hit in group.hits]
    return lines + _pages(session, query)


def _pages(session: Any, query: str) -> list[SearchLine]:
    """The pages outside the navigation whose title has every word that was typed."""
    from app.services.offices import own_office_row
    from app.services.search import fold_text
    from app.ui.pages.registry import pages_sought

    words = fold_text(query).split()
    if not words:
        return []
    found = [
        SearchLine(_(spec.title), icon=spec.icon or "arrow-square-out", route=Route(spec.name))
        for spec in pages_sought(own_office_row(session).level)
        if all(word in fold_text(_(spec.title)) for word in words)
    ]
    return [SearchLine(_("Pages")), *found] if found else []


def _line(hit: Hit, icon: str, page: str) -> SearchLine:
    from app.services.names import application_name, certificate_state_name, state_name

    record = hit.id
    words: list[str] = []
    if hit.kind == "paper":
        record = hit.dossier_id
    if hit.kind in ("dossier", "product"):
        words += [str(application_name(hit.kind_of))] if hit.kind == "dossier" else []
        words += [str(hit.year)] if hit.year else []
        words += [hit.producer] if hit.producer else []
        words += [str(state_name(hit.state))] if hit.state else []
    else:
        words += [hit.producer] if hit.producer else []
        if hit.kind == "certificate" and hit.state:
            words.append(str(certificate_state_name(hit.state)))
        words += [hit.commune] if hit.commune else []
    if hit.number:
        words.append(hit.number)
    if hit.ends:
        words.append(_("until {date}").format(date=format_date(hit.ends)))
    name = hit.name or hit.number
    marks = hit.name_marks if hit.name else hit.number_marks
    return SearchLine(name, marks, " · ".join(words), icon, hit.stars, Route(page, record))


class SearchDelegate(QStyledItemDelegate):
    """Paints heads and records."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = index.data(int(Qt.ItemDataRole.UserRole) + 1)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if line.route is None:
            painter.setFont(font("label"))
            painter.setPen(colour("text2"))
            painter.drawText(rect.adjusted(8, 0, -8, 0), int(Qt.AlignmentFlag.AlignVCenter), line.text)
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, colour("asoft"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), colour("accent"))
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.left() + 12, rect.top() + 14, icon_pixmap(line.icon, 20, "text2", ratio))
        self._paint_name(painter, rect.adjusted(42, 4, -8, -24), line)
        painter.setFont(font("second"))
        painter.setPen(colour("text2"))
        below = rect.adjusted(42, 24, -8, -4)
        words = QFontMetrics(painter.font()).elidedText(line.detail, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRect, line: SearchLine) -> None:
        """The name, what was typed in the accent colour and semibold."""
        left, end = rect.left(), rect.right()
        for text, marked in _pieces(line.text, line.marks):
            painter.setFont(font("strong" if marked else "body"))
            painter.setPen(colour("accent" if marked else "text"))
            metrics = QFontMetrics(painter.font())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, end - left))
            painter.drawText(
                QRect(left, rect.top(), end - left, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), shown
            )
            left += metrics.horizontalAdvance(shown)


def _pieces(text: str, marks: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    last = 0
    for start, end in sorted(marks):
        pieces += [(text[last:start], False), (text[start:end], True)]
        last = end
    pieces.append((text[last:], False))
    return [piece for piece in pieces if piece[0]]
