"""The form of a producer, with its products below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.dossier_units import UNIT_FIELDS
from app.services.missing import Missing
from app.services.missing_records import missing_of_producer
from app.services.producers import (
    ProducerData,
    change_producer,
    check_producer,
    discard_producer,
    producer_row,
    revert_producer,
    save_producer,
    start_producer,
)
from app.services.products import find_products
from app.services.record_drafts import new_record_id
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.forms.fields import Section
from app.ui.pages.producers.commune_choice import CommuneChoice
from app.ui.pages.producers.producer_fields import kind_choices, producer_sections
from app.ui.pages.producers.product_links import ProductLinks
from app.ui.pages.record_page import RecordPage, header_acts
from app.ui.route import Route
from app.ui.widgets.act import Act

_MOST_PRODUCTS = 50


class ProducerPage(RecordPage):
    """One producer; a new one is there as a draft from the first field on."""

    kind = "producer"
    watches = frozenset({"producer", "product"})

    def __init__(self, desk: Desk) -> None:
        self._regime = desk.library.for_dossier(None, desk.today())
        office = desk.office
        self._communes = CommuneChoice(desk.context.places, desk.today, office.province_code)
        self._own_commune = self._communes.value_of(office.model_dump())
        super().__init__(desk)
        self.header.set_subtitle(_("Each field is saved when you leave it; what is missing can be added later."))
        self._add = Act(self, _("Save and add a product"), self.add_product, "Ctrl+Return", "plus")
        self._add.setObjectName("producer.add_product")
        header_acts(self, self._add, [self.save_act])
        self.links = ProductLinks(desk, self)
        self.panel.set_extra(self.links)

    # What the form holds

    def sections(self) -> list[Section]:
        return producer_sections(self._regime, self._communes)

    def words_of_new(self) -> str:
        return _("New producer")

    def form_values(self, row: Any) -> dict[str, Any]:
        values = super().form_values(row)
        values["commune"] = self._communes.value_of(values)
        return {name: value for name, value in values.items() if name not in UNIT_FIELDS}

    def new_values(self) -> dict[str, Any]:
        """A commune registers the producers of its own place, and a producer itself."""
        return {"commune": self._own_commune}

    def changes_of(self, name: str, value: Any) -> dict[str, Any]:
        return dict(self._communes.fields(value)) if name == "commune" else {name: value}

    def field_of(self, name: str) -> str:
        return "commune" if name in UNIT_FIELDS else name

    def warnings_of(self, row: Any) -> dict[str, str]:
        _data, warnings = check_producer(ProducerData.model_validate(row, from_attributes=True), draft=True)
        found = {one.field: one.text for one in warnings}
        past = self._communes.hint(super().form_values(row))
        return {**found, "commune": past} if past else found

    def shown(self) -> None:
        row = self.row
        self.form.set_choices("kind", kind_choices(self._regime, row.kind if row is not None else ""))
        self._add.setVisible(not self._locked)
        products = [] if self.is_new else self.desk.read(self._products)
        self.links.show_products(products, self.record)
        if row is not None:
            count = len(products)
            words = ngettext("{count} product", "{count} products", count).format(count=count)
            place = ", ".join(part for part in (row.commune_name, row.province_name) if part)
            self.header.set_subtitle(" · ".join(part for part in (place, words) if part))

    def _products(self, session: Any) -> list[Any]:
        return find_products(session, producer_id=self.record, limit=_MOST_PRODUCTS)

    # Services

    def read_row(self, session: Any) -> Any:
        return producer_row(session, self.record)

    def start_row(self, session: Any, actor: Any, changes: Mapping[str, Any]) -> Any:
        values = {**self.changes_of("commune", self._own_commune), **changes}
        return start_producer(session, values, actor, self.desk.library, self.desk.today(), self.record)

    def change_row(self, session: Any, actor: Any, changes: Mapping[str, Any]) -> Any:
        return change_producer(session, self.record, changes, actor, self.desk.library, self.desk.today())

    def save_row(self, session: Any, actor: Any) -> Any:
        return save_producer(session, self.record, actor)

    def revert_row(self, session: Any, actor: Any) -> Any:
        return revert_producer(session, self.record, actor)

    def discard_row(self, session: Any, actor: Any) -> None:
        discard_producer(session, self.record, actor)

    def missing_of_row(self, session: Any) -> list[Missing]:
        return missing_of_producer(session, self.record, self.desk.library, self.desk.today())

    # Acts

    def add_product(self) -> None:
        """Ctrl+Enter: register the producer, then begin a product of it."""
        producer = self.record
        self.save_and(lambda: self.desk.go(Route("product_form", new_record_id(), extra=(("producer", producer),))))
