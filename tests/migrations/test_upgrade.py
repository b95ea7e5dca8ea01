"""Opening a data folder's database, whatever lies there; nothing is ever lost."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import app.models  # noqa: F401  registers the tables
from app.errors import StorageError
from app.models import JournalEntry, Office
from app.models.base import utc_now
from app.models.migrations import versions
from app.models.record_line import WORD_INDEX
from app.services import backup, upgrade
from app.services.backup import back_up, check_database, list_backups, restore_backup
from app.services.database import APPLICATION_ID, Database, sqlite_url
from app.services.upgrade import known_versions, open_database, stored_version

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("current") / "so-ocop.db"
    open_database(path, path.parent / "backups").close()
    return path


@pytest.fixture
def database(current: Path, tmp_path: Path) -> Path:
    path = tmp_path / "data" / "so-ocop.db"
    path.parent.mkdir()
    shutil.copyfile(current, path)
    return path


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "data" / "backups"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A database of the first version, with one office in it."""
    path = tmp_path / "older" / "so-ocop.db"
    path.parent.mkdir()
    engine = sa.create_engine(sqlite_url(path))
    config = Config()
    config.set_main_option("script_location", str(Path(versions.__path__[0]).parent))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        config.attributes["connection"] = connection
        command.upgrade(config, known_versions()[0])
        columns = {column["name"]: column for column in sa.inspect(connection).get_columns("office")}
        values = {
            name: 1 if isinstance(column["type"], sa.Boolean) else "x"
            for name, column in columns.items()
            if not column["nullable"]
        }
        values |= {"id": "o1", "code": "99", "name": "Xã Mẫu", "created_at": "2026-01-01 00:00:00.000000"}
        names = ", ".join(values)
        connection.exec_driver_sql(
            f"INSERT INTO office ({names}) VALUES ({', '.join('?' for _ in values)})", tuple(values.values())
        )
    engine.dispose()
    assert stored_version(path) == known_versions()[0]
    return path


def office_names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM office")]


