"""What the wizards of these pages share: head, numbered steps, one view for each, the keys of the buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.translate import _
from app.ui.desk import Desk
from app.ui.pages.hand_over.stick_watch import StickWatch
from app.ui.pages.page import Page
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.steps import WizardFrame
from app.ui.widgets.strip import Strip


class WizardPage(Page):
    """Esc leaves and keeps what was chosen; Alt+← goes one step back, from the first step to where one came from.

    Args:
        titles: the steps; ``views`` gets one widget for each.
        side_title: of the summary at the right.
    """

    watch: StickWatch | None = None

    def __init__(self, desk: Desk, titles: Sequence[str], side_title: str) -> None:
        super().__init__(desk)
        self.header = PageHeader(self)
        self.body.addWidget(self.header)
        self.frame = WizardFrame(titles, side_title, self)
        self.body.addWidget(self.frame, 1)
        self.notice = Strip("", "warn")
        self.notice.setObjectName("wizard.notice")
        self.notice.hide()
        self.frame.content.addWidget(self.notice)
        self.step = 0
        self._views: list[QWidget] = []
        assert self.frame.side is not None
        self.side_card: Card = self.frame.side
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 4, 0)
        self.summary = QVBoxLayout()
        """Where the summary goes; it scrolls."""
        self.summary.setSpacing(8)
        rows.addLayout(self.summary)
        rows.addStretch(1)
        self.side_card.body.addWidget(VScroll(inner), 1)
        self._wants_side = True
        self.is_narrow = False
        self.back_act = Act(self, _("Back"), self.step_back, "Alt+Left", "caret-left")
        self.back_act.setShortcuts([])  # the window has this key; see ``back_key``
        self.leave_act = Act(self, _("Leave"), desk.back, "Esc")
        self.go_act = Act(self, "", self.go_on, "Ctrl+Return")

    def add_view(self) -> QVBoxLayout:
        """The view of the next step."""
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._views.append(view)
        self.frame.content.addWidget(view, 1)
        view.setVisible(len(self._views) == 1)
        return layout

    def show_step(self, step: int) -> None:
        """Go to a step, counted from 0."""
        self.step = step
        self.say("")
        self.frame.steps.set_current(step)
        for place, view in enumerate(self._views):
            view.setVisible(place == step)
        self.dress()
        focus = self.default_focus()
        if focus is not None and self.isVisible():
            focus.setFocus()

    def dress(self) -> None:
        """Show title, summary and buttons of the present step."""

    def go_on(self) -> None:
        """What the filled button does."""

    def step_back(self) -> None:
        """One step back."""
        if self.can_step_back():
            self.show_step(self.step - 1)
        else:
            self.desk.back()

    def can_step_back(self) -> bool:
        """Whether there is a step to go back to."""
        return self.step > 0

    def say(self, text: str, grade: str = "warn", detail: str = "") -> None:
        """A sentence over the view: what stops the button; nothing takes it away."""
        self.notice.setVisible(bool(text))
        if text:
            self.notice.set_text(text, grade, detail)

    def show_side(self, shown: bool) -> None:
        """Whether the present step has a summary."""
        self._wants_side = shown
        self.side_card.setVisible(shown and not self.is_narrow)

    def set_narrow(self, narrow: bool) -> None:
        self.is_narrow = narrow
        self.show_side(self._wants_side)

    def back_key(self) -> bool:
        """Alt+← belongs to the wizard while it has a step to go back to."""
        if self.can_step_back():
            self.show_step(self.step - 1)
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.watch is not None:
            self.watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.watch is not None:
            self.watch.stop()
