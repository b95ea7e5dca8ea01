"""A whole folder of papers: what would be taken, then copied into the store, then attached to the dossier.

The three steps are apart because copying is long and needs no database: plan, let the person look, copy, attach in one
short transaction. A document is attached with all its files or not at all.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session

from app.errors import AppError, Cancelled, NotFound
from app.models.base import nfc
from app.models.document import DossierDocumentRow
from app.services.actors import Actor
from app.services.bundles.files import digest_file
from app.services.bundles.limits import DEFAULT_LIMITS
from app.services.document_kinds import OTHER, file_words, guess_kind
from app.services.documents import DocumentData, attach_document, documents_of
from app.services.file_store import FileStore, StoredBlob, sniff
from app.services.progress import NullProgress, Progress
from app.services.rules.regime import DocumentKind
from app.translate import N_

MAX_FILES = 1000
MAX_DEPTH = 6
_PICTURES = frozenset((".jpg", ".jpeg", ".png", ".heic", ".heif", ".tif", ".tiff", ".bmp", ".webp"))
_PAGE = re.compile(r"[\s_.(-]*(?:trang|tr|page|p)?[\s_.-]*\d{1,3}\)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")

SYSTEM_FILE = N_("A file of the system, no paper.")
EMPTY = N_("It is empty.")
TOO_LARGE = N_("It is too large.")
NOT_READ = N_("It cannot be read.")
TOO_MANY = N_("The folder holds too many files; this one was not looked at.")
TOO_DEEP = N_("It lies too deep below the folder.")
IN_DOSSIER = N_("The dossier has it already.")
IN_FOLDER = N_("The folder holds it twice.")


@dataclass(frozen=True)
class PlannedFile:
    """A file that would be taken: size in bytes, type by content, a warning (message id) or empty."""

    path: Path
    name: str
    size: int
    media_type: str
    warning: str


@dataclass(frozen=True)
class PlannedDocument:
    """One paper with its files. ``kind`` and ``title`` are guesses; change them with ``dataclasses.replace``."""

    kind: str
    title: str
    files: tuple[PlannedFile, ...]


@dataclass(frozen=True)
class SkippedFile:
    """A file that would not be taken: its place below the folder, and why (message id)."""

    name: str
    reason: str


@dataclass(frozen=True)
class FolderPlan:
    folder: Path
    documents: tuple[PlannedDocument, ...]
    skipped: tuple[SkippedFile, ...]

    @property
    def size(self) -> int:
        """Bytes to be copied."""
        return sum(file.size for document in self.documents for file in document.files)


@dataclass(frozen=True)
class StoredFolder:
    """What was copied into the store, what could not be, and whether the person stopped it before its end."""

    documents: tuple[tuple[PlannedDocument, tuple[tuple[str, StoredBlob], ...]], ...]
    failed: tuple[tuple[str, AppError], ...]
    stopped: bool


def held_files(session: Session, dossier_id: str) -> dict[str, int]:
    """The files that the dossier's papers have, as SHA-256 -> size in bytes."""
    return {file.blob.sha256: file.blob.size for view in documents_of(session, dossier_id) for file in view.files}


def plan_folder(
    folder: Path,
    documents: tuple[DocumentKind, ...],
    held: Mapping[str, int],
    progress: Progress | None = None,
) -> FolderPlan:
    """Look a folder through; nothing is copied or changed.

    Args:
        documents: what the dossier's regime lists, to guess from.
        held: ``held_files`` of the dossier: what is there already is skipped.

    Raises:
        NotFound: it is no folder. Cancelled.
    """
    progress = progress or NullProgress()
    if not folder.is_dir():
        raise NotFound(N_("The folder “{name}” is not there."), name=folder.name)
    taken: list[PlannedFile] = []
    skipped: list[SkippedFile] = []
    paths = list(_walk(folder, skipped))
    for done, path in enumerate(paths):
        progress.step(done, len(paths), N_("Looking the folder through"))
        found = _looked_at(path) if done < MAX_FILES else TOO_MANY
        if isinstance(found, str):
            skipped.append(SkippedFile(_shown(path, folder), found))
        else:
            taken.append(found)
    taken = list(_without_doubles(taken, held, folder, skipped, progress))
    return FolderPlan(folder, tuple(_grouped(taken, folder, documents)), tuple(skipped))


