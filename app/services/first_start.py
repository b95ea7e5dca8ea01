"""The first start: an office with its first person and its keys, all or nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.models.office import OfficeRow, OfficialRow
from app.services import offices, officials
from app.services.database import Database
from app.services.keys import KEY_FILE, OfficeKeys, create_keys, restore_from_recovery, set_aside
from app.services.offices import OfficeData
from app.services.officials import OfficialData
from app.services.papers.paper_facts import SignerFacts
from app.services.places.book import Places
from app.services.places.unit import Unit, UnitLevel
from app.services.printing.loading_offices import place_name
from app.services.printing.place_names import COMMITTEE, head_post
from app.services.rules.facts import Level

OFFICE_LEVELS: tuple[Level, ...] = ("producer", "commune", "district", "province")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class FirstStart:
    """What the first start asks. ``recovery_code``: the keys of a recovery sheet instead of new ones."""

    office: OfficeData
    person: OfficialData
    passphrase: str | None
    recovery_code: str = ""


@dataclass(frozen=True)
class Begun:
    """What it made."""

    office: OfficeRow
    person: OfficialRow
    keys: OfficeKeys


def begin_office(database: Database, key_folder: Path, order: FirstStart) -> Begun:
    """Set the office up, add its first person, make (or restore) and enter its keys.

    A key file that lies there without an office, of a start that was broken off, is set aside, never overwritten.

    Raises:
        InvalidInput: a value that cannot be; the field is named. NotAllowed: the folder belongs to an office already,
            or the passphrase is empty. StorageError: nothing was written.
    """
    key_file = key_folder / KEY_FILE
    made = False
    try:
        with database.transaction() as session:
            office = offices.set_up_office(session, order.office)
            program = offices.program_actor(session)
            person = officials.add_official(session, order.person, program)
            if key_file.exists():
                set_aside(key_folder)
            made = True
            if order.recovery_code:
                keys = restore_from_recovery(key_folder, order.recovery_code, order.passphrase)
            else:
                keys = create_keys(key_folder, order.passphrase)
            office = offices.learn_key(session, office.id, keys.public_key.hex(), keys.recipient, program)
    except BaseException:
        if made:  # the keys of an office that was not set up are of no use to anybody
            with contextlib.suppress(OSError):
                key_file.unlink(missing_ok=True)
        raise
    return Begun(office, person, keys)


def day_of_level(places: Places, level: str, today: dt.date) -> dt.date:
    """The day whose units an office of that level is one of: today, or the last day on which there were districts."""
    if level != "district" or places.has_districts(today):
        return today
    for layer in reversed(places.index.layers):
        if "district" in layer.levels and layer.ends is not None:
            return layer.ends - _DAY
    return today


def unit_fields(units: Iterable[Unit]) -> dict[str, str]:
    """The office's names and codes of the units that it lies in."""
    found = {}
    for unit in units:
        found[f"{unit.level}_name"], found[f"{unit.level}_code"] = unit.full_name, unit.code
    return found


def proposed_office(level: str, unit: Unit | None, above: Iterable[Unit]) -> dict[str, str]:
    """What an office of the level in that unit is probably called; the officer corrects it.

    A People's Committee is the office of a commune, a district and a province; a producer has its own name.
    """
    if unit is None:
        return {"name": "", "parent_name": "", "place_name": ""}
    parent = next((one for one in above if one.level == "province"), None)
    is_committee = level != "producer"
    return {
        "name": f"{COMMITTEE} {unit.full_name}" if is_committee else "",
        "parent_name": f"{COMMITTEE} {parent.full_name}" if is_committee and parent is not None else "",
        "place_name": place_name(unit.full_name),
    }


def unit_level_of(level: str) -> UnitLevel:
    """The level of the unit that an office of that level names: a producer names its commune."""
    return "district" if level == "district" else "province" if level in ("province", "central") else "commune"


def signing_words(mode: str, level: str, own_post: str = "") -> str:
    """The lines above the signature as papers print them, on one line: "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"."""
    body = COMMITTEE if level != "producer" else ""
    facts = SignerFacts(mode=mode, post=head_post_of(level), own_post=own_post, body=body or "Tập thể")  # type: ignore[arg-type]
    return ", ".join(facts.lines)


def head_post_of(level: str) -> str:
    """The post of an office's head."""
    return "Giám đốc" if level == "producer" else head_post(COMMITTEE)


def needs_own_post(mode: str) -> bool:
    """Whether the signer has a post of his own below the head's."""
    return mode in ("deputy", "collective_deputy", "by_order", "mandate")
