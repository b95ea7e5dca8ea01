"""The notes of both offices on fields of a dossier: asked, answered, settled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.dossier_page import DossierPageData
from app.services.notes import NoteRow, NoteThread, answer_note, reopen_note, resolve_note, write_note
from app.translate import _, format_date
from app.ui import messages
from app.ui.desk import Desk
from app.ui.pages.dossiers.places import route_of_subject, subject_words
from app.ui.pages.dossiers.scrolled_tab import ScrolledTab
from app.ui.pages.dossiers.words import short_office
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import TextLabel

_CHANGES = ("note", "dossier")


class NoteActs:
    """Writing, answering and settling, for the tab and the side panel."""

    def __init__(self, page: QWidget, desk: Desk) -> None:
        self._page, self._desk = page, desk

    def write(self, data: DossierPageData, subject: str) -> None:
        """Ask or remark something on a field."""
        messages.ask_text(
            self._page,
            _("Note on: {subject}").format(subject=subject_words(subject, data)),
            _("The note travels with the dossier; the other office answers it there."),
            _("Write the note"),
            lambda text: self._desk.write(
                lambda session, actor: write_note(session, data.row.id, subject, text, actor), changes=_CHANGES
            ),
            several_lines=True,
        )

    def answer(self, thread: NoteThread) -> None:
        """Answer a question."""
        messages.ask_text(
            self._page,
            _("Answer"),
            thread.question.text,
            _("Answer"),
            lambda text: self._desk.write(
                lambda session, actor: answer_note(session, thread.question.id, text, actor), changes=_CHANGES
            ),
            several_lines=True,
        )

    def settle(self, thread: NoteThread) -> None:
        """Settle a question, or take a settled one up again."""
        change = reopen_note if thread.resolved else resolve_note
        self._desk.write(lambda session, actor: change(session, thread.question.id, actor), changes=_CHANGES)


class NoteBox(QFrame):
    """One question with its answers."""

    def __init__(self, thread: NoteThread, data: DossierPageData, desk: Desk, acts: NoteActs, *, small: bool) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setProperty("ground", "surface2")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 8, 12, 8)
        rows.setSpacing(4)
        head = QHBoxLayout()
        question = thread.question
        head.addWidget(TextLabel(_said_by(question), "label"), 1)
        if thread.resolved:
            badge = Badge(_("Settled"), "ok")
        elif thread.waiting:
            badge = Badge(_("Waits for an answer"), "warn")
        else:
            badge = Badge(_("Answered"), "info")
        rows.addLayout(head)
        (rows if small else head).addWidget(badge)
        words = subject_words(question.subject, data)
        route = route_of_subject(question.subject, data)
        if route is not None:
            rows.addWidget(LinkLabel(words, lambda: desk.go(route)), 0, Qt.AlignmentFlag.AlignLeft)
        else:
            rows.addWidget(TextLabel(words, "strong"))
        rows.addWidget(TextLabel(question.text, "body"))
        for one in thread.answers:
            rows.addWidget(self._answer(one))
        if data.held_here:
            rows.addLayout(self._buttons(thread, acts))

    def _answer(self, one: NoteRow) -> QWidget:
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(12, 2, 0, 2)
        lines.setSpacing(0)
        lines.addWidget(TextLabel(_said_by(one), "second"))
        lines.addWidget(TextLabel(one.text, "body"))
        return holder

    def _buttons(self, thread: NoteThread, acts: NoteActs) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        if not thread.resolved:
            line.addWidget(LinkLabel(_("Answer"), partial(acts.answer, thread), "arrow-bend-up-left"))
        words = _("Take up again") if thread.resolved else _("Settled")
        line.addWidget(LinkLabel(words, partial(acts.settle, thread), "check"))
        line.addStretch(1)
        return line


def _said_by(one: NoteRow) -> str:
    return f"{short_office(one.office_name)}, {format_date(one.asked_at.astimezone().date())}"


class NotesTab(ScrolledTab):
    """All notes of the dossier, those that wait first."""

    def __init__(self, desk: Desk, acts: NoteActs, parent: QWidget) -> None:
        super().__init__(parent)
        self.write_act = self.place_act(Act(self, _("Write a note…"), self._write, "Ctrl+G", "note-pencil"))
        self._desk, self._acts = desk, acts
        self._data: DossierPageData | None = None

    def show_data(self, data: DossierPageData) -> None:
        """Show the notes of a dossier."""
        self._data = data
        self.write_act.setVisible(data.held_here)
        threads = sorted(data.notes, key=lambda one: (one.resolved, not one.waiting))
        parts: list[QWidget] = [NoteBox(one, data, self._desk, self._acts, small=False) for one in threads]
        if not parts:
            words = _("No notes yet.")
            detail = _("A note on a field travels with the dossier and is answered by the other office.")
            parts.append(EmptyState("note-pencil", words, [], detail))
        self.show_column(parts)

    def _write(self) -> None:
        if self._data is not None:
            self._acts.write(self._data, "dossier")


def side_notes(data: DossierPageData, desk: Desk, acts: NoteActs) -> QWidget:
    """The open notes, for the side panel."""
    holder = QWidget()
    rows = QVBoxLayout(holder)
    rows.setContentsMargins(0, 6, 0, 0)
    rows.setSpacing(8)
    head = QHBoxLayout()
    head.addWidget(TextLabel(_("Notes"), "card"), 1)
    if data.held_here:
        head.addWidget(LinkLabel(_("Write"), lambda: acts.write(data, "dossier"), "note-pencil"))
    rows.addLayout(head)
    for thread in [one for one in data.notes if not one.resolved][:3]:
        rows.addWidget(NoteBox(thread, data, desk, acts, small=True))
    return holder
