"""One certificate with all that its page shows: register, decision, days for filing, what was done with it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.models import Certificate, Dossier, IssuedPaper, JournalEntry, Office, Official, RecognitionDecision
from app.services.actors import Actor
from app.services.certificate_register import (
    CertificateRow,
    as_certificate_row,
    certificates_of_product,
    get_certificate,
)
from app.services.certificate_standing import CertificateStanding, standings
from app.services.names import act_name
from app.services.paper_numbers import written_number
from app.services.rules.library import RuleLibrary
from app.services.succession.known import own_and_inherited, successor_of
from app.translate import Term


@dataclass(frozen=True)
class CertificateAct:
    """One act on the certificate: when, what, who; ``copy``: which copy was printed, 0 for other acts."""

    at: dt.datetime
    what: Term
    who: str
    copy: int


@dataclass(frozen=True)
class CertificateOverview:
    """``decision``: number with its symbol. ``is_own``: this office gave it, or carries on for the one that did
    (``carried_on_by``: its name then). ``others``: the product's other ones.
    """

    row: CertificateRow
    standing: CertificateStanding
    product_code: str
    practice: bool
    office_name: str
    is_own: bool
    carried_on_by: str
    decision: str
    decision_date: dt.date | None
    signer: str
    scan_sha256: str
    scan_name: str
    months: int
    acts: tuple[CertificateAct, ...]
    others: tuple[CertificateRow, ...]


def certificate_overview(
    session: Session, certificate_id: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> CertificateOverview:
    """Everything that the certificate's page shows. Raises ``NotFound``."""
    certificate = get_certificate(session, certificate_id)
    decision = session.get_one(RecognitionDecision, certificate.decision_id)
    paper = session.get(IssuedPaper, decision.paper_id) if decision.paper_id else None
    dossier = session.get_one(Dossier, certificate.dossier_id)
    office = session.get(Office, certificate.office_id)
    regime = library.for_dossier(None, today)
    return CertificateOverview(
        row=as_certificate_row(certificate),
        standing=standings(session, [certificate.id], regime, today)[certificate.id],
        product_code=dossier.product_code,
        practice=dossier.practice,
        office_name=office.name if office is not None else "",
        is_own=certificate.office_id in own_and_inherited(session, actor.office_id),
        carried_on_by=_carried_on_by(session, certificate.office_id),
        decision=written_number(decision.number, paper.symbol if paper is not None else ""),
        decision_date=decision.signed_on,
        signer=paper.signer_name if paper is not None else "",
        scan_sha256=(paper.scan_sha256 or "") if paper is not None else "",
        scan_name=paper.scan_name if paper is not None else "",
        months=library.regime(decision.regime_id).certificate_months,
        acts=tuple(_acts(session, certificate.id)),
        others=tuple(
            one for one in certificates_of_product(session, certificate.product_id) if one.id != certificate.id
        ),
    )


def certificates_to_print(session: Session, ids: Sequence[str], actor: Actor) -> tuple[list[str], bool]:
    """Those of the certificates that hold, in the register's order, and whether all of them are this office's own."""
    rows = session.exec(
        select(Certificate.id, Certificate.office_id)
        .where(col(Certificate.id).in_(list(ids)), Certificate.status == "valid")
        .order_by(col(Certificate.year), col(Certificate.register_number))
    ).all()
    own = own_and_inherited(session, actor.office_id)
    return [row[0] for row in rows], bool(rows) and all(row[1] in own for row in rows)


def _carried_on_by(session: Session, office_id: str) -> str:
    """The name of the office that carries on for this one; empty where it works on."""
    heir = successor_of(session, office_id)
    return session.get_one(Office, heir).name if heir != office_id else ""


def _acts(session: Session, certificate_id: str) -> list[CertificateAct]:
    """What was done with the certificate, the latest first."""
    entries = session.exec(
        select(JournalEntry)
        .where(
            col(JournalEntry.act).in_(("issue_certificate", "print_certificate")),
            JournalEntry.subject == f"certificate:{certificate_id}",
        )
        .order_by(col(JournalEntry.at).desc(), col(JournalEntry.office_sequence).desc())
    ).all()
    people = dict(
        session.exec(
            select(Official.id, Official.full_name).where(col(Official.id).in_({one.actor for one in entries}))
        ).all()
    )
    return [
        CertificateAct(
            at=one.at,
            what=act_name(one.act),
            who=people.get(one.actor, "") or one.actor_position,
            copy=int(json.loads(one.data).get("copy") or 0),
        )
        for one in entries
    ]
