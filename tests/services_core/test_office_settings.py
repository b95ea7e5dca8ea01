"""What the settings change: people, cards of offices, copies of the whole book, the certificates' picture."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PIL import Image

from app.errors import InvalidInput, NotAllowed
from app.paths import DataPaths
from app.services import officials
from app.services.actors import actor_of
from app.services.database import Database
from app.services.emblem import drop_emblem, emblem_of, save_emblem
from app.services.file_store import FileStore
from app.services.first_start import Begun, FirstStart, begin_office
from app.services.full_copy import bring_files_back, copies_in, copy_all
from app.services.known_keys import take_card
from app.services.office_exchange import own_card
from app.services.offices import OfficeData, change_office, list_offices, own_office_row
from app.services.officials import OfficialData
from app.services.upgrade import open_database

NOW = dt.datetime(2026, 11, 24, 7, tzinfo=dt.UTC)


def _begin(folder: Path, code: str, level: str, name: str) -> tuple[DataPaths, Database, Begun]:
    paths = DataPaths(folder).ensure()
    database = open_database(paths.database, paths.backups)
    person = OfficialData(full_name="(mẫu) Người thứ nhất", role="administrator")
    order = FirstStart(OfficeData(code=code, level=level, name=name), person, None)
    return paths, database, begin_office(database, paths.keys, order)


def test_a_card_is_taken_once_compared_and_another_key_never(tmp_path: Path) -> None:
    _paths, database, commune = _begin(tmp_path / "c", "24490", "commune", "Xã Mẫu")
    _paths, _other, province = _begin(tmp_path / "p", "66", "province", "Tỉnh Mẫu")
    _paths, _third, stranger = _begin(tmp_path / "s", "66", "province", "Tỉnh Mẫu")
    card = own_card(province.office, province.keys, NOW)
    with database.transaction() as session:
        actor = actor_of(session, commune.person.id)
        row = take_card(session, card, actor)
        assert row.key_confirmed_at is not None
        assert take_card(session, card, actor).id == row.id
        with pytest.raises(NotAllowed):
            take_card(session, own_card(stranger.office, stranger.keys, NOW), actor)
        assert take_card(session, own_card(commune.office, commune.keys, NOW), actor).is_self
        assert [one.code for one in list_offices(session)] == ["24490", "66"]
    with pytest.raises(NotAllowed):
        own_card(province.office, stranger.keys, NOW)


def test_a_person_gets_another_role_only_from_an_administrator(tmp_path: Path) -> None:
    _paths, database, begun = _begin(tmp_path / "c", "24490", "commune", "Xã Mẫu")
    with database.transaction() as session:
        boss = actor_of(session, begun.person.id)
        second = officials.add_official(session, OfficialData(full_name="(mẫu) Người thứ hai"), boss)
        changed = officials.change_official(session, second.id, {"role": "secretary", "position": " Thư ký "}, boss)
        assert (changed.role, changed.position, changed.full_name) == ("secretary", "Thư ký", "(mẫu) Người thứ hai")
        with pytest.raises(NotAllowed):
            officials.change_official(session, begun.person.id, {"role": "reader"}, actor_of(session, second.id))
        with pytest.raises(InvalidInput):
            officials.change_official(session, second.id, {"role": "king"}, boss)


def test_a_full_copy_writes_only_what_is_new_and_brings_all_back(tmp_path: Path) -> None:
    paths, database, begun = _begin(tmp_path / "c", "24490", "commune", "Xã Mẫu")
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4 one")
    blob = FileStore(paths.files).put(paper)
    stick = tmp_path / "stick"
    first = copy_all(paths, stick, "24490")
    assert first.new_files == 1
    assert copy_all(paths, stick, "24490").new_files == 0

    with database.transaction() as session:
        change_office(session, begun.office.id, {"name": "Xã Khác"}, actor_of(session, begun.person.id))
    FileStore(paths.files).path(blob.sha256).unlink()
    database.close()
    from app.services.backup import restore_backup

    found = copies_in(stick)
    assert len(found) == 2
    assert bring_files_back(found[0].path, paths) == 1
    restore_backup(found[0].path, paths.database)
    assert FileStore(paths.files).path(blob.sha256).read_bytes() == b"%PDF-1.4 one"
    with open_database(paths.database, paths.backups).reading() as session:
        assert own_office_row(session).name == "Xã Mẫu"
    assert not list((stick).rglob("office-keys.json"))


def test_a_picture_is_kept_and_what_is_none_is_refused(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data").ensure()
    picture = tmp_path / "emblem.jpg"
    Image.new("RGB", (3000, 1500), "red").save(picture)
    kept = save_emblem(paths, picture)
    assert emblem_of(paths) == kept
    with Image.open(kept) as shown:
        assert shown.size == (1200, 600)
    (tmp_path / "text.png").write_text("not a picture", encoding="utf-8")
    with pytest.raises(InvalidInput):
        save_emblem(paths, tmp_path / "text.png")
    assert emblem_of(paths) == kept
    drop_emblem(paths)
    assert emblem_of(paths) is None
