"""``so-ocop bundle`` and ``so-ocop bag``: from one data folder to another, by the command line alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import bundle
from app.context import open_context
from app.services import documents, dossiers, handovers, offices, producers, products
from app.translate import format_datetime
from tests.cli.conftest import Cli

DAY = dt.date(2026, 6, 1)
UNITS = {"province_name": "Đắk Lắk", "province_code": "66", "commune_name": "Ea Kly", "commune_code": "24502"}


@dataclass
class Pair:
    """A producer's office with one draft dossier, and the commune; each has the other's card."""

    producer: Path
    commune: Path
    dossier_id: str
    fingerprint: str
    stick: Path


def _draft(folder: Path, paper: Path) -> str:
    with open_context(folder, writing="test") as opened:
        blob = opened.store.put(paper)
        with opened.database.transaction() as session:
            actor, rules = opened.actor(session), opened.library
            maker = producers.ProducerData(name="Hợp tác xã (mẫu)", kind="cooperative", **UNITS)
            maker_id = producers.register_producer(session, maker, actor, rules, DAY).id
            product = products.ProductData(name="Cà phê bột (mẫu)", classification_code="I.6")
            product_id = products.register_product(session, maker_id, product, actor, rules, DAY).id
            data = dossiers.DossierData(product_id=product_id, year=DAY.year)
            dossier_id = dossiers.open_dossier(session, data, actor, rules, DAY).id
            kind = documents.DocumentData(kind="other", title="Ảnh sản phẩm")
            documents.attach_document(session, dossier_id, kind, [("ảnh.pdf", blob)], actor)
    return dossier_id


@pytest.fixture
def pair(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    monkeypatch.setattr(bundle, "today", lambda: DAY)
    paper = tmp_path / "photo.pdf"
    paper.write_bytes(b"%PDF-1.4 a photo")
    folders = {"producer": tmp_path / "htx", "commune": tmp_path / "xa"}
    cards = {}
    for level, code in (("producer", "6000123456"), ("commune", "24502")):
        made = cli("office", "init", "--level", level, "--code", code, "--name", f"Office {code}",
                   "--official", "Y Cán (mẫu)", "--no-passphrase", data_dir=folders[level])  # fmt: skip
        assert made.code == 0, made.err
        cards[level] = cli("office", "card", tmp_path, "--json", data_dir=folders[level]).json
    assert cli("office", "take-card", cards["commune"]["card"], "--yes", data_dir=folders["producer"]).code == 0
    stick = tmp_path / "stick"
    stick.mkdir()
    return Pair(
        folders["producer"],
        folders["commune"],
        _draft(folders["producer"], paper),
        cards["producer"]["fingerprint"],
        stick,
    )


def _export(cli: Cli, pair: Pair, *more: str) -> Path:
    done = cli("bundle", "export", pair.dossier_id, "--to", "24502", "--out", pair.stick, "--json", *more,
               data_dir=pair.producer)  # fmt: skip
    assert done.code == 0, done.err
    return Path(done.json["path"])


@pytest.mark.parametrize("more", [(), ("--plain",)], ids=["sealed", "plain"])
def test_a_dossier_goes_from_one_office_to_the_other(cli: Cli, pair: Pair, more: tuple[str, ...]) -> None:
    file = _export(cli, pair, *more)
    verified = cli("bundle", "verify", file, "--json")
    assert (verified.code, verified.json["envelope"]["encrypted"]) == (0, not more)
    sent = cli("dossier", "show", pair.dossier_id, "--json", data_dir=pair.producer).json
    assert sent["dossier"]["status"] == "handed_over"

    looked = cli("bundle", "look", file, "--confirm", pair.fingerprint, "--json", data_dir=pair.commune)
    assert looked.code == 0
    assert [(one["id"], one["verdict"]) for one in looked.json["dossiers"]] == [(pair.dossier_id, "new")]
    assert cli("dossier", "list", "--json", data_dir=pair.commune).json["dossiers"] == []

    typed = pair.fingerprint.replace(" ", "").upper()
    taken = cli("bundle", "take", file, "--confirm", typed, "--json", data_dir=pair.commune)
    assert (taken.code, taken.json["taken"]) == (0, [pair.dossier_id])
    here = cli("dossier", "show", pair.dossier_id, "--json", data_dir=pair.commune).json
    assert here["dossier"]["custody_number"] == 2
    assert here["history_whole"] is True
    assert cli("doctor", data_dir=pair.commune).code == 0
    assert cli("doctor", data_dir=pair.producer).code == 0

    again = cli("bundle", "take", file, "--json", data_dir=pair.commune)
    assert (again.code, again.json["taken"]) == (0, [])
    assert [one["verdict"] for one in again.json["dossiers"]] == ["already_here"]


def test_a_new_signer_must_be_confirmed_first(cli: Cli, pair: Pair) -> None:
    file = _export(cli, pair)
    refused = cli("bundle", "take", file, data_dir=pair.commune)
    assert refused.code == 6
    assert pair.fingerprint in refused.err
    assert cli("bundle", "take", file, "--confirm", "ab" * 32, data_dir=pair.commune).code == 6
    assert cli("bundle", "take", file, "--confirm", "word", data_dir=pair.commune).code == 2
    assert cli("dossier", "list", "--json", data_dir=pair.commune).json["dossiers"] == []


def test_a_bundle_for_another_office_is_rejected(cli: Cli, pair: Pair, tmp_path: Path) -> None:
    file = _export(cli, pair, "--plain")
    other = tmp_path / "other"
    cli("office", "init", "--level", "commune", "--code", "24505", "--name", "Other", "--official", "A",
        "--no-passphrase", data_dir=other)  # fmt: skip
    assert cli("bundle", "look", file, "--confirm", pair.fingerprint, data_dir=other).code == 6


def test_a_bundle_that_was_changed_is_rejected(cli: Cli, pair: Pair) -> None:
    file = _export(cli, pair)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    done = cli("bundle", "verify", file, "--json")
    assert (done.code, done.out) == (6, "")
    assert done.err.count("\n") == 1
    assert cli("bundle", "take", file, "--confirm", pair.fingerprint, data_dir=pair.commune).code == 6


def test_only_named_dossiers_are_taken(cli: Cli, pair: Pair) -> None:
    file = _export(cli, pair)
    told = ("bundle", "take", file, "--confirm", pair.fingerprint)
    assert cli(*told, "--only", "nothing", data_dir=pair.commune).code == 3
    assert cli(*told, "--only", pair.dossier_id, data_dir=pair.commune).code == 0


def test_an_export_that_cannot_be_changes_nothing(cli: Cli, pair: Pair) -> None:
    told = ("bundle", "export", pair.dossier_id, "--out", pair.stick)
    assert cli(*told, "--to", "99999", data_dir=pair.producer).code == 3
    assert cli(*told, "--to", "24502", "--purpose", "gift", data_dir=pair.producer).code == 2
    assert cli(*told, "--to", "24502", "--purpose", "result", data_dir=pair.producer).code == 4
    assert cli("bundle", "export", "nobody", "--out", pair.stick, "--to", "24502", data_dir=pair.producer).code == 3
    gone = ("bundle", "export", pair.dossier_id, "--out", pair.stick / "gone", "--to", "24502")
    assert cli(*gone, data_dir=pair.producer).code == 3
    assert list(pair.stick.iterdir()) == []
    shown = cli("dossier", "show", pair.dossier_id, "--json", data_dir=pair.producer).json
    assert shown["dossier"]["status"] == "draft"


def test_what_a_person_reads_of_a_bundle(cli: Cli, pair: Pair) -> None:
    file = _export(cli, pair)
    verified = cli("bundle", "verify", file).out
    assert "From Office 6000123456 (6000123456)" in verified
    assert pair.fingerprint in verified
    written = cli("bundle", "verify", file, "--json").json["envelope"]["created_at"]
    assert f"made {format_datetime(dt.datetime.fromisoformat(written))}\n" in verified
    taken = cli("bundle", "take", file, "--confirm", pair.fingerprint, data_dir=pair.commune).out
    assert "Cà phê bột (mẫu)" in taken
    assert "Dossiers taken: 1." in taken


def test_a_file_that_is_not_there_is_not_found(cli: Cli, pair: Pair) -> None:
    assert cli("bundle", "verify", pair.stick / "none.ocop").code == 3
    assert cli("bundle", "look", pair.stick / "none.ocop", data_dir=pair.commune).code == 3
    assert cli("bag", "check", pair.stick / "none").code == 3


def _bag(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.txt").write_bytes(b"content")
    digest = hashlib.sha256(b"content").hexdigest()
    (folder / "bagit.txt").write_bytes(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (folder / "manifest-sha256.txt").write_bytes(f"{digest}  data/a.txt\n".encode())
    return folder


def test_a_sound_bag_is_valid_as_folder_and_as_zip(cli: Cli, tmp_path: Path) -> None:
    bag = _bag(tmp_path / "bag")
    done = cli("bag", "check", bag, "--json")
    assert (done.code, done.json["valid"], done.json["version"], done.json["files"]) == (0, True, "1.0", 1)
    with zipfile.ZipFile(tmp_path / "bag.zip", "w") as archive:
        for path in sorted(bag.rglob("*")):
            archive.write(path, path.relative_to(tmp_path).as_posix())
    assert cli("bag", "check", tmp_path / "bag.zip").code == 0


def test_an_invalid_bag_says_why(cli: Cli, tmp_path: Path) -> None:
    bag = _bag(tmp_path / "bag")
    (bag / "data" / "a.txt").write_bytes(b"changed")
    done = cli("bag", "check", bag, "--json")
    assert (done.code, done.json["valid"]) == (1, False)
    assert [one["entry"] for one in done.json["errors"]] == ["data/a.txt"]
    assert "data/a.txt" in cli("bag", "check", bag).out


def _begin(pair: Pair, target: Path, sha256: str) -> str:
    """An export that was broken off on its way to ``target``."""
    with open_context(pair.producer, writing="test") as opened, opened.database.transaction() as session:
        receiver = offices.find_office(session, "24502")
        assert receiver is not None
        actor = opened.actor(session)
        begun = handovers.prepare(session, [pair.dossier_id], receiver.id, "forward", actor, opened.library, DAY)
        handovers.note_target(session, begun.hand_over_id, str(target), sha256)
        return begun.hand_over_id


def test_a_hand_over_that_was_broken_off_is_told_and_settled_by_a_person(cli: Cli, pair: Pair) -> None:
    begun = _begin(pair, pair.stick / "pulled" / "x.ocop", "ab" * 32)
    card = cli("office", "card", pair.stick, "--json", data_dir=pair.commune).json["card"]
    told = cli("office", "take-card", card, "--yes", data_dir=pair.producer)
    assert told.code == 0
    assert begun in told.err
    assert "bundle settle" in told.err
    assert cli("bundle", "settle", begun, data_dir=pair.producer).code == 2
    assert cli("bundle", "settle", "nothing", "--lost", data_dir=pair.producer).code == 3
    assert cli("bundle", "settle", begun, "--lost", data_dir=pair.producer).code == 0
    assert cli("office", "take-card", card, "--yes", data_dir=pair.producer).err == ""
    assert _export(cli, pair).is_file()
