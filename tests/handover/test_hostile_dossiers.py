"""A soundly signed bundle that says what cannot be is refused by its named check, and nothing at all is changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.errors import BundleRejected, NotAllowed
from app.models import Office, OfficeKey
from app.services.bundles.sealing import new_identity
from app.services.bundles.signing import new_signing_key
from app.services.rules.library import RuleLibrary
from tests.bundles.hostile import Entries, Sheet, entries_of, packed, remade, resigned
from tests.bundles.unchanged import fingerprint_of
from tests.handover.world import COMMUNE, DISTRICT, OTHER, PROVINCE, World, content_of, rows_of

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
NEW_ID = "0198c0de-0000-7000-8000-0000000000e1"
SHARED_MEMORY = ("quarantine", "so-ocop.db-shm")  # reading moves marks there, and nothing else


@dataclass
class Arrived:
    """A province that took one dossier, and the next bundle of its commune, which nobody has looked at."""

    world: World
    entries: Entries
    taken: Path
    first: str
    dossier: str

    def put(self, content: bytes) -> Path:
        path = self.world.folder / "hostile.ocop"
        path.write_bytes(content)
        return path

    def remade(self, **changes: Any) -> Path:
        return self.put(remade(self.entries, self.world[COMMUNE].keys.signing, **changes))

    def refusal(self, path: Path, code: str = PROVINCE) -> BundleRejected:
        """The refusal of the whole bundle; proves that the data folder is as it was."""
        root = self.world[code].paths.root
        for staged in (root / "quarantine").iterdir():
            shutil.rmtree(staged)  # sound bundles of other tests
        before = fingerprint_of(root, without=SHARED_MEMORY)
        with pytest.raises(BundleRejected) as caught:
            self.world.look(code, path)
        assert fingerprint_of(root, without=SHARED_MEMORY) == before
        assert list((root / "quarantine").iterdir()) == []
        assert str(caught.value)
        return caught.value

    def verdict(self, path: Path) -> tuple[str, str]:
        """What is said of the one dossier; proves that it cannot be taken and that nothing was changed."""
        root = self.world[PROVINCE].paths.root
        before = fingerprint_of(root, without=SHARED_MEMORY)
        report = self.world.look(PROVINCE, path)
        [verdict] = report.verdicts
        with pytest.raises(NotAllowed):
            self.world.take(PROVINCE, report, chosen={verdict.dossier_id})
        assert fingerprint_of(root, without=SHARED_MEMORY) == before
        return verdict.kind, verdict.said


@pytest.fixture(scope="module")
def arrived(template: Path, tmp_path_factory: pytest.TempPathFactory, library: RuleLibrary) -> Iterator[Arrived]:
    world = World(template, tmp_path_factory.mktemp("hostile") / "world", library)
    first, second = world.assessed(), world.assessed()
    taken = world.pass_on(COMMUNE, PROVINCE, first).path
    sound = world.export(COMMUNE, PROVINCE, second).path
    yield Arrived(world, entries_of(sound), taken, first, second)
    world.close()


def test_made_anew_and_unchanged_it_is_sound(arrived: Arrived) -> None:
    report = arrived.world.look(PROVINCE, arrived.remade())
    assert [(one.dossier_id, one.kind) for one in report.verdicts] == [(arrived.dossier, "new")]
    report = arrived.world.look(PROVINCE, arrived.remade(sheet=lambda _rows: None, lines=lambda _lines: None))
    assert report.takeable == (arrived.dossier,)


def first_of(table: str, **values: Any) -> Callable[[Sheet], None]:
    return lambda rows: rows[table][0].update(values)


def _twice(rows: Sheet) -> None:
    rows["dossier_document"].append(dict(rows["dossier_document"][0]))


def _document_as_product(rows: Sheet) -> None:
    rows["dossier_document"][0]["id"] = rows["product"][0]["id"]
    for child in rows["dossier_document"][0].get("children", []):
        child["document_id"] = rows["product"][0]["id"]


def _part_as_document(rows: Sheet) -> None:
    rows["dossier_document"][0]["children"][0]["id"] = rows["dossier_document"][1]["id"]


def _two_assessments(rows: Sheet) -> None:
    rows["commune_assessment"].append(dict(rows["commune_assessment"][0]) | {"id": NEW_ID})
    rows["commune_assessment"][1].pop("children", None)


def _unnamed_kind(rows: Sheet) -> None:
    rows["council_member"] = []


def _part_of_nothing(rows: Sheet) -> None:
    rows["dossier_document"][0]["children"][0]["document_id"] = NEW_ID


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (_twice, "ids"),
        (_document_as_product, "ids"),
        (_part_as_document, "ids"),
        (_two_assessments, "ids"),
        (first_of("issued_paper", id="../../../etc/passwd"), "ids"),
        (first_of("issued_paper", id=""), "ids"),
        (first_of("producer", office_id=NEW_ID), "references"),
        (first_of("dossier", origin_office_id=NEW_ID), "references"),
        (first_of("issued_paper", scan_sha256="0" * 64), "schema"),
        (first_of("product", producer_id=NEW_ID), "schema"),
        (first_of("dossier", idea_id=NEW_ID), "schema"),
        (first_of("dossier_document", dossier_id=NEW_ID), "schema"),
        (_part_of_nothing, "schema"),
        (_unnamed_kind, "schema"),
        (lambda rows: rows.pop("note"), "schema"),
        (lambda rows: rows.update(note={}), "schema"),
        (lambda rows: rows.update(note=["x"]), "schema"),
        (first_of("product", name=None), "schema"),
        (first_of("product", name="x" * 1_000_001), "schema"),
        (first_of("product", name="a\x00b"), "schema"),
        (first_of("product", name="Ca\u0300 phe\u0302"), "schema"),
        (first_of("product", name=["x"]), "schema"),
        (first_of("dossier", year=10**400), "schema"),
        (first_of("dossier", year="2026"), "schema"),
        (first_of("dossier", year=True), "schema"),
        (first_of("product", children=[]), "schema"),
        (first_of("dossier", registered_on="2026-02-30"), "schema"),
        (first_of("dossier", completion_list="{"), "json"),
        (first_of("dossier", completion_list="{}"), "schema"),
        (first_of("dossier", completion_list='[{"what":"x"}]'), "schema"),
        (first_of("dossier", completion_list='[{"what":1,"missing":"","to_do":""}]'), "schema"),
    ],
)  # fmt: skip
def test_records_that_cannot_be_are_refused(arrived: Arrived, change: Callable[[Sheet], None], check: str) -> None:
    assert arrived.refusal(arrived.remade(sheet=change)).check == check


DEEP = b"[" * 10_000 + b"]" * 10_000


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda text: text.replace(b'{"dossier":', b'{"dossier":"x","dossier":', 1), "json"),
        (lambda text: text.replace(b'"schema":1', b'"schema":NaN'), "json"),
        (lambda text: text.replace(b'"schema":1', b'"schema":1e400'), "json"),
        (lambda text: text.replace(b'"schema":1', b'"schema":-Infinity'), "json"),
        (lambda text: text.replace(b'"schema":1', b'"schema":1.0'), "json"),
        (lambda text: text.replace(b'"schema":1', b'"schema":' + b"9" * 5000), "json"),
        (lambda text: text.replace(b'"schema":1', b'"schema":' + b"9" * 400), "version"),
        (lambda text: text.replace(b'"schema":1', b'"schema":2'), "version"),
        (lambda text: text.replace(b'"schema":1', b'"schema":' + DEEP), "json"),
        (lambda text: text.replace(b'"schema":1', b'"schema":"\\ud800"'), "json"),
        (lambda text: text.replace(b'"schema":1', b'"schema":[' + b"[]," * 1_600_000 + b"[]]"), "json"),
        (lambda text: text + b"\n", "json"),
        (lambda text: b"\xef\xbb\xbf" + text, "json"),
        (lambda text: text.decode().encode("utf-16"), "json"),
        (lambda text: b"{}", "schema"),
        (lambda text: b"null", "schema"),
        (lambda text: b"", "json"),
        (lambda text: text + b" " * (16 * 1024 * 1024), "schema"),
    ],
)
def test_records_written_otherwise_are_refused(arrived: Arrived, change: Callable[[bytes], bytes], check: str) -> None:
    assert arrived.refusal(arrived.remade(sheet_bytes=change)).check == check


def data_of(value: str) -> Callable[[list[dict[str, Any]]], None]:
    return lambda lines: lines[1].update(data=value)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (data_of("{"), "json"),
        (data_of("[]"), "journal"),
        (data_of('{"a":1,"a":1}'), "json"),
        (data_of('{"a":1.5}'), "json"),
        (data_of('{"b":1,"a":1}'), "json"),
        (data_of('{"a":' + DEEP.decode() + "}"), "json"),
        (data_of('{"a":' + "9" * 30 + "}"), "json"),
        (lambda lines: lines[1].update(id=lines[0]["id"]), "ids"),
        (lambda lines: lines[1].update(act="x" * 200), "schema"),
        (lambda lines: lines[1].update(dossier_id=NEW_ID), "journal"),
        (lambda lines: lines[1].update(extra=1), "schema"),
        (lambda lines: lines[1].update(at="2026-13-01T00:00:00Z"), "schema"),
    ],
)
def test_a_journal_that_cannot_be_is_refused(
    arrived: Arrived, change: Callable[[list[dict[str, Any]]], None], check: str
) -> None:
    assert arrived.refusal(arrived.remade(lines=change)).check == check


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda text: text.replace(b"{", b'{"act":"x",', 1), "json"),
        (lambda text: text.replace(b"{", b'{"x":NaN,', 1), "json"),
        (lambda text: text.replace(b"{", b'{"x":' + DEEP + b",", 1), "json"),
        (lambda text: text + b'{"x":"' + b"y" * (4 * 1024 * 1024) + b'"}\n', "journal"),
        (lambda text: text[:-1], "journal"),
        (lambda text: text + b"\n", "json"),
        (lambda text: b"".join(reversed(text.splitlines(keepends=True))), "journal"),
        (lambda text: text.replace(b'"dossier_sequence":2', b'"dossier_sequence":3'), "journal"),
    ],
)
def test_a_journal_written_otherwise_is_refused(arrived: Arrived, change: Callable[[bytes], bytes], check: str) -> None:
    assert arrived.refusal(arrived.remade(line_bytes=change)).check == check


def in_index(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda index: index["dossiers"][0].update(values)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda index: index.update(schema=2), "version"),
        (lambda index: index.update(schema=0), "schema"),
        (lambda index: index.update(purpose="gift"), "schema"),
        (lambda index: index.update(bundle_id=NEW_ID), "index"),
        (lambda index: index["dossiers"].append(dict(index["dossiers"][0])), "schema"),
        (lambda index: index.update(offices=[]), "schema"),
        (in_index(records="0" * 64), "index"),
        (in_index(files=["0" * 64]), "index"),
        (in_index(id=NEW_ID), "journal"),
        (in_index(custody=0), "schema"),
        (in_index(custody=2**31), "schema"),
        (in_index(custody=10**30), "json"),
        (in_index(status="Ghost\n"), "schema"),
        (in_index(product="two\nlines"), "schema"),
        (in_index(journal_entries=2**52), "journal"),
        (in_index(journal_entries=0), "journal"),
        (in_index(more=1), "schema"),
    ],
)
def test_an_index_that_cannot_be_is_refused(
    arrived: Arrived, change: Callable[[dict[str, Any]], None], check: str
) -> None:
    assert arrived.refusal(arrived.remade(index=change)).check == check


def test_ids_that_records_of_another_kind_or_another_dossier_have_here_are_refused(arrived: Arrived) -> None:
    """Also where the record says that it follows the one that is here: a dossier's papers do not change dossiers."""
    from app.models import DossierDocument, Product

    here = arrived.world[PROVINCE]
    document = next(row for row in rows_of(here, DossierDocument) if row["dossier_id"] == arrived.first)
    product = rows_of(here, Product)[0]

    def stolen(rows: Sheet) -> None:
        row = rows["dossier_document"][0]
        row |= {"id": document["id"], "lineage": document["content_hash"]}
        for child in row.get("children", []):
            child["document_id"] = document["id"]

    def other_kind(rows: Sheet) -> None:
        rows["dossier_document"][0]["id"] = product["id"]
        for child in rows["dossier_document"][0].get("children", []):
            child["document_id"] = product["id"]

    for change in (stolen, other_kind):
        kind, said = arrived.verdict(arrived.remade(sheet=change))
        assert (kind, "bear the ids of others" in said) == ("refused", True)
    entry = arrived.world.history(PROVINCE, arrived.first)[0].id
    kind, said = arrived.verdict(arrived.remade(lines=lambda lines: lines[0].update(id=entry)))
    assert (kind, "bear the ids of others" in said) == ("refused", True)


