"""Opens the window on a data folder, goes to a page, waits until it stands still, and takes its picture."""

from __future__ import annotations

import datetime as dt
import io
import math
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QPoint, QRect, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog
from rounds import Finder

from app.context import open_context
from app.paths import DataPaths
from app.translate import set_language
from app.ui.desk import Desk
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from app.ui.state import UiState
from app.ui.theme import apply_theme, load_fonts, set_dark

WIDTH, HEIGHT = 1366, 696
_SETTLE_MS = 350
NEWEST = "{newest}"
"""As a choice of a route: the newest file of a kind that was handed over in the round: ``NEWEST + ".ocop"``."""
BUNDLE = NEWEST + ".ocop"


@dataclass(frozen=True)
class Picture:
    """One picture of the handbook.

    Args:
        name: of the file.
        stage: how far the round is, a key of ``STAGES``.
        office: the code of the office whose window it is; empty: a data folder without an office.
        page: the page shown.
        record: finds the record that it shows.
        tab: the part of the page.
        extra: further choices of the route; a finder gives its id.
        keys: what is typed then, as key texts ("Ctrl+K") or plain words.
    """

    name: str
    stage: str
    office: str
    page: str
    record: Finder | None = None
    tab: str = ""
    extra: tuple[tuple[str, str | Finder], ...] = ()
    keys: tuple[str, ...] = field(default=())


class Camera:
    """One Qt application for all pictures.

    Args:
        language: of the window.
        scale: of the screen; the window keeps the pixels of a 1366x768 screen.
        dark: the dark theme.
    """

    def __init__(self, language: str, scale: float, dark: bool) -> None:
        self._qt = QApplication.instance() or QApplication([])
        assert isinstance(self._qt, QApplication)
        self._language = language
        self._size = int(WIDTH / scale), int(HEIGHT / scale)
        load_fonts()
        set_dark(dark)
        apply_theme(self._qt)

    def take(self, picture: Picture, folder: Path, sticks: Path, out: Path) -> None:
        """Take one picture of a data folder, which the window may write into; ``sticks`` has the round's bundles."""
        set_language(self._language)
        context = open_context(DataPaths(folder), writing="window", create=True)
        desk = Desk(UiState(folder), _last_day(DataPaths(folder).database))
        desk.open(context)
        errors: list[BaseException] = []
        desk.error_raised.connect(errors.append)
        window = MainWindow(desk)
        window.resize(*self._size)
        window.show()
        try:
            window.show_first(None if picture.page == "first_start" else self._route(desk, picture, sticks))
            self._settle(desk)
            for keys in picture.keys:
                self._type(window, keys)
                self._settle(desk)
            if errors:
                raise errors[0]
            _save(self._grab(window), out)
        finally:
            window.close()
            context.close()
            window.deleteLater()

    def _route(self, desk: Desk, picture: Picture, sticks: Path) -> Route:
        def found(value: str | Finder | None) -> str:
            if isinstance(value, str) and value.startswith(NEWEST):
                files = list(sticks.rglob("*" + value.removeprefix(NEWEST)))
                return str(max(files, key=lambda path: path.stat().st_mtime))
            return desk.read(value) if callable(value) else value or ""

        extra = tuple((name, found(value)) for name, value in picture.extra)
        return Route(picture.page, found(picture.record), picture.tab, extra=extra)

    def _grab(self, window: MainWindow) -> QPixmap:
        """The window, with the dialogs that stand on it."""
        shown = window.grab()
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                grabbed = dialog.grab()
                place = QRect(QPoint(), dialog.size())
                place.moveCenter(window.rect().center())
                painter = QPainter(shown)
                painter.drawPixmap(place, grabbed)
                painter.setPen(dialog.palette().mid().color())
                painter.drawRect(place)
                painter.end()
        return shown

    def _type(self, window: MainWindow, keys: str) -> None:
        from PySide6.QtGui import QKeySequence
        from PySide6.QtTest import QTest

        target: Any = QApplication.activeModalWidget() or window.focusWidget() or window
        combination = QKeySequence(keys)
        is_key = len(keys) > 1 and combination.count() == 1 and combination.toString() != ""
        if is_key and not keys.islower():
            QTest.keySequence(target, combination)
        else:
            QTest.keyClicks(target, keys)

    def _settle(self, desk: Desk) -> None:
        """Let the window run until no work is under way and a moment has passed."""
        loop = QEventLoop()
        until = time.monotonic() + 30
        while True:
            QTimer.singleShot(_SETTLE_MS, loop.quit)
            loop.exec()
            if not desk.tasks.busy or time.monotonic() > until:
                return


def _last_day(database: Path) -> dt.date | None:
    """The day on which a round stands, so that a picture of it is the same on any day; None: no book is there yet."""
    if not database.exists():
        return None
    with closing(sqlite3.connect(database)) as connection:
        last = connection.execute("SELECT max(at) FROM journal_entry").fetchone()[0]
    return dt.date.fromisoformat(str(last)[:10]) if last else None


def _save(shown: QPixmap, out: Path) -> None:
    """Write a picture with its 256 commonest colours: a third of the size; grounds keep theirs, letters stay sharp."""
    whole = QBuffer()
    whole.open(QIODevice.OpenModeFlag.WriteOnly)
    shown.save(whole, "PNG")
    picture = Image.open(io.BytesIO(bytes(whole.data().data()))).convert("RGB")
    counted = picture.getcolors(picture.width * picture.height) or []
    kept = [colour for _count, colour in sorted(counted, key=lambda one: (-one[0], one[1]))[:256]]
    place = {colour: number for number, colour in enumerate(kept)}
    for _count, colour in counted:
        if colour not in place:
            place[colour] = min(range(len(kept)), key=lambda number: math.dist(kept[number], colour))
    data = picture.tobytes()
    few = Image.new("P", picture.size)
    few.putpalette([part for colour in kept for part in colour])
    few.putdata([place[one] for one in zip(data[::3], data[1::3], data[2::3], strict=True)])
    few.save(out, optimize=True)
