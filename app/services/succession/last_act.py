"""The last act of an office that ends: one bundle that hands over everything it holds to its successor."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session, col, select

from app.errors import NotAllowed
from app.models import Dossier
from app.models.dossier import DossierStatus as S
from app.services.actors import own_office
from app.services.bundles.export import Exported, ExportOrder, export_bundle
from app.services.letters.acknowledge import Sending
from app.services.succession.known import successor_of
from app.services.succession.naming import require_head
from app.services.succession.notice import LAST_ACT, last_act_enclosures
from app.translate import N_


def held_dossiers(session: Session, office_id: str) -> tuple[str, ...]:
    """Every dossier in an office's hands, wherever it stands."""
    chosen = select(Dossier.id).where(Dossier.holder_office_id == office_id, Dossier.status != S.HANDED_OVER.value)
    return tuple(session.exec(chosen.order_by(col(Dossier.id))))


def hand_over_everything(sending: Sending, target_dir: Path, *, encrypted: bool = True) -> Exported:
    """Write the last act: all dossiers in this office's hands, its number series, certificates and journal.

    Afterwards every one of them is read-only here. The successor was named before (``name_successor``).

    Raises:
        NotAllowed: no successor is named, its key is not known, not by a leader or administrator, or a dossier is being
        handed over. StorageError. Cancelled.
    """
    require_head(sending.actor)
    with sending.database.reading() as session:
        office = own_office(session)
        heir = successor_of(session, office.id)
        if heir == office.id:
            raise NotAllowed(
                N_("No successor of this office is named here."),
                advice=N_("Name the successor first, with the decision that it rests on."),
            )
        dossiers = held_dossiers(session, office.id)
        enclosures = last_act_enclosures(session, office, sending.actor)
    order = ExportOrder(dossiers, heir, LAST_ACT, target_dir, encrypted, enclosures)
    return export_bundle(
        sending.database,
        sending.store,
        sending.library,
        sending.signer,
        order,
        sending.actor,
        sending.today,
        sending.working_dir,
        sending.progress,
    )
