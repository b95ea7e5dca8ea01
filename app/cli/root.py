"""The command ``so-ocop`` itself: its own options, and the groups below it, each loaded only when it is used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from app import __version__
from app.cli.help import HelpedGroup
from app.errors import InvalidInput
from app.paths import DataPaths
from app.settings import Settings
from app.translate import LANGUAGES, N_, _

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("app.cli.demo", N_("Run a whole case, from registration to the printed certificate.")),
    "rules": ("app.cli.rules", N_("The law as data: what is loaded, whether it is sound, a score from answers.")),
    "office": ("app.cli.office", N_("Set up an office with its keys; cards of offices.")),
    "dossier": ("app.cli.dossier", N_("The dossiers held here.")),
    "bundle": ("app.cli.bundle", N_("Hand dossiers over as one file, look at such a file, take it in.")),
    "bag": ("app.cli.bag", N_("Check BagIt bags of anyone.")),
    "certificate": ("app.cli.certificate", N_("Issue certificates; check the text of a QR code offline.")),
    "paper": ("app.cli.paper", N_("Print a paper as PDF or DOCX.")),
    "plan": ("app.cli.plan", N_("The targets of a year: list, write, send to the offices below.")),
    "doctor": ("app.cli.doctor", N_("Check database, journal, attachments, rules and backups; deletes nothing.")),
}
"""Name, module, and the message that describes it: so that ``--help`` loads none of the modules."""


@dataclass
class CallFacts:
    """What every command is given (``ctx.obj``): the data folder, its settings, and who is said to act."""

    paths: DataPaths
    settings: Settings
    person: str = ""


class RootGroup(HelpedGroup):
    """Finds a command by its name in ``COMMANDS`` and imports its module then."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def summaries(self, ctx: Any) -> list[tuple[str, str]]:
        return [(name, _(help_id)) for name, (_module, help_id) in COMMANDS.items()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _help_id = COMMANDS[cmd_name]
        command = get_command(import_module(module).commands)
        command.name = cmd_name
        return command


_root = typer.Typer(
    cls=RootGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"so-ocop {__version__}")
        raise typer.Exit


@_root.callback(
    cls=RootGroup,
    help=N_("Sổ OCOP: dossiers of the One Commune One Product programme, wholly offline."),
)
def _options(
    context: typer.Context,
    lang: Annotated[
        str, typer.Option("--lang", metavar="vi|en", help=N_("Language of the messages; else the office's setting."))
    ] = "",
    data_dir: Annotated[
        str, typer.Option("--data-dir", metavar="FOLDER", help=N_("The office's data folder; else the user's own."))
    ] = "",
    person: Annotated[
        str, typer.Option("--as", metavar="NAME", help=N_("Who acts, by name or id, where the office has several."))
    ] = "",
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help=N_("Show the version."))
    ] = False,
) -> None:
    if lang and lang not in LANGUAGES:
        raise InvalidInput("lang", N_("There is no language “{name}”; choose vi or en."), name=lang)
    call = cast(CallFacts, context.obj)
    call.person = person


def command_tree() -> TyperGroup:
    """The command ``so-ocop`` with everything below it."""
    return cast(TyperGroup, get_command(_root))
