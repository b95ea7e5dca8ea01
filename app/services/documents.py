"""The papers of a dossier: named, dated, and backed by files in the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotFound
from app.models import DocumentFile, DossierDocument, StoredFile
from app.models.base import nfc
from app.models.document import DossierDocumentRow
from app.services import journal
from app.services.actors import Actor
from app.services.file_store import StoredBlob
from app.services.revisions import seal
from app.services.states import get_dossier, require_editable
from app.translate import N_


@dataclass(frozen=True)
class DocumentData:
    """One paper of the dossier. ``kind`` is one of the regime's document kinds, or ``other``."""

    kind: str
    title: str
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    expires_on: date | None = None
    is_original: bool = False
    sheets: int | None = None
    criteria: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class AttachedFile:
    """A stored file of a document, with the name it came with."""

    name: str
    blob: StoredBlob


@dataclass(frozen=True)
class DocumentView:
    row: DossierDocumentRow
    files: tuple[AttachedFile, ...] = field(default=())


def attach_document(
    session: Session, dossier_id: str, data: DocumentData, files: list[tuple[str, StoredBlob]], actor: Actor
) -> DossierDocumentRow:
    """Add a paper to the dossier with the files that already lie in the store, as (name, blob).

    Raises:
        NotAllowed: the dossier is not here or not open any more.
        InvalidInput: no title, an expiry before the issue, sheets below 1.
    """
    dossier = get_dossier(session, dossier_id)
    require_editable(dossier, actor)
    document = DossierDocument(dossier_id=dossier_id, **_checked(data))
    session.add(document)
    session.flush()
    for position, (name, blob) in enumerate(files, start=1):
        keep_file(session, blob)
        clean = nfc(PurePath(name.replace("\\", "/")).name) or blob.sha256[:12]
        session.add(DocumentFile(document_id=document.id, sha256=blob.sha256, name=clean, position=position))
    session.flush()
    seal(session, document)
    journal.record(
        session,
        actor,
        "attach_document",
        dossier_id=dossier_id,
        data={"document": document.id, "kind": data.kind, "files": [blob.sha256 for _name, blob in files]},
    )
    return DossierDocumentRow.model_validate(document, from_attributes=True)


def _checked(data: DocumentData) -> dict[str, Any]:
    """The columns of a paper. Raises ``InvalidInput``."""
    if not data.title.strip():
        raise InvalidInput("title", N_("A document needs a name."))
    if data.issued_on and data.expires_on and data.expires_on < data.issued_on:
        raise InvalidInput("expires_on", N_("A document cannot expire before it was issued."))
    if data.sheets is not None and data.sheets < 1:
        raise InvalidInput("sheets", N_("A document has at least one sheet."))
    return asdict(data) | {"criteria": " ".join(data.criteria), "title": nfc(data.title.strip())}


def change_document(session: Session, document_id: str, data: DocumentData, actor: Actor) -> DossierDocumentRow:
    """Change what is said of a paper: kind, title, number, dates (its last day too), criteria. Its files stay.

    Raises:
        NotFound: no such paper. NotAllowed: not here or not open any more. InvalidInput: as on attaching.
    """
    document = open_document(session, document_id, actor)
    for name, value in _checked(data).items():
        setattr(document, name, value)
    if seal(session, document):
        said = {"document": document.id, "kind": document.kind}
        journal.record(session, actor, "change_document", dossier_id=document.dossier_id, data=said)
    return DossierDocumentRow.model_validate(document, from_attributes=True)


def open_document(session: Session, document_id: str, actor: Actor) -> DossierDocument:
    """A paper that may be changed now.

    Raises:
        NotFound: no such paper, or it was removed. NotAllowed: the dossier is not here or not open any more.
    """
    document = session.get(DossierDocument, document_id)
    if document is None or document.removed:
        raise NotFound(N_("This document is not in the dossier."))
    require_editable(get_dossier(session, document.dossier_id), actor)
    return document


def keep_file(session: Session, blob: StoredBlob) -> None:
    """Name a stored file in the database, once."""
    if session.get(StoredFile, blob.sha256) is None:
        session.add(StoredFile(sha256=blob.sha256, size=blob.size, media_type=blob.media_type, warning=blob.warning))
        session.flush()


def remove_document(session: Session, document_id: str, reason: str, actor: Actor) -> None:
    """Take a paper out of the dossier; it stays in the journal and its files in the store.

    Raises:
        NotFound, NotAllowed.
    """
    document = open_document(session, document_id, actor)
    document.removed = True
    seal(session, document)
    journal.record(
        session,
        actor,
        "remove_document",
        dossier_id=document.dossier_id,
        data={"document": document.id, "kind": document.kind, "reason": nfc(reason)},
    )


def documents_of(session: Session, dossier_id: str) -> list[DocumentView]:
    """The dossier's papers in the order they were added, with their files."""
    documents = session.exec(
        select(DossierDocument)
        .where(DossierDocument.dossier_id == dossier_id, col(DossierDocument.removed).is_(False))
        .order_by(col(DossierDocument.id))
    ).all()
    files: dict[str, list[AttachedFile]] = {document.id: [] for document in documents}
    for link, stored in session.exec(
        select(DocumentFile, StoredFile)
        .join(StoredFile, col(StoredFile.sha256) == col(DocumentFile.sha256))
        .where(col(DocumentFile.document_id).in_(list(files)))
        .order_by(col(DocumentFile.position))
    ):
        blob = StoredBlob(stored.sha256, stored.size, stored.media_type, stored.warning)
        files[link.document_id].append(AttachedFile(link.name, blob))
    return [
        DocumentView(DossierDocumentRow.model_validate(document, from_attributes=True), tuple(files[document.id]))
        for document in documents
    ]
