"""The register of certificates: found by number, their state on a day, the days for filing a re-assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.errors import NotAllowed, NotFound
from app.models import Certificate, Dossier, RecognitionDecision
from app.services import journal
from app.services.actors import Actor
from app.services.rules.regime import Regime
from app.services.succession.known import own_and_inherited
from app.translate import N_

CertificateState = Literal["not_yet", "valid", "window", "expired", "revoked", "replaced"]


@dataclass(frozen=True)
class CertificateRow:
    """One certificate as printed: names of the day it was made."""

    id: str
    dossier_id: str
    product_id: str
    decision_id: str
    office_id: str
    stars: int
    year: int
    register_number: int
    register_text: str
    product_name: str
    producer_name: str
    address: str
    valid_from: dt.date
    valid_to: dt.date
    code: str
    status: str
    printed_count: int


@dataclass(frozen=True)
class RegisterRow:
    """A certificate with what its paper cites."""

    certificate: CertificateRow
    product_code: str
    practice: bool
    regime_id: str
    decision_number: str
    decision_date: dt.date | None
    paper_id: str


def as_certificate_row(certificate: Certificate) -> CertificateRow:
    """The certificate as plain data."""
    return CertificateRow(**{name: getattr(certificate, name) for name in CertificateRow.__dataclass_fields__})


def get_certificate(session: Session, certificate_id: str) -> Certificate:
    """The certificate's row. Raises ``NotFound``."""
    certificate = session.get(Certificate, certificate_id)
    if certificate is None:
        raise NotFound(N_("This certificate is not here."))
    return certificate


def find_certificate(session: Session, office_id: str, register_text: str) -> CertificateRow:
    """The certificate with that number in the office's register, such as ``0012/2026``. Raises ``NotFound``."""
    certificate = session.exec(
        select(Certificate).where(
            Certificate.office_id == office_id, Certificate.register_text == register_text.strip()
        )
    ).first()
    if certificate is None:
        raise NotFound(N_("The register has no certificate {number}."), number=register_text.strip())
    return as_certificate_row(certificate)


def register(session: Session, office_id: str, year: int | None = None) -> list[RegisterRow]:
    """The office's register in the order of its numbers, with those it carries on for; one year or all."""
    where: list[ColumnElement[bool]] = [col(Certificate.office_id).in_(own_and_inherited(session, office_id))]
    if year is not None:
        where.append(col(Certificate.year) == year)
    return _rows(session, *where)


def certificates_of_product(session: Session, product_id: str) -> list[CertificateRow]:
    """All certificates of a product, the latest first."""
    rows = session.exec(
        select(Certificate).where(Certificate.product_id == product_id).order_by(col(Certificate.valid_to).desc())
    )
    return [as_certificate_row(row) for row in rows]


def _rows(session: Session, *where: ColumnElement[bool]) -> list[RegisterRow]:
    rows = session.exec(
        select(Certificate, Dossier.product_code, Dossier.practice, RecognitionDecision)
        .join(Dossier, col(Dossier.id) == Certificate.dossier_id)
        .join(RecognitionDecision, col(RecognitionDecision.id) == Certificate.decision_id)
        .where(*where)
        .order_by(col(Certificate.year), col(Certificate.register_number))
    )
    return [
        RegisterRow(
            certificate=as_certificate_row(certificate),
            product_code=product_code,
            practice=practice,
            regime_id=decision.regime_id,
            decision_number=decision.number,
            decision_date=decision.signed_on,
            paper_id=decision.paper_id or "",
        )
        for certificate, product_code, practice, decision in rows
    ]


def mark_certificate_printed(session: Session, certificate_id: str, actor: Actor) -> int:
    """Count one more printing of a certificate.

    Returns:
        How often it has been printed now; above 1 the paper says that it is a reprint.

    Raises:
        NotFound: no such certificate. NotAllowed: another office's, or it no longer holds.
    """
    certificate = get_certificate(session, certificate_id)
    if certificate.office_id not in own_and_inherited(session, actor.office_id):
        raise NotAllowed(N_("This certificate is another office's."))
    if certificate.status != "valid":
        raise NotAllowed(N_("This certificate no longer holds and is not printed."))
    certificate.printed_count += 1
    session.add(certificate)
    session.flush()
    journal.record(
        session,
        actor,
        "print_certificate",
        dossier_id=certificate.dossier_id,
        subject=f"certificate:{certificate.id}",
        data={"register": certificate.register_text, "copy": certificate.printed_count},
    )
    return certificate.printed_count


def reassessment_days(valid_to: dt.date, regime: Regime) -> tuple[dt.date, dt.date] | None:
    """First and last day for filing a re-assessment of a certificate that ends on ``valid_to``.

    ``None`` where the regime sets no window.
    """
    window = regime.reassessment
    if window is None:
        return None
    return (
        valid_to - dt.timedelta(days=window.earliest_days_before_expiry),
        valid_to - dt.timedelta(days=window.latest_days_before_expiry),
    )


def state_on(certificate: Certificate | CertificateRow, day: dt.date, regime: Regime) -> CertificateState:
    """How the certificate stands on a day; its last day is still valid. ``window``: valid, and filing is open.

    Args:
        regime: the one in force on that day, whose window for re-assessment counts.
    """
    if certificate.status == "revoked":
        return "revoked"
    if certificate.status == "replaced":
        return "replaced"
    if day < certificate.valid_from:
        return "not_yet"
    if day > certificate.valid_to:
        return "expired"
    days = reassessment_days(certificate.valid_to, regime)
    return "window" if days is not None and days[0] <= day <= days[1] else "valid"
