"""Quarantine: a bundle that was refused is kept whole with its reason, until it is taken or deleted on purpose.

Each lies below ``quarantine/refused/`` in a folder named by the file's SHA-256, as ``bundle.ocop`` beside
``refusal.json``. Nothing else of the program opens it: it is looked at again, copied out, or deleted, by name.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import BundleRejected, NotFound, StorageError, system_reason
from app.paths import DataPaths
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.bundles.files import digest_file, sync_folder
from app.services.bundles.keeping import (
    BUNDLE,
    GOING,
    KEEP_LIMITS,
    REFUSED,
    KeepLimits,
    copied,
    keep_copy,
    kept_folders,
    lost_reason,
    outside_of,
    reason_of,
    refusal_now,
    write_new,
    write_reason,
)
from app.services.bundles.look import LookReport, look_at_bundle, trust_of
from app.services.bundles.opening import Identities, KeysLocked, Trust, open_outside
from app.services.bundles.reader import open_file
from app.services.bundles.refusal import UNKNOWN, SenderFacts, sender_facts, words
from app.services.database import Database
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.translate import N_, _

_COPYING = N_("Copying the refused file")
_SHORTEST_ID = 6

Identity = Identities | Callable[[], Identities] | None


@dataclass(frozen=True)
class Quarantined:
    """One kept file. ``id`` is its SHA-256; ``said`` and ``to_do`` in the language of the moment; ``at`` in UTC.

    ``sender`` as far as it is verified; ``looks``: how often it was refused. ``path``: where it lies, to be opened by
    ``look_again`` alone.
    """

    id: str
    path: Path
    name: str
    size: int
    at: dt.datetime
    looks: int
    sender: SenderFacts
    check: str
    entry: str
    said: str
    to_do: str


def look_or_keep(
    database: Database,
    path: Path,
    paths: DataPaths,
    library: RuleLibrary,
    *,
    identity: Identity,
    confirmed: frozenset[str] = frozenset(),
    progress: Progress | None = None,
    limits: KeepLimits = KEEP_LIMITS,
) -> LookReport:
    """Look at a bundle; one that is refused is kept whole with the reason, the same file only once.

    The refusal says where the copy is kept, or why none is. A file that is refused only because this office's keys are
    locked is not kept: nothing is wrong with it.

    Args:
        identity: this office's age identity, or what gives it: asked only where the bundle is sealed and its outside
            sound.

    Raises:
        BundleRejected, StorageError, Cancelled: as ``look_at_bundle``.
    """
    try:
        return _look(database, path, paths, library, identity, confirmed, progress)
    except KeysLocked:
        raise
    except BundleRejected as error:
        keep_copy(path, paths.quarantine, _trust(database), error, progress or NullProgress(), limits)
        raise


def look_again(
    database: Database,
    paths: DataPaths,
    kept_id: str,
    library: RuleLibrary,
    *,
    identity: Identity,
    confirmed: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> LookReport:
    """Look at a kept file once more; refused again it stays with the new reason, else it stays until it is taken.

    Raises:
        NotFound: nothing of that id is kept. StorageError: the copy was damaged on this disk. Else as ``look_or_keep``.
    """
    kept = find_quarantined(paths, kept_id)
    try:
        return _look(database, kept.path, paths, library, identity, confirmed, progress)
    except KeysLocked:
        raise
    except BundleRejected as error:
        if digest_file(kept.path).sha256 != kept.id:
            raise _damaged(kept) from error
        sender = sender_facts(outside_of(kept.path), _trust(database))
        write_reason(kept.path.parent, refusal_now(error, kept.name, kept.size, sender, kept.looks + 1))
        error.kept = N_("Nothing was changed; the file stays in quarantine.")
        raise


def quarantined(paths: DataPaths) -> list[Quarantined]:
    """Everything that is kept, the latest refusal first."""
    found = [_read(folder) for folder in kept_folders(paths.quarantine / REFUSED)]
    return sorted((one for one in found if one is not None), key=lambda one: (one.at, one.id), reverse=True)


def find_quarantined(paths: DataPaths, kept_id: str) -> Quarantined:
    """The kept file of that id, or of its beginning (at least six characters).

    Raises:
        NotFound: none, or several.
    """
    wanted = kept_id.strip().lower()
    found = [one for one in quarantined(paths) if len(wanted) >= _SHORTEST_ID and one.id.startswith(wanted)]
    if len(found) != 1:
        raise NotFound(N_("Nothing of the id {id} is kept in quarantine."), id=kept_id)
    return found[0]


def export_quarantined(paths: DataPaths, kept_id: str, folder: Path, progress: Progress | None = None) -> Path:
    """Copy a kept file out whole for somebody who helps, with its reason as a text beside it; never over another file.

    Returns:
        The copy; the text has the same name with ``.txt`` added.

    Raises:
        NotFound: it is not kept, or there is no such folder. StorageError: no room, or the copy here was damaged.
        Cancelled.
    """
    kept = find_quarantined(paths, kept_id)
    if not folder.is_dir():
        raise NotFound(N_("There is no folder {name}."), name=str(folder))
    refusal = reason_of(kept.path.parent) or lost_reason(kept.path)
    text = "".join(f"{_(label)}: {_(value) if value else value}\n" for label, value in words(refusal, kept.id))
    target = _free_name(folder, kept)
    part = folder / f".{kept.id[:12]}.{os.getpid()}.part"
    try:
        with open_file(kept.path) as source:
            digest = copied(source, part, progress or NullProgress(), _COPYING)
        if digest != kept.id:
            raise _damaged(kept)
        os.rename(part, target)
        write_new(target.with_name(target.name + ".txt"), text.encode())
        sync_folder(folder)
    except OSError as error:
        raise StorageError(
            N_("The file could not be copied out: {reason}."),
            kept=N_("It stays in quarantine."),
            reason=system_reason(error),
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def delete_quarantined(database: Database, paths: DataPaths, kept_id: str, actor: Actor) -> Quarantined:
    """Delete a kept file on purpose; the journal of the office says so.

    Raises:
        NotFound: it is not kept. NotAllowed: the person may only read. StorageError: it could not be deleted.
    """
    require_writer(actor)
    kept = find_quarantined(paths, kept_id)
    folder = kept.path.parent
    going = folder.with_name(GOING + folder.name)
    try:
        os.rename(folder, going)
    except OSError as error:
        raise StorageError(N_("The file could not be deleted: {reason}."), reason=system_reason(error)) from error
    try:
        with database.transaction() as session:
            facts = {
                "size": kept.size,
                "check": kept.check,
                "entry": kept.entry,
                "refused": kept.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "sender": kept.sender.code,
                "verified": kept.sender.verified,
                "bundle": kept.sender.bundle,
            }
            journal.record(session, actor, "delete_quarantined", subject=f"quarantine:{kept.id}", data=facts)
    except BaseException:
        os.rename(going, folder)
        raise
    shutil.rmtree(going, ignore_errors=True)
    return kept


def _look(
    database: Database, path: Path, paths: DataPaths, library: RuleLibrary, identity: Identity,
    confirmed: frozenset[str], progress: Progress | None,
) -> LookReport:  # fmt: skip
    if callable(identity):
        with open_file(path) as source:
            sealed = open_outside(source).envelope.encrypted
        identity = identity() if sealed else None
    return look_at_bundle(
        database,
        path,
        paths.quarantine,
        library,
        identity=identity,
        confirmed=confirmed,
        rules_root=paths.rules,
        progress=progress,
    )


def _trust(database: Database) -> Trust:
    with database.reading() as session:
        return trust_of(session)


def _read(folder: Path) -> Quarantined | None:
    path = folder / BUNDLE
    try:
        refusal = reason_of(folder) or lost_reason(path)
        size = path.stat().st_size
    except OSError:
        return None
    error = refusal.error
    said = error.what if refusal.check else _(UNKNOWN)
    return Quarantined(
        folder.name, path, refusal.name, size, refusal.at, refusal.looks, refusal.sender, refusal.check, refusal.entry,
        said, error.what_next,
    )  # fmt: skip


def _damaged(kept: Quarantined) -> StorageError:
    return StorageError(
        N_("The copy of {name} that is kept in quarantine was damaged on this disk."),
        advice=N_("Look at the sender's file again, and check this disk."),
        name=kept.name,
    )


def _free_name(folder: Path, kept: Quarantined) -> Path:
    """A name that neither the copy nor its text would write over."""
    path = Path(kept.name)
    plain = path.name == kept.name and path.stem.strip(". ") and kept.name.isprintable() and len(kept.name) <= 120
    stem, suffix = (path.stem, path.suffix) if plain else (kept.id[:12], ".ocop")
    number = 1
    while True:
        target = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        if not target.exists() and not target.with_name(target.name + ".txt").exists():
            return target
        number += 1
