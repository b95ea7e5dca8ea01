"""Units that an office enters by hand, kept in one JSON file among its own rule files."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.errors import InvalidInput, NotFound, StorageError
from app.services.bundles.files import sync_folder
from app.services.clean_text import clean_values
from app.services.places.book import Places
from app.services.places.files import OwnUnit, own_unit_fault
from app.services.places.unit import Unit
from app.translate import N_, format_date

_DAY = dt.timedelta(days=1)


def add_own_unit(places: Places, data: Mapping[str, Any]) -> Unit:
    """Add a unit that the program's list does not have, or has under an older name or kind.

    Args:
        places: the units, with the office's own file.
        data: the fields of ``OwnUnit``; days as dates or ISO text. A kind at the beginning of the name is left out.

    Raises:
        InvalidInput: a code, kind, parent or day that cannot be, a unit that is known already, or one to replace that
            was not there. RuleError: the office's file is faulty; it is not written over.
        StorageError: the file cannot be written; nothing has changed.
    """
    known = places.own_units
    if places.own_fault is not None:
        raise places.own_fault
    unit = _read(data)
    _check(places, unit)
    _write(places, (*known, unit))
    return places.as_unit(unit)


def remove_own_unit(places: Places, code: str, valid_from: dt.date) -> None:
    """Take out a unit that was entered by mistake. Dossiers keep the names that they hold.

    Raises:
        NotFound: no own unit of that code begins on that day. RuleError: the office's file is faulty.
        StorageError: the file cannot be written; nothing has changed.
    """
    known = places.own_units
    if places.own_fault is not None:
        raise places.own_fault
    kept = tuple(one for one in known if (one.code, one.valid_from) != (code, valid_from))
    if len(kept) == len(known):
        raise NotFound(N_("No unit with the code {code} was entered here for that day."), code=code)
    _write(places, kept)


def _read(data: Mapping[str, Any]) -> OwnUnit:
    values = clean_values(dict(data), lines=("code", "name", "kind", "parent", "note"))
    name, kind = str(values.get("name", "")), str(values.get("kind", "")).lower()
    if kind and f"{name} ".lower().startswith(kind + " "):
        name = name[len(kind) :].strip()
    try:
        unit = OwnUnit.model_validate({**values, "name": name, "kind": kind})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        if field == "code":
            raise InvalidInput(
                field, N_("The code of a unit has 2, 3 or 5 digits: province, district, commune.")
            ) from error
        raise InvalidInput(field, N_("This value does not fit the field “{name}”."), name=field) from error
    fault = own_unit_fault(unit)
    if fault is not None:
        raise InvalidInput(str(fault.place[0]), fault.message, **fault.params)
    return unit


def _check(places: Places, unit: OwnUnit) -> None:
    first = unit.valid_from
    layer = places.layer_on(first)
    if unit.level not in layer.levels:
        raise InvalidInput("level", N_("There were no districts on {day}."), day=format_date(first))
    if unit.level != "province":
        parent = places.unit(unit.parent, first)
        above = layer.levels[layer.levels.index(unit.level) - 1]
        if parent is None or parent.level != above:
            raise InvalidInput(
                "parent",
                N_("No unit with the code {code} could lie above this one on {day}."),
                advice=N_("Choose the unit above from the list, or enter it first."),
                code=unit.parent,
                day=format_date(first),
            )
    for code in unit.replaces:
        if places.unit(code, first - _DAY) is None:
            raise InvalidInput(
                "replaces",
                N_("There was no unit with the code {code} on the day before {day}."),
                code=code,
                day=format_date(first),
            )
    present = places.unit(unit.code, first)
    if present is not None and (unit.code not in unit.replaces or present.begins == first):
        raise InvalidInput(
            "code",
            N_("On {day} the code {code} belongs to {unit}."),
            advice=N_("If that unit got another name or kind, enter its code also under the units replaced."),
            day=format_date(first),
            code=unit.code,
            unit=present.full_name,
        )


def _write(places: Places, units: tuple[OwnUnit, ...]) -> None:
    path = places.own_file
    if path is None:
        raise NotFound(N_("There is no data folder in which units could be kept."))
    value = {"schema": 1, "units": [unit.model_dump(mode="json", exclude_defaults=True) for unit in units]}
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    try:
        _replace(path, text.encode("utf-8"))
    except OSError as error:
        raise StorageError(
            N_("The unit could not be saved."),
            kept=N_("The units entered before are unchanged."),
            advice=N_("Check the room on the disk and the rights of the data folder."),
        ) from error
    places.forget_own()


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place: there is always a whole file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
