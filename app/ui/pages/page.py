"""What every page is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.translate import _
from app.ui.desk import Desk
from app.ui.route import Route

if TYPE_CHECKING:
    from app.ui.widgets.act import Act


class Page(QWidget):
    """A page lives as long as the window speaks one language in one theme; ``open`` is called each time it is shown."""

    side_changed = Signal()  # the words of ``side_title`` are others now

    watches: ClassVar[frozenset[str]] = frozenset()
    """Kinds of record whose change refreshes the page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.route = Route("")
        self._stale = False
        self._stood: tuple[object, ...] = ()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 0, 24, 16)
        self.body.setSpacing(12)
        desk.records_changed.connect(self._on_records_changed)

    def show_route(self, route: Route, keep: bool) -> None:
        """``open``; not where the page may be kept as it was left and nothing was written since it was opened."""
        stands = (route, self.desk.version, self.desk.today())
        if keep and route == Route(route.page) and stands == self._stood:
            return
        self._stood = stands
        self.open(route)

    def open(self, route: Route) -> None:
        """Show what the route asks for."""
        self.route = route
        self.refresh()

    def refresh(self) -> None:
        """Load what is shown again; selection and scroll stay where they are."""

    def leave(self) -> bool:
        """Commit the field being typed; False keeps the page."""
        return True

    def back_key(self) -> bool:
        """Alt+←: take one step back inside the page; False: there is none, the page before is shown."""
        return False

    def side(self) -> QWidget | None:
        """The panel at the right of the page, if it has one; F9 belongs to it then, else to the page."""
        return None

    def side_title(self) -> str:
        """What the button says that shows the panel where the window is too narrow for it."""
        return _("Side panel")

    def default_focus(self) -> QWidget | None:
        """What takes the keys when the page opens."""
        return None

    def menu_acts(self) -> list[Act]:
        """Acts that the page's menu lists."""
        return []

    def set_narrow(self, narrow: bool) -> None:
        """There is little width: the side panel becomes a part of the page, second lines go."""

    def help(self) -> None:
        """F1: explain where the person stands; a page with fields explains the field."""
        self.desk.help_wanted.emit(self.route.page)

    def title(self) -> str:
        """What the window's title says of the page; empty: the name of the page."""
        return ""

    def _on_records_changed(self, kinds: frozenset[str]) -> None:
        if not self.watches & kinds:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def forget_changes(self) -> None:
        """What changed while the page was hidden need not be read when it is shown: the route's opening reads all."""
        self._stale = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()
