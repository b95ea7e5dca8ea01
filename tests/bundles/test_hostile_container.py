"""Files that are cut, altered or made to deceive are refused by their named check, and nothing is left of them."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import BundleRejected
from app.services.bundles import names
from app.services.bundles import zip_headers as zh
from app.services.bundles.bag_stream import NullSink, read_bag
from app.services.bundles.container import read_container
from app.services.bundles.files import FileSource
from app.services.bundles.opening import open_outside
from app.services.bundles.staging import open_bundle
from tests.bundles.hostile import Bytes, Entries, Huge, entries_of, packed, rebagged, resigned, sealed_with
from tests.bundles.pairs import Pair
from tests.bundles.unchanged import fingerprint_of

NAME = "ocop-X66-01-T66-7"
CHECKS = {"magic", "end", "entries", "names", "method", "container", "signature", "envelope", "version", "cover", "bag",
          "hash", "checksum", "size", "seal"}  # fmt: skip


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def plain(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pair.bundle(tmp_path_factory.mktemp("plain"), b"{}", b"%PDF-1.7 evidence").read_bytes()


@pytest.fixture(scope="module")
def sealed(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pair.bundle(tmp_path_factory.mktemp("sealed"), b"{}", b"%PDF-1.7 evidence", sealed=True).read_bytes()


@pytest.fixture(scope="module")
def entries(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Entries:
    return entries_of(pair.bundle(tmp_path_factory.mktemp("entries"), b"{}", b"%PDF-1.7 evidence"))


@pytest.fixture
def refused(pair: Pair, tmp_path: Path) -> Callable[[bytes], str]:
    """Look at bytes as at a file that arrived, and give the check that refused it; nothing around may change."""
    (tmp_path / "data" / "files").mkdir(parents=True)
    (tmp_path / "data" / "so-ocop.db").write_bytes(b"a database")
    (tmp_path / "stick").mkdir()
    path = tmp_path / "stick" / "arrived.ocop"

    def check(content: bytes) -> str:
        path.write_bytes(content)
        before = fingerprint_of(tmp_path, without=("data/quarantine",))
        with pytest.raises(BundleRejected) as caught:
            open_bundle(path, tmp_path / "data" / "quarantine", pair.trust, identity=pair.identity)
        assert fingerprint_of(tmp_path, without=("data/quarantine",)) == before
        assert not list(tmp_path.glob("data/quarantine/*"))
        assert caught.value.what
        return caught.value.check

    return check


def verified(content: bytes, identity: str) -> None:
    """Every byte of a bundle, in memory and quickly."""
    opened = open_outside(Bytes(content))
    read_bag(Bytes(content), opened, NullSink(), lambda _count: None, identity)


def checks_of(pair: Pair, contents: Iterator[bytes]) -> list[str]:
    found = []
    for content in contents:
        try:
            verified(content, pair.identity)
        except BundleRejected as error:
            found.append(error.check)
        else:
            raise AssertionError("an altered bundle was taken for sound")
    assert set(found) <= CHECKS
    return found


def boundaries(content: bytes) -> list[int]:
    """Where each header and each entry's content begins and ends, and the parts of the directory."""
    found = {0, len(content)}
    at = 0
    for entry in read_container(Bytes(content)):
        found |= {entry.offset, entry.start, entry.start + entry.size}
        at = entry.start + entry.size
    while content[at : at + 4] == zh.CENTRAL_SIGNATURE:
        at += zh.CENTRAL_SIZE + int.from_bytes(content[at + 28 : at + 30], "little")
        found.add(at)
    return sorted(found)


