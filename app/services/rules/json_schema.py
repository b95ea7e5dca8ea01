"""JSON Schemas of the rule files, made from the models that load them, for editors that check while one types."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from app.services.places.files import OwnUnits, PlaceChanges, PlaceIndex, PlaceLayer
from app.services.rules.classification import Classification
from app.services.rules.criteria import CriteriaSet
from app.services.rules.holidays import HolidayYear
from app.services.rules.regime import Regime

SCHEMAS: dict[str, type[BaseModel]] = {
    "criteria-set.schema.json": CriteriaSet,
    "regime.schema.json": Regime,
    "classification.schema.json": Classification,
    "holiday-year.schema.json": HolidayYear,
    "places.schema.json": PlaceIndex,
    "place-layer.schema.json": PlaceLayer,
    "place-changes.schema.json": PlaceChanges,
    "own-units.schema.json": OwnUnits,
}


def schema_text(name: str) -> str:
    """The JSON Schema (draft 2020-12) of one kind of rule file, as it is stored."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **SCHEMAS[name].model_json_schema(by_alias=True),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into ``folder``; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in SCHEMAS:
        path = folder / name
        path.write_text(schema_text(name), encoding="utf-8", newline="\n")
        written.append(path)
    return written
