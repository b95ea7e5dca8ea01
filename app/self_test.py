"""The program tries itself where it was installed: ``so-ocop --self-test``, in a folder of its own that it removes.

Everything that a build can lack is used once: resources, catalogues, migrations, libraries, helper processes, window.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError, StorageError
from app.paths import DataPaths, resource_path
from app.translate import LANGUAGES, N_, _, set_language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.ui.application import Application

CASE = "commune-2026"
"""From registration over a bundle that is exported and taken to printed certificates."""
_WINDOW_SECONDS = 60
_SEALED_BYTES = 1024 * 1024
_MISSING = N_("{what} is missing.")

Step = tuple[str, Callable[[], None]]


def run(steps: Sequence[Step] | None = None) -> int:
    """Every step in turn; 0 where all passed, else 1 and one line that names the step."""
    with tempfile.TemporaryDirectory(prefix="so-ocop-self-test-", ignore_cleanup_errors=True) as name:
        for title, work in steps if steps is not None else all_steps(Path(name)):
            try:
                work()
            except Exception as exc:  # noqa: BLE001  whatever it is, the step has failed
                said = str(exc) if isinstance(exc, AppError) else f"{type(exc).__name__}: {exc}"
                reason = " ".join(said.split())
                _say(_("Self-test failed at: {step}: {reason}").format(step=_(title), reason=reason), failed=True)
                return 1
    _say(_("Self-test passed."))
    return 0


def all_steps(folder: Path) -> list[Step]:
    """The steps; all that they make lies below the folder."""
    return [
        (N_("rule files"), _rules),
        (N_("languages"), _languages),
        (N_("empty data folder"), partial(_empty_folder, folder / "empty")),
        (N_("a case from registration to certificates"), partial(_case, folder / "case")),
        (N_("data check"), partial(_data, folder / "case")),
        (N_("bundles and certificates"), partial(_papers, folder / "case")),
        (N_("process that opens seals"), _seal),
        (N_("process that draws thumbnails"), partial(_thumbnail, folder)),
        (N_("keyring of the operating system"), _keyring),
        (N_("window"), partial(_window, folder / "empty", folder / "case")),
    ]


def _say(text: str, failed: bool = False) -> None:
    stream = sys.stderr if failed else sys.stdout
    if stream is not None:  # a window program on Windows has none: its exit code tells
        print(text, file=stream, flush=True)


def _missing(what: str) -> StorageError:
    return StorageError(_MISSING, what=what)


def _rules() -> None:
    from app.services.rules.library import RuleLibrary

    library = RuleLibrary(resource_path())
    for fault in library.check_all():
        raise fault
    if not library.regimes():
        raise _missing("resources/regimes")


def _languages() -> None:
    said = set()
    for language in LANGUAGES:
        set_language(language)
        said.add(_("Checking the bundle"))
    if len(said) != len(LANGUAGES):
        raise _missing("i18n")


def _empty_folder(folder: Path) -> None:
    from app.context import open_context
    from app.services.upgrade import known_versions, stored_version

    paths = DataPaths(folder)
    context = open_context(paths, writing="self-test", create=True)
    try:
        with context.database.reading():
            pass
    finally:
        context.close()
    if not known_versions() or stored_version(paths.database) != known_versions()[-1]:
        raise _missing("app/models/migrations")


def _case(folder: Path) -> None:
    from app.services.demo.runner import run_demo

    if not run_demo(folder, (CASE,)).holds:
        raise StorageError(N_("The case did not come out as it should."))


def _data(folder: Path) -> None:
    import datetime as dt

    from app.services.doctor import examine, is_sound
    from app.services.rules.library import RuleLibrary

    databases = sorted(folder.glob("data/*/so-ocop.db"))
    if not databases:
        raise _missing("so-ocop.db")
    for database in databases:
        findings = examine(DataPaths(database.parent), RuleLibrary(resource_path()), dt.datetime.now(dt.UTC))
        if not is_sound(findings):
            raise StorageError(next(one.said for one in findings if is_sound([one]) is False))


def _papers(folder: Path) -> None:
    if not list(folder.rglob("*.ocop")):
        raise _missing("*.ocop")
    papers = list(folder.rglob("*.pdf"))
    if not papers or any(paper.read_bytes()[:5] != b"%PDF-" for paper in papers):
        raise _missing("*.pdf")


def _seal() -> None:
    import io

    from app.services.bundles.seal_process import SealingProcess, SealProcess
    from app.services.bundles.sealing import new_identity, recipient_of

    identity, plain, sealed = new_identity(), os.urandom(_SEALED_BYTES), io.BytesIO()
    with SealingProcess(sealed.write, recipient_of(identity)) as writer:
        writer.write(plain)
        writer.finish()
    sealed.seek(0)
    with SealProcess(sealed.read, identity) as reader:
        if reader.read(_SEALED_BYTES) != plain or reader.read(1):
            raise _missing("pyrage")


def _thumbnail(folder: Path) -> None:
    from app.services.thumbnails.child import WorkerProcess

    source = next(folder.rglob("*.pdf"))
    with WorkerProcess() as worker:
        if not worker.ask("thumbnail", source, "application/pdf", folder / "thumbnail.png"):
            raise _missing("pypdfium2")


def _keyring() -> None:
    """A machine need not have one: only asking must not fail."""
    from app.services.remembered_passphrase import can_remember, load_backends

    load_backends()
    can_remember()


def _window(empty: Path, case: Path) -> None:
    """The main window, drawn nowhere: on the empty folder in each language, then each page of the case's offices."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui.application import Application
    from app.ui.pages.registry import PAGES, page_class

    for spec in PAGES:
        page_class(spec)
    qt = QApplication.instance() or QApplication(["so-ocop"])
    assert isinstance(qt, QApplication)
    raised: list[BaseException] = []
    before = sys.excepthook
    sys.excepthook = lambda _kind, error, _trace: raised.append(error)  # Qt tells no one what a slot raised
    try:
        for language in LANGUAGES:
            _open_and_close(Application(qt, DataPaths(empty), language), qt, raised)
        for database in sorted(case.glob("data/*/so-ocop.db")):
            _open_and_close(Application(qt, DataPaths(database.parent), LANGUAGES[0]), qt, raised)
    finally:
        sys.excepthook = before


