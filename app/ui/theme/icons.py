"""Icons: Phosphor's SVG files, drawn in a colour of the theme and kept per name, colour, size and pixel ratio."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resource_path
from app.ui.theme.colours import css


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource_path("icons", "phosphor", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    side = round(size * ratio)
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon_pixmap(name: str, size: int = 18, colour: str = "text2", ratio: float = 1.0) -> QPixmap:
    """An icon as a picture, for painters.

    Args:
        name: Phosphor's name, e.g. "folder-open".
        size: the side in px of the layout.
        colour: a token of the colour table.
        ratio: pixels of the screen per px, ``widget.devicePixelRatioF()``.

    Raises:
        FileNotFoundError: no such icon is shipped.
        KeyError: no such colour.
    """
    return _drawn(name, css(colour), size, ratio)


def icon(name: str, size: int = 18, colour: str = "text2") -> QIcon:
    """An icon for buttons, menus and items, paler where it is disabled; the empty name gives the empty icon.

    Raises:
        FileNotFoundError: no such icon is shipped.
        KeyError: no such colour.
    """
    made = QIcon()
    if not name:
        return made
    for ratio in sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}):
        pixmap = icon_pixmap(name, size, colour, ratio)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
            made.addPixmap(pixmap, mode)
        made.addPixmap(icon_pixmap(name, size, "text3", ratio), QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """The program's own mark, for windows and the task bar."""
    return QIcon(str(resource_path("icons", "app.svg")))
