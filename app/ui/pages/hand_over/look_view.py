"""What a bundle would change here, dossier by dossier; nothing is written yet."""

from __future__ import annotations

from collections import Counter
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.bundles.envelope import Envelope
from app.services.bundles.look import LookReport
from app.services.bundles.verdicts import TAKEABLE, Verdict
from app.services.letters.enclosures import EnclosureVerdict
from app.services.names import record_names, state_name
from app.translate import N_, _, format_datetime, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over.enclosed_view import EnclosedView, enclosed_words, show_enclosure
from app.ui.pages.hand_over.find_view import made_at
from app.ui.pages.hand_over.pick_view import clear
from app.ui.pages.hand_over.words import dossiers_text, files_text
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import Segmented

KINDS = {
    "new": (N_("New"), "ok"),
    "changed": (N_("Changed"), "info"),
    "conflict": (N_("In conflict"), "warn"),
    "fork": (N_("Kept beside"), "warn"),
    "already_here": (N_("Already here"), "neutral"),
    "refused": (N_("Refused"), "danger"),
}

_LEAST = 108  # the head and a row and a half


class LookView(QWidget):
    """Who signed, how many of each verdict, the table with ticks."""

    changed = Signal()
    pointed = Signal()
    """Another row is chosen, of the dossiers or of what is enclosed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.report: LookReport | None = None
        self._narrow = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        self.signer = Strip("", "ok", icon="seal-check")
        self.signer.setObjectName("import.signer")
        rows.addWidget(self.signer)
        self.gaps = Strip("", "warn")
        self.gaps.hide()
        rows.addWidget(self.gaps)
        self.enclosed_act = Act(self, "", self._turn, "Ctrl+E", "envelope-simple")
        self.beside = Strip("", "info", self.enclosed_act, icon="envelope-simple")
        self.beside.setObjectName("import.beside")
        self.beside.hide()
        rows.addWidget(self.beside)
        self.enclosed = EnclosedView(desk)
        self.enclosed.hide()
        rows.addWidget(self.enclosed, 1)
        line = QHBoxLayout()
        self.kinds = Segmented()
        line.addWidget(self.kinds)
        line.addStretch(1)
        self.hint = TextLabel(_("Space ticks what is taken"), "second", wrap=False)
        line.addWidget(self.hint)
        rows.addLayout(line)
        columns = (
            Column("check", "", "check", 44),
            Column("product", _("Product"), "two_line", 220, stretch=True),
            Column("verdict", _("Verdict"), "badge", 130),
            Column("why", _("What it means"), "text", 240),
            Column("files", _("Files"), "number", 70),
        )
        self.table = TableView(
            desk,
            "import.dossiers",
            columns,
            ListSource(),
            title=_("Dossiers in the bundle"),
            counted=dossiers_text,
            keys=[_("Space tick"), _("Ctrl+F filter"), _("Ctrl+C copy as a table")],
        )
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # the room that is left
        self.table.setMinimumHeight(_LEAST)
        rows.addWidget(self.table, 1)
        self.table.checked.connect(lambda _idents: self.changed.emit())
        for view in (self.table, self.enclosed):
            view.selected.connect(lambda _idents: self.pointed.emit())
        self.kinds.changed.connect(lambda _name: self._fill())
        self.setFocusProxy(self.table)

    def show_report(self, report: LookReport) -> None:
        """Show a look; what needs no choice of a person is ticked."""
        self.report = report
        self.enclosed.show_enclosed(report.enclosures)
        self.beside.setVisible(bool(report.enclosures and report.verdicts))
        self._show_enclosed(not report.verdicts)
        self._say_signer(report)
        counts = Counter(str(verdict.kind) for verdict in report.verdicts)
        shown = [(kind, f"{_(KINDS[kind][0])} {counts[kind]}") for kind in KINDS if counts[kind]]
        self.kinds.set_tabs([("", f"{_('All')} {len(report.verdicts)}"), *shown])
        self.kinds.set_current("")
        self._fill()
        self.table.set_checked(report.taken_unasked)
        first = report.verdicts[0].dossier_id if report.verdicts else ""
        self.table.select(first)

    def _say_signer(self, report: LookReport) -> None:
        envelope = report.envelope
        words = _("{office} signed it on {time}, for this office")
        self.signer.set_text(
            words.format(office=envelope.sender.name, time=format_datetime(made_at(envelope))),
            "ok",
            "" if self._narrow else _signer_line(report),
        )
        missing = report.missing_sequences
        self.gaps.setVisible(bool(missing))
        if missing:
            words = ngettext(
                "Number {numbers} of this office has not come yet.",
                "Numbers {numbers} of this office have not come yet.",
                len(missing),
            )
            advice = _("Ask whether a stick is still on its way. This bundle can be taken all the same.")
            self.gaps.set_text(
                words.format(numbers=", ".join(map(str, missing[:12]))), "warn", "" if self._narrow else advice
            )

    def _turn(self) -> None:
        """From the dossiers to what is enclosed, and back."""
        if self.report is not None and self.report.verdicts and self.report.enclosures:
            self._show_enclosed(self.enclosed.isHidden())
            self.setFocus()  # its proxy has them

    def _show_enclosed(self, shown: bool) -> None:
        self.enclosed.setVisible(shown)
        self.table.setHidden(shown)
        for part in (self.kinds, self.hint):
            part.setVisible(not shown and not self._narrow)
        self.setFocusProxy(self.enclosed if shown else self.table)
        self.pointed.emit()
        self.enclosed_act.set_words(_("Back to the dossiers") if shown else _("See what is enclosed"))
        if self.report is not None and self.report.enclosures:
            refused = sum(one.standing.kind == "refused" for one in self.report.enclosures)
            detail = ngettext("{count} of it is not taken.", "{count} of them are not taken.", refused)
            self.beside.set_text(
                _("Enclosed: {what}").format(what=enclosed_words(self.report.enclosures)),
                "warn" if refused else "info",
                detail.format(count=refused) if refused else "",
            )

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room it goes to the rows."""
        self._narrow = narrow
        for part in (self.kinds, self.hint):
            part.setVisible(not narrow and self.enclosed.isHidden())
        for foot in (self.table.foot, self.enclosed.foot):
            foot.setVisible(not narrow)
        if self.report is not None:
            self._say_signer(self.report)

    def ticked(self) -> list[str]:
        """The dossiers to take, in the order of the bundle."""
        if self.report is None:
            return []
        idents = set(self.table.checked_ids())
        return [ident for ident in self.report.takeable if ident in idents]

    @property
    def chosen(self) -> Verdict | None:
        """The dossier that is chosen, while the dossiers are shown."""
        if self.report is None or self.table.isHidden():
            return None
        ident = next(iter(self.table.selected_ids()), "")
        return next((one for one in self.report.verdicts if one.dossier_id == ident), None)

    @property
    def chosen_enclosure(self) -> EnclosureVerdict | None:
        """What is chosen of the enclosed, while that is shown."""
        if self.report is None or self.enclosed.isHidden():
            return None
        place = next(iter(self.enclosed.selected_ids()), "")
        return self.report.enclosures[int(place)] if place else None

    def _fill(self) -> None:
        if self.report is None:
            return
        kind = self.kinds.current()
        files = {one.id: len(one.files) for one in self.report.index.dossiers}
        wanted = [one for one in self.report.verdicts if not kind or one.kind == kind]
        self.table.set_source(ListSource([_row(one, files.get(one.dossier_id, 0)) for one in wanted]))


