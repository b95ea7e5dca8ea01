"""Whatever is altered, hidden, cut, misaddressed or forged is refused by its own check, and nothing is staged."""

from __future__ import annotations

import dataclasses
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import BundleRejected
from app.services.bundles import names
from app.services.bundles.limits import BundleLimits
from app.services.bundles.names import check_entry_name
from app.services.bundles.opening import FormerKey, UnknownSigner
from app.services.bundles.reader import verify_bundle
from app.services.bundles.sealing import new_identity, recipient_of
from app.services.bundles.signing import fingerprint, new_signing_key
from app.services.bundles.staging import open_bundle
from app.services.bundles.writer import Attachment
from tests.bundles.hostile import Entries, entries_of, packed, rebagged, resigned, sealed_with
from tests.bundles.pairs import Pair

NAME = "ocop-X66-01-T66-7"


def refusal(pair: Pair, path: Path, tmp_path: Path, **options: Any) -> BundleRejected:
    """The refusal of a bundle; proves that nothing is left in quarantine."""
    quarantine = tmp_path / "quarantine"
    with pytest.raises(BundleRejected) as caught:
        open_bundle(path, quarantine, options.pop("trust", pair.trust), identity=pair.identity, **options)
    assert not quarantine.exists() or list(quarantine.iterdir()) == []
    assert caught.value.what
    return caught.value


