"""``so-ocop paper``: one paper, from the records to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.help import HelpedCommand
from app.cli.opening import progress_for, reading, today, writing
from app.cli.output import AsJson, complain, print_json
from app.cli.root import COMMANDS
from app.errors import NotFound
from app.translate import N_, _, ngettext

commands = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@commands.command("paper", cls=HelpedCommand, help=COMMANDS["paper"][1])
def print_paper(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=N_(
                "registration_form, self_assessment, commune_report, proposal_letter, score_sheet_blank, score_sheet, "
                "ranking_summary, recognition_decision, certificate, document_index or hand_over_minutes."
            ),
        ),
    ],
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID", help=N_("Of a dossier, sheet, round, decision, certificate or hand-over.")),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help=N_("The file: .pdf, or .docx where the paper is finished by hand."))
    ],
    for_signature: Annotated[
        bool, typer.Option("--for-signature", help=N_("Without the mark of a draft: the copy laid before the signer."))
    ] = False,
    portrait: Annotated[bool, typer.Option("--portrait", help=N_("Certificates upright."))] = False,
    with_points: Annotated[bool, typer.Option("--with-points", help=N_("Averages in the decision's list."))] = False,
    by_commune: Annotated[bool, typer.Option("--by-commune", help=N_("The decision's list by commune."))] = False,
    member_names: Annotated[
        bool, typer.Option("--member-names", help=N_("Names of the members under the summary of points."))
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help=N_("Count this copy: the next one says that it is a reprint."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    from app.services.compared_rules import uncompared_of_certificates
    from app.services.printed_copies import record_printing
    from app.services.printing.printing import PrintOptions, write_paper

    if not out.parent.is_dir():
        raise NotFound(N_("There is no folder {name}."), name=str(out.parent))
    with writing(context) if record else reading(context) as opened:
        options = PrintOptions(
            for_signature=for_signature,
            portrait=portrait,
            qr=opened.settings.certificate.qr,
            register_number=opened.settings.certificate.register_number,
            member_names=member_names,
            with_points=with_points,
            by_commune=by_commune,
        )
        # The copy is counted first, and only stays counted where it could be written.
        with opened.database.transaction() if record else opened.database.reading() as session:
            told = uncompared_of_certificates(session, opened.library, ids) if kind == "certificate" else []
            if record:
                record_printing(session, kind, ids, opened.actor(session, context.obj.person))
            done = write_paper(
                session, opened.library, kind, ids, out, today=today(), options=options, progress=progress_for(as_json)
            )
    if told:
        rules = "; ".join(told)
        said = _("Not compared with the signed text: {rules}").format(rules=rules)
        complain(_("warning: {said}").format(said=said))
    if as_json:
        print_json({"path": str(out), "kind": kind, "pages": done.pages, "recorded": record})
    elif done.pages:
        print(ngettext("{path}: {count} page", "{path}: {count} pages", done.pages).format(path=out, count=done.pages))
    else:
        print(out)
