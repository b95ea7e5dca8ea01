"""Checking the text of a certificate's QR code with what is known in this data folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import NotFound
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
    keys = {
        row.code: bytes.fromhex(row.sign_public_key)
        for row in list_offices(session)
        if row.sign_public_key and (row.is_self or row.key_confirmed_at is not None)
    }
    claim = read_code(text[:LONGEST], keys.get)
    office = find_office(session, claim.office_code)
    regime = library.for_dossier(None, today)
    try:
        row = find_certificate(session, office.id if office else "", claim.register_number)
    except NotFound:
        state: CertificateState = "expired" if today > claim.valid_to else "valid"
        return CheckedCode(claim, office.name if office else "", "not_yet" if today < claim.valid_from else state, "")
    return CheckedCode(claim, office.name if office else "", state_on(row, today, regime), row.id)
