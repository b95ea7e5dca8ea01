"""What a product set is scored by, beside the product's form and in the picker."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.translate import _, format_number, ngettext
from app.ui.pages.products.set_choice import SetView
from app.ui.widgets.badge import Badge
from app.ui.widgets.labels import TextLabel


class SetPreview(QWidget):
    """The set's name, who manages it, its parts with their points, and what of it was not verified."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(4)
        self._shown: tuple[SetView | None] | None = None

    def show_set(self, view: SetView | None) -> None:
        """Show a set; none says how to choose one."""
        if self._shown == (view,):
            return
        self._shown = (view,)
        self._clear()
        if view is None:
            self._column.addWidget(TextLabel(_("Product set"), "strong"))
            self._column.addWidget(
                TextLabel(_("Choose the product's kind: it decides the criteria and the managing ministry."), "second")
            )
            return
        self._column.addWidget(
            TextLabel(_("Set {number}: {name}").format(number=view.number, name=view.name), "strong")
        )
        if view.agencies:
            self._column.addWidget(TextLabel(view.agencies, "second"))
        for part in view.parts:
            self._add_part(_sentence(part.title), format_number(part.points), part.count)
        total = sum((part.points for part in view.parts), start=view.parts[0].points * 0) if view.parts else 0
        self._add_part(_("Together"), format_number(total), view.count, strong=True)
        if not view.complete:
            self._column.addWidget(Badge(_("Only the totals of the parts are known"), "warn"))
        if view.notes:
            note = TextLabel(view.notes[0], "second")
            note.setToolTip("\n".join(view.notes))
            self._column.addWidget(note)
        self._column.addStretch(1)

    def _add_part(self, title: str, points: str, count: int, *, strong: bool = False) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(TextLabel(title, "strong" if strong else "second", tone="text"), 1)
        words = ngettext("{points} points · {count} criterion", "{points} points · {count} criteria", count)
        if not count:
            words = _("{points} points")
        figure = TextLabel(words.format(points=points, count=count), "label" if strong else "second", wrap=False)
        line.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        holder = QWidget(self)
        holder.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(holder)

    def _clear(self) -> None:
        while self._column.count():
            widget = self._column.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _sentence(title: str) -> str:
    """A title that the law prints in capitals, as it is written in a sentence."""
    return title.capitalize() if title.isupper() else title
