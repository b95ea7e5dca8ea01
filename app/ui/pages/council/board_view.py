"""The secretary's table: products down, members across; a sheet for each cell, its points only after the lock."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.services.council_board import Board, BoardCell, BoardLine
from app.services.star_class import from_hundredths
from app.translate import _, format_number
from app.ui.pages.council.words import SHEET_STATES, average_text, line_badge, points, short_name
from app.ui.theme import colour, font
from app.ui.widgets.badge import badge_width, paint_badge, paint_mark

_Index = QModelIndex | QPersistentModelIndex
ROW = 32
_PAD = 10
_MEMBER = 74
_MEMBER_WORDS = 62  # px that the short words of a sheet's state need; in less a mark stands for them
_MEMBER_LEAST = 38
_NAME_LEAST = 150
_NAME_MOST = 340
_AVERAGE = 92
_SPREAD = 70
_STATE = 110
_NARROW = 1000  # px: below it the spread goes; the result shows it too


def _state_words(line: BoardLine) -> tuple[str, str]:
    """Word and grade of a line's state, with the stars once it is closed."""
    word, grade = line_badge(line)
    if line.closed and line.result is not None and line.result.stars is not None:
        word = _("{stars} stars, closed").format(stars=line.result.stars)
    return word, grade


class BoardModel(QAbstractTableModel):
    """Columns: product, one for each member, average, spread, state."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.board: Board | None = None
        self.by_number = False
        """Members by their numbers, where there is no room for names."""

    def show_board(self, board: Board) -> None:
        """Other rows."""
        self.beginResetModel()
        self.board = board
        self.endResetModel()

    @property
    def members(self) -> int:
        return len(self.board.members) if self.board else 0

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.board.lines) if self.board and not (parent and parent.isValid()) else 0

    def columnCount(self, parent: _Index | None = None) -> int:
        return self.members + 4 if not (parent and parent.isValid()) else 0

    def line(self, row: int) -> BoardLine:
        """One product's line. Raises ``IndexError``."""
        assert self.board is not None
        return self.board.lines[row]

    def cell(self, row: int, column: int) -> BoardCell | None:
        """The sheet of a cell; ``None`` beside the members."""
        return self.line(row).cells[column - 1] if 0 < column <= self.members else None

    def words(self, row: int, column: int) -> str:
        """A cell in words, for copying and screen readers."""
        line = self.line(row)
        if column == 0:
            return line.entry.product_name
        cell = self.cell(row, column)
        if cell is not None:
            return points(cell.total) if cell.total is not None else _(SHEET_STATES[cell.status][1])
        result = line.result
        if column == self.members + 1:
            return average_text(result) if result is not None else ""
        if column == self.members + 2:
            return points(int(result.detail["spread"])) if result is not None and "spread" in result.detail else ""
        return line_badge(line)[0]

    def head(self, column: int) -> str:
        """A column's title."""
        assert self.board is not None
        if column == 0:
            return _("Product")
        if column <= self.members:
            member = self.board.members[column - 1]
            return str(member.number) if self.by_number else short_name(member.full_name)
        return (_("Average"), _("Spread"), _("State"))[column - self.members - 1]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.row(), index.column())
        return None

    def _tip(self, row: int, column: int) -> str:
        assert self.board is not None
        line, cell = self.line(row), self.cell(row, column)
        if cell is not None:
            member = self.board.members[column - 1]
            return f"{member.number}. {member.full_name} · {_(SHEET_STATES[cell.status][1])}"
        if column == 0:
            return f"{line.entry.product_name} · {line.entry.producer_name}"
        return line.refused.what if column == self.members + 3 and line.refused is not None else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or self.board is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.head(section)
        if role == Qt.ItemDataRole.ToolTipRole and 0 < section <= self.members:
            member = self.board.members[section - 1]
            return f"{member.number}. {member.full_name}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignHCenter if 0 < section <= self.members else Qt.AlignmentFlag.AlignLeft
            if self.members < section < self.members + 3:
                side = Qt.AlignmentFlag.AlignRight
            return int((side | Qt.AlignmentFlag.AlignVCenter).value)
        return None