def test_an_empty_folder_gets_a_database_of_the_newest_form(tmp_path: Path) -> None:
    path = tmp_path / "new" / "so-ocop.db"
    opened = open_database(path, tmp_path / "backups")
    try:
        assert stored_version(path) == known_versions()[-1]
        with opened.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    finally:
        opened.close()
    assert not (tmp_path / "backups").exists()


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Path) -> None:
    engine = sa.create_engine(sqlite_url(database))
    with engine.connect() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, _parents: kind != "table" or not name.startswith(WORD_INDEX),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_current_form_opens_without_the_migration_tools(database: Path, backups: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.services.upgrade import open_database;"
        f"open_database(Path({str(database)!r}), Path({str(backups)!r})).close();"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert not backups.exists()


def test_an_older_form_is_backed_up_and_brought_up(older: Path, tmp_path: Path) -> None:
    before = older.read_bytes()
    opened = open_database(older, tmp_path / "backups")
    with opened.reading() as session:
        assert session.exec(sa.select(Office.name)).scalars().all() == ["Xã Mẫu"]  # type: ignore[call-overload]
    opened.close()
    assert stored_version(older) == known_versions()[-1]
    check_database(older)
    [kept] = list_backups(tmp_path / "backups")
    assert f"before-{known_versions()[-1]}" in kept.path.name
    assert stored_version(kept.path) == known_versions()[0]
    assert office_names(kept.path) == ["Xã Mẫu"]
    assert len(before) > 0


def test_a_newer_form_is_refused_and_left_as_it_is(database: Path, backups: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num='v9999_later'")
        connection.commit()
    before = database.read_bytes()
    with pytest.raises(StorageError, match="newer version"):
        open_database(database, backups)
    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == ["so-ocop.db"]


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.commit()


def pretending(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("INSERT INTO alembic_version VALUES ('v0001_registers')")
        connection.commit()


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database at all " * 500)


@pytest.mark.parametrize("make", [foreign, pretending, garbage])
def test_what_is_no_database_of_this_program_is_refused_and_left(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "so-ocop.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="not a data file"):
        open_database(path, tmp_path / "backups")
    assert path.read_bytes() == before
    assert list_backups(tmp_path / "backups") == []


@pytest.mark.parametrize("at", ["in the middle", "in the check afterwards"])
def test_a_failing_upgrade_puts_everything_back(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    if at == "in the middle":
        real = command.upgrade

        def fails(config: Config, revision: str) -> None:
            real(config, known_versions()[1])
            raise RuntimeError("the migration broke")

        monkeypatch.setattr(command, "upgrade", fails)
    else:
        real_check, calls = check_database, []

        def fails_second(path: Path) -> None:
            calls.append(path)
            if len(calls) == 2:
                raise StorageError("damaged")
            real_check(path)

        monkeypatch.setattr(upgrade, "check_database", fails_second)
    with pytest.raises(StorageError, match="could not be brought"):
        open_database(older, tmp_path / "backups")
    assert stored_version(older) == known_versions()[0]
    assert office_names(older) == ["Xã Mẫu"]
    [kept] = list_backups(tmp_path / "backups")
    assert office_names(kept.path) == ["Xã Mẫu"]
    monkeypatch.undo()
    open_database(older, tmp_path / "backups").close()
    assert stored_version(older) == known_versions()[-1]
    assert office_names(older) == ["Xã Mẫu"]


def test_a_new_database_that_cannot_be_made_leaves_none_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(config: Config, revision: str) -> None:
        raise RuntimeError("the migration broke")

    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", fails)
        with pytest.raises(RuntimeError):
            open_database(tmp_path / "so-ocop.db", tmp_path / "backups")
    assert stored_version(tmp_path / "so-ocop.db") is None
    open_database(tmp_path / "so-ocop.db", tmp_path / "backups").close()
    assert stored_version(tmp_path / "so-ocop.db") == known_versions()[-1]


@pytest.mark.parametrize("left", ["files/ab/abcd", "keys/office.json", "backups/so-ocop-20260101T000000000000Z.db"])
@pytest.mark.parametrize("emptied", [True, False])
def test_a_lost_database_is_never_replaced_by_an_empty_one(tmp_path: Path, left: str, emptied: bool) -> None:
    path = tmp_path / "so-ocop.db"
    if emptied:
        path.touch()
    (tmp_path / left).parent.mkdir(parents=True)
    (tmp_path / left).write_bytes(b"content")
    with pytest.raises(StorageError, match=r"so-ocop\.db is missing or empty") as refused:
        open_database(path, tmp_path / "backups")
    assert path.exists() is emptied
    assert not emptied or path.stat().st_size == 0
    assert (str(tmp_path / left) in refused.value.what_next) is left.startswith("backups")


def test_folders_without_content_lose_nothing(tmp_path: Path) -> None:
    for name in ("files", "keys", "backups"):
        (tmp_path / name).mkdir()
    (tmp_path / "files" / "0199.part").write_bytes(b"half")
    open_database(tmp_path / "so-ocop.db", tmp_path / "backups").close()
    assert stored_version(tmp_path / "so-ocop.db") == known_versions()[-1]


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET act = 'y'", "DELETE FROM journal_entry"])
def test_the_journal_is_append_only(database: Path, statement: str) -> None:
    opened = Database(sqlite_url(database))
    with opened.transaction() as session:
        session.add(JournalEntry(at=utc_now(), act="x", office_code="1", actor="", office_sequence=1))
    with pytest.raises(StorageError), opened.transaction() as session:
        session.execute(sa.text(statement))
    with opened.reading() as session:
        assert session.execute(sa.text("SELECT act FROM journal_entry")).scalars().all() == ["x"]
    with closing(sqlite3.connect(database)) as connection, pytest.raises(sqlite3.Error, match="append-only"):
        connection.execute(statement)
    opened.close()


def test_foreign_keys_hold(database: Path) -> None:
    opened = Database(sqlite_url(database))
    with pytest.raises(StorageError), opened.transaction() as session:
        session.execute(
            sa.text(
                "INSERT INTO official (id, created_at, full_name, position, role, office_id, active)"
                " VALUES ('x', '2026-01-01 00:00:00', 'A', '', 'officer', 'nobody', 1)"
            )
        )
    opened.close()


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    path.write_bytes(bytes(content))


def test_a_damaged_database_is_never_backed_up_over_a_good_one(database: Path, backups: Path) -> None:
    good = [back_up(database, backups, keep=2).path for _ in range(2)]
    damage(database)
    for _ in range(3):
        with pytest.raises(StorageError):
            back_up(database, backups, keep=2)
    assert sorted(path.name for path in backups.iterdir()) == sorted(path.name for path in good)
    for path in good:
        check_database(path)


def test_a_database_that_is_not_there_or_empty_is_not_backed_up(database: Path, backups: Path) -> None:
    good = back_up(database, backups, keep=1).path
    database.unlink()
    with pytest.raises(StorageError):
        back_up(database, backups, keep=1)
    assert not database.exists()
    database.write_bytes(b"")
    with pytest.raises(StorageError):
        back_up(database, backups, keep=1)
    assert list(backups.iterdir()) == [good]


def test_a_backup_without_room_leaves_the_earlier_ones(
    database: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = back_up(database, backups).path

    def no_room(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(StorageError, match="could not be made"):
        back_up(database, backups, keep=1)
    assert list(backups.iterdir()) == [good]


def test_backups_are_thinned_by_number_newest_kept(database: Path, backups: Path) -> None:
    made = [back_up(database, backups, reason=f"r{number}", keep=3).path for number in range(5)]
    assert [one.path for one in list_backups(backups)] == list(reversed(made[-3:]))
    (backups / "notes.txt").write_text("mine")
    back_up(database, backups, keep=1)
    assert (backups / "notes.txt").exists()
    assert len(list_backups(backups)) == 1


def test_a_backup_holds_what_a_running_program_has_committed(database: Path, backups: Path) -> None:
    opened = Database(sqlite_url(database))
    with opened.transaction() as session:
        session.add(Office(code="1", level="commune", name="Xã Một"))
    with opened.transaction() as session:
        session.add(Office(code="2", level="commune", name="Xã Hai"))
        session.flush()
        made = back_up(database, backups)
    opened.close()
    assert office_names(made.path) == ["Xã Một"]
    assert office_names(back_up(database, backups).path) == ["Xã Một", "Xã Hai"]


def test_restoring_keeps_the_replaced_database_each_time(database: Path, backups: Path) -> None:
    def add(name: str) -> None:
        opened = Database(sqlite_url(database))
        with opened.transaction() as session:
            session.add(Office(code=name, level="commune", name=name))
        opened.close()

    empty = back_up(database, backups).path
    add("A")
    first = restore_backup(empty, database)
    add("B")
    second = restore_backup(empty, database)
    assert first is not None
    assert second is not None
    assert office_names(first) == ["A"]
    assert office_names(second) == ["B"]
    assert office_names(database) == []
    database.unlink()
    assert restore_backup(empty, database) is None
    assert office_names(database) == []


def test_the_log_of_a_replaced_database_stays_with_it(database: Path, backups: Path) -> None:
    empty = back_up(database, backups).path
    log = database.with_name(database.name + "-wal")
    log.write_bytes(b"what was not folded in yet")
    kept = restore_backup(empty, database)
    assert kept is not None
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"what was not folded in yet"
    assert not log.exists()


def test_a_damaged_backup_is_not_restored(database: Path, backups: Path) -> None:
    bad = back_up(database, backups).path
    damage(bad)
    before = database.read_bytes()
    with pytest.raises(StorageError, match="damaged"):
        restore_backup(bad, database)
    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == ["backups", "so-ocop.db"]


def test_a_restore_without_room_leaves_the_database(
    database: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = back_up(database, backups).path
    before = database.read_bytes()

    def no_room(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup.shutil, "copyfile", no_room)
    with pytest.raises(StorageError, match="put back"):
        restore_backup(good, database)
    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == ["backups", "so-ocop.db"]