def test_a_dossier_that_the_sender_does_not_hold_is_refused(arrived: Arrived) -> None:
    kind, _said = arrived.verdict(arrived.remade(index=in_index(custody=7)))
    assert kind == "refused"

    def another_holder(lines: list[dict[str, Any]]) -> None:
        data = json.loads(lines[-1]["data"])
        with arrived.world[PROVINCE].database.reading() as session:
            data["holder"] = session.exec(select(Office.id).where(Office.code == DISTRICT)).one()
        lines[-1]["data"] = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    kind, said = arrived.verdict(arrived.remade(lines=another_holder))
    assert (kind, "journal" in said) == ("refused", True)


def test_two_bundles_that_bear_the_same_ids_are_not_both_taken(arrived: Arrived, tmp_path: Path) -> None:
    """Both were looked at before either was taken: the second is told so, and nothing of it is written."""
    world = arrived.world
    one, two = (world.export(COMMUNE, PROVINCE, world.assessed(files=[("a.txt", b"a")])).path for _bundle in range(2))
    key = world[COMMUNE].keys.signing
    first = world.look(PROVINCE, one)
    entry = first.verdicts[0]
    part = next(iter(_parts(entries_of(one))))

    def same(rows: Sheet) -> None:
        rows["dossier_document"][0]["children"][0]["id"] = part

    second = world.look(PROVINCE, arrived.put(remade(entries_of(two), key, sheet=same)))
    assert (entry.kind, second.verdicts[0].kind) == ("new", "new")
    world.take(PROVINCE, first)
    before = content_of(world[PROVINCE])
    with pytest.raises(NotAllowed, match="bear the ids of others"):
        world.take(PROVINCE, second)
    assert content_of(world[PROVINCE]) == before


