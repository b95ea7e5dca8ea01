"""The files behind one paper: added, replaced, taken off, and copied out to be opened by the system's viewer."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import shutil
import stat
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath

from sqlmodel import Session, col, select

from app.errors import NotAllowed, NotFound, StorageError
from app.models import DocumentFile, DossierDocument
from app.models.base import nfc
from app.models.document import DossierDocumentRow
from app.services import journal
from app.services.actors import Actor
from app.services.bundles.files import check_space
from app.services.bundles.sniffing import PROGRAM, fitting_suffixes, inspect, warn_of_name
from app.services.documents import keep_file, open_document
from app.services.file_store import CHUNK, FileStore, StoredBlob
from app.services.printing.safe_names import safe_name
from app.services.progress import NullProgress, Progress
from app.services.revisions import seal
from app.translate import N_, Term

_LONGEST_NAME = 100


def add_files(
    session: Session, document_id: str, files: list[tuple[str, StoredBlob]], actor: Actor
) -> DossierDocumentRow:
    """Put more files behind a paper, as (name, blob) that lie in the store; one that it has already is passed over.

    Raises:
        NotFound: no such paper. NotAllowed: the dossier is not here or not open any more.
    """
    document = open_document(session, document_id, actor)
    links = _links(session, document_id)
    held = {link.sha256 for link in links}
    new = [(name, blob) for name, blob in files if blob.sha256 not in held]
    position = max((link.position for link in links), default=0)
    for name, blob in new:
        position += 1
        keep_file(session, blob)
        session.add(
            DocumentFile(document_id=document_id, sha256=blob.sha256, name=_clean(name, blob), position=position)
        )
    return _changed(session, document, actor, "add_document_files", {"files": [blob.sha256 for _name, blob in new]})


def replace_file(
    session: Session, document_id: str, old_sha256: str, file: tuple[str, StoredBlob], actor: Actor
) -> DossierDocumentRow:
    """Put another file, as (name, blob), in the place of one; the old one stays in the store.

    Raises:
        NotFound: no such paper, or it has no such file. NotAllowed: the dossier is not here or not open any more.
    """
    document = open_document(session, document_id, actor)
    link = _link(session, document_id, old_sha256)
    name, blob = file
    keep_file(session, blob)
    link.sha256, link.name = blob.sha256, _clean(name, blob)
    session.add(link)
    data = {"files": [blob.sha256], "instead_of": old_sha256}
    return _changed(session, document, actor, "replace_document_file", data)


def remove_file(session: Session, document_id: str, sha256: str, actor: Actor) -> DossierDocumentRow:
    """Take one file off a paper; it stays in the store.

    Raises:
        NotFound: no such paper, or it has no such file. NotAllowed: the dossier is not here or not open any more.
    """
    document = open_document(session, document_id, actor)
    session.delete(_link(session, document_id, sha256))
    return _changed(session, document, actor, "remove_document_file", {"files": [sha256]})


def _links(session: Session, document_id: str) -> list[DocumentFile]:
    chosen = select(DocumentFile).where(DocumentFile.document_id == document_id).order_by(col(DocumentFile.position))
    return list(session.exec(chosen))


def _link(session: Session, document_id: str, sha256: str) -> DocumentFile:
    for link in _links(session, document_id):
        if link.sha256 == sha256:
            return link
    raise NotFound(N_("This document does not have that file."))


def _clean(name: str, blob: StoredBlob) -> str:
    return nfc(PurePath(name.replace("\\", "/")).name) or blob.sha256[:12]


def _changed(
    session: Session, document: DossierDocument, actor: Actor, act: str, data: Mapping[str, object]
) -> DossierDocumentRow:
    session.flush()
    if seal(session, document):
        journal.record(session, actor, act, dossier_id=document.dossier_id, data={"document": document.id, **data})
    return DossierDocumentRow.model_validate(document, from_attributes=True)


def path_to_open(
    store: FileStore,
    sha256: str,
    name: str,
    folder: Path,
    *,
    even_warned: bool = False,
    progress: Progress | None = None,
) -> Path:
    """A read-only copy under its real name, for the system's viewer; the store's own file is never handed out.

    What the file is is looked at anew. Its name gets an ending that fits its content, so that no other program than the
    content's own is asked to open it. Long for a film: call it from a worker thread.

    Args:
        folder: where copies lie until ``forget_copies``; each gets a folder of its own.
        even_warned: the person has seen the warning (macros, a locked file, active content) and wants it opened.

    Raises:
        NotAllowed: a program, a script or an unknown kind: never opened; or a warning that nobody has seen yet.
        StorageError: missing or damaged in the store, or there is no room. Cancelled.
    """
    if not store.holds(sha256):
        store.open(sha256).close()  # says what is missing
    try:
        media_type, warning = inspect(store.path(sha256))
    except OSError as error:
        raise _not_copied(name) from error
    suffixes = fitting_suffixes(media_type)
    if warning == PROGRAM or warn_of_name(media_type, name) == PROGRAM or not suffixes:
        raise NotAllowed(
            N_("“{name}” is not opened from here: it is a program, or of a kind that is not known."),
            kept=N_("It stays attached as it is."),
            advice=N_("Ask the producer for a PDF or a picture of this paper."),
            name=name,
        )
    if warning and not even_warned:
        raise NotAllowed(
            N_("“{name}” may be unsafe. {reason}"),
            advice=N_("Open it only if you know who made it."),
            name=name,
            reason=Term(warning, warning),
        )
    shown = safe_name(PurePath(name.replace("\\", "/")).name, _LONGEST_NAME)
    if not shown.casefold().endswith(suffixes):
        shown += suffixes[0]
    target = folder / secrets.token_hex(4) / shown
    copy_out(store, sha256, target, progress)
    _mark_foreign(target)
    target.chmod(stat.S_IRUSR)
    return target


def copy_out(store: FileStore, sha256: str, target: Path, progress: Progress | None = None) -> None:
    """Copy a stored file to ``target``, which must not exist, checking its content on the way.

    Raises:
        StorageError: missing or damaged in the store, no room, or something is there already. Cancelled: nothing left.
    """
    progress = progress or NullProgress()
    digest, done, whole = hashlib.sha256(), 0, False
    try:
        with store.open(sha256) as reader:
            total = store.path(sha256).stat().st_size
            target.parent.mkdir(parents=True, exist_ok=True)
            check_space(target.parent, total)
            with target.open("xb") as writer:
                try:
                    while chunk := reader.read(CHUNK):
                        progress.step(done, total, N_("Copying the file"))
                        digest.update(chunk)
                        writer.write(chunk)
                        done += len(chunk)
                    whole = digest.hexdigest() == sha256
                finally:
                    if not whole:
                        writer.close()
                        target.unlink(missing_ok=True)
    except OSError as error:
        raise _not_copied(target.name) from error
    if not whole:
        raise StorageError(
            N_("The stored file “{name}” is damaged."),
            advice=N_("Run the data check, and restore the file from a backup."),
            name=target.name,
        )


def _not_copied(name: str) -> StorageError:
    return StorageError(
        N_("The file “{name}” could not be copied."),
        advice=N_("Check that the disk has room."),
        name=name,
    )


def _mark_foreign(path: Path) -> None:
    """Tell Windows that the file came from outside: Office then opens it protected, with its macros off."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError), open(f"{path}:Zone.Identifier", "w", encoding="ascii") as zone:
            zone.write("[ZoneTransfer]\r\nZoneId=3\r\n")


def forget_copies(folder: Path) -> None:
    """Delete the copies that were opened earlier; one that a viewer still holds stays until the next time."""
    for path in sorted(folder.glob("*/*")):
        with contextlib.suppress(OSError):
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    shutil.rmtree(folder, ignore_errors=True)
