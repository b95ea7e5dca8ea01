"""A new dossier: of which product, which kind of application, on which idea; what the last dossier brings along."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.dossiers import DossierData
from app.services.ideas import IDEA_KINDS, IdeaData
from app.services.names import application_name
from app.services.new_dossier import (
    IDEA_KIND_OF,
    Beginning,
    begin_dossier,
    beginning,
    product_words,
    register_selected_idea,
)
from app.services.practice import is_practice
from app.services.record_choices import product_choices
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.field_box import FieldBox, read_boxes, tell_refused
from app.ui.forms.field_row import FieldRow
from app.ui.forms.fields import Field
from app.ui.forms.form_keys import enter_moves_on
from app.ui.pages.dossiers.from_last_card import FromLastCard
from app.ui.pages.dossiers.idea_words import IDEA_WORDS, idea_text
from app.ui.pages.dossiers.typed_before import TypedBefore
from app.ui.pages.dossiers.words import begun
from app.ui.pages.page import Page
from app.ui.pages.years import year_choices
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip

_SIDE = 344


class NewDossierPage(Page):
    """Nothing is written until the one button."""

    watches: ClassVar[frozenset[str]] = frozenset({"idea"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._known: Beginning | None = None
        self.header = PageHeader(self)
        self.header.set_back(_("Dossiers"), lambda: desk.go(Route("dossiers")))
        self.header.set_title(_("New dossier"))
        self.open_act = Act(self, _("Open the dossier"), self.open_dossier, "Ctrl+Return", "folder-plus")
        self.open_act.setObjectName("new_dossier.open")
        self.idea_act = Act(self, _("Register an idea…"), self._ask_idea, "Ctrl+I", "lightbulb")
        self.go_act = Act(self, _("Go on with that dossier"), self._go_on, "Ctrl+Shift+G", "folder-open")
        Act(self, _("Leave, nothing is opened"), desk.back, "Esc")
        self.anew_act = Act(self, _("Begin anew"), self._begin_anew, "Ctrl+Shift+Del", "trash")
        self.header.set_acts(self.open_act, [])
        self.body.addWidget(self.header)
        self.boxes: dict[str, FieldBox] = {}
        self._typed = TypedBefore(desk, self.boxes)
        self._rows: list[FieldRow] = []
        self.under_way = Strip("", "warn", self.go_act)
        self.under_way.hide()
        self.typed_before = Strip(
            _("What was typed here before is back. No dossier is open yet."), "info", self.anew_act
        )
        self.typed_before.hide()
        self.last_card = FromLastCard()
        self.last_card.setFixedWidth(_SIDE)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(VScroll(self._form()), 1)
        columns.addWidget(self.last_card, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(columns, 1)

    # --- the fields ---------------------------------------------------------------------------------------------------

    def _form(self) -> QWidget:
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(2, 0, 8, 0)
        rows.setSpacing(12)
        rows.addWidget(self.typed_before)
        rows.addWidget(self.under_way)
        card = Card()
        regime = self.desk.library.for_dossier(None, self.desk.today())
        kinds = tuple((name, begun(str(application_name(name)))) for name in regime.application_types)
        years = year_choices(self.desk)
        self._add_row(
            card,
            Field(
                "product",
                _("Product"),
                "combo",
                required=True,
                hint=_("Type a part of the product's or the producer's name."),
                find=self._find,
                words=self._words,
            ),
        )
        self._add_row(
            card,
            Field("application_type", _("Kind of application"), "radio", choices=kinds, span=2),
            Field("year", _("Year of the assessment"), "choice", choices=years, required=True),
        )
        self._add_row(
            card,
            Field("idea", _("Idea"), "choice", hint=_("The idea that the producer registered and the commune chose.")),
        )
        line = QHBoxLayout()
        line.addWidget(ActButton(self.idea_act, "link"))
        line.addStretch(1)
        card.body.addLayout(line)
        self._add_row(
            card,
            Field("previous_certificate", _("Last certificate (number, date)"), required=True),
            Field("previous_valid_to", _("Valid to"), "date", required=True),
        )
        self._add_row(
            card,
            Field("registered_on", _("Date on the registration form"), "date", hint=_("Can be entered later.")),
            Field("note", _("Note"), span=2),
        )
        rows.addWidget(card)
        rows.addStretch(1)
        for name in ("product", "application_type"):
            self.boxes[name].editor.left.connect(self._reload)
        self.boxes["registered_on"].editor.left.connect(self._year_follows)
        for name in ("previous_certificate", "previous_valid_to"):
            self.boxes[name].set_shown(False)
        return holder

    def _add_row(self, card: Card, *fields: Field) -> None:
        row = FieldRow(card)
        boxes = [FieldBox(field, self.desk.today, row) for field in fields]
        row.set_boxes(boxes)
        self.boxes.update({box.field.name: box for box in boxes})
        self._rows.append(row)
        card.body.addWidget(row)

    def _year_follows(self) -> None:
        """A form of another year is of that year's assessment, unless a year was chosen by hand."""
        day, year = self.boxes["registered_on"].editor.value(), self.boxes["year"].editor
        if isinstance(day, dt.date) and year.value() == str(self.desk.today().year):
            year.set_value(str(day.year))

    def _find(self, typed: str) -> tuple[tuple[str, str], ...]:
        return self.desk.read(lambda session: product_choices(session, typed))

    def _words(self, product_id: str) -> str:
        return self.desk.read(lambda session: product_words(session, product_id))

    # --- showing ------------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        self.route = route
        self._known = None
        for name, box in self.boxes.items():
            box.set_error("")
            box.editor.set_value(None if box.field.kind == "date" else "")
            if name == "year":
                box.editor.set_value(str(self.desk.today().year))
        self.boxes["product"].editor.set_value(route.value("product") or route.record)
        self.boxes["application_type"].editor.set_value(route.value("application"))
        self._reload()
        self._bring_back()

    def leave(self) -> bool:
        """What was typed is kept until a dossier is opened from it."""
        chosen = {name: self._value(name) for name in ("product", "application_type", "year", "idea")}
        self._typed.keep(chosen, self._asked_for())
        return True

    def _asked_for(self) -> str:
        return self.route.value("product") or self.route.record

    def _bring_back(self) -> None:
        kept = self._typed.find(self._asked_for(), self.route.value("application"))
        self.typed_before.setVisible(bool(kept))
        self.anew_act.setEnabled(bool(kept))
        if not kept:
            return
        for name in ("product", "application_type", "year"):
            self.boxes[name].editor.set_value(kept[name])
        self._reload()
        if self._known is not None and kept["idea"] in [one.id for one in self._known.ideas]:
            self.boxes["idea"].editor.set_value(kept["idea"])
        self._typed.put_texts(kept)

    def _begin_anew(self) -> None:
        """Empty the page of what was typed before."""
        self._typed.forget()
        self.open(self.route)
        self.default_focus().setFocus()

    def default_focus(self) -> QWidget:
        name = "application_type" if self._known is not None else "product"
        return self.boxes[name].editor.inputs()[0]

    def refresh(self) -> None:
        self._known = None
        self._reload()

    def _reload(self) -> None:
        product, kind = self._value("product"), self._value("application_type")
        known = self._known
        if known is not None and known.product_id == product and known.application_type == kind:
            return
        if known is not None and known.product_id != product:
            kind = ""
        self._known = None
        if product:
            desk = self.desk
            self._known = desk.read(
                lambda session: beginning(session, product, kind, desk.actor(session), desk.library, desk.today())
            )
        self._show()

    def _value(self, name: str) -> str:
        try:
            return str(self.boxes[name].editor.value() or "")
        except InvalidInput:
            return ""

    def _show(self) -> None:
        known = self._known
        kind = known.application_type if known else self._value("application_type") or "first"
        self.boxes["application_type"].editor.set_value(kind)
        by_hand = known is not None and kind != "first" and known.last is None
        for name in ("previous_certificate", "previous_valid_to"):
            self.boxes[name].set_shown(by_hand)
        for row in self._rows:
            row.arrange()
        self._show_ideas(known)
        self.idea_act.setVisible(known is not None)
        under_way = known.under_way if known else None
        self.under_way.setVisible(under_way is not None)
        if under_way is not None:
            words = _("This product has a dossier of {year} that is under way.").format(year=under_way.year)
            self.under_way.set_text(words)
        self.last_card.show_plan(known)
        from_last = known is not None and known.last is not None
        self.open_act.set_words(_("Open from the last dossier") if from_last else _("Open the dossier"))

    def _show_ideas(self, known: Beginning | None) -> None:
        editor: Any = self.boxes["idea"].editor
        ideas = known.ideas if known else ()
        chosen = editor.typed() and self._value("idea")
        choices = tuple((idea.id, idea_text(idea)) for idea in ideas)
        editor.set_value("")
        editor.set_choices(choices)
        if chosen in [value for value, _text in choices]:
            editor.set_value(chosen)
        elif choices:
            wanted = next((one for one in ideas if one.status == "selected"), ideas[0])
            editor.set_value(wanted.id)
        if known is None or choices:
            self.boxes["idea"].set_hint(_("The idea that the producer registered and the commune chose."))
        else:
            self.boxes["idea"].set_hint(_("No idea is registered for this product yet."))

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _ask_idea(self) -> None:
        known = self._known
        if known is None:
            return
        today = self.desk.today()
        product = known.product_id
        library = self.desk.library
        kinds = tuple((name, begun(_(IDEA_WORDS[name]))) for name in IDEA_KINDS)

        def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
            data = IdeaData(
                kind=values["kind"],
                year=values["registered_on"].year,
                registered_on=values["registered_on"],
                description=values["description"],
                local_material=values["local_material"],
                plan=values["plan"],
            )
            return register_selected_idea(session, product, data, actor, library, today)

        dialog = ActDialog(
            self,
            self.desk,
            _("The idea for {product}").format(product=known.product_name),
            [
                [
                    Field("kind", _("The idea is"), "choice", required=True, choices=kinds, span=2),
                    Field("registered_on", _("Registered on"), "date", required=True),
                ],
                [Field("description", _("Idea"), "long", lines=2)],
                [Field("local_material", _("Local raw material"), "long", lines=2)],
                [Field("plan", _("Plan"), "long", lines=2)],
            ],
            _("Register and select") if known.decides else _("Register the idea"),
            work,
            values={"kind": IDEA_KIND_OF[known.application_type], "registered_on": today},
            changes="idea",
            text=_("This office decides on ideas: the idea is registered and selected at once.")
            if known.decides
            else "",
            on_done=self._on_idea,
        )
        dialog.open()

    def _on_idea(self, idea: Any) -> None:
        self._known = None
        self._reload()
        editor: Any = self.boxes["idea"].editor
        editor.set_value(idea.id)
        self.desk.toast(_("The idea is registered."))
        self.boxes["registered_on"].editor.focus()

    def _go_on(self) -> None:
        if self._known is not None and self._known.under_way is not None:
            self.desk.go(Route("dossier", self._known.under_way.id))

    def open_dossier(self) -> None:
        """The one button."""
        self._reload()
        if (
            self._known is not None
            and self._known.under_way is not None
            and str(self._known.under_way.year) == (self._value("year"))
        ):
            self._go_on()
            return
        values = read_boxes(self.boxes)
        if values is None or self._known is None:
            return
        last = self._known.last
        year = int(values["year"])
        from_last = last is not None and year == self.desk.today().year
        data = DossierData(
            product_id=values["product"],
            year=year,
            application_type=values["application_type"],
            idea_id=values["idea"] or None,
            previous_dossier_id=last.previous.id if last is not None else None,
            previous_certificate=values["previous_certificate"] if last is None else "",
            previous_valid_to=values["previous_valid_to"] if last is None else None,
            registered_on=values["registered_on"],
            note=values["note"],
            practice=is_practice(self.desk.context.paths),
        )
        library, today = self.desk.library, self.desk.today()
        self.open_act.setEnabled(False)
        self.desk.write(
            lambda session, actor: begin_dossier(session, data, actor, library, today, from_last=from_last),
            changes=("dossier", "idea"),
            on_done=self._opened,
            on_error=self._refused,
            owner=self,
        )

    def _opened(self, row: Any) -> None:
        self.open_act.setEnabled(True)
        self.desk.toast(_("The dossier is open."))
        self._typed.forget()
        self.desk.go(Route("dossier", row.id))

    def _refused(self, error: BaseException) -> None:
        self.open_act.setEnabled(True)
        box = self.boxes.get(error.field.removesuffix("_id")) if isinstance(error, InvalidInput) else None
        if not tell_refused(box, error):
            self.desk.show_error(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, Shift+Enter back."""
        if not enter_moves_on(self, event):
            super().keyPressEvent(event)

    def set_narrow(self, narrow: bool) -> None:
        self.last_card.setVisible(not narrow or (self._known is not None and self._known.last is not None))
        self.last_card.setFixedWidth(260 if narrow else _SIDE)
