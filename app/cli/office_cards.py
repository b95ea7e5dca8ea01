"""``so-ocop office card``, ``take-card``, ``words``: how offices learn each other's keys."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.opening import PassphraseFile, at_work, confirmed, reading, unlocked_keys
from app.cli.output import AsJson, print_json
from app.errors import InvalidInput, NotFound
from app.services.names import level_name
from app.translate import N_, _

if TYPE_CHECKING:
    from app.models.office import OfficeRow
    from app.services.office_cards import SignedCard

_LONGEST = 64 * 1024


def shown(row: OfficeRow) -> dict[str, Any]:
    """An office as JSON has it."""
    from app.services.known_keys import fingerprint_of, words_of

    return {
        "id": row.id,
        "code": row.code,
        "level": row.level,
        "name": row.name,
        "own": row.is_self,
        "fingerprint": fingerprint_of(row) or None,
        "words": list(words_of(row)),
        "confirmed": row.key_confirmed_at is not None,
        "uses_program": row.uses_program,
    }


def said_words(public_key: bytes) -> str:
    """The six words, numbered, in one line."""
    from app.services.office_keys.words import fingerprint_words

    return "  ".join(f"{number}. {word}" for number, word in enumerate(fingerprint_words(public_key), 1))


def write_own_card(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help=N_("The card's file, or a folder for it."))],
    page: Annotated[bool, typer.Option("--page", help=N_("Write its page with the QR code too, as PDF."))] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.office_cards import sign_card, write_card
    from app.services.office_exchange import own_card
    from app.services.office_keys.card_text import card_text
    from app.services.offices import own_office_row
    from app.services.papers.output import new_file

    with reading(context) as opened:
        with opened.database.reading() as session:
            row = own_office_row(session)
        keys = unlocked_keys(opened, passphrase_file)
    card = sign_card(own_card(row, keys, dt.datetime.now(dt.UTC)), keys)
    path = write_card(out / row.code if out.is_dir() else out, card, keys)
    paper = path.with_suffix(".pdf") if page else None
    if paper is not None:
        from app.services.papers.office_card_page import office_card_pdf

        with new_file(paper) as file:
            file.write(office_card_pdf(card, row.address))
    if as_json:
        facts = {"card": str(path), "page": str(paper) if paper else None, "text": card_text(card)}
        print_json(facts | {key: shown(row)[key] for key in ("code", "fingerprint", "words")})
        return
    print(_("The card is {path}.").format(path=path))
    if path != out and not out.is_dir():
        print(_("The file's name was given the ending {suffix}.").format(suffix=path.suffix))
    if paper is not None:
        print(_("Its page is {path}.").format(path=paper))
    print(_("To be told by telephone: {words}").format(words=said_words(keys.public_key)))
    print(_("The whole fingerprint: {fingerprint}").format(fingerprint=card.fingerprint))


def take_card(
    context: typer.Context,
    card_file: Annotated[
        str, typer.Argument(metavar="CARD", help=N_("The other office's card, or a file with its text; -: the input."))
    ],
    yes: Annotated[bool, typer.Option("--yes", help=N_("The fingerprint was compared already."))] = False,
    words: Annotated[
        str, typer.Option("--words", metavar="WORDS", help=N_("The six words, or the fingerprint, that they told."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    from app.services import known_keys
    from app.services.office_keys.words import check_fingerprint

    card = _read(card_file)
    key = bytes.fromhex(card.sign_public_key)
    if words and not check_fingerprint(key, words):
        raise InvalidInput(
            "words",
            N_("What was told is not the fingerprint of this card: {words}"),
            kept=N_("The card was not taken."),
            advice=N_("Ask the office for its card by another way."),
            words=said_words(key),
        )
    if not as_json:
        print(f"{card.name} ({card.code}, {level_name(card.level)})")
        print(said_words(key))
        print(_("Fingerprint: {fingerprint}").format(fingerprint=card.fingerprint))
    confirmed(_("Does the office itself give the same fingerprint?"), yes or bool(words))
    with at_work(context) as (opened, actor), opened.database.transaction() as session:
        row = known_keys.take_card(session, card, actor)
    print_json(shown(row)) if as_json else print(_("{office} is known here now.").format(office=row.name))


def _read(name: str) -> SignedCard:
    from app.services.office_keys.card_text import read_any
    from app.services.office_keys.key_change import read_small_file

    if name == "-":
        return read_any(sys.stdin.buffer.read(_LONGEST + 1))
    if not Path(name).exists():
        raise NotFound(N_("There is no file {name}."), name=name)
    return read_any(read_small_file(Path(name), _LONGEST))


def words(
    context: typer.Context,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help=N_("Code of an office that is known here; none: this office."))
    ] = "",
    check: Annotated[
        str, typer.Option("--check", metavar="WORDS", help=N_("Words (accents or not) to compare with its key."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    from app.services.office_keys.standing import key_lines
    from app.services.office_keys.words import check_fingerprint, check_words
    from app.services.offices import find_office, own_office_row

    with reading(context) as opened, opened.database.reading() as session:
        row = find_office(session, code) if code else own_office_row(session)
        if row is None:
            raise NotFound(N_("There is no office {code} here."), code=code)
        lines = key_lines(session, row.id)
    if not row.sign_public_key:
        raise NotFound(N_("{office} has no key here."), advice=N_("Read its office card first."), office=row.name)
    key = bytes.fromhex(row.sign_public_key)
    same = check_fingerprint(key, check) if check else None
    found = check_words(key, check)
    if as_json:
        keys = [
            asdict(one) | {"since": one.since.isoformat(), "until": one.until.isoformat() if one.until else None}
            for one in lines
        ]
        print_json(shown(row) | {"keys": keys, "same": same, "wrong": list(found.wrong) if check else []})
    else:
        print(said_words(key))
        print(_("Fingerprint: {fingerprint}").format(fingerprint=shown(row)["fingerprint"]))
        if same is not None:
            print(_("They are the same.") if same else _("They are not the same."))
    if same is False:
        raise typer.Exit(1)
