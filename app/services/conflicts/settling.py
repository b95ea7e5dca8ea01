"""What a person chose, kept as a draft until all of it is chosen, and then the merged revisions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session, SQLModel

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Producer, Product, RecordConflict
from app.models.base import Travelling, utc_now
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.bundles.records import table_name
from app.services.bundles.rows import row_as_checked
from app.services.canonical import canonical_json, sha256_of
from app.services.conflicts.merge import Side, Unit, merged, undecided
from app.services.conflicts.sides import as_record, packed, record_units, rows_in_conflict
from app.services.conflicts.words import PERSONAL, label_of
from app.services.producers import set_search_columns as set_producer_columns
from app.services.products import set_search_columns as set_product_columns
from app.services.revisions import child_table, content_columns, content_hash, join_lineages, seal
from app.translate import N_

Choices = Mapping[str, Mapping[str, Side]]
"""Record (``table:id``) -> unit -> the side that is to stand."""
_ACT = "settle_conflict"


@dataclass(frozen=True)
class Settled:
    """The records that were merged: ``table:id``, each with the hash of its merged revision."""

    conflict_id: str
    dossier_id: str
    revisions: dict[str, str]


def keep_choices(session: Session, conflict_id: str, choices: Choices, actor: Actor) -> None:
    """Keep what was chosen so far, beside what was chosen before; nothing is merged yet.

    Raises:
        NotFound: no such conflict is open. InvalidInput: a record or unit that is not in it, or no side.
        NotAllowed: the person may only read.
    """
    require_writer(actor)
    conflict = open_conflict(session, conflict_id)
    known = {name: {unit.name for unit in units} for name, units in _units(session, conflict).items()}
    draft = json.loads(conflict.choices)
    for record, chosen in choices.items():
        for unit, side in chosen.items():
            if unit not in known.get(record, ()):
                raise InvalidInput("choices", N_("This conflict has no {place}."), place=f"{record} {unit}")
            if side not in ("mine", "theirs"):
                raise InvalidInput("choices", N_("What stands is either “mine” or “theirs”."))
            draft.setdefault(record, {})[unit] = side
    conflict.choices = canonical_json(draft).decode("utf-8")
    session.add(conflict)
    session.flush()


def settle_conflict(session: Session, conflict_id: str, choices: Choices, actor: Actor) -> Settled:
    """Make a merged revision of each record in conflict; the journal keeps both values of what differed.

    Each descends from both copies, so that every office sees it as newer than its own. The dossier can be taken then.

    Args:
        choices: beside those that were kept as a draft.

    Raises:
        InvalidInput: something is not chosen yet, or a choice is none. NotFound. NotAllowed: see ``keep_choices``, or
        nothing is in conflict any more.
    """
    keep_choices(session, conflict_id, choices, actor)
    conflict = open_conflict(session, conflict_id)
    chosen = cast(dict[str, dict[str, Side]], json.loads(conflict.choices))
    rows = rows_in_conflict(session, conflict)
    if not rows:
        raise NotAllowed(N_("Nothing is in conflict any more."), advice=N_("Look at the bundle again."))
    for row, children, theirs in rows:
        left = undecided(record_units(session, conflict.dossier_id, row, children, theirs), chosen.get(_key(row), {}))
        if left:
            raise InvalidInput(
                "choices",
                N_("Choose what stands: {what}."),
                what="; ".join(label_of(table_name(type(row)), unit) for unit in left),
            )
    before: dict[str, list[dict[str, Any]]] = {}
    told, revisions = [], {}
    for row, children, theirs in rows:
        units = record_units(session, conflict.dossier_id, row, children, theirs)
        before.setdefault(table_name(type(row)), []).append(as_record(row, children))
        seal(session, row)  # fields saved and never deliberately are a revision of their own, so that they stay known
        mine = row.content_hash
        wanted = chosen.get(_key(row), {})
        _write(session, row, children, theirs, merged(units, wanted))
        revisions[_key(row)] = row.content_hash
        told.append(_told(row, units, wanted, mine, theirs["content_hash"]))
    conflict.mine, conflict.settled_at = packed(before), utc_now()
    session.add(conflict)
    session.flush()
    journal.record(
        session,
        actor,
        _ACT,
        dossier_id=conflict.dossier_id,
        subject=f"dossier:{conflict.dossier_id}",
        data={"bundle": conflict.bundle_sha256, "sender": conflict.sender_code, "records": told},
    )
    return Settled(conflict.id, conflict.dossier_id, revisions)


def open_conflict(session: Session, conflict_id: str) -> RecordConflict:
    """A conflict that is not settled. Raises ``NotFound``."""
    conflict = session.get(RecordConflict, conflict_id)
    if conflict is None or conflict.settled_at is not None:
        raise NotFound(N_("No such conflict is open here."))
    return conflict


def _units(session: Session, conflict: RecordConflict) -> dict[str, list[Unit]]:
    return {
        _key(row): record_units(session, conflict.dossier_id, row, children, theirs)
        for row, children, theirs in rows_in_conflict(session, conflict)
    }


def _key(row: Travelling) -> str:
    return f"{table_name(type(row))}:{row.id}"


def _write(
    session: Session, row: Travelling, children: Sequence[SQLModel], theirs: Mapping[str, Any], record: dict[str, Any]
) -> None:
    model = type(row)
    parents = (row.content_hash, row.lineage), (str(theirs["content_hash"]), str(theirs["lineage"]))
    values = {name: record[name] for name in content_columns(model)}
    whole = {**as_record(row, ()), **values}
    whole.pop("children")
    plain = row_as_checked(model, whole, frozenset(model.model_fields) - whole.keys())
    for name in values:
        setattr(row, name, getattr(plain, name))
    if isinstance(row, Producer):
        set_producer_columns(row)
    elif isinstance(row, Product):
        set_product_columns(row)
    for child in children:
        session.delete(child)
    session.flush()
    parts: list[SQLModel] = []
    below = child_table(table_name(model))
    if below is not None:
        for part in record["children"]:
            made = row_as_checked(below[0], {**part, below[1]: row.id})
            parts.append(below[0](**{name: getattr(made, name) for name in part}))
        session.add_all(parts)
    row.content_hash = content_hash(row, parts)
    row.lineage = join_lineages(*parents, row.content_hash)
    row.parent_hash = parents[0][0] if parents[0][0] != row.content_hash else parents[1][0]
    row.revision = max(row.revision, int(theirs["revision"])) + 1
    session.add(row)
    session.flush()


def _told(row: Travelling, units: Sequence[Unit], chosen: Mapping[str, Side], mine: str, theirs: str) -> dict[str, Any]:
    """What the journal keeps of a record: the revisions, and both values of each unit that was not the same."""
    fields = {}
    for unit in units:
        if unit.standing != "agree":
            stands = chosen.get(unit.name) or unit.proposed
            fields[unit.name] = {"mine": _kept(unit.mine), "theirs": _kept(unit.theirs), "stands": stands}
    return {"record": _key(row), "mine": mine, "theirs": theirs, "revision": row.content_hash, "fields": fields}


def _kept(value: dict[str, Any] | None) -> Any:
    """A value for the journal; of what is personal only that it was another: the conflict itself keeps it."""
    if value is None:
        return None
    return {name: sha256_of([name, one])[:8] if name in PERSONAL and one else one for name, one in value.items()}
