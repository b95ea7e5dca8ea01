"""Opening an attached file with the system's viewer: a read-only copy, after a warning where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.services.document_files import path_to_open
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk

if TYPE_CHECKING:
    from app.services.documents import AttachedFile

OPENED = "opened"
"""The folder below the outbox where copies lie until the next start."""


def open_file(parent: QWidget, desk: Desk, file: AttachedFile) -> None:
    """Open a file of a paper; one that may be unsafe only after the person has read why."""
    if file.blob.warning:
        messages.ask(
            parent,
            _("Open this file?"),
            _("“{name}” may be unsafe. {reason}").format(name=file.name, reason=_(file.blob.warning))
            + "\n"
            + _("Open it only if you know who made it."),
            _("Open it all the same"),
            lambda: _open(parent, desk, file, even_warned=True),
            danger=True,
        )
        return
    _open(parent, desk, file, even_warned=False)


def _open(parent: QWidget, desk: Desk, file: AttachedFile, *, even_warned: bool) -> None:
    store, folder = desk.context.store, desk.context.paths.outbox / OPENED
    desk.tasks.read(
        lambda: path_to_open(store, file.blob.sha256, file.name, folder, even_warned=even_warned),
        _show,
        desk.show_error,
        parent,
    )


def _show(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