def _parts(entries: Entries) -> list[str]:
    for _name, content in entries:
        if content.startswith(b'{"dossier":'):
            rows = json.loads(content)["records"]["dossier_document"]
            return [child["id"] for row in rows for child in row.get("children", [])]
    raise AssertionError("the bundle has no records")


def test_a_journal_of_another_program_is_shown_as_it_stands(arrived: Arrived) -> None:
    from app.services.dossier_overview import HistoryLine
    from app.services.journal_words import journal_words

    data = {"due": "soon", "to": ["x"], "document": {"a": 1}, "items": ["x", {"what": None}], "dated": "2026-99-99"}
    line = HistoryLine(*[""] * len(HistoryLine.__dataclass_fields__))
    line = dataclasses.replace(line, act="request_completion", data=json.dumps(data))
    with arrived.world[PROVINCE].database.reading() as session:
        [words] = journal_words(session, arrived.dossier, [line])
    assert "soon" in words.detail
    assert "2026-99-99" in words.detail


def test_an_old_bundle_again_changes_nothing(arrived: Arrived) -> None:
    root = arrived.world[PROVINCE].paths.root
    before = fingerprint_of(root, without=SHARED_MEMORY)
    report = arrived.world.look(PROVINCE, arrived.taken)
    assert [one.kind for one in report.verdicts] == ["already_here"]
    assert report.takeable == ()
    assert arrived.world.take(PROVINCE, report).dossier_ids == ()
    assert fingerprint_of(root, without=SHARED_MEMORY) == before


