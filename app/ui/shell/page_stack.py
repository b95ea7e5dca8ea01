"""The pages that were opened, one of them shown, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.pages.registry import make_page, page_spec
from app.ui.route import Route

_KEPT = 50


class PageStack(QStackedWidget):
    """Pages are made once and kept; the route says what they show."""

    side_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pages: dict[str, Page] = {}
        self._trail: list[Route] = []

    @property
    def page(self) -> Page | None:
        """The page shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def route(self) -> Route | None:
        return self._trail[-1] if self._trail else None

    def trail(self) -> list[Route]:
        """Where the person has been, the last place last."""
        return list(self._trail)

    def set_trail(self, trail: list[Route]) -> None:
        """Where the person has been before the window was built anew."""
        self._trail = trail

    def leave(self) -> bool:
        """Let the shown page commit what is being typed."""
        return self.page is None or self.page.leave()

    def show_route(self, route: Route) -> Page | None:
        """Open a page; None where the shown one does not let go."""
        if not self.leave():
            return None
        self._desk.flush()
        page = self._pages.get(route.page)
        if page is None:
            page = make_page(page_spec(route.page), self._desk)
            page.setObjectName(f"page.{route.page}")
            page.side_changed.connect(self.side_changed)
            self._pages[route.page] = page
            self.addWidget(page)
        if not self._trail or self._trail[-1] != route:
            self._trail.append(route)
            del self._trail[:-_KEPT]
        page.forget_changes()  # it is about to read them
        self.setCurrentWidget(page)
        page.show_route(route, page_spec(route.page).keeps)
        # The page itself where nothing in it asks for the keys, so that its acts' keys work at once.
        wanted = page.default_focus()
        now = self.window().focusWidget()
        if wanted is not None or now is None or not page.isAncestorOf(now):
            (wanted or page).setFocus()
        return page

    def back_route(self) -> Route | None:
        """The place before this one; it becomes the end of the trail."""
        if len(self._trail) < 2:
            return None
        self._trail.pop()
        return self._trail[-1]
