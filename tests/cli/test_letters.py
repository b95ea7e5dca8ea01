"""Receipts, letters, missing numbers and rule packs by the command line alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.paths import resource_path
from app.services.receipt_codes import receipt_code
from tests.cli.conftest import Cli
from tests.cli.test_bundle import Pair, _export, pair  # noqa: F401 - the pair of offices is theirs


def _rule_file(folder: Path) -> Path:
    value = json.loads(resource_path("criteria", "qd-26-2026", "13.json").read_text(encoding="utf-8"))
    path = folder / "criteria" / "qd-26-2026" / "13-r2.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(value | {"revision": 2}, ensure_ascii=False), encoding="utf-8")
    return path


def test_taking_writes_the_receipt_beside_the_bundle_and_the_sender_takes_it(cli: Cli, pair: Pair) -> None:  # noqa: F811
    file = _export(cli, pair)
    taken = cli("bundle", "take", file, "--confirm", pair.fingerprint, "--json", data_dir=pair.commune)
    assert taken.code == 0, taken.err
    receipt = Path(taken.json["receipt"])
    assert receipt.parent == pair.stick
    assert cli("bundle", "receipt", "list", "--json", data_dir=pair.commune).json == {"owed": []}
    looked = cli("bundle", "look", receipt, "--confirm", _fingerprint(cli, receipt), data_dir=pair.producer)
    assert ": 1 dossiers of hand-over no. 1." in looked.out
    closed = cli("bundle", "take", receipt, "--json", data_dir=pair.producer)
    assert (closed.code, closed.json["receipt"], len(closed.json["enclosures_taken"])) == (0, None, 1)
    shown = cli("dossier", "show", pair.dossier_id, "--json", data_dir=pair.producer).json
    assert (shown["passed"]["result"], shown["passed"]["received_at"] is not None) == ("taken", True)
    assert "; received " in cli("dossier", "show", pair.dossier_id, data_dir=pair.producer).out
    again = cli("bundle", "receipt", "write", taken.json["hand_over"], "--out", pair.stick, "--json",
                data_dir=pair.commune)  # fmt: skip
    assert again.json["sequence"] == 2
    lost = cli("bundle", "receipt", "write", taken.json["hand_over"], "--out", pair.stick, "--json",
               data_dir=pair.commune)  # fmt: skip
    late = cli("bundle", "take", lost.json["path"], data_dir=pair.producer)
    assert late.code == 0
    [missing] = cli("bundle", "missing", "--json", data_dir=pair.producer).json["missing"]
    assert (missing["office"], missing["numbers"]) == ("24502", [[2, 2]])
    assert "24502" in cli("bundle", "missing", data_dir=pair.producer).out
    assert cli("bundle", "forgo", "24502", "2", "--reason", "thẻ hỏng", data_dir=pair.producer).code == 0
    assert "No number is missing." in cli("bundle", "missing", data_dir=pair.producer).out


def _fingerprint(cli: Cli, file: Path) -> str:
    return str(cli("bundle", "verify", file, "--json").json["envelope"]["sender"]["fingerprint"])


def test_a_code_read_out_by_telephone_closes_the_hand_over(cli: Cli, pair: Pair) -> None:  # noqa: F811
    file = _export(cli, pair)
    taken = cli("bundle", "take", file, "--confirm", pair.fingerprint, "--no-receipt", "--json", data_dir=pair.commune)
    assert (taken.code, taken.json["receipt"]) == (0, None)
    assert sorted(path.name for path in pair.stick.iterdir()) == [file.name]
    [owed] = cli("bundle", "receipt", "list", "--json", data_dir=pair.commune).json["owed"]
    assert owed["hand_over"] == taken.json["hand_over"]
    code = receipt_code(taken.json["sha256"], "24502")
    wrong = cli("bundle", "receipt", "enter", code[:-1] + ("0" if code[-1] != "0" else "1"), "--by", "Y Cán",
                data_dir=pair.producer)  # fmt: skip
    assert wrong.code != 0
    assert "mistyped" in wrong.err
    right = cli("bundle", "receipt", "enter", code.lower(), "--by", "Y Cán", "--json", data_dir=pair.producer)
    assert (right.code, right.json["sequence"], right.json["code"]) == (0, 1, code)


def test_a_rule_pack_is_made_sent_and_put_in_use(cli: Cli, pair: Pair, tmp_path: Path) -> None:  # noqa: F811
    made = cli("rules", "pack", _rule_file(tmp_path), "--out", tmp_path / "sua-doi", "--title", "Sửa đổi", "--json",
               data_dir=pair.commune)  # fmt: skip
    assert made.code == 0, made.err
    assert made.json["files"] == ["criteria/qd-26-2026/13-r2.json"]
    pack = made.json["path"]
    assert pack.endswith("sua-doi.ocop-rules")
    _export(cli, pair)  # the commune learns of the office below by its first bundle
    [first] = pair.stick.iterdir()
    cli("bundle", "take", first, "--confirm", pair.fingerprint, "--no-receipt", data_dir=pair.commune)
    sent = cli("bundle", "letter", pack, "--to", "6000123456", "--out", pair.stick, "--json", data_dir=pair.commune)
    assert sent.code == 0, sent.err
    looked = cli("bundle", "look", sent.json["path"], "--json", data_dir=pair.producer).json
    assert [(one["kind"], one["verdict"]) for one in looked["enclosures"]] == [("rule_pack", "new"), ("receipt", "new")]
    taken = cli("bundle", "take", sent.json["path"], "--json", data_dir=pair.producer)
    assert (taken.code, len(taken.json["enclosures_taken"])) == (0, 2)
    assert (pair.producer / "rules" / "criteria" / "qd-26-2026" / "13-r2.json").is_file()
    assert cli("rules", "take", pack, "--json", data_dir=pair.producer).json["new"] == []
    altered = tmp_path / "falsch.ocop-rules"
    altered.write_bytes(Path(pack).read_bytes().replace(b"13-r2", b"13-r3"))
    assert cli("rules", "take", altered, data_dir=pair.producer).code != 0
    assert cli("bundle", "letter", tmp_path / "x.pdf", "--to", "6000123456", "--out", pair.stick,
               data_dir=pair.commune).code != 0  # fmt: skip


@pytest.mark.parametrize("group", [("bundle", "receipt"), ("bundle",), ("rules",)])
def test_the_commands_are_told_in_the_help(cli: Cli, group: tuple[str, ...]) -> None:
    told = cli(*group, "--help").out
    wanted = {
        "receipt": ("write", "list", "enter"),
        "bundle": ("letter", "missing", "forgo"),
        "rules": ("pack", "take"),
    }
    for name in wanted[group[-1]]:
        assert name in told
