"""The published JSON Schemas say what the program checks."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from app.paths import resource_path
from app.services.bundles.envelope import Envelope, StrictModel
from app.services.bundles.index import BundleIndex
from app.services.letters.forms import JSON_FORMS
from app.services.office_cards import OfficeCard
from app.services.office_keys.key_change import KeyChange
from app.services.office_keys.office_list import OfficeList
from app.services.rules.pack import RulePack
from tests.bundles.hostile import entries_of
from tests.bundles.pairs import Pair

MODELS: dict[str, type[StrictModel]] = {
    "bundle-envelope": Envelope,
    "bundle-index": BundleIndex,
    "bundle-office-card": OfficeCard,
    "key-change": KeyChange,
    "office-list": OfficeList,
    "rule-pack": RulePack,
} | {f"enclosure-{kind}": form for kind, form in JSON_FORMS.items()}


def published(name: str) -> dict[str, object]:
    schema: dict[str, object] = json.loads(resource_path("schemas", f"{name}.schema.json").read_text("utf-8"))
    return schema


@pytest.mark.parametrize("name", MODELS)
def test_a_published_schema_is_the_models_own(name: str) -> None:
    schema = published(name)
    assert schema.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert schema == MODELS[name].model_json_schema()


@pytest.mark.parametrize("sealed", [False, True])
def test_a_real_envelope_fits_the_published_schema(pair: Pair, tmp_path: Path, sealed: bool) -> None:
    entries = dict(entries_of(pair.bundle(tmp_path / "stick", sealed=sealed)))
    envelope = json.loads(entries["ocop-X66-01-T66-7/envelope.json"])
    jsonschema.validate(envelope, published("bundle-envelope"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(envelope | {"more": 1}, published("bundle-envelope"))
