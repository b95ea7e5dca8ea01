"""Which offices were probably merged into one, by the lists of administrative units."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.paths import DataPaths, resource_path
from app.services.offices import OfficeData, program_actor, register_office, set_up_office
from app.services.places.book import Places
from app.services.succession.naming import Basis, name_successor
from app.services.succession.proposals import Proposal, likely_predecessors
from app.services.upgrade import open_database

DAY = dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(resource_path("places"))


def proposals(folder: Path, places: Places, own: OfficeData, *known: OfficeData) -> list[Proposal]:
    """What is proposed to an office, that knows these others and is recorded as the successor of the first."""
    paths = DataPaths(folder).ensure()
    database = open_database(paths.database, paths.backups)
    try:
        with database.transaction() as session:
            me = set_up_office(session, own)
            actor = program_actor(session)
            rows = [register_office(session, one, actor) for one in known]
            for row in rows[:1]:
                name_successor(session, row.id, me.id, dt.date(2025, 7, 1), Basis("1660/NQ-UBTVQH15"), actor)
            return likely_predecessors(session, places, DAY)
    finally:
        database.close()


def test_a_commune_is_proposed_the_communes_merged_into_it(tmp_path: Path, places: Places) -> None:
    own = OfficeData(code="xa-moi", level="commune", name="UBND xã Krông Pắc", province_code="66", commune_code="24490")
    old = OfficeData(
        code="24508", level="commune", name="UBND xã Ea Yông", commune_name="xã Ea Yông", commune_code="24508"
    )
    found = {one.name: one for one in proposals(tmp_path, places, own, old)}
    assert set(found) == {"thị trấn Phước An", "xã Ea Yông", "xã Hòa An", "xã Hòa Tiến"}
    assert found["xã Ea Yông"].known
    assert found["xã Ea Yông"].office_id
    assert (found["xã Hòa An"].known, found["xã Hòa An"].office_id) == (False, "")
    assert {one.ended_on for one in found.values()} == {dt.date(2025, 6, 30)}


def test_a_province_is_proposed_the_old_provinces_and_their_districts(tmp_path: Path, places: Places) -> None:
    own = OfficeData(code="66", level="province", name="UBND tỉnh Đắk Lắk", province_code="66")
    found = proposals(tmp_path, places, own)
    assert [one.name for one in found if one.level == "province"] == ["tỉnh Phú Yên", "tỉnh Đắk Lắk"]
    districts = {one.name for one in found if one.level == "district"}
    assert {"huyện Krông Pắc", "huyện Đồng Xuân"} <= districts
    assert len(districts) == 24


def test_an_office_of_no_known_unit_is_proposed_nothing(tmp_path: Path, places: Places) -> None:
    own = OfficeData(code="99", level="province", name="UBND tỉnh Mẫu", province_code="99")
    assert proposals(tmp_path, places, own) == []
