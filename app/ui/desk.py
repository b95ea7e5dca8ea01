"""What every page works with: the data folder, the one who works here, reads and writes, and the way to other pages."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.errors import AppError, Cancelled, NotFound
from app.ui.route import Route
from app.ui.state import UiState
from app.ui.tasks import Task, TaskProgress, TaskRunner

if TYPE_CHECKING:
    from app.context import AppContext
    from app.models.office import OfficeRow, OfficialRow
    from app.services.actors import Actor
    from app.services.keys import OfficeKeys
    from app.services.rules.library import RuleLibrary

_log = logging.getLogger("app.ui.desk")
T = TypeVar("T")
P = ParamSpec("P")


class Desk(QObject):
    """One data folder at work in the window.

    Args:
        state: what the window remembers.
        today: a fixed day for practice; None: the machine's.
    """

    records_changed = Signal(object)  # frozenset of kinds: "producer", "product", "dossier", "document", ...
    saved = Signal(object)  # datetime of the last write, UTC
    route_requested = Signal(object)  # Route
    back_requested = Signal()
    rebuild_requested = Signal()
    toast_requested = Signal(str, object)  # sentence, undo or None
    error_raised = Signal(object)
    keys_wanted = Signal(object)  # what to do with the keys as soon as they are unlocked
    help_wanted = Signal(str)  # the name of a page: what the handbook says of it
    folder_requested = Signal(object)  # another data folder (practice, or back): Path

    def __init__(self, state: UiState, today: dt.date | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.tasks = TaskRunner(self)
        self._today = today
        self._context: AppContext | None = None
        self._office: OfficeRow | None = None
        self._person: OfficialRow | None = None
        self._version = object()
        self._asked = threading.local()  # in a worker's thread: the person who asked for its work

    # --- what is open -------------------------------------------------------------------------------------------------

    def open(self, context: AppContext) -> None:
        """Start working in an opened data folder, with an office or without one yet."""
        self._context = context
        self.reload_office()

    @property
    def context(self) -> AppContext:
        assert self._context is not None, "no data folder is open yet"
        return self._context

    @property
    def is_open(self) -> bool:
        return self._context is not None

    @property
    def library(self) -> RuleLibrary:
        return self.context.library

    def reload_office(self) -> None:
        """Read again whose office this is and who works here (after the first start, or a change of either)."""
        from app.services.offices import own_office_row
        from app.services.officials import list_officials

        try:
            with self.context.database.reading() as session:
                office = own_office_row(session)
                people = list_officials(session, office.id)
        except NotFound:
            self._office = self._person = None
            return
        last = self.state.get("person")
        # Set at once and at the end: reads in other threads ask who works here meanwhile.
        self._office = office
        self._person = next((one for one in people if one.id == last), people[0] if people else None)

    @property
    def has_office(self) -> bool:
        return self._office is not None

    @property
    def office(self) -> OfficeRow:
        """This data folder's office."""
        assert self._office is not None, "no office is set up yet"
        return self._office

    @property
    def person(self) -> OfficialRow:
        """Who works here now."""
        assert self._person is not None, "nobody works in this office yet"
        return self._person

    def work_as(self, person: OfficialRow) -> None:
        """Another person of the office takes the seat."""
        self._person = person
        self.state.set("person", person.id)
        self.rebuild_requested.emit()

    def today(self) -> dt.date:
        """The day of the acts: this machine's, or the practice data's own."""
        return self._today or dt.date.today()  # noqa: DTZ011 - the officer's own calendar day is meant

    @property
    def practice_day(self) -> dt.date | None:
        """The fixed day on which practice stands, if it does."""
        return self._today

    @property
    def version(self) -> object:
        """Another one after every write: what was read under the same one need not be read again."""
        return self._version

    # --- reading and writing ------------------------------------------------------------------------------------------

    def read(self, work: Callable[[Any], T]) -> T:
        """A short read (under 20 ms) in the window's thread; ``work`` gets a session."""
        with self.context.database.reading() as session:
            return work(session)

    def actor(self, session: Any) -> Actor:
        """Who acts: in work that was queued, the one who sat here when it was asked for."""
        from app.services.actors import actor_of

        person: OfficialRow | None = getattr(self._asked, "person", None)
        return actor_of(session, (person or self.person).id)

    def _by_asker(self, work: Callable[P, T]) -> Callable[P, T]:
        """The work as the one's who sits here now, whenever it is done."""
        person = self._person

        def done(*args: P.args, **named: P.kwargs) -> T:
            self._asked.person = person
            try:
                return work(*args, **named)
            finally:
                self._asked.person = None

        return done

    def fetch(
        self,
        work: Callable[[Any], T],
        on_done: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """A longer read in another thread."""
        self.tasks.read(lambda: self.read(work), on_done, on_error or self.show_error, owner)

    def write(
        self,
        work: Callable[[Any, Any], T],
        *,
        changes: str | Iterable[str] = (),
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """One act as one short transaction, behind those queued before it.

        Args:
            work: gets a session and the actor; what it returns goes to ``on_done``.
            changes: the kinds of record that it changes; shown pages that watch them refresh themselves.
            on_error: what to do with an error instead of showing it.
        """
        kinds = frozenset([changes] if isinstance(changes, str) else changes)

        def done(value: T) -> None:
            self.note_saved(kinds)
            if on_done is not None:
                on_done(value)

        # What was written is told even where the page that asked has gone: others show the same record.
        failed = on_error or self.show_error
        act = self._by_asker(lambda: self.write_now(work))
        if owner is not None:
            self.tasks.write(
                act,
                _Guard(owner, done, lambda _value: self.note_saved(kinds)),
                _Guard(owner, failed, self.show_error),
            )
        else:
            self.tasks.write(act, done, failed)

    def write_now(self, work: Callable[[Any, Any], T]) -> T:
        """The same at once, in the thread that calls: for long work's last short write."""
        from app.services.practice import acting_day

        try:
            with acting_day(self._today), self.context.database.transaction() as session:
                return work(session, self.actor(session))
        finally:
            self._version = object()

    def run_long(
        self,
        title: str,
        work: Callable[[TaskProgress], T],
        *,
        changes: str | Iterable[str] = (),
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        on_cancel: Callable[[], None] | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """Long work with a panel that shows how far it is and can stop it; ``work`` holds no session meanwhile.

        Where the owner has gone, what it changed and why it failed are told all the same.
        """
        from app.services.practice import acting_day

        kinds = frozenset([changes] if isinstance(changes, str) else changes)

        def run(progress: TaskProgress) -> T:
            with acting_day(self._today):
                return work(progress)

        def told() -> None:
            self._version = object()
            if kinds:
                self.note_saved(kinds)

        def done(value: T) -> None:
            told()
            if on_done is not None:
                on_done(value)

        def failed(error: BaseException) -> None:
            self._version = object()
            if isinstance(error, Cancelled):
                if on_cancel is not None:
                    on_cancel()
            else:
                (on_error or self.show_error)(error)

        if owner is None:
            return self.tasks.run_long(title, self._by_asker(run), done, failed)
        return self.tasks.run_long(
            title,
            self._by_asker(run),
            _Guard(owner, done, lambda _value: told()),
            _Guard(owner, failed, self.show_error),
        )

    def note_saved(self, kinds: Iterable[str]) -> None:
        """Tell every page that records of these kinds changed."""
        self._version = object()
        self.saved.emit(dt.datetime.now(dt.UTC))
        changed = frozenset(kinds)
        if changed:
            self.records_changed.emit(changed)

    def flush(self) -> None:
        """Wait until every write asked for is done and told."""
        self.tasks.flush()

    # --- the way through the window -----------------------------------------------------------------------------------

    def go(self, route: Route) -> None:
        self.route_requested.emit(route)

    def back(self) -> None:
        self.back_requested.emit()

    def toast(self, sentence: str, undo: Callable[[], None] | None = None) -> None:
        """A short word that something was done; never for errors."""
        self.toast_requested.emit(sentence, undo)

    def show_error(self, error: BaseException) -> None:
        """Show what happened, what was kept, what to do next; what no person can act on goes to the log as well."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, AppError):
            _log.error("unexpected", exc_info=error)
        self.error_raised.emit(error)

    def with_keys(self, then: Callable[[OfficeKeys], None]) -> None:
        """Call ``then`` with the office's keys, asking for the passphrase where it was not given yet."""
        if not self.context.keys_protected or self.context.keys_unlocked:
            then(self.context.keys())
            return
        self.keys_wanted.emit(then)


class _Guard:
    """Calls ``done`` while the owner lives, else ``instead``."""

    def __init__(self, owner: QObject, done: Callable[[Any], None], instead: Callable[[Any], None]) -> None:
        self._owner, self._done, self._instead = owner, done, instead

    def __call__(self, value: Any) -> None:
        (self._done if shiboken6.isValid(self._owner) else self._instead)(value)
