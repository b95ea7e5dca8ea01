"""Acts on one paper of a dossier: its particulars, another file in the place of one, taking it out, ticking it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.models.dossier import DossierRow
from app.services.document_files import remove_file, replace_file
from app.services.document_kinds import OTHER
from app.services.documents import (
    AttachedFile,
    DocumentData,
    DocumentView,
    attach_document,
    change_document,
    remove_document,
)
from app.services.dossier_checks import SAMPLES
from app.services.dossiers import change_dossier
from app.services.file_store import StoredBlob
from app.services.paper_lines import PaperLine
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.forms.fields import Field

_CHANGES = ("document", "dossier")
Store = Callable[[Sequence[Path], Callable[[list[tuple[str, StoredBlob]]], None]], None]


def choose_file(
    parent: QWidget, files: Sequence[AttachedFile], use: Callable[[AttachedFile], None], at: QPoint
) -> None:
    """A menu of files."""
    menu = QMenu(parent)
    menu.setObjectName("document.files")
    for file in files:
        menu.addAction(file.name.replace("&", "&&")).triggered.connect(partial(_use, use, file))
    menu.popup(at)


def _use(use: Callable[[AttachedFile], None], file: AttachedFile, _checked: bool = False) -> None:
    use(file)


def ask_details(parent: QWidget, desk: Desk, document: DocumentView, kinds: Sequence[tuple[str, str]]) -> ActDialog:
    """What is said of a paper: kind, title, number, who issued it and when, its last day."""
    row = document.row
    choices = tuple(kinds)
    if row.kind not in [kind for kind, _title in choices]:
        choices = (*choices, (row.kind, _("Another paper")))
    if OTHER not in [kind for kind, _title in choices]:
        choices = (*choices, (OTHER, _("Another paper")))

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        data = DocumentData(
            kind=values["kind"],
            title=values["title"],
            number=values["number"],
            issued_on=values["issued_on"],
            issuer=values["issuer"],
            expires_on=values["expires_on"],
            is_original=bool(values["is_original"]),
            sheets=int(values["sheets"]) if values["sheets"] is not None else None,
            criteria=tuple(values["criteria"].replace(",", " ").split()),
            note=values["note"],
        )
        return change_document(session, row.id, data, actor)

    dialog = ActDialog(
        parent,
        desk,
        row.title,
        [
            [
                Field("number", _("Number")),
                Field("issued_on", _("Issued on"), "date"),
                Field("expires_on", _("Expires"), "date", hint=_("Empty: it holds without end.")),
            ],
            [Field("issuer", _("Issued by")), Field("sheets", _("Sheets"), "number", decimals=0, lowest=1)],
            [Field("kind", _("Which paper of the list"), "combo", required=True, choices=choices)],
            [Field("title", _("Title"), required=True)],
            [
                Field("criteria", _("Evidence for criteria"), hint=_("Such as 1.1 3.2")),
                Field("is_original", _("The original is here"), "check"),
            ],
            [Field("note", _("Note"))],
        ],
        _("Save"),
        work,
        values={name: getattr(row, name) for name in _SHOWN},
        changes=_CHANGES,
    )
    dialog.open()
    return dialog


_SHOWN = (
    "number",
    "issued_on",
    "expires_on",
    "issuer",
    "sheets",
    "kind",
    "title",
    "criteria",
    "is_original",
    "note",
)


def ask_replacement(parent: QWidget, desk: Desk, document: DocumentView, at: QPoint, store: Store) -> None:
    """Another file in the place of one of the paper's."""

    def use(old: AttachedFile) -> None:
        dialog = FileDialog(parent, _("Instead of {name}").format(name=old.name))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: store([Path(name)], lambda stored: put(old, stored)))
        dialog.open()

    def put(old: AttachedFile, stored: list[tuple[str, StoredBlob]]) -> None:
        desk.write(
            lambda session, actor: replace_file(session, document.row.id, old.blob.sha256, stored[0], actor),
            changes=_CHANGES,
            on_done=lambda _row: desk.toast(_("The file was replaced; the old one stays in the store.")),
            owner=parent,
        )

    if len(document.files) == 1:
        use(document.files[0])
    else:
        choose_file(parent, document.files, use, at)


def ask_removal(parent: QWidget, desk: Desk, document: DocumentView) -> None:
    """Take a paper, or one file of several, out of the dossier, with a reason."""
    row = document.row
    choices = (("", _("The whole paper")), *((file.blob.sha256, file.name) for file in document.files))
    several = len(document.files) > 1

    def work(session: Any, actor: Any, values: dict[str, Any]) -> None:
        if values.get("file"):
            remove_file(session, row.id, values["file"], actor)
        else:
            remove_document(session, row.id, values["reason"], actor)

    fields = [[Field("reason", _("Reason"), required=True)]]
    if several:
        fields.insert(0, [Field("file", _("What is taken out"), "choice", choices=choices)])
    dialog = ActDialog(
        parent,
        desk,
        _("Take “{title}” out of the dossier").format(title=row.title),
        fields,
        _("Take it out"),
        work,
        changes=_CHANGES,
        text=_("It stays in the journal, and its files stay in the store."),
        on_done=lambda _none: desk.toast(_("Taken out of the dossier.")),
    )
    dialog.open()


def tick(parent: QWidget, desk: Desk, dossier: DossierRow, line: PaperLine) -> None:
    """A paper that lies in the office without a file, or samples: there, or not there again."""
    if line.kind == SAMPLES:
        _ask_samples(parent, desk, dossier, line)
        return
    if line.document is not None:
        if not line.document.files:
            document_id = line.document.row.id
            desk.write(
                lambda session, actor: remove_document(session, document_id, _("not there after all"), actor),
                changes=_CHANGES,
                owner=parent,
            )
        return
    data = DocumentData(line.kind, line.title, is_original=True)
    desk.write(
        lambda session, actor: attach_document(session, dossier.id, data, [], actor), changes=_CHANGES, owner=parent
    )


def _ask_samples(parent: QWidget, desk: Desk, dossier: DossierRow, line: PaperLine) -> None:
    today = desk.today()

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        count = int(values["sample_count"] or 0)
        return change_dossier(session, dossier.id, {"sample_count": count}, actor, today)

    dialog = ActDialog(
        parent,
        desk,
        line.title,
        [[Field("sample_count", _("How many samples are here"), "number", decimals=0, lowest=0)]],
        _("Save"),
        work,
        values={"sample_count": line.samples or 5},
        changes=_CHANGES,
    )
    dialog.open()
