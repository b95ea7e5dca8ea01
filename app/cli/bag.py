"""``so-ocop bag``: bags of anyone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.help import command, new_group
from app.cli.opening import progress_for
from app.cli.output import AsJson, print_json
from app.errors import NotFound
from app.translate import N_, _

commands = new_group(N_("Check BagIt bags of anyone."))


@command(commands, "check", N_("Check a BagIt bag (0.97 or 1.0), a folder or a zip; exit code 1 where it is invalid."))
def check(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=N_("The bag's folder or zip file."))],
    as_json: AsJson = False,
) -> None:
    from app.services.bundles.bag import check_bag

    if not path.exists():
        raise NotFound(N_("There is no file or folder {name}."), name=str(path))
    report = check_bag(path, progress_for(as_json))
    if as_json:
        print_json(
            {
                "valid": report.valid,
                "version": report.version,
                "algorithms": list(report.algorithms),
                "files": report.files,
                "size": report.size,
                "info": [[label, value] for label, value in report.info],
                "errors": [_problem(one) for one in report.errors],
                "warnings": [_problem(one) for one in report.warnings],
            }
        )
    else:
        for one in report.errors:
            print(_("error: {said}").format(said=one))
        for one in report.warnings:
            print(_("warning: {said}").format(said=one))
        if report.valid:
            print(
                _("The bag is valid: BagIt {version}, {files} files, {size} bytes.").format(
                    version=report.version, files=report.files, size=report.size
                )
            )
        else:
            print(_("The bag is not valid."))
    if not report.valid:
        raise typer.Exit(1)


def _problem(one: Any) -> dict[str, str]:
    return {"kind": one.kind, "entry": one.entry, "message": one.said}
