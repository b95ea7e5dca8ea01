"""The rule library: which regime and criteria set hold on a day, read from files when first asked for.

Files that came with the program lie under ``resource_root``; an office's own under ``extra_root``, in the same
folders. Where both have the same id, the higher revision is used. Nothing here knows a decision's number or year.
"""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from app.errors import NotFound, RuleError
from app.services.rules.calendar import Calendar, year_files
from app.services.rules.checks import check_classification, check_regime
from app.services.rules.classification import Classification
from app.services.rules.comparing import regime_as_compared, set_as_compared, year_as_compared
from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import PartId
from app.services.rules.loader import shown_name
from app.services.rules.own_files import file_faults, hidden_files
from app.services.rules.regime import Regime, StarRules
from app.services.rules.shelf import SetSummary, Shelf, plain_name
from app.services.rules.unverified import regime_notes, set_notes
from app.translate import N_

__all__ = ["RuleLibrary", "SetSummary"]


class RuleLibrary:
    """Regimes, criteria sets, classifications and the calendar, loaded lazily and kept.

    Every method that reads a file raises ``RuleError`` for a faulty one and ``NotFound`` for an unknown id.
    """

    def __init__(self, resource_root: Path, extra_root: Path | None = None) -> None:
        self._shelf = Shelf((resource_root,) if extra_root is None else (resource_root, extra_root))
        self._regimes: tuple[Regime, ...] | None = None
        self._calendar: Calendar | None = None
        self._regime_files: dict[str, Path] = {}
        self._compared: frozenset[str] = frozenset()
        self._view: RuleLibrary | None = None

    def as_compared(self, hashes: frozenset[str]) -> RuleLibrary:
        """The same rules, with the files of these SHA-256 standing as read from the signed text.

        For papers and screens: what an office compared is not named there as uncompared any more. What was inferred
        stays inferred, and what is scored or stored is told by the files alone.
        """
        if not hashes:
            return self
        if self._view is None or self._view._compared != hashes:
            view = copy.copy(self)
            view._compared, view._view = hashes, None
            view._regimes = view._calendar = None
            self._view = view
        return self._view

    def regimes(self) -> tuple[Regime, ...]:
        """All regimes, oldest first; their periods do not overlap."""
        if self._regimes is None:
            newest: dict[str, tuple[Regime, Path]] = {}
            for path in self._shelf.files("regimes"):
                regime = self._shelf.load(path, Regime, check_regime)
                if regime.id not in newest or newest[regime.id][0].revision < regime.revision:
                    newest[regime.id] = (regime, path)
            ordered = sorted(newest.values(), key=lambda pair: pair[0].period.begins)
            for (earlier, _path), (later, path) in pairwise(ordered):
                if earlier.period.ends is None or earlier.period.ends > later.period.begins:
                    raise RuleError(
                        N_("The period overlaps that of {other}."),
                        file=shown_name(path),
                        pointer="/period/begins",
                        other=earlier.id,
                    )
            self._regime_files = {regime.id: path for regime, path in ordered}
            self._regimes = tuple(
                regime_as_compared(regime) if self._shelf.sha256(path) in self._compared else regime
                for regime, path in ordered
            )
        return self._regimes

    def regime(self, regime_id: str) -> Regime:
        """The regime of that id."""
        for regime in self.regimes():
            if regime.id == regime_id:
                return regime
        raise NotFound(N_("There is no regime {name}."), name=regime_id)

    def for_dossier(self, filing_date: dt.date | None, today: dt.date) -> Regime:
        """The regime in force on the day the dossier was received; a draft (``None``) shows today's.

        Raises:
            NotFound: no regime held on that day.
        """
        day = filing_date or today
        for regime in self.regimes():
            if regime.period.holds(day):
                return regime
        raise NotFound(N_("No regime is known for {day}."), day=day.isoformat())

    def criteria_sets(self, regime: Regime) -> tuple[SetSummary, ...]:
        """The sets of a regime's decision, by number, without validating them."""
        files = self._shelf.set_files(regime.criteria)
        return tuple(self._shelf.head(self._shelf.newest(files[number])) for number in sorted(files))

    def criteria_set(self, set_id: str, sha256: str | None = None) -> CriteriaSet:
        """The criteria set ``<folder>/<number>``: its newest revision, or the one whose bytes have that SHA-256.

        Raises:
            NotFound: no such set, or no revision of it with that SHA-256.
        """
        path = self._set_path(set_id, sha256)
        loaded = self._shelf.load_set(path)
        for regime in self.regimes():
            if regime.criteria == path.parent.name:
                _check_parts(loaded, regime, path)
        return set_as_compared(loaded) if self._shelf.sha256(path) in self._compared else loaded

    def regime_sha256(self, regime_id: str) -> str:
        """SHA-256 (hex) of the bytes of a regime's file."""
        self.regime(regime_id)
        return self._shelf.sha256(self._regime_files[regime_id])

    def file_sha256(self, set_id: str) -> str:
        """As ``sha256``, of a set that need not be loaded for it."""
        return self._shelf.file_sha256(self._set_path(set_id))

    def holidays_sha256(self, year: int) -> str:
        """SHA-256 (hex) of the bytes of the file with a year's holidays. Raises ``NotFound``."""
        path = year_files(*self._holiday_folders()).get(str(year))
        if path is None:
            raise NotFound(N_("No holidays are known for {year}."), year=year)
        return self._shelf.file_sha256(path)

    def sha256(self, set_id: str) -> str:
        """SHA-256 (hex) of the bytes of the set's file: what a dossier stores beside the set's id."""
        self.criteria_set(set_id)
        return self._shelf.sha256(self._set_path(set_id))

    def set_id_for(self, regime: Regime, number: int) -> str:
        """The id of the set of that number under a regime."""
        set_id = f"{regime.criteria}/{number}"
        self._set_path(set_id)
        return set_id

    def regime_of_set(self, set_id: str) -> Regime:
        """The newest regime that uses the decision's sets."""
        folder = set_id.partition("/")[0]
        for regime in reversed(self.regimes()):
            if regime.criteria == folder:
                return regime
        raise NotFound(N_("No regime uses the criteria set {name}."), name=set_id)

    def star_rules_for_set(self, set_id: str) -> StarRules:
        """How points become stars, by the newest regime that uses the decision's sets."""
        return self.regime_of_set(set_id).stars

    def parts_max_for_set(self, set_id: str) -> dict[PartId, Decimal]:
        """The most points of each part."""
        return {part.id: part.max for part in self.criteria_set(set_id).parts}

    def classification(self, classification_id: str) -> Classification:
        """The classification of products of that id, such as a regime names; an office's own file wins."""
        for path in reversed(self._shelf.files("classification", f"{plain_name(classification_id)}.json")):
            loaded = self._shelf.load(path, Classification, check_classification)
            if loaded.id != classification_id:
                raise RuleError(N_("The file's name must be its id."), file=shown_name(path), pointer="/id")
            return loaded
        raise NotFound(N_("There is no classification {name}."), name=classification_id)

    def calendar(self) -> Calendar:
        """Working days, by the years' files; an office's own file of a year wins."""
        if self._calendar is None:
            loaded = Calendar.load(*self._holiday_folders())
            if self._compared:
                loaded = Calendar(
                    year_as_compared(one) if self.holidays_sha256(one.year) in self._compared else one
                    for one in loaded.years
                )
            self._calendar = loaded
        return self._calendar

    def _holiday_folders(self) -> tuple[Path, Path | None]:
        first, *own = (root / "holidays" for root in self._shelf.roots)
        return first, own[0] if own else None

    def unverified_notes(self, subject: Regime | CriteriaSet) -> list[str]:
        """What rests on unverified or inferred figures, in the words of the files: screens and papers name it."""
        return regime_notes(subject) if isinstance(subject, Regime) else set_notes(subject)

    def check_all(self) -> list[RuleError]:
        """Load and check every file and how the files fit together; at most one fault per file."""
        faults = [*file_faults(self._shelf), *hidden_files(self._shelf)]
        if not faults:
            try:
                self._check_together()
            except RuleError as error:
                faults.append(error)
        return faults

    def check_own(self) -> list[RuleError]:
        """The faults of the office's own files alone; none where it has none."""
        own = self._shelf.roots[1:]
        return [*(fault for root in own for fault in file_faults(self._shelf, root)), *hidden_files(self._shelf)]

    def _check_together(self) -> None:
        self.calendar()
        for regime in self.regimes():
            numbers = set()
            for summary in self.criteria_sets(regime):
                self.criteria_set(summary.id)
                numbers.add(summary.number)
            for place, number in _set_numbers(self.classification(regime.classification)):
                if number not in numbers:
                    raise RuleError(
                        N_("There is no criteria set {value} in {folder}."),
                        file=f"classification/{regime.classification}.json",
                        pointer=place,
                        value=number,
                        folder=regime.criteria,
                    )

    def _set_path(self, set_id: str, sha256: str | None = None) -> Path:
        folder, _slash, number = set_id.partition("/")
        files = self._shelf.set_files(folder) if folder == plain_name(folder) else {}
        paths = files.get(int(number), []) if number.isascii() and number.isdigit() and len(number) < 6 else []
        if sha256 is not None:
            paths = [path for path in paths if self._shelf.load_set(path) and self._shelf.sha256(path) == sha256]
        if not paths:
            raise NotFound(N_("There is no criteria set {name}."), name=set_id)
        return self._shelf.newest(paths)


def _check_parts(loaded: CriteriaSet, regime: Regime, path: Path) -> None:
    for index, part in enumerate(loaded.parts):
        if regime.parts[part.id] != part.max:
            raise RuleError(
                N_("The regime {regime} gives this part {max} points."),
                file=shown_name(path),
                pointer=f"/parts/{index}/max",
                regime=regime.id,
                max=regime.parts[part.id],
            )


def _set_numbers(classification: Classification) -> list[tuple[str, int]]:
    return [
        (f"/sectors/{s}/groups/{g}/subgroups/{u}/set_number", subgroup.set_number)
        for s, sector in enumerate(classification.sectors)
        for g, group in enumerate(sector.groups)
        for u, subgroup in enumerate(group.subgroups)
        if subgroup.set_number is not None
    ]
