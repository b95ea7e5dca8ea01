"""``so-ocop dossier``: the dossiers held here, and the whole of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import custody
from app.cli.help import command, new_group
from app.cli.opening import reading, today
from app.cli.output import AsJson, one_of, print_json, table
from app.cli.rules_text import stars_text
from app.models.dossier import DossierStatus
from app.services.names import act_name, certificate_state_name, outcome_name, state_name, task_name
from app.translate import N_, _, format_date, format_datetime, format_number

if TYPE_CHECKING:
    from app.services.dossier_due import Due
    from app.services.dossier_overview import DossierOverview
    from app.services.dossier_whereabouts import LastHandOver
    from app.services.dossiers import DossierLine

commands = new_group(N_("The dossiers held here."))
command(commands, "recall", N_("Ask the office that a dossier was handed over to for it back; it stays read-only."))(
    custody.recall
)
command(commands, "release", N_("Give a dossier back to the office that asks for it, or answer why not."))(
    custody.release
)
command(commands, "override", N_("Leader: take back what was handed over, under a new custody number."))(
    custody.override
)
command(commands, "forks", N_("The versions of a dossier that gave way, and its recalls."))(custody.forks)


@command(commands, "list", N_("List dossiers."))
def list_all(
    context: typer.Context,
    status: Annotated[
        str, typer.Option("--status", metavar="STATUS", help=N_("Only those in this state, such as draft or valid."))
    ] = "",
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help=N_("Only those of this year."))] = None,
    query: Annotated[
        str, typer.Option("--find", metavar="WORDS", help=N_("Only those whose product or producer has these words."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    from app.services.dossiers import list_dossiers

    wanted = one_of("--status", status, [one.value for one in DossierStatus]) if status else None
    with reading(context) as opened, opened.database.reading() as session:
        lines = list_dossiers(session, year=year, status=wanted, query=query)
    if as_json:
        print_json({"dossiers": [_line_json(line) for line in lines]})
        return
    heads = (_("id"), _("year"), _("state"), _("product"), _("producer"))
    rows = [
        (line.row.id, line.row.year, str(state_name(line.row.status)), line.product_name, line.producer_name)
        for line in lines
    ]
    print(table(heads, rows))


def _line_json(line: DossierLine) -> dict[str, Any]:
    return {"product": line.product_name, "producer": line.producer_name} | line.row.model_dump(mode="json")


@command(commands, "show", N_("Show a dossier: state, papers, results, certificates, history; 1 where that is broken."))
def show(
    context: typer.Context,
    dossier_id: Annotated[str, typer.Argument(metavar="ID", help=N_("As “dossier list” names it."))],
    as_json: AsJson = False,
) -> None:
    from app.services.dossier_overview import overview

    with reading(context) as opened, opened.database.reading() as session:
        seen = overview(session, dossier_id, opened.library, today(), opened.settings.deadlines)
    print_json(_as_json(seen)) if as_json else print("\n".join(_lines(seen)))
    if seen.broken_at is not None:
        raise typer.Exit(1)


def _as_json(seen: DossierOverview) -> dict[str, Any]:
    return {
        "product": seen.product,
        "producer": seen.producer,
        "holder": seen.holder,
        "dossier": seen.row.model_dump(mode="json"),
        "passed": None
        if seen.passed is None
        else {
            "hand_over": seen.passed.id,
            "direction": seen.passed.direction,
            "office": seen.passed.office,
            "purpose": seen.passed.purpose,
            "sequence": seen.passed.sequence,
            "at": seen.passed.at.isoformat(),
            "received_on": seen.passed.received_on.isoformat() if seen.passed.received_on else None,
            "received_at": seen.passed.received_at.isoformat() if seen.passed.received_at else None,
            "result": seen.passed.result,
        },
        "decisions": [
            {
                "number": one.number,
                "signed_on": one.signed_on.isoformat() if one.signed_on else None,
                "kind": one.kind,
                "stars": one.stars,
                "office": one.office,
            }
            for one in seen.decisions
        ],
        "due": [
            {
                "task": one.task,
                "due": one.due.isoformat(),
                "left": one.left,
                "working_days": one.working,
                "late": one.late,
                "ground": one.ground,
                "article": one.article,
                "unverified_years": list(one.unverified_years),
            }
            for one in seen.due
        ],
        "asked": [
            {"what": one.what, "missing": one.missing, "to_do": one.to_do, "basis": one.basis} for one in seen.asked
        ],
        "documents": [
            {
                "row": one.row.model_dump(mode="json"),
                "files": [
                    {
                        "name": file.name,
                        "sha256": file.blob.sha256,
                        "size": file.blob.size,
                        "warning": file.blob.warning,
                    }
                    for file in one.files
                ],
            }
            for one in seen.documents
        ],
        "results": [
            {
                "id": one.row.id,
                "closed_on": one.row.closed_on.isoformat(),
                "council": one.row.council_name,
                "average": str(one.average),
                "sheets": one.row.sheet_count,
                "stars_by_points": one.row.stars_by_points,
                "stars": one.row.stars,
                "provisional": one.row.provisional,
                "outcome": one.row.outcome,
                "reason": one.row.outcome_reason,
                "invented": one.row.invented,
                "sum": str(one.working.total),
                "parts": {name: str(value) for name, value in one.working.parts.items()},
                "members": {name: str(value) for name, value in one.working.members.items()},
            }
            for one in seen.results
        ],
        "certificates": [
            {
                "id": one.id,
                "number": one.register_text,
                "stars": one.stars,
                "valid_from": one.valid_from.isoformat(),
                "valid_to": one.valid_to.isoformat(),
                "status": one.status,
                "code": one.code,
            }
            for one in seen.certificates
        ],
        "history": [
            {
                "sequence": one.sequence,
                "at": one.at.isoformat(),
                "act": one.act,
                "office": one.office_code,
                "position": one.position,
                "data": json.loads(one.data),
            }
            for one in seen.history
        ],
        "history_whole": seen.broken_at is None,
        "broken_at": seen.broken_at,
    }


def _due_line(one: Due) -> str:
    if one.working:
        late, early = N_("{days} working days late"), N_("{days} working days left")
    else:
        late, early = N_("{days} days late"), N_("{days} days left")
    line = _("{task}: by {day}, {left} ({ground})").format(
        task=task_name(one.task),
        day=format_date(one.due),
        left=_(late if one.late else early).format(days=abs(one.left)),
        ground=one.article or (_("the law") if one.ground == "law" else _("set by the office")),
    )
    if one.unverified_years:
        years = ", ".join(map(str, one.unverified_years))
        line += " " + _("Public holidays not verified: {years}.").format(years=years)
    return line


def _passed_line(passed: LastHandOver) -> str:
    facts = {"number": passed.sequence, "office": passed.office, "day": format_datetime(passed.at)}
    if passed.direction == "in":
        return _("Came with hand-over no. {number} of {office}, {day}").format(**facts)
    line = _("Handed over to {office} as no. {number}, {day}").format(**facts)
    if passed.result == "not_taken":
        return line + "; " + _("not taken there")
    if passed.received_on is None:
        return line + "; " + _("no receipt yet")
    when = format_datetime(passed.received_at) if passed.received_at else format_date(passed.received_on)
    return line + "; " + _("received {day}").format(day=when)


def _lines(seen: DossierOverview) -> list[str]:
    row = seen.row
    lines = [
        f"{seen.product} ({seen.producer})",
        _("State: {state}; held by {holder}; custody number {number}").format(
            state=state_name(row.status), holder=seen.holder, number=row.custody_number
        ),
        _("Year {year}; filed on {filed}; regime {regime}; set {set}").format(
            year=row.year, filed=format_date(row.filed_on) or "–", regime=row.regime_id or "–", set=row.set_id or "–"
        ),
    ]
    if row.receipt_number or row.product_code:
        lines.append(
            _("Receipt {receipt}; product code {code}").format(
                receipt=row.receipt_number or "–", code=row.product_code or "–"
            )
        )
    if row.practice:
        lines.append(_("Practice or made-up data."))
    if seen.passed is not None:
        lines.append(_passed_line(seen.passed))
    lines += [_due_line(one) for one in seen.due]
    if seen.asked:
        lines += ["", _("Asked for:")]
        lines += ["  " + "; ".join(text for text in (a.what, a.missing, a.to_do, a.basis) if text) for a in seen.asked]
    lines += ["", _("Papers:")]
    for document in seen.documents:
        files = ", ".join(file.name for file in document.files) or "–"
        lines.append(f"  {document.row.title}: {files}")
    for result in seen.results:
        lines += [
            "",
            _("Result of {day}: {average} points, {stars}, {outcome}").format(
                day=format_date(result.row.closed_on),
                average=format_number(result.average),
                stars=stars_text(result.row.stars),
                outcome=outcome_name(result.row.outcome),
            ),
            "  "
            + _("Sum of {count} sheets: {sum}; by part: {parts}").format(
                count=result.working.sheets,
                sum=format_number(result.working.total),
                parts=", ".join(f"{name} {format_number(value)}" for name, value in result.working.parts.items()),
            ),
        ]
    for decision in seen.decisions:
        lines += [
            "",
            _("Decision {number} of {day}, {office}: {stars}").format(
                number=decision.number or "–",
                day=format_date(decision.signed_on) or "–",
                office=decision.office,
                stars=stars_text(decision.stars),
            ),
        ]
    for one in seen.certificates:
        lines += [
            "",
            _("Certificate {number}: {stars}, {begins} to {ends} ({status})").format(
                number=one.register_text,
                stars=stars_text(one.stars),
                begins=format_date(one.valid_from),
                ends=format_date(one.valid_to),
                status=certificate_state_name(one.status),
            ),
        ]
    lines += ["", _("History:")]
    lines += [
        f"  {one.sequence}. {format_datetime(one.at)}  {act_name(one.act)}  {one.office_code} {one.position}".rstrip()
        for one in seen.history
    ]
    if seen.broken_at is None:
        lines.append(_("The history is whole."))
    else:
        lines.append(_("The history is broken at entry {place}: it was changed or lost.").format(place=seen.broken_at))
    return lines
