"""Make ``resources/places`` from two packages of PyPI. Run by hand when they bring news:

    python packaging/make_units.py --fetch build/units      # download both packages into that folder, then make
    python packaging/make_units.py build/units              # make from what was downloaded

``vietnamadminunits`` (MIT) gives every unit, code and successor. ``vietnam-provinces`` (GPL) is only compared with it:
nothing of it is copied, what differs is listed in ``differences.json``. Neither is needed to run the program.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import sqlite3
import subprocess
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.services.search import accented_key, fold_text  # noqa: E402

SOURCE = ("vietnamadminunits", "1.0.4")
CHECK = ("vietnam-provinces", "2026.9.0")
TAKEN = "2026-11-22"
CHANGED = "2025-07-01"
OLD, NEW = "three-levels", "two-levels"
FILES = {OLD: "units-three-levels.json", NEW: "units-two-levels.json"}
CHANGES = "changes-2025-07-01.json"
KINDS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "phường", "xã", "đặc khu")

Names = dict[str, tuple[str, str, str]]
"""By code: kind, name without it, code of the unit above."""


def fetch(folder: Path) -> None:
    """Download the packages without what they depend on: only their data is read, nothing of them is run."""
    for name, version in (SOURCE, CHECK):
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--only-binary=:all:"]
        command += ["--ignore-requires-python", "--target", str(folder / name), f"{name}=={version}"]
        subprocess.run(command, check=True)


def split_name(full: str) -> tuple[str, str]:
    """A unit's full name as kind (small letters) and proper name."""
    words = " ".join(unicodedata.normalize("NFC", full).replace("\u2019", "'").split())
    for kind in sorted(KINDS, key=len, reverse=True):
        if words.casefold().startswith(kind + " "):
            return kind, words[len(kind) + 1 :]
    raise ValueError(f"no kind in the name {full!r}")


class Source:
    """``vietnamadminunits``: both layers, and which old unit led to which new ones."""

    def __init__(self, folder: Path) -> None:
        data = folder / SOURCE[0] / SOURCE[0] / "data"
        with closing(sqlite3.connect(data / "dataset.db")) as database:
            database.row_factory = sqlite3.Row
            self._old = database.execute("SELECT * FROM admin_units_legacy").fetchall()
            self._new = database.execute("SELECT * FROM admin_units").fetchall()
        self._converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
        self.provinces = {OLD: self._provinces(self._old), NEW: self._provinces(self._new)}
        self.districts: Names = {
            row["districtCode"]: (*split_name(row["district"]), row["provinceCode"]) for row in self._old
        }
        self.communes: dict[str, Names] = {
            OLD: {row["wardCode"]: (*split_name(row["ward"]), row["districtCode"]) for row in self._old if row["ward"]},
            NEW: {row["wardCode"]: (*split_name(row["ward"]), row["provinceCode"]) for row in self._new},
        }

    @staticmethod
    def _provinces(rows: Iterable[sqlite3.Row]) -> Names:
        return {row["provinceCode"]: (*split_name(row["province"]), "") for row in rows}

    def layer(self, layer: str) -> list[Any]:
        """Provinces with what is below them, each unit as ``[code, kind, name, units below]``, by code."""
        below: dict[str, list[Any]] = defaultdict(list)
        for code, (kind, name, above) in sorted(self.communes[layer].items()):
            below[above].append([code, kind, name])
        if layer == OLD:
            for code, (kind, name, above) in sorted(self.districts.items()):
                below[above].append([code, kind, name, below[code]])
        return [[code, kind, name, below[code]] for code, (kind, name, _) in sorted(self.provinces[layer].items())]

    def province_changes(self) -> list[list[str]]:
        """``[old code, new code]`` of every province."""
        old = {row["provinceKey"]: row["provinceCode"] for row in self._old}
        new = {row["provinceKey"]: row["provinceCode"] for row in self._new}
        table = self._converter["DICT_PROVINCE"]
        return sorted([old[key], new[target]] for target, keys in table.items() for key in keys)

    def commune_changes(self) -> list[list[str]]:
        """``[old code, new codes...]``, the package's main one first; a district without communes stands for itself."""
        old = {
            f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"] or row["districtCode"]
            for row in self._old
        }
        new = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in self._new}
        found: dict[str, list[str]] = {}
        for province, targets in self._converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for target, keys in targets.items():
                for key in keys:
                    found.setdefault(old[key], []).append(new[province, target])
        for province, divided in self._converter["DICT_PROVINCE_WARD_DIVIDED"].items():
            for key, parts in divided.items():
                main_first = sorted(
                    parts, key=lambda part: (not part["isDefaultNewWard"], new[province, part["newWardKey"]])
                )
                found.setdefault(old[key], []).extend(new[province, part["newWardKey"]] for part in main_first)
        return [[code, *targets] for code, targets in sorted(found.items())]