def put(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "hostile.ocop"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("sealed", [False, True])
def test_every_flipped_bit_is_refused(pair: Pair, tmp_path: Path, sealed: bool) -> None:
    content = pair.bundle(tmp_path / "stick", b"{}", b"x", sealed=sealed).read_bytes()
    path = tmp_path / "flipped.ocop"
    for place in range(len(content)):
        altered = bytearray(content)
        altered[place] ^= 1 << (place * 5 + 3) % 8
        path.write_bytes(altered)
        with pytest.raises(BundleRejected):
            verify_bundle(path, identity=pair.identity)


@pytest.mark.parametrize("sealed", [False, True])
def test_a_file_cut_anywhere_is_refused(pair: Pair, tmp_path: Path, sealed: bool) -> None:
    content = pair.bundle(tmp_path / "stick", b"{}", b"x" * 500, sealed=sealed).read_bytes()
    path = tmp_path / "cut.ocop"
    for length in range(0, len(content), 97):
        path.write_bytes(content[:length])
        with pytest.raises(BundleRejected):
            verify_bundle(path, identity=pair.identity)


def test_nothing_can_stand_before_between_or_after(pair: Pair, tmp_path: Path) -> None:
    content = pair.bundle(tmp_path / "stick").read_bytes()
    assert refusal(pair, put(tmp_path, content + b"\0"), tmp_path).check == "end"
    assert refusal(pair, put(tmp_path, b"\0" + content), tmp_path).check == "magic"
    assert refusal(pair, put(tmp_path, b"PK\x03\x04" + content), tmp_path).check == "end"
    commented = content[:-2] + struct.pack("<H", 3) + b"abc"
    assert refusal(pair, put(tmp_path, commented), tmp_path).check == "end"
    # four bytes hidden before the directory, with the end record made to fit
    offset = int.from_bytes(content[-6:-2], "little")
    hidden = content[:offset] + b"hide" + content[offset:-6] + struct.pack("<L", offset + 4) + content[-2:]
    assert refusal(pair, put(tmp_path, hidden), tmp_path).check == "container"
    assert refusal(pair, put(tmp_path, b""), tmp_path).check == "magic"


def test_a_zip_of_the_same_entries_by_another_program_is_refused(pair: Pair, tmp_path: Path) -> None:
    entries = entries_of(pair.bundle(tmp_path / "stick"))
    for method, check in ((zipfile.ZIP_DEFLATED, "method"), (zipfile.ZIP_STORED, "container")):
        with zipfile.ZipFile(tmp_path / "other.zip", "w", method) as archive:
            for name, content in entries:
                archive.writestr(name, content)
        assert refusal(pair, tmp_path / "other.zip", tmp_path).check == check


def test_a_zip_bomb_is_refused_before_it_is_read(pair: Pair, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}/cover.pdf", b"\0" * 50_000_000)
    assert (tmp_path / "bomb.zip").stat().st_size < 100_000
    assert refusal(pair, tmp_path / "bomb.zip", tmp_path).check == "method"


@pytest.mark.parametrize(
    "name",
    ["../x", f"{NAME}/../x", "/abs", "C:/x", f"{NAME}/a\\b", f"{NAME}/con", f"{NAME}/LPT1.txt", f"{NAME}/x.",
     f"{NAME}//x", f"{NAME}/a b", f"{NAME}/~x", f"{NAME}/%TEMP%", "x" * 300, ""],
)  # fmt: skip
def test_a_name_that_could_do_harm_is_refused(pair: Pair, tmp_path: Path, name: str) -> None:
    path = put(tmp_path, packed([*entries_of(pair.bundle(tmp_path / "stick")), (name, b"x")]))
    assert refusal(pair, path, tmp_path).check == "names"
    with pytest.raises(BundleRejected):
        check_entry_name("hồ sơ".encode())


def test_two_entries_of_one_name_are_refused_whatever_their_case(pair: Pair, tmp_path: Path) -> None:
    entries = entries_of(pair.bundle(tmp_path / "stick"))
    for name in (entries[0][0], entries[0][0].upper()):
        assert refusal(pair, put(tmp_path, packed([*entries, (name, b"")])), tmp_path).check == "names"


def test_an_entry_out_of_place_missing_or_extra_is_refused(pair: Pair, tmp_path: Path) -> None:
    entries = entries_of(pair.bundle(tmp_path / "stick"))
    for number in range(len(entries)):
        without = entries[:number] + entries[number + 1 :]
        assert refusal(pair, put(tmp_path, packed(without)), tmp_path).check in ("entries", "bag")
        if number:
            swapped = list(entries)
            swapped[number - 1], swapped[number] = swapped[number], swapped[number - 1]
            assert refusal(pair, put(tmp_path, packed(swapped)), tmp_path).check in ("entries", "bag")
        extra = [*entries[:number], (f"{NAME}/data/extra", b""), *entries[number:]]
        assert refusal(pair, put(tmp_path, packed(extra)), tmp_path).check in ("entries", "bag")
    moved = [(name.replace(NAME, "other"), data) for name, data in entries]
    assert refusal(pair, put(tmp_path, packed(moved)), tmp_path).check == "envelope"


def test_a_changed_bag_under_a_true_signature_is_refused(pair: Pair, tmp_path: Path) -> None:
    entries = entries_of(pair.bundle(tmp_path / "stick", b"{}", b"evidence"))
    checks = {
        names.BAGIT: "bag", names.BAG_INFO: "bag", names.MANIFEST: "bag", names.TAG_MANIFEST: "bag",
        names.INDEX: "bag", names.JOURNAL: "bag", names.COVER: "cover", names.ENVELOPE: "signature",
        names.SIGNATURE: "signature",
    }  # fmt: skip
    for name, check in checks.items():
        changed = [(n, data[:-2] + b"##" if n == f"{NAME}/{name}" else data) for n, data in entries]
        assert refusal(pair, put(tmp_path, packed(changed)), tmp_path).check == check, name
    changed = [(n, data + b"!" if names.FILES in n else data) for n, data in entries]
    assert refusal(pair, put(tmp_path, packed(changed)), tmp_path).check == "hash"


def _set(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda envelope: envelope.update(values)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (_set(version=2), "version"),
        (_set(version=0), "envelope"),
        (_set(sequence=0), "envelope"),
        (_set(sequence="7"), "envelope"),
        (_set(sequence=1.0), "envelope"),
        (_set(extra=1), "envelope"),
        (_set(kind="x" * 100), "envelope"),
        (_set(created_at="2026-02-30T08:00:00Z"), "envelope"),
        (_set(name="other"), "envelope"),
        (_set(encrypted=True), "envelope"),
        (_set(cover_sha256="0" * 64), "cover"),
        (_set(counts={"dossiers": 1, "files": 1, "bytes": 0}), "bag"),
        (_set(counts={"dossiers": 2, "files": 2, "bytes": 19}), "bag"),
        (_set(bag={"tagmanifest_sha256": "0" * 64, "sealed_sha256": None, "sealed_size": None}), "hash"),
    ],
)
def test_a_signed_envelope_that_is_wrong_is_refused(
    pair: Pair, tmp_path: Path, change: Callable[[dict[str, Any]], None], check: str
) -> None:
    entries = entries_of(pair.bundle(tmp_path / "stick", b"{}", b"%PDF-1.7 evidence"))
    assert refusal(pair, put(tmp_path, packed(resigned(pair, entries, change))), tmp_path).check == check


