"""The rule files of one or two roots: found by name, loaded once, kept with their SHA-256."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from app.errors import RuleError
from app.services.rules.checks import Fault, check_criteria_set
from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import Grade
from app.services.rules.loader import load_model, parse_rule_json, read_rule_bytes, shown_name
from app.translate import N_

Model = TypeVar("Model", bound=BaseModel)

_SET_NAME = re.compile(r"(\d{1,5})(?:-r\d{1,5})?", re.ASCII)
"""``13.json``, or ``13-r2.json`` for a later revision that stands beside the first."""


@dataclass(frozen=True)
class SetSummary:
    """What a list of criteria sets shows; read without validating the whole file."""

    id: str
    number: int
    name: str
    complete: bool
    verified: bool
    revision: int
    grade: Grade
    inferred: bool
    """Something in it, a cell of points or the reading of an exclusion, is a conclusion and not the text."""


class Shelf:
    """Rule files under ``roots``, the program's own first and an office's own last."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = roots
        self._loaded: dict[Path, tuple[BaseModel, str]] = {}
        self._heads: dict[Path, SetSummary] = {}
        self._hashes: dict[Path, str] = {}

    def files(self, folder: str, pattern: str = "*.json") -> list[Path]:
        """The files of a folder in every root, in order of name within a root."""
        return [path for root in self.roots for path in sorted((root / folder).glob(pattern))]

    def load(self, path: Path, model: type[Model], check: Callable[[Model], Fault | None]) -> Model:
        """The checked content of one file, read once. Raises ``RuleError``."""
        kept = self._loaded.get(path)
        if kept is not None and isinstance(kept[0], model):
            return kept[0]
        loaded, sha256 = load_model(path, model, check)
        self._loaded[path] = (loaded, sha256)
        return loaded

    def sha256(self, path: Path) -> str:
        """SHA-256 (hex) of the bytes of a file that was loaded."""
        return self._loaded[path][1]

    def file_sha256(self, path: Path) -> str:
        """SHA-256 (hex) of the bytes of any rule file, loaded or not. Raises ``RuleError``: it cannot be read."""
        if path in self._loaded:
            return self.sha256(path)
        if path not in self._hashes:
            self._hashes[path] = hashlib.sha256(read_rule_bytes(path)).hexdigest()
        return self._hashes[path]

    def set_files(self, folder: str) -> dict[int, list[Path]]:
        """The files of one decision's criteria sets by number; the name decides the number."""
        found: dict[int, list[Path]] = {}
        for path in self.files(f"criteria/{plain_name(folder)}"):
            named = _SET_NAME.fullmatch(path.stem)
            if named is not None:
                found.setdefault(int(named.group(1)), []).append(path)
        return found

    def newest(self, paths: list[Path]) -> Path:
        """The file of the highest revision; the first of equals."""
        return paths[0] if len(paths) == 1 else max(paths, key=lambda path: self.head(path).revision)

    def load_set(self, path: Path) -> CriteriaSet:
        """A criteria set whose id, number and file name agree. Raises ``RuleError``."""
        loaded = self.load(path, CriteriaSet, check_criteria_set)
        named = _SET_NAME.fullmatch(path.stem)
        if named is None or int(named.group(1)) != loaded.number:
            raise RuleError(N_("The file's name must be the set's number."), file=shown_name(path), pointer="/number")
        if loaded.id != f"{path.parent.name}/{loaded.number}":
            raise RuleError(N_("The id must be the folder and the number."), file=shown_name(path), pointer="/id")
        return loaded

    def head(self, path: Path) -> SetSummary:
        """The head of a criteria set; a file without a sound head is loaded in full, to name its fault."""
        if path not in self._heads:
            raw: Any = parse_rule_json(read_rule_bytes(path), shown_name(path))
            if not _has_head(raw):
                self.load_set(path)
            self._heads[path] = SetSummary(
                id=raw["id"],
                number=raw["number"],
                name=raw["name"],
                complete=raw["complete"],
                verified=raw["verified"],
                revision=raw.get("revision", 1),
                grade=raw["source"]["grade"],
                inferred=_is_inferred(raw),
            )
        return self._heads[path]


def _has_head(raw: Any) -> bool:
    kinds = {"id": str, "number": int, "name": str, "complete": bool, "verified": bool, "revision": int}
    if not isinstance(raw, dict) or not isinstance(raw.get("source"), dict):
        return False
    return raw["source"].get("grade") in get_args(Grade) and all(
        isinstance(raw.get(key, 1 if key == "revision" else None), kind) for key, kind in kinds.items()
    )


def _is_inferred(value: Any) -> bool:
    """Whether anything below holds ``inferred``, or a ``reading`` of words that leave room."""
    if isinstance(value, dict):
        own = bool(value.get("inferred") or value.get("reading"))
        return own or any(_is_inferred(inner) for inner in value.values())
    return isinstance(value, list) and any(map(_is_inferred, value))


def plain_name(name: str) -> str:
    """A folder or file name from an id: what could leave the folder or match other files is dropped."""
    return "".join(char for char in name if char.isalnum() or char in "-_")
