"""The window: navigation, bar, page and side panel; no domain code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QMenu, QStackedLayout, QVBoxLayout, QWidget

from app.translate import _, format_date
from app.ui.desk import Desk
from app.ui.dialogs.unlocking import Unlocking
from app.ui.file_routes import route_of_file
from app.ui.pages.registry import page_spec, pages_of
from app.ui.route import Route
from app.ui.shell.navigation import NavEntry, Navigation
from app.ui.shell.opening import Opening
from app.ui.shell.page_stack import PageStack
from app.ui.shell.progress_panel import ProgressPanel
from app.ui.shell.search_box import SearchBox
from app.ui.shell.toast import Toast
from app.ui.shell.top_bar import TopBar
from app.ui.widgets.act import Act

if TYPE_CHECKING:
    from app.models.office import OfficialRow
    from app.ui.pages.page import Page

NARROW = 1180
_SIDE = 296
_NAME = "Sổ OCOP"


class MainWindow(QMainWindow):
    """One window over one desk. The pages are built anew when the language or the theme changes."""

    painted = Signal()  # once: the frame stands on the screen, and what it did not need may be loaded

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("window")
        self.setWindowTitle(_NAME)
        self.setAcceptDrops(True)
        self.setMinimumSize(800, 440)
        self._closing = False
        self._names: list[str] = []
        desk.route_requested.connect(self.go)
        desk.back_requested.connect(self.back)
        desk.rebuild_requested.connect(self._rebuild_later)
        desk.error_raised.connect(self._on_error)
        desk.keys_wanted.connect(Unlocking(desk, self).start)
        desk.help_wanted.connect(self._on_help_wanted)
        desk.records_changed.connect(lambda _kinds: self._count())
        desk.tasks.started.connect(lambda _task: self._place_progress())
        self._build()
        self._shortcuts()
        self.centralWidget().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell_painted)  # behind this painting, which is one event
        return False

    def _tell_painted(self) -> None:
        self.painted.emit()

    # --- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        frame = QWidget(self)
        frame.setProperty("ground", "page")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.navigation = Navigation(frame)
        self.navigation.chosen.connect(lambda name: self.go(Route(name)))
        self.navigation.person_clicked.connect(self._choose_person)
        row.addWidget(self.navigation)
        middle = QWidget(frame)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = TopBar(SearchBox(self.desk, middle), middle)
        self.bar.help_wanted.connect(self._help)
        self.bar.side_button.clicked.connect(self._toggle_side)
        self.desk.saved.connect(self.bar.show_saved)
        self.bar.leave_button.clicked.connect(self._leave_practice)
        column.addWidget(self.bar)
        self._place = QWidget(middle)
        self._layers = QStackedLayout(self._place)
        self._layers.addWidget(Opening(self._place))
        self.stack = PageStack(self.desk, self._place)
        self.stack.side_changed.connect(self._name_side)
        self._layers.addWidget(self.stack)
        column.addWidget(self._place, 1)
        row.addWidget(middle, 1)
        self._side = QFrame(frame)
        self._side.setObjectName("side")
        self._side_rows = QVBoxLayout(self._side)
        self._side_rows.setContentsMargins(0, 0, 0, 0)
        self._side.setFixedWidth(_SIDE)
        self._side.hide()
        row.addWidget(self._side)
        self.progress = ProgressPanel(middle)
        for task in self.desk.tasks.long_tasks:
            self.progress.watch(task)
        self.desk.tasks.started.connect(self.progress.watch)
        self.toast = Toast(self._place)
        self.desk.toast_requested.connect(self.toast.say)
        self.setCentralWidget(frame)
        self._set_narrow(self.width() < NARROW)
        self._dress_navigation()

    def _shortcuts(self) -> None:
        def key(sequence: str, slot: Callable[[], None]) -> QShortcut:
            return QShortcut(QKeySequence(sequence), self, activated=slot)  # type: ignore[call-overload, no-any-return]

        key("Ctrl+K", self._focus_search)
        key("Alt+Left", self._on_back_key)
        key("F1", self._help)
        self._side_key = key("F9", self._toggle_side)
        self._side_key.setEnabled(False)
        for number in range(1, 10):
            key(f"Ctrl+{number}", partial(self._go_number, number))

    def rebuild(self) -> None:
        """Build everything anew at the same place, after a change of language, theme or person."""
        if not self.stack.leave():
            return
        self.desk.flush()
        trail = self.stack.trail()
        self.desk.saved.disconnect(self.bar.show_saved)
        self.desk.tasks.started.disconnect(self.progress.watch)
        self.desk.toast_requested.disconnect(self.toast.say)
        old = self.takeCentralWidget()
        old.hide()
        old.deleteLater()
        self._build()
        if self.desk.is_open:
            self.stack.set_trail(trail)
            self.show_first(trail[-1] if trail else None)

    def _rebuild_later(self) -> None:
        QTimer.singleShot(0, self.rebuild)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_first(self, route: Route | None = None) -> None:
        """The data folder is open: show the page asked for, Today, or the first start where there is no office yet."""
        self._layers.setCurrentWidget(self.stack)
        self._dress_navigation()
        if not self.desk.has_office:
            self.go(Route("first_start"))
            return
        self.go(route or Route(self._names[0]))  # Today; a producer's own office begins with its forms
        self._count()

    def _dress_navigation(self) -> None:
        desk = self.desk
        if not desk.is_open or not desk.has_office:
            self.navigation.set_office(_NAME, "")
            self.navigation.set_entries([], [])
            self.navigation.setVisible(desk.is_open is False)
            self.bar.setVisible(desk.is_open is False)
            return
        from app.services.names import level_name, role_name

        self.navigation.show()
        self.bar.show()
        office = desk.office
        below = str(level_name(office.level)).capitalize()
        if office.province_name:
            place = office.province_name
            # A province's own name says its level already.
            below = place[:1].upper() + place[1:] if office.level == "province" else f"{below} · {place}"
        self.navigation.set_office(office.name, below)
        person = desk.person
        self.navigation.set_person(person.full_name, person.position or str(role_name(person.role)).capitalize())
        pages = pages_of(desk.library, office.level)
        entries = [NavEntry(p.name, _(p.title), p.icon, f"Ctrl+{n}") for n, p in enumerate(pages, 1)]
        self.navigation.set_entries(entries[:-1], entries[-1:])
        self._names = [entry.name for entry in entries]
        from app.services.practice import is_practice

        if is_practice(desk.context.paths):
            words = _("Practice data")
            if desk.practice_day:
                words += f" · {format_date(desk.practice_day)}"
            self.bar.show_practice(words)

    def go(self, route: Route) -> None:
        """Open a page."""
        page = self.stack.show_route(route)
        if page is not None:
            self._shown(page, route)

    def back(self) -> None:
        if not self.stack.leave():
            return
        route = self.stack.back_route()
        if route is not None:
            self.go(route)

    def _on_back_key(self) -> None:
        page = self.stack.page
        if page is None or not page.back_key():
            self.back()

    def _go_number(self, number: int) -> None:
        if number <= len(self._names):
            self.go(Route(self._names[number - 1]))

    def _shown(self, page: Page, route: Route) -> None:
        spec = page_spec(route.page)
        self.navigation.show_page(spec.name if spec.name in self._names else spec.under or spec.name)
        title = page.title() or _(spec.title)
        office = self.desk.office.name if self.desk.has_office else ""
        self.setWindowTitle(" – ".join(part for part in (title, office, _NAME) if part))
        self.bar.setVisible(route.page not in ("sheet", "first_start"))
        self._place_side(page)
        page.set_narrow(self.width() < NARROW)
        if self.desk.has_office:
            self.desk.state.set("route", [route.page, route.record, route.tab])

    def _place_side(self, page: Page) -> None:
        while self._side_rows.count():
            widget = self._side_rows.takeAt(0).widget()
            if widget is not None:
                widget.hide()
        panel = page.side()
        narrow = self.width() < NARROW
        if panel is not None:
            self._side_rows.addWidget(panel)
            panel.show()
        self._side_key.setEnabled(panel is not None)  # a page without a panel may use the key itself
        self._side.setVisible(panel is not None and not narrow)
        self._name_side()

    def _name_side(self) -> None:
        """The button for the panel, where the panel has no room, says what it holds now."""
        page = self.stack.page
        wanted = page is not None and self._side_rows.count() > 0 and self.width() < NARROW
        self.bar.show_side_button(page.side_title() if page is not None and wanted else "")

    def _count(self) -> None:
        if not self.desk.has_office:
            return
        from app.services.navigation import counts

        desk = self.desk
        desk.fetch(
            lambda session: counts(session, desk.actor(session), desk.library, desk.today()),
            self.navigation.set_counts,
            owner=self.navigation,
        )

    # --- size ---------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_narrow(event.size().width() < NARROW)
        self.toast.place()
        self._place_progress()

    def _place_progress(self) -> None:
        area = self.bar.parentWidget()
        if area is not None:
            width = min(460, area.width() - 48)
            self.progress.setFixedWidth(width)
            self.progress.move(area.width() - width - 24, 52)

    def _set_narrow(self, narrow: bool) -> None:
        self.navigation.set_rail(narrow)
        self.bar.set_narrow(narrow)
        page = self.stack.page
        if page is not None:
            self._side.setVisible(self._side_rows.count() > 0 and not narrow)
            self._name_side()
            page.set_narrow(narrow)

    # --- what the person does -----------------------------------------------------------------------------------------

    def _toggle_side(self) -> None:
        if self._side_rows.count():
            self._side.setVisible(not self._side.isVisible())

    def _focus_search(self) -> None:
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _help(self) -> None:
        page = self.stack.page
        if page is not None:
            page.help()

    def _on_help_wanted(self, name: str) -> None:
        page = self.stack.page
        acts = [act for act in page.actions() if isinstance(act, Act) and act.key_text] if page else []
        keys = [(act.key_text, act.words) for act in acts]
        from app.ui.dialogs.help_dialog import HelpDialog

        HelpDialog(self, _(page_spec(name).title), keys).open()

    def _choose_person(self) -> None:
        from app.services.officials import list_officials

        desk = self.desk
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in desk.read(lambda session: list_officials(session, desk.office.id)):
            act = menu.addAction(f"{one.full_name} · {one.position}" if one.position else one.full_name)
            act.setCheckable(True)
            act.setChecked(one.id == desk.person.id)
            act.triggered.connect(lambda _checked=False, one=one: self._give_seat(one))
        menu.addSeparator()
        menu.addAction(_("People of the office…"), lambda: self.go(Route("settings", tab="people")))
        corner = self.navigation.mapToGlobal(self.navigation.rect().bottomLeft())
        menu.popup(corner - QPoint(-8, menu.sizeHint().height() + 60))

    def _give_seat(self, person: OfficialRow) -> None:
        """What is being typed belongs to the one who typed it: it is saved before the other one sits down."""
        if self.stack.leave():
            self.desk.flush()
            self.desk.work_as(person)

    def _leave_practice(self) -> None:
        self.desk.folder_requested.emit(self.desk.context.paths.root.parent)

    def _on_error(self, error: BaseException) -> None:
        from app.ui import messages

        messages.show_error(self, error)

    # --- files from outside -------------------------------------------------------------------------------------------

    def open_bundle(self, path: Path) -> None:
        """Show what a bundle, card, list, notice or rule pack holds that was opened elsewhere or dropped here."""
        route = route_of_file(path)
        if self.desk.has_office and route is not None:
            self.go(route)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(route_of_file(Path(url.toLocalFile())) is not None for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if route_of_file(Path(url.toLocalFile())) is not None:
                self.open_bundle(Path(url.toLocalFile()))
                return

    # --- the end ------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.stack.leave():
            event.ignore()
            return
        if self.desk.tasks.long_tasks and not self._closing:
            event.ignore()
            from app.ui import messages

            messages.ask(
                self,
                _("Work is under way"),
                _("Closing now stops it; nothing of it is left half done."),
                _("Stop and close"),
                self._close_anyway,
            )
            return
        self.desk.state.set("size", [self.width(), self.height(), self.isMaximized()])
        self.desk.tasks.shut_down()
        self.desk.state.save()
        super().closeEvent(event)

    def _close_anyway(self) -> None:
        self._closing = True
        self.close()
