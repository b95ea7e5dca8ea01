"""Starts practice: makes its data where there is none, and opens its folder."""

from __future__ import annotations

import contextlib
import datetime as dt

from PySide6.QtCore import QObject

from app.services.demo.practice_world import has_practice, make_practice
from app.services.practice import practice_paths
from app.settings import Settings, save_settings
from app.translate import _, current_language
from app.ui.desk import Desk
from app.ui.state import UiState


def start_practice(desk: Desk, level: str, owner: QObject) -> None:
    """Open the practice data, making it first where there is none; the window then works in its folder."""
    paths = desk.context.paths
    if has_practice(paths):
        desk.folder_requested.emit(practice_paths(paths).root)
    else:
        renew_practice(desk, level, owner)


def renew_practice(desk: Desk, level: str, owner: QObject) -> None:
    """Make the practice data anew, then open it."""
    paths = desk.context.paths
    folder = practice_paths(paths).root

    def done(day: dt.date) -> None:
        with contextlib.suppress(OSError):  # practice then speaks the default language
            save_settings(practice_paths(paths).settings_file, Settings(language=current_language()))
        state = UiState(folder)
        state.set("practice_day", day.isoformat())
        state.save()
        desk.folder_requested.emit(folder)

    desk.run_long(
        _("Making practice data"), lambda progress: make_practice(paths, level, progress), on_done=done, owner=owner
    )
