"""The second step of a hand-over: onto which stick, to whom, sealed or open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.sticks import StoragePlace, folder_place
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.hand_over.choice_list import ChoiceList, Option
from app.ui.pages.hand_over.receiver_box import ReceiverBox
from app.ui.pages.hand_over.stick_watch import remember_folder
from app.ui.pages.hand_over.words import place_detail, size_text
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip

_ICONS = {"stick": "usb", "folder": "folder", "downloads": "download-simple"}


class TargetView(QWidget):
    """Places found by themselves or chosen by hand; the receiving office; whether the bundle is sealed."""

    changed = Signal()

    def __init__(self, page: QWidget, desk: Desk, *, on_paper: bool = False) -> None:
        super().__init__()
        self._on_paper = on_paper
        self._desk, self._page = desk, page
        self._places: list[StoragePlace] = []
        self._extra: list[StoragePlace] = []
        self._needed = 0
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(TextLabel(_("Write onto"), "card"))
        self.places = ChoiceList("export.places")
        self.places.setAccessibleName(_("Where the bundle is written"))
        self.places.changed.connect(lambda _name: self._on_place())
        self._none = Strip("", "info", icon="usb")
        self._none.set_text(_("No stick is in."), "info", _("Put one in: it shows here by itself."))
        rows.addWidget(self._none)
        rows.addWidget(self.places)
        self.parts = Strip("", "info", icon="stack")
        self.parts.setObjectName("export.parts")
        self.parts.hide()
        rows.addWidget(self.parts)
        line = QHBoxLayout()
        self.folder_act = Act(page, _("Choose another folder…"), self.ask_folder, "Ctrl+O", "folder-open")
        line.addWidget(ActButton(self.folder_act, "link"))
        line.addStretch(1)
        line.addWidget(TextLabel(_("A stick that is put in shows by itself"), "second", wrap=False))
        rows.addLayout(line)
        rows.addSpacing(4)
        rows.addWidget(TextLabel(_("Receiving office"), "card"))
        self.receiver = ReceiverBox(page, desk, on_paper=on_paper)
        self.receiver.changed.connect(self.changed)
        rows.addWidget(self.receiver)
        self.sealed = QCheckBox(_("Sealed: only the receiving office can open it"))
        self.sealed.setObjectName("export.sealed")
        self.sealed.setChecked(desk.context.settings.encrypt_by_default)
        self.sealed.toggled.connect(self._on_sealed)
        self.receiver.body.addWidget(self.sealed)
        self._open = Strip("", "warn")
        self._open.set_text(
            _("Whoever finds the stick can read everything in it, identity numbers too."),
            "warn",
            _("That it went open is recorded with your name."),
        )
        self.receiver.body.addWidget(self._open)
        rows.addStretch(1)
        self.sealed.setVisible(not on_paper)
        self._on_sealed(self.sealed.isChecked())

    def set_places(self, places: Sequence[StoragePlace]) -> None:
        """What is there now; a place that has gone is no longer chosen."""
        self._places = list(places)
        self._show_places()

    def set_needed(self, size: int) -> None:
        """About how many bytes the bundle takes."""
        self._needed = size
        self._show_places()

    def add_folder(self, folder: Path) -> None:
        """Offer a folder chosen by hand, and choose it."""
        place = folder_place(folder)
        if place is None:
            return
        self._extra = [place, *(one for one in self._extra if one.path != folder)]
        remember_folder(self._desk, folder)
        self._show_places(str(folder))
        self.changed.emit()

    def ask_folder(self) -> None:
        """Let the person choose a folder."""
        dialog = FileDialog(self._page, _("Choose a folder"))
        dialog.setObjectName("export.folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.add_folder(Path(name)))
        dialog.open()

    @property
    def place(self) -> StoragePlace | None:
        """The place chosen, as it was when it was last looked at."""
        return self._all().get(self.places.current())

    def _all(self) -> dict[str, StoragePlace]:
        return {str(one.path): one for one in (*self._extra, *self._places)}

    def _show_places(self, chosen: str = "") -> None:
        known = self._all()
        order = sorted(known, key=lambda path: (known[path].kind != "stick", path != chosen))
        now = chosen or self.places.current()
        if now not in known:
            fits = [path for path in order if known[path].kind == "stick" and self._stops(known[path]) == ""]
            now = fits[0] if len(fits) == 1 else ""
        self.places.set_options([self._option(known[path]) for path in order], now)
        self._none.setVisible(not any(one.kind == "stick" for one in known.values()))
        self._tell_parts()

    def _tell_parts(self) -> None:
        """Before writing: that the bundle will be several files, where one would be too large for the stick."""
        place = self.place
        largest = place.largest if place is not None else None
        is_split = largest is not None and self._needed > largest and not self._on_paper
        self.parts.setVisible(is_split)
        if largest is None or not is_split or place is None:
            return
        words = ngettext("It will be {count} file", "It will be {count} files", -(-self._needed // largest))
        detail = _("On {name} ({system}) a file has at most {size}. All of them belong together; taking one takes all.")
        self.parts.set_text(
            words.format(count=-(-self._needed // largest)),
            "info",
            detail.format(name=place.name, system=place.file_system.upper(), size=size_text(largest)),
        )

    def _option(self, place: StoragePlace) -> Option:
        stops = self._stops(place)
        return Option(
            name=str(place.path),
            title=place.name,
            detail=place_detail(place),
            note=_("{size} free").format(size=size_text(place.free)),
            state=stops or _("Enough room"),
            grade="danger" if stops else "ok",
            icon=_ICONS[place.kind],
        )

    def _stops(self, place: StoragePlace) -> str:
        if not place.is_writable:
            return _("Cannot be written")
        if place.free < self._needed:
            return _("{size} too little").format(size=size_text(self._needed - place.free))
        return ""

    def what_stops(self) -> tuple[str, str]:
        """The sentence that says why writing cannot begin, and what to do; empty: it can."""
        place = self.place
        if place is None:
            return _("Choose where the bundle is written."), _("Put a stick in, or choose a folder.")
        stops = self._stops(place)
        if stops:
            return f"{place.name}: {stops}.", _("Choose another stick, or make room on this one.")
        if self.receiver.office is None:
            advice = _("Write down its name and code.") if self._on_paper else ""
            return (
                _("The receiving office is not known here."),
                advice or _("Read its office card, or hand over on paper."),
            )
        if self._on_paper:
            return "", ""
        if self.sealed.isChecked() and self.receiver.key != "confirmed":
            return (
                _("The bundle cannot be sealed for {office} yet.").format(office=self.receiver.office.name),
                _("Read its office card and compare the fingerprint, or leave the bundle open."),
            )
        return "", ""

    def _on_place(self) -> None:
        self._tell_parts()
        self.changed.emit()

    def _on_sealed(self, sealed: bool) -> None:
        self._open.setVisible(not sealed and not self._on_paper)
        self.changed.emit()
