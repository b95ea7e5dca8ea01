"""Custody by the command line alone: written again, asked back, given back, overridden, and the fork that is kept."""

from __future__ import annotations

from pathlib import Path

from app.context import open_context
from app.models import Official
from tests.cli.conftest import Cli
from tests.cli.test_bundle import Pair, _export, pair  # noqa: F401  the two offices


def test_a_lost_stick_is_written_again_and_the_recall_goes_round(cli: Cli, pair: Pair) -> None:  # noqa: F811
    first = cli("bundle", "export", pair.dossier_id, "--to", "24502", "--out", pair.stick, "--json",
                data_dir=pair.producer).json  # fmt: skip
    Path(first["path"]).unlink()
    again = cli("bundle", "export", "--again", first["hand_over"], "--out", pair.stick, "--json",
                data_dir=pair.producer)  # fmt: skip
    assert (again.code, again.json["sequence"]) == (0, 2), again.err
    twice = cli("bundle", "export", "--again", first["hand_over"], "--out", pair.stick, data_dir=pair.producer)
    assert twice.code == 4
    both = cli("bundle", "export", pair.dossier_id, "--again", first["hand_over"], "--out", pair.stick,
               data_dir=pair.producer)  # fmt: skip
    assert both.code == 2
    took = cli("bundle", "take", again.json["path"], "--confirm", pair.fingerprint, "--json", data_dir=pair.commune)
    assert took.json["taken"] == [pair.dossier_id], took.err

    asked = cli("dossier", "recall", pair.dossier_id, "--reason", "Gửi nhầm", "--out", pair.stick, "--json",
                data_dir=pair.producer)  # fmt: skip
    assert asked.code == 0, asked.err
    assert cli("bundle", "take", asked.json["path"], data_dir=pair.commune).code == 0
    seen = cli("dossier", "forks", pair.dossier_id, "--json", data_dir=pair.commune).json
    assert [(one["direction"], one["state"], one["reason"]) for one in seen["recalls"]] == [("in", "asked", "Gửi nhầm")]
    declined = cli("dossier", "release", pair.dossier_id, "--decline", "Đang xem", "--out", pair.stick, "--plain",
                   "--json", data_dir=pair.commune)  # fmt: skip
    assert declined.code == 0, declined.err
    assert cli("bundle", "take", declined.json["path"], data_dir=pair.producer).code == 0
    seen = cli("dossier", "forks", pair.dossier_id, "--json", data_dir=pair.producer).json
    assert [(one["state"], one["answer"]) for one in seen["recalls"]] == [("declined", "Đang xem")]

    back = cli("dossier", "release", pair.dossier_id, "--out", pair.stick, "--plain", "--json", data_dir=pair.commune)
    assert back.code == 0, back.err
    home = cli("bundle", "take", back.json["path"], "--json", data_dir=pair.producer)
    assert home.json["taken"] == [pair.dossier_id], home.err
    shown = cli("dossier", "show", pair.dossier_id, "--json", data_dir=pair.producer).json["dossier"]
    assert (shown["status"], shown["custody_number"]) == ("draft", 3)


def test_only_a_leader_overrides_and_the_other_copy_is_kept_as_a_fork(cli: Cli, pair: Pair) -> None:  # noqa: F811
    taken = cli("bundle", "take", _export(cli, pair), "--confirm", pair.fingerprint, data_dir=pair.commune)
    assert taken.code == 0, taken.err
    order = ("dossier", "override", pair.dossier_id, "--reason", "Xã không trả lời", "--out", pair.stick, "--json")
    assert cli(*order, data_dir=pair.producer).code == 4
    with open_context(pair.producer, writing="test") as opened, opened.database.transaction() as session:
        person = opened.actor(session).official_id
        leader = session.get_one(Official, person)
        leader.role = "leader"
        session.add(leader)
    done = cli(*order, data_dir=pair.producer)
    assert done.code == 0, done.err
    assert cli("bundle", "take", done.json["path"], data_dir=pair.commune).code == 0
    seen = cli("dossier", "forks", pair.dossier_id, "--json", data_dir=pair.commune).json["forks"]
    assert [(one["mine"], one["kept"]["custody_number"], one["stands"]["custody_number"]) for one in seen] == [
        (True, 2, 3)
    ]
    assert cli("dossier", "forks", pair.dossier_id, data_dir=pair.commune).code == 0
    assert cli("doctor", data_dir=pair.commune).code == 0
