"""The first step of a hand-over: which dossiers, ticked in a table; one that cannot go has no box and says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.hand_over_choices import Choice
from app.services.names import level_name
from app.translate import _, format_date
from app.ui.desk import Desk
from app.ui.pages.hand_over.words import APPLICATIONS, PURPOSES, dossiers_text
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.tabs import Segmented

_LEAST = 108  # the head and a row and a half


class PickView(QWidget):
    """The table, and above it the ways that dossiers of this office can go, where there are several."""

    changed = Signal()
    """What is ticked, or which way is shown."""
    pointed = Signal(str)
    """The dossier whose row has the keys."""
    opened = Signal(str)

    def __init__(self, desk: Desk, name: str, empty_acts: Sequence[Act], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[Choice] = []
        self._names: list[str] = []
        self._narrow = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        line = QHBoxLayout()
        self.ways = Segmented()
        self.ways.setObjectName(f"{name}.ways")
        line.addWidget(self.ways)
        line.addStretch(1)
        self._hint = TextLabel(_("Space ticks; Enter opens the dossier"), "second", wrap=False)
        line.addWidget(self._hint)
        rows.addLayout(line)
        columns = (
            Column("check", "", "check", 44),
            Column("product", _("Product"), "two_line", 240, stretch=True),
            Column("code", _("Code"), "text", 140),
            Column("kind", _("Application"), "text", 130),
            Column("state", _("State"), "badge", 150),
        )
        empty = EmptyState(
            "folder-open",
            _("No dossier here can be handed over yet."),
            empty_acts,
            _("A dossier is ready once its work at this office is done."),
            primary=False,
        )
        self.table = TableView(
            desk, name, columns, ListSource(), title=_("Dossiers"), counted=dossiers_text, empty=empty
        )
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # the room that is left
        self.table.setMinimumHeight(_LEAST)
        rows.addWidget(self.table, 1)
        self.table.checked.connect(lambda _idents: self.changed.emit())
        self.table.selected.connect(lambda idents: self.pointed.emit(idents[0] if idents else ""))
        self.table.opened.connect(self.opened)
        self.ways.changed.connect(self._on_way)
        self._ways_acts = [
            Act(self, _("Next list"), lambda: self._step(1), "Ctrl+PgDown"),
            Act(self, _("List before"), lambda: self._step(-1), "Ctrl+PgUp"),
        ]
        self.setFocusProxy(self.table)

    def show_choices(self, choices: Iterable[Choice], ticked: Iterable[str] | None = None) -> None:
        """Show what can be handed over.

        Args:
            ticked: tick these; none: what was ticked stays, and on the first time all that are ready of the first way.
        """
        is_first = not self._choices
        self._choices = list(choices)
        ways: dict[str, int] = {}
        for one in self._choices:
            ways[_way(one)] = ways.get(_way(one), 0) + one.ready
        wanted = set(ticked) if ticked is not None else None
        names = sorted(ways, key=lambda way: -ways[way])
        if wanted:
            names.sort(key=lambda way: not any(_way(c) == way and c.dossier_id in wanted for c in self._choices))
        self.ways.set_tabs([(name, f"{_way_words(name, names)} {ways[name]}") for name in names])
        if wanted and names:
            self.ways.set_current(names[0])
        self.ways.setVisible(len(names) > 1)
        self._names = names
        for act in self._ways_acts:
            act.setEnabled(len(names) > 1)
        self._fill()
        if wanted is not None or is_first:
            ready = {one.dossier_id for one in self.shown() if one.ready}
            self.table.set_checked(ready & wanted if wanted is not None else ready)

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room it goes to the rows."""
        self._narrow = narrow
        self.table.foot.setVisible(not narrow)
        self._hint.setVisible(bool(self._choices) and not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A sentence that appears above takes room: the row that has the keys stays in sight."""
        super().resizeEvent(event)
        grid = self.table.grid
        QTimer.singleShot(0, grid, lambda: grid.scrollTo(grid.currentIndex()))

    def shown(self) -> list[Choice]:
        """The dossiers of the way shown."""
        way = self.ways.current()
        return [one for one in self._choices if _way(one) == way]

    def ticked(self) -> list[Choice]:
        """Those ticked, in the order of the table."""
        idents = set(self.table.checked_ids())
        return [one for one in self.shown() if one.dossier_id in idents and one.ready]

    def choice(self, dossier_id: str) -> Choice | None:
        """One of the way shown."""
        return next((one for one in self.shown() if one.dossier_id == dossier_id), None)

    def _step(self, by: int) -> None:
        """The way beside the one shown; the rows keep the keys."""
        if self.ways.current() in self._names:
            place = self._names.index(self.ways.current()) + by
            if 0 <= place < len(self._names):
                self.ways.set_current(self._names[place])
                self.table.setFocus()

    def _on_way(self, _name: str) -> None:
        self._fill()
        self.table.set_checked(one.dossier_id for one in self.shown() if one.ready)
        self.changed.emit()

    def _fill(self) -> None:
        self.table.set_source(ListSource([_row(one) for one in self.shown()]))
        self._hint.setVisible(bool(self._choices) and not self._narrow)


def _way(choice: Choice) -> str:
    return f"{choice.purpose}:{choice.receiver_level}"


def _way_words(way: str, all_ways: Iterable[str]) -> str:
    purpose, _colon, level = way.partition(":")
    words = _(PURPOSES[purpose])
    several = sum(one.startswith(f"{purpose}:") for one in all_ways) > 1
    return f"{words} ({level_name(level)})" if several and level else words


def _row(choice: Choice) -> dict[str, object]:
    state = (_("Ready"), "ok") if choice.ready else (_("Stopped"), "danger")
    if choice.ready and choice.sent_on is not None:
        state = (_("Sent {date}").format(date=format_date(choice.sent_on.astimezone().date())), "neutral")
    row: dict[str, object] = {
        "id": choice.dossier_id,
        "product": (choice.product, choice.producer),
        "code": choice.code,
        "kind": _(APPLICATIONS.get(choice.application, choice.application)),
        "state": state,
        "check": "" if choice.ready else None,
    }
    return row


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, and out of those inside it."""
    while layout.count():
        item = layout.takeAt(0)
        widget, inner = cast("QWidget | None", item.widget()), cast("QLayout | None", item.layout())
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def pair_line(left: str, right: str, role: str = "body") -> QHBoxLayout:
    """Words at the left, a figure at the right."""
    line = QHBoxLayout()
    line.addWidget(TextLabel(left, role), 1)
    figure = TextLabel(right, role, wrap=False)
    line.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
    return line
