"""The papers of a dossier: shown as they are printed, counted as printed, and their signature entered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.services.dossier_page import DossierPageData
from app.services.issued_papers import mark_printed, number_series
from app.services.office_papers import LETTER, sign_letter
from app.services.printing.printing import PAPER_KINDS
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.papers.previews import preview_paper
from app.ui.papers.sign_dialog import sign_rows, signature_of

_CHANGES = ("paper", "dossier", "document")


def can_write_letter(desk: Desk, data: DossierPageData) -> bool:
    """Whether this office sends the dossier up with a letter of its own, which is not signed yet."""
    step = data.regime.step(desk.office.level)  # type: ignore[arg-type]
    proposes = step is not None and bool({"propose", "pass_up"} & set(step.tasks))
    return data.held_here and proposes and not letter_signed(desk, data)


def letter_signed(desk: Desk, data: DossierPageData) -> bool:
    """Whether this office's letter on the dossier is signed."""
    return any(one.kind == LETTER and one.office_id == desk.office.id and one.status == "signed" for one in data.issued)


def paper_kinds(data: DossierPageData) -> list[str]:
    """The papers that can be made of the dossier here."""
    kinds = ["registration_form", "self_assessment"]
    if data.regime.commune_items:
        kinds.append("commune_report")
    kinds += [LETTER, "document_index"]
    if data.scores_here and data.row.set_id:
        kinds.append("score_sheet_blank")
    return kinds


def open_print_menu(parent: QWidget, desk: Desk, data: DossierPageData, at: QPoint) -> QMenu:
    """Ctrl+P: the papers, and what their life needs."""
    menu = QMenu(parent)
    menu.setObjectName("dossier.print_menu")
    for number, kind in enumerate(paper_kinds(data), 1):
        act = menu.addAction(f"&{number}  " + _(PAPER_KINDS[kind].title))
        act.setObjectName(f"print.{kind}")
        act.triggered.connect(partial(_preview, desk, data, kind))
    own = [one for one in data.issued if one.office_id == desk.office.id]
    if own:
        menu.addSeparator()
    for one in own:
        title = _(PAPER_KINDS[one.kind].title) if one.kind in PAPER_KINDS else one.title
        words = _("Count a printing: {title} (so far {count})").format(title=title, count=one.printed_count)
        menu.addAction(words).triggered.connect(partial(_count, desk, parent, one.id))
    if can_write_letter(desk, data):
        menu.addSeparator()
        menu.addAction(_("The letter of proposal is signed…")).triggered.connect(
            partial(_sign, parent, desk, data.row.id)
        )
    menu.popup(at)
    menu.setActiveAction(menu.actions()[0])
    return menu


def _preview(desk: Desk, data: DossierPageData, kind: str, _checked: bool = False) -> None:
    preview_paper(desk, kind, [data.row.id] if kind == LETTER else data.row.id)


def _count(desk: Desk, parent: QWidget, paper_id: str, _checked: bool = False) -> None:
    desk.write(
        lambda session, actor: mark_printed(session, paper_id, actor),
        changes=_CHANGES,
        on_done=lambda _count: desk.toast(_("Counted: one more copy.")),
        owner=parent,
    )


def _sign(parent: QWidget, desk: Desk, dossier_id: str, _checked: bool = False) -> None:
    ask_letter_signature(parent, desk, [dossier_id])


def ask_letter_signature(parent: QWidget, desk: Desk, dossier_ids: Sequence[str]) -> ActDialog:
    """The letter was signed: number, day, signer, scan, for all its dossiers at once."""
    ids = list(dossier_ids)
    today = desk.today()
    series = desk.read(lambda session: number_series(session, desk.office.id, LETTER, today.year))

    def work(session: Any, actor: Any, values: dict[str, Any]) -> None:
        sign_letter(session, ids, signature_of(desk, session, values), actor, desk.library, today)

    count = ngettext("It is for {count} dossier.", "It is for {count} dossiers.", len(ids)).format(count=len(ids))
    dialog = ActDialog(
        parent,
        desk,
        _("The letter of proposal is signed"),
        sign_rows(parent, today.year, series.proposed, series.gaps),
        _("Record the signature"),
        work,
        values={"signer_name": desk.office.signer_name, "signer_post": desk.office.signer_post, "dated": today},
        changes=_CHANGES,
        text=_("A paper takes effect once it is signed; number and day are those that stand on it.") + " " + count,
        on_done=lambda _none: desk.toast(_("The letter is signed.")),
    )
    dialog.open()
    return dialog
