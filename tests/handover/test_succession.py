"""An office carries on what others held that ended: by their folders, by their last act, and as neighbours see it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.errors import BundleRejected, Cancelled, InvalidInput, NotAllowed, NotFound, StorageError
from app.models import Certificate, Dossier, Office, OfficeKey, Succession
from app.models.office import office_id
from app.services import journal
from app.services.actors import Actor
from app.services.certificate_check import known_keys
from app.services.demo import council_steps
from app.services.doctor import examine, is_sound
from app.services.folder_lock import FolderLock
from app.services.keys import add_keys
from app.services.rules.library import RuleLibrary
from app.services.succession.holdings import REGISTER, follow_journal
from app.services.succession.looking import FolderReport, keys_of_folder, look_at_folder
from app.services.succession.naming import Basis, SuccessionRow, name_successor, succession_rows
from app.services.succession.taking import TakenOver, take_over
from tests.handover.world import BEFORE, COMMUNE, DISTRICT, OTHER, PROVINCE, World, content_of

FROM = dt.date(2025, 7, 1)
BASIS = Basis("1454/NQ-UBTVQH15", dt.date(2025, 6, 16), "Ủy ban Thường vụ Quốc hội")


def head_of(world: World, code: str) -> Actor:
    return replace(world[code].actor, role="leader")


def look(world: World, code: str, source: Path, progress: object = None) -> FolderReport:
    office = world[code]
    with office.on(world.day):
        return look_at_folder(
            office.database,
            office.paths,
            office.store,
            source,
            world.library,
            progress,  # type: ignore[arg-type]
        )


def take(
    world: World, code: str, report: FolderReport, *, with_keys: bool = True, progress: object = None
) -> TakenOver:
    office = world[code]
    keys = keys_of_folder(report, None) if with_keys else None
    if keys is not None:
        office.keys = add_keys(office.paths.keys, keys, None)
    with office.on(world.day):
        return take_over(
            office.database, office.paths.database, office.paths.backups, office.store, report, FROM, BASIS,
            head_of(world, code), world.library, world.day, inherited=keys, progress=progress,  # type: ignore[arg-type]
        )  # fmt: skip


def handed_in(world: World, code: str, stick: Path) -> Path:
    """The data folder of an office that has closed, on a stick."""
    world[code].database.close()
    return Path(shutil.copytree(world[code].paths.root, stick))


def numbered(world: World, dossier_id: str) -> None:
    """A product code as such dossiers had that a district numbered."""
    office = world[COMMUNE]

    def work(session: Session) -> None:
        row = session.get_one(Dossier, dossier_id)
        row.product_code = "99-H1-00101-01"
        session.add(row)

    office.act(world.day, work)


@pytest.fixture
def world(template: Path, tmp_path: Path, library: RuleLibrary) -> Iterator[World]:
    made = World(template, tmp_path / "world", library, BEFORE)
    yield made
    made.close()


PARTS = {"A": "30", "B": "20", "C": "12"}


def test_a_province_carries_on_for_a_district(world: World, tmp_path: Path) -> None:
    recognised, valid, up, under_way = (world.assessed() for _ in range(4))
    numbered(world, recognised)
    world.pass_on(COMMUNE, DISTRICT, recognised, valid, up)
    for one in (recognised, valid, up):
        world.accept(DISTRICT, one)
    result = world.score(DISTRICT, recognised, parts=PARTS)
    council_steps.record_minimums(world[DISTRICT], result, 3, world.day)
    council_steps.recognise(world[DISTRICT], [recognised], world.regime, "01", world.day)
    on_the_way = world.export(COMMUNE, DISTRICT, under_way, encrypted=True)
    before = world.standing(DISTRICT, recognised)
    folder = handed_in(world, DISTRICT, tmp_path / "old")
    untouched = {one: one.stat().st_mtime_ns for one in folder.rglob("*")}

    report = look(world, PROVINCE, folder)
    assert (report.code, report.held, report.here_already, report.keys) == (DISTRICT, 3, 0, "open")
    assert len(report.certificates) == 1 and {one.kind for one in report.series} >= {REGISTER}
    done = take(world, PROVINCE, report)
    report.close()

    assert set(done.held) == {recognised, valid, up}
    assert world.standing(PROVINCE, recognised) == (before[0], before[1] + 1, PROVINCE)
    assert world.standing(PROVINCE, valid)[0] == "valid"
    assert world.chains_are_whole(PROVINCE)
    assert {one: one.stat().st_mtime_ns for one in folder.rglob("*")} == untouched
    assert not list(world[PROVINCE].paths.quarantine.glob(".succession*"))
    with world[PROVINCE].database.reading() as session:
        row = session.exec(select(Succession)).one()
        assert row.keys_taken and row.certificates == 1 and row.journal_entries == report.journal_entries
        certificate = session.exec(select(Certificate)).one()
        assert certificate.office_id == office_id(DISTRICT)
        assert known_keys(session)[DISTRICT] == (world[DISTRICT].keys.public_key,)
        key = session.exec(select(OfficeKey).where(OfficeKey.office_id == office_id(DISTRICT))).one()
        assert key.state == "succeeded"
    findings = examine(world[PROVINCE].paths, world.library, dt.datetime.now(dt.UTC))
    assert is_sound(findings), [one.said for one in findings if one.state == "wrong"]

    # what was on its way to the district, sealed for it, is the province's
    world.take(PROVINCE, world.look(PROVINCE, on_the_way.path, world_confirms(world, COMMUNE)))
    assert world.standing(PROVINCE, under_way) == ("received", 3, PROVINCE)
    assert world.chains_are_whole(PROVINCE)
    assert world.history(PROVINCE, under_way)[-1].act == "succeed"

    # the same folder once more has nothing new
    again = look(world, PROVINCE, folder)
    assert again.takeable == ()
    again.close()


def world_confirms(world: World, code: str) -> frozenset[str]:
    return frozenset({world[code].keys.fingerprint})
