"""An enclosure's form is checked as strictly as the rest of a bundle; what does not follow it is refused by name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.errors import BundleRejected
from app.paths import resource_path
from app.services.bundles import index as bundle_index
from app.services.bundles.index import BundleIndex, check_enclosures, read_index
from app.services.canonical import canonical_json
from app.services.letters import forms
from app.services.letters.enclosures import Enclosure
from app.services.letters.forms import ReceiptDossier, ReceiptForm, read_enclosure, write_form
from tests.handover import post
from tests.handover.world import COMMUNE, PROVINCE, World, content_of, left_on

ID = "01990000-0000-7000-8000-000000000001"
OTHER_ID = "01990000-0000-7000-8000-000000000002"
TIME = "2026-11-22T08:00:00Z"
RECEIPT = ReceiptForm(
    bundle_sha256="a" * 64, bundle_id=ID, sequence=3, sender="99-M1", receiver="99", state="in_force", edition=1,
    received_at=TIME, stated_at=TIME, received_by=forms.Person(name="Lê Thị Ánh", position="Chuyên viên"),
    dossiers=(ReceiptDossier(id=ID, custody=2, result="taken"),),
)  # fmt: skip


def _set(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda value: value.update(values)


def _twice(value: dict[str, Any]) -> None:
    value["dossiers"] = value["dossiers"] * 2


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "unknown field": (_set(more=1), "schema"),
    "newer schema": (_set(schema=2), "schema"),
    "missing field": (lambda value: value.pop("state"), "schema"),
    "number as text": (_set(sequence="3"), "schema"),
    "number with a point": (_set(sequence=3.0), "json"),
    "huge number": (_set(sequence=10**30), "json"),
    "true for a number": (_set(sequence=True), "schema"),
    "no time": (_set(received_at="2026-02-30T08:00:00Z"), "schema"),
    "time of a zone": (_set(received_at="2026-11-22T08:00:00+07:00"), "schema"),
    "unknown state": (_set(state="lost"), "schema"),
    "a dossier twice": (_twice, "schema"),
    "undone and taken": (_set(state="undone"), "schema"),
    "letters apart": (_set(sender="Đắk Lă\u0301k"), "json"),
    "two lines": (_set(sender="99\n98"), "schema"),
    "no hash": (_set(bundle_sha256="A" * 64), "schema"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_receipt_that_does_not_follow_its_form_is_refused_naming_the_entry(fault: str) -> None:
    change, check = FAULTS[fault]
    value = json.loads(write_form(RECEIPT))
    change(value)
    content = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(BundleRejected) as refused:
        read_enclosure("receipt", content, "data/files/x")
    assert refused.value.check == check
    assert refused.value.entry.startswith("data/files/x")


@pytest.mark.parametrize(
    "content",
    [b" " + write_form(RECEIPT), write_form(RECEIPT) + b"\n", b"\xef\xbb\xbf" + write_form(RECEIPT), b"", b"null",
     b"[]", b"{", json.dumps(json.loads(write_form(RECEIPT)), indent=1).encode(),
     write_form(RECEIPT).replace(b'"schema":1', b'"schema":1,"schema":1'), b"[" * 5000 + b"]" * 5000, b"\x00" * 40],
)  # fmt: skip
def test_a_receipt_has_one_way_to_be_written(content: bytes) -> None:
    with pytest.raises(BundleRejected) as refused:
        read_enclosure("receipt", content, "data/files/x")
    assert refused.value.check in ("schema", "json")


def test_every_kind_has_a_form_and_none_takes_what_is_another(tmp_path: Path) -> None:
    assert set(forms.JSON_FORMS) | set(forms.READERS) == set(forms.KINDS)
    for kind in forms.KINDS:
        if kind != "receipt":
            with pytest.raises(BundleRejected):
                read_enclosure(kind, write_form(RECEIPT), "data/files/x")
    with pytest.raises(BundleRejected) as refused:
        read_enclosure("receipt", b" " * (forms.LARGEST + 1), "data/files/x")
    assert refused.value.check == "size"
    assert read_enclosure("receipt", write_form(RECEIPT)) == RECEIPT
    schema = json.loads(resource_path("schemas", "enclosure-receipt.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(write_form(RECEIPT)), schema)


def _index(**values: Any) -> bytes:
    content = write_form(RECEIPT)
    enclosure = {"kind": "receipt", "sha256": hashlib.sha256(content).hexdigest(), "title": "Biên nhận"}
    value = {
        "schema": 1,
        "bundle_id": ID,
        "purpose": "letter",
        "offices": [],
        "dossiers": [],
        "enclosures": [enclosure],
    }
    return canonical_json(value | values)


@pytest.mark.parametrize(
    "values",
    [
        {"enclosures": []},
        {"purpose": "forward"},
        {"purpose": "advice"},
        {"enclosures": [{"kind": "program", "sha256": "a" * 64, "title": "x"}]},
        {"enclosures": [{"kind": "receipt", "sha256": "a" * 64, "title": ""}]},
        {"enclosures": [{"kind": "receipt", "sha256": "a" * 64, "title": "x"}] * 2},
        {"enclosures": [{"kind": "receipt", "sha256": f"{n:064x}", "title": "x"} for n in range(forms.MOST + 1)]},
    ],
    ids=["nothing", "no dossiers", "unknown purpose", "unknown kind", "no title", "twice", "too many"],
)
def test_an_index_with_a_wrong_enclosure_is_refused(values: dict[str, Any]) -> None:
    assert len(read_index(_index()).enclosures) == 1
    with pytest.raises(BundleRejected) as refused:
        read_index(_index(**values))
    assert refused.value.check == "schema"
    assert refused.value.entry.startswith("data/index.json")


def test_a_bundle_whose_enclosure_is_false_is_refused_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that signs nonsense: every hash and the signature fit, the form does not."""
    from app.services.bundles import export

    world[PROVINCE].actor  # noqa: B018 - both offices are opened before they are compared
    before, quarantine = content_of(world[COMMUNE]), world[COMMUNE].paths.quarantine
    monkeypatch.setattr(export, "read_enclosure", lambda *_args: None)
    false = Enclosure("receipt", "Biên nhận giả", b'{"schema":1}')
    sent = post.letter(world, PROVINCE, COMMUNE, false)
    with pytest.raises(BundleRejected) as refused:
        post.looked(world, COMMUNE, sent.path)
    assert (refused.value.check, refused.value.entry.split("/")[:3]) == ("schema", ["data", "files", false.sha256])
    assert content_of(world[COMMUNE]) == before
    assert [name for name in left_on(quarantine) if name != "refused"] == []