class Check:
    """``vietnam-provinces``: names and links to compare with; read from its files without importing it."""

    def __init__(self, folder: Path) -> None:
        package = folder / CHECK[0] / "vietnam_provinces"
        nested = json.loads((package / "data" / "nested-divisions.json").read_text(encoding="utf-8"))
        self.data_version = _assigned(package / "__init__.py", "__data_version__")
        self.names = {
            (NEW, "province"): {f"{one['code']:02}": one["name"] for one in nested},
            (NEW, "commune"): {f"{ward['code']:05}": ward["name"] for one in nested for ward in one["wards"]},
            (OLD, "province"): _mapping(package, "PROVINCE_MAPPING", 2),
            (OLD, "district"): _mapping(package, "DISTRICT_MAPPING", 3),
            (OLD, "commune"): _mapping(package, "WARD_MAPPING", 5),
        }
        spec = importlib.util.spec_from_file_location("conversion", package / "_ward_conversion_2025.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(package)
        conversion = importlib.util.module_from_spec(spec)
        sys.modules["conversion"] = conversion
        spec.loader.exec_module(conversion)
        self.links = {
            f"{code:05}": sorted(f"{new.code:05}" for new in entry.new_wards)
            for code, entry in conversion.OLD_TO_NEW.items()
        }


def _assigned(path: Path, name: str) -> str:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return str(ast.literal_eval(node.value))
    raise ValueError(f"no {name} in {path}")


def _mapping(package: Path, name: str, digits: int) -> dict[str, str]:
    """Code and name of every entry of one table of the package's older layer."""
    for node in ast.parse((package / "legacy" / "_lookup.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == name:
            assert isinstance(node.value, ast.Dict)
            pairs = zip(node.value.keys, node.value.values, strict=True)
            return {f"{ast.literal_eval(key):0{digits}}": ast.literal_eval(value.args[0]) for key, value in pairs}  # type: ignore[arg-type,attr-defined]
    raise ValueError(f"no {name}")


def differences(source: Source, check: Check) -> dict[str, Any]:
    """What the packages say differently: units that only one has, other names, spellings and successors."""
    units: list[dict[str, str]] = []
    for (layer, level), theirs in check.names.items():
        own = (
            source.districts
            if level == "district"
            else (source.provinces if level == "province" else source.communes)[layer]
        )
        for code in sorted(own.keys() | theirs.keys()):
            ours = " ".join(own[code][:2]) if code in own else ""
            other = " ".join(split_name(theirs[code])) if code in theirs else ""
            if ours == other:
                continue
            kind = "spelling" if _same_spelling(ours, other) else "name" if ours and other else "code"
            units.append({"layer": layer, "level": level, "code": code, "kind": kind, "here": ours, "there": other})
    links = []
    for code, *targets in source.commune_changes():
        theirs_links = check.links.get(code, [])
        if sorted(targets) != theirs_links:
            links.append({"old": code, "here": targets, "there": theirs_links})
    return {"units": units, "successors": links}


def _same_spelling(one: str, other: str) -> bool:
    """Whether two names differ by signs, capitals or the place of a tone only."""

    def plain(text: str) -> str:
        return "".join(sign for sign in accented_key(text) if sign.isalnum() or unicodedata.combining(sign))

    return bool(one and other) and plain(one) == plain(other) and fold_text(one) != ""


def lines(value: Any, depth: int, indent: int = 0) -> str:
    """JSON with one line for each thing ``depth`` levels down: small, and readable in a comparison of versions."""
    if depth == 0 or not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    pad = " " * min(indent + 1, 2)  # deep lists are long: blanks would be a third of the file
    if isinstance(value, dict):
        inner = [f"{pad}{json.dumps(key)}: {lines(one, depth - 1, indent + 1)}" for key, one in value.items()]
        return "{\n" + ",\n".join(inner) + "\n" + " " * min(indent, 2) + "}"
    return (
        "[\n" + ",\n".join(pad + lines(one, depth - 1, indent + 1) for one in value) + "\n" + " " * min(indent, 2) + "]"
    )


def index(check: Check) -> dict[str, Any]:
    """``places.json``: what is where, from when to when, and where it comes from."""
    return {
        "$schema": "../schemas/places.schema.json",
        "schema": 1,
        "title": "Đơn vị hành chính Việt Nam trước và từ ngày 01/7/2025",
        "sources": [
            {
                "package": SOURCE[0], "version": SOURCE[1], "released": "2025-10", "taken": TAKEN, "license": "MIT",
                "url": "https://github.com/tranngocminhhieu/vietnamadminunits",
                "use": "every unit, code and successor",
            },
            {
                "package": CHECK[0], "version": CHECK[1], "released": check.data_version, "taken": TAKEN,
                "license": "GPL-3.0-or-later", "url": "https://github.com/sunshine-tech/VietnamProvinces",
                "use": "compared only; differences.json lists what differs",
            },
        ],
        "layers": [
            {
                "id": OLD, "file": FILES[OLD], "levels": ["province", "district", "commune"],
                "begins": None, "ends": CHANGED,
                "note": "Tình trạng ngay trước ngày 01/7/2025; đơn vị đã sắp xếp trước đó không có trong danh sách.",
            },
            {
                "id": NEW, "file": FILES[NEW], "levels": ["province", "commune"], "begins": CHANGED, "ends": None,
                "note": "Nghị quyết 202/2025/QH15; mã số theo Quyết định 19/2025/QĐ-TTg ngày 30/6/2025.",
            },
        ],
        "changes": [{"on": CHANGED, "file": CHANGES, "old": OLD, "new": NEW}],
    }  # fmt: skip


def make(folder: Path, target: Path) -> None:
    """Write every file of ``resources/places``; the same packages give the same bytes."""
    source, check = Source(folder), Check(folder)
    changes = {
        "$schema": "../schemas/place-changes.schema.json", "schema": 1, "on": CHANGED,
        "note": "Đứng đầu là đơn vị chính theo gói nguồn (không phải theo văn bản); nhiều mã: đơn vị cũ bị chia.",
        "provinces": source.province_changes(), "communes": source.commune_changes(),
    }  # fmt: skip
    found = differences(source, check)
    written: dict[str, tuple[Any, int]] = {
        "places.json": (index(check), 3),
        CHANGES: (changes, 2),
        "differences.json": ({"here": "==".join(SOURCE), "there": "==".join(CHECK), **found}, 2),
    }
    for layer, name in FILES.items():
        content = {"$schema": "../schemas/place-layer.schema.json", "schema": 1, "provinces": source.layer(layer)}
        written[name] = (content, 6 if layer == OLD else 4)
    target.mkdir(parents=True, exist_ok=True)
    for name, (content, depth) in written.items():
        (target / name).write_text(lines(content, depth) + "\n", encoding="utf-8", newline="\n")
        print(f"{name}: {(target / name).stat().st_size:,} bytes")
    kinds: dict[str, int] = defaultdict(int)
    for unit in found["units"]:
        kinds[f"{unit['layer']} {unit['level']} {unit['kind']}"] += 1
    print(dict(kinds), "successors:", len(found["successors"]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Make resources/places from the packages named in this file.")
    parser.add_argument("folder", type=Path, help="where the packages are, or are downloaded to")
    parser.add_argument("--fetch", action="store_true", help="download the packages first")
    arguments = parser.parse_args()
    if arguments.fetch:
        fetch(arguments.folder)
    make(arguments.folder, ROOT / "resources" / "places")


if __name__ == "__main__":
    main()
