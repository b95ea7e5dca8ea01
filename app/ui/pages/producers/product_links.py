"""The products of a producer, as links beside its form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.route import Route
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.labels import TextLabel


class ProductLinks(QWidget):
    """A heading with the number, and a link to each product."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(2)
        self._shown: list[tuple[str, str]] | None = None

    def show_products(self, products: Sequence[Any], producer_id: str) -> None:
        """Show these products (rows with id and name)."""
        wanted = [(one.id, one.name or _("Product without a name")) for one in products]
        if wanted == self._shown:
            return
        self._shown = wanted
        while self._column.count():
            widget = self._column.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        count = len(wanted)
        title = (
            ngettext("{count} product", "{count} products", count).format(count=count) if count else _("No product yet")
        )
        self._column.addWidget(TextLabel(title, "strong"))
        for record, name in wanted:
            link = LinkLabel(name, partial(self._desk.go, Route("product", record)))
            link.setToolTip(name)
            self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
