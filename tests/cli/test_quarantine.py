"""``so-ocop bundle quarantine``: what was refused is listed, looked at again, taken, copied out and deleted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.test_bundle import Pair, _export, pair

__all__ = ["pair"]  # the fixture


def _kept(cli: Cli, pair: Pair) -> list[dict[str, object]]:
    done = cli("bundle", "quarantine", "list", "--json", data_dir=pair.commune)
    assert done.code == 0
    kept: list[dict[str, object]] = done.json["kept"]
    return kept


@pytest.mark.parametrize("more", [(), ("--plain",)], ids=["sealed", "plain"])
def test_a_file_of_an_unknown_signer_waits_in_quarantine_until_it_is_taken(
    cli: Cli, pair: Pair, more: tuple[str, ...]
) -> None:
    file = _export(cli, pair, *more)
    assert _kept(cli, pair) == []
    refused = cli("bundle", "look", file, data_dir=pair.commune)
    assert refused.code == 6
    [kept] = _kept(cli, pair)
    assert kept["id"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert str(kept["id"])[:12] in refused.err
    assert (kept["check"], kept["name"], kept["looks"]) == ("signer", file.name, 1)
    assert kept["sender"]["verified"] == "signature"  # type: ignore[index]
    file.unlink()
    told = ("bundle", "quarantine", "again", str(kept["id"])[:8])
    assert cli(*told, data_dir=pair.commune).code == 6
    looked = cli(*told, "--confirm", pair.fingerprint, "--json", data_dir=pair.commune)
    assert looked.code == 0
    assert [one["verdict"] for one in looked.json["dossiers"]] == ["new"]
    taken = cli(*told, "--confirm", pair.fingerprint, "--take", "--json", data_dir=pair.commune)
    assert taken.json["taken"] == [pair.dossier_id]
    assert _kept(cli, pair) == []


def test_a_refused_file_is_listed_copied_out_and_deleted(cli: Cli, pair: Pair, tmp_path: Path) -> None:
    file = tmp_path / "lạ.ocop"
    file.write_bytes(b"no bundle at all" * 10)
    assert cli("bundle", "take", file, data_dir=pair.commune).code == 6
    listed = cli("bundle", "quarantine", "list", data_dir=pair.commune)
    assert "lạ.ocop" in listed.out
    [kept] = _kept(cli, pair)
    doctor = cli("doctor", "--json", data_dir=pair.commune)
    assert [one["items"] for one in doctor.json["findings"] if one["area"] == "quarantine"] == [[kept["id"]]]
    out = tmp_path / "help"
    out.mkdir()
    done = cli("bundle", "quarantine", "export", str(kept["id"]), out, "--json", data_dir=pair.commune)
    assert Path(done.json["path"]).read_bytes() == file.read_bytes()
    assert str(kept["id"]) in Path(done.json["reason"]).read_text("utf-8")
    assert cli("bundle", "quarantine", "delete", str(kept["id"]), data_dir=pair.commune).code == 2
    assert cli("bundle", "quarantine", "delete", "abcdef", "--yes", data_dir=pair.commune).code == 3
    gone = cli("bundle", "quarantine", "delete", str(kept["id"]), "--yes", "--json", data_dir=pair.commune)
    assert gone.json == {"deleted": kept["id"]}
    assert _kept(cli, pair) == []
    assert cli("doctor", data_dir=pair.commune).code == 0
