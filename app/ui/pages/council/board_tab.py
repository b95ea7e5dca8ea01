"""The first tab of a round: four counts, the secretary's table, and what the marks and keys mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.council_board import Board
from app.translate import _, ngettext
from app.ui.pages.council.board_view import BoardGrid, deviation_words, framed
from app.ui.widgets.act import Act
from app.ui.widgets.count_card import CountCard
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import CutLabel


class BoardTab(QWidget):
    """Counts and table; an empty round says what to do first.

    Args:
        first: the acts that an empty round offers.
    """

    missing_wanted = Signal()
    apart_wanted = Signal()

    def __init__(self, first: Sequence[Act], parent: QWidget) -> None:
        super().__init__(parent)
        self._narrow = False
        self._filled = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self._cards = QWidget()
        line = QHBoxLayout(self._cards)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        self._card = {name: CountCard("", "") for name in ("signed", "missing", "apart", "recused")}
        for name, card in self._card.items():
            card.setObjectName(f"round.card.{name}")
            line.addWidget(card, 1)
        self._card["missing"].clicked.connect(self.missing_wanted)
        self._card["apart"].clicked.connect(self.apart_wanted)
        rows.addWidget(self._cards)
        self.grid = BoardGrid(self)
        self._foot = CutLabel("", "second")
        foot = QWidget()
        foot_line = QHBoxLayout(foot)
        foot_line.setContentsMargins(12, 8, 12, 6)
        foot_line.addWidget(self._foot)
        empty = EmptyState(
            "users-three",
            _("No dossier is in this round yet."),
            first,
            _("Valid dossiers are put in; then its council scores them."),
        )
        self._places = QStackedWidget()
        self._places.addWidget(framed(self.grid, foot))
        self._places.addWidget(empty)
        rows.addWidget(self._places, 1)

    def set_narrow(self, narrow: bool) -> None:
        """Rows count more than the cards where there is little room."""
        self._narrow = narrow
        self._cards.setVisible(not narrow and self._filled)

    def show_board(self, shown: Board) -> None:
        """Show a round."""
        self._filled = bool(shown.lines)
        self.grid.show_board(shown)
        self._places.setCurrentIndex(0 if shown.lines else 1)
        self.set_narrow(self._narrow)
        missing, apart = len(shown.missing), shown.count("discuss")
        card = self._card
        card["signed"].set_count(f"{shown.signed}/{shown.expected}", _("sheets signed"))
        people = len({cell.member_id for cell in shown.missing})
        note = ngettext("of {count} member", "of {count} members", people).format(count=people) if missing else ""
        card["missing"].set_count(missing, _("sheets open"), note, "info" if missing else "ok")
        if shown.round.scoring_locked:
            card["apart"].set_count(apart, _("to be discussed"), "", "warn" if apart else "ok")
        else:
            card["apart"].set_count("–", _("to be discussed"), _("known after the lock"))
        card["recused"].set_count(shown.recused, _("recused sheets"))
        parts = [_("Enter opens the sheet"), _("N next open sheet"), _("Ctrl+C copy")]
        if shown.round.scoring_locked:
            parts = [deviation_words(shown), _("Enter opens the sheet"), _("Ctrl+O its result")]
        else:
            parts.insert(0, _("Points stay hidden until scoring is locked"))
        self._foot.set_words("  ·  ".join(part for part in parts if part))
