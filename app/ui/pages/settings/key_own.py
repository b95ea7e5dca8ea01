"""This office's own keys changed: carried out away from the window, and what is then still to be done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.services.keys import OfficeKeys
from app.services.office_keys.key_change import SUFFIX, KeyChange, write_key_change
from app.services.office_keys.own_keys import last_notice, replace_lost_keys, revoke_own_key, rotate_keys
from app.services.printing.safe_names import safe_name
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.first_start.ready_step import SHEET_DONE

TO_DO = "key_to_do"
"""In the window's state: what is left after a change of the keys, ``notice`` and ``sheet``."""


def to_do(desk: Desk) -> list[str]:
    """What is left to do after the last change of the keys."""
    return [one for one in desk.state.get(TO_DO) or [] if one in ("notice", "sheet")]


def is_done(desk: Desk, what: str) -> None:
    """One of them is done."""
    desk.state.set(TO_DO, [one for one in to_do(desk) if one != what])


def rotate(desk: Desk, owner: QWidget, passphrase: str | None, reason: str, done: Callable[[], None]) -> None:
    """New keys, signed by the present ones."""
    context = desk.context
    _change(
        desk,
        owner,
        passphrase,
        lambda: rotate_keys(context.database, context.paths.keys, passphrase, desk.read(desk.actor), reason=reason),
        done,
    )


def replace(
    desk: Desk,
    owner: QWidget,
    passphrase: str | None,
    reason: str,
    keep: OfficeKeys | None,
    done: Callable[[], None],
) -> None:
    """New keys in the place of lost or revoked ones."""
    context = desk.context
    _change(
        desk,
        owner,
        passphrase,
        lambda: replace_lost_keys(
            context.database, context.paths.keys, passphrase, desk.read(desk.actor), reason=reason, keep=keep
        ),
        done,
    )


def _change(
    desk: Desk, owner: QWidget, passphrase: str | None, work: Callable[[], object], done: Callable[[], None]
) -> None:
    """The change with its lock taken anew: later acts find the new keys unlocked."""
    context = desk.context
    desk.flush()

    def run(_progress: object) -> None:
        work()
        context.forget_keys()
        context.keys(passphrase)

    def told(_value: object) -> None:
        desk.reload_office()
        desk.state.set(SHEET_DONE, "")
        desk.state.set(TO_DO, ["notice", "sheet"])
        done()

    desk.run_long(_("Making new keys"), run, changes="office", on_done=told, owner=owner)


def revoke(desk: Desk, owner: QWidget, keys: OfficeKeys, reason: str, done: Callable[[], None]) -> None:
    """The present key is not to be trusted any more."""

    def told(_change_made: KeyChange) -> None:
        desk.reload_office()
        desk.state.set(TO_DO, ["notice"])
        done()

    desk.write(
        lambda session, actor: revoke_own_key(session, keys, actor, reason=reason),
        changes="office",
        on_done=told,
        owner=owner,
    )


def save_notice(parent: QWidget, desk: Desk, on_saved: Callable[[], None]) -> None:
    """Write the notice of the latest change where the officer says: a stick, or a folder."""

    def ask(keys: OfficeKeys) -> None:
        try:
            change = desk.read(lambda session: last_notice(session, keys))
        except AppError as error:
            desk.show_error(error)
            return
        name = safe_name(f"thong-bao-khoa-{change.code}-{change.at[:10]}") + SUFFIX
        dialog = FileDialog(parent, _("Save the notice"), name, _("Notices of keys") + f" (*{SUFFIX})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.fileSelected.connect(lambda chosen: write_notice(desk, Path(chosen), change, on_saved))
        dialog.open()

    desk.with_keys(ask)


def write_notice(desk: Desk, path: Path, change: KeyChange, on_saved: Callable[[], None]) -> None:
    """Write it there, and say what to do with it."""
    try:
        written = write_key_change(path, change)
    except AppError as error:
        desk.show_error(error)
        return
    is_done(desk, "notice")
    desk.toast(
        _("Saved: {name}. Give it to every office that you exchange bundles with, before the next one.").format(
            name=written.name
        )
    )
    on_saved()
