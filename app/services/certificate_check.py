"""Checking the text of a certificate's QR code with what is known in this data folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Office, OfficeKey
from app.services.certificate_code import CertificateClaim, read_code
from app.services.certificate_register import CertificateState, find_certificate, state_on
from app.services.offices import find_office, list_offices
from app.services.rules.library import RuleLibrary

LONGEST = 20_000


@dataclass(frozen=True)
class CheckedCode:
    """A genuine code. ``certificate_id``: of the register here; empty: it is not here, so revocation is not known."""

    claim: CertificateClaim
    office_name: str
    state: CertificateState
    certificate_id: str


def check_code(session: Session, text: str, library: RuleLibrary, today: dt.date) -> CheckedCode:
    """Check a scanned text against the keys of the offices known here, and find its certificate.

    Raises:
        InvalidInput: it is not such a code, was changed, or its office's key is not known here.
    """
    claim = read_code(text[:LONGEST], known_keys(session).get)
    office = find_office(session, claim.office_code)
    name = office.name if office else ""
    state, certificate_id = state_here(session, claim, library, today)
    return CheckedCode(claim, name, state, certificate_id)


def known_keys(session: Session) -> dict[str, tuple[bytes, ...]]:
    """The public keys of the offices known here by the office's code: its own, and those that a person compared.

    Keys that were replaced or lost count too: certificates that they signed stay good. Revoked ones do not.
    """
    found: dict[str, tuple[bytes, ...]] = {
        row.code: (bytes.fromhex(row.sign_public_key),)
        for row in list_offices(session)
        if row.sign_public_key and (row.is_self or row.key_confirmed_at is not None)
    }
    former = select(Office.code, OfficeKey.sign_public_key).where(
        OfficeKey.office_id == Office.id, col(OfficeKey.state).in_(("replaced", "lost", "succeeded"))
    )
    for code, key in session.exec(former):
        found[code] = (*found.get(code, ()), bytes.fromhex(key))
    return found


def state_here(
    session: Session, claim: CertificateClaim, library: RuleLibrary, today: dt.date
) -> tuple[CertificateState, str]:
    """How a certificate stands in the register here, and its id; where it is not here: by its days, and no id."""
    office = find_office(session, claim.office_code)
    try:
        row = find_certificate(session, office.id if office else "", claim.register_number)
    except NotFound:
        return state_by_days(claim, today), ""
    return state_on(row, today, library.for_dossier(None, today)), row.id


def state_by_days(claim: CertificateClaim, today: dt.date) -> CertificateState:
    """What can be said of a genuine code without a register: revocation is not known."""
    if today < claim.valid_from:
        return "not_yet"
    return "valid" if claim.is_valid_on(today) else "expired"
