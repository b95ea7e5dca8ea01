"""Carrying on for an office that ended, by the command line alone."""

from __future__ import annotations

from pathlib import Path

from app.context import open_context
from app.models import Official
from tests.cli.conftest import Cli
from tests.cli.test_bundle import Pair, pair  # noqa: F401  the two offices

BASIS = ("--number", "1/NQ", "--from", "2025-07-01", "--dated", "2025-06-16", "--issuer", "UBTVQH")


def promote(folder: Path) -> None:
    with open_context(folder, writing="test") as opened, opened.database.transaction() as session:
        leader = session.get_one(Official, opened.actor(session).official_id)
        leader.role = "leader"
        session.add(leader)


def test_an_ended_office_is_looked_at_taken_over_and_told_of(cli: Cli, pair: Pair) -> None:  # noqa: F811
    seen = cli("office", "succeed", "look", pair.producer, "--json", data_dir=pair.commune)
    assert seen.code == 0, seen.err
    assert (seen.json["held"], seen.json["keys"], seen.json["problem"]) == (1, "open", "")
    assert [(one["dossier_id"], one["kind"]) for one in seen.json["dossiers"]] == [(pair.dossier_id, "new")]
    order = ("office", "succeed", "take", pair.producer, *BASIS, "--json")
    with open_context(pair.commune, writing="test") as opened, opened.database.transaction() as session:
        officer = session.get_one(Official, opened.actor(session).official_id)
        officer.role = "officer"
        session.add(officer)
    assert cli(*order, data_dir=pair.commune).code == 4
    promote(pair.commune)
    assert cli("office", "succeed", "take", pair.producer, "--number", "1/NQ", "--from", "1.7.", "--json",
               data_dir=pair.commune).code == 2  # fmt: skip
    taken = cli(*order, data_dir=pair.commune)
    assert taken.code == 0, taken.err
    assert taken.json["held"] == [pair.dossier_id]
    assert taken.json["succession"]["keys_taken"] is True
    told = cli("office", "succeed", "list", "--json", data_dir=pair.commune).json["successions"]
    assert [(one["way"], one["basis_number"], one["dossiers"]) for one in told] == [("folder", "1/NQ", 1)]
    shown = cli("dossier", "show", pair.dossier_id, "--json", data_dir=pair.commune).json["dossier"]
    assert (shown["status"], shown["custody_number"]) == ("draft", 2)
    assert cli("doctor", "--json", data_dir=pair.commune).code == 0


def test_an_office_that_ends_hands_everything_over(cli: Cli, pair: Pair) -> None:  # noqa: F811
    promote(pair.producer)
    own = cli("office", "list", "--json", data_dir=pair.producer).json["offices"][0]["code"]
    order = ("office", "succeed", "hand-over", pair.stick, "--open", "--json")
    assert cli(*order, data_dir=pair.producer).code == 4
    named = cli("office", "succeed", "name", own, "24502", *BASIS, "--json", data_dir=pair.producer)
    assert (named.code, named.json["way"]) == (0, "named"), named.err
    written = cli(*order, data_dir=pair.producer)
    assert written.code == 0, written.err
    taken = cli("bundle", "take", written.json["path"], "--confirm", pair.fingerprint, "--json", data_dir=pair.commune)
    assert taken.json["taken"] == [pair.dossier_id], taken.err
    promote(pair.commune)
    notice = cli("office", "succeed", "notice", own, pair.stick, "--json", data_dir=pair.commune)
    assert (notice.code, notice.json["written"]) == (0, []), notice.err
