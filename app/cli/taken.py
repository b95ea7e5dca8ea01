"""What can be done about a bundle that was taken, or could not be: undo the take, settle its conflicts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.opening import at_work, reading, today
from app.cli.output import AsJson, print_json
from app.errors import InvalidInput, NotFound
from app.translate import N_, _, format_date, format_datetime

if TYPE_CHECKING:
    from app.context import AppContext
    from app.services.actors import Actor
    from app.services.conflicts.listing import Conflict, ConflictRecord
    from app.services.take_undo import Undoable

_STANDINGS = {
    "mine": N_("changed here"),
    "theirs": N_("changed there"),
    "differ": N_("CHANGED ON BOTH SIDES"),
}


def undo(
    context: typer.Context,
    hand_over_id: Annotated[
        str | None, typer.Argument(metavar="HAND_OVER_ID", help=N_("The take; without it, all of them are listed."))
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help=N_("Why; the journal keeps it. Without it, only asks."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    from app.services.take_undo import recent_takes, undo_take, undoable

    if hand_over_id is None or not reason:
        opened = reading(context)
        with opened.database.reading() as session:
            found = [undoable(session, hand_over_id, today())] if hand_over_id else recent_takes(session, today())
        print_json([_undoable_json(one) for one in found]) if as_json else print("\n".join(_undoable_lines(found)))
        return
    with at_work(context) as (opened, actor), opened.database.transaction() as session:
        done = undo_take(session, hand_over_id, actor, today(), reason)
    if as_json:
        print_json({"hand_over": done.hand_over_id, "put_back": list(done.dossier_ids), "gone": list(done.gone)})
        return
    print(
        _("The take is undone: {back} dossiers are as before, {gone} are not here any more.").format(
            back=len(done.dossier_ids), gone=len(done.gone)
        )
    )


def _undoable_json(one: Undoable) -> dict[str, Any]:
    return {
        "hand_over": one.hand_over_id,
        "sender": one.sender,
        "number": one.number,
        "possible": one.possible,
        "until": one.until.isoformat() if one.until else None,
        "reason": one.said,
        "dossiers": [{"id": dossier_id, "product": product} for dossier_id, product in one.dossiers],
        "dependants": [
            {
                "kind": rest.kind,
                "said": rest.said,
                "dossier": rest.dossier_id,
                "at": rest.at.isoformat() if rest.at else None,
                "by": rest.by,
            }
            for rest in one.dependants
        ],
    }


def _undoable_lines(found: list[Undoable]) -> list[str]:
    lines = []
    for one in found:
        lines.append(
            _("{id}: bundle {number} of {sender}, dossiers: {count}").format(
                id=one.hand_over_id, number=one.number, sender=one.sender, count=len(one.dossiers)
            )
        )
        if one.possible and one.until:
            lines.append("  " + _("It can be undone until {day}.").format(day=format_date(one.until)))
        else:
            lines.append("  " + one.said)
        for rest in one.dependants:
            facts = [format_datetime(rest.at) if rest.at else "", rest.by]
            told = ", ".join(fact for fact in facts if fact)
            lines.append(f"  - {rest.said}" + (f" ({told})" if told else ""))
    return lines or [_("There is no take that could be undone.")]


def conflicts(
    context: typer.Context,
    settle: Annotated[
        Path | None,
        typer.Option("--settle", metavar="FILE", help=N_("A JSON file that says which side stands, field by field.")),
    ] = None,
    draft: Annotated[
        bool,
        typer.Option("--draft", help=N_("With --settle: only keep the choices.")),
    ] = False,
    as_json: AsJson = False,
) -> None:
    if settle is None:
        if draft:
            raise InvalidInput("draft", N_("--draft goes with --settle."))
        opened = reading(context)
        found = _open(opened)
        print_json([_conflict_json(one) for one in found]) if as_json else print("\n".join(_conflict_lines(found)))
        return
    wanted = _choices(settle)
    with at_work(context) as (opened, actor):
        done = [_settle(opened, actor, str(one["conflict"]), one["choices"], draft) for one in wanted]
    if as_json:
        print_json(done)
        return
    print(
        _("The choices are kept.")
        if draft
        else _("Settled; the bundle can be looked at and taken again: {count}.").format(count=len(done))
    )


def _settle(opened: AppContext, actor: Actor, conflict: str, choices: Any, draft: bool) -> dict[str, Any]:
    """Keep the choices in a transaction of their own, so that they stay where something is still to be chosen."""
    from app.services.conflicts.settling import keep_choices, settle_conflict

    with opened.database.transaction() as session:
        keep_choices(session, conflict, choices, actor)
    if draft:
        return {"conflict": conflict, "settled": False}
    with opened.database.transaction() as session:
        settled = settle_conflict(session, conflict, {}, actor)
    return {"conflict": conflict, "settled": True, "dossier": settled.dossier_id, "revisions": settled.revisions}


def _choices(file: Path) -> list[dict[str, Any]]:
    """The choices of a file: one object or a list of them. Raises ``NotFound``, ``InvalidInput``."""
    if not file.is_file():
        raise NotFound(N_("There is no file {name}."), name=str(file))
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput("settle", N_("{name} is no JSON file."), name=file.name) from error
    found = value if isinstance(value, list) else [value]
    for one in found:
        whole = isinstance(one, dict) and isinstance(one.get("conflict"), str) and isinstance(one.get("choices"), dict)
        if not whole or not all(isinstance(chosen, dict) for chosen in one["choices"].values()):
            raise InvalidInput(
                "settle", N_('Write {{"conflict": id, "choices": {{record: {{field: "mine" or "theirs"}}}}}}.')
            )
    return found


def _open(opened: AppContext) -> list[Conflict]:
    from app.services.conflicts.listing import conflict_of, open_conflicts

    with opened.database.reading() as session:
        return [conflict_of(session, one.id) for one in open_conflicts(session)]


def _conflict_json(one: Conflict) -> dict[str, Any]:
    return {
        "conflict": one.head.id,
        "dossier": one.head.dossier_id,
        "product": one.head.product,
        "producer": one.head.producer,
        "sender": one.head.sender,
        "bundle": one.head.bundle,
        "left": one.head.left,
        "records": [_record_json(record) for record in one.records],
    }


def _record_json(record: ConflictRecord) -> dict[str, Any]:
    here, there = record.mine_changed, record.theirs_changed
    return {
        "record": record.key,
        "what": record.what,
        "name": record.name,
        "ancestor_known": record.ancestor_known,
        "mine_changed": {"at": here.at.isoformat(), "by": here.by} if here else None,
        "theirs_changed": {"at": there.at.isoformat(), "by": there.by, "known": there.known},
        "fields": [
            {
                "field": unit.name,
                "label": unit.label,
                "standing": unit.standing,
                "ancestor": unit.ancestor,
                "mine": unit.mine,
                "theirs": unit.theirs,
                "proposed": unit.proposed,
                "chosen": unit.chosen,
            }
            for unit in record.units
        ],
    }


def _conflict_lines(found: list[Conflict]) -> list[str]:
    lines = []
    for one in found:
        head = one.head
        lines.append(
            _("{id}: {product} ({producer}), from {sender}; still to choose: {left}").format(
                id=head.id, product=head.product, producer=head.producer, sender=head.sender, left=head.left
            )
        )
        for record in one.records:
            lines.append(f"  {record.key}: {record.what} {record.name}".rstrip())
            for unit in record.units:
                if unit.standing != "agree":
                    told = _("here “{mine}”, there “{theirs}”, before “{value}”")
                    if unit.ancestor is None:
                        told = _("here “{mine}”, there “{theirs}”")
                    values = told.format(mine=unit.mine, theirs=unit.theirs, value=unit.ancestor)
                    lines.append(f"    {unit.name}: {unit.label}: {_(_STANDINGS[unit.standing])}: {values}")
    return lines or [_("No dossier waits for a choice.")]
