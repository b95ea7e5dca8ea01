"""Puts the theme on the application: Fusion, palette, style sheet, base font."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from app.ui.theme.colours import colour
from app.ui.theme.fonts import font
from app.ui.theme.style_sheet import style_sheet

_ROLES = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "surface2",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "onaccent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "surface2",
    QPalette.ColorRole.Midlight: "surface2",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "bstrong",
    QPalette.ColorRole.Shadow: "bstrong",
}
_PALE = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette() -> QPalette:
    """The palette of the colour table of the moment, for what the style sheet does not reach."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, colour(token))
    for role in _PALE:
        made.setColor(QPalette.ColorGroup.Disabled, role, colour("text3"))
    return made


def apply_theme(app: QApplication) -> None:
    """Dress the application in the colour table of the moment; again after every ``set_dark``."""
    app.setStyle("Fusion")
    app.setFont(font("body"))
    QToolTip.setFont(font("second"))
    app.setPalette(palette())
    app.setStyleSheet(style_sheet())
