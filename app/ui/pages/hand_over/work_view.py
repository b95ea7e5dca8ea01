"""Long work in the middle of a wizard: what, how far, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.translate import _
from app.ui.tasks import Task
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel


class WorkView(QWidget):
    """Follows one task; Shift+Esc stops it."""

    def __init__(self, page: QWidget, on_stop: Callable[[], object]) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 24, 0, 0)
        rows.setSpacing(12)
        self.title = TextLabel("", "card")
        self.text = TextLabel("", "body", tone="text2")
        self.where = TextLabel("", "second", wrap=False)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(760)
        self.bar.setAccessibleName(_("How far the work is"))
        self.stop_act = Act(page, _("Stop"), on_stop, "Shift+Esc", "stop")
        self.stop_act.setVisible(False)
        self.stop_button = ActButton(self.stop_act)
        rows.addWidget(self.title)
        rows.addWidget(self.text)
        rows.addWidget(self.bar)
        line = QHBoxLayout()
        line.addWidget(self.where)
        line.addStretch(1)
        rows.addLayout(line)
        rows.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)

    def follow(self, task: Task, title: str, text: str) -> None:
        """Show how far the task is, until it ends."""
        self.title.setText(title)
        self.text.setText(text)
        self.where.setText("")
        self.bar.setRange(0, 0)
        self.stop_act.setVisible(True)
        self.stop_act.setEnabled(True)
        task.progressed.connect(self._on_progressed)
        task.ended.connect(self._on_ended)

    def stopping(self) -> None:
        """Stop was asked for."""
        self.stop_act.setEnabled(False)
        self.where.setText(_("Stopping; what was begun is being put away."))

    def _on_progressed(self, where: tuple[int, int, str]) -> None:
        done, total, message = where
        self.bar.setRange(0, 1000 if total > 0 else 0)
        self.bar.setValue(done * 1000 // total if total > 0 else 0)
        if self.stop_act.isEnabled():
            words = [_(message)] if message else []
            if total > 0:
                words.append(f"{done * 100 // total} %")
            self.where.setText(" · ".join(words))

    def _on_ended(self) -> None:
        self.stop_act.setVisible(False)
