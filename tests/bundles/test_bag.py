"""The reader of any BagIt bag, beside bagit-python as a second opinion.

Where ours is stricter on purpose: links are refused, a manifest line that is no checksum and path is an error
(bagit-python logs and skips it), in 1.0 every payload manifest must list every file, and
bagit.txt must be exactly its two lines.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.bundles.bag import BagReport, check_bag
from app.services.bundles.bag_tags import decode_path

_BAGIT = "BagIt-Version: {}\nTag-File-Character-Encoding: {}\n"


def _hex(content: bytes, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, content).hexdigest()


def make_bag(
    root: Path, payload: dict[str, bytes], version: str = "1.0", encoding: str = "UTF-8", algorithm: str = "sha256"
) -> Path:
    root.mkdir(parents=True)
    (root / "data").mkdir()
    (root / "bagit.txt").write_text(_BAGIT.format(version, encoding))
    lines = []
    for name, content in payload.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        lines.append(f"{_hex(content, algorithm)}  data/{name}\n")
    (root / f"manifest-{algorithm}.txt").write_bytes("".join(lines).encode(encoding))
    return root


def kinds(report: BagReport) -> set[str]:
    return {problem.kind for problem in report.errors}


def zipped(root: Path, target: Path, top: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{top}data/", b"")
        for path in sorted(p for p in root.rglob("*") if p.is_file()):
            archive.write(path, top + path.relative_to(root).as_posix())
    return target


def second_opinion(root: Path) -> bool:
    try:
        return bool(bagit.Bag(str(root)).validate())
    except (bagit.BagError, ValueError, OSError):
        return False


@pytest.mark.parametrize("version", ["0.97", "1.0"])
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
def test_a_sound_bag_of_each_version_and_checksum_is_valid(tmp_path: Path, version: str, algorithm: str) -> None:
    root = make_bag(tmp_path / "bag", {"a.txt": b"a", "b/c.txt": b"", "hồ sơ.txt": b"x"}, version, algorithm=algorithm)
    report = check_bag(root)
    assert report.valid, report.errors
    assert (report.version, report.algorithms, report.files, report.size) == (version, (algorithm,), 3, 2)
    assert check_bag(zipped(root, tmp_path / "root.zip")).valid
    assert check_bag(zipped(root, tmp_path / "top.zip", "bag/")).valid


def test_an_empty_bag_and_other_tag_files_are_valid(tmp_path: Path) -> None:
    root = make_bag(tmp_path / "bag", {})
    (root / "notes").mkdir()
    (root / "notes" / "any.txt").write_text("not listed anywhere")
    assert check_bag(root).valid


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_every_line_ending_is_read(tmp_path: Path, ending: str) -> None:
    root = make_bag(tmp_path / "bag", {"a": b"1", "b": b"2"})
    (root / "bag-info.txt").write_text("Source-Organization: One\n  and more\nPayload-Oxum: 2.2\n")
    for name in ("bagit.txt", "manifest-sha256.txt", "bag-info.txt"):
        (root / name).write_bytes((root / name).read_text().replace("\n", ending).encode())
    report = check_bag(root)
    assert report.valid, report.errors
    assert report.info == [("Source-Organization", "One and more"), ("Payload-Oxum", "2.2")]


@pytest.mark.parametrize("encoding", ["UTF-16", "ISO-8859-1", "windows-1258"])
def test_tag_files_in_the_declared_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    assert check_bag(make_bag(tmp_path / "bag", {"café.txt": b"1"}, encoding=encoding)).valid


def test_percent_signs_and_line_ends_in_names_are_written_back() -> None:
    assert decode_path("data/a%0Ab%0dc%25d%20", (1, 0)) == "data/a\nb\rc%d%20"
    assert decode_path("data/a%0A%25", (0, 97)) == "data/a\n%25"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_with_a_line_end_is_found(tmp_path: Path) -> None:
    root = make_bag(tmp_path / "bag", {"a\nb": b"1", "50%": b"2"})
    lines = [f"{_hex(b'1')}  data/a%0Ab", f"{_hex(b'2')}  data/50%25"]
    (root / "manifest-sha256.txt").write_text("\n".join(lines))
    assert check_bag(root).valid
    (root / "manifest-sha256.txt").write_text("\n".join(lines).replace("%25", "%"))
    report = check_bag(root)
    assert report.valid
    assert {w.kind for w in report.warnings} == set()


def _edit(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def run(root: Path) -> None:
        (root / name).write_text(change((root / name).read_text()))

    return run


def _add(name: str, text: str) -> Callable[[Path], None]:
    def run(root: Path) -> None:
        (root / name).write_text(text)

    return run


MANIFEST = "manifest-sha256.txt"
FAULTS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "payload altered": ("checksum", _add("data/a.txt", "A")),
    "payload missing": ("missing", lambda root: (root / "data" / "a.txt").unlink()),
    "payload extra": ("unexpected", _add("data/extra.txt", "")),
    "no bagit.txt": ("declaration", lambda root: (root / "bagit.txt").unlink()),
    "byte order mark": ("declaration", _edit("bagit.txt", lambda text: "\ufeff" + text)),
    "space before colon": ("declaration", _edit("bagit.txt", lambda text: text.replace(":", " :"))),
    "no encoding": ("declaration", _edit("bagit.txt", lambda text: text.splitlines()[0] + "\n")),
    "newer version": ("version", _edit("bagit.txt", lambda text: text.replace("1.0", "2.0"))),
    "unknown encoding": ("encoding", _edit("bagit.txt", lambda text: text.replace("UTF-8", "NO-SUCH"))),
    "codec that is no charset": ("encoding", _edit("bagit.txt", lambda text: text.replace("UTF-8", "base64"))),
    "no manifest": ("manifest", lambda root: (root / MANIFEST).unlink()),
    "no payload folder": ("payload", lambda root: shutil.rmtree(root / "data")),
    "unknown checksum": ("algorithm", _add("manifest-crc99.txt", "")),
    "listed twice": ("duplicate", _edit(MANIFEST, lambda text: text + text)),
    "second checksum": ("duplicate", _edit(MANIFEST, lambda text: text + "0" * 64 + "  data/a.txt\n")),
    "broken line": ("manifest-line", _edit(MANIFEST, lambda text: text + "what is this\n")),
    "short checksum": ("manifest-line", _edit(MANIFEST, lambda text: text[1:])),
    "outside data": ("manifest-line", _edit(MANIFEST, lambda text: text + "0" * 64 + "  bagit.txt\n")),
    "parent path": ("unsafe-path", _edit(MANIFEST, lambda text: text + "0" * 64 + "  data/../../x\n")),
    "home path": ("unsafe-path", _edit(MANIFEST, lambda text: text + "0" * 64 + "  ~/x\n")),
    "absolute path": ("unsafe-path", _edit(MANIFEST, lambda text: text + "0" * 64 + "  /etc/passwd\n")),
    "drive path": ("unsafe-path", _edit(MANIFEST, lambda text: text + "0" * 64 + "  C:\\x\n")),
    "manifests differ": ("manifests-differ", _add("manifest-md5.txt", f"{_hex(b'a', 'md5')}  data/a.txt\n")),
    "tag manifest wrong": ("checksum", _add("tagmanifest-sha256.txt", "0" * 64 + "  bagit.txt\n")),
    "tag file missing": ("missing", _add("tagmanifest-sha256.txt", "0" * 64 + "  gone.txt\n")),
    "tag manifest lists payload": ("manifest-line", _add("tagmanifest-sha256.txt", _hex(b"a") + "  data/a.txt\n")),
    "oxum wrong": ("oxum", _add("bag-info.txt", "Payload-Oxum: 3.2\n")),
    "oxum no number": ("oxum", _add("bag-info.txt", "Payload-Oxum: many\n")),
    "oxum twice": ("oxum", _add("bag-info.txt", "Payload-Oxum: 2.2\nPayload-Oxum: 2.2\n")),
    "info line": ("info-line", _add("bag-info.txt", "no colon here\n")),
    "fetch outside": ("unsafe-path", _add("fetch.txt", "https://a.vn/x 1 ../x\n")),
    "fetch unlisted": ("fetch-line", _add("fetch.txt", "https://a.vn/x 1 data/x\n")),
    "fetch broken": ("fetch-line", _add("fetch.txt", "data/x\n")),
    "fetch size": ("fetch-line", _add("fetch.txt", "https://a.vn/x 9 data/a.txt\n")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_by_its_kind_in_folder_and_zip(tmp_path: Path, fault: str) -> None:
    root = make_bag(tmp_path / "bag", {"a.txt": b"a", "b.txt": b"b"})
    assert check_bag(root).valid
    kind, spoil = FAULTS[fault]
    spoil(root)
    assert kind in kinds(check_bag(root))
    if fault != "no payload folder":
        assert kind in kinds(check_bag(zipped(root, tmp_path / "bag.zip", "bag/")))


def test_what_is_to_be_fetched_leaves_the_bag_incomplete(tmp_path: Path) -> None:
    root = make_bag(tmp_path / "bag", {"a.txt": b"a"})
    (root / "data" / "a.txt").unlink()
    (root / "fetch.txt").write_text("https://example.vn/a.txt - data/a.txt\n")
    report = check_bag(root)
    assert [str(e) for e in report.errors] == ["data/a.txt: The file is still to be fetched."]


def test_older_bags_may_divide_files_between_manifests_and_repeat_lines(tmp_path: Path) -> None:
    root = make_bag(tmp_path / "bag", {"a.txt": b"a"}, version="0.97")
    (root / "data" / "b.txt").write_bytes(b"b")
    (root / "manifest-md5.txt").write_text(f"{_hex(b'b', 'md5')} *data/b.txt\n" * 2)
    report = check_bag(root)
    assert report.valid, report.errors
    assert {w.kind for w in report.warnings} == {"duplicate"}


def test_another_unicode_form_of_a_name_is_a_warning(tmp_path: Path) -> None:
    root = make_bag(tmp_path / "bag", {"Ước.txt": b"1"})
    decomposed = unicodedata.normalize("NFD", "Ước.txt")
    (root / MANIFEST).write_text(f"{_hex(b'1')}  data/{decomposed}\n")
    report = check_bag(root)
    assert report.valid
    assert [w.kind for w in report.warnings] == ["unicode-form"]


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs rights there")
def test_a_link_is_refused(tmp_path: Path) -> None:
    root = make_bag(tmp_path / "bag", {"a.txt": b"a"})
    (tmp_path / "secret").write_bytes(b"a")
    (root / "data" / "a.txt").unlink()
    os.symlink(tmp_path / "secret", root / "data" / "a.txt")
    assert kinds(check_bag(root)) == {"link", "missing"}


def test_a_zip_with_doubled_outside_or_damaged_entries_is_invalid(tmp_path: Path) -> None:
    root = make_bag(tmp_path / "bag", {"a.txt": b"a" * 1000})
    path = zipped(root, tmp_path / "bag.zip", "bag/")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("bag/data/a.txt", b"b")
    assert kinds(check_bag(path)) == {"duplicate"}
    path = zipped(root, tmp_path / "outside.zip", "bag/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("bag/../../x", b"b")
    assert "unsafe-path" in kinds(check_bag(path))
    path = zipped(root, tmp_path / "cut.zip")
    path.write_bytes(path.read_bytes()[:-30])
    assert kinds(check_bag(path)) == {"unreadable"}
    assert kinds(check_bag(tmp_path / "nothing.zip")) == {"missing"}


@settings(max_examples=40)
@given(
    contents=st.lists(st.binary(max_size=50), min_size=1, max_size=4),
    checksums=st.lists(st.sampled_from(["md5", "sha1", "sha256", "sha512"]), min_size=1, max_size=2, unique=True),
    fault=st.sampled_from(["none", "flip", "drop", "extra", "tag", "oxum"]),
    place=st.integers(0, 10**6),
)
def test_bagit_python_agrees(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes], checksums: list[str], fault: str, place: int
) -> None:
    root = tmp_path_factory.mktemp("bag")
    for number, content in enumerate(contents):
        (root / f"tệp {number}.bin").write_bytes(content)
    bagit.make_bag(str(root), {"Contact-Name": "Hội đồng"}, checksums=checksums)
    files = sorted((root / "data").iterdir())
    target = files[place % len(files)]
    if fault == "flip":
        content = bytearray(target.read_bytes() or b"x")
        content[place % len(content)] ^= 1
        target.write_bytes(bytes(content))
    elif fault == "drop":
        target.unlink()
    elif fault == "extra":
        (root / "data" / "more").write_bytes(b"")
    elif fault == "tag":
        (root / "bag-info.txt").write_bytes((root / "bag-info.txt").read_bytes() + b"Note: added later\n")
    elif fault == "oxum":
        info = (root / "bag-info.txt").read_text("utf-8").replace("Payload-Oxum: ", "Payload-Oxum: 9")
        (root / "bag-info.txt").write_text(info, "utf-8")
    ours, theirs = check_bag(root), second_opinion(root)
    assert theirs is (fault == "none")
    assert ours.valid is theirs, ours.errors
