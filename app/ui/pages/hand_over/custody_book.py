"""Custody in the book of hand-overs: what can be done about one that left, who asks back, what waits for a choice."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.actors import WRITERS
from app.services.conflicts.listing import OpenConflict, open_conflicts
from app.services.custody.dossier_view import AwayDossiers, OfficeAsks, away_with, waiting_recalls
from app.services.custody.recalls import recall_lines
from app.services.hand_over_log import HandOverLine
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over import custody_acts
from app.ui.pages.hand_over.custody_page import asked_words
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.strip import Strip

_Found = tuple[list[OfficeAsks], list[OpenConflict], bool]


class CustodyBook(QWidget):
    """Two strips over the list, shown only where they have something to say; ``row_acts`` belong to the chosen line."""

    def __init__(self, page: QWidget, desk: Desk) -> None:
        super().__init__()
        self._page, self._desk = page, desk
        self._line: HandOverLine | None = None
        self._away = AwayDossiers((), False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.answer_act = Act(page, _("Answer…"), lambda: desk.go(Route("recalls")), "Ctrl+Shift+Q")
        self.choose_act = Act(page, _("Choose place by place…"), lambda: desk.go(Route("conflict")), "Ctrl+Shift+I")
        self.asked = Strip("", "warn", self.answer_act)
        self.asked.setObjectName("hand_over.asked")
        self.conflicts = Strip("", "warn", self.choose_act)
        self.conflicts.setObjectName("hand_over.conflicts")
        rows.addWidget(self.asked)
        rows.addWidget(self.conflicts)
        self.again_act = Act(page, _("Write it once more…"), self._on_again, "Ctrl+Shift+V", "usb")
        self.ask_act = Act(page, _("Ask for it back…"), self._on_ask, "Ctrl+Shift+R", "arrow-bend-up-left")
        self.override_act = Act(
            page, _("The leader takes it back…"), self._on_override, "Ctrl+Shift+U", "arrow-u-up-left"
        )
        self.recalls_act = Act(
            page, _("Requests for dossiers back"), lambda: desk.go(Route("recalls")), "Ctrl+Shift+T", "list-checks"
        )
        self.row_acts = [self.again_act, self.ask_act, self.override_act]
        self._show(([], [], False))
        self.show_for(None)

    def refresh(self) -> None:
        """Read who asks for what, and which dossiers wait for a choice."""

        def read(session: Any) -> _Found:
            return waiting_recalls(session), open_conflicts(session), bool(recall_lines(session))

        self._desk.fetch(read, self._show, owner=self)

    def _show(self, found: _Found) -> None:
        groups, conflicts, any_recall = found
        self.asked.setVisible(bool(groups))
        self.answer_act.setVisible(bool(groups))
        if groups:
            self.asked.set_text(asked_words(groups), "warn")
        self.conflicts.setVisible(bool(conflicts))
        self.choose_act.setVisible(bool(conflicts))
        if conflicts:
            words = ngettext(
                "{count} dossier waits for a choice between both versions",
                "{count} dossiers wait for a choice between both versions",
                len(conflicts),
            )
            self.conflicts.set_text(words.format(count=len(conflicts)), "warn")
        self.recalls_act.setVisible(any_recall)
        self.setVisible(bool(groups or conflicts))

    def show_for(self, line: HandOverLine | None) -> None:
        """The acts for a line of the book; ``None``: none is chosen."""
        desk = self._desk
        self._line, self._away = line, AwayDossiers((), False)
        asked: set[str] = set()
        if line is not None and line.direction == "out":
            ident = line.id
            self._away = desk.read(lambda session: away_with(session, ident, desk.actor(session)))
            lines = desk.read(lambda session: recall_lines(session, only_open=True)) if self._away.dossiers else []
            asked = {one.dossier_id for one in lines if one.direction == "out"}
        writes = desk.person.role in WRITERS
        self._to_ask = [one for one in self._away.dossiers if one[0] not in asked]
        self.again_act.setVisible(self._away.can_again)
        self.ask_act.setVisible(bool(self._to_ask) and writes)
        self.override_act.setVisible(bool(self._away.dossiers) and desk.person.role == "leader")

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _on_again(self) -> None:
        if self._line is not None:
            self._desk.go(custody_acts.again_route(self._line.id))

    def _on_ask(self) -> None:
        if self._line is not None and self._to_ask:
            custody_acts.ask_back(self._page, self._desk, self._to_ask, self._line.office, self._line.office_id)

    def _on_override(self) -> None:
        if self._line is not None and self._away.dossiers:
            away = self._away.dossiers
            custody_acts.ask_override(self._page, self._desk, away, self._line.office, self._line.office_id)
