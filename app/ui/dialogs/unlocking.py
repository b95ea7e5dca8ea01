"""Unlocks the office's keys: with the passphrase that the system's keyring remembers, else with the one typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
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

Then = Callable[["OfficeKeys"], None]


class Unlocking(QObject):
    """Asked for each time that work needs keys which are still locked.

    Args:
        window: over which it asks.
    """

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._asking = False

    def start(self, then: Then) -> None:
        """Unlock the keys and go on with ``then``; nothing happens where the person leaves it."""
        from app.services.remembered_passphrase import can_remember, is_possible, remembered

        if self._asking:
            return  # the keyring is still at it: the same key was pressed twice
        if not is_possible():
            self._ask(then, can_keep=False)
            return
        desk, kept = self._desk, bool(self._desk.state.get(KEPT))
        office = entry_of(desk)

        def look() -> tuple[bool, str | None]:
            can = can_remember()
            return can, remembered(*office) if can and kept else None

        def found(answer: tuple[bool, str | None]) -> None:
            self._asking = False
            can, passphrase = answer
            if passphrase is None:
                self._ask(then, can_keep=can)
            else:
                self._try(passphrase, then)

        self._asking = True
        desk.tasks.read(look, found, self._failed, self)

    def _failed(self, error: BaseException) -> None:
        self._asking = False
        self._desk.show_error(error)

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

    desk.tasks.read(lambda: remember(*office, passphrase), done, desk.show_error, desk)


def forget_passphrase(desk: Desk, on_done: Callable[[], None] | None = None) -> None:
    """Take the passphrase out of the keyring."""
    from app.services.remembered_passphrase import forget

    office = entry_of(desk)

    def done(gone: bool) -> None:
        if gone:
            desk.state.set(KEPT, None)
        if on_done is not None:
            on_done()

    desk.tasks.read(lambda: forget(*office), done, desk.show_error, desk)


def follow_passphrase(desk: Desk, passphrase: str | None) -> None:
    """The passphrase was changed here: what the keyring remembers becomes the new one, or goes."""
    if not desk.state.get(KEPT):
        return
    if not passphrase:
        forget_passphrase(desk)
        return
    from app.services.remembered_passphrase import follow_change

    office = entry_of(desk)
    desk.tasks.read(lambda: follow_change(*office, passphrase), lambda _none: None, desk.show_error, desk)


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