def test_what_lay_in_quarantine_is_verified_again_before_it_is_taken(world: World) -> None:
    exported = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    back = post.receipt(world, PROVINCE, exported)
    report = post.looked(world, COMMUNE, back.path)
    [enclosed] = report.enclosures
    path = report.staged.folder / "files" / enclosed.sha256
    path.write_bytes(path.read_bytes().replace(b'"edition":1', b'"edition":7'))
    before = content_of(world[COMMUNE])
    with pytest.raises(BundleRejected, match="altered since"):
        world.take(COMMUNE, report)
    assert content_of(world[COMMUNE]) == before


def test_the_index_names_every_file_and_the_check_reads_no_more_than_it_may(tmp_path: Path) -> None:
    index: BundleIndex = read_index(_index())
    assert index.files == {one.sha256 for one in index.enclosures}
    (tmp_path / index.enclosures[0].sha256).write_bytes(write_form(RECEIPT))
    check_enclosures(index, tmp_path)
    (tmp_path / index.enclosures[0].sha256).write_bytes(b" " * (bundle_index.LARGEST + 10))
    with pytest.raises(BundleRejected) as refused:
        check_enclosures(index, tmp_path)
    assert (refused.value.check, refused.value.entry) == ("size", f"data/files/{index.enclosures[0].sha256}")
