"""Commands and groups whose help speaks the language of the moment.

Help texts are message ids (``N_``) where the commands are defined; they are translated only when help is printed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from app.translate import N_, _

Function = TypeVar("Function", bound=Callable[..., Any])
_HELP_OF_HELP = N_("Show this help.")


_PLACES = (
    # What stands for a value in the help; listed here because an option names it where it is defined.
    N_("CARD"),
    N_("CODE"),
    N_("DAY"),
    N_("DECISION_ID"),
    N_("FILE"),
    N_("FINGERPRINT"),
    N_("FOLDER"),
    N_("HAND_OVER_ID"),
    N_("HEX"),
    N_("ID"),
    N_("KIND"),
    N_("LEVEL"),
    N_("NAME"),
    N_("NUMBER"),
    N_("OUT"),
    N_("PATH"),
    N_("PURPOSE"),
    N_("SET"),
    N_("SET|REGIME"),
    N_("STATUS"),
    N_("TEXT"),
    N_("WAY"),
    N_("WORDS"),
    N_("YEAR"),
)


def shown_name(param: Any) -> str:
    """What stands for the value of an argument or option, such as FILE."""
    return _(str(param.metavar or param.name.upper()))


def _arguments(command: TyperCommand | TyperGroup) -> list[str]:
    names = []
    for param in command.params:
        if isinstance(param, TyperArgument) and not param.hidden:
            name = shown_name(param) + ("..." if param.nargs != 1 else "")
            names.append(name if param.required else f"[{name}]")
    return names


def _records(command: TyperCommand | TyperGroup) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Arguments and options as (name, help)."""
    arguments: list[tuple[str, str]] = []
    options: list[tuple[str, str]] = []
    for param in command.params:
        if getattr(param, "hidden", False):
            continue
        help_id = getattr(param, "help", None)
        said = _(help_id) if help_id else ""
        default = getattr(param, "default", None)
        if getattr(param, "show_default", False) and isinstance(default, str) and default:
            said = _("{text} [default: {value}]").format(text=said, value=default)
        if isinstance(param, TyperArgument):
            arguments.append((shown_name(param), said))
        else:
            if param.required:
                said = _("{text} [required]").format(text=said)
            name = ", ".join(param.opts)
            if not getattr(param, "is_flag", False):
                name += " " + shown_name(param)
            options.append((name, said))
    options.append(("--help", _(_HELP_OF_HELP)))
    return arguments, options


def _write_head(command: TyperCommand | TyperGroup, context: Any, formatter: Any) -> None:
    pieces = [_("[OPTIONS]"), *_arguments(command)]
    if isinstance(command, TyperGroup):
        pieces.append(_("COMMAND ..."))
    formatter.write_usage(context.command_path, " ".join(pieces), prefix=_("Usage:") + " ")
    if command.help:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(inspect.cleandoc(command.help)))


def _write_params(command: TyperCommand | TyperGroup, formatter: Any) -> None:
    arguments, options = _records(command)
    if arguments:
        with formatter.section(_("Arguments")):
            formatter.write_dl(arguments)
    with formatter.section(_("Options")):
        formatter.write_dl(options)


class HelpedCommand(TyperCommand):
    """A command; see the module."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_head(self, ctx, formatter)
        _write_params(self, formatter)


class HelpedGroup(TyperGroup):
    """A group of commands; see the module."""

    def summaries(self, ctx: Any) -> list[tuple[str, str]]:
        """The names of the commands below and one line on each."""
        found = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                found.append((name, _(command.help).partition("\n")[0] if command.help else ""))
        return found

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_head(self, ctx, formatter)
        _write_params(self, formatter)
        with formatter.section(_("Commands")):
            formatter.write_dl(self.summaries(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            ctx.fail(_("There is no command {name}.").format(name=args[0]))
        return super().resolve_command(ctx, args)


def new_group(help_id: str) -> typer.Typer:
    """A group of commands whose help is the message ``help_id``."""
    group = typer.Typer(
        cls=HelpedGroup,
        help=help_id,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @group.callback(cls=HelpedGroup, help=help_id)
    def _group() -> None:
        """Makes a group of even a single command."""

    return group


def command(group: typer.Typer, name: str, help_id: str) -> Callable[[Function], Function]:
    """Add a function to a group as the command ``name`` whose help is the message ``help_id``."""
    return group.command(name, cls=HelpedCommand, help=help_id)
