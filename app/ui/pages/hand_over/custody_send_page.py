"""Writes onto a stick what an act of custody asks for: the same hand-over once more, or dossiers given back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from app.services.bundles.export import Exported, ExportOrder, export_bundle
from app.services.custody.sending import Outgoing, outgoing_again, outgoing_release
from app.services.hand_over_choices import bundle_size, sizes
from app.services.keys import OfficeKeys
from app.translate import _
from app.ui.desk import Desk
from app.ui.pages.hand_over.export_page import DONE, PICK, TARGET, WRITE, ExportPage
from app.ui.pages.hand_over.pick_view import clear, pair_line
from app.ui.pages.hand_over.words import dossiers_text, size_text
from app.ui.route import Route
from app.ui.tasks import TaskProgress
from app.ui.widgets.labels import CutLabel, Hairline, TextLabel
from app.ui.widgets.strip import Strip

_SHOWN = 8


class CustodySendPage(ExportPage):
    """The steps of a hand-over from the stick on. Route extras: ``again`` (a hand-over) or ``release`` (dossiers, comma
    between); ``folder`` chooses where it is written.
    """

    watches: ClassVar[frozenset[str]] = frozenset({"office"})

    _out: Outgoing | None = None

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.paper_act.setVisible(False)
        self.frame.steps.set_steps([_("What goes"), _("Stick and receiver"), _("Writing"), _("Written")], TARGET)

    # --- what is written ----------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        is_new = route.extra != self.route.extra
        self.route = route
        if self._task is None and (is_new or self.step in (PICK, WRITE, DONE)):
            self._out = None
            self.show_step(TARGET)
        folder = route.value("folder")
        if folder:
            self.target.add_folder(Path(folder))
        self.refresh()

    def refresh(self) -> None:
        if self.step == TARGET and self._task is None:
            self.desk.fetch(self._read(), self._show_outgoing, self._cannot, self)

    def _read(self) -> Callable[[Any], Outgoing]:
        desk, route = self.desk, self.route
        again, release = route.value("again"), route.value("release")
        if again:
            return lambda session: outgoing_again(session, again, desk.actor(session))
        return lambda session: outgoing_release(session, release.split(","), desk.actor(session))

    def _cannot(self, error: BaseException) -> None:
        self.desk.show_error(error)
        self.desk.back()

    def _show_outgoing(self, out: Outgoing) -> None:
        self._out = out
        self._chosen = list(out.choices)
        self.target.receiver.set_offices([out.office], out.office.level, out.office.id)
        ids = tuple(one.dossier_id for one in out.choices)
        if ids:
            self.desk.fetch(lambda session: sizes(session, ids), self._add_sizes, owner=self)
        self.dress()
        if self.isVisible():
            focus = self.default_focus()
            if focus is not None:
                focus.setFocus()

    def _needed(self) -> int:
        return bundle_size(self._sizes[one.dossier_id] for one in self._chosen if one.dossier_id in self._sizes)

    def _on_picked(self) -> None:
        """What goes follows from the route; nothing is picked here."""

    # --- showing ------------------------------------------------------------------------------------------------------

    def dress(self) -> None:
        out = self._out
        self.header.set_title(_title(out))
        self.header.set_subtitle(_subtitle(out))
        self.target.set_needed(self._needed())
        self._summarise(out)
        self.show_side(self.step == TARGET)
        go = self.go_act
        if self.step == TARGET:
            place = self.target.place
            onto = _("Write onto the stick") if place is None or place.kind == "stick" else _("Write into the folder")
            go.set_words(onto)
            self.frame.set_buttons(None, self.leave_act, go)
        elif self.step == DONE:
            go.set_words(_("Print the minutes…"))
            self.frame.set_buttons(None, self.book_act, go)
        else:
            self.frame.set_buttons(None, self.leave_act, None)
        go.setEnabled(self.step != WRITE)

    def _summarise(self, out: Outgoing | None) -> None:
        if self.step != TARGET:
            return
        clear(self.summary)
        if out is None:
            return
        for one in out.choices[:_SHOWN]:
            self.summary.addWidget(CutLabel(one.product, "body"))
        if len(out.choices) > _SHOWN:
            self.summary.addWidget(TextLabel(_("and {count} more").format(count=len(out.choices) - _SHOWN), "second"))
        if out.choices:
            self.summary.addWidget(Hairline())
            self.summary.addLayout(pair_line(_("Together, about"), size_text(self._needed()), "strong"))
        if out.enclosed:
            self.summary.addWidget(TextLabel(_("Goes along"), "label"))
            for enclosure in out.enclosed[:_SHOWN]:
                self.summary.addWidget(TextLabel(enclosure.title, "second", tone="text"))
        self.summary.addWidget(Strip(_("After writing"), "info", detail=_after(out), icon="lock-simple"))

    def can_step_back(self) -> bool:
        return False

    # --- writing ------------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        if self.step != TARGET or self._out is not None:
            super().go_on()

    def _write(self, keys: OfficeKeys) -> None:
        desk, place, out = self.desk, self.target.place, self._out
        if self._task is not None or place is None or out is None:
            return
        ids = () if out.again else tuple(one.dossier_id for one in out.choices)
        order = ExportOrder(
            ids, out.office.id, out.purpose, place.path, self.target.sealed.isChecked(), out.enclosed, again=out.again
        )
        desk.flush()
        context, today, days = desk.context, desk.today(), dict(desk.context.settings.deadlines)
        actor = desk.read(desk.actor)

        def work(progress: TaskProgress) -> Exported:
            return export_bundle(
                context.database, context.store, context.library, keys, order, actor, today, context.paths.outbox,
                progress, office_days=days,
            )  # fmt: skip

        self.run(work, lambda done: self._on_written(done, place), out.office.name)

    def kept_words(self) -> str:
        out = self._out
        if out is not None and out.purpose == "release" and not out.again:
            return super().kept_words()
        return _("Nothing was changed by that.")

    def default_focus(self) -> QWidget | None:
        if self.step == TARGET:
            return self.target.places if self.target.places.options else self.target.sealed
        return super().default_focus()


def _title(out: Outgoing | None) -> str:
    if out is None or out.again:
        return _("Write it once more")
    return _("Give back")


def _subtitle(out: Outgoing | None) -> str:
    if out is None:
        return ""
    about = [dossiers_text(len(out.choices))] if out.choices else []
    if out.again:
        about.append(_("the same as number {number}, under a new number").format(number=out.sequence))
    return " · ".join((*about, _("for {office}").format(office=out.office.name)))


def _after(out: Outgoing) -> str:
    if out.again:
        return _("Whichever of the two files arrives first is taken; the other one is then here already.")
    return _("The dossiers become read-only here; the other office goes on with them.")
