"""Starts the window: shows its frame first, then opens the data folder beside it."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.errors import AppError
from app.paths import DataPaths, data_paths
from app.settings import load_settings
from app.translate import LANGUAGES, set_language
from app.ui.desk import Desk
from app.ui.qt_words import QtWords
from app.ui.shell.main_window import MainWindow
from app.ui.single_instance import SingleInstance
from app.ui.state import UiState
from app.ui.theme import app_icon, apply_theme, follow_system, load_fonts, load_other_fonts

if TYPE_CHECKING:
    from app.context import AppContext

_log = logging.getLogger("app.ui")
_SIZE = (1366, 696)


class Application(QObject):
    """One run of the window: its data folder can change (practice and back), the window stays.

    Args:
        qt: the Qt application.
        paths: the data folder.
        language: instead of the one in the settings.
        today: a fixed day for practice; none: the machine's.
    """

    stands = Signal()  # the frame was painted

    def __init__(self, qt: QApplication, paths: DataPaths, language: str = "", today: dt.date | None = None) -> None:
        super().__init__(qt)
        self._qt = qt
        self._language = language
        self._fixed_day = today
        self._bundle: Path | None = None
        self._context: AppContext | None = None
        load_fonts()
        qt.setWindowIcon(app_icon())
        qt.installTranslator(QtWords(qt))
        self._window: MainWindow | None = None
        self._stop_following = follow_system(qt, self._on_scheme_changed)
        apply_theme(qt)
        self._begin(paths)

    @property
    def window(self) -> MainWindow:
        assert self._window is not None
        return self._window

    def _begin(self, paths: DataPaths) -> None:
        settings = load_settings(paths.settings_file)
        set_language(self._language or settings.language)
        self._paths = paths
        state = UiState(paths.root)
        today = self._fixed_day or _stored_day(state)
        self.desk = Desk(state, today, self)
        self.desk.folder_requested.connect(self._on_folder_requested)
        self._window = MainWindow(self.desk)
        self._window.painted.connect(self._on_painted)
        width, height, maximised = state.get("size", [*_SIZE, False])
        screen = self._qt.primaryScreen().availableGeometry()
        self._window.resize(min(width, screen.width()), min(height, screen.height()))
        if maximised:
            self._window.showMaximized()
        else:
            self._window.show()

    def _on_painted(self) -> None:
        """The frame stands: now what it did not need, while the data layer is imported beside."""
        self._open_folder()
        load_other_fonts()
        self.stands.emit()
        gc.collect()
        gc.freeze()  # what the start made stays: it need not be looked through again and again
        gc.enable()

    def show_bundle(self, path: Path | None) -> None:
        """Another start of the program asks for this window, perhaps with a bundle to look at."""
        window = self.window
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()
        if path is not None:
            if self.desk.is_open:
                window.open_bundle(path)
            else:
                self._bundle = path

    def _open_folder(self) -> None:
        self.desk.tasks.read(lambda: _opened(self._paths), self._on_opened, self._on_not_opened)

    def _on_opened(self, context: AppContext) -> None:
        self._context = context
        self.desk.open(context)
        self.window.show_first()
        if self._bundle is not None:
            self.window.open_bundle(self._bundle)
            self._bundle = None

    def _on_not_opened(self, error: BaseException) -> None:
        if not isinstance(error, AppError):
            _log.error("the data folder was not opened", exc_info=error)
        from app.ui import messages

        box = messages.show_error(self.window, error)
        box.finished.connect(self._qt.quit)

    def _on_folder_requested(self, folder: Path) -> None:
        """Work in another data folder: practice, or back to the office's own."""
        old = self.window
        if not old.close():
            return
        self.close()
        self._begin(DataPaths(Path(folder)))
        old.deleteLater()

    def _on_scheme_changed(self) -> None:
        apply_theme(self._qt)
        if self._window is not None:
            self._window.rebuild()

    def close(self) -> None:
        """End the work in the data folder."""
        self.desk.tasks.shut_down()
        if self._context is not None:
            self._context.close()
            self._context = None


def _opened(paths: DataPaths) -> AppContext:
    """Open the folder and bring its database to this version; in a thread, since the first import takes its time."""
    from app.context import open_context
    from app.services.actors import actor_of
    from app.services.offices import own_office_row, program_actor
    from app.services.officials import list_officials

    context = open_context(paths, writing="window", create=True)
    try:
        with context.database.reading() as session:
            try:
                office = own_office_row(session)
            except AppError:
                return context
            people = list_officials(session, office.id)
            actor = actor_of(session, people[0].id) if people else program_actor(session)
        context.settle(actor)
        context.library.regimes()
    except BaseException:
        context.close()
        raise
    return context


def _stored_day(state: UiState) -> dt.date | None:
    """The day on which practice data stands; an office's own book always stands on today."""
    said = state.get("practice_day")
    try:
        return dt.date.fromisoformat(said) if said else None
    except (TypeError, ValueError):
        return None


def _install_hook(application: Application) -> None:
    """What no one caught is logged and told; the program goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        application.desk.show_error(error)

    sys.excepthook = hook


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="so-ocop-window")
    parser.add_argument("--data-dir", default=None)
    parser.add_argument("--lang", choices=LANGUAGES, default="")
    parser.add_argument("bundle", nargs="?", default=None)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; returns the exit code.

    A second start on the same data folder shows the window that is open, and gives it the bundle named.
    """
    arguments = _arguments(sys.argv[1:] if argv is None else argv)
    qt = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("so-ocop")
    qt.setApplicationDisplayName("Sổ OCOP")
    paths = data_paths(arguments.data_dir)
    bundle = Path(arguments.bundle).absolute() if arguments.bundle else None
    single = SingleInstance(paths.root)
    if single.give_to_running(bundle):
        return 0
    application = Application(qt, paths, arguments.lang)
    _install_hook(application)
    application.stands.connect(lambda: single.listen(application.show_bundle))
    if bundle is not None:
        application.show_bundle(bundle)
    code = qt.exec()
    single.close()
    application.close()
    return code
