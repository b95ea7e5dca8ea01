"""Words for offices and their keys, shared by the pages of the settings."""

from __future__ import annotations

import datetime as dt

from app.models.office import OfficeRow
from app.translate import N_, _, format_date

KEYS: dict[str, tuple[str, str]] = {
    "confirmed": (N_("compared"), "ok"),
    "unconfirmed": (N_("not compared"), "warn"),
    "none": (N_("no key yet"), "neutral"),
    "revoked": (N_("revoked"), "danger"),
    "replaced": (N_("replaced"), "warn"),
    "lost": (N_("lost"), "warn"),
    "succeeded": (N_("office ended"), "neutral"),
    "current": (N_("in use"), "ok"),
}
"""How a key stands: word and grade."""

LEARNED = {
    "own": N_("made here"),
    "card": N_("from its card"),
    "bundle": N_("from a bundle that it signed"),
    "office_list": N_("from the province's list"),
    "key_change": N_("from its notice, signed by the key before"),
    "replacement": N_("from its notice of a lost key"),
    "succession": N_("from its successor"),
}

WAYS = {
    "phone": N_("by telephone"),
    "visit": N_("in person"),
    "letter": N_("by a signed letter on paper"),
}


def key_badge(state: str) -> tuple[str, str]:
    """Word and grade of a key's state."""
    word, grade = KEYS[state]
    return _(word), grade


def place_of(office: OfficeRow) -> str:
    """Where an office is, from its own unit upwards."""
    parts = (office.commune_name, office.district_name, office.province_name)
    return ", ".join(part for part in parts if part)


def day_of(moment: dt.datetime) -> str:
    """The day of a moment, as the officer's calendar has it."""
    return format_date(moment.astimezone().date())


def checked_words(checked_by: str) -> str:
    """How a person made sure of a key."""
    way, _colon, note = checked_by.partition(": ")
    said = _(WAYS[way]) if way in WAYS else way
    return f"{said} ({note})" if note else said
