"""A day: typed in any usual way, or picked from a calendar in the language of the moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLabel, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.typed_values import EARLIEST_YEAR, LATEST_YEAR, parse_date
from app.translate import _, format_date
from app.ui.forms.fields import Field
from app.ui.forms.line_editors import LineEditor, LineInput
from app.ui.theme import css, font, icon
from app.ui.theme.calendar import dress_calendar


class DateEditor(LineEditor):
    """A date; its value is a ``dt.date``, None where the field is empty. Shown dd/mm/yyyy in every language."""

    def __init__(self, field: Field, today: Callable[[], dt.date]) -> None:
        super().__init__(field, LineInput())
        self._today = today
        if not field.placeholder:
            self.line.setPlaceholderText(_("dd/mm/yyyy"))
        self._open = QAction(icon("calendar-blank", 18), _("Calendar (F4)"), self.line)
        self._open.triggered.connect(self.drop_down)
        self.line.addAction(self._open, self.line.ActionPosition.TrailingPosition)

    def value(self) -> object:
        if self.is_empty():
            return None
        return parse_date(self.typed(), self._today(), self.field.name)

    def show_text(self, value: object) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, str):
            value = dt.date.fromisoformat(value)
        if not isinstance(value, dt.date):
            raise TypeError(f"a date field takes a date, not {type(value).__name__}")
        return format_date(value)

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        self._open.setVisible(not on)

    def has_list(self) -> bool:
        return not self._read_only

    def drop_down(self) -> bool:
        if self._read_only:
            return False
        try:
            typed = self.value()
        except InvalidInput:
            typed = None
        today = self._today()
        pop_up = CalendarPopUp(self.line, typed if isinstance(typed, dt.date) else today, today)
        pop_up.picked.connect(self._take)
        pop_up.open_below(self.line)
        return True

    def _take(self, day: dt.date) -> None:
        self.line.setText(format_date(day))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        self.left.emit()


class CalendarPopUp(QFrame):
    """A month's days, Monday first. Enter takes the day, Esc leaves, PgUp and PgDn turn the month, Home is today."""

    picked = Signal(object)  # dt.date

    def __init__(self, parent: QWidget, shown: dt.date, today: dt.date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("form.calendar")
        self.setStyleSheet(
            f"CalendarPopUp {{ background: {css('surface')}; border: 1px solid {css('bstrong')}; border-radius: 6px; }}"
        )
        self._today = QDate(today.year, today.month, today.day)
        self.calendar = QCalendarWidget(self)
        dress_calendar(self.calendar)
        self.calendar.setDateEditEnabled(False)
        self.calendar.setMinimumDate(QDate(EARLIEST_YEAR, 1, 1))
        self.calendar.setMaximumDate(QDate(LATEST_YEAR, 12, 31))
        self.calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        self.calendar.activated.connect(self._pick)
        self.calendar.clicked.connect(self._pick)
        note = QLabel(_("Today is {day}. Home goes to it.").format(day=format_date(today)), self)
        note.setFont(font("second"))
        note.setProperty("tone", "text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.calendar)
        column.addWidget(note)
        self.calendar.setMinimumSize(296, 232)
        self.setFocusProxy(self.calendar)

    def open_below(self, field: QWidget) -> None:
        """Show it under the field, or above where the screen ends."""
        self.adjustSize()
        place = field.mapToGlobal(QPoint(0, field.height() + 2))
        free = field.screen().availableGeometry()
        if place.y() + self.height() > free.bottom():
            place.setY(field.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        place.setX(max(free.left(), min(place.x(), free.right() - self.width())))
        self.move(place)
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.calendar.setSelectedDate(self._today)
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _pick(self, day: QDate) -> None:
        self.picked.emit(dt.date(day.year(), day.month(), day.day()))
        self.close()
