"""The receipt after a take: written back to the stick by itself, written again, printed, its paper laid beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.services.keys import OfficeKeys
from app.services.letters.acknowledge import Acknowledged, acknowledge
from app.services.printing.options import PrintOptions
from app.translate import _
from app.ui.desk import Desk
from app.ui.pages.hand_over.arrival import Arrived, sending_of
from app.ui.pages.hand_over.taken_view import TakenView
from app.ui.pages.page import Page
from app.ui.papers import previews
from app.ui.papers.writing import draw_paper
from app.ui.route import Route
from app.ui.tasks import TaskProgress
from app.ui.widgets.act import Act


class ReceiptWork(QObject):
    """The acts of the last step of receiving; ``view`` shows how they end."""

    def __init__(self, page: Page, desk: Desk) -> None:
        super().__init__(page)
        self._desk = desk
        self._hand_over, self._sender, self._place = "", "", ""
        self._file: Path | None = None
        self._is_busy = False
        self.again_act = Act(page, _("Write the receipt again"), self.write_again, "Ctrl+Shift+R", "usb")
        self.paper_act = Act(page, _("Print the receipt…"), self._on_print, "Ctrl+P", "printer")
        self.stick_act = Act(page, _("Save its paper beside the bundle"), self._on_save, "Ctrl+Shift+S", "file-pdf")
        self.other_act = Act(page, _("Onto another stick…"), self._elsewhere, "Ctrl+Shift+N", "usb")
        self.view = TakenView(desk, [self.again_act, self.other_act, self.paper_act, self.stick_act])

    def begin(self, arrived: Arrived, file: Path | None, sender: str, place: str, code: str) -> None:
        """Show how a bundle was taken and its receipt written; where nobody has unlocked the keys yet, ask for them.

        Args:
            file: the bundle; ``None``: it does not lie on the sender's stick, but in quarantine.
            place: stick or folder.
        """
        self._hand_over, self._file, self._sender, self._place = arrived.taken.hand_over_id, file, sender, place
        self.view.show_arrived(arrived, sender, code)
        self.again_act.setVisible(file is not None)
        self.other_act.setVisible(True)
        self.stick_act.setVisible(file is not None)
        if not arrived.asks_receipt:
            return
        self.view.say_receipt(arrived.receipt, sender, place)
        if arrived.receipt is None and file is not None:
            self._desk.with_keys(self._write)

    def write_again(self) -> None:
        """The same receipt once more, to where the bundle lies; a stick that was pulled out has to be in again."""
        if self._hand_over and self._file is not None and not self._is_busy:
            self._desk.with_keys(self._write)

    def _elsewhere(self) -> None:
        if self._hand_over:
            self._desk.go(Route("letter", extra=(("receipt", self._hand_over),)))

    def _write(self, keys: OfficeKeys) -> None:
        desk, hand_over, file = self._desk, self._hand_over, self._file
        if file is None or self._is_busy:
            return
        self._is_busy = True

        def work(progress: TaskProgress) -> Acknowledged:
            return acknowledge(sending_of(desk, keys, progress), hand_over, file.parent)

        desk.run_long(
            _("Writing the receipt"), work, changes="hand_over", on_done=self._on_written, on_error=self._on_failed,
            on_cancel=self._on_cancelled, owner=self,
        )  # fmt: skip

    def _on_written(self, receipt: Acknowledged) -> None:
        self._is_busy = False
        self.view.say_receipt(receipt, self._sender, self._place)

    def _on_cancelled(self) -> None:
        self._is_busy = False

    def _on_failed(self, error: BaseException) -> None:
        self._is_busy = False
        self._desk.show_error(error)

    def _on_print(self) -> None:
        if self._hand_over:
            previews.preview_paper(self._desk, "hand_over_minutes", self._hand_over, for_signature=True)

    def _on_save(self) -> None:
        if not self._hand_over or self._file is None:
            return
        desk, hand_over = self._desk, self._hand_over
        target = self._file.with_name(f"bien-nhan-{self._file.stem}.pdf")

        def work(progress: TaskProgress) -> Path:
            options = PrintOptions(for_signature=True)
            return draw_paper(desk, "hand_over_minutes", hand_over, target, options, progress)

        words = _("{name} lies beside the bundle.").format(name=target.name)
        desk.run_long(_("Writing the receipt"), work, on_done=lambda _path: self.view.say_written(words), owner=self)
