"""What can be done with a decision: its contents, the signature, the certificates, the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.certificate_files import each_certificate, write_each_certificate
from app.services.certificate_register import CertificateRow
from app.services.certificates import issue_certificates
from app.services.issued_papers import number_series
from app.services.printing.options import PrintOptions
from app.services.printing.safe_names import safe_name
from app.services.product_codes import products_without_code
from app.services.recognition import PAPER_KINDS, SignedDecision, discard_decision, sign_decision
from app.translate import _, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.forms.fields import Field, Help
from app.ui.papers.previews import print_options
from app.ui.papers.sign_dialog import sign_rows, signature_of
from app.ui.papers.writing import draw_paper
from app.ui.tasks import TaskProgress

_STATE = "decision.options"
CHANGES = ("decision", "certificate", "paper", "dossier", "result", "product")


def decision_options(desk: Desk) -> dict[str, str]:
    """What the office chose last for its decisions: fields of ``PrintOptions`` as text."""
    kept = desk.state.get(_STATE)
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def ask_options(parent: QWidget, desk: Desk, on_done: Callable[[], None]) -> ActDialog:
    """Ask for what the decision rests on, who proposed it and who gets it; remembered for the next one too."""
    now = decision_options(desk)
    proposed = "\n".join(PrintOptions().bases)
    rows = [
        [
            Field(
                "bases",
                _("Bases"),
                "long",
                hint=_(
                    "One a line, without “Căn cứ”. The council's decision and the criteria are added by themselves."
                ),
                help=Help(_("The laws and papers that the decision rests on."), proposed),
            )
        ],
        [
            Field(
                "proposed_by",
                _("At the proposal of"),
                hint=_("Left empty: the head of the standing agency, else the chair of the council."),
            )
        ],
        [Field("recipients", _("Recipients"), "long", hint=_("One a line, beside those that the paper itself names."))],
        [
            Field("with_points", _("Print the average points in the list"), "check"),
            Field("by_commune", _("Group the list by commune"), "check"),
        ],
    ]

    def keep(values: Mapping[str, Any]) -> None:
        kept = {name: str(values[name] or "").strip() for name in ("bases", "proposed_by", "recipients")}
        kept |= {name: "1" if values[name] else "" for name in ("with_points", "by_commune")}
        desk.state.set(_STATE, kept)
        on_done()

    dialog = ActDialog(
        parent,
        desk,
        _("Contents of the decision"),
        rows,
        _("Keep"),
        lambda _session, _actor, values: values,
        values={
            "bases": now.get("bases") or proposed,
            "proposed_by": now.get("proposed_by", ""),
            "recipients": now.get("recipients", ""),
            "with_points": now.get("with_points") == "1",
            "by_commune": now.get("by_commune") == "1",
        },
        text=_("The next decision begins with these words too. The Word file can be changed further by hand."),
        on_done=keep,
    )
    dialog.open()
    return dialog


def ask_decision_signature(
    parent: QWidget, desk: Desk, decision_id: str, kind: str, on_done: Callable[[SignedDecision], None]
) -> ActDialog:
    """Ask for number, day, signer and scan of the signed decision; then it has effect."""
    year = desk.today().year
    series = desk.read(lambda session: number_series(session, desk.office.id, PAPER_KINDS[kind], year))
    text = _(
        "Number and day are those on the signed paper. From then on the decision has effect and the products are "
        "recognised; only a later decision changes it."
    )
    without = desk.read(lambda session: products_without_code(session, decision_id)) if kind == "recognise" else []
    if without:
        text += "\n\n" + _(
            "No product code yet: {products}. Enter it in each dossier (“Product code…”): certificates bear it."
        ).format(products=", ".join(without))
    dialog = ActDialog(
        parent,
        desk,
        _("Record the signed decision"),
        sign_rows(parent, year, series.proposed, series.gaps),
        _("Record the signature"),
        lambda session, actor, values: sign_decision(
            session,
            decision_id,
            signature_of(desk, session, values),
            actor,
            desk.library,
            desk.today(),
        ),
        values={"signer_name": desk.office.signer_name, "signer_post": desk.office.signer_post},
        changes=CHANGES,
        text=text,
        on_done=on_done,
    )
    dialog.setObjectName("sign_decision")
    dialog.open()
    return dialog


def ask_discard(parent: QWidget, desk: Desk, decision_id: str, on_done: Callable[[], None]) -> None:
    """Ask why a draft is given up, and give it up."""

    def discard(reason: str) -> None:
        desk.write(
            lambda session, actor: discard_decision(session, decision_id, reason, actor),
            changes=CHANGES,
            on_done=lambda _none: on_done(),
            owner=parent,
        )

    messages.ask_text(
        parent,
        _("Give up this draft?"),
        _("Its products can stand in another decision then. The draft stays in the journal."),
        _("Give up the draft"),
        discard,
        label=_("Reason"),
    )


def issue(desk: Desk, owner: QWidget, decision_id: str, on_done: Callable[[list[CertificateRow]], None]) -> None:
    """Make the certificates of a signed decision; the passphrase is asked for where the code must be signed."""

    def make(sign: Callable[[bytes], bytes] | None) -> None:
        desk.write(
            lambda session, actor: issue_certificates(session, decision_id, actor, desk.library, sign, desk.today()),
            changes=CHANGES,
            on_done=on_done,
            owner=owner,
        )

    if desk.context.settings.certificate.qr:
        desk.with_keys(lambda keys: make(keys.sign))
    else:
        make(None)


def save_as_one(page: QWidget, desk: Desk, target_id: str, name: str) -> None:
    """Ask for a file name and write the certificates into one PDF."""
    dialog = FileDialog(page, _("Save as"), safe_name(name) + ".pdf", _("PDF files") + " (*.pdf)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(".pdf")
    dialog.fileSelected.connect(lambda chosen: write_one(page, desk, target_id, Path(chosen)))
    dialog.open()


def write_one(page: QWidget, desk: Desk, target_id: str, target: Path) -> None:
    """Write the certificates of a decision, or one certificate, into that PDF."""
    options = print_options(desk, {})
    desk.run_long(
        _("Writing certificates"),
        lambda progress: draw_paper(desk, "certificate", target_id, target, options, progress),
        on_done=lambda _done: desk.toast(_("Saved: {name}").format(name=target.name)),
        on_cancel=lambda: desk.toast(_("Stopped; nothing was written.")),
        owner=page,
    )


def save_each(page: QWidget, desk: Desk, target_id: str, name: str) -> None:
    """Ask for a folder and write each certificate into a PDF of its own."""
    dialog = FileDialog(page, _("In which folder?"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda chosen: write_each(page, desk, target_id, Path(chosen), name))
    dialog.open()


def write_each(page: QWidget, desk: Desk, target_id: str, parent: Path, name: str) -> None:
    """Write each certificate of a decision into a new folder below ``parent``."""
    options = print_options(desk, {})

    def told(done: tuple[Path, int]) -> None:
        folder, count = done
        words = ngettext("{count} file saved in {folder}", "{count} files saved in {folder}", count)
        desk.toast(words.format(count=count, folder=folder.name))

    def work(progress: TaskProgress) -> tuple[Path, int]:
        today = desk.today()
        files = desk.read(
            lambda session: each_certificate(session, desk.library, [target_id], today=today, options=options)
        )
        return write_each_certificate(files, parent, name, progress), len(files)

    desk.run_long(
        _("Writing certificates"),
        work,
        on_done=told,
        on_cancel=lambda: desk.toast(_("Stopped; nothing was written.")),
        owner=page,
    )
