"""The parts that pages are made of; they take colours and fonts from the theme."""

from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge, badge_width, paint_badge, paint_mark
from app.ui.widgets.buttons import ActButton, LinkLabel, MenuButton
from app.ui.widgets.card import Card
from app.ui.widgets.count_card import CountCard
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import CutLabel, Hairline, KeyChip, TextLabel
from app.ui.widgets.missing_panel import MissingLine, MissingPanel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.stars import Stars, paint_stars, stars_text, stars_width
from app.ui.widgets.steps import Steps, WizardFrame
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import Segmented, TabStrip
from app.ui.widgets.track import Holding, Track, TrackMove

__all__ = [
    "Act",
    "ActButton",
    "Badge",
    "Card",
    "CountCard",
    "CutLabel",
    "EmptyState",
    "Hairline",
    "Holding",
    "KeyChip",
    "LinkLabel",
    "MenuButton",
    "MissingLine",
    "MissingPanel",
    "PageHeader",
    "Segmented",
    "SidePanel",
    "Stars",
    "Steps",
    "Strip",
    "TabStrip",
    "TextLabel",
    "Track",
    "TrackMove",
    "VScroll",
    "WizardFrame",
    "badge_width",
    "paint_badge",
    "paint_mark",
    "paint_stars",
    "stars_text",
    "stars_width",
]
