"""A whole folder of papers: what would be taken as what, before anything is copied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services.document_folder import (
    FolderPlan,
    StoredFolder,
    attach_stored,
    held_files,
    plan_folder,
    store_planned,
    with_kind,
)
from app.services.document_kinds import OTHER
from app.services.rules.regime import DocumentKind
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.dossiers.file_cell import size_words
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel

_CHANGES = ("document", "dossier")


def ask_folder(parent: QWidget, desk: Desk, dossier_id: str, folder: Path, kinds: tuple[DocumentKind, ...]) -> None:
    """Look a folder through in the background, then show its plan."""
    held = desk.read(lambda session: held_files(session, dossier_id))

    def show(plan: FolderPlan) -> None:
        FolderDialog(parent, desk, dossier_id, plan, kinds).open()

    desk.run_long(
        _("Looking through {name}").format(name=folder.name),
        lambda progress: plan_folder(folder, kinds, held, progress),
        on_done=show,
        owner=parent,
    )


class FolderDialog(QDialog):
    """The plan of a folder: what is ticked is taken; F2 says which paper it is."""

    def __init__(
        self, parent: QWidget, desk: Desk, dossier_id: str, plan: FolderPlan, kinds: Sequence[DocumentKind]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("folder_dialog")
        self._desk, self._dossier_id, self._owner = desk, dossier_id, parent
        self._documents = list(plan.documents)
        self._skipped = plan.skipped
        self._kinds = [(kind.kind, kind.title) for kind in kinds if not kind.physical]
        self._kinds.append((OTHER, _("Another paper")))
        self.setWindowTitle(_("Take a folder"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addWidget(TextLabel(_("What is taken from {name}").format(name=plan.folder.name), "card"))
        rows.addWidget(TextLabel(self._said(), "body", tone="text2"))
        self.source = ListSource()
        columns = [
            Column("tick", "", "check", 34),
            Column("kind", _("Taken as"), width=260, stretch=True),
            Column("files", _("Files"), width=230),
            Column("size", _("Size"), width=90, align="right"),
            Column("warning", _("To be looked at"), width=180),
        ]
        self.table = TableView(desk, "folder", columns, self.source, title=_("Files of the folder"), edits=True)
        self.source.use_columns(columns)
        self.table.edited.connect(self._edit)
        self.table.opened.connect(self._edit)
        rows.addWidget(self.table, 1)
        self.take_act = Act(self, "", self._take, "Ctrl+Return", "folder-plus")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        leave = QPushButton(_("Leave it") + "   Esc", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        buttons.addWidget(leave)
        buttons.addWidget(ActButton(self.take_act, "primary", parent=self))
        rows.addLayout(buttons)
        self.table.checked.connect(lambda _idents: self._count())
        self._fill()
        self.table.set_checked([str(place) for place in range(len(self._documents))])
        self._count()
        room = parent.window().size()
        self.resize(min(920, room.width() - 40), min(560, room.height() - 40))
        self.table.setFocus()

    def _said(self) -> str:
        count = len(self._documents)
        words = ngettext("{count} paper is found.", "{count} papers are found.", count).format(count=count)
        if self._skipped:
            left = ngettext("{count} file is left out: ", "{count} files are left out: ", len(self._skipped))
            words += " " + left.format(count=len(self._skipped))
            words += "; ".join(f"{one.name} ({_(one.reason)})" for one in self._skipped[:3])
            words += "…" if len(self._skipped) > 3 else ""
        return words

    def _fill(self) -> None:
        titles = dict(self._kinds)
        self.source.set_rows(
            {
                "id": str(place),
                "kind": one.title if one.kind == OTHER else titles.get(one.kind, one.title),
                "files": one.files[0].name + (f", +{len(one.files) - 1}" if len(one.files) > 1 else ""),
                "size": size_words(sum(file.size for file in one.files)),
                "warning": next((_(file.warning) for file in one.files if file.warning), ""),
            }
            for place, one in enumerate(self._documents)
        )
        self.table.reload()

    def _count(self) -> None:
        count = len(self.table.checked_ids())
        words = ngettext("Take {count} paper", "Take {count} papers", count).format(count=count)
        self.take_act.set_words(words)
        self.take_act.setEnabled(bool(count))

    def _edit(self, ident: str) -> None:
        place = int(ident)
        one = self._documents[place]

        def work(_session: Any, _actor: Any, values: dict[str, Any]) -> None:
            kind = values["kind"]
            title = values["title"] or dict(self._kinds).get(kind, one.title)
            self._documents[place] = with_kind(one, kind, title)

        dialog = ActDialog(
            self,
            self._desk,
            one.files[0].name,
            [
                [Field("kind", _("Which paper of the list"), "combo", required=True, choices=tuple(self._kinds))],
                [Field("title", _("Title"))],
            ],
            _("Take it as this"),
            work,
            values={"kind": one.kind, "title": one.title},
            on_done=lambda _none: self._fill(),
        )
        dialog.open()

    def _take(self) -> None:
        chosen = sorted(int(ident) for ident in self.table.checked_ids())
        documents = [self._documents[place] for place in chosen]
        desk, dossier_id, owner = self._desk, self._dossier_id, self._owner
        store = desk.context.store

        def attach(stored: StoredFolder) -> None:
            def said(rows: Sequence[Any]) -> None:
                count = len(rows)
                words = ngettext("{count} paper was taken.", "{count} papers were taken.", count)
                desk.toast(words.format(count=count))

            desk.write(
                lambda session, actor: attach_stored(session, dossier_id, stored, actor),
                changes=_CHANGES,
                on_done=said,
                owner=owner,
            )
            for _name, error in stored.failed[:1]:
                desk.show_error(error)

        self.accept()
        desk.run_long(
            _("Copying the papers of the folder"),
            lambda progress: store_planned(documents, store, progress),
            on_done=attach,
            owner=owner,
        )