def _open_and_close(application: Application, qt: QApplication, raised: list[BaseException]) -> None:
    desk = application.desk
    try:
        _wait(qt, lambda: desk.is_open or bool(raised))
        qt.processEvents()
        if desk.has_office:
            _open_pages(application, qt, raised)
        if not raised and not application.window.close():
            raise StorageError(N_("The window did not close."))
    finally:
        application.close()
        application.deleteLater()
        qt.processEvents()
    if raised:
        raise raised[0]


def _wait(qt: QApplication, done: Callable[[], bool]) -> None:
    from PySide6.QtCore import QElapsedTimer

    waited = QElapsedTimer()
    waited.start()
    while not done():
        qt.processEvents()
        if waited.elapsed() > _WINDOW_SECONDS * 1000:
            raise StorageError(N_("The window did not open its data folder."))


def _open_pages(application: Application, qt: QApplication, raised: list[BaseException]) -> None:
    """Every page of the navigation, with all that it reads."""
    from app.ui.pages.registry import pages_of
    from app.ui.route import Route

    desk = application.desk
    desk.error_raised.connect(raised.append)
    for spec in pages_of(desk.library, desk.office.level):
        desk.go(Route(spec.name))
        _wait(qt, lambda: not desk.tasks.busy or bool(raised))
        if application.window.stack.page is None or application.window.stack.page.route.page != spec.name:
            raise _missing(f"app.ui.pages.{spec.place}")
