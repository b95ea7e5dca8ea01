"""One office at work, in few words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import func
from sqlmodel import Session, select

from app.models import JournalEntry
from app.services import assessment_view, documents, dossier_moves, dossiers, office_papers, producers, products
from app.services.actors import Actor
from app.services.issued_papers import SignatureData
from app.services.rules.library import RuleLibrary

TODAY = dt.date(2026, 6, 1)
ITEMS = ("origin", "labour", "idea", "identity")


@dataclass(frozen=True)
class Work:
    """One office at work: its session, its officer, the rules, a day."""

    session: Session
    actor: Actor
    library: RuleLibrary
    today: dt.date

    def entries(self) -> int:
        """How many journal entries there are."""
        return self.session.exec(select(func.count()).select_from(JournalEntry)).one()

    def last_act(self) -> str:
        newest = select(JournalEntry.act).order_by(JournalEntry.office_sequence.desc()).limit(1)  # type: ignore[union-attr]
        return self.session.exec(newest).one()

    def on(self, day: dt.date) -> Work:
        return replace(self, today=day)

    def as_role(self, role: str) -> Work:
        return replace(self, actor=replace(self.actor, role=role))  # type: ignore[arg-type]

    def producer(self, **values: object) -> str:
        data = producers.ProducerData(**{"name": "Hợp tác xã Ea Kly (mẫu)", "kind": "cooperative", **UNITS, **values})
        return producers.register_producer(self.session, data, self.actor, self.library, self.today).id

    def product(self, producer_id: str | None = None, **values: object) -> str:
        data = products.ProductData(**{"name": "Cà phê bột (mẫu)", "classification_code": "I.6", **values})
        owner = producer_id or self.producer()
        return products.register_product(self.session, owner, data, self.actor, self.library, self.today).id

    def draft(self, product_id: str | None = None, **values: object) -> str:
        data = dossiers.DossierData(**{"product_id": product_id or self.product(), "year": self.today.year, **values})
        return dossiers.open_dossier(self.session, data, self.actor, self.library, self.today).id

    def receive(self, dossier_id: str, filed_on: dt.date | None = None, **values: object) -> str:
        data = dossier_moves.ReceiptData(filed_on=filed_on or self.today, received_by="Y Cán bộ (mẫu)", **values)
        dossier_moves.receive_first(self.session, dossier_id, data, self.actor, self.library, self.today)
        return dossier_id

    def attach(self, dossier_id: str, *kinds: str, **values: object) -> None:
        for kind in kinds:
            data = documents.DocumentData(**{"kind": kind, "title": f"Giấy tờ {kind}", **values})
            documents.attach_document(self.session, dossier_id, data, [], self.actor)

    def checked(self, **values: object) -> str:
        dossier_id = self.receive(self.draft(**values))
        self.attach(dossier_id, "registration_form", "self_assessment")
        dossier_moves.confirm_complete(self.session, dossier_id, self.actor, self.library, self.today)
        return dossier_id

    def assessed(self, **values: object) -> str:
        dossier_id = self.checked(**values)
        for item in ITEMS:
            assessment_view.save_assessment_field(
                self.session, dossier_id, f"{item}.finding", "Đã kiểm tra.", self.actor, self.library, self.today
            )
        data = SignatureData(number="7", dated=TODAY, signer_name="Y Thăng Niê")
        office_papers.sign_report(self.session, dossier_id, data, self.actor, self.library, self.today)
        return dossier_id


UNITS = {
    "province_name": "Đắk Lắk",
    "province_code": "66",
    "commune_name": "Ea Kly",
    "commune_code": "24502",
}

OpenOffice = Callable[[str], Work]
