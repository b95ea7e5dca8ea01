"""Buttons: an act with its icon, words and key; and a plain link."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.ui.theme import colour, font, icon
from app.ui.widgets.act import Act

_ICON = 18
_LINK_ICON = 16
_ICON_COLOUR = {"primary": "onaccent", "plain": "text2", "link": "accent", "danger": "danger", "quiet": "text2"}
_GAP = "\u00a0\u00a0\u00a0"  # between words and key
_AFTER_ICON = "\u00a0"  # icon and words touch otherwise


class _Button(QPushButton):
    """A push button of one of the kinds of the style sheet, with a focus ring that shows on a filled ground too."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setProperty("kind", kind)
        self.setFont(font("second" if kind == "quiet" else "strong"))
        self.setIconSize(QSize(_ICON, _ICON))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_kind(self, kind: str) -> None:
        """Dress as another kind: primary, plain, link, danger, quiet."""
        self.kind = kind
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button; on the filled one the focus is a line inside its edge."""
        super().paintEvent(event)
        if self.kind != "primary" or not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("onaccent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 4, 4)
        painter.end()


class ActButton(_Button):
    """A button for an act; it follows the act's words, icon, key, visibility and whether it can be done.

    Args:
        act: the act; must live as long as the button.
        kind: "primary" (one per page), "plain", "link", "danger", "quiet".
        with_key: whether the key is written in the button.
    """

    def __init__(self, act: Act, kind: str = "plain", *, with_key: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self.act = act
        self._with_key = with_key
        self._put_away = False
        act.changed.connect(self._follow)
        self.clicked.connect(self._trigger)
        self._follow()

    def _trigger(self) -> None:
        self.act.trigger()

    def _follow(self) -> None:
        act = self.act
        key = act.key_text if self._with_key else ""
        words = act.text() + (_GAP + key.replace(" ", "\u00a0") if key else "")
        self.setText((_AFTER_ICON if act.icon_name else "") + words)
        if act.icon_name:
            self.setIcon(icon(act.icon_name, _ICON, _ICON_COLOUR[self.kind]))
        self.setAccessibleName(act.words)
        self.setAccessibleDescription(act.key_text)
        self.setToolTip(act.reason or ("" if self._with_key else act.key_text))
        self.setEnabled(act.isEnabled())
        self._show(act.isVisible() and not self._put_away)

    def _show(self, shown: bool) -> None:
        """A button that has no place yet must not be shown: it would be a window of its own and take the keys."""
        if shown and self.parentWidget() is None:
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
            return
        self.setVisible(shown)

    def show_key(self, shown: bool) -> None:
        """Write the key in the button or, for lack of room, only in its tool tip."""
        if shown != self._with_key:
            self._with_key = shown
            self._follow()

    def put_away(self, away: bool) -> None:
        """Hide the button for lack of room, whatever the act says; the act's key still works."""
        self._put_away = away
        self._show(self.act.isVisible() and not away)

    def set_kind(self, kind: str) -> None:
        """Dress as another kind."""
        super().set_kind(kind)
        self._follow()


class LinkLabel(_Button):
    """Words that lead somewhere: looks like a link, takes the keys like a button.

    Args:
        text: the words.
        slot: called without arguments.
        icon_name: shown before the words.
    """

    def __init__(
        self, text: str, slot: Callable[[], object] | None = None, icon_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("link", parent)
        self._slot = slot
        self.setProperty("inline", "true")
        if icon_name:
            self.setIcon(icon(icon_name, _LINK_ICON, "accent"))
            self.setIconSize(QSize(_LINK_ICON, _LINK_ICON))
        self._lead = _AFTER_ICON if icon_name else ""
        self.set_words(text)
        self.clicked.connect(self._run)

    def set_words(self, text: str) -> None:
        """Change the words."""
        self.setText(self._lead + text.replace("&", "&&"))
        self.setAccessibleName(text)

    def _run(self) -> None:
        if self._slot is not None:
            self._slot()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows the link, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.click()
        else:
            super().keyPressEvent(event)


class MenuButton(_Button):
    """A quiet button that opens a menu of acts.

    Args:
        text: the words, may be empty where an accessible name says them.
        acts: what the menu lists.
        name: what a screen reader says.
    """

    def __init__(
        self, text: str, acts: Sequence[Act], icon_name: str = "", name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("plain", parent)
        self.setText((_AFTER_ICON if icon_name and text else "") + text.replace("&", "&&"))
        if icon_name:
            self.setIcon(icon(icon_name, _ICON, "text"))
        self.setAccessibleName(name or text)
        self.setToolTip(name)
        self._menu = QMenu(self)
        self._menu.addActions(list(acts))
        self.clicked.connect(self.open_menu)

    def set_acts(self, acts: Sequence[Act]) -> None:
        """What the menu lists from now on."""
        self._menu.clear()
        self._menu.addActions(list(acts))

    def open_menu(self) -> None:
        """Open the menu below the button; it does not block."""
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
