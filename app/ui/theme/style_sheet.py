"""The one style sheet of the window, over Fusion; its colours come from the colour table.

States that are not Qt's own are properties: ``kind`` of buttons, ``tone`` and ``role`` of labels, ``wrong`` of inputs
(an error stands below the field), ``card``, ``chip``. A minimum height here beats ``setFixedHeight`` in code.
"""

from __future__ import annotations

from string import Template

from app.paths import resource_path
from app.ui.theme.colours import TOKENS, css, is_dark

_BASE = """
QToolTip { background: $surface; color: $text; border: 1px solid $bstrong; padding: 4px 8px; }
QLabel { background: transparent; color: $text; }
QLabel:disabled { color: $text3; }
QFrame#toast { background: $text; border-radius: 8px; }
QFrame#toast QLabel { color: $bg; }
QLabel[tone="text2"] { color: $text2; }
QLabel[tone="text3"] { color: $text3; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="info"] { color: $info; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="danger"] { color: $danger; }
QLabel[chip="true"] { background: $surface2; color: $text2; border: 1px solid $border; border-radius: 4px;
    padding: 0px 6px; }
QFrame[card="true"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame[ground="nav"] { background: $nav; border: none; }
QFrame[ground="side"] { background: $surface; border: none; border-left: 1px solid $border; }
QFrame[ground="bar"] { background: $surface2; border: none; }
QDialog, QMainWindow, QWidget[ground="page"] { background: $bg; }
QScrollArea, QScrollArea > QWidget, QWidget[ground="none"] { background: transparent; border: none; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar, QMenuBar { background: $bg; color: $text2; }
QGroupBox { border: 1px solid $border; border-radius: 8px; margin-top: 12px; padding: 12px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; color: $text2; }
"""

_BUTTONS = """
QPushButton { background: $surface; color: $text; border: 1px solid $bstrong; border-radius: 6px; padding: 0 12px;
    min-height: 30px; font-size: 15px; font-weight: 600; }
QPushButton:hover { background: $surface2; }
QPushButton:pressed { background: $neutralsoft; }
QPushButton:checked { background: $asoft; color: $accent; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 28px; }
QPushButton:disabled { background: $surface2; color: $text3; border: 1px solid $border; }
QPushButton[kind="primary"] { background: $accent; color: $onaccent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $ahover; border-color: $ahover; }
QPushButton[kind="primary"]:pressed { background: $ahover; }
QPushButton[kind="primary"]:focus { border-color: $ahover; }
QPushButton[kind="primary"]:disabled { background: $surface2; color: $text3; border-color: $border; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; }
QPushButton[kind="danger"]:hover { background: $dangersoft; }
QPushButton[kind="link"], QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent;
    padding: 0 8px; }
QPushButton[kind="link"] { color: $accent; }
QPushButton[kind="quiet"] { color: $text2; font-weight: 400; }
QPushButton[kind="link"]:hover, QPushButton[kind="quiet"]:hover { background: $surface2; }
QPushButton[kind="link"]:hover { color: $ahover; }
QPushButton[kind="link"]:focus, QPushButton[kind="quiet"]:focus { border: 2px solid $accent; padding: 0 7px; }
QPushButton[kind="link"]:disabled, QPushButton[kind="quiet"]:disabled { background: transparent; color: $text3; }
QPushButton[inline="true"] { padding: 0 2px; min-height: 22px; text-align: left; }
QPushButton[inline="true"]:focus { padding: 0 1px; min-height: 20px; }
QPushButton[segment="true"] { border-radius: 0; font-weight: 400; margin-left: -1px; padding: 0 12px;
    border-color: $border; }
QPushButton[segment="true"]:checked { font-weight: 600; background: $asoft; color: $accent; }
QPushButton[segment="true"]:focus { border: 2px solid $accent; padding: 0 11px; }
QPushButton[segment="true"][place="first"], QPushButton[segment="true"][place="only"] {
    border-top-left-radius: 6px; border-bottom-left-radius: 6px; margin-left: 0; }
QPushButton[segment="true"][place="last"], QPushButton[segment="true"][place="only"] {
    border-top-right-radius: 6px; border-bottom-right-radius: 6px; }
QPushButton::menu-indicator { image: url("$controls/caret-down.svg"); subcontrol-position: right center;
    right: 8px; width: 14px; height: 14px; }
QToolButton { background: transparent; color: $text2; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $surface2; color: $text; }
QToolButton:checked { background: $asoft; color: $accent; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton:disabled { color: $text3; }
QToolButton::menu-indicator { image: none; }
"""

