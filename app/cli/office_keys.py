"""``so-ocop office rotate``, ``replace``, ``revoke``, ``notice``, ``take-change``, ``make-list``, ``take-list``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.office_cards import said_words, shown
from app.cli.opening import (
    PassphraseFile,
    asked_passphrase,
    at_work,
    confirmed,
    given_passphrase,
    reading,
    unlocked_keys,
)
from app.cli.output import AsJson, print_json, table
from app.errors import AppError, InvalidInput
from app.translate import N_, _

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.actors import Actor
    from app.services.office_keys.key_change import KeyChange
    from app.services.office_keys.list_taking import ListLine

Out = Annotated[Path, typer.Argument(metavar="OUT", help=N_("The notice's file, or a folder for it."))]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why, as the notice and the journal say it."))]
Yes = Annotated[bool, typer.Option("--yes", help=N_("It was decided already."))]


def rotate(
    context: typer.Context,
    out: Out,
    reason: Reason = "",
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.office_keys.own_keys import rotate_keys

    with at_work(context) as (opened, actor):
        passphrase = None
        if opened.keys_protected:
            given = given_passphrase(passphrase_file)
            passphrase = given if given is not None else asked_passphrase()
        changed = rotate_keys(opened.database, opened.paths.keys, passphrase, actor, reason=reason)
        opened.forget_keys()
    _tell(changed.change, out, as_json)


def replace(
    context: typer.Context,
    out: Out,
    reason: Reason = "",
    yes: Yes = False,
    passphrase_file: PassphraseFile = None,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help=N_("Leave the keys open to whoever can read the folder."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    from app.services.office_keys.own_keys import replace_lost_keys

    confirmed(_("Every other office will have to check the new key. Is there really no recovery sheet?"), yes)
    with at_work(context) as (opened, actor):
        passphrase = None if no_passphrase else given_passphrase(passphrase_file) or asked_passphrase(confirm=True)
        if passphrase is None and not no_passphrase:
            raise InvalidInput(
                "passphrase_file",
                N_("The office's keys need a passphrase."),
                advice=N_("Give it with --passphrase-file or SO_OCOP_PASSPHRASE, or choose --no-passphrase."),
            )
        changed = replace_lost_keys(
            opened.database, opened.paths.keys, passphrase, actor, reason=reason, keep=_openable(opened, passphrase)
        )
        opened.forget_keys()
    _tell(changed.change, out, as_json)


def _openable(opened: AppContext, passphrase: str | None) -> Any:
    """The old keys, where this passphrase opens them."""
    from app.services.keys import unlock

    try:
        return unlock(opened.paths.keys, passphrase)
    except AppError:
        return None


def revoke(
    context: typer.Context,
    out: Out,
    reason: Reason = "",
    yes: Yes = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.office_keys.own_keys import revoke_own_key

    confirmed(_("A revoked key never comes back. Revoke the key of this office?"), yes)
    with at_work(context) as (opened, actor):
        keys = unlocked_keys(opened, passphrase_file)
        with opened.database.transaction() as session:
            change = revoke_own_key(session, keys, actor, reason=reason)
    _tell(change, out, as_json)


def notice(context: typer.Context, out: Out, passphrase_file: PassphraseFile = None, as_json: AsJson = False) -> None:
    from app.services.office_keys.own_keys import last_notice

    with reading(context) as opened:
        keys = unlocked_keys(opened, passphrase_file)
        with opened.database.reading() as session:
            change = last_notice(session, keys)
    _tell(change, out, as_json)


def _tell(change: KeyChange, out: Path, as_json: bool) -> None:
    from app.services.office_keys.key_change import write_key_change

    path = write_key_change(out / f"{change.code}-{change.at[:10]}" if out.is_dir() else out, change)
    key = change.card.sign_public_key if change.card is not None else ""
    if as_json:
        fingerprint = change.card.fingerprint if change.card is not None else None
        print_json({"notice": str(path), "kind": change.kind, "code": change.code, "fingerprint": fingerprint})
        return
    print(_("The notice for the other offices is {path}.").format(path=path))
    if key:
        print(_("The new key: {words}").format(words=said_words(bytes.fromhex(key))))
        print(_("Print a new recovery sheet, and keep the old one for what was sealed for the old key."))
    if change.kind == "revocation":
        print(_("This office has no key now: make one with “office replace”."))


def take_change(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("Another office's notice of its key (.ocop-key)."))],
    checked: Annotated[
        str, typer.Option("--checked", metavar="WAY", help=N_("How a new key was checked: phone, visit or letter."))
    ] = "",
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help=N_("With whom it was checked, or at which number."))
    ] = "",
    words: Annotated[
        str, typer.Option("--words", metavar="WORDS", help=N_("The six words, or the fingerprint, that they told."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    from app.services.office_keys.key_change import read_key_change_file
    from app.services.office_keys.taking import Checked, KeyNotChecked, take_key_change
    from app.services.office_keys.words import check_fingerprint

    change = read_key_change_file(file)
    if checked and change.card is not None and not check_fingerprint(bytes.fromhex(change.card.sign_public_key), words):
        raise InvalidInput(
            "words",
            N_("What was told is not the fingerprint of the new key: {words}"),
            kept=N_("The known key is kept."),
            advice=N_("Give with --words the six words that the office told."),
            words=said_words(bytes.fromhex(change.card.sign_public_key)),
        )
    with at_work(context) as (opened, actor):
        try:
            with opened.database.transaction() as session:
                taken = take_key_change(session, change, actor, Checked(checked, note) if checked else None)
        except KeyNotChecked as error:
            if not as_json:
                print(said_words(bytes.fromhex(error.card.sign_public_key)))
            raise
    if as_json:
        print_json({"kind": taken.kind, "already": taken.already} | shown(taken.office))
        return
    said = {
        "rotation": N_("{office} has a new key, signed by its old one."),
        "replacement": N_("{office} has a new key in the place of a lost one."),
        "revocation": N_("The key of {office} is revoked."),
    }
    print(_("All of it was known already.") if taken.already else _(said[taken.kind]).format(office=taken.office.name))


def make_list(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help=N_("The list's file, or a folder for it."))],
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.office_keys import list_making
    from app.services.office_keys.office_list import write_list

    with at_work(context) as (opened, actor):
        keys = unlocked_keys(opened, passphrase_file)
        with opened.database.transaction() as session:
            made = list_making.make_list(session, keys, actor)
            found = made.office_list
            path = write_list(out / f"{found.code}-{found.issued_at[:10]}" if out.is_dir() else out, found)
    if as_json:
        print_json({"list": str(path), "offices": len(found.offices), "left_out": list(made.left_out)})
        return
    print(_("The list of {count} offices is {path}.").format(count=len(found.offices), path=path))
    if made.left_out:
        print(_("Left out, because their cards were not read or not compared: {codes}").format(
            codes=", ".join(made.left_out)))  # fmt: skip


def take_list(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("A list signed by the province (.ocop-offices)."))],
    look: Annotated[bool, typer.Option("--look", help=N_("Only say what taking it would change."))] = False,
    as_json: AsJson = False,
) -> None:
    from app.services.office_keys import list_taking
    from app.services.office_keys.office_list import read_list_file

    office_list = read_list_file(file)
    revoked = 0
    if look:
        with reading(context) as opened, opened.database.reading() as session:
            seen = list_taking.look_at_list(session, office_list)
        lines = seen.lines
        if seen.refusal is not None:
            raise seen.refusal
    else:
        with at_work(context) as (opened, actor):
            taken = _take(opened, actor, office_list)
        lines, revoked = taken.lines, taken.revoked
    if as_json:
        print_json({"from": office_list.code, "issued_at": office_list.issued_at, "revoked": revoked,
                    "offices": [_line(one) for one in lines]})  # fmt: skip
        return
    print(_("Signed by {office}: {fingerprint}").format(office=office_list.name, fingerprint=office_list.fingerprint))
    rows = [(one.code, _(_KINDS[one.kind]), one.name, one.said) for one in lines if one.kind != "same" or one.revokes]
    print(table((_("code"), _("state"), _("name"), _("reason")), rows) if rows else _("All of it was known already."))


_KINDS = {
    "new": N_("new"),
    "changed": N_("changed"),
    "same": N_("the same"),
    "conflict": N_("in conflict"),
    "refused": N_("refused"),
}


def _take(opened: AppContext, actor: Actor, office_list: Any) -> Any:
    from app.services.office_keys import list_taking

    with opened.database.transaction() as session:
        return list_taking.take_list(session, office_list, actor)


def _line(line: ListLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "level": line.level,
        "name": line.name,
        "kind": line.kind,
        "reason": line.said,
        "fingerprint": line.fingerprint or None,
        "revokes": list(line.revokes),
    }