@pytest.mark.parametrize("kind", ["plain", "sealed"])
def test_a_file_cut_at_every_boundary_and_anywhere_is_refused(
    pair: Pair, plain: bytes, sealed: bytes, refused: Callable[[bytes], str], kind: str
) -> None:
    content = {"plain": plain, "sealed": sealed}[kind]
    chosen = random.Random(1)
    lengths = {place + more for place in boundaries(content)[:-1] for more in (-1, 0, 1) if place + more >= 0}
    lengths |= {chosen.randrange(len(content)) for _place in range(200)}
    assert set(checks_of(pair, (content[:length] for length in sorted(lengths)))) <= {"end", "magic"}
    for length in boundaries(content)[1:-1:3]:
        assert refused(content[:length]) == "end"


@pytest.mark.parametrize("kind", ["plain", "sealed"])
def test_one_flipped_bit_is_found_at_every_byte_of_every_header_and_at_two_thousand_places(
    pair: Pair, plain: bytes, sealed: bytes, refused: Callable[[bytes], str], kind: str
) -> None:
    content = {"plain": plain, "sealed": sealed}[kind]
    chosen = random.Random(2)
    edges = boundaries(content)
    spans = [(entry.offset, entry.start) for entry in read_container(Bytes(content))]
    spans.append((spans[-1][1], edges[-1]))  # the last content, the directory and the end
    places = [(place, chosen.randrange(8)) for start, stop in spans for place in range(start, stop)]
    places += [(chosen.randrange(len(content)), chosen.randrange(8)) for _place in range(2000)]

    def flipped(place: int, bit: int) -> bytes:
        altered = bytearray(content)
        altered[place] ^= 1 << bit
        return bytes(altered)

    found = checks_of(pair, (flipped(*one) for one in places))
    assert {"container", "checksum", "end", "names", "method"} <= set(found) | {"checksum"}
    for place, bit in places[:: len(places) // 12]:
        assert refused(flipped(place, bit)) in CHECKS


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd", "../../x", f"{NAME}/../../x", f"{NAME}/data/..", "C:\\x", "c:/x", f"{NAME}\\x",
        "\\\\server\\share\\x",
        "//server/share/x", "\\\\?\\C:\\x", "\\\\.\\PhysicalDrive0", f"{NAME}/NUL", f"{NAME}/nul.txt", f"{NAME}/Com1",
        f"{NAME}/lpt9.pdf", f"{NAME}/CONIN$", f"{NAME}/aux/x", f"{NAME}/x.", f"{NAME}/x ", f"{NAME}/.", f"{NAME}//x",
        f"{NAME}/x:stream", f"{NAME}/x\0y", f"{NAME}/\u202efdp.exe", f"{NAME}/data/files/", f"{NAME}/" + "x" * 300, "",
        f"{NAME}/x\n", f"{NAME}/-rf *", f"{NAME}/U\u031b", f"{NAME}/\uff0e\uff0e/x",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_or_cannot_be_is_refused(
    entries: Entries, refused: Callable[[bytes], str], name: str
) -> None:
    assert refused(crafted([*entries, (name, b"x")])) == "names"


def crafted(entries: Entries, **central: int) -> bytes:
    """A zip made by hand, which takes any name; ``central`` changes fields of the last directory line."""
    out, directory = bytearray(), bytearray()
    for place, (name, content) in enumerate(entries):
        raw = name.encode("utf-8")
        stand_in = "x" * len(raw)
        crc = zlib.crc32(content)
        line = bytearray(zh.central_header(stand_in, len(content), crc, len(out)).replace(stand_in.encode(), raw, 1))
        if place == len(entries) - 1:
            for field, value in central.items():
                at, form = {"offset": (42, "<L"), "size": (24, "<L"), "stored": (20, "<L"), "attributes": (38, "<L"),
                            "flags": (8, "<H"), "method": (10, "<H"), "disk": (34, "<H")}[field]  # fmt: skip
                struct.pack_into(form, line, at, value)
        directory += line
        out += zh.local_header(stand_in, len(content), crc).replace(stand_in.encode(), raw, 1) + content
    offset = len(out)
    return bytes(out + directory + zh.end_records(len(entries), len(directory), offset))


def test_the_same_name_twice_is_refused_whatever_its_case(entries: Entries, refused: Callable[[bytes], str]) -> None:
    name = entries[3][0]
    for other in (name, name.upper(), name.swapcase(), name.replace("s", "\u017f"), name.replace("i", "\u0131")):
        assert refused(crafted([*entries, (other, b"")])) == "names"
    for one, other in (("\u00e2", "a\u0302"), ("\u1edd", "\u01a1\u0300")):  # equal once composed
        assert refused(crafted([*entries, (f"{NAME}/{one}", b""), (f"{NAME}/{other}", b"")])) == "names"


@pytest.mark.parametrize(
    ("kind", "check"),
    [(0o120777, "names"), (0o060660, "names"), (0o020666, "names"), (0o010644, "names"), (0o140755, "names"),
     (0o040755, "names"), (0o100755, "container"), (0o104644, "container")],
)  # fmt: skip
def test_a_link_a_device_a_pipe_or_an_odd_mode_is_refused(
    entries: Entries, refused: Callable[[bytes], str], kind: int, check: str
) -> None:
    assert refused(crafted([*entries, (f"{NAME}/x", b"/etc/passwd")], attributes=kind << 16)) == check


def test_entries_that_overlap_or_lie_about_their_size_are_refused(
    entries: Entries, refused: Callable[[bytes], str]
) -> None:
    first = len(zh.local_header(entries[0][0], 0, 0))
    lies = (
        ({"offset": 0}, "container"), ({"offset": first}, "container"), ({"offset": 2**32 - 1}, "container"),
        ({"size": 5}, "method"), ({"stored": 5}, "method"), ({"size": 0, "stored": 0}, "container"),
        ({"size": 2**31, "stored": 2**31}, "container"), ({"size": 2**32 - 1, "stored": 2**32 - 1}, "container"),
        ({"flags": 1}, "method"), ({"flags": 8}, "container"), ({"method": 8}, "method"), ({"method": 99}, "method"),
        ({"disk": 1}, "container"),
    )  # fmt: skip
    for lie, check in lies:
        assert refused(crafted([*entries, (f"{NAME}/x", b"four")], **lie)) == check, lie


@pytest.mark.parametrize(
    ("count", "size", "offset"),
    [(1, 46, 2**64 - 1), (1, 2**64 - 1, 0), (2**64 - 1, 46, 0), (1, 100, 2**64 - 50), (0, 0, 2**63), (10, 500, 10**6)],
)
def test_a_zip64_end_that_lies_is_refused(
    refused: Callable[[bytes], str], plain: bytes, count: int, size: int, offset: int
) -> None:
    big = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 0x032D, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    assert refused(plain + big + locator + end) in ("end", "entries")


def test_zip64_numbers_in_an_entry_that_needs_none_are_refused(
    refused: Callable[[bytes], str], entries: Entries
) -> None:
    name, content = entries[0]
    raw, crc = name.encode(), zlib.crc32(content)
    extra = struct.pack("<2H2Q", 1, 16, len(content), len(content))
    fields = (b"PK\x03\x04", 45, 0, 0, 0, 0x21, crc, 2**32 - 1, 2**32 - 1, len(raw), 20)
    local = struct.pack("<4s5H3L2H", *fields) + raw + extra + content
    line = bytearray(zh.central_header(name, len(content), crc, 0))
    struct.pack_into("<2L", line, 20, 2**32 - 1, 2**32 - 1)
    struct.pack_into("<H", line, 30, 20)
    whole = local + bytes(line) + extra + zh.end_records(1, len(line) + 20, len(local))
    assert refused(whole) == "container"


def test_a_bomb_of_one_to_a_thousand_is_refused_unread_nested_too(
    pair: Pair, refused: Callable[[bytes], str], sealed: bytes, tmp_path: Path
) -> None:
    def bomb(content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            archive.writestr(f"{NAME}/cover.pdf", content)
        return out.getvalue()

    small = bomb(bytes(20_000_000))
    assert len(small) * 900 < 20_000_000
    assert refused(small) == "method"
    assert refused(bomb(small * 10)) == "method"
    path = tmp_path / "sealed.ocop"
    path.write_bytes(sealed)
    to = pair.facts().receiver.recipient
    assert to is not None
    assert refused(packed(sealed_with(pair, entries_of(path), small, to))) in ("names", "container", "bag")


@pytest.mark.parametrize(
    ("entry", "check"),
    [(names.INDEX, "size"), (names.JOURNAL, "size"), (names.BAGIT, "size"), (names.COVER, "size"),
     (names.ENVELOPE, "size"), (names.SIGNATURE, "size"), (names.MANIFEST, "size"), (names.FILES + "0" * 64, "size")],
)  # fmt: skip
def test_an_entry_of_five_gigabytes_is_refused_by_its_size_and_never_held_in_memory(
    pair: Pair, entries: Entries, entry: str, check: str
) -> None:
    zeros = 5 * 2**30
    wanted = [name for name, _content in entries if not name.startswith(f"{NAME}/{names.FILES}")]
    before = wanted[: wanted.index(f"{NAME}/{entry}")] if f"{NAME}/{entry}" in wanted else [f"{NAME}/{names.BAGIT}"]
    given = dict(entries)
    if entry == names.INDEX:
        before = [name for name, _content in entries[: [n for n, _c in entries].index(f"{NAME}/{names.INDEX}")]]
    elif entry in (names.JOURNAL, names.MANIFEST, names.COVER, names.ENVELOPE, names.SIGNATURE):
        order = [name for name, _content in entries]
        before = order[: order.index(f"{NAME}/{entry}")]
    after = [name for name, _content in entries if name not in before and name != f"{NAME}/{entry}"]
    head, directory = bytearray(), bytearray()
    for name in before:
        crc = zlib.crc32(given[name])
        directory += zh.central_header(name, len(given[name]), crc, len(head))
        head += zh.local_header(name, len(given[name]), crc) + given[name]
    directory += zh.central_header(f"{NAME}/{entry}", zeros, 0, len(head))
    head += zh.local_header(f"{NAME}/{entry}", zeros, 0)
    tail = bytearray()
    for name in after:
        crc = zlib.crc32(given[name])
        directory += zh.central_header(name, len(given[name]), crc, len(head) + zeros + len(tail))
        tail += zh.local_header(name, len(given[name]), crc) + given[name]
    offset = len(head) + zeros + len(tail)
    tail += directory + zh.end_records(len(before) + len(after) + 1, len(directory), offset)
    source = Huge(bytes(head), zeros, bytes(tail))
    with pytest.raises(BundleRejected) as caught:
        read_bag(source, open_outside(source), NullSink(), lambda _count: None, None)
    assert caught.value.check == check
    assert source.most_read < 2**20


def test_a_sparse_index_of_a_gigabyte_is_refused_from_the_disk(
    pair: Pair, plain: bytes, refused: Callable[[bytes], str], tmp_path: Path
) -> None:
    path = tmp_path / "sparse.ocop"
    with path.open("wb") as file:
        file.write(plain[:5000])
        file.truncate(2**30)
    with FileSource(path) as source, pytest.raises(BundleRejected) as caught:
        open_outside(source)
    assert caught.value.check == "end"


def changed(entries: Entries, name: str, change: Callable[[bytes], bytes]) -> Entries:
    return [(one, change(data) if one == f"{NAME}/{name}" else data) for one, data in entries]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (names.BAGIT, lambda text: b"\xef\xbb\xbf" + text),
        (names.BAGIT, lambda text: text.replace(b"1.0", b"0.97")),
        (names.BAGIT, lambda text: text.replace(b"UTF-8", b"UTF-16")),
        (names.BAGIT, lambda text: text.replace(b"\n", b"\r\n")),
        (names.BAG_INFO, lambda text: text.replace(b"Payload-Oxum: ", b"Payload-Oxum: 1")),
        (names.BAG_INFO, lambda text: text + b"Payload-Oxum: 1.1\n"),
        (names.BAG_INFO, lambda text: b"\xef\xbb\xbf" + text),
        (names.MANIFEST, lambda text: text + text.splitlines(keepends=True)[0]),
        (names.MANIFEST, lambda text: b"".join(reversed(text.splitlines(keepends=True)))),
        (names.MANIFEST, lambda text: text.replace(b"  data/", b" *data/", 1)),
        (names.MANIFEST, lambda text: text.splitlines(keepends=True)[0]),
        (names.MANIFEST, lambda text: text + b"0" * 64 + b"  data/../../x\n"),
        (names.MANIFEST, lambda text: text.upper()),
        (names.MANIFEST, lambda text: b""),
        (names.TAG_MANIFEST, lambda text: text + b"0" * 64 + b"  fetch.txt\n"),
    ],
)
def test_a_tag_file_that_says_anything_else_is_refused_though_soundly_signed(
    pair: Pair, entries: Entries, refused: Callable[[bytes], str], name: str, change: Callable[[bytes], bytes]
) -> None:
    made = changed(entries, name, change)
    tags = dict(made)[f"{NAME}/{names.TAG_MANIFEST}"]
    for other in (names.BAGIT, names.BAG_INFO, names.MANIFEST):
        old, new = (hashlib.sha256(dict(one)[f"{NAME}/{other}"]).hexdigest().encode() for one in (entries, made))
        tags = tags.replace(old, new)
    made = changed(made, names.TAG_MANIFEST, lambda _text: tags)
    signed = resigned(
        pair, made, lambda envelope: envelope["bag"].update(tagmanifest_sha256=hashlib.sha256(tags).hexdigest())
    )
    assert refused(packed(signed)) == "bag"


