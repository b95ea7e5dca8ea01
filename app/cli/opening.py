"""How a command opens the data folder, unlocks the office's keys, and shows how far it is."""

from __future__ import annotations

import datetime as dt
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import complain
from app.context import AppContext, open_context
from app.errors import InvalidInput, NotAllowed, NotFound
from app.translate import N_, _

if TYPE_CHECKING:
    from app.services.actors import Actor
    from app.services.keys import OfficeKeys
    from app.services.progress import Progress

PASSPHRASE_VARIABLE = "SO_OCOP_PASSPHRASE"
_YES = ("y", "yes", "c", "có", "co")
"""What counts as a yes in either language; anything else is a no."""

_ENDINGS = {
    "completed": N_("The hand-over {id} was broken off after its file had left ({target}): it is handed over."),
    "given_up": N_("The hand-over {id} was broken off before its file was ready: nothing was handed over."),
    "waiting": N_(
        "The hand-over {id} was broken off while its file went to {target}: put that stick in, "
        "or say what became of it with “bundle settle”."
    ),
}

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help=N_("File whose first line is the passphrase of the keys; else SO_OCOP_PASSPHRASE, else it is asked for."),
    ),
]
"""The option ``--passphrase-file``."""


def reading(context: typer.Context) -> AppContext:
    """The data folder, to read it; others may work in it."""
    return open_context(context.obj.paths, settings=context.obj.settings)


def writing(context: typer.Context, *, create: bool = False) -> AppContext:
    """The data folder, held alone until it is closed."""
    return open_context(context.obj.paths, settings=context.obj.settings, writing=context.command_path, create=create)


@contextmanager
def at_work(context: typer.Context) -> Iterator[tuple[AppContext, Actor]]:
    """The data folder held alone, and who acts; what a crash left of earlier hand-overs is settled first."""
    from app.services.actors import WRITERS

    with writing(context) as opened:
        with opened.database.reading() as session:
            actor = opened.actor(session, context.obj.person)
        if actor.role in WRITERS:
            for one in opened.settle(actor):
                complain(_(_ENDINGS[one.ending]).format(id=one.hand_over_id, target=one.target))
        yield opened, actor


def today() -> dt.date:
    """The day on this machine's calendar, as papers are dated."""
    return dt.datetime.now().astimezone().date()


def progress_for(as_json: bool) -> Progress:
    """A line that rewrites itself where somebody watches; nothing for a program or a file."""
    from app.services.progress import NullProgress, PrintProgress

    return PrintProgress() if sys.stderr.isatty() and not as_json else NullProgress()


def given_passphrase(file: Path | None) -> str | None:
    """The passphrase from the file or the environment; ``None`` where neither gives one.

    Raises:
        NotFound: there is no such file. InvalidInput: it is empty or no text.
    """
    if file is None:
        said = os.environ.get(PASSPHRASE_VARIABLE)
        return unicodedata.normalize("NFC", said) if said else None
    try:
        with file.open(encoding="utf-8-sig") as stream:
            line = stream.readline(10_000).rstrip("\r\n")
    except FileNotFoundError as error:
        raise NotFound(N_("There is no file {name}."), name=str(file)) from error
    except UnicodeDecodeError as error:
        raise InvalidInput("passphrase_file", N_("{name} is not a text file."), name=str(file)) from error
    if not line.strip():
        raise InvalidInput("passphrase_file", N_("The first line of {name} is empty."), name=str(file))
    return unicodedata.normalize("NFC", line)


def asked_passphrase(*, confirm: bool = False) -> str | None:
    """The passphrase typed unseen at a terminal; ``None`` where there is no terminal or nothing was typed."""
    if not sys.stdin.isatty():
        return None
    typed: str = typer.prompt(
        _("Passphrase of the office's keys"),
        default="",
        show_default=False,
        hide_input=True,
        confirmation_prompt=_("Once more") if confirm else False,
        err=True,
    )
    return unicodedata.normalize("NFC", typed) if typed.strip() else None


def unlocked_keys(opened: AppContext, file: Path | None) -> OfficeKeys:
    """The office's keys; the passphrase is asked for only where they have one and the system's keyring has not.

    Raises:
        NotAllowed: a passphrase is needed, or it is wrong. NotFound: no keys.
    """
    if not opened.keys_protected:
        return opened.keys()
    given = given_passphrase(file)
    if given is None:
        given = _remembered_passphrase(opened)
    return opened.keys(given if given is not None else asked_passphrase())


def _remembered_passphrase(opened: AppContext) -> str | None:
    """What the window had the system's keyring remember; one that does not fit any more is forgotten."""
    from app.services.offices import own_office_row
    from app.services.remembered_passphrase import folder_id, forget, is_possible, remembered

    if not is_possible():
        return None
    with opened.database.reading() as session:
        entry = own_office_row(session).code, folder_id(opened.paths.root)
    passphrase = remembered(*entry)
    if passphrase is None:
        return None
    try:
        opened.keys(passphrase)
    except NotAllowed:
        forget(*entry)
        return None
    return passphrase


def confirmed(question: str, yes: bool) -> None:
    """Go on only if the person says yes; ``yes`` was said beforehand.

    Raises:
        InvalidInput: nobody is there to be asked. Abort: the person said no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InvalidInput(
            "yes", N_("This needs a person's yes."), advice=N_("Say it with --yes, or call the program at a terminal.")
        )
    said = typer.prompt(question + " " + _("[y/N]"), default="", show_default=False, prompt_suffix=" ", err=True)
    if unicodedata.normalize("NFC", said).strip().casefold() not in _YES:
        raise typer.Abort
