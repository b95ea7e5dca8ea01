"""``so-ocop rules pack`` and ``rules take``: rule files from office to office, signed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from app.cli.opening import PassphraseFile, at_work, unlocked_keys
from app.cli.output import AsJson, print_json
from app.errors import InvalidInput, NotFound, StorageError, system_reason
from app.translate import N_, _

_DEPTH = {"criteria": 3}
"""How many parts of a file's path belong to its place among the rules; two, but for criteria sets."""


def pack(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help=N_("Rule files below folders as the rules have: criteria/…, regimes/….")),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help=N_("The pack's file; its name gets .ocop-rules."))],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help=N_("What the pack is, in one line."))],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=N_("What it is for."))] = "",
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """The command ``rules pack``."""
    from app.paths import resource_path
    from app.services.offices import own_office_row
    from app.services.rules.pack import SUFFIX, Issuer, check_pack, make_pack, read_pack

    named = {_place(path): _content(path) for path in files}
    with at_work(context) as (opened, _actor):
        with opened.database.reading() as session:
            office = own_office_row(session)
        keys = unlocked_keys(opened, passphrase_file)
        issuer = Issuer(code=office.code, name=office.name, key=keys.public_key.hex())
        at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        content = make_pack(title.strip(), named, issuer, at, keys, note)
        check_pack(read_pack(content), resource_path(), opened.paths.rules)  # what is faulty here is faulty elsewhere
        path = out.with_name(out.name.removesuffix(SUFFIX) + SUFFIX)
        try:
            path.write_bytes(content)
        except OSError as error:
            raise StorageError(
                N_("{name} cannot be written: {reason}."), name=str(path), reason=system_reason(error)
            ) from error
    if as_json:
        print_json({"path": str(path), "files": sorted(named)})
    else:
        print(_("The rule pack is written: {path}").format(path=path))


def take(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("A rule pack (.ocop-rules)."))],
    as_json: AsJson = False,
) -> None:
    """The command ``rules take``."""
    from app.paths import resource_path
    from app.services.letters.rule_packs import take_rule_pack

    content = _content(file)
    with at_work(context) as (opened, actor):
        standing = take_rule_pack(opened.database, content, resource_path(), opened.paths.rules, actor)
    if as_json:
        print_json({"new": standing.new, "changed": standing.changed, "same": standing.same})
    elif standing.known:
        print(_("These rules are in use here already."))
    else:
        print(_("Put in use: {files}.").format(files=", ".join((*standing.new, *standing.changed))))


def _place(path: Path) -> str:
    parts = path.resolve().parts
    for folder in ("criteria", "regimes", "classification", "holidays"):
        depth = _DEPTH.get(folder, 2)
        if len(parts) >= depth and parts[-depth] == folder:
            return "/".join(parts[-depth:])
    raise InvalidInput(
        "files",
        N_("{name} lies in no folder of rules."),
        advice=N_("Put it below criteria/<decision>, regimes, classification or holidays, as the rules have it."),
        name=str(path),
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(N_("There is no file {name}."), name=str(path)) from error
    except OSError as error:
        raise StorageError(
            N_("{name} cannot be read: {reason}."), name=str(path), reason=system_reason(error)
        ) from error