def test_a_signed_envelope_written_another_way_is_refused(pair: Pair, tmp_path: Path) -> None:
    entries = entries_of(pair.bundle(tmp_path / "stick"))
    good = dict(entries)[f"{NAME}/{names.ENVELOPE}"]
    for raw in (good[:-1], b" " + good, json.dumps(json.loads(good)).encode(), b"[" * 5000, b"\xff", b"null"):
        changed = resigned(pair, entries, raw=raw)
        assert refusal(pair, put(tmp_path, packed(changed)), tmp_path).check == "envelope"


def test_only_a_known_signer_with_its_known_key_is_believed(pair: Pair, tmp_path: Path) -> None:
    path = pair.bundle(tmp_path / "stick")
    trust = pair.trust
    stranger = dataclasses.replace(trust, known={})
    caught = refusal(pair, path, tmp_path, trust=stranger)
    assert isinstance(caught, UnknownSigner)
    assert caught.fingerprint == fingerprint(pair.sender_key.public_key)
    assert caught.envelope.sender.name == "UBND xã Krông Pắc"

    other = new_signing_key().public_key.hex()
    key = pair.sender_key.public_key.hex()
    for wrong in (
        dataclasses.replace(trust, known={"X66-01": other}),
        dataclasses.replace(trust, known={"X66-02": key}),
        dataclasses.replace(trust, former={key: FormerKey("X66-01", "revoked", "2026-01-01T00:00:00Z")}),
        dataclasses.replace(trust, known={"X66-01": other}, confirmed=frozenset({caught.fingerprint})),
    ):
        refused = refusal(pair, path, tmp_path, trust=wrong)
        assert refused.check == "signer"
        assert not isinstance(refused, UnknownSigner)

    for state in ("lost", "revoked"):  # whatever the bundle says of its age: who has the key can write that too
        former = {key: FormerKey("X66-01", state, "2099-01-01T00:00:00Z")}
        assert refusal(pair, path, tmp_path, trust=dataclasses.replace(trust, former=former)).check == "signer"
    on_its_way = {key: FormerKey("X66-01", "replaced", "2099-01-01T00:00:00Z")}
    assert open_bundle(path, tmp_path / "way", dataclasses.replace(trust, known={}, former=on_its_way)).signer_known
    too_late = {key: FormerKey("X66-01", "replaced", "2001-01-01T00:00:00Z")}
    assert refusal(pair, path, tmp_path, trust=dataclasses.replace(trust, former=too_late)).check == "signer"
    elsewhere = {key: FormerKey("X66-02", "replaced", "2099-01-01T00:00:00Z")}
    assert refusal(pair, path, tmp_path, trust=dataclasses.replace(trust, former=elsewhere)).check == "signer"

    confirmed = dataclasses.replace(stranger, confirmed=frozenset({caught.fingerprint}))
    staged = open_bundle(path, tmp_path / "quarantine", confirmed)
    assert not staged.signer_known


def test_a_signature_by_another_key_than_the_named_one_is_refused(pair: Pair, tmp_path: Path) -> None:
    entries = entries_of(pair.bundle(tmp_path / "stick"))
    thief = dataclasses.replace(pair, sender_key=new_signing_key())
    path = put(tmp_path, packed(resigned(thief, entries)))
    assert refusal(pair, path, tmp_path).check == "signature"


def test_a_bundle_for_another_office_or_key_is_refused(pair: Pair, tmp_path: Path) -> None:
    path = pair.bundle(tmp_path / "stick", sealed=True)
    trust = pair.trust
    assert refusal(pair, path, tmp_path, trust=dataclasses.replace(trust, office_code="T67")).check == "receiver"
    mine = frozenset({fingerprint(new_signing_key().public_key)})
    assert refusal(pair, path, tmp_path, trust=dataclasses.replace(trust, fingerprints=mine)).check == "receiver"
    with pytest.raises(BundleRejected) as caught:
        open_bundle(path, tmp_path / "q", trust, identity=new_identity())
    assert caught.value.check == "seal"
    with pytest.raises(BundleRejected) as caught:
        open_bundle(path, tmp_path / "q", trust)
    assert caught.value.check == "seal"


