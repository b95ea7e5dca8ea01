"""Unlocks the office's keys: with the passphrase that the system's keyring remembers, else with the one typed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError, NotAllowed
from app.translate import _
from app.ui.desk import Desk
from app.ui.widgets.act import Act

if TYPE_CHECKING:
    from app.services.keys import OfficeKeys

KEPT = "passphrase_kept"
"""The window's state: whether a passphrase was given to the keyring. Without it none is read, as that may show the
system's own question."""

PATIENCE_MS = 15_000
"""How long the system's keyring may take before the passphrase is asked for all the same."""

Then = Callable[["OfficeKeys"], None]


class _Question(QObject):
    """One question to the keyring, in a thread of its own: it may stand behind the system's own question for as long as
    nobody answers that, and neither reads nor the end of the program wait for it."""

    _answered = Signal(object)

    def __init__(self, desk: Desk, ask: Callable[[], Any], on_answer: Callable[[Any], None]) -> None:
        super().__init__(desk)
        self._on_answer = on_answer
        self._answered.connect(self._tell)
        threading.Thread(target=self._work, args=(ask,), name="keyring", daemon=True).start()

    def _work(self, ask: Callable[[], Any]) -> None:
        answer = ask()
        if shiboken6.isValid(self):
            self._answered.emit(answer)

    def _tell(self, answer: Any) -> None:
        self._on_answer(answer)
        self.deleteLater()


class Unlocking(QObject):
    """Asked for each time that work needs keys which are still locked.

    Args:
        window: over which it asks.
    """

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._asking: object = None  # which question the keyring has not answered yet

    def start(self, then: Then) -> None:
        """Unlock the keys and go on with ``then``; nothing happens where the person leaves it."""
        from app.services.remembered_passphrase import can_remember, is_possible, remembered

        if self._asking is not None:
            return  # the keyring is still at it: the same key was pressed twice
        if not is_possible():
            self._ask(then, can_keep=False)
            return
        desk, kept = self._desk, bool(self._desk.state.get(KEPT))
        office = entry_of(desk)

        def look() -> tuple[bool, str | None]:
            can = can_remember()
            return can, remembered(*office) if can and kept else None

        mine = self._asking = object()

        def found(answer: tuple[bool, str | None]) -> None:
            if not shiboken6.isValid(self) or self._asking is not mine:
                return  # it came too late
            self._asking = None
            can, passphrase = answer
            if passphrase is None:
                self._ask(then, can_keep=can)
            else:
                self._try(passphrase, then)

        def waited() -> None:
            if self._asking is mine:
                self._asking = None
                self._ask(then, can_keep=False)

        _Question(desk, look, found)
        QTimer.singleShot(PATIENCE_MS, self, waited)

    def _try(self, passphrase: str, then: Then) -> None:
        try:
            keys = self._desk.context.keys(passphrase)
        except NotAllowed:
            forget_passphrase(self._desk)
            self._ask(then, can_keep=True, wrong=True)
        except AppError as error:
            self._desk.show_error(error)
        else:
            self._go_on(then, keys)

    def _go_on(self, then: Then, keys: OfficeKeys) -> None:
        try:
            then(keys)
        except AppError as error:
            self._desk.show_error(error)

    def _ask(self, then: Then, *, can_keep: bool, wrong: bool = False) -> None:
        from app.ui import messages

        text = (
            _("The passphrase that was remembered here does not fit any more and is forgotten.")
            if wrong
            else _("The passphrase is asked once each time the program is started.")
        )

        def give(passphrase: str, keep: bool) -> None:
            try:
                keys = self._desk.context.keys(passphrase)
            except AppError as error:
                self._desk.show_error(error)
                return
            if keep:
                keep_passphrase(self._desk, passphrase)
            self._go_on(then, keys)

        messages.ask_passphrase(
            self._window,
            _("Unlock the office's key"),
            text,
            _("Unlock"),
            give,
            tick=_("Remember on this machine") if can_keep else "",
            note=_("Whoever works here under the same login of this machine can then sign without it."),
        )


def entry_of(desk: Desk) -> tuple[str, str]:
    """Under which office and data folder the keyring has the passphrase."""
    from app.services.remembered_passphrase import folder_id

    return desk.office.code, folder_id(desk.context.paths.root)


def keep_passphrase(desk: Desk, passphrase: str) -> None:
    """Give the passphrase to the keyring, away from the window's thread."""
    from app.services.remembered_passphrase import remember

    office = entry_of(desk)

    def done(kept: bool) -> None:
        if kept:
            desk.state.set(KEPT, True)
            desk.toast(_("The passphrase is remembered on this machine."))

    _Question(desk, lambda: remember(*office, passphrase), done)


def forget_passphrase(desk: Desk, on_done: Callable[[], None] | None = None) -> None:
    """Take the passphrase out of the keyring."""
    from app.services.remembered_passphrase import forget

    office = entry_of(desk)

    def done(gone: bool) -> None:
        if gone:
            desk.state.set(KEPT, None)
        if on_done is not None:
            on_done()

    _Question(desk, lambda: forget(*office), done)


def follow_passphrase(desk: Desk, passphrase: str | None) -> None:
    """The passphrase was changed here: what the keyring remembers becomes the new one, or goes."""
    if not desk.state.get(KEPT):
        return
    if not passphrase:
        forget_passphrase(desk)
        return
    from app.services.remembered_passphrase import follow_change

    office = entry_of(desk)
    _Question(desk, lambda: follow_change(*office, passphrase), lambda _none: None)


class ForgetAct(Act):
    """Takes the passphrase out of the keyring; shown only where one was put into it. ``update`` after each change."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, _("Forget the remembered passphrase"), self._forget, "Ctrl+Shift+F", "trash")
        self.setObjectName("forget_passphrase")
        self._desk = desk
        self.update()

    def update(self) -> None:
        """Show it or not, as things stand."""
        self.setVisible(bool(self._desk.state.get(KEPT)))

    def _forget(self) -> None:
        forget_passphrase(self._desk, self._told)

    def _told(self) -> None:
        self.update()
        if not self.isVisible():
            self._desk.toast(_("The passphrase is forgotten here: it is asked for again from the next start on."))
