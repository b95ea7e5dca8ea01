"""Which of the regime's documents a file probably is, guessed from the words of its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

from pydantic import BaseModel, ConfigDict

from app.models.base import nfc
from app.paths import resource_path
from app.services.rules.regime import DocumentKind
from app.services.search import fold_text

OTHER = "other"
_SPLIT = re.compile(r"[^a-z0-9]+")


class _KindWords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    words: tuple[str, ...]
    """Phrases without accents, as people name their files."""


class FileWords(BaseModel):
    """``resources/documents/file_words.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int
    kinds: tuple[_KindWords, ...]
    skipped_names: tuple[str, ...]
    """Files that the system or an office program leaves in a folder, by their whole name."""
    skipped_beginnings: tuple[str, ...]
    skipped_endings: tuple[str, ...]

    def is_skipped(self, name: str) -> bool:
        """Whether a file of that name is the system's and no paper."""
        small = name.casefold()
        return (
            small in self.skipped_names
            or small.startswith(self.skipped_beginnings)
            or small.endswith(self.skipped_endings)
        )


@lru_cache(maxsize=1)
def file_words() -> FileWords:
    """The words that came with the program."""
    return FileWords.model_validate_json(_words_file().read_bytes())


def _words_file() -> Path:
    return resource_path("documents", "file_words.json")


@dataclass(frozen=True)
class Guess:
    """A document kind (``other``: none fits) and its title in the regime, empty for ``other``."""

    kind: str
    title: str


def guess_kind(path: PurePath, documents: tuple[DocumentKind, ...]) -> Guess:
    """Guess from the file's name, else from the folder's it lies in, among what the regime lists.

    The longest phrase that is found wins; of equals, the one that the regime lists first.
    """
    for name in (path.stem, path.parent.name):
        found = _best(_name_words(name), documents)
        if found is not None:
            return found
    return Guess(OTHER, "")


def _name_words(name: str) -> tuple[str, ...]:
    """``PhieuDangKy_01`` and ``Phiếu đăng ký 1`` as words without accents."""
    composed = nfc(name)
    spaced = "".join(
        f" {letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(" " + composed, composed, strict=False)
    )
    return tuple(filter(None, _SPLIT.split(fold_text(spaced))))


def _best(name: tuple[str, ...], documents: tuple[DocumentKind, ...]) -> Guess | None:
    phrases = {one.kind: one.words for one in file_words().kinds}
    joined = f" {' '.join(name)} "
    best: tuple[int, DocumentKind] | None = None
    for document in documents:
        if document.physical:
            continue
        title = " ".join(_name_words(document.title))
        lengths = [len(phrase) for phrase in (title, *phrases.get(document.kind, ())) if f" {phrase} " in joined]
        if lengths and (best is None or max(lengths) > best[0]):
            best = (max(lengths), document)
    return Guess(best[1].kind, best[1].title) if best else None