_INPUTS = """
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit { background: $surface; color: $text;
    border: 1px solid $bstrong; border-radius: 6px; padding: 0 11px; selection-background-color: $accent;
    selection-color: $onaccent; placeholder-text-color: $text3; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 30px; }
QAbstractSpinBox { max-height: 30px; }
QAbstractSpinBox:focus { max-height: 28px; }
QPlainTextEdit, QTextEdit { padding: 4px 7px; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid $accent; padding: 0 10px;
    min-height: 28px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 3px 6px; }
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only { background: $surface2; color: $text2;
    border-color: $border; }
QLineEdit:read-only:focus, QPlainTextEdit:read-only:focus, QTextEdit:read-only:focus { border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {
    background: $surface2; color: $text3; border: 1px solid $border; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"] { border: 2px solid $danger;
    padding: 0 10px; min-height: 28px; }
QPlainTextEdit[wrong="true"], QTextEdit[wrong="true"] { border: 2px solid $danger; padding: 3px 6px; }
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus { border: none; background: transparent; padding: 0; }
QComboBox { padding-right: 30px; }
QComboBox:focus, QComboBox[wrong="true"] { padding-right: 29px; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit, QComboBox QLineEdit:focus, QAbstractSpinBox QLineEdit:focus {
    border: none; padding: 0; background: transparent; min-height: 0; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 28px; border: none; }
QComboBox::down-arrow { image: url("$controls/caret-down.svg"); width: 16px; height: 16px; }
QComboBox::down-arrow:disabled { image: none; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $bstrong;
    padding: 4px; outline: none; selection-background-color: $asoft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; border-radius: 4px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 24px; border: none;
    background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url("$controls/caret-up.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$controls/caret-down.svg"); width: 12px; height: 12px; }
QCheckBox, QRadioButton { color: $text; spacing: 8px; min-height: 24px; padding: 2px 4px 2px 2px;
    border: 2px solid transparent; border-radius: 6px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $text3; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 16px; height: 16px; border: 1px solid $bstrong;
    border-radius: 4px; background: $surface; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent; border-color: $accent;
    image: url("$controls/check.svg"); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: $accent;
    border-color: $accent; image: url("$controls/dash.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $surface2; border-color: $border; }
QCheckBox::indicator:checked:disabled { image: url("$controls/check-off.svg"); }
QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $bstrong; border-radius: 9px;
    background: $surface; }
QRadioButton::indicator:checked { width: 8px; height: 8px; border: 5px solid $accent; }
QRadioButton::indicator:checked:disabled { border-color: $bstrong; }
"""

_ITEMS = """
QAbstractItemView { background: $surface; color: $text; border: none; outline: none;
    alternate-background-color: $surface; selection-background-color: $asoft; selection-color: $text; }
QTableView { gridline-color: $border; }
QTableView::item, QTreeView::item, QListView::item { padding: 0 8px; border: none; }
QTableView::item { border-bottom: 1px solid $border; }
QTreeView::item, QListView::item { min-height: 32px; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: $asoft; color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text2; border: none; border-bottom: 1px solid $border;
    padding: 0 8px; min-height: 33px; font-size: 14px; font-weight: 600; }
QHeaderView::section:hover { background: $surface2; }
QHeaderView::up-arrow { image: url("$controls/caret-up.svg"); width: 12px; height: 12px; }
QHeaderView::down-arrow { image: url("$controls/caret-down.svg"); width: 12px; height: 12px; }
QTableCornerButton::section { background: $surface; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; border: none; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; border: none; }
QScrollBar::handle { background: $border; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $bstrong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QMenu { background: $surface; color: $text; border: 1px solid $bstrong; padding: 5px; }
QMenu::item { min-height: 32px; padding: 0 12px 0 10px; border-radius: 4px; border: 2px solid transparent; }
QMenu::item:selected { background: $asoft; color: $text; }
QMenu::item:disabled { color: $text3; }
QMenu::icon { padding-left: 10px; }
QMenu::separator { height: 1px; background: $border; margin: 4px 0; }
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $text2; border: none; border-bottom: 3px solid transparent;
    padding: 3px 4px 0 4px; margin-right: 16px; min-height: 32px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom: 3px solid $accent; }
QTabBar::tab:disabled { color: $text3; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QProgressBar { background: $surface2; border: none; border-radius: 4px; min-height: 8px; max-height: 8px;
    color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QCalendarWidget QWidget { background: $surface; color: $text; alternate-background-color: $surface2; }
QCalendarWidget QToolButton { min-height: 26px; font-weight: 600; color: $text; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url("$controls/caret-left.svg"); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url("$controls/caret-right.svg"); }
QCalendarWidget QAbstractItemView::item { padding: 0; border: none; }
QCalendarWidget QAbstractItemView::item:selected { background: $accent; color: $onaccent; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent; selection-color: $onaccent; }
QCalendarWidget QAbstractItemView:disabled { color: $text3; }
"""


def style_sheet() -> str:
    """The style sheet in the colour table of the moment."""
    values = {name: css(name) for name in TOKENS}
    values["controls"] = resource_path("icons", "controls", "dark" if is_dark() else "light").as_posix()
    return Template(_BASE + _BUTTONS + _INPUTS + _ITEMS).substitute(values)
