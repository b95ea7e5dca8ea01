"""A rule pack is put in use as a whole or not at all, and only as its issuer signed it."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidInput, NotAllowed, RuleError, StorageError
from app.services.bundles.signing import SigningKey, new_signing_key
from app.services.rules import pack
from app.services.rules.library import RuleLibrary
from app.services.rules.pack import Issuer, make_pack, packs_in_use, put_in_use, read_pack

KEY = new_signing_key()
DAY = "2026-11-22T08:00:00Z"
SET = "criteria/qd-26-2026/13-r2.json"


def issuer(key: SigningKey = KEY, code: str = "66") -> Issuer:
    return Issuer(code=code, name="Tỉnh Đắk Lắk", key=key.public_key.hex())


def set_file(resources: Path, change: Callable[[Any], None] = lambda _value: None, revision: int = 2) -> bytes:
    value = json.loads((resources / "criteria/qd-26-2026/13.json").read_text(encoding="utf-8"))
    value["revision"] = revision
    change(value)
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def packed(
    files: dict[str, bytes], key: SigningKey = KEY, title: str = "Bộ tiêu chí sửa đổi", code: str = "66"
) -> bytes:
    return make_pack(title, files, issuer(key, code), DAY, key)


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_pack_puts_its_files_in_use_byte_for_byte_and_twice_changes_nothing(resources: Path, tmp_path: Path) -> None:
    content = set_file(resources, lambda value: value.update(name=value["name"] + " (sửa đổi)"))
    file = packed({SET: content})
    standing = put_in_use(file, resources, tmp_path / "rules")
    assert (standing.new, standing.changed, standing.same) == ((SET,), (), ())
    library = RuleLibrary(resources, tmp_path / "rules")
    assert library.criteria_set("qd-26-2026/13").name.endswith("(sửa đổi)")
    assert library.sha256("qd-26-2026/13") == hashlib.sha256(content).hexdigest()
    before = content_of(tmp_path)
    assert put_in_use(file, resources, tmp_path / "rules").known
    assert content_of(tmp_path) == before
    [kept] = packs_in_use(tmp_path / "rules")
    assert (kept.title, kept.issuer.code) == ("Bộ tiêu chí sửa đổi", "66")


def test_one_faulty_file_refuses_the_whole_pack(resources: Path, tmp_path: Path) -> None:
    def spoil(value: Any) -> None:
        value["parts"][0]["max"] = 39

    holidays = (resources / "holidays/2027.json").read_bytes()
    file = packed({SET: set_file(resources, spoil), "holidays/2027.json": holidays})
    with pytest.raises(RuleError) as refused:
        put_in_use(file, resources, tmp_path / "rules")
    assert refused.value.file == "qd-26-2026/13-r2.json"
    assert content_of(tmp_path) == {}


def test_files_that_do_not_fit_those_that_are_here_refuse_the_pack(resources: Path, tmp_path: Path) -> None:
    same_revision = set_file(resources, lambda value: value.update(name="Khác"), revision=1)
    with pytest.raises(RuleError, match="already here as revision 1"):
        put_in_use(packed({"criteria/qd-26-2026/13.json": same_revision}), resources, tmp_path / "rules")
    regime = json.loads((resources / "regimes/2026-two-tier.json").read_text(encoding="utf-8"))
    regime["id"] = "2027-other"
    with pytest.raises(RuleError, match="overlaps"):
        put_in_use(packed({"regimes/2027-other.json": json.dumps(regime).encode()}), resources, tmp_path / "rules")
    assert content_of(tmp_path) == {}


def test_a_file_made_by_hand_is_never_written_over_and_one_of_the_same_issuer_is(
    resources: Path, tmp_path: Path
) -> None:
    root = tmp_path / "rules"
    day_off = json.loads((resources / "holidays/2027.json").read_text(encoding="utf-8"))

    def year(note: str) -> bytes:
        return json.dumps(day_off | {"notes": [note]}, ensure_ascii=False).encode()

    put_in_use(packed({"holidays/2027.json": year("tạm")}), resources, root)
    later = packed({"holidays/2027.json": year("chính thức")})
    other = new_signing_key()
    with pytest.raises(NotAllowed, match="not from this office"):
        put_in_use(packed({"holidays/2027.json": year("khác")}, other, code="99"), resources, root)
    assert put_in_use(later, resources, root).changed == ("holidays/2027.json",)
    (root / "holidays/2027.json").write_bytes(year("sửa tay"))
    before = content_of(root)
    with pytest.raises(NotAllowed, match="already here with other content"):
        put_in_use(packed({"holidays/2027.json": year("lần ba")}), resources, root)
    assert content_of(root) == before


def test_what_was_altered_or_signed_by_another_is_no_pack(resources: Path) -> None:
    file = packed({SET: set_file(resources)})
    assert read_pack(file).files[0].path == SET
    value = json.loads(file)
    altered = {
        "a letter": file.replace(b"13-r2", b"13-r3"),
        "the title": file.replace("sửa đổi".encode(), "sửa đối".encode()),
        "another signature": json.dumps(value | {"signature": "0" * 128}, ensure_ascii=False, indent=2).encode(),
        "one more field": json.dumps({**value, "more": 1}, ensure_ascii=False, indent=2).encode(),
        "one more byte": file + b"\n",
        "cut": file[:-3],
        "no pack": b"[]",
        "twice": file.replace(b'"version": 1,', b'"version": 1, "version": 1,'),
    }
    assert [what for what, content in altered.items() if _is_sound(content)] == []
    with pytest.raises(InvalidInput):
        make_pack("x", {SET: b"{}"}, issuer(new_signing_key()), DAY, KEY)


@pytest.mark.parametrize(
    "path",
    ["../so-ocop.db", "criteria/../x.json", "places/own-units.json", "regimes/a.txt", "/regimes/a.json",
     "regimes/A.json", "criteria/qd/..13.json/x.json", "packs/x.json"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput):
        packed({path: b"{}"})


def test_a_disk_that_fails_leaves_the_rules_as_they_were(
    resources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "rules"
    put_in_use(packed({"holidays/2028.json": _year(resources, 2028)}), resources, root)
    before = content_of(root)
    files = {"holidays/2028.json": _year(resources, 2028, "mới"), SET: set_file(resources)}
    real, done = pack._write, []

    def fails(path: Path, content: bytes) -> None:
        if root in path.parents and len(done) < 2:
            done.append(path)
            if len(done) == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
        real(path, content)

    monkeypatch.setattr(pack, "_write", fails)
    with pytest.raises(StorageError, match="No space left"):
        put_in_use(packed(files), resources, root)
    assert content_of(root) == before


def _is_sound(content: bytes) -> bool:
    try:
        read_pack(content)
    except InvalidInput:
        return False
    return True


def _year(resources: Path, year: int, note: str = "") -> bytes:
    value = json.loads((resources / "holidays/2027.json").read_text(encoding="utf-8"))
    value = {"schema": 1, "year": year, "verified": False, "days_off": [], "source": value["source"]}
    return json.dumps(value | {"notes": [note] if note else []}, ensure_ascii=False).encode()
