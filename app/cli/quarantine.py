"""``so-ocop bundle quarantine``: files that were refused and are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.bundle_report import Confirm, fingerprints, take_and_tell, tell
from app.cli.help import command, new_group
from app.cli.opening import PassphraseFile, at_work, confirmed, progress_for, reading, today, unlocked_keys, writing
from app.cli.output import AsJson, print_json, table
from app.translate import N_, _, format_datetime

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.bundles.look import LookReport
    from app.services.quarantine import Quarantined

commands = new_group(N_("Refused files: list them, look at them again, copy them out for help, delete them."))

KeptId = Annotated[str, typer.Argument(metavar="ID", help=N_("The file's id, or its first six characters or more."))]


@command(commands, "list", N_("The files that were refused and are kept, with the reason of each."))
def list_kept(context: typer.Context, as_json: AsJson = False) -> None:
    from app.services.quarantine import quarantined

    with reading(context) as opened:
        found = quarantined(opened.paths)
    if as_json:
        print_json({"kept": [_facts(one) for one in found]})
        return
    if not found:
        print(_("Nothing is kept in quarantine."))
        return
    rows = [(one.id[:12], format_datetime(one.at), one.size, one.name, _from(one), one.said) for one in found]
    print(table((_("id"), _("refused"), _("bytes"), _("file"), _("from"), _("reason")), rows))


@command(commands, "again", N_("Look at a kept file again, after an office card was loaded or the program updated."))
def again(
    context: typer.Context,
    kept_id: KeptId,
    confirm: Confirm = None,
    take: Annotated[bool, typer.Option("--take", help=N_("Take its dossiers in where it is sound now."))] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.quarantine import find_quarantined, look_again

    def looked(opened: AppContext) -> LookReport:
        return look_again(
            opened.database,
            opened.paths,
            kept_id,
            opened.library,
            identity=lambda: unlocked_keys(opened, passphrase_file).identities,
            confirmed=fingerprints(confirm),
            progress=progress_for(as_json),
        )

    if take:
        with at_work(context) as (opened, actor):
            find_quarantined(opened.paths, kept_id)
            take_and_tell(opened, actor, looked(opened), None, today(), as_json)
        return
    with writing(context) as opened:
        tell(looked(opened), as_json)


@command(commands, "export", N_("Copy a kept file out whole, with its reason as a text beside it, for a helper."))
def export(
    context: typer.Context,
    kept_id: KeptId,
    out: Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("Where the copy is written."))],
    as_json: AsJson = False,
) -> None:
    from app.services.quarantine import export_quarantined

    with reading(context) as opened:
        path = export_quarantined(opened.paths, kept_id, out, progress_for(as_json))
    if as_json:
        print_json({"path": str(path), "reason": f"{path}.txt"})
        return
    print(_("Copied out: {path}, with the reason in {name}.").format(path=path, name=path.name + ".txt"))


@command(commands, "delete", N_("Delete a kept file for good; the office's journal says so."))
def delete(
    context: typer.Context,
    kept_id: KeptId,
    yes: Annotated[bool, typer.Option("--yes", help=N_("Do not ask whether it is really meant."))] = False,
    as_json: AsJson = False,
) -> None:
    from app.services.quarantine import delete_quarantined, find_quarantined

    with at_work(context) as (opened, actor):
        kept = find_quarantined(opened.paths, kept_id)
        confirmed(_("Delete {name} ({id}) from quarantine for good?").format(name=kept.name, id=kept.id[:12]), yes)
        delete_quarantined(opened.database, opened.paths, kept.id, actor)
    if as_json:
        print_json({"deleted": kept.id})
        return
    print(_("Deleted: {name}").format(name=kept.name))


def _from(kept: Quarantined) -> str:
    """The sender, marked where nobody here has confirmed that it is."""
    if not kept.sender.code:
        return _("not known")
    named = f"{kept.sender.name} ({kept.sender.code})"
    return named if kept.sender.verified == "office" else _("{office}, not confirmed").format(office=named)


def _facts(kept: Quarantined) -> dict[str, Any]:
    return {
        "id": kept.id,
        "name": kept.name,
        "size": kept.size,
        "at": kept.at.isoformat().replace("+00:00", "Z"),
        "looks": kept.looks,
        "sender": vars(kept.sender),
        "check": kept.check,
        "entry": kept.entry,
        "reason": kept.said,
        "to_do": kept.to_do,
    }
