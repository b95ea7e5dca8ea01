"""How the window looks: colours, fonts, icons, and the style sheet that is made of them."""

from app.ui.theme.apply import apply_theme
from app.ui.theme.colours import colour, css, follow_system, is_dark, set_dark, soft, system_is_dark
from app.ui.theme.fonts import font, load_fonts, load_other_fonts
from app.ui.theme.icons import app_icon, icon, icon_pixmap

__all__ = [
    "app_icon",
    "apply_theme",
    "colour",
    "css",
    "follow_system",
    "font",
    "icon",
    "icon_pixmap",
    "is_dark",
    "load_fonts",
    "load_other_fonts",
    "set_dark",
    "soft",
    "system_is_dark",
]
