"""What the line of a record says, read for many records at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session as OrmSession
from sqlmodel import col, select

from app.models import Certificate, Dossier, IssuedPaper, Producer, Product, RankingResult, RecognitionDecision
from app.services.paper_numbers import written_number
from app.services.search import fold_text, name_order, stored_accents

Line = dict[str, Any]
_EMPTY: Line = {
    "name": "", "name_folded": "", "accents": "", "name_order": "",
    "producer": "", "producer_folded": "", "producer_order": "",
    "commune": "", "commune_folded": "", "commune_order": "",
    "numbers": "", "code": "", "producer_id": "", "product_id": "", "dossier_id": "", "kind_of": "",
    "set_number": None, "state": "", "year": None, "stars": None, "holder_id": "", "starts": None, "ends": None,
}  # fmt: skip


@lru_cache(maxsize=8192)
def _named(name: str) -> Line:
    return {
        "name": name,
        "name_folded": fold_text(name),
        "accents": stored_accents(name),
        "name_order": name_order(name),
    }


def _keyed(row: Any) -> Line:
    """The name's columns from a record that has its search keys stored."""
    folded, _, accents = row.name_keys.partition("\n")
    return {"name": row.name, "name_folded": folded, "accents": accents, "name_order": row.name_order}


@lru_cache(maxsize=8192)
def _place(name: str) -> Line:
    """The columns of a commune: few names, told in very many lines."""
    return {"commune": name, "commune_folded": fold_text(name), "commune_order": name_order(name)}


def _of_producer(producer: Any) -> Line:
    return {
        "producer_id": producer.id,
        "producer": producer.name,
        "producer_folded": producer.name_keys.partition("\n")[0],
        "producer_order": producer.name_order,
        **_place(producer.commune_name),
    }


def _numbers(*parts: str) -> str:
    return fold_text(" ".join(part for part in parts if part))


_PRODUCER = (
    col(Producer.id), col(Producer.name), col(Producer.kind), col(Producer.tax_code), col(Producer.phone),
    col(Producer.commune_name), col(Producer.name_keys), col(Producer.name_order), col(Producer.established_on),
)  # fmt: skip
_PRODUCT = (
    col(Product.id), col(Product.name), col(Product.brand), col(Product.set_number), col(Product.name_keys),
    col(Product.name_order), col(Product.producer_id), col(Product.classification_id),
)  # fmt: skip
_DOSSIER = (
    col(Dossier.id), col(Dossier.product_id), col(Dossier.year), col(Dossier.application_type), col(Dossier.status),
    col(Dossier.holder_office_id), col(Dossier.filed_on), col(Dossier.product_code), col(Dossier.receipt_number),
    col(Dossier.commune_name), col(Dossier.created_at),
)  # fmt: skip


def _select(columns: Sequence[Any]) -> Any:
    return select(*columns)


def _by_id(session: OrmSession, columns: Sequence[Any], ids: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), 500):
        chosen = columns[0].in_(wanted[start : start + 500])
        found |= {row.id: row for row in session.execute(_select(columns).where(chosen))}
    return found


def _producers(session: OrmSession, ids: Sequence[str]) -> dict[str, Line]:
    lines = {}
    for key, row in _by_id(session, _PRODUCER, ids).items():
        own = _of_producer(row)
        lines[key] = _EMPTY | own | _keyed(row) | {
            "producer": "", "producer_folded": "", "producer_order": "",
            "numbers": _numbers(row.tax_code, row.tax_code.replace("-", ""), row.phone),
            "code": row.tax_code,
            "kind_of": row.kind,
            "starts": row.established_on,
        }  # fmt: skip
    return lines


def _products(session: OrmSession, ids: Sequence[str]) -> dict[str, Line]:
    products = _by_id(session, _PRODUCT, ids)
    producers = _by_id(session, _PRODUCER, (row.producer_id for row in products.values()))
    dossiers = defaultdict(list)
    for row in session.execute(_select(_DOSSIER).where(col(Dossier.product_id).in_(list(ids)))):
        dossiers[row.product_id].append(row)
    last = {key: max(rows, key=lambda one: (one.year, one.created_at, one.id)) for key, rows in dossiers.items()}
    certificates = _certified(session, Certificate.product_id, ids)
    results = _results(session, [row.id for row in last.values()])
    lines = {}
    for key, row in products.items():
        dossier, certificate = last.get(key), certificates.get(key)
        codes = [
            one.product_code for one in sorted(dossiers.get(key, ()), key=lambda one: one.year) if one.product_code
        ]
        line = _EMPTY | _of_producer(producers[row.producer_id]) | _keyed(row)
        line |= {
            "product_id": key,
            "kind_of": row.classification_id,
            "set_number": row.set_number,
            "numbers": _numbers(row.brand, *sorted(set(codes))),
            "code": codes[-1] if codes else "",
        }
        if dossier is not None:
            line |= {"dossier_id": dossier.id, "state": dossier.status, "year": dossier.year}
            line |= {"stars": results.get(dossier.id), "holder_id": dossier.holder_office_id}
            line |= {"starts": dossier.filed_on}
        if certificate is not None:
            line |= {"stars": certificate.stars, "ends": certificate.valid_to}
        lines[key] = line
    return lines


