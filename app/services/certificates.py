"""Certificates: given by a signed decision of recognition, valid from its date for the months that the regime says."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import NotAllowed
from app.models import Certificate, DecisionItem, Dossier, Producer, Product, RankingResult, RecognitionDecision
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.certificate_code import CodeFacts, make_code
from app.services.certificate_register import CertificateRow, as_certificate_row
from app.services.dossier_rules import Rules
from app.services.issued_papers import get_paper
from app.services.paper_numbers import written_number
from app.services.recognition import decision_items, get_decision
from app.services.revisions import seal_many
from app.services.rules.regime import Regime
from app.services.succession.known import own_and_inherited
from app.translate import N_

Sign = Callable[[bytes], bytes]
"""Gives the office's Ed25519 signature (64 bytes) over a message."""


def same_day_after(day: dt.date, months: int) -> dt.date:
    """The same day that many months later; where the month has no such day, its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def issue_certificates(
    session: Session,
    decision_id: str,
    actor: Actor,
    library: Rules,
    sign: Sign | None,
    today: dt.date,
) -> list[CertificateRow]:
    """Make the certificates of a signed decision; those that it has made already stay as they are.

    Names are those of this day. An earlier certificate of the same product that this office gave is marked replaced.

    Args:
        sign: signs the text of the QR code; ``None``: the office prints no code.

    Raises:
        NotAllowed: the decision is not signed, only approves results, is another office's, or names a product that
            is not recognised, has a provisional result, or a star without a certificate.
        InvalidInput: a number or name that the code cannot hold.
    """
    require_writer(actor)
    decision = get_decision(session, decision_id, actor)
    if decision.kind != "recognise":
        raise NotAllowed(N_("This decision approves results that are passed on; it gives no certificates."))
    if decision.signed_on is None or decision.signed_on > today:
        raise NotAllowed(
            N_("The decision is not signed: only a signed one gives certificates."),
            advice=N_("Enter its number, date and signer first."),
        )
    regime = library.regime(decision.regime_id)
    items = decision_items(session, decision_id)
    known = {
        one.dossier_id: one for one in session.exec(select(Certificate).where(Certificate.decision_id == decision_id))
    }
    subjects = _subjects(session, decision_id)
    new: list[Certificate] = []
    codes: dict[str, str] = {}
    for item in items:
        if item.dossier_id in known:
            continue
        subject = subjects[item.dossier_id]
        _check(item, subject, regime)
        certificate = _certificate(decision, decision.signed_on, item, subject, regime)
        new.append(certificate)
        known[item.dossier_id] = certificate
        codes[item.dossier_id] = subject.dossier.product_code
    if sign is not None:
        _require_codes([subjects[one.dossier_id] for one in new])
    if new:
        _register(session, new, actor.office_id)
        if sign is not None:
            number = _full_number(session, decision)
            for certificate in new:
                certificate.code = _code(certificate, codes[certificate.dossier_id], number, actor, sign)
        replaced = _replace_earlier(session, new, actor.office_id)
        seal_many(session, new)
        journal.record_many(session, actor, [_act(one, replaced.get(one.product_id, [])) for one in new])
    return [as_certificate_row(known[item.dossier_id]) for item in items]


@dataclass(frozen=True)
class _Subject:
    dossier: Dossier
    product: Product
    producer: Producer
    result: RankingResult


def _subjects(session: Session, decision_id: str) -> dict[str, _Subject]:
    """By dossier id, what the decision's list speaks of."""
    rows = session.exec(
        select(Dossier, Product, Producer, RankingResult)
        .join(DecisionItem, col(DecisionItem.dossier_id) == Dossier.id)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .join(RankingResult, col(RankingResult.id) == DecisionItem.result_id)
        .where(DecisionItem.decision_id == decision_id)
    )
    return {row[0].id: _Subject(*row) for row in rows}


