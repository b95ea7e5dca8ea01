"""Dresses Qt's calendar: what a style sheet does not reach in it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget

from app.translate import current_language
from app.ui.theme.colours import colour
from app.ui.theme.fonts import font


def dress_calendar(calendar: QCalendarWidget) -> None:
    """Words of the program's language, weeks from Monday without numbers, weekends paler."""
    calendar.setLocale(QLocale("vi_VN" if current_language() == "vi" else "en_GB"))
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
    calendar.setGridVisible(False)
    head = QTextCharFormat()
    head.setFont(font("second"))
    head.setForeground(colour("text2"))
    head.setBackground(colour("surface"))
    calendar.setHeaderTextFormat(head)
    weekend = QTextCharFormat()
    weekend.setForeground(colour("text2"))  # red means an error here and nothing else
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, weekend)
