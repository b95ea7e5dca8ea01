"""``so-ocop doctor``: is the data whole?"""

from __future__ import annotations

import datetime as dt

import typer

from app.cli.help import HelpedCommand
from app.cli.opening import progress_for
from app.cli.output import AsJson, print_json
from app.cli.root import COMMANDS
from app.context import no_office, rule_library
from app.translate import N_, _

commands = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
_SIGNS = {"ok": N_("ok"), "note": N_("note"), "wrong": N_("WRONG")}
_AREAS = {
    "database": N_("database"),
    "office": N_("office"),
    "journal": N_("journal"),
    "attachments": N_("attachments"),
    "hand_overs": N_("hand-overs"),
    "quarantine": N_("quarantine"),
    "rules": N_("rules"),
    "fonts": N_("fonts"),
    "disk": N_("disk"),
    "backups": N_("backups"),
}
_SHOWN = 10


@commands.command("doctor", cls=HelpedCommand, help=COMMANDS["doctor"][1])
def check_data(context: typer.Context, as_json: AsJson = False) -> None:
    from app.services.doctor import examine, is_sound

    paths = context.obj.paths
    if not paths.root.is_dir():
        raise no_office()
    findings = examine(paths, rule_library(paths), dt.datetime.now(dt.UTC), progress_for(as_json))
    sound = is_sound(findings)
    if as_json:
        print_json(
            {
                "sound": sound,
                "folder": str(paths.root),
                "findings": [
                    {"area": one.area, "state": one.state, "message": one.said, "items": list(one.items)}
                    for one in findings
                ],
            }
        )
    else:
        for one in findings:
            print(f"[{_(_SIGNS[one.state])}] {_(_AREAS[one.area])}: {one.said}")
            for item in one.items[:_SHOWN]:
                print(f"    {item}")
            if len(one.items) > _SHOWN:
                print("    " + _("… and {count} more; see --json.").format(count=len(one.items) - _SHOWN))
        print(_("Nothing is wrong.") if sound else _("Something is wrong; nothing was changed or deleted."))
    if not sound:
        raise typer.Exit(1)