def test_who_signs_and_for_whom_is_judged_before_anything_is_opened(arrived: Arrived) -> None:
    world = arrived.world
    path = arrived.remade()
    assert arrived.refusal(path, OTHER).check in ("receiver", "signer")
    thief = type("Thief", (), {"sender_key": new_signing_key()})()
    assert arrived.refusal(arrived.put(packed(resigned(thief, arrived.entries)))).check == "signature"

    def as_another(envelope: dict[str, Any]) -> None:
        envelope["sender"] |= {"code": OTHER, "name": "Ủy ban nhân dân xã Bên"}

    assert arrived.refusal(arrived.remade(envelope=as_another)).check == "signer"
    assert arrived.refusal(arrived.remade(envelope=lambda one: one.update(version=2))).check == "version"
    sealed = world.export(COMMUNE, PROVINCE, world.assessed(), encrypted=True).path
    keys = world[PROVINCE].keys
    object.__setattr__(keys, "identity", new_identity())
    try:
        assert arrived.refusal(sealed).check == "seal"
    finally:
        world[PROVINCE].keys = type(keys)(keys.signing, keys.identity)


@pytest.mark.parametrize("state", ["lost", "revoked", "replaced"])
def test_a_key_that_its_office_lost_replaced_or_had_revoked_is_refused(arrived: Arrived, state: str) -> None:
    province = arrived.world[PROVINCE]
    with province.database.transaction() as session:
        office = session.exec(select(Office).where(Office.code == COMMUNE)).one()
        key = session.exec(select(OfficeKey).where(OfficeKey.sign_public_key == office.sign_public_key)).first()
        before = key.state if key is not None else "current"
        key = key or OfficeKey(
            office_id=office.id, sign_public_key=office.sign_public_key, since=LONG_AGO, learned_by="card"
        )
        key.state, key.until = state, LONG_AGO
        session.add(key)
    try:
        assert arrived.refusal(arrived.remade()).check == "signer"
    finally:
        with province.database.transaction() as session:
            key = session.exec(select(OfficeKey).where(OfficeKey.state == state)).one()
            key.state, key.until = before, None
            session.add(key)
