"""A data folder to take over from that means harm: nothing is written outside this office's own, nothing followed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import StorageError
from app.services.succession.looking import look_at_folder
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World

NEW_ID = "0198c0de-0000-7000-8000-0000000000e7"


def _named(connection: sqlite3.Connection) -> None:
    columns = [row[1] for row in connection.execute("PRAGMA table_info(stored_file)")]
    some = ", ".join("'../../../victim.txt'" if one == "sha256" else one for one in columns)
    connection.execute(f"INSERT INTO stored_file ({', '.join(columns)}) SELECT {some} FROM stored_file LIMIT 1")


def _triggered(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TRIGGER more AFTER UPDATE ON dossier BEGIN DELETE FROM note; END")


def _misnamed(connection: sqlite3.Connection) -> None:
    values = list(connection.execute("SELECT * FROM office WHERE is_self = 0 LIMIT 1"))
    columns = [row[1] for row in connection.execute("PRAGMA table_info(office)")]
    other = dict(zip(columns, values[0], strict=True)) | {"id": NEW_ID, "code": PROVINCE + "-X", "sign_public_key": ""}
    marks = ", ".join("?" for _one in columns)
    connection.execute(f"INSERT INTO office ({', '.join(columns)}) VALUES ({marks})", list(other.values()))


@pytest.mark.parametrize("fault", [_named, _triggered, _misnamed])
def test_a_folder_to_take_over_from_writes_nowhere_else(
    world: World, tmp_path: Path, fault: Callable[[sqlite3.Connection], None]
) -> None:
    """Names in its database become names of files here; what it does by itself would do it here."""
    world.assessed()
    world[COMMUNE].database.close()
    folder = Path(shutil.copytree(world[COMMUNE].paths.root, tmp_path / "one" / "two" / "folder"))
    (tmp_path / "victim.txt").write_text("another")
    victim = world[OTHER].paths.root / "victim.txt"
    victim.write_text("kept")
    with sqlite3.connect(folder / "so-ocop.db") as connection:
        fault(connection)
    connection.close()
    office = world[OTHER]
    with office.on(world.day), pytest.raises(StorageError, match="damaged"):
        look_at_folder(office.database, office.paths, office.store, folder, world.library).close()
    assert victim.read_text() == "kept"
    assert not list(office.paths.quarantine.glob(".succession*"))


def test_links_in_a_folder_to_take_over_from_are_not_followed(world: World, tmp_path: Path) -> None:
    world.assessed()
    world[COMMUNE].database.close()
    folder = Path(shutil.copytree(world[COMMUNE].paths.root, tmp_path / "folder"))
    (folder / "keys" / "loop").symlink_to(folder / "keys")
    (folder / "keys" / "secret").symlink_to("/etc/hostname")
    office = world[OTHER]
    with office.on(world.day):
        report = look_at_folder(office.database, office.paths, office.store, folder, world.library)
        assert report.opened.keys is not None
        assert [path.name for path in report.opened.keys.iterdir()] == ["office-keys.json"]
        report.close()
    shutil.move(folder / "so-ocop.db", tmp_path / "elsewhere.db")
    (folder / "so-ocop.db").symlink_to(tmp_path / "elsewhere.db")
    with office.on(world.day), pytest.raises(StorageError):
        look_at_folder(office.database, office.paths, office.store, folder, world.library).close()
