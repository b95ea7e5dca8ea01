"""Dossiers of a commune on their way to the assessment, made by services in the data folder of an open desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.services import documents, dossier_moves, dossiers, producers, products
from app.ui.desk import Desk

FILED = dt.date(2026, 11, 16)
UNITS = {"province_name": "Đắk Lắk", "province_code": "66", "commune_name": "Ea Kly", "commune_code": "24502"}


def new_product(desk: Desk, name: str, code: str = "I.6", units: dict[str, str] = UNITS) -> str:
    """A product of a producer of its own; its id."""

    def work(session: Any, actor: Any) -> str:
        day = desk.today()
        data = producers.ProducerData(name=f"HTX {name}", kind="cooperative", address="Thôn 1", **units)
        owner = producers.register_producer(session, data, actor, desk.library, day).id
        product = products.ProductData(name=name, classification_code=code)
        return str(products.register_product(session, owner, product, actor, desk.library, day).id)

    return desk.write_now(work)


def draft(desk: Desk, name: str = "Cà phê bột", units: dict[str, str] = UNITS) -> str:
    """A draft dossier; its id."""
    product = new_product(desk, name, units=units)

    def work(session: Any, actor: Any) -> str:
        data = dossiers.DossierData(product_id=product, year=2026)
        return str(dossiers.open_dossier(session, data, actor, desk.library, desk.today()).id)

    return desk.write_now(work)


def checked(desk: Desk, name: str = "Cà phê bột") -> str:
    """A received dossier whose papers were found complete; its id."""
    dossier_id = draft(desk, name)

    def work(session: Any, actor: Any) -> None:
        receipt = dossier_moves.ReceiptData(filed_on=FILED, received_by="Y Cán bộ", sample_count=5)
        dossier_moves.receive_first(session, dossier_id, receipt, actor, desk.library, desk.today())
        for kind in ("registration_form", "self_assessment"):
            data = documents.DocumentData(kind=kind, title=f"Giấy tờ {kind}")
            documents.attach_document(session, dossier_id, data, [], actor)
        dossier_moves.confirm_complete(session, dossier_id, actor, desk.library, desk.today())

    desk.write_now(work)
    return dossier_id
