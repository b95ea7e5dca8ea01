"""What the register of keys tells whoever judges a bundle."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.models import Office, OfficeKey
from app.services.bundles.opening import FormerKey


def former_keys(session: Session) -> dict[str, FormerKey]:
    """The keys (hex) that other offices had and have no more, and what became of them."""
    rows = session.exec(
        select(OfficeKey, Office.code).where(
            OfficeKey.office_id == Office.id, OfficeKey.state != "current", col(Office.is_self).is_(False)
        )
    )
    return {
        key.sign_public_key: FormerKey(code, key.state, (key.until or key.since).strftime("%Y-%m-%dT%H:%M:%SZ"))
        for key, code in rows
    }


def is_former(session: Session, sign_public_key: str) -> bool:
    """Whether a key is one that another office had and has no more: when it signed is only its signer's word."""
    chosen = select(OfficeKey.id).where(
        OfficeKey.office_id == Office.id,
        OfficeKey.sign_public_key == sign_public_key,
        OfficeKey.state == "replaced",
        col(Office.is_self).is_(False),
    )
    return session.exec(chosen).first() is not None
