"""What every tab of the settings is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import StorageError, system_reason
from app.services.actors import WRITERS
from app.settings import save_settings
from app.translate import N_, _
from app.ui.desk import Desk
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel


class SettingsTab(QWidget):
    """A tab is made when it is first opened; ``refresh`` is called each time."""

    scrolls: ClassVar[bool] = False
    """Whether it scrolls by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.buttons: list[ActButton] = []
        """Their keys are written in them only where there is room."""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 4, 0, 0)
        self.column.setSpacing(12)

    @property
    def may_write(self) -> bool:
        """Whether this person changes the office's settings at all."""
        return self.desk.person.role in WRITERS

    def refresh(self) -> None:
        """Load what is shown."""

    def leave(self) -> bool:
        """Commit what is being typed; False keeps the tab."""
        return True

    def first_input(self) -> QWidget | None:
        """What takes the keys when the tab opens."""
        return None

    def add_words(self, text: str, role: str = "body", tone: str = "text2") -> TextLabel:
        """A paragraph."""
        label = TextLabel(text, role, tone=tone)
        self.column.addWidget(label)
        return label

    def add_buttons(self, acts: Sequence[Act], primary: bool = False) -> None:
        """A line of buttons; the first is filled where ``primary``."""
        line = QHBoxLayout()
        line.setSpacing(8)
        for place, act in enumerate(acts):
            line.addWidget(self.button(act, "primary" if primary and place == 0 else "plain"))
        line.addStretch(1)
        self.column.addLayout(line)

    def button(self, act: Act, kind: str = "plain") -> ActButton:
        """A button of the tab."""
        made = ActButton(act, kind, parent=self)
        self.buttons.append(made)
        return made

    def set_narrow(self, narrow: bool) -> None:
        """There is little width: keys stand in the tool tips only."""
        for button in self.buttons:
            button.show_key(not narrow)

    def save_settings(self) -> bool:
        """Write the settings file; False where that failed, which is then told."""
        context = self.desk.context
        try:
            save_settings(context.paths.settings_file, context.settings)
        except OSError as error:
            self.desk.show_error(
                StorageError(
                    N_("The settings could not be saved: {reason}."),
                    advice=N_("Check the room on the disk and the rights of the data folder."),
                    reason=system_reason(error),
                )
            )
            return False
        self.desk.note_saved(("settings",))
        return True

    def read_only_words(self) -> str:
        """Why nothing can be changed here."""
        return _("Your role only reads. Ask an officer of the office to change this.")
