"""A process that starts a window and ends when it was first painted: the program's own, or a bare one with one table.

``python -m benchmarks.first_paint ours FOLDER`` or ``bare``; prints the moment (``time.monotonic()``, which the
processes of a Linux machine share) and the libraries of the data layer that were imported by then.
"""

from __future__ import annotations

import os
import runpy
import sys
import time
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

HEAVY = ("sqlalchemy", "sqlmodel", "pydantic", "alembic", "babel", "reportlab", "pypdfium2", "cryptography", "PIL")
SIZE = (1366, 696)


def _told() -> None:
    """The last thing this process does: nothing is closed or waited for."""
    moment = time.monotonic()
    print(moment, *(name for name in HEAVY if name in sys.modules), flush=True)
    os._exit(0)


def _watch() -> None:
    """Look at the shown window once the loop begins; its first painting is one event, the exposing of the window."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject
    from PySide6.QtWidgets import QApplication

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Expose:
                watched.removeEventFilter(self)
                QCoreApplication.sendEvent(watched, event)
                _told()
            return False

    run = QApplication.exec

    def watched_run(*_arguments: object) -> int:
        shown = next(one for one in QApplication.topLevelWidgets() if one.isVisible())
        painted = Painted(shown)
        shown.windowHandle().installEventFilter(painted)
        return run()

    QApplication.exec = watched_run  # type: ignore[method-assign]


class _Late:
    """Puts the watch in place when the program itself has imported Qt, so that its own order of imports is measured."""

    def find_spec(self, name: str, path: Any, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "app.ui.application":
            return None
        spec = PathFinder.find_spec(name, path)
        assert spec is not None
        assert spec.loader is not None
        load = spec.loader.exec_module

        def loaded(module: ModuleType) -> None:
            load(module)
            _watch()

        spec.loader.exec_module = loaded  # type: ignore[method-assign]
        return spec


def _ours(arguments: list[str]) -> None:
    sys.meta_path.insert(0, _Late())
    sys.argv = ["app", "--data-dir", *arguments]
    runpy.run_module("app", run_name="__main__", alter_sys=True)


def _bare() -> None:
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    _watch()
    qt = QApplication([])
    window = QMainWindow()
    table = QTableView(window)
    model = QStandardItemModel(20, 5, table)
    for row in range(20):
        for column in range(5):
            model.setItem(row, column, QStandardItem(f"{row}.{column}"))
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(*SIZE)
    window.show()
    qt.exec()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        _bare()
    else:
        _ours(sys.argv[2:])