def _signer_line(report: LookReport) -> str:
    envelope: Envelope = report.envelope
    parts = [
        _("number {number} of this pair").format(number=envelope.sequence),
        _("{files}, every checksum right").format(files=files_text(envelope.counts.files)),
        _("sealed") if envelope.encrypted else _("open, not sealed"),
        "" if report.staged.signer_known else _("key confirmed just now"),
    ]
    return " · ".join(part for part in parts if part)


def _row(verdict: Verdict, files: int) -> dict[str, object]:
    word, grade = KINDS[verdict.kind]
    return {
        "id": verdict.dossier_id,
        "check": "" if verdict.kind in TAKEABLE else None,
        "product": (verdict.product, verdict.producer),
        "verdict": (_(word), grade),
        "why": meaning(verdict),
        "files": files,
    }


def meaning(verdict: Verdict) -> str:
    """The verdict in a few words."""
    if verdict.said:
        return verdict.said
    if verdict.kind == "new":
        return _("not known here yet")
    return _("{count} records newer").format(count=len(verdict.changes)) if verdict.changes else _("its state changes")


class VerdictDetails:
    """The side card: one dossier's verdict in full."""

    def __init__(self, layout: QVBoxLayout, desk: Desk) -> None:
        self._rows, self._desk = layout, desk

    def show_chosen(self, look: LookView) -> None:
        """Show what is chosen in the look; nothing empties the card."""
        clear(self._rows)
        if look.chosen is not None:
            self._show_verdict(look.chosen)
        elif look.chosen_enclosure is not None:
            show_enclosure(self._rows, look.chosen_enclosure)

    def _show_verdict(self, verdict: Verdict) -> None:
        word, grade = KINDS[verdict.kind]
        self._rows.addWidget(TextLabel(verdict.product, "strong"))
        self._rows.addWidget(TextLabel(verdict.producer, "second"))
        self._rows.addWidget(Strip(_(word), grade, detail=verdict.said))
        if verdict.kind in TAKEABLE and verdict.status:
            words = _("Once taken it is here in the state “{state}”.")
            self._rows.addWidget(TextLabel(words.format(state=state_name(verdict.status))))
        for sign, title in (("+", _("Comes with")), ("~", _("Newer than here"))):
            names = Counter(change[1:] for change in verdict.changes if change[0] == sign)
            if names:
                self._rows.addWidget(TextLabel(title, "label"))
                said = [
                    f"{record_names([name])}" + (f" ({count})" if count > 1 else "") for name, count in names.items()
                ]
                self._rows.addWidget(TextLabel(", ".join(said)))
        advice = _advice(verdict)
        if advice:
            self._rows.addWidget(TextLabel(advice, "second"))
        if verdict.kind in ("conflict", "already_here", "changed"):
            route = Route("dossier", verdict.dossier_id)
            self._rows.addWidget(LinkLabel(_("Open what is here"), partial(self._desk.go, route), "folder-open"))
        for warning in verdict.warnings:
            name, _colon, message = warning.rpartition(": ")
            self._rows.addWidget(Strip(name, "warn", detail=_(message)))


def _advice(verdict: Verdict) -> str:
    if verdict.kind == "conflict":
        return _("It is not taken: what is here stays as it is. Call the sender and agree whose dossier goes on.")
    if verdict.kind == "refused":
        return _("It is not taken. Tell the sender the reason above; the others can be taken all the same.")
    return ""