class BoardDelegate(QStyledItemDelegate):
    """Draws the cells: points, a dashed frame where a sheet is missing, a brown one round an outlying sheet."""

    def __init__(self, model: BoardModel, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(_MEMBER, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, hairline, content; the row that has the keys in pale green, the very cell with an edge."""
        option_: Any = option  # the stub does not know the fields of the option
        rect: QRect = option_.rect
        current = self._view.currentIndex()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        in_row = current.isValid() and current.row() == index.row()
        painter.fillRect(rect, colour("asoft" if in_row else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour("border"))
        if in_row and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), colour("accent"))
        self._content(painter, rect, index.row(), index.column())
        if in_row and current.column() == index.column() and self._view.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), 5, 5)
        painter.restore()

    def _content(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        model = self._model
        line, cell = model.line(row), model.cell(row, column)
        room = rect.adjusted(_PAD, 0, -_PAD, -1)
        if cell is not None:
            self._sheet(painter, rect, cell)
        elif column == 0:
            self._text(painter, room, line.entry.product_name, "strong", "text", Qt.AlignmentFlag.AlignLeft)
        elif column == model.members + 3:
            paint_badge(painter, room, *_state_words(line))
        else:
            words = model.words(row, column)
            loud = column == model.members + 2 and line.state == "discuss"
            role = "strong" if loud or column == model.members + 1 else "body"
            tone = "warn" if loud else "text" if words and column == model.members + 1 else "text2"
            self._text(painter, room, words or "—", role, tone, Qt.AlignmentFlag.AlignRight)

    def _sheet(self, painter: QPainter, rect: QRect, cell: BoardCell) -> None:
        grade, _word = SHEET_STATES[cell.status]
        middle = Qt.AlignmentFlag.AlignHCenter
        if cell.status == "recused":
            said = _("recused") if rect.width() >= _MEMBER_WORDS else "–"
            self._text(painter, rect, said, "second", "text2", middle)
            return
        words_fit = rect.width() >= _MEMBER_WORDS
        inset = 5 if words_fit else 3
        frame = QRectF(rect).adjusted(inset, 4, -inset, -5)
        if cell.outlying:
            painter.setPen(QPen(colour("warn"), 1.4))
            painter.setBrush(colour("warnsoft"))
            painter.drawRoundedRect(frame, 5, 5)
        elif cell.status != "signed":
            painter.setPen(QPen(colour("bstrong"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 5, 5)
        if cell.status == "signed" and cell.total is None:
            paint_mark(painter, QPointF(rect.center().x(), rect.center().y() + 1), grade)
        elif cell.total is not None and cell.status == "signed":
            tone = "warn" if cell.outlying else "text"
            self._text(painter, rect, points(cell.total), "strong" if cell.outlying else "body", tone, middle)
        elif not words_fit:
            if cell.status != "missing":
                paint_mark(painter, QPointF(rect.center().x(), rect.center().y() + 1), grade)
        else:
            short = {"missing": _("not yet"), "draft": _("draft"), "reopened": _("again")}[cell.status]
            self._text(painter, rect, short, "second", "warn" if cell.status == "reopened" else "text2", middle)

    def _text(self, painter: QPainter, room: QRect, words: str, role: str, tone: str, side: Qt.AlignmentFlag) -> None:
        painter.setFont(font(role))
        painter.setPen(colour(tone))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int((side | Qt.AlignmentFlag.AlignVCenter).value), shown)


class BoardGrid(QTableView):
    """Arrows move from sheet to sheet; Enter opens what the cell stands for."""

    opened = Signal(str, str)
    """Dossier id, member id; the member is empty on the product, the average and the state."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.board_model = BoardModel(self)
        self.setModel(self.board_model)
        self.setObjectName("board.grid")
        self.setAccessibleName(_("Sheets of the round"))
        self.setItemDelegate(BoardDelegate(self.board_model, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setMinimumHeight(34)
        self.doubleClicked.connect(self._open)

    def show_board(self, board: Board) -> None:
        """Show a round; the cell that had the keys keeps them."""
        before = self.currentIndex()
        row, column = before.row(), before.column()
        scroll = self.verticalScrollBar().value()
        self.board_model.show_board(board)
        self._fit()
        if board.lines:
            row = min(max(row, 0), len(board.lines) - 1)
            column = min(max(column, 0), self.board_model.columnCount() - 1)
            self.setCurrentIndex(self.board_model.index(row, column))
        self.verticalScrollBar().setValue(scroll)

    def current(self) -> tuple[BoardLine, BoardCell | None] | None:
        """The line and the sheet that have the keys."""
        index = self.currentIndex()
        if not index.isValid() or self.board_model.board is None:
            return None
        return self.board_model.line(index.row()), self.board_model.cell(index.row(), index.column())

    def select(self, dossier_id: str, member_id: str = "") -> bool:
        """Give the keys to a dossier's cell; False: it is not in this round."""
        board = self.board_model.board
        for row, line in enumerate(board.lines if board else ()):
            if line.entry.dossier_id == dossier_id:
                column = next((at for at, cell in enumerate(line.cells, 1) if cell.member_id == member_id), 0)
                self.setCurrentIndex(self.board_model.index(row, column))
                return True
        return False

    def _fit(self) -> None:
        model, head = self.board_model, self.horizontalHeader()
        count = model.members
        if model.board is None:
            return
        scored = model.board.round.scoring_locked
        average = _AVERAGE if scored else 0  # nothing stands there before the lock
        spread = _SPREAD if scored and self.viewport().width() >= _NARROW else 0
        metrics = QFontMetrics(font("strong"))
        state = max([_STATE, *(badge_width(_state_words(line)[0], metrics) + 3 * _PAD for line in model.board.lines)])
        others = average + spread + state
        strong = QFontMetrics(font("strong"))
        longest = max((strong.horizontalAdvance(line.entry.product_name) for line in model.board.lines), default=0)
        wanted = min(max(longest + 2 * _PAD + 4, _NAME_LEAST), _NAME_MOST)
        left = self.viewport().width() - others
        # Names are never cut before the members' columns have given what they can.
        member = min(_MEMBER, max(_MEMBER_LEAST, (left - wanted) // count)) if count else 0
        name = max(_NAME_LEAST, left - count * member)
        heads = QFontMetrics(head.font())
        names = (short_name(one.full_name) for one in model.board.members)
        model.by_number = any(heads.horizontalAdvance(one) + 8 > member for one in names)
        for column in range(model.columnCount()):
            width = name if column == 0 else member
            if column > count:
                width = (average, spread, state)[column - count - 1]
            head.setSectionHidden(column, not width)
            if width:
                head.resizeSection(column, width)
        head.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """The whole row changes its ground."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 open, Ctrl+C copies the table; letters are left to the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy()
        elif event.text().isalpha() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """The whole table as text with tabs, as it is shown."""
        model = self.board_model
        columns = range(model.columnCount())
        rows = ["\t".join(model.head(column) for column in columns)]
        rows += ["\t".join(model.words(row, column) for column in columns) for row in range(model.rowCount())]
        QGuiApplication.clipboard().setText("\n".join(rows))

    def _open(self, index: _Index) -> None:
        if not index.isValid():
            return
        cell = self.board_model.cell(index.row(), index.column())
        member = cell.member_id if cell is not None and cell.status != "recused" else ""
        self.opened.emit(self.board_model.line(index.row()).entry.dossier_id, member)


def framed(grid: QWidget, *others: QWidget) -> QFrame:
    """The grid in a card with what stands below it."""
    frame = QFrame()
    frame.setProperty("card", "true")
    rows = QVBoxLayout(frame)
    rows.setContentsMargins(2, 4, 2, 3)
    rows.setSpacing(0)
    rows.addWidget(grid, 1)
    for other in others:
        rows.addWidget(other)
    return frame


def deviation_words(board: Board) -> str:
    """From which spread on sheets are discussed; empty where the council set none."""
    allowed = board.rules.max_deviation if board.rules else None
    if allowed is None:
        return ""
    return _("Brown frame: the sheet furthest off where totals lie more than {points} points apart").format(
        points=format_number(from_hundredths(int(allowed * 100)).normalize())
    )
