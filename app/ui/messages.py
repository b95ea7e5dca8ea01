"""The only place that opens boxes: what happened, what was kept, what to do next; and the few questions asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.translate import _, format_datetime
from app.ui.theme import font

_WIDTH = 660
_GAP = "\u00a0\u00a0\u00a0"  # between words and key


Remedy = tuple[str, Callable[[], object]]


def show_error(
    parent: QWidget, error: BaseException, *, title: str = "", kept: str = "", remedies: Sequence[Remedy] = ()
) -> QDialog:
    """Tell an error. What is not an ``AppError`` is told as unexpected, with the log as the place to look.

    Args:
        title: what did not happen.
        kept: what was kept, where the page knows it better than the error.
        remedies: what can be done about it at once, as words and act; the first is the default button.
    """
    if isinstance(error, AppError):
        happened = error.what
        kept = kept or error.what_was_kept or _("Everything saved before is unchanged.")
        following = error.what_next or _("Correct what is named above, then try again.")
    else:
        happened = _("Something happened that the program did not foresee.")
        kept = _("Everything saved before is unchanged; this act was not carried out.")
        following = _("Try again. If it happens again, send the technical detail to whoever supports you.")
    box = _Box(parent, title or _("This could not be done"))
    box.setObjectName("error")
    for head, text in ((_("What happened"), happened), (_("What was kept"), kept), (_("What to do next"), following)):
        box.add_paragraph(head, text)
    box.add_detail(_detail(error))
    box.add_remedies(remedies)
    box.open()
    return box


def ask(
    parent: QWidget, title: str, text: str, act: str, on_yes: Callable[[], None], *, danger: bool = False
) -> QDialog:
    """Ask before an act that cannot be undone; ``act`` is the verb on the button. Esc and the other button leave."""
    box = _Box(parent, title)
    box.setObjectName("question")
    box.add_text(text)
    box.add_buttons(_("Leave it"), act, on_yes, danger=danger)
    box.open()
    return box


def ask_text(
    parent: QWidget,
    title: str,
    text: str,
    act: str,
    on_text: Callable[[str], None],
    *,
    label: str = "",
    several_lines: bool = False,
    secret: bool = False,
    value: str = "",
) -> QDialog:
    """Ask for a text that the act needs, such as a reason or a passphrase; an empty one is not taken."""
    box = _Box(parent, title)
    box.setObjectName("text_question")
    if text:
        box.add_text(text)
    field = box.add_field(label, several_lines=several_lines, secret=secret, value=value)

    def give() -> None:
        typed = field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
        on_text(typed if secret else typed.strip())

    box.add_buttons(_("Leave it"), act, give, needs=field)
    box.open()
    field.setFocus()
    return box


def ask_passphrase(
    parent: QWidget,
    title: str,
    text: str,
    act: str,
    on_given: Callable[[str, bool], None],
    *,
    tick: str = "",
    note: str = "",
) -> QDialog:
    """Ask for a passphrase; ``on_given`` gets it and whether it is to be remembered.

    Args:
        tick: the words beside the box that is ticked to have it remembered; empty: there is none.
        note: what remembering means, below the box.
    """
    box = _Box(parent, title)
    box.setObjectName("passphrase_question")
    box.add_text(text)
    field = box.add_field(_("Passphrase"), several_lines=False, secret=True, value="")
    assert isinstance(field, QLineEdit)
    keep = box.add_tick(tick, note) if tick else None
    box.add_buttons(
        _("Leave it"), act, lambda: on_given(field.text(), keep is not None and keep.isChecked()), needs=field
    )
    box.open()
    field.setFocus()
    return box


def _detail(error: BaseException) -> str:
    moment = format_datetime(dt.datetime.now(dt.UTC))
    names = [type(error).__name__]
    for name in ("check", "entry", "field", "file", "pointer"):
        value = getattr(error, name, "")
        if value:
            names.append(f"{name}={value}")
    cause = error.__cause__
    if cause is not None:
        names.append(type(cause).__name__)
    return f"{moment}\n{' · '.join(names)}"


def _keyed_button(words: str, key: str, parent: QWidget) -> QPushButton:
    """A button that shows its key, as on every page; a screen reader says only the words."""
    button = QPushButton(words.replace("&", "&&") + (_GAP + key if key else ""), parent)
    button.setAccessibleName(words)
    button.setAccessibleDescription(key)
    return button


class _Box(QDialog):
    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(min(_WIDTH, max(360, parent.window().width() - 80)))
        self.setMaximumWidth(_WIDTH + 100)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(24, 20, 24, 20)
        self._rows.setSpacing(12)
        head = QLabel(title, self)
        head.setFont(font("title"))
        head.setWordWrap(True)
        self._rows.addWidget(head)

    def add_paragraph(self, head: str, text: str) -> None:
        label = QLabel(head, self)
        label.setFont(font("strong"))
        self._rows.addWidget(label)
        self._rows.setSpacing(6)
        self.add_text(text)

    def add_text(self, text: str) -> None:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rows.addWidget(label)

    def add_field(self, label: str, *, several_lines: bool, secret: bool, value: str) -> QLineEdit | QPlainTextEdit:
        field: QLineEdit | QPlainTextEdit
        if several_lines:
            field = QPlainTextEdit(value, self)
            field.setTabChangesFocus(True)
            field.setFixedHeight(96)
        else:
            field = QLineEdit(value, self)
            if secret:
                field.setEchoMode(QLineEdit.EchoMode.Password)
        if label:
            words = QLabel(label, self)
            words.setProperty("role", "label")
            words.setBuddy(field)
            self._rows.addWidget(words)
        field.setObjectName("answer")
        field.setAccessibleName(label or self.windowTitle())
        self._rows.addWidget(field)
        return field

    def add_tick(self, words: str, note: str) -> QCheckBox:
        tick = QCheckBox(words, self)
        tick.setObjectName("tick")
        tick.setAccessibleDescription(note)
        self._rows.addWidget(tick)
        if note:
            label = QLabel(note, self)
            label.setProperty("role", "second")
            label.setWordWrap(True)
            self._rows.addWidget(label)
        return tick

    def add_detail(self, detail: str) -> None:
        row = QHBoxLayout()
        fold = QPushButton(_("Technical detail"), self)
        fold.setCheckable(True)
        fold.setProperty("kind", "link")
        copy = QPushButton(_("Copy"), self)
        copy.setProperty("kind", "link")
        text = QLabel(detail, self)
        text.setProperty("role", "second")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setVisible(False)
        fold.toggled.connect(text.setVisible)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(detail))
        row.addWidget(fold)
        row.addWidget(copy)
        row.addStretch(1)
        self._rows.addLayout(row)
        self._rows.addWidget(text)

    def add_buttons(
        self,
        leave: str,
        act: str | None,
        on_act: Callable[[], None] | None,
        *,
        danger: bool = False,
        needs: QLineEdit | QPlainTextEdit | None = None,
    ) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        close = _keyed_button(leave, "Esc", self)
        close.setObjectName("leave")
        close.clicked.connect(self.reject)
        row.addWidget(close)
        if act is None or on_act is None:
            close.setProperty("kind", "primary")
            close.setDefault(True)
        else:
            close.setAutoDefault(danger)
            button = self._act_button(act, on_act, danger, needs)
            row.addWidget(button)
            if needs is None:
                (close if danger else button).setFocus()
        self._rows.addLayout(row)

    def add_remedies(self, remedies: Sequence[Remedy]) -> None:
        """The buttons of an error: what can be done at once, the first as the default, and to close."""
        if not remedies:
            self.add_buttons(_("Close"), None, None)
            return
        row = QHBoxLayout()
        for words, slot in remedies[1:]:
            row.addWidget(self._remedy(words, slot))
        row.addStretch(1)
        close = _keyed_button(_("Close"), "Esc", self)
        close.setObjectName("leave")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        first = self._remedy(*remedies[0], key="Enter")
        first.setObjectName("act")
        first.setProperty("kind", "primary")
        first.setDefault(True)
        row.addWidget(first)
        self._rows.addSpacing(6)
        self._rows.addLayout(row)
        first.setFocus()

    def _remedy(self, words: str, slot: Callable[[], object], key: str = "") -> QPushButton:
        button = _keyed_button(words, key, self)
        button.setAutoDefault(False)

        def carry_out() -> None:
            self.accept()
            slot()

        button.clicked.connect(carry_out)
        return button

    def _act_button(
        self, act: str, on_act: Callable[[], None], danger: bool, needs: QLineEdit | QPlainTextEdit | None
    ) -> QPushButton:
        # Enter is the box's own unless it is a letter of the text, or the act is not to be done by a slip.
        by_enter = not danger and not isinstance(needs, QPlainTextEdit)
        button = _keyed_button(act, "Enter" if by_enter else "Ctrl+Enter", self)
        button.setObjectName("act")
        button.setProperty("kind", "danger" if danger else "primary")
        button.setDefault(not danger)
        if needs is not None:
            text = needs.toPlainText if isinstance(needs, QPlainTextEdit) else needs.text
            button.setEnabled(bool(text().strip()))
            needs.textChanged.connect(lambda: button.setEnabled(bool(text().strip())))

        def carry_out() -> None:
            self.accept()
            on_act()

        button.clicked.connect(carry_out)
        for key in ("Ctrl+Return", "Ctrl+Enter"):  # the key of the filled button, as on every page
            QShortcut(QKeySequence(key), self, button.click)
        return button