@pytest.mark.parametrize(
    "extra",
    ["fetch.txt", "manifest-md5.txt", "manifest-sha256.txt.bak", "tagmanifest-sha512.txt", "data/extra", "data/files/x",
     "data/files/" + "f" * 64, "metadata/x", "bag.zip.age", "envelope.json.sig"],
)  # fmt: skip
def test_a_file_more_than_the_form_has_is_refused_wherever_it_stands(
    pair: Pair, entries: Entries, refused: Callable[[bytes], str], extra: str
) -> None:
    for place in (1, len(entries) - 4, len(entries) - 3):
        made = [*entries[:place], (f"{NAME}/{extra}", b"x"), *entries[place:]]
        assert refused(packed(rebagged(pair, made))) in ("bag", "hash", "entries")


def test_a_missing_file_is_refused_though_soundly_signed(
    pair: Pair, entries: Entries, refused: Callable[[bytes], str]
) -> None:
    kept = (names.ENVELOPE, names.SIGNATURE, names.BAG_INFO)
    for name, _content in entries:
        if name.removeprefix(f"{NAME}/") in kept:
            continue
        made = [(one, data) for one, data in entries if one != name]
        assert refused(packed(rebagged(pair, made))) in ("bag", "entries", "cover", "index"), name


def test_a_signature_that_is_missing_empty_or_over_other_bytes_is_refused(
    pair: Pair, entries: Entries, refused: Callable[[bytes], str]
) -> None:
    assert refused(packed(entries[:-1])) == "entries"
    good = dict(entries)[f"{NAME}/{names.SIGNATURE}"]
    key, signature = good.split(b"\n")[:2]
    zeros = b"0" * 128
    for wrong in (
        b"", key + b"\n", good + b"\n", good.upper(), good.replace(b"\n", b"\r\n"), key + b"\n" + zeros + b"\n",
        b"ed25519 " + b"0" * 64 + b"\n" + zeros + b"\n", b"none " + key[8:] + b"\n" + signature + b"\n",
        key + b"\n" + signature[64:] + signature[:64] + b"\n",
    ):  # fmt: skip
        assert refused(packed(changed(entries, names.SIGNATURE, lambda _data, to=wrong: to))) in ("signature", "size")
