"""``so-ocop demo``: whole cases, through the same checked moves that an office makes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.help import HelpedCommand
from app.cli.opening import progress_for
from app.cli.output import AsJson, print_json
from app.cli.root import COMMANDS
from app.errors import InvalidInput
from app.translate import N_

commands = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@commands.command("demo", cls=HelpedCommand, help=COMMANDS["demo"][1])
def run_cases(
    out: Annotated[Path, typer.Argument(metavar="OUT", help=N_("A new or empty folder for what the cases leave."))],
    cases: Annotated[
        list[str] | None, typer.Option("--case", metavar="NAME", help=N_("Only this case; may be repeated."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    from app.services.demo.runner import run_demo

    if out.exists() and not out.is_dir():
        raise InvalidInput("out", N_("{name} is no folder."), name=str(out))
    report = run_demo(out, tuple(cases or ()), progress_for(as_json))
    print_json(report.as_json()) if as_json else print(report.table())
    if not report.holds:
        raise typer.Exit(1)
