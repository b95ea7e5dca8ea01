"""The fields of a record in conflict, and their values, as a person reads them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from app.services.conflicts.merge import Unit
from app.services.missing import FIELD_NAMES
from app.services.names import application_name
from app.translate import N_, _, format_date, format_datetime, format_number

FIELDS: dict[str, str] = {
    # What FIELD_NAMES does not name, whichever record it is a field of.
    "application_type": N_("what is applied for"),
    "brand": N_("the brand"),
    "chair": N_("who led the meeting"),
    "changes": N_("what has changed"),
    "classification_code": N_("the product's class and set"),
    "commune_name": N_("the commune and province"),
    "completion_list": N_("what is to be completed"),
    "contact_address": N_("the contact address"),
    "criteria": N_("the criteria it is evidence for"),
    "decided_on": N_("the day of the decision"),
    "description": N_("the description"),
    "expires_on": N_("its last day"),
    "filed_on": N_("the day of filing"),
    "idea_id": N_("the idea it goes back to"),
    "is_original": N_("whether it is the original"),
    "issued_on": N_("the day of issue"),
    "issuer": N_("who issued it"),
    "kind": N_("the kind"),
    "local_material": N_("the local materials"),
    "meeting_on": N_("the day of the meeting"),
    "meeting_place": N_("the place of the meeting"),
    "name": N_("the name"),
    "note": N_("the note"),
    "number": N_("the number"),
    "opinions": N_("the opinions"),
    "participants": N_("who took part"),
    "plan": N_("the plan"),
    "practice": N_("whether it is practice data"),
    "previous_certificate": N_("the last certificate"),
    "previous_dossier_id": N_("the dossier before it"),
    "previous_valid_to": N_("the last day of the last certificate"),
    "product_code": N_("the product code"),
    "reason": N_("the reason"),
    "receipt_number": N_("the receipt number"),
    "regime_id": N_("the rules that it was filed under"),
    "removed": N_("whether it was taken out"),
    "representative_disabled": N_("whether the representative is a person with a disability"),
    "representative_identity": N_("the representative's identity number"),
    "resolved_at": N_("when it was settled"),
    "sample_count": N_("the number of samples"),
    "secretary": N_("the secretary"),
    "sequence": N_("the number in the list of products"),
    "sheets": N_("the number of sheets"),
    "status": N_("the state"),
    "text": N_("the text"),
    "title": N_("the title"),
    "year": N_("the year"),
}
PERSONAL = frozenset({"representative_identity", "phone", "tax_code", "email"})
"""Fields whose values no journal holds: a household's tax code may be its owner's identity number."""
_WHOLE = N_("the whole record")
_PARTS: dict[str, str] = {
    "dossier_document": N_("the file “{name}”"),
    "business_plan": N_("the figures of {name}"),
    "commune_assessment": N_("the item {name}"),
}
_ABSENT = N_("(not there)")
_EMPTY = N_("(empty)")
_SAID_FIRST = ("number", "name", "stars", "dated", "signed_on", "closed_on", "status")


def label_of(table: str, unit: Unit) -> str:
    """What the unit is called, in the language of the moment."""
    if unit.name == "*":
        return _(_WHOLE)
    if unit.is_part:
        part = unit.mine or unit.theirs or unit.ancestor or {}
        name = part.get("name") or unit.name.removeprefix("part:")
        return _(_PARTS.get(table, "{name}")).format(name=name)
    message = FIELD_NAMES.get(f"{table}.{unit.name}") or FIELDS.get(unit.name)
    return _(message) if message else unit.name


def said(unit: Unit, value: dict[str, Any] | None) -> str:
    """A value of the unit as it is read; every field of a unit that has several."""
    if value is None:
        return _(_ABSENT)
    if unit.name == "*":
        told = [_plain(name, value[name]) for name in _SAID_FIRST if value.get(name) not in (None, "")]
        return " · ".join(told) or _plain("id", value.get("id"))
    if unit.is_part:
        if "sha256" in value:
            return f"{value['name']} ({str(value['sha256'])[:12]})"
        told = [_plain(name, value.get(name)) for name in unit.fields if value.get(name) not in (None, "")]
        return " · ".join(told) or _(_EMPTY)
    names = [name for name in unit.fields if not (name.endswith(("_code", "_id", "_sha256")) and name != unit.name)]
    told = [_plain(name, value.get(name)) for name in names if value.get(name) not in (None, "", "[]")]
    return ", ".join(told) or _(_EMPTY)


def _plain(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "application_type":
        return str(application_name(str(value)))
    if name == "completion_list":
        return "; ".join(str(item.get("what", "")) for item in json.loads(value) if isinstance(item, dict))
    if name.endswith(("_on", "_to", "_due")) or name == "dated":
        return format_date(dt.date.fromisoformat(value))
    if name.endswith("_at"):
        return format_datetime(dt.datetime.fromisoformat(value))
    if isinstance(value, int) and name != "year":
        return format_number(value)
    return str(value)
