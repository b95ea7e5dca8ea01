"""What a known office may not say by a bundle, and what it may say only where a person believes it.

A dossier's journal is a chain of hashes: it shows that nothing was changed since, and not who wrote an entry. What is
sure is who signed the bundle. So its signer must be the office that had the dossier last, on the side from which such a
bundle comes; and where it contradicts what this office knows, a person has to choose the dossier.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app.models import (
    Certificate,
    CommuneAssessment,
    Dossier,
    IssuedPaper,
    Office,
    Producer,
    Product,
    RankingResult,
    RecognitionDecision,
)
from app.models.base import Travelling
from app.models.dossier import DossierStatus as S
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.records import table_name
from app.services.bundles.standing import Here
from app.services.custody.chains import Relation
from app.services.journal_replay import replay_custody
from app.services.office_keys.list_making import lies_elsewhere
from app.services.revisions import compare
from app.services.rules.facts import LEVELS
from app.services.succession.known import own_and_inherited
from app.translate import N_

Said = tuple[str, dict[str, Any]]
"""A message id with its values."""
ISSUED: tuple[type[Travelling], ...] = (
    CommuneAssessment, IssuedPaper, RankingResult, RecognitionDecision, Certificate,
)  # fmt: skip
"""Records that are one office's word: nobody else changes them."""


def wrong_way(
    session: Session, arrived: ArrivedDossier, purpose: str, sender: Office | None, office: Office
) -> Said | None:
    """Why such a bundle cannot come from this sender; ``None``: it can.

    Results and completions come from above, dossiers that are handed up from below; and a dossier comes from the office
    that gave it, or carries on for that one.
    """
    if sender is None or purpose == "succession":
        return None
    if not comes_that_way(purpose, sender, office):
        return N_("{office} does not stand where such a bundle comes from."), {"office": sender.name}
    found = replay_custody(arrived.journal)
    if purpose == "result" or found is None:
        return None  # the holder is the sender, as the journal says
    if found[1].before.holder not in own_and_inherited(session, sender.id):
        return N_("By the dossier's journal another office handed it over than {office}."), {"office": sender.name}
    return None


def comes_that_way(purpose: str, sender: Office, office: Office) -> bool:
    """Whether a bundle for that purpose goes from an office of this level to one of that."""
    below = LEVELS.index(sender.level) - LEVELS.index(office.level)
    return {"forward": below < 0, "completion": below > 0, "result": below > 0}.get(purpose, True)


def doubts(
    session: Session,
    arrived: ArrivedDossier,
    mine: Dossier | None,
    relation: Relation,
    sender: Office | None,
    office: Office,
    here: Here,
) -> Said | None:
    """What a person should weigh before such a dossier is taken; ``None``: nothing speaks against it."""
    if mine is not None and relation == "forked":
        return N_("This version parted from the one that is known here."), {}
    own = own_and_inherited(session, office.id)
    if mine is not None and relation == "newer" and mine.holder_office_id in own and mine.status != S.HANDED_OVER:
        return N_("By what is known here the dossier never left this office."), {}
    if mine is not None and sender is not None and mine.holder_office_id not in own_and_inherited(session, sender.id):
        holder = session.get_one(Office, mine.holder_office_id)
        if holder.id not in own and not _speaks_for(sender, holder):
            return (
                N_("The dossier was handed over to {holder}, and comes from {office}."),
                {"holder": holder.name, "office": sender.name},
            )
    for model in ISSUED:
        for record in arrived.records.get(model, ()):
            row: Any = record.row
            known = here.get((table_name(model), row.id))
            changed = known is None or compare(known, (row.content_hash, row.lineage)) == "newer"
            if changed and row.office_id in own:
                return N_("It brings papers or results of this office that are other than those here."), {}
    return _anothers_producer(session, arrived, sender, here)


def _anothers_producer(session: Session, arrived: ArrivedDossier, sender: Office | None, here: Here) -> Said | None:
    """Producers and products belong to no dossier: who holds one does not thereby speak for those of another office."""
    changed = any(
        (known := here.get((table_name(model), record.row.id))) is not None
        and compare(known, (record.row.content_hash, record.row.lineage)) == "newer"
        for model in (Producer, Product)
        for record in arrived.records.get(model, ())
    )
    if not changed or sender is None:
        return None
    ids = {record.row.id for record in arrived.records[Producer]}
    ids |= {
        row.producer_id for one in arrived.records[Product] if (row := session.get(Product, one.row.id)) is not None
    }
    own = own_and_inherited(session, sender.id)
    for producer in filter(None, (session.get(Producer, one) for one in sorted(ids))):
        office = session.get_one(Office, producer.office_id)
        if office.id not in own and not _speaks_for(sender, office):
            return (
                N_("It changes the records of the producer {producer}, who is registered at {office}."),
                {"producer": producer.name, "office": office.name},
            )
    return None


def _speaks_for(sender: Office, holder: Office) -> bool:
    """Whether an office stands above the one that has the dossier as far as is known here, in its province."""
    above = LEVELS.index(sender.level) > LEVELS.index(holder.level)
    return above and not lies_elsewhere(holder, sender)
