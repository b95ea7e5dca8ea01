"""A year's targets by the command line: written from a file, sent to the offices below, listed with their figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def pair(cli: Cli, tmp_path: Path) -> tuple[Path, Path]:
    """A province and a commune that know each other's cards."""
    folders = (tmp_path / "province", tmp_path / "commune")
    cards = []
    for folder, (code, level) in zip(folders, (("99", "province"), ("99-M1", "commune")), strict=True):
        done = cli("office", "init", "--code", code, "--level", level, "--name", f"Office {code}", "--province-code",
                   "99", "--commune-code", "00101" if level == "commune" else "", "--official", "Y Cán (mẫu)",
                   "--no-passphrase", data_dir=folder)  # fmt: skip
        assert done.code == 0, done.err
        cards.append(cli("office", "card", tmp_path, "--json", data_dir=folder).json["card"])
    for folder, card in zip(folders, reversed(cards), strict=True):
        assert cli("office", "take-card", card, "--yes", data_dir=folder).code == 0
    return folders


def test_a_plan_is_written_sent_taken_and_listed(cli: Cli, pair: tuple[Path, Path], tmp_path: Path) -> None:
    province, commune = pair
    file, stick = tmp_path / "plan.json", tmp_path / "stick"
    stick.mkdir()
    value = {
        "year": 2026,
        "number": "12/KH-UBND",
        "dated": "2026-01-15",
        "targets": [
            {"indicator": "products_3_star_or_more", "amount": 40, "most": 50, "about": True},
            {"indicator": "products_3_star_or_more", "for": "99-M1", "amount": "2"},
            {"indicator": "other", "amount": "12.5", "unit": "ha", "text": "Vùng nguyên liệu"},
        ],
    }
    file.write_text(json.dumps(value), encoding="utf-8")
    written = cli("plan", "set", file, "--json", data_dir=province)
    assert (written.code, written.json["edition"], written.json["targets"]) == (0, 1, 3), written.err
    assert cli("plan", "set", file, data_dir=commune).code == 4
    sent = cli("plan", "send", "--year", "2026", "--to", "99-M1", "--out", stick, "--json", data_dir=province)
    assert sent.code == 0, sent.err
    [letter] = sent.json["written"]
    taken = cli("bundle", "take", letter["path"], data_dir=commune)
    assert taken.code == 0, taken.err
    [plan] = cli("plan", "list", "--json", data_dir=commune).json["plans"]
    assert (plan["office"], plan["own"], plan["number"]) == ("99", False, "12/KH-UBND")
    told = [(one["amount"], one["most"], one["way"], one["actual"]) for one in plan["targets"]]
    assert told == [("40", "50", "elsewhere", None), ("2", None, "computed", "0"), ("12.5", None, "not_computed", None)]
    shown = cli("plan", "list", data_dir=province).out
    assert "about 40 – 50 sản phẩm" in shown
    assert "0 sản phẩm (0 %)" in shown
    value["targets"] = [{"indicator": "trade_events", "amount": 3, "more": 1}]
    file.write_text(json.dumps(value), encoding="utf-8")
    refused = cli("plan", "set", file, data_dir=province)
    assert refused.code == 2
    assert "targets/0/more" in refused.err
