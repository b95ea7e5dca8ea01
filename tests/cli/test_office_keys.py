"""``so-ocop office``: cards, words, lists, and the changes of keys, between a commune and its province."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from app.services import keys as keys_module
from tests.cli.conftest import Cli

WORDS = "--words"


@pytest.fixture
def pair(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A commune and a province that took each other's cards."""
    monkeypatch.setattr(keys_module, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys_module, "_TIME", 1)
    folders = {level: tmp_path / level for level in ("commune", "province")}
    names = {"commune": ("24502", "UBND xã Ea Kly"), "province": ("66", "UBND tỉnh Đắk Lắk")}
    for level, folder in folders.items():
        code, name = names[level]
        cli("office", "init", "--level", level, "--code", code, "--name", name, "--official", "A", "--province-code",
            "66", "--no-passphrase", data_dir=folder)  # fmt: skip
        assert cli("office", "card", tmp_path / code, data_dir=folder).code == 0
    for level, code in (("commune", "66"), ("province", "24502")):
        taken = cli("office", "take-card", tmp_path / f"{code}.ocop-card", "--yes", data_dir=folders[level])
        assert taken.code == 0
    return folders


def test_the_card_s_page_carries_the_card_and_the_words_compare_it(
    cli: Cli, pair: dict[str, Path], tmp_path: Path
) -> None:
    third = tmp_path / "third"
    cli("office", "init", "--level", "commune", "--code", "24505", "--name", "UBND xã Ea Yông", "--official", "C",
        "--no-passphrase", data_dir=third)  # fmt: skip
    card = cli("office", "card", tmp_path / "c", "--page", "--json", data_dir=third).json
    with pypdfium2.PdfDocument(card["page"]) as document:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
        [scanned] = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert scanned.text == card["text"]
    assert all(word in text for word in card["words"])
    pasted = tmp_path / "pasted.txt"
    lines = [scanned.text[at : at + 40] for at in range(0, len(scanned.text), 40)]
    pasted.write_text(" \r\n".join(lines), encoding="ascii")
    wrong = cli("office", "take-card", pasted, WORDS, "cà phê " * 6, data_dir=pair["commune"])
    assert wrong.code == 2
    done = cli("office", "take-card", pasted, WORDS, " ".join(card["words"]), "--json", data_dir=pair["commune"])
    assert (done.code, done.json["fingerprint"], done.json["confirmed"]) == (0, card["fingerprint"], True)


def test_words_are_told_and_compared(cli: Cli, pair: dict[str, Path]) -> None:
    own = cli("office", "words", "--json", data_dir=pair["commune"]).json
    there = cli("office", "words", "24502", "--json", data_dir=pair["province"]).json
    assert own["words"] == there["words"]
    assert [key["state"] for key in there["keys"]] == ["current"]
    said = " ".join(own["words"])
    assert "They are the same." in cli("office", "words", "24502", "--check", said, data_dir=pair["province"]).out
    other = cli("office", "words", "24502", "--check", said[:-3], "--json", data_dir=pair["province"])
    assert (other.code, other.json["same"], other.json["wrong"]) == (1, False, [6])
    assert cli("office", "words", "99", data_dir=pair["province"]).code == 3


def test_a_key_is_changed_lost_and_revoked_and_the_province_follows(
    cli: Cli, pair: dict[str, Path], tmp_path: Path
) -> None:
    commune, province = pair["commune"], pair["province"]
    changed = cli("office", "rotate", tmp_path / "one", "--json", data_dir=commune).json
    again = cli("office", "notice", tmp_path / "again", "--json", data_dir=commune).json
    assert Path(changed["notice"]).read_bytes() == Path(again["notice"]).read_bytes()
    taken = cli("office", "take-change", changed["notice"], "--json", data_dir=province).json
    assert (taken["kind"], taken["already"], taken["fingerprint"]) == ("rotation", False, changed["fingerprint"])

    revoked = cli("office", "revoke", tmp_path / "two", "--reason", "mất máy", "--yes", "--json", data_dir=commune)
    assert cli("office", "take-change", revoked.json["notice"], data_dir=province).code == 0
    assert cli("office", "card", tmp_path, data_dir=commune).code == 4
    replaced = cli("office", "replace", tmp_path / "three", "--yes", "--no-passphrase", "--json", data_dir=commune)
    again = cli("office", "notice", tmp_path / "more", "--json", data_dir=commune).json
    assert (
        json.loads(Path(again["notice"]).read_text())["card"]
        == json.loads(Path(replaced.json["notice"]).read_text())["card"]
    )
    asked = cli("office", "take-change", replaced.json["notice"], data_dir=province)
    assert asked.code == 4
    words = " ".join(cli("office", "words", "--json", data_dir=commune).json["words"])
    blind = cli("office", "take-change", replaced.json["notice"], "--checked", "phone", data_dir=province)
    assert blind.code == 2
    done = cli("office", "take-change", replaced.json["notice"], "--checked", "phone", "--note", "ông Nam", WORDS,
               words, "--json", data_dir=province)  # fmt: skip
    assert (done.code, done.json["kind"]) == (0, "replacement")
    history = cli("office", "words", "24502", "--json", data_dir=province).json["keys"]
    assert history[0]["checked_by"] == "phone: ông Nam"
    assert sorted(key["state"] for key in history) == ["current", "replaced", "revoked"]


def test_the_province_s_list_is_looked_at_and_taken(cli: Cli, pair: dict[str, Path], tmp_path: Path) -> None:
    third = tmp_path / "third"
    cli("office", "init", "--level", "commune", "--code", "24505", "--name", "UBND xã Ea Yông", "--official", "C",
        "--province-code", "66", "--no-passphrase", data_dir=third)  # fmt: skip
    cli("office", "card", tmp_path / "24505", data_dir=third)
    cli("office", "take-card", tmp_path / "24505.ocop-card", "--yes", data_dir=pair["province"])
    made = cli("office", "make-list", tmp_path / "tinh", "--json", data_dir=pair["province"]).json
    assert (made["offices"], made["left_out"]) == (3, [])
    assert cli("office", "make-list", tmp_path, data_dir=pair["commune"]).code == 4
    look = cli("office", "take-list", made["list"], "--look", "--json", data_dir=pair["commune"]).json
    assert {one["code"]: one["kind"] for one in look["offices"]} == {"66": "same", "24502": "same", "24505": "new"}
    assert len(cli("office", "list", "--json", data_dir=pair["commune"]).json["offices"]) == 2
    taken = cli("office", "take-list", made["list"], data_dir=pair["commune"])
    assert "UBND xã Ea Yông" in taken.out
    assert len(cli("office", "list", "--json", data_dir=pair["commune"]).json["offices"]) == 3
    assert cli("office", "take-list", made["list"], data_dir=third).code == 4  # never met the province


def test_a_protected_key_is_changed_under_its_passphrase(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_module, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys_module, "_TIME", 1)
    monkeypatch.setenv("SO_OCOP_PASSPHRASE", "mật khẩu dài")
    cli("office", "init", "--level", "commune", "--code", "1", "--name", "Xã", "--official", "A")
    assert cli("office", "rotate", tmp_path / "n").code == 0
    assert cli("office", "card", tmp_path).code == 0
    monkeypatch.setenv("SO_OCOP_PASSPHRASE", "wrong")
    assert cli("office", "rotate", tmp_path / "m").code == 4