def _walk(folder: Path, skipped: list[SkippedFile]) -> Iterator[Path]:
    """The files below the folder in the order that people number them; links are not followed."""
    for root, below, names in os.walk(folder):
        here = Path(root)
        deep = len(here.relative_to(folder).parts) >= MAX_DEPTH
        if deep:
            skipped += [SkippedFile(_shown(here / name, folder), TOO_DEEP) for name in below]
        below[:] = [] if deep else sorted((n for n in below if not file_words().is_skipped(n)), key=_natural)
        for name in sorted(names, key=_natural):
            path = here / name
            if not path.is_symlink():
                yield path


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """``trang 2`` before ``trang 10``."""
    parts = re.split(r"(\d+)", nfc(name).casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def _shown(path: Path, folder: Path) -> str:
    return nfc(path.relative_to(folder).as_posix())


def _looked_at(path: Path) -> PlannedFile | str:
    """The file as it would be taken, or why it would not be."""
    if file_words().is_skipped(path.name):
        return SYSTEM_FILE
    try:
        size = path.stat().st_size
        if not size:
            return EMPTY
        if size > DEFAULT_LIMITS.attachment:
            return TOO_LARGE
        media_type, warning = sniff(path, path.name)
    except OSError:
        return NOT_READ
    return PlannedFile(path, nfc(path.name), size, media_type, warning)


def _without_doubles(
    files: list[PlannedFile], held: Mapping[str, int], folder: Path, skipped: list[SkippedFile], progress: Progress
) -> Iterator[PlannedFile]:
    """Leave out equal contents; only files whose size occurs twice are read for it."""
    sizes = Counter([*(file.size for file in files), *held.values()])
    seen: set[str] = set()
    for done, file in enumerate(files):
        progress.step(done, len(files), N_("Looking for files that are there twice"))
        if sizes[file.size] > 1:
            try:
                sha256 = digest_file(file.path).sha256
            except OSError:
                skipped.append(SkippedFile(_shown(file.path, folder), NOT_READ))
                continue
            if sha256 in held or sha256 in seen:
                reason = IN_DOSSIER if sha256 in held else IN_FOLDER
                skipped.append(SkippedFile(_shown(file.path, folder), reason))
                continue
            seen.add(sha256)
        yield file


def _grouped(
    files: Sequence[PlannedFile], folder: Path, documents: tuple[DocumentKind, ...]
) -> Iterator[PlannedDocument]:
    """One document a file; numbered pictures of one recognised paper ("Phiếu đăng ký 1.jpg", "... 2.jpg") are one."""
    groups: dict[tuple[str, str, str], list[PlannedFile]] = {}
    for file in files:
        inside = file.path.relative_to(folder)
        kind = guess_kind(inside, documents).kind
        base = _PAGE.sub("", file.path.stem) if file.path.suffix.casefold() in _PICTURES else ""
        pages = kind != OTHER and base and base != file.path.stem
        key = (str(inside.parent), base.casefold(), kind) if pages else (str(inside), "", kind)
        groups.setdefault(key, []).append(file)
    kinds = Counter(kind for _place, _base, kind in groups)
    for (_place, _base, kind), members in groups.items():
        first = members[0]
        title = guess_kind(first.path.relative_to(folder), documents).title
        stem = nfc(first.path.stem)
        if kinds[kind] > 1 and title:
            title = f"{title}: {stem}"
        yield PlannedDocument(kind, title or stem, tuple(members))


class _Part:
    """Progress over one file told as progress over all."""

    def __init__(self, progress: Progress, before: int, total: int) -> None:
        self._progress, self._before, self._total = progress, before, total

    def step(self, done: int, total: int, message: str) -> None:
        self._progress.step(self._before + done, self._total, message)


def store_planned(
    documents: Sequence[PlannedDocument], store: FileStore, progress: Progress | None = None
) -> StoredFolder:
    """Copy the files into the store; long, and without a database.

    A file that cannot be copied fails its document and no other. Stopped by the person, it returns what was whole by
    then, with ``stopped``; the caller attaches that, or leaves it: a file in the store that nothing names does no harm.
    """
    progress = progress or NullProgress()
    total = sum(file.size for document in documents for file in document.files)
    done = 0
    stored: list[tuple[PlannedDocument, tuple[tuple[str, StoredBlob], ...]]] = []
    failed: list[tuple[str, AppError]] = []
    for document in documents:
        blobs: list[tuple[str, StoredBlob]] = []
        before = done
        try:
            for file in document.files:
                blobs.append((file.name, store.put(file.path, _Part(progress, done, total))))
                done += file.size
        except Cancelled:
            return StoredFolder(tuple(stored), tuple(failed), stopped=True)
        except AppError as error:
            failed.append((document.files[len(blobs)].name, error))
            done = before + sum(file.size for file in document.files)
            continue
        stored.append((document, tuple(blobs)))
    return StoredFolder(tuple(stored), tuple(failed), stopped=False)


def attach_stored(session: Session, dossier_id: str, stored: StoredFolder, actor: Actor) -> list[DossierDocumentRow]:
    """Attach what was copied, one document and one journal entry each.

    Raises:
        NotAllowed: the dossier is not here or not open any more. InvalidInput: a document without a title.
    """
    return [
        attach_document(session, dossier_id, DocumentData(document.kind, document.title), list(blobs), actor)
        for document, blobs in stored.documents
    ]


def with_kind(document: PlannedDocument, kind: str, title: str) -> PlannedDocument:
    """The planned paper as the person corrected it."""
    return replace(document, kind=kind, title=title)
