"""Opens an attached file in the system's viewer: a read-only copy under its real name, never the stored file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.errors import NotAllowed
from app.services.document_files import path_to_open
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk


def open_attached(page: QWidget, desk: Desk, sha256: str, name: str, *, warning: str = "") -> None:
    """Open one file; what may be unsafe is asked about first.

    Args:
        warning: the sentence on what was found when it was attached; empty: nothing.
    """
    if warning:
        messages.ask(
            page,
            _("Open this file?"),
            _("“{name}” may be unsafe. {reason}").format(name=name, reason=_(warning))
            + "\n"
            + _("Open it only if you know who made it."),
            _("Open it all the same"),
            lambda: _open(page, desk, sha256, name, even_warned=True),
            danger=True,
        )
    else:
        _open(page, desk, sha256, name, even_warned=False)


def _open(page: QWidget, desk: Desk, sha256: str, name: str, *, even_warned: bool) -> None:
    folder = desk.context.paths.opened

    def failed(error: BaseException) -> None:
        if isinstance(error, NotAllowed) and not even_warned and "reason" in error.params:
            open_attached(page, desk, sha256, name, warning=str(error.params["reason"]))
        else:
            desk.show_error(error)

    desk.run_long(
        _("Opening {name}").format(name=name),
        lambda progress: path_to_open(
            desk.context.store, sha256, name, folder, even_warned=even_warned, progress=progress
        ),
        on_done=show_outside,
        on_error=failed,
        owner=page,
    )


def show_outside(path: Path) -> None:
    """Hand a file to the system's own viewer."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
