"""Browsing the classification: sector, group, subgroup; typing narrows it, accents ignored."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.services.choice_search import find_choices
from app.translate import _
from app.ui.pages.products.set_choice import SetChoice
from app.ui.pages.products.set_preview import SetPreview
from app.ui.theme import font
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.scroll import VScroll

_CODE = Qt.ItemDataRole.UserRole
_WORDS = Qt.ItemDataRole.UserRole + 1
_SIDE = 320


class SetPicker(QDialog):
    """The tree of the classification with a preview of the set's criteria; Enter takes the marked subgroup.

    Args:
        take: called with the code of the chosen subgroup.
        value: the code to stand at.
        find: a text to look for at once.
    """

    def __init__(
        self, parent: QWidget, sets: SetChoice, take: Callable[[str], None], value: str = "", find: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("set_picker")
        self.setWindowTitle(_("Product set"))
        self._sets, self._take, self._others = sets, take, sets.other_names()
        room = parent.window().size()
        self.resize(min(1000, room.width() - 40), min(600, room.height() - 40))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.setSpacing(10)
        outer.addWidget(TextLabel(sets.regime.title, "second"))
        self.box = QLineEdit(self)
        self.box.setObjectName("set_picker.find")
        self.box.setPlaceholderText(_("Type a part of the name, for example: ca phe"))
        self.box.setClearButtonEnabled(True)
        outer.addWidget(self.box)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("set_picker.tree")
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(False)
        self.tree.setWordWrap(True)
        self.tree.setAccessibleName(_("Classification of products"))
        row.addWidget(self.tree, 1)
        self._preview = SetPreview()
        scroll = VScroll(self._preview)
        scroll.setFixedWidth(min(_SIDE, self.width() // 3))
        row.addWidget(scroll)
        outer.addLayout(row, 1)
        self._choose = Act(self, _("Choose"), self.choose, "Ctrl+Return")
        leave = Act(self, _("Leave it"), self.reject, "Esc")
        line = QHBoxLayout()
        line.addWidget(TextLabel(_("↑ ↓ go through the list, Enter chooses."), "second", wrap=False))
        line.addStretch(1)
        line.addWidget(ActButton(leave))
        line.addWidget(ActButton(self._choose, "primary"))
        outer.addLayout(line)
        self._fill(value)
        self.box.textChanged.connect(self._narrow)
        self.tree.currentItemChanged.connect(lambda now, _was: self._on_current(now))
        self.tree.itemDoubleClicked.connect(lambda _item: self.choose())
        self.box.installEventFilter(self)
        self.tree.installEventFilter(self)
        self._on_current(self.tree.currentItem())
        self.box.setText(find)
        self.box.selectAll()
        self.box.setFocus()

    def _fill(self, value: str) -> None:
        for sector in self._sets.classification.sectors:
            top = QTreeWidgetItem(self.tree, [f"{sector.code}. {sector.name}"])
            top.setFont(0, font("strong"))
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for group in sector.groups:
                above = top
                alone = len(group.subgroups) == 1 and group.subgroups[0].name == group.name
                if not alone:
                    above = QTreeWidgetItem(top, [f"{group.number}. {group.name}"])
                    above.setFlags(Qt.ItemFlag.ItemIsEnabled)
                for one in group.subgroups:
                    lead = f"{group.number}." if alone else f"{one.letter})"
                    number = _("set {number}").format(number=one.set_number) if one.set_number else ""
                    words = " · ".join(part for part in (f"{lead} {one.name}", number) if part)
                    item = QTreeWidgetItem(above, [words])
                    item.setData(0, _CODE, one.code)
                    item.setData(0, _WORDS, f"{one.name} · {group.name} · {sector.name} · {number}")
                    item.setToolTip(0, "\n".join(part for part in (words, ", ".join(one.managing_agencies)) if part))
                    if one.code == value:
                        self.tree.setCurrentItem(item)
        self.tree.expandAll()

    def _leaves(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        todo = self._tops()
        while todo:
            item = todo.pop(0)
            if item.data(0, _CODE):
                found.append(item)
            todo = [item.child(place) for place in range(item.childCount())] + todo
        return found

    def _tops(self) -> list[QTreeWidgetItem]:
        found = (self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _narrow(self, text: str) -> None:
        """Show only the subgroups that a text may mean, also by group and sector, and mark the best of them."""
        leaves = {leaf.data(0, _CODE): leaf for leaf in self._leaves()}
        found = find_choices(((code, leaf.data(0, _WORDS)) for code, leaf in leaves.items()), text, self._others)
        codes = {code for code, _words in found}
        for code, leaf in leaves.items():
            leaf.setHidden(code not in codes)
        for top in self._tops():
            _hide_empty(top)
        if text.strip() and found:
            self.tree.setCurrentItem(leaves[found[0][0]])

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        code = str(item.data(0, _CODE) or "") if item is not None else ""
        self._choose.setEnabled(bool(code))
        self._choose.set_reason("" if code else _("Choose a line with a product set."))
        self._preview.show_set(self._sets.view(code))

    def _step(self, by: int) -> None:
        shown = [leaf for leaf in self._leaves() if not leaf.isHidden()]
        if not shown:
            return
        current = self.tree.currentItem()
        place = shown.index(current) if current in shown else (-1 if by > 0 else len(shown))
        self.tree.setCurrentItem(shown[max(0, min(len(shown) - 1, place + by))])

    def choose(self) -> None:
        """Take the marked subgroup."""
        item = self.tree.currentItem()
        code = str(item.data(0, _CODE) or "") if item is not None and not item.isHidden() else ""
        if code:
            self.accept()
            self._take(code)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from subgroup to subgroup from both parts; Enter chooses."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self.choose()
                return True
        return super().eventFilter(watched, event)


def _hide_empty(item: QTreeWidgetItem) -> None:
    """Hide a group or sector of which nothing is shown."""
    children = [item.child(place) for place in range(item.childCount())]
    for child in children:
        if child.childCount():
            _hide_empty(child)
    if children:
        item.setHidden(all(child.isHidden() for child in children))
