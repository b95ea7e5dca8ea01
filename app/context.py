"""What a front holds while it runs, built once and passed on: data folder, settings, rules, database, store.

The database is opened at its first use, so that what needs none of it starts fast.
"""

from __future__ import annotations

import threading
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from app.errors import InvalidInput, NotAllowed, NotFound, StorageError
from app.logs import start_logging
from app.paths import DataPaths, data_paths, resource_path
from app.services.folder_lock import FolderLock
from app.services.rules.library import RuleLibrary
from app.settings import Settings, load_settings
from app.translate import N_

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.services.actors import Actor
    from app.services.bundles.reconcile import Reconciled
    from app.services.database import Database
    from app.services.file_store import FileStore
    from app.services.keys import OfficeKeys
    from app.services.places.book import Places


class AppContext:
    """One data folder at work. Use it as a context manager, or call ``close``.

    Args:
        paths: the data folder; it must exist unless ``make`` is called.
        settings: its settings.
        lock: the folder's lock, held or not.
    """

    def __init__(self, paths: DataPaths, settings: Settings, lock: FolderLock) -> None:
        self.paths = paths
        self.settings = settings
        self._lock = lock
        self._opened: Database | None = None
        self._opening = threading.Lock()
        self._keys: OfficeKeys | None = None

    @cached_property
    def library(self) -> RuleLibrary:
        """The rules that came with the program, and the office's own in the data folder."""
        return rule_library(self.paths)

    def reload_library(self) -> None:
        """Read the rules anew: some were put in use."""
        self.library = rule_library(self.paths)

    @cached_property
    def places(self) -> Places:
        """The administrative units that came with the program, and the office's own; read when asked for."""
        from app.services.places.book import Places

        return Places(resource_path("places"), self.paths.own_units)

    @cached_property
    def store(self) -> FileStore:
        from app.services.file_store import FileStore

        return FileStore(self.paths.files)

    @property
    def database(self) -> Database:
        """The data folder's database, brought to this version's form at its first use.

        Raises:
            NotFound: the data folder holds none yet. StorageError: newer than the program, damaged, lost, or in use.
        """
        with self._opening:  # the window reads in several threads
            if self._opened is None:
                self._opened = self._open_database()
            return self._opened

    def _open_database(self) -> Database:
        from app.services.upgrade import known_versions, lost_database, open_database, stored_version

        found = stored_version(self.paths.database)
        if found is None and not self._lock.held:
            raise lost_database(self.paths.database, self.paths.backups) or no_office()
        if found == known_versions()[-1] or self._lock.held:
            return open_database(self.paths.database, self.paths.backups)
        self._lock.take("upgrade")  # a reader meets an older form: the upgrade is a write
        try:
            return open_database(self.paths.database, self.paths.backups)
        finally:
            self._lock.release()

    @property
    def keys_protected(self) -> bool:
        """Whether the office's keys need a passphrase. Raises ``NotFound``, ``StorageError`` as ``keys``."""
        from app.services.keys import public_keys

        return public_keys(self.paths.keys).protected

    @property
    def keys_unlocked(self) -> bool:
        """Whether the keys were unlocked already in this run."""
        return self._keys is not None

    def keys(self, passphrase: str | None = None) -> OfficeKeys:
        """The office's keys; unlocked once and then kept until ``close``.

        Raises:
            NotAllowed: a passphrase is needed, or it is wrong. NotFound: no keys yet. StorageError: damaged.
        """
        from app.services.keys import unlock

        if self._keys is None:
            self._keys = unlock(self.paths.keys, passphrase)
        return self._keys

    def forget_keys(self) -> None:
        """Ask for the passphrase again: the keys were changed."""
        self._keys = None

    def actor(self, session: Session, person: str = "") -> Actor:
        """Who acts: the office's only active official, or the one of that name or id.

        Raises:
            NotFound: no office, or nobody of that name. InvalidInput: the office has several, none or two were named.
        """
        from app.services.actors import actor_of
        from app.services.offices import own_office_row
        from app.services.officials import list_officials
        from app.services.search import fold_text

        people = list_officials(session, own_office_row(session).id)
        if person:
            wanted = fold_text(person)
            people = [one for one in people if one.id == person or fold_text(one.full_name) == wanted]
            if not people:
                raise NotFound(N_("Nobody of that name or id acts for this office."))
        if not people:
            raise NotAllowed(N_("This office has nobody who acts for it."), advice=N_("Add a person first."))
        if len(people) > 1:
            raise InvalidInput(
                "as",
                N_("Several people act for this office: {names}."),
                advice=N_("Say who acts with --as and the name or id."),
                names="; ".join(f"{one.full_name} ({one.id})" for one in people),
            )
        return actor_of(session, people[0].id)

    def settle(self, actor: Actor) -> list[Reconciled]:
        """Settle the hand-overs that a crash broke off, and forget what was opened, shown or pasted earlier.

        For a front that writes, once and before any work. New keys whose change was broken off come into force, or are
        forgotten.
        """
        from app.services.bundles.reconcile import reconcile
        from app.services.document_files import forget_copies
        from app.services.office_keys.own_keys import settle_key_file

        for folder in (self.paths.opened, self.paths.previews, self.paths.pasted):
            forget_copies(folder)
        with self.database.reading() as session:
            settle_key_file(session, self.paths.keys)
        return reconcile(self.database, self.paths, actor)

    def restore(self, backup: Path) -> Path | None:
        """Put a backup in the database's place; who asks for the database meanwhile waits, and gets the new one.

        Returns:
            Where the former database is kept, if there was one.

        Raises:
            StorageError: the backup is damaged, or there is no room; the database is as it was.
        """
        from app.services.backup import restore_backup

        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened = None
            return restore_backup(backup, self.paths.database)

    def close(self) -> None:
        """Close the database, forget the keys and let the folder go."""
        self._keys = None
        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened = None
        self._lock.release()

    def __enter__(self) -> AppContext:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def rule_library(paths: DataPaths) -> RuleLibrary:
    """The rules that came with the program, and those below ``rules/`` of the data folder where there are any."""
    return RuleLibrary(resource_path(), paths.rules if paths.rules.is_dir() else None)


def no_office() -> NotFound:
    """The error for a data folder in which no office has been set up."""
    return NotFound(
        N_("This data folder does not belong to an office yet."),
        advice=N_("Set the office up first."),
    )


def open_context(
    data_dir: str | Path | DataPaths | None = None,
    *,
    writing: str = "",
    create: bool = False,
    settings: Settings | None = None,
) -> AppContext:
    """Open a data folder.

    Args:
        data_dir: the folder, as given by ``--data-dir``; none: the user's own.
        writing: what is about to be done, for a front that writes: it then holds the folder alone until it closes.
            Empty: reading only, beside any other.
        create: make the folder where there is none.
        settings: where they were read before.

    Raises:
        NotFound: there is no such data folder. StorageError: another program works in it, it cannot be written, or
            its database is gone though an office has worked in it.
    """
    paths = data_dir if isinstance(data_dir, DataPaths) else data_paths(data_dir)
    if not create and not paths.database.is_file():
        from app.services.upgrade import lost_database

        raise lost_database(paths.database, paths.backups) or no_office()
    try:
        if create or writing:
            paths.ensure()
    except OSError as error:
        raise StorageError(
            N_("The data folder {folder} cannot be written."),
            advice=N_("Check the rights of the folder, or choose another one."),
            folder=str(paths.root),
        ) from error
    lock = FolderLock(paths.root / "so-ocop.lock")
    if writing:
        lock.take(writing)
    start_logging(paths)
    return AppContext(paths, settings or load_settings(paths.settings_file), lock)