def _dossiers(session: OrmSession, ids: Sequence[str]) -> dict[str, Line]:
    dossiers = _by_id(session, _DOSSIER, ids)
    products = _by_id(session, _PRODUCT, (row.product_id for row in dossiers.values()))
    producers = _by_id(session, _PRODUCER, (row.producer_id for row in products.values()))
    certificates = _certified(session, Certificate.dossier_id, ids)
    results = _results(session, ids)
    lines = {}
    for key, row in dossiers.items():
        product, certificate = products[row.product_id], certificates.get(key)
        lines[key] = _EMPTY | _of_producer(producers[product.producer_id]) | _keyed(product) | {
            **_place(row.commune_name),
            "numbers": _numbers(row.product_code, row.receipt_number, str(row.year)),
            "code": row.product_code,
            "product_id": row.product_id,
            "dossier_id": key,
            "kind_of": row.application_type,
            "set_number": product.set_number,
            "state": row.status,
            "year": row.year,
            "stars": certificate.stars if certificate is not None else results.get(key),
            "holder_id": row.holder_office_id,
            "starts": row.filed_on,
            "ends": certificate.valid_to if certificate is not None else None,
        }  # fmt: skip
    return lines


def _certificates(session: OrmSession, ids: Sequence[str]) -> dict[str, Line]:
    rows = session.execute(
        select(Certificate, col(RecognitionDecision.number), col(Product.producer_id), col(Product.set_number))
        .join(RecognitionDecision, col(RecognitionDecision.id) == Certificate.decision_id)
        .join(Product, col(Product.id) == Certificate.product_id)
        .where(col(Certificate.id).in_(list(ids)))
    ).all()
    codes = _by_id(session, _DOSSIER, (row[0].dossier_id for row in rows))
    lines = {}
    for row, decision, producer_id, set_number in rows:
        dossier = codes.get(row.dossier_id)
        lines[row.id] = _EMPTY | _named(row.product_name) | {
            "producer_id": producer_id,
            "producer": row.producer_name,
            "producer_folded": (producer := _named(row.producer_name))["name_folded"],
            "producer_order": producer["name_order"],
            **_place(dossier.commune_name if dossier is not None else ""),
            "numbers": _numbers(row.register_text, decision, dossier.product_code if dossier is not None else ""),
            "code": row.register_text,
            "product_id": row.product_id,
            "dossier_id": row.dossier_id,
            "set_number": set_number,
            "state": row.status,
            "year": row.year,
            "stars": row.stars,
            "holder_id": row.office_id,
            "starts": row.valid_from,
            "ends": row.valid_to,
        }  # fmt: skip
    return lines


def _papers(session: OrmSession, ids: Sequence[str]) -> dict[str, Line]:
    rows = session.execute(
        select(IssuedPaper, col(Product.id), col(Product.name), col(Product.producer_id))
        .join(Dossier, col(Dossier.id) == IssuedPaper.dossier_id, isouter=True)
        .join(Product, col(Product.id) == Dossier.product_id, isouter=True)
        .where(col(IssuedPaper.id).in_(list(ids)))
    )
    lines = {}
    for row, product_id, product, producer_id in rows:
        number = written_number(row.number, row.symbol)
        lines[row.id] = _EMPTY | _named(product or row.title) | {
            "numbers": _numbers(number, row.title if product else ""),
            "code": number,
            "producer_id": producer_id or "",
            "product_id": product_id or "",
            "dossier_id": row.dossier_id or "",
            "kind_of": row.kind,
            "state": row.status,
            "year": row.dated.year if row.dated is not None else None,
            "holder_id": row.office_id,
            "starts": row.dated,
        }  # fmt: skip
    return lines


def _decisions(session: OrmSession, ids: Sequence[str]) -> dict[str, Line]:
    rows = session.execute(
        select(RecognitionDecision, col(IssuedPaper.symbol))
        .join(IssuedPaper, col(IssuedPaper.id) == RecognitionDecision.paper_id, isouter=True)
        .where(col(RecognitionDecision.id).in_(list(ids)))
    )
    lines = {}
    for row, symbol in rows:
        number = written_number(row.number, symbol or "")
        lines[row.id] = _EMPTY | _named(row.title) | {
            "numbers": _numbers(number, str(row.year)),
            "code": number,
            "kind_of": row.kind,
            "state": "signed" if row.signed_on is not None else "drafted",
            "year": row.year,
            "holder_id": row.office_id,
            "starts": row.signed_on,
        }  # fmt: skip
    return lines


def _certified(session: OrmSession, of: Any, ids: Sequence[str]) -> dict[str, Any]:
    """By product or dossier, its certificate that ends last, unless revoked."""
    statement = (
        _select((of.label("owner"), col(Certificate.stars), col(Certificate.valid_to)))
        .where(of.in_(list(ids)), Certificate.status != "revoked")
        .order_by(col(Certificate.valid_to), col(Certificate.id))
    )
    return {row.owner: row for row in session.execute(statement)}


def _results(session: OrmSession, ids: Sequence[str]) -> dict[str, int | None]:
    """By dossier, the stars of its last result that stands."""
    statement = (
        select(RankingResult.dossier_id, RankingResult.stars)
        .where(col(RankingResult.dossier_id).in_(list(ids)), RankingResult.outcome != "reopened")
        .order_by(col(RankingResult.closed_on), col(RankingResult.created_at), col(RankingResult.id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


LINES_OF: dict[str, Callable[[OrmSession, Sequence[str]], dict[str, Line]]] = {
    "producer": _producers,
    "product": _products,
    "dossier": _dossiers,
    "certificate": _certificates,
    "paper": _papers,
    "decision": _decisions,
}
"""By kind of record, its lines by record id; records that are not there are left out."""
