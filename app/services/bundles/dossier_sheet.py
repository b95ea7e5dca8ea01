"""One dossier's records as they arrive: read from JSON, checked row by row, against their own hashes and journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from app.errors import BundleRejected
from app.models import DecisionItem, Dossier, IdeaRegistration, JournalEntry, Note, Producer, Product, ScoreSheet
from app.models.base import Travelling
from app.services import journal
from app.services.bundles.index import RECORDS_LIMIT, IndexedDossier
from app.services.bundles.records import LEFT_OUT, OFFICE_CHAIN, TRAVELLING, table_name
from app.services.bundles.rows import row_as_checked, row_from_json
from app.services.bundles.strict_json import load_canonical, load_strict
from app.services.revisions import child_table, content_hash
from app.translate import N_

_JSON_TEXTS: dict[str, dict[str, type]] = {
    "dossier": {"completion_list": list},
    "ranking_result": {"detail": dict, "minimums_record": dict},
}
_ASKED = frozenset({"what", "missing", "to_do", "basis"})
"""The fields of a thing that is asked for; the last may be left out."""


@dataclass
class ArrivedRecord:
    row: Travelling
    children: list[SQLModel] = field(default_factory=list)


@dataclass
class ArrivedDossier:
    """All records of one dossier, new objects that are in no session."""

    indexed: IndexedDossier
    records: dict[type[Travelling], list[ArrivedRecord]]
    decision_items: list[DecisionItem]
    journal: list[JournalEntry]

    @property
    def dossier(self) -> Dossier:
        row = self.records[Dossier][0].row
        assert isinstance(row, Dossier)
        return row


def read_dossier(indexed: IndexedDossier, path: Path, entries: Sequence[JournalEntry]) -> ArrivedDossier:
    """Read a dossier's records file, whose SHA-256 was already verified.

    Raises:
        BundleRejected: not the form that this program writes, a record that is not what its own hash says, records of
        another dossier, or a journal whose chain is broken.
    """
    place = f"data/files/{indexed.records}"
    if path.stat().st_size > RECORDS_LIMIT:
        raise BundleRejected(N_("The records of a dossier are too large."), check="schema", entry=place)
    sheet = load_canonical(path.read_bytes(), place)
    if isinstance(sheet, dict) and isinstance(sheet.get("schema"), int) and sheet["schema"] > 1:
        raise BundleRejected(
            N_("The bundle was made by a newer program (format {version})."),
            check="version",
            entry=place,
            advice=N_("Update this program, then look at the bundle again."),
            version=sheet["schema"] if sheet["schema"] < 1000 else "?",
        )
    if not isinstance(sheet, dict) or set(sheet) != {"schema", "dossier", "records"} or sheet["schema"] != 1:
        raise BundleRejected(N_("The records of a dossier are not readable."), check="schema", entry=place)
    tables = {table_name(model): model for model in TRAVELLING}
    if not isinstance(sheet["records"], dict) or set(sheet["records"]) != {*tables, "decision_item"}:
        raise BundleRejected(N_("The records of a dossier are not readable."), check="schema", entry=place)
    records = {
        model: [_record(model, values, f"{place}/{name}") for values in _rows(sheet["records"][name], place)]
        for name, model in tables.items()
    }
    items = [
        row_from_json(DecisionItem, values, f"{place}/decision_item")
        for values in _rows(sheet["records"]["decision_item"], place)
    ]
    arrived = ArrivedDossier(indexed, records, items, list(entries))
    _check_belongs(arrived, sheet["dossier"], place)
    return arrived


def read_again(indexed: IndexedDossier, content: bytes, lines: Sequence[bytes]) -> ArrivedDossier:
    """The same from bytes that ``read_dossier`` and ``read_journal_line`` have accepted before."""
    sheet = json.loads(content)["records"]
    records: dict[type[Travelling], list[ArrivedRecord]] = {}
    for model in TRAVELLING:
        name = table_name(model)
        child = child_table(name)
        found = records[model] = []
        for values in sheet[name]:
            below = values.pop("children", [])
            row = row_as_checked(model, values, LEFT_OUT.get(name, frozenset()))
            found.append(ArrivedRecord(row, [row_as_checked(child[0], item) for item in below] if child else []))
    items = [row_as_checked(DecisionItem, values) for values in sheet["decision_item"]]
    entries = [row_as_checked(JournalEntry, json.loads(line), OFFICE_CHAIN) for line in lines]
    return ArrivedDossier(indexed, records, items, entries)


def _rows(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise BundleRejected(N_("The records of a dossier are not readable."), check="schema", entry=place)
    return value


def _record(model: type[Travelling], values: Any, place: str) -> ArrivedRecord:
    has_parts = isinstance(values, dict) and "children" in values
    below = values.pop("children") if has_parts else []
    row = row_from_json(model, values, place, LEFT_OUT.get(table_name(model), frozenset()))
    for column, form in _JSON_TEXTS.get(table_name(model), {}).items():
        _check_text(getattr(row, column), form, f"{place}/{column}")
    children: list[SQLModel] = []
    child = child_table(table_name(model))
    if has_parts and (child is None or not below):
        raise BundleRejected(N_("The records of a dossier are not readable."), check="schema", entry=place)
    if child is not None:
        child_model, parent = child
        children = [row_from_json(child_model, item, f"{place}/children") for item in _rows(below, place)]
        if any(getattr(item, parent) != row.id for item in children):
            raise BundleRejected(N_("A record's parts belong to another record."), check="schema", entry=place)
    if content_hash(row, children) != row.content_hash:
        raise BundleRejected(
            N_("A record is not what its own hash says."), check="record hash", entry=f"{place}/{row.id}"
        )
    return ArrivedRecord(row, children)


def _check_text(text: str, form: type, place: str) -> None:
    """A column that holds JSON as text: what reads it later relies on its form."""
    if not text:
        return
    value = load_strict(text.encode(), place)
    sound = isinstance(value, form)
    if isinstance(value, list):
        sound = form is list and all(
            isinstance(one, dict) and _ASKED - {"basis"} <= set(one) <= _ASKED and set(map(type, one.values())) == {str}
            for one in value
        )
    if not sound:
        raise BundleRejected(N_("The records of a dossier are not readable."), check="schema", entry=place)


def _check_belongs(arrived: ArrivedDossier, named: Any, place: str) -> None:
    indexed = arrived.indexed
    dossiers = [record.row for record in arrived.records[Dossier]]
    products = [record.row for record in arrived.records[Product]]
    right = named == indexed.id and [row.id for row in dossiers] == [indexed.id] and len(products) == 1
    if not right or not _hang_together(arrived):
        raise BundleRejected(N_("The records are those of another dossier."), check="schema", entry=place)
    for model, records in arrived.records.items():
        for record in records:
            owner = getattr(record.row, "dossier_id", None)
            if owner is not None and owner != indexed.id:
                raise BundleRejected(
                    N_("The records are those of another dossier."),
                    check="schema",
                    entry=f"{place}/{table_name(model)}",
                )
    if any(item.dossier_id != indexed.id for item in arrived.decision_items):
        raise BundleRejected(N_("The records are those of another dossier."), check="schema", entry=place)
    named_files = set(_file_hashes(arrived))
    if named_files != set(indexed.files):
        raise BundleRejected(
            N_("The list of a dossier's files is not that of its records."), check="schema", entry=place
        )
    broken = journal.broken_link(arrived.journal)
    if broken is not None or len(arrived.journal) != indexed.journal_entries:
        raise BundleRejected(
            N_("The journal of a dossier is broken."), check="journal", entry=f"data/journal.jsonl/{indexed.id}"
        )


def _hang_together(arrived: ArrivedDossier) -> bool:
    """Whether producer, product, idea and dossier name each other, notes hold together, and no member's sheet came."""
    products = [record.row for record in arrived.records[Product]]
    producers = [record.row.id for record in arrived.records[Producer]]
    ideas = [record.row for record in arrived.records[IdeaRegistration]]
    sheets = [record.row for record in arrived.records[ScoreSheet]]
    notes = {record.row.id: record.row for record in arrived.records[Note]}
    product, dossier = products[0], arrived.dossier
    return (
        isinstance(product, Product)
        and dossier.product_id == product.id
        and producers == [product.producer_id]
        and [idea.id for idea in ideas] == ([dossier.idea_id] if dossier.idea_id else [])
        and all(isinstance(idea, IdeaRegistration) and idea.product_id == product.id for idea in ideas)
        and all(isinstance(sheet, ScoreSheet) and sheet.kind == "self" for sheet in sheets)
        and all(getattr(note, "answers_id", None) in {None, *notes} for note in notes.values())
    )


def _file_hashes(arrived: ArrivedDossier) -> Iterable[str]:
    for records in arrived.records.values():
        for record in records:
            scan = getattr(record.row, "scan_sha256", None)
            if scan:
                yield scan
            for child in record.children:
                sha256 = getattr(child, "sha256", None)
                if sha256:
                    yield sha256


def read_journal_line(line: bytes, number: int) -> JournalEntry:
    """One line of ``data/journal.jsonl`` as a new row.

    Raises:
        BundleRejected: not the form that this program writes.
    """
    place = f"data/journal.jsonl/{number}"
    entry = row_from_json(JournalEntry, load_strict(line, place), place, OFFICE_CHAIN)
    data = entry.data.encode()
    if not isinstance(load_strict(data, f"{place}/data"), dict) or load_canonical(data, f"{place}/data") is None:
        raise BundleRejected(N_("A line of the journal is not an entry."), check="journal", entry=f"{place}/data")
    return entry
