"""``so-ocop dossier recall``, ``release``, ``override`` and ``forks``: custody when it did not pass smoothly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.letters import Out, sending_of
from app.cli.opening import PassphraseFile, at_work, progress_for, reading, today, unlocked_keys
from app.cli.output import AsJson, print_json, table
from app.errors import InvalidInput, NotAllowed, NotFound
from app.translate import N_, _

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.actors import Actor
    from app.services.bundles.export import Exported
    from app.services.custody.fork_view import ForkVersion
    from app.services.letters.enclosures import Enclosure

DossierId = Annotated[str, typer.Argument(metavar="ID", help=N_("As “dossier list” names it."))]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why; the other office reads it."))]
LetterOut = Annotated[
    Path | None,
    typer.Option("--out", metavar="FOLDER", help=N_("Where the letter to the other office is written: the stick.")),
]


def recall(
    context: typer.Context,
    dossier_id: DossierId,
    reason: Reason = "",
    out: LetterOut = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """The command ``dossier recall``: without a reason, the recall that is asked is written once more."""
    from app.services.custody import notices, recalls

    with at_work(context) as (opened, actor):
        with opened.database.transaction() as session:
            if reason:
                asked = recalls.ask_recall(session, dossier_id, reason, actor)
            else:
                asked = recalls.asked_recall(session, dossier_id)
            found, to, enclosure = asked.id, asked.office_id, notices.recall_enclosure(session, asked.id)
        done = _letter(opened, actor, to, enclosure, out, passphrase_file, as_json)
    _tell({"recall": found, "dossier": dossier_id}, _("The dossier is asked back; it stays read-only."), done, as_json)


def release(
    context: typer.Context,
    dossier_id: DossierId,
    out: Out,
    decline: Annotated[
        str, typer.Option("--decline", metavar="TEXT", help=N_("It stays here, and why; a letter says so."))
    ] = "",
    untaken: Annotated[
        bool, typer.Option("--untaken", help=N_("It never arrived here, and will be refused if it does."))
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help=N_("Do not encrypt it to the receiver."))] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """The command ``dossier release``: the dossier goes back to the office that it came from, or a letter answers."""
    if decline and untaken:
        raise InvalidInput("decline", N_("Say either --decline or --untaken."))
    with at_work(context) as (opened, actor):
        if decline or untaken:
            found, done = _answered(opened, actor, dossier_id, out, decline, passphrase_file, as_json)
            said = _("The answer is written.")
        else:
            found, done = "", _given_back(opened, actor, dossier_id, out, plain, passphrase_file, as_json)
            said = _("The dossier is given back; it can only be read here now.")
    _tell({"recall": found or None, "dossier": dossier_id}, said, done, as_json)


def override(
    context: typer.Context,
    dossier_id: DossierId,
    reason: Reason,
    out: LetterOut = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """The command ``dossier override``."""
    from app.services.custody import notices, taking_back

    with at_work(context) as (opened, actor):
        with opened.database.transaction() as session:
            taking_back.override_custody(session, dossier_id, reason, actor)
            to, enclosure = notices.custody_enclosure(session, dossier_id)
        done = _letter(opened, actor, to, enclosure, out, passphrase_file, as_json)
    _tell({"dossier": dossier_id}, _("The dossier is here again under a new custody number."), done, as_json)


def forks(context: typer.Context, dossier_id: DossierId, as_json: AsJson = False) -> None:
    """The command ``dossier forks``."""
    from app.services.custody.fork_view import forks_of, kept_records
    from app.services.custody.recalls import recall_lines

    opened = reading(context)
    with opened.database.reading() as session:
        found, asked = forks_of(session, dossier_id), recall_lines(session, dossier_id)
        kept = {one.id: kept_records(session, one.id) for one in found} if as_json else {}
    if as_json:
        print_json(
            {
                "recalls": [vars(one) for one in asked],
                "forks": [
                    {
                        "id": one.id,
                        "at": one.at,
                        "mine": one.mine,
                        "stands": _version(one.stands),
                        "kept": _version(one.kept) | {"rows": kept[one.id]},
                    }
                    for one in found
                ],
            }
        )
        return
    heads = (_("version"), _("office"), _("custody number"), _("state"), _("acts"))
    rows = []
    for one in found:
        for name, version in ((_("stands"), one.stands), (_("kept beside it"), one.kept)):
            rows.append((name, version.office, version.custody_number, version.status, len(version.acts)))
    print(table(heads, rows) if rows else _("This dossier has no fork."))
    if asked:
        columns = (_("recall"), _("office"), _("state"), _("reason"))
        print("\n" + table(columns, [(one.direction, one.office, one.state, one.reason) for one in asked]))


def _version(version: ForkVersion) -> dict[str, Any]:
    return {
        "office": version.office,
        "custody_number": version.custody_number,
        "holder": version.holder,
        "status": version.status,
        "acts": [{"act": act, "at": at, "office": office} for act, at, office in version.acts],
        "records": dict(version.records),
    }


def _answered(
    opened: AppContext,
    actor: Actor,
    dossier_id: str,
    out: Path,
    decline: str,
    passphrase_file: Path | None,
    as_json: bool,
) -> tuple[str, Exported | None]:
    from app.services.custody import notices, recalls

    with opened.database.transaction() as session:
        asked = recalls.open_recall(session, dossier_id)
        if asked is None:
            raise NotFound(N_("Nobody asks this office for that dossier."))
        if decline:
            recalls.decline_recall(session, asked.id, decline, actor)
        else:
            recalls.release_untaken(session, asked.id, actor)
        found, to, enclosure = asked.id, asked.office_id, notices.answer_enclosure(session, asked.id, actor)
    return found, _letter(opened, actor, to, enclosure, out, passphrase_file, as_json)


def _given_back(
    opened: AppContext,
    actor: Actor,
    dossier_id: str,
    out: Path,
    plain: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> Exported:
    from app.services import journal
    from app.services.bundles.export import ExportOrder, export_bundle
    from app.services.journal_replay import given_by

    with opened.database.reading() as session:
        to = given_by(journal.dossier_history(session, dossier_id), actor.office_id)
    if not to:
        raise NotAllowed(N_("No other office has handed this dossier over to this one."))
    order = ExportOrder((dossier_id,), to, "release", out, opened.settings.encrypt_by_default and not plain)
    keys = unlocked_keys(opened, passphrase_file)
    return export_bundle(
        opened.database,
        opened.store,
        opened.library,
        keys,
        order,
        actor,
        today(),
        opened.paths.outbox,
        progress_for(as_json),
    )


def _letter(
    opened: AppContext,
    actor: Actor,
    to_office_id: str,
    enclosure: Enclosure,
    out: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> Exported | None:
    from app.services.letters.acknowledge import write_letter

    if out is None:
        return None
    if not out.is_dir():
        raise NotFound(N_("There is no folder {name}."), name=str(out))
    sending = sending_of(opened, actor, today(), passphrase_file, as_json)
    return write_letter(sending, to_office_id, out, (enclosure,))


def _tell(facts: dict[str, Any], said: str, done: Exported | None, as_json: bool) -> None:
    if as_json:
        path = {"path": str(done.path), "sequence": done.sequence} if done is not None else {"path": None}
        print_json(facts | path)
        return
    print(said)
    if done is not None:
        print(_("Written: {path}").format(path=done.path))
