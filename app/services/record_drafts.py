"""What a form needs for drafts and undo: the fields of a record, what they were, what differs from the last save."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sqlmodel import Session

from app.errors import NotAllowed
from app.models.base import new_id
from app.models.dossier import DossierRow
from app.models.producer import ProducerBase, ProducerRow
from app.models.product import ProductBase, ProductRow
from app.services.actors import Actor, require_writer
from app.services.dossiers import CHANGEABLE
from app.services.producers import get_producer, require_own_record
from app.services.products import get_product
from app.services.saved_revisions import changed_since_save, is_draft, saved_values

RecordKind = Literal["producer", "product"]
FormRow = ProducerRow | ProductRow | DossierRow


@dataclass(frozen=True)
class Unsaved:
    """How a record stands to its last deliberate save.

    ``draft``: there was none yet. ``saved`` holds the fields that differ, as they were; empty where nothing differs.
    """

    draft: bool
    saved: dict[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ, in the order of the form."""
        return tuple(self.saved)

    @property
    def differs(self) -> bool:
        """Whether there is something that a deliberate save would keep."""
        return self.draft or bool(self.saved)


def unsaved_changes(session: Session, kind: RecordKind, record_id: str) -> Unsaved:
    """Which fields of a producer or product differ from its last deliberate save. Raises ``NotFound``."""
    row = get_producer(session, record_id) if kind == "producer" else get_product(session, record_id)
    if is_draft(row):
        return Unsaved(draft=True)
    saved = saved_values(session, row) or {}
    return Unsaved(draft=False, saved={name: saved[name] for name in changed_since_save(session, row)})


def new_record_id() -> str:
    """The id of a record that a form is about to begin: it is there when the first field is saved under it."""
    return new_id()


def why_locked(session: Session, kind: RecordKind, record_id: str, actor: Actor) -> NotAllowed | None:
    """Why the actor may not change a producer or product; ``None``: it may. Raises ``NotFound``."""
    producer_id = record_id if kind == "producer" else get_product(session, record_id).producer_id
    try:
        require_writer(actor)
        require_own_record(session, get_producer(session, producer_id), actor)
    except NotAllowed as refusal:
        return refusal
    return None


def field_values(row: FormRow) -> dict[str, Any]:
    """The fields of a row that ``change_producer``, ``change_product`` or ``change_dossier`` takes."""
    if isinstance(row, ProducerRow):
        names = tuple(ProducerBase.model_fields)
    elif isinstance(row, ProductRow):
        names = tuple(ProductBase.model_fields)
    else:
        names = CHANGEABLE
    return {name: getattr(row, name) for name in names}
