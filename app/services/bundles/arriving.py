"""The dossiers of a staged bundle, one after the other: read and checked whole, or once more as they were checked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.errors import BundleRejected
from app.services.bundles.dossier_sheet import ArrivedDossier, read_again, read_dossier, read_journal_line
from app.services.bundles.index import BundleIndex, IndexedDossier
from app.services.bundles.staging import StagedBundle
from app.services.bundles.standing import DossierHere
from app.translate import N_


@dataclass(frozen=True, slots=True)
class Seen:
    """What a verdict was given on: SHA-256 of the dossier's journal lines as they lie staged, and how it stood here.

    The records need no such note: their file is named by its hash.
    """

    journal: bytes
    here: DossierHere


def arriving(staged: StagedBundle, index: BundleIndex) -> Iterator[tuple[ArrivedDossier, bytes]]:
    """Each dossier, read and checked whole, with the SHA-256 of its journal lines.

    Raises:
        BundleRejected: records or journal are not as this program writes them, or do not hold together.
    """
    with closing(_JournalReader(staged.folder / "journal.jsonl")) as reader:
        for indexed in index.dossiers:
            first = reader.number + 1
            lines = reader.lines_of(indexed)
            entries = [read_journal_line(line, number) for number, line in enumerate(lines, start=first)]
            for number, entry in enumerate(entries, start=first):
                if entry.dossier_id != indexed.id:
                    raise BundleRejected(
                        N_("The journal is not in the order of the dossiers."),
                        check="journal",
                        entry=f"data/journal.jsonl/{number}",
                    )
            for sha256 in (indexed.records, *indexed.files):
                if sha256 not in staged.files:
                    raise BundleRejected(
                        N_("A file that a dossier names is not in the bundle."),
                        check="schema",
                        entry=f"data/files/{sha256}",
                    )
            yield read_dossier(indexed, staged.files[indexed.records].path, entries), _digest(lines)
        reader.end()


def arriving_again(
    staged: StagedBundle, index: BundleIndex, wanted: Collection[str], seen: Mapping[str, Seen]
) -> Iterator[ArrivedDossier]:
    """The wanted dossiers once more: what was checked when the bundle was looked at holds for the same bytes.

    Raises:
        BundleRejected: what lies in quarantine is not what was looked at.
    """
    with closing(_JournalReader(staged.folder / "journal.jsonl")) as reader:
        for indexed in index.dossiers:
            lines = reader.lines_of(indexed)
            if indexed.id not in wanted:
                continue
            if _digest(lines) != seen[indexed.id].journal:
                raise BundleRejected(
                    N_("The journal of a dossier is broken."), check="journal", entry=f"data/journal.jsonl/{indexed.id}"
                )
            content = staged.files[indexed.records].path.read_bytes()
            if hashlib.sha256(content).hexdigest() != indexed.records:
                raise BundleRejected(
                    N_("An attachment is damaged: its content does not have the hash in its name."),
                    check="hash",
                    entry=f"data/files/{indexed.records}",
                )
            yield read_again(indexed, content, lines)


def _digest(lines: list[bytes]) -> bytes:
    return hashlib.sha256(b"".join(lines)).digest()


class _JournalReader:
    """Reads the journal dossier by dossier, in the order of the index."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("rb")
        self.number = 0

    def lines_of(self, indexed: IndexedDossier) -> list[bytes]:
        lines: list[bytes] = []
        while len(lines) < indexed.journal_entries:  # a number that anybody may write: no room is made for it
            line = self._file.readline()
            if not line:
                raise BundleRejected(
                    N_("The journal of a dossier is broken."), check="journal", entry=f"data/journal.jsonl/{indexed.id}"
                )
            lines.append(line)
        self.number += len(lines)
        return lines

    def end(self) -> None:
        if self._file.read(1):
            raise BundleRejected(
                N_("The journal has entries of no dossier."), check="journal", entry="data/journal.jsonl"
            )

    def close(self) -> None:
        self._file.close()
