"""From a look at a bundle to the choice between both versions of its dossiers: what is in conflict is kept first."""

from __future__ import annotations

from pathlib import Path

from app.services.bundles.look import LookReport
from app.services.bundles.verdicts import BOTH_CHANGED
from app.services.conflicts.keeping import keep_conflicts
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.tasks import TaskProgress
from app.ui.widgets.act import Act
from app.ui.widgets.strip import Strip


class ConflictLink(Strip):
    """A strip over the dossiers of a bundle, shown where at least one was changed here and there."""

    def __init__(self, page: Page, desk: Desk) -> None:
        self._act = Act(page, _("Choose place by place…"), self.go, "Ctrl+Shift+I", "list-checks")
        super().__init__("", "warn", self._act)
        self.setObjectName("import.conflict")
        self._page, self._desk = page, desk
        self._report: LookReport | None = None
        self._extra: tuple[tuple[str, str], ...] = ()
        self._is_busy = False
        self.show_report(None, None, "")

    def show_report(self, report: LookReport | None, file: Path | None, kept_id: str) -> None:
        """What was looked at; ``file`` or ``kept_id`` is what the wizard looks at again afterwards."""
        self._report = report
        self._extra = (("kept", kept_id),) if kept_id else (("file", str(file)),) if file is not None else ()
        count = len(self._dossiers)
        self._act.setVisible(bool(count))
        self.setVisible(bool(count))
        if count:
            text = ngettext(
                "{count} dossier was changed here and at the sender",
                "{count} dossiers were changed here and at the sender",
                count,
            )
            detail = _("Choose what stands; nothing is lost. Then it can be taken.")
            self.set_text(text.format(count=count), "warn", detail)

    @property
    def _dossiers(self) -> list[str]:
        if self._report is None:
            return []
        verdicts = self._report.verdicts
        return [one.dossier_id for one in verdicts if one.kind == "conflict" and one.reason == BOTH_CHANGED]

    def go(self) -> None:
        """Keep what is in conflict, then choose; the dossier that one stands on first."""
        report, desk = self._report, self._desk
        if report is None or self._is_busy or not self._dossiers:
            return
        self._is_busy = True
        context, dossier, extra = desk.context, self._dossiers[0], self._extra

        def work(_progress: TaskProgress) -> tuple[str, ...]:
            return keep_conflicts(context.database, context.store, report)

        def kept(_ids: tuple[str, ...]) -> None:
            self._is_busy = False
            desk.go(Route("conflict", extra=(("dossier", dossier), *extra)))

        desk.run_long(
            _("Keeping both versions"), work, changes="conflict", on_done=kept, on_error=self._failed,
            on_cancel=self._stopped, owner=self._page,
        )  # fmt: skip

    def _failed(self, error: BaseException) -> None:
        self._is_busy = False
        self._desk.show_error(error)

    def _stopped(self) -> None:
        self._is_busy = False
