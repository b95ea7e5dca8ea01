"""``so-ocop office``, the keys' passphrase, who acts, and one writing program per folder."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from app.context import open_context
from app.errors import StorageError
from app.services import officials
from app.services import remembered_passphrase as kept
from app.services.folder_lock import FolderLock
from app.services.officials import OfficialData
from tests.cli.conftest import Cli
from tests.services_core.own_keyring import MemoryKeyring

INIT = ("office", "init", "--level", "commune", "--code", "24502", "--name", "UBND xã Ea Kly", "--official", "Y Cán")


@pytest.fixture
def made(cli: Cli, folder: Path) -> Path:
    assert cli(*INIT, "--no-passphrase").code == 0
    return folder


def test_init_makes_office_official_and_keys_once(cli: Cli, folder: Path) -> None:
    done = cli(*INIT, "--no-passphrase", "--json")
    assert done.code == 0
    assert (done.json["code"], done.json["own"], done.json["confirmed"]) == ("24502", True, True)
    assert len(done.json["fingerprint"]) == 79
    again = cli(*INIT, "--no-passphrase")
    assert again.code == 4
    assert "UBND xã Ea Kly" in again.err
    listed = cli("office", "list", "--json").json["offices"]
    assert [one["fingerprint"] for one in listed] == [done.json["fingerprint"]]
    assert cli("doctor").code == 0


def test_a_wrong_office_is_refused_and_can_be_corrected(cli: Cli) -> None:
    wrong = ["x" if one == "commune" else one for one in INIT]
    assert cli(*wrong, "--no-passphrase").code == 2
    assert cli(*INIT, "--no-passphrase").code == 0


def test_keys_want_a_passphrase_or_a_plain_no(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert cli(*INIT).code == 2
    secret = tmp_path / "secret.txt"
    secret.write_text("mật khẩu dài\r\n", encoding="utf-8")
    assert cli(*INIT, "--passphrase-file", secret).code == 0
    assert cli("office", "card", tmp_path).code == 4
    monkeypatch.setenv("SO_OCOP_PASSPHRASE", "wrong")
    assert cli("office", "card", tmp_path).code == 4
    monkeypatch.setenv("SO_OCOP_PASSPHRASE", "mật khẩu dài")
    assert cli("office", "card", tmp_path).code == 0
    assert cli("office", "card", tmp_path, "--passphrase-file", tmp_path / "none").code == 3


def test_a_remembered_passphrase_serves_and_a_wrong_one_is_forgotten(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(kept.BACKEND_VARIABLE)
    own = (kept.Choice("tests.services_core.own_keyring", "MemoryKeyring"),)
    monkeypatch.setitem(kept.CHOICES, sys.platform, own)
    monkeypatch.setattr(MemoryKeyring, "entries", {})
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    secret = tmp_path / "secret.txt"
    secret.write_text("mật khẩu dài", encoding="utf-8")
    assert cli(*INIT, "--passphrase-file", secret).code == 0
    assert cli("office", "card", tmp_path).code == 4
    entry = ("24502", kept.folder_id(folder))
    kept.remember(*entry, "mật khẩu dài")
    assert cli("office", "card", tmp_path).code == 0
    kept.remember(*entry, "wrong")
    assert cli("office", "card", tmp_path).code == 4
    assert MemoryKeyring.entries == {}


def test_a_card_makes_an_office_known_after_a_yes(cli: Cli, made: Path, tmp_path: Path) -> None:
    card = cli("office", "card", tmp_path / "xa", "--json").json
    assert card["card"].endswith("xa.ocop-card")
    district = tmp_path / "district"
    cli("office", "init", "--level", "province", "--code", "66", "--name", "UBND tỉnh", "--official", "B",
        "--no-passphrase", data_dir=district)  # fmt: skip
    added = cli("office", "take-card", card["card"], "--yes", "--json", data_dir=district)
    assert added.code == 0
    assert added.json["fingerprint"] == card["fingerprint"]
    assert added.json["confirmed"] is True
    assert cli("office", "take-card", card["card"], "--yes", data_dir=district).code == 0
    listed = cli("office", "list", "--json", data_dir=district).json["offices"]
    assert [one["code"] for one in listed] == ["66", "24502"]


def test_a_card_is_not_taken_without_a_person_or_when_altered(
    cli: Cli, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Path(cli("office", "card", tmp_path, "--json").json["card"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert cli("office", "take-card", card).code == 2
    card.write_bytes(card.read_bytes().replace(b"Ea Kly", b"Ea Yng"))
    assert cli("office", "take-card", card, "--yes").code == 2


def test_where_several_act_one_must_be_named(cli: Cli, made: Path, tmp_path: Path) -> None:
    with open_context(made, writing="test") as opened, opened.database.transaction() as session:
        actor = opened.actor(session)
        officials.add_official(session, OfficialData(full_name="H’Đọc (mẫu)", role="reader"), actor)
    card = cli("office", "card", tmp_path, "--json").json["card"]
    unnamed = cli("office", "take-card", card, "--yes")
    assert unnamed.code == 2
    assert "Y Cán" in unnamed.err
    assert cli("--as", "nobody", "office", "take-card", card, "--yes").code == 3
    assert cli("--as", "H’Đọc (mẫu)", "office", "take-card", card, "--yes").code == 4
    assert cli("office", "take-card", card, "--yes", "--as", "y can").code == 0


def test_the_name_of_the_written_card_is_told(cli: Cli, made: Path, tmp_path: Path) -> None:
    said = cli("office", "card", tmp_path / "a.card").out
    assert f"The card is {tmp_path / 'a.card.ocop-card'}." in said
    assert "was given the ending .ocop-card" in said
    assert "was given" not in cli("office", "card", tmp_path).out
    assert "was given" not in cli("office", "card", tmp_path / "b.ocop-card").out
    assert (tmp_path / "b.ocop-card").is_file()


def test_a_card_that_is_not_there_is_not_found(cli: Cli, made: Path, tmp_path: Path) -> None:
    done = cli("office", "take-card", tmp_path / "missing.card", "--yes")
    assert done.code == 3
    assert "missing.card" in done.err
    unreadable = cli("office", "take-card", tmp_path, "--yes")
    assert unreadable.code == 7
    assert str(tmp_path) in unreadable.err


def test_levels_are_listed_in_words(cli: Cli, made: Path) -> None:
    assert "commune" not in cli("office", "list", lang="vi").out
    assert "commune" in cli("office", "list").out


@pytest.mark.parametrize(("typed", "code"), [("có", 0), ("C", 0), ("yes", 0), ("k", 8), ("", 8), ("không", 8)])
def test_a_yes_is_asked_for_and_given_in_either_language(
    cli: Cli, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    card = cli("office", "card", tmp_path, "--json").json["card"]
    answers = io.StringIO(typed + "\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", answers)
    done = cli("office", "take-card", card, lang="vi")
    assert done.code == code
    assert "[y/N]" not in done.err + done.out


def test_only_one_program_writes_in_a_folder(cli: Cli, made: Path, tmp_path: Path) -> None:
    card = cli("office", "card", tmp_path, "--json").json["card"]
    with open_context(made, writing="the window"):
        refused = cli("office", "take-card", card, "--yes")
        assert refused.code == 7
        assert "the window" in refused.err
        assert cli("office", "list").code == 0
    with open_context(made, writing="again"):
        pass


def test_a_lock_is_free_again_when_its_holder_lets_go(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "lock"), FolderLock(tmp_path / "lock")
    first.take("one")
    with pytest.raises(StorageError, match="one"):
        second.take("two")
    assert not second.held
    first.release()
    second.take("two")
    assert second.held
    second.release()


def test_a_folder_of_nobody_is_told_so(cli: Cli) -> None:
    for arguments in (["office", "list"], ["dossier", "list"], ["office", "card", "x"]):
        done = cli(*arguments)
        assert done.code == 3
        assert "does not belong to an office yet" in done.err
