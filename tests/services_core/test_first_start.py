"""The first start writes an office, a person and keys together, or nothing at all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.errors import AppError, InvalidInput, NotFound
from app.paths import DataPaths, resource_path
from app.services import keys
from app.services.database import Database
from app.services.first_start import FirstStart, begin_office, day_of_level, proposed_office, signing_words, unit_fields
from app.services.offices import OfficeData, own_office_row
from app.services.officials import OfficialData, list_officials
from app.services.places.book import Places
from app.services.upgrade import open_database

PERSON = OfficialData(full_name="(mẫu) Nguyễn Thị Phượng", position="Công chức", role="administrator")


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path / "data").ensure()


@pytest.fixture
def database(paths: DataPaths) -> Database:
    return open_database(paths.database, paths.backups)


def _order(name: str = "Ủy ban nhân dân xã Mẫu", code: str = "", passphrase: str | None = "words") -> FirstStart:
    return FirstStart(OfficeData(code="24490", level="commune", name=name), PERSON, passphrase, code)


def test_office_person_and_keys_are_there_together(paths: DataPaths, database: Database) -> None:
    begun = begin_office(database, paths.keys, _order())
    with database.reading() as session:
        office = own_office_row(session)
        people = list_officials(session, office.id)
    assert [one.full_name for one in people] == [PERSON.full_name]
    assert office.sign_public_key == begun.keys.public_key.hex()
    assert office.key_confirmed_at is not None
    assert keys.unlock(paths.keys, "words").recipient == office.age_recipient


@pytest.mark.parametrize(
    "order",
    [
        _order(name=" "),
        _order(passphrase=" "),
        _order(code="AAAA"),
        FirstStart(OfficeData(code="24490", level="commune", name="x"), OfficialData(full_name=""), None),
    ],
)
def test_a_refused_value_leaves_nothing_behind(paths: DataPaths, database: Database, order: FirstStart) -> None:
    with pytest.raises(AppError):
        begin_office(database, paths.keys, order)
    assert list(paths.keys.iterdir()) == []
    with database.reading() as session, pytest.raises(NotFound):
        own_office_row(session)
    begin_office(database, paths.keys, _order())


def test_keys_left_without_an_office_are_kept_beside_the_new_ones(paths: DataPaths, database: Database) -> None:
    left = keys.create_keys(paths.keys, "forgotten")
    begin_office(database, paths.keys, _order())
    aside = paths.keys / f"{keys.KEY_FILE}.left-1"
    assert left.public_key.hex() in aside.read_text(encoding="utf-8")


def test_a_recovery_sheet_gives_the_new_machine_the_same_keys(
    tmp_path: Path, paths: DataPaths, database: Database
) -> None:
    old = keys.create_keys(tmp_path / "old", None)
    begun = begin_office(database, paths.keys, _order(code="\n".join(keys.recovery_lines(old))))
    assert begun.keys.public_key == old.public_key
    assert begun.office.sign_public_key == old.public_key.hex()


def test_a_wrong_line_of_the_sheet_is_named(paths: DataPaths, database: Database) -> None:
    with pytest.raises(InvalidInput) as refused:
        begin_office(database, paths.keys, _order(code="A" * 126))
    assert refused.value.field == "recovery_code"


def test_names_are_proposed_from_the_unit() -> None:
    places = Places(resource_path("places"))
    today = dt.date(2026, 11, 24)
    unit = next(one.unit for one in places.find("xa krong pac", today, "commune") if one.former is None)
    above = places.above(unit)
    proposed = proposed_office("commune", unit, above)
    assert proposed == {
        "name": "Ủy ban nhân dân xã Krông Pắc",
        "parent_name": "Ủy ban nhân dân tỉnh Đắk Lắk",
        "place_name": "Krông Pắc",
    }
    assert unit_fields((unit, *above))["province_name"] == "tỉnh Đắk Lắk"
    then = day_of_level(places, "district", today)
    assert places.has_districts(then)
    assert not places.has_districts(then + dt.timedelta(days=1))
    assert signing_words("deputy", "commune", "Phó Chủ tịch") == "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"
