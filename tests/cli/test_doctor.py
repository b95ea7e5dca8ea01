"""``so-ocop doctor``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Done

Change = Callable[[str], None]


def _states(done: Done) -> dict[str, str]:
    worst = {"ok": 0, "note": 1, "wrong": 2}
    found: dict[str, str] = {}
    for one in done.json["findings"]:
        if worst[one["state"]] >= worst[found.get(one["area"], "ok")]:
            found[one["area"]] = one["state"]
    return found


def _attachment(folder: Path) -> Path:
    return sorted((folder / "files").glob("??/*"))[0]


def test_a_whole_data_folder_is_sound(cli: Cli, province: Path) -> None:
    done = cli("doctor", "--json")
    assert done.code == 0
    assert done.json["sound"] is True
    assert _states(done)["journal"] == "ok"
    assert {"database", "office", "journal", "attachments", "rules", "fonts", "disk", "backups"} <= set(_states(done))
    text = cli("doctor").out
    assert "Nothing is wrong." in text
    assert text.count("[ok] journal") == 2


def test_there_is_nothing_to_check_without_a_data_folder(cli: Cli, folder: Path) -> None:
    assert cli("doctor").code == 3
    assert not folder.exists()


def test_a_folder_without_data_is_wrong(cli: Cli, folder: Path) -> None:
    folder.mkdir()
    done = cli("doctor", "--json")
    assert done.code == 1
    assert _states(done)["database"] == "wrong"


@pytest.mark.parametrize("emptied", [True, False])
def test_a_lost_data_file_is_told_with_its_newest_backup(cli: Cli, province: Path, emptied: bool) -> None:
    newest = sorted((province / "backups").glob("*.db"))[-1]
    for path in province.glob("so-ocop.db*"):
        path.unlink()
    if emptied:
        (province / "so-ocop.db").touch()
    done = cli("doctor", "--json")
    assert done.code == 1
    [found] = [one["message"] for one in done.json["findings"] if one["area"] == "database"]
    assert str(newest) in found
    for command in (("dossier", "list"), ("office", "init", "--level", "province", "--code", "1", "--name", "n",
                    "--official", "o", "--no-passphrase")):  # fmt: skip
        refused = cli(*command)
        assert refused.code == 7, command
        assert newest.name in refused.err.replace("\n", ""), command
    assert not any(path.stat().st_size for path in province.glob("so-ocop.db*"))
    shutil.copyfile(newest, province / "so-ocop.db")
    assert _states(cli("doctor", "--json"))["database"] == "ok"


def test_what_lies_in_quarantine_is_noted_and_left(cli: Cli, province: Path) -> None:
    left = {"0" * 64, f".{'1' * 64}.77.part"}
    for path in (province / "quarantine").glob("*"):
        shutil.rmtree(path)
    assert "quarantine" not in _states(cli("doctor", "--json"))
    for name in left:
        (province / "quarantine" / name).mkdir(parents=True)
    done = cli("doctor", "--json")
    assert done.code == 0
    [found] = [one for one in done.json["findings"] if one["area"] == "quarantine"]
    assert (found["state"], set(found["items"])) == ("note", left)
    assert all((province / "quarantine" / name).is_dir() for name in left)


def test_missing_and_damaged_attachments_are_named(cli: Cli, province: Path) -> None:
    damaged = _attachment(province)
    damaged.write_bytes(damaged.read_bytes() + b"x")
    missing = sorted((province / "files").glob("??/*"))[-1]
    missing.unlink()
    done = cli("doctor", "--json")
    assert done.code == 1
    found = [one for one in done.json["findings"] if one["area"] == "attachments"]
    assert [one["items"] for one in found] == [[missing.name], [damaged.name]]


def test_a_file_that_no_record_names_is_noted_and_left(cli: Cli, province: Path) -> None:
    stray = province / "files" / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"stray")
    done = cli("doctor", "--json")
    assert done.code == 0
    assert _states(done)["attachments"] == "note"
    assert stray.read_bytes() == b"stray"


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE journal_entry SET act = 'x' WHERE office_sequence = 3",
        "UPDATE journal_entry SET data = '{}' WHERE dossier_sequence = 2",
        "DELETE FROM journal_entry WHERE dossier_sequence = 1",
    ],
)
def test_a_journal_that_was_changed_is_found(cli: Cli, province: Path, change: Change, tampering: str) -> None:
    change(tampering)
    done = cli("doctor", "--json")
    assert done.code == 1
    assert _states(done)["journal"] == "wrong"


def test_a_broken_reference_is_found(cli: Cli, province: Path, change: Change) -> None:
    change("UPDATE product SET producer_id = 'nobody' WHERE id = (SELECT min(id) FROM product)")
    done = cli("doctor", "--json")
    assert done.code == 1
    assert _states(done)["database"] == "wrong"


def test_a_damaged_file_is_told_in_words(cli: Cli, province: Path) -> None:
    (province / "so-ocop.db").write_bytes(b"not a database at all" * 100)
    done = cli("doctor")
    assert done.code == 1
    assert "[WRONG] database" in done.out
    assert "Traceback" not in done.out + done.err


def test_an_older_form_is_noted_and_a_newer_one_is_wrong(cli: Cli, province: Path, change: Change) -> None:
    change("UPDATE alembic_version SET version_num = 'v0001_registers'")
    done = cli("doctor", "--json")
    assert (done.code, _states(done)["database"]) == (0, "note")
    change("UPDATE alembic_version SET version_num = 'v9999_future'")
    done = cli("doctor", "--json")
    assert (done.code, _states(done)["database"]) == (1, "wrong")
    assert cli("dossier", "list").code == 7


def test_keys_of_another_office_are_found(cli: Cli, province: Path, change: Change) -> None:
    change("UPDATE office SET sign_public_key = '" + "ab" * 32 + "' WHERE is_self")
    done = cli("doctor", "--json")
    assert done.code == 1
    assert _states(done)["office"] == "wrong"


def test_a_faulty_rule_file_of_the_office_is_found(cli: Cli, province: Path) -> None:
    (province / "rules" / "regimes").mkdir(parents=True)
    (province / "rules" / "regimes" / "own.json").write_text("{", encoding="utf-8")
    done = cli("doctor", "--json")
    assert done.code == 1
    assert _states(done)["rules"] == "wrong"
