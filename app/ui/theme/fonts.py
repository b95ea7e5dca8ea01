"""The font of the window: Source Sans 3 from the program's own files, in the few sizes that the window has.

Sizes are in px of the layout, which Qt multiplies by the scaling of the screen.
"""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtGui import QFont, QFontDatabase

from app.paths import resource_path

FAMILY = "Source Sans 3"
FILES = ("SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf")
"""What the frame is written in: known before the first paint."""
OTHER_FILES = ("SourceSans3-It.ttf", "SourceSans3-Bold.ttf")
"""What some pages use: known after it."""
_NORMAL, _SEMIBOLD = QFont.Weight.Normal, QFont.Weight.DemiBold
# role: (px, weight)
ROLES = MappingProxyType(
    {
        "title": (23, _SEMIBOLD),
        "card": (17, _SEMIBOLD),
        "figure": (30, _SEMIBOLD),
        "body": (15, _NORMAL),
        "strong": (15, _SEMIBOLD),  # identity column, buttons, links
        "second": (14, _NORMAL),
        "label": (14, _SEMIBOLD),  # field labels, table head
        "small": (13, _NORMAL),  # key chips, words in charts; nothing is smaller
    }
)


def load_fonts() -> list[str]:
    """Make the fonts of the frame known to Qt; call once, after QApplication.

    Returns:
        The names of the files that could not be loaded: the window then uses the system's font.
    """
    return _load(FILES)


def load_other_fonts() -> list[str]:
    """The same for italic and bold, which no part of the frame uses; call it once the frame stands."""
    return _load(OTHER_FILES)


def _load(names: tuple[str, ...]) -> list[str]:
    failed = []
    for name in names:
        if QFontDatabase.addApplicationFont(str(resource_path("fonts", "source-sans-3", name))) < 0:
            failed.append(name)
    return failed


def font(role: str = "body") -> QFont:
    """The font of a role: title, card, figure, body, strong, second, label, small.

    Raises:
        KeyError: no such role.
    """
    size, weight = ROLES[role]
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setStyleHint(QFont.StyleHint.SansSerif)
    return made
