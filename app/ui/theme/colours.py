"""The colours of the window: one table of tokens, light and dark.

Style sheet, painters and icons all read this table. Widgets ask for a colour while they paint or are built; on a change
between light and dark the shell builds itself anew.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

# token: (light, dark). Contrast against "surface" by WCAG 2.2 AA: text at least 4.5, marks and edges of inputs 3.
TOKENS = MappingProxyType(
    {
        "bg": ("#F7F5F0", "#1B1A18"),
        "surface": ("#FFFFFF", "#252421"),
        "surface2": ("#F2EFE8", "#2D2B28"),
        "nav": ("#EEEAE1", "#161513"),
        "border": ("#DED8CC", "#3D3A35"),
        "bstrong": ("#8C8577", "#857F73"),
        "text": ("#23211D", "#ECE8E0"),
        "text2": ("#5B564C", "#B9B3A7"),
        "text3": ("#6F695D", "#A49E92"),
        "accent": ("#1D6650", "#74C7A6"),
        "onaccent": ("#FFFFFF", "#0C261C"),
        "ahover": ("#17523F", "#8FD6BA"),
        "asoft": ("#E3F0EA", "#1F3A30"),
        "ok": ("#1D6650", "#74C7A6"),
        "oksoft": ("#E3F0EA", "#1F3A30"),
        "info": ("#2A5A91", "#90BBEA"),
        "infosoft": ("#E6EEF7", "#22344A"),
        "warn": ("#8A5600", "#E9B865"),
        "warnsoft": ("#FBF1DC", "#3E3118"),
        "danger": ("#A5301D", "#F29C8B"),
        "dangersoft": ("#FBE9E5", "#46281F"),
        "neutral": ("#5B564C", "#B9B3A7"),
        "neutralsoft": ("#ECE8DF", "#35322E"),
        "star": ("#C98A0B", "#E7B450"),
        "starline": ("#A66F00", "#E7B450"),
    }
)
GRADES = ("ok", "info", "warn", "danger", "neutral")


class _Now:
    dark = False


def set_dark(dark: bool) -> None:
    """Swap the table that every later ``colour()`` reads; call ``apply_theme`` and build the window anew after it."""
    _Now.dark = dark


def is_dark() -> bool:
    """Whether the dark table is in use."""
    return _Now.dark


def css(name: str) -> str:
    """The colour as ``#RRGGBB``.

    Raises:
        KeyError: no such token.
    """
    return TOKENS[name][_Now.dark]


def colour(name: str) -> QColor:
    """The colour of a token in the table of the moment.

    Raises:
        KeyError: no such token.
    """
    return QColor(css(name))


def soft(grade: str) -> QColor:
    """The pale ground that belongs to a grade ("ok", "info", "warn", "danger", "neutral")."""
    return colour(grade + "soft")


def system_is_dark(app: QApplication) -> bool:
    """Whether the system asks for dark; a system that does not say counts as light."""
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def follow_system(app: QApplication, callback: Callable[[], None]) -> Callable[[], None]:
    """Take the system's light or dark now, and again whenever it changes there.

    Args:
        callback: called after the table was swapped because of a change, not for the first setting.

    Returns:
        A function that stops following.
    """
    set_dark(system_is_dark(app))

    def changed(scheme: Qt.ColorScheme) -> None:
        dark = scheme == Qt.ColorScheme.Dark
        if dark != is_dark():
            set_dark(dark)
            callback()

    signal = app.styleHints().colorSchemeChanged
    signal.connect(changed)

    def stop() -> None:
        signal.disconnect(changed)

    return stop
