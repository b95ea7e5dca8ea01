"""The last act of an office that ended: everything in its hands goes to the successor in one bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.bundles.export import Exported
from app.services.keys import OfficeKeys
from app.services.succession.last_act import hand_over_everything
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.hand_over.arrival import sending_of


class LastAct(QObject):
    """Asked once, for afterwards everything is read-only here; then written into the folder that was chosen."""

    def __init__(self, page: QWidget, desk: Desk, on_done: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._desk, self._on_done = page, desk, on_done

    def begin(self) -> None:
        """Ask whether, then where."""
        messages.ask(
            self._page,
            _("Hand everything over to the successor?"),
            _(
                "All dossiers in this office's hands, its certificates, number series and journal go in one bundle. "
                "Afterwards they can only be read here."
            ),
            _("Choose the stick…"),
            self._ask_place,
            danger=True,
        )

    def _ask_place(self) -> None:
        dialog = FileDialog(self._page, _("Choose the stick or folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda name: self._desk.with_keys(lambda keys: self.write(Path(name), keys)))
        dialog.open()

    def write(self, folder: Path, keys: OfficeKeys) -> None:
        """Write the bundle there."""
        desk = self._desk
        desk.flush()
        desk.run_long(
            _("Handing everything over"),
            lambda progress: hand_over_everything(sending_of(desk, keys, progress), folder),
            changes=("dossier", "hand_over"),
            on_done=self._done,
            owner=self,
        )

    def _done(self, made: Exported) -> None:
        self._desk.toast(_("Written: {name}. Give it to the successor.").format(name=made.path.name))
        self._on_done()
