"""Keeps the records of dossiers as they left or arrived, and finds in them what a record was at an earlier revision.

A whole dossier is one compressed text: a few kilobytes each time it passes, a statement for a whole bundle, and every
revision that another office can have begun from is in one of them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Table, delete, func
from sqlmodel import Session, col, select

from app.models import Dossier, PassedRecords, Product
from app.models.base import utc_now
from app.services.journal import IDS_AT_ONCE

KEPT_OF_EACH = 8
"""How many times a dossier's records are kept: the latest; older ones are no ancestors that still matter."""
_LEVEL = 1  # four times as quick as the usual one, and a tenth larger
_TABLE: Table = PassedRecords.__table__  # type: ignore[attr-defined]


def keep_passed(session: Session, sheets: Iterable[tuple[str, str, bytes]]) -> None:
    """Keep records files that leave or arrive: SHA-256, dossier and bytes of each; those kept already stay."""
    by_hash = {sha256: (dossier_id, content) for sha256, dossier_id, content in sheets}
    wanted, at = sorted(by_hash), utc_now()
    for start in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[start : start + IDS_AT_ONCE]
        known = set(session.execute(select(_TABLE.c.sha256).where(_TABLE.c.sha256.in_(some))).scalars())
        rows = [
            {
                "sha256": sha256,
                "dossier_id": by_hash[sha256][0],
                "at": at,
                "content": zlib.compress(by_hash[sha256][1], _LEVEL),
            }
            for sha256 in some
            if sha256 not in known
        ]
        if rows:
            session.connection().execute(_TABLE.insert(), rows)


def passed_sheet(session: Session, sha256: str) -> bytes | None:
    """A records file as it left or arrived; ``None`` where it is not kept any more."""
    row = session.get(PassedRecords, sha256)
    return zlib.decompress(row.content) if row is not None else None


def revisions_of(
    session: Session, dossier_id: str, wanted: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What records were at given revisions, as far as it was kept: their columns and ``children`` as JSON values.

    Looks through what passed with this dossier and with the others of its producer.

    Args:
        wanted: table, id and content hash of each.
    """
    left, found = set(wanted), dict[tuple[str, str, str], dict[str, Any]]()
    for sheet in _sheets(session, dossier_id):
        if not left:
            break
        records = json.loads(zlib.decompress(sheet))["records"]
        for key in sorted(left):
            table, row_id, content_hash = key
            for values in records.get(table, ()):
                if values["id"] == row_id and values["content_hash"] == content_hash:
                    found[key] = values
        left -= found.keys()
    return found


def _sheets(session: Session, dossier_id: str) -> Iterable[bytes]:
    """This dossier's kept records, the latest first, then those of the producer's other dossiers."""
    producer = (
        select(Product.producer_id)
        .join(Dossier, col(Dossier.product_id) == col(Product.id))
        .where(Dossier.id == dossier_id)
        .scalar_subquery()
    )
    others = (
        select(Dossier.id)
        .join(Product, col(Product.id) == col(Dossier.product_id))
        .where(Product.producer_id == producer, Dossier.id != dossier_id)
        .order_by(col(Dossier.id).desc())
    )
    for one in [dossier_id, *session.exec(others)]:
        yield from session.exec(
            select(PassedRecords.content)
            .where(PassedRecords.dossier_id == one)
            .order_by(col(PassedRecords.at).desc(), col(PassedRecords.sha256))
        )


def forget_old(session: Session) -> int:
    """Keep the latest of each dossier only.

    Returns:
        How many were forgotten.
    """
    place = func.row_number().over(partition_by=_TABLE.c.dossier_id, order_by=(_TABLE.c.at.desc(), _TABLE.c.sha256))
    ranked = select(_TABLE.c.sha256, place.label("place")).subquery()
    old = session.execute(select(ranked.c.sha256).where(ranked.c.place > KEPT_OF_EACH)).scalars().all()
    for start in range(0, len(old), IDS_AT_ONCE):
        session.execute(delete(_TABLE).where(_TABLE.c.sha256.in_(old[start : start + IDS_AT_ONCE])))
    return len(old)