def test_what_lies_under_the_seal_is_checked_as_strictly(pair: Pair, tmp_path: Path) -> None:
    outer = entries_of(pair.bundle(tmp_path / "stick", sealed=True))
    bag = entries_of(pair.bundle(tmp_path / "open"))[:-3]
    recipient = recipient_of(pair.identity)

    def verdict(inner: bytes, to: str = recipient) -> str:
        return refusal(pair, put(tmp_path, packed(sealed_with(pair, outer, inner, to))), tmp_path).check

    sound = packed(bag)
    path = put(tmp_path, packed(sealed_with(pair, outer, sound, recipient)))
    assert len(open_bundle(path, tmp_path / "sound", pair.trust, identity=pair.identity).files) == 2
    assert verdict(sound, recipient_of(new_identity())) == "seal"
    assert verdict(sound + b"\0") == "end"
    assert verdict(sound[:-1]) == "end"
    assert verdict(b"") == "end"
    assert verdict(b"PK\x03\x04" + b"\xff" * 200) in ("end", "names")
    assert verdict(packed([*bag, (f"{NAME}/../x", b"")])) == "names"
    assert verdict(packed([*bag, (f"{NAME}/extra", b"")])) == "bag"
    assert verdict(packed([*bag, bag[0]])) == "names"
    assert verdict(packed(bag[:-1])) == "bag"
    altered = bytearray(sound)
    altered[10] ^= 1
    assert verdict(bytes(altered)) == "container"


@pytest.mark.parametrize(
    ("index", "check"),
    [
        (b"{", "json"),
        (b'{"schema": 1, "schema": 1}', "json"),
        (b'{"schema": NaN}', "json"),
        (b'{"schema": 1.5}', "json"),
        (b'{"schema": 1000000000000000000000}', "json"),
        (b'{"schema": ' + b"[" * 100 + b"]" * 100 + b"}", "json"),
        (b"[" * 100_000, "json"),
        (b'{"schema": "\\ud800"}', "json"),
        ('{"schema": "U\u031b"}'.encode(), "json"),
        (b"\xef\xbb\xbf{}", "json"),
        (b"\xff", "json"),
        (b'{"schema": 2}', "version"),
    ],
)
def test_an_index_that_is_not_plain_json_is_refused(pair: Pair, tmp_path: Path, index: bytes, check: str) -> None:
    assert refusal(pair, pair.bundle(tmp_path / "stick", index=index), tmp_path).check == check


def test_an_index_of_another_envelope_or_with_other_files_is_refused(pair: Pair, tmp_path: Path) -> None:
    attachments = pair.attach(b"{}", b"one", b"two")
    for number, named in enumerate((attachments[:2], [*attachments, Attachment("0" * 64, tmp_path, 1)])):
        path = pair.bundle(tmp_path / f"stick{number}", attachments=attachments, index=pair.index(named))
        assert refusal(pair, path, tmp_path).check == "index"
    other = pair.index(attachments).replace(b"-00000000abcd", b"-00000000abce")
    path = pair.bundle(tmp_path / "stick2", attachments=attachments, index=other)
    assert refusal(pair, path, tmp_path).check == "index"


@pytest.mark.parametrize("journal", [b"{}", b"[]\n", b"{}\n\n", b"{}\n{\n"])
def test_a_journal_that_is_not_lines_of_entries_is_refused(pair: Pair, tmp_path: Path, journal: bytes) -> None:
    assert refusal(pair, pair.bundle(tmp_path / "stick", journal=journal), tmp_path).check in ("journal", "json")


@pytest.mark.parametrize(
    ("limits", "check"),
    [
        (BundleLimits(bundle=100), "size"),
        (BundleLimits(entries=3), "entries"),
        (BundleLimits(attachment=1), "size"),
        (BundleLimits(cover=3), "size"),
        (BundleLimits(envelope=10), "size"),
        (BundleLimits(index=10), "size"),
        (BundleLimits(journal=3), "size"),
        (BundleLimits(journal_line=3), "journal"),
        (BundleLimits(tag_file=60), "size"),
    ],
)
def test_every_limit_is_kept(pair: Pair, tmp_path: Path, limits: BundleLimits, check: str) -> None:
    assert refusal(pair, pair.bundle(tmp_path / "stick"), tmp_path, limits=limits).check == check


def test_an_attachment_that_is_not_named_in_order_is_refused(pair: Pair, tmp_path: Path) -> None:
    entries: Entries = entries_of(pair.bundle(tmp_path / "stick", b"{}", b"one"))
    entries[1], entries[2] = entries[2], entries[1]
    assert refusal(pair, put(tmp_path, packed(rebagged(pair, entries))), tmp_path).check == "bag"