def _check(item: DecisionItem, subject: _Subject, regime: Regime) -> None:
    """Refuse a certificate that the law does not give: no recognition, a provisional result, a star without one."""
    # A recognised product may be on its way to the next level meanwhile: it was recognised all the same.
    if subject.result.outcome not in ("recognise", "pass_up"):
        raise NotAllowed(N_("Product {position} of the decision is not recognised."), position=item.position)
    if subject.result.provisional:
        raise NotAllowed(
            N_("The star of product {position} is provisional: no certificate is given on part totals alone."),
            advice=N_("Record which star minimums were met."),
            position=item.position,
        )
    if item.stars in regime.not_certified:
        raise NotAllowed(
            N_("Products of {stars} stars get no certificate under {regime}."), stars=item.stars, regime=regime.title
        )


def _require_codes(subjects: Sequence[_Subject]) -> None:
    """The printed QR code holds the product's code."""
    without = [one.product.name for one in subjects if not one.dossier.product_code]
    if without:
        raise NotAllowed(
            N_("No certificate is issued yet: {products} have no product code."),
            advice=N_("Open each dossier, enter its “Product code…” there, then issue the certificates again."),
            products=", ".join(f"“{one}”" for one in without),
        )


def _certificate(
    decision: RecognitionDecision, signed_on: dt.date, item: DecisionItem, subject: _Subject, regime: Regime
) -> Certificate:
    return Certificate(
        dossier_id=subject.dossier.id,
        product_id=subject.product.id,
        decision_id=decision.id,
        office_id=decision.office_id,
        stars=item.stars,
        year=signed_on.year,
        register_number=0,
        register_text="",
        product_name=subject.product.name,
        producer_name=subject.producer.name,
        address=subject.producer.address,
        valid_from=signed_on,
        valid_to=same_day_after(signed_on, regime.certificate_months),
    )


def _register(session: Session, certificates: Sequence[Certificate], office_id: str) -> None:
    """Give each the next number of the office's register of its year, without gaps."""
    year = certificates[0].year
    last = session.exec(
        select(func.max(Certificate.register_number)).where(
            Certificate.office_id == office_id, Certificate.year == year
        )
    ).one()
    for number, certificate in enumerate(certificates, start=(last or 0) + 1):
        certificate.register_number = number
        certificate.register_text = f"{number:04d}/{year}"


def _full_number(session: Session, decision: RecognitionDecision) -> str:
    paper = get_paper(session, decision.paper_id or "")
    return written_number(decision.number, paper.symbol)


def _code(certificate: Certificate, product_code: str, number: str, actor: Actor, sign: Sign) -> str:
    return make_code(
        CodeFacts(
            office_code=actor.office_code,
            register_number=certificate.register_text,
            product_code=product_code,
            product=certificate.product_name,
            producer=certificate.producer_name,
            stars=certificate.stars,
            decision_number=number,
            decision_date=certificate.valid_from,
            valid_from=certificate.valid_from,
            valid_to=certificate.valid_to,
        ),
        sign,
    )


def _replace_earlier(session: Session, new: Sequence[Certificate], office_id: str) -> dict[str, list[str]]:
    """Mark the products' earlier valid certificates as replaced; by product id, their numbers.

    Those of this office, and of the offices that it carries on for.
    """
    replaced: dict[str, list[str]] = {}
    changed: list[Certificate] = []
    products = sorted({one.product_id for one in new})
    for start in range(0, len(products), journal.IDS_AT_ONCE):
        earlier = session.exec(
            select(Certificate).where(
                col(Certificate.product_id).in_(products[start : start + journal.IDS_AT_ONCE]),
                col(Certificate.office_id).in_(own_and_inherited(session, office_id)),
                Certificate.status == "valid",
            )
        )
        changed += earlier
    for certificate in changed:
        certificate.status = "replaced"
        replaced.setdefault(certificate.product_id, []).append(certificate.register_text)
    if changed:
        seal_many(session, changed)
    return replaced


def _act(certificate: Certificate, replaces: Sequence[str]) -> journal.Act:
    return journal.Act(
        "issue_certificate",
        dossier_id=certificate.dossier_id,
        subject=f"certificate:{certificate.id}",
        data={
            "decision": certificate.decision_id,
            "register": certificate.register_text,
            "stars": certificate.stars,
            "valid_from": certificate.valid_from,
            "valid_to": certificate.valid_to,
            "replaces": list(replaces),
        },
    )
