"""The papers that a practice run prints, where the officer would print them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlmodel import Session

from app.services.certificate_register import CertificateRow
from app.services.demo.case_file import CaseProduct
from app.services.demo.commune_steps import LETTER, next_number, sign
from app.services.demo.world import DemoOffice
from app.services.printing.printing import write_paper
from app.services.round_lock import visible_points
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime


class PaperDesk:
    """Prints into one folder; every method returns the names of what it wrote."""

    def __init__(self, folder: Path, library: RuleLibrary) -> None:
        self.folder = folder
        self.library = library
        folder.mkdir(parents=True, exist_ok=True)

    def _print(self, office: DemoOffice, kind: str, ids: list[str], name: str, day: dt.date) -> str:
        path = self.folder / name
        with office.on(day), office.database.reading() as session:
            write_paper(session, self.library, kind, ids, path, today=day)
        return path.name

    def commune_papers(self, office: DemoOffice, dossier_id: str, name: str, regime: Regime, day: dt.date) -> list[str]:
        """The forms of one dossier: registration, self-assessment, and the commune's report where there is one."""
        printed = [
            self._print(office, "registration_form", [dossier_id], f"{name}-phieu-dang-ky.pdf", day),
            self._print(office, "self_assessment", [dossier_id], f"{name}-tu-danh-gia.pdf", day),
        ]
        step = regime.step("commune")
        if step is not None and "assess_items" in step.tasks:
            printed.append(self._print(office, "commune_report", [dossier_id], f"{name}-bao-cao-cap-xa.pdf", day))
            printed.append(self._print(office, "commune_report", [dossier_id], f"{name}-bao-cao-cap-xa.docx", day))
        return printed

    def proposal(self, office: DemoOffice, dossier_ids: list[str], day: dt.date) -> list[str]:
        """The letter that proposes the dossiers, signed under one number, as PDF and DOCX."""
        self._sign_letter(office, dossier_ids, day)
        stem = f"{office.spec.code}-{day:%Y%m%d}-de-nghi"
        return [self._print(office, "proposal_letter", dossier_ids, f"{stem}.{kind}", day) for kind in ("pdf", "docx")]

    def letter_upward(self, office: DemoOffice, dossier_ids: list[str], day: dt.date) -> list[str]:
        """The scoring office's own letter with the dossiers that go on, signed under its own number."""
        self._sign_letter(office, dossier_ids, day)
        stem = f"{office.spec.code}-{day:%Y%m%d}-chuyen-cap-tren"
        return [self._print(office, "proposal_letter", dossier_ids, f"{stem}.pdf", day)]

    def _sign_letter(self, office: DemoOffice, dossier_ids: list[str], day: dt.date) -> None:
        """The office's one letter for all these dossiers: one number, one day."""

        def signed(session: Session) -> None:
            number = next_number(session, office, "proposal_letter", day)
            for dossier_id in dossier_ids:
                sign(session, office, LETTER, dossier_id, number, day)

        office.act(day, signed)

    def minutes(self, office: DemoOffice, hand_over_id: str, day: dt.date) -> list[str]:
        name = f"{office.spec.code}-{hand_over_id[:8]}-bien-ban-ban-giao.pdf"
        return [self._print(office, "hand_over_minutes", [hand_over_id], name, day)]

    def round_papers(
        self, office: DemoOffice, round_id: str, entries: list[tuple[str, CaseProduct]], day: dt.date
    ) -> list[str]:
        """The summary of the round's points, and for three dossiers a sheet, blank and as one member filled it in."""
        printed = [self._print(office, "ranking_summary", [round_id], f"tong-hop-diem-{round_id[:8]}.pdf", day)]
        with office.database.reading() as session:
            sheets = visible_points(session, round_id, office.actor)
        filled = {sheet.dossier_id: sheet.sheet_id for sheet in reversed(sheets)}
        for dossier_id, product in entries[:3]:
            blank, sheet = f"{product.id}-phieu-cham-trong.pdf", f"{product.id}-phieu-cham.pdf"
            printed.append(self._print(office, "score_sheet_blank", [dossier_id], blank, day))
            printed.append(self._print(office, "score_sheet", [filled[dossier_id]], sheet, day))
        return printed

    def decision_papers(
        self, office: DemoOffice, decision_id: str, issued: list[CertificateRow], day: dt.date
    ) -> list[str]:
        """The decision with its appendix, and all its certificates in one file."""
        printed = [self._print(office, "recognition_decision", [decision_id], f"quyet-dinh-{decision_id[:8]}.pdf", day)]
        if issued:
            ids = [row.id for row in issued]
            printed.append(self._print(office, "certificate", ids, f"giay-chung-nhan-{decision_id[:8]}.pdf", day))
        return printed
