"""The form of a product: its producer, its names, its place in the classification, its packing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.errors import InvalidInput, NotFound
from app.services.compared_rules import rules_as_compared
from app.services.missing import Missing
from app.services.missing_records import missing_of_product
from app.services.office_tasks import prepares_dossiers
from app.services.producers import producer_row
from app.services.products import (
    assign_sequence,
    change_product,
    discard_product,
    give_to_producer,
    product_row,
    revert_product,
    save_product,
    start_product,
)
from app.services.record_choices import producer_choices
from app.services.record_drafts import new_record_id
from app.translate import _
from app.ui.desk import Desk
from app.ui.forms.fields import Choices, Section
from app.ui.pages.products.product_fields import product_sections
from app.ui.pages.products.set_choice import SetChoice
from app.ui.pages.products.set_picker import SetPicker
from app.ui.pages.products.set_preview import SetPreview
from app.ui.pages.record_page import RecordPage, header_acts
from app.ui.route import Route
from app.ui.widgets.act import Act

_HELD = "product_form.held"
_PLACE = ("classification_code", "set_number", "classification_id")


class ProductFormPage(RecordPage):
    """One product. A new one is there as a draft as soon as its producer and one more field are known.

    Until a producer is chosen there is no record that could be saved: what was typed is remembered by the window.
    """

    kind = "product"
    watches = frozenset({"producer", "product"})

    def __init__(self, desk: Desk) -> None:
        self._regime = desk.library.for_dossier(None, desk.today())
        rules = desk.read(lambda session: rules_as_compared(session, desk.library))
        self._sets = SetChoice(rules, self._regime)
        self._producer = ""
        self._took_held = False
        self._names: dict[str, str] = {}
        self._missing_now: list[Missing] = []
        super().__init__(desk)
        self.header.set_subtitle(_("Each field is saved when you leave it; what is missing can be added later."))
        self._open_dossier = Act(self, _("Save and open a dossier"), self.open_dossier, "Ctrl+Return", "folder-plus")
        self._open_dossier.setObjectName("product.open_dossier")
        self._life = Act(self, _("Product page"), self.open_life, "Ctrl+O", "arrow-square-out")
        self._number = Act(self, _("Give the next number"), self.give_number, "Ctrl+G")
        self._new_producer = Act(self, _("New producer"), self.new_producer, "Ctrl+Shift+N", "storefront")
        Act(self, _("Browse the classification"), self.browse_sets, "Ctrl+L")
        # An office that prepares no dossiers only saves what it corrects.
        self._prepares = prepares_dossiers(desk.library, desk.office.level)
        primary = self._open_dossier if self._prepares else self.save_act
        others = [self.save_act, self._new_producer, self._life, self._number]
        header_acts(self, primary, [act for act in others if act is not primary])
        self._preview = SetPreview()
        self.panel.set_extra(self._preview)

    # What the form holds

    def sections(self) -> list[Section]:
        return product_sections(
            self._regime,
            self._sets.choices(),
            self.find_producers,
            self.producer_words,
            self._browse,
            self._sets.other_names(),
        )

    def words_of_new(self) -> str:
        return _("New product")

    def find_producers(self, text: str) -> Choices:
        """Producers by any part of name, commune or tax code."""
        return self.desk.read(lambda session: producer_choices(session, text))

    def producer_words(self, producer_id: str) -> str:
        """A producer as the field shows it."""
        if producer_id not in self._names:
            try:
                row = self.desk.read(lambda session: producer_row(session, producer_id))
            except NotFound:
                return ""
            self._names[producer_id] = " · ".join(part for part in (row.name, row.commune_name) if part)
        return self._names[producer_id]

    def form_values(self, row: Any) -> dict[str, Any]:
        values = super().form_values(row)
        place = self._sets.value_of(row)
        self.form.set_choices("classification_code", self._sets.choices(place))
        sequence = values["sequence"]
        values |= {
            "producer": row.producer_id,
            "classification_code": place,
            "ministry": self._sets.agencies(place),
            "sequence": None if sequence is None else Decimal(sequence),
        }
        return values

    def new_values(self) -> dict[str, Any]:
        held = self._held()
        place = str(held.get("classification_code", ""))
        return {**held, "producer": self._producer, "ministry": self._sets.agencies(place)}

    def changes_of(self, name: str, value: Any) -> dict[str, Any]:
        if name == "classification_code":
            return self._sets.fields(value)
        if name == "producer":
            return {"producer_id": value}
        if name == "sequence":
            return {name: None if value is None else int(value)}
        return {name: value}

    def field_of(self, name: str) -> str:
        if name in _PLACE:
            return "classification_code"
        return "producer" if name in ("producer_id", "producer") else name

    def warnings_of(self, row: Any) -> dict[str, str]:
        found = {one.field: one.text for one in self._missing_now if one.grade == "warns" and one.record == "product"}
        warnings = {"label_name": found["label_name"]} if "label_name" in found else {}
        if self._sets.is_old(self._sets.value_of(row)):
            warnings["classification_code"] = _("By an earlier decision: choose it anew before a new dossier.")
        return warnings

    def open(self, route: Route) -> None:
        if route.record != self.record:
            self._producer = route.value("producer")
            self._names.clear()
        super().open(route)

    def shown(self) -> None:
        row = self.row
        if self._took_held:  # the record holds it now
            self._took_held = False
            self.desk.state.set(_HELD, None)
        place = self._sets.value_of(row) if row is not None else str(self._held().get("classification_code", ""))
        self._preview.show_set(self._sets.view(place))
        hint = self._sets.hint(place) or _("Type, or browse the classification: Ctrl+L.")
        self.form.set_hint("classification_code", hint)
        saved = row is not None and row.revision > 0
        if not self._locked:
            why = _("A registered product stays with its producer.")
            self.form.set_locked("producer", saved, why if saved else "")
        self._open_dossier.setVisible(not self._locked and self._prepares)
        self._new_producer.setVisible(not self._locked and not saved)
        self._life.setVisible(saved)
        self._number.setVisible(saved and not self._locked and row.sequence is None)
        if row is not None:
            self.header.set_subtitle(self.producer_words(row.producer_id))

    # Keeping what was typed before a producer is known

    def _held(self) -> dict[str, Any]:
        held = self.desk.state.get(_HELD)
        return dict(held) if isinstance(held, dict) else {}

    def _save_field(self, name: str, value: Any, on_done: Any, on_error: Any) -> None:
        if name == "producer" and self.is_new:
            self._producer = value
        if self.is_new and not self._producer:
            if isinstance(value, str):
                self.desk.state.set(_HELD, {**self._held(), name: value})
            on_done()
            return
        super()._save_field(name, value, on_done, on_error)

    def start_row(self, session: Any, actor: Any, changes: Mapping[str, Any]) -> Any:
        held: dict[str, Any] = {}
        for name, value in self._held().items():
            held |= self.changes_of(name, value)
        values = {**held, **changes}
        producer = values.pop("producer_id", "") or self._producer
        row = start_product(session, producer, values, actor, self.desk.library, self.desk.today(), self.record)
        self._took_held = True
        return row

    # Services

    def read_row(self, session: Any) -> Any:
        return product_row(session, self.record)

    def change_row(self, session: Any, actor: Any, changes: Mapping[str, Any]) -> Any:
        library, today = self.desk.library, self.desk.today()
        if "producer_id" in changes:
            return give_to_producer(session, self.record, changes["producer_id"], actor, library, today)
        return change_product(session, self.record, changes, actor, library, today)

    def save_row(self, session: Any, actor: Any) -> Any:
        return save_product(session, self.record, actor)

    def revert_row(self, session: Any, actor: Any) -> Any:
        return revert_product(session, self.record, actor)

    def discard_row(self, session: Any, actor: Any) -> None:
        discard_product(session, self.record, actor)

    def missing_of_row(self, session: Any) -> list[Missing]:
        self._missing_now = missing_of_product(session, self.record, self.desk.library, self.desk.today())
        return self._missing_now

    # Acts

    def _browse(self, take: Any, find: str = "") -> None:
        value = self.form.value("classification_code")
        SetPicker(self, self._sets, take, str(value or ""), find).open()

    def browse_sets(self) -> None:
        """Ctrl+L: the tree of the classification; what was typed for the set and fits none is looked for there."""
        if self._locked:
            return
        editor = self.form.editor("classification_code")
        find = ""
        try:
            editor.value()
        except InvalidInput:
            find = editor.typed()
            editor.revert()
        if self.form.commit():
            self._browse(editor.take, find)  # type: ignore[attr-defined]

    def open_dossier(self) -> None:
        """Ctrl+Enter: register the product, then begin a dossier for it."""
        record = self.record
        self.save_and(lambda: self.desk.go(Route("new_dossier", extra=(("product", record),))))

    def open_life(self) -> None:
        """Ctrl+O: the page with the product's whole life."""
        if self.row is not None:
            self.desk.go(Route("product", self.record))

    def give_number(self) -> None:
        """Ctrl+G: the next number of the commune's list."""
        if self.row is None or self.row.sequence is not None or not self.settled():
            return
        self.desk.write(
            lambda session, actor: assign_sequence(session, self.record, actor),
            changes="product",
            on_done=lambda _row: self.refresh(),
            owner=self,
        )

    def new_producer(self) -> None:
        """Ctrl+Shift+N: another page for the producer; what was typed here stays."""
        self.desk.go(Route("producer", new_record_id()))
