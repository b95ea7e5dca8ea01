"""Five offices, any order of sending, losing, repeating, delaying, asking back, overriding and old backups.

Whatever happens: one custody has at most one office that can edit, nothing that was accepted is lost, every chain and
branch is whole, and nothing old turns the clock back.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, note, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from app.errors import AppError
from app.models import Dossier, DossierFork, Note, Recall
from app.services.custody import notices, recalls
from app.services.demo.world import DemoOffice
from app.services.journal_replay import replay
from app.services.letters.enclosures import Enclosure
from app.services.rules.library import RuleLibrary
from tests.handover.custody_acts import letter_arrives, override
from tests.handover.five_offices import CODES, Five, Parcel, make_five
from tests.handover.world import DAY

ACTS = {
    "write": 5, "send": 6, "arrive": 7, "again": 1, "ask": 2, "answer": 3, "letter": 3, "override": 3, "back_up": 1,
    "go_back": 2,
}  # fmt: skip
"""The acts and how often each is tried."""
STEPS = 32


@pytest.fixture(scope="module")
def made(template: Path, library: RuleLibrary) -> Iterator[tuple[dict[str, DemoOffice], list[str]]]:
    folder = Path(tempfile.mkdtemp(prefix="so-ocop-five-"))
    yield make_five(template, folder / "made", library)
    shutil.rmtree(folder, ignore_errors=True)


class Play:
    """One sequence of acts, and what must hold after each."""

    def __init__(self, five: Five, dossier: str) -> None:
        self.five, self.dossier = five, dossier
        self.day, self.done = DAY, 0
        self.letters: list[tuple[str, str, Enclosure]] = []
        self.arrived: list[Parcel] = []
        self.written: dict[str, tuple[str, str]] = {}
        self.ranks: dict[str, Any] = {}
        self.plain = True
        """No leader has overridden anything, and no office has gone back to a backup."""

    def __getitem__(self, code: str) -> DemoOffice:
        return self.five.offices[code]

    def tries(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except AppError:
            return None

    def does(self, name: str, code: str, other: str, number: int) -> None:
        self.done += 1
        getattr(self, f"_{name}")(code, other, self.dossier, number)
        self.holds()

    def _code(self, office: str) -> str:
        return next(one for one in CODES if self[one].actor.office_id == office)

    def _holder(self, dossier: str) -> str:
        """Mostly who can edit a dossier is who does something with it: the rest would be refused."""
        found = [code for code in CODES if self.five.holds(code, dossier)]
        return found[self.done % len(found)] if found else CODES[0]

    def _write(self, code: str, _other: str, dossier: str, number: int) -> None:
        code = code if number % 4 == 0 else self._holder(dossier)
        text = f"điều {self.done}"
        could = self.five.holds(code, dossier)
        try:
            self.five.writes(code, dossier, text)
        except AppError:
            assert not could
        else:
            assert could, "only the office that holds a dossier writes"
            self.written[text] = (code, dossier)

    def _send(self, code: str, other: str, dossier: str, number: int) -> None:
        code = code if number % 8 == 0 else self._holder(dossier)
        other = other if other != code else CODES[(CODES.index(code) + 1) % 3]
        could = self.five.holds(code, dossier)
        sent = self.tries(lambda: self.five.sends(code, other, dossier))
        assert sent is None or (could and not self.five.holds(code, dossier))

    def _again(self, _code: str, _other: str, _dossier: str, number: int) -> None:
        if self.five.parcels:
            parcel = self.five.parcels[number % len(self.five.parcels)]
            before = self.five.row(parcel.sender, parcel.dossier)
            self.tries(lambda: self.five.sends_again(parcel))
            assert self.five.row(parcel.sender, parcel.dossier) == before

    def _arrive(self, _code: str, _other: str, _dossier: str, number: int) -> None:
        if not self.five.parcels:
            return
        fresh = [one for one in self.five.parcels if one not in self.arrived]
        among = fresh if fresh and number % 5 else self.five.parcels
        parcel = among[-1 if number % 2 else number % len(among)]
        self.arrived.append(parcel)
        code, dossier = parcel.receiver, parcel.dossier
        [verdict] = self.five.looks(parcel).verdicts
        event(f"arrives: {verdict.kind}{', mine gives way' if verdict.gives_way else ''}")
        held, before = self.five.holds(code, dossier), self.five.rank(code, dossier)
        taken = self.tries(lambda: self.five.takes(parcel))
        if taken is None:
            return
        now = self.five.rank(code, dossier)
        if verdict.kind in ("new", "changed"):
            assert self.five.holds(code, dossier)
            assert now > before or not held
        else:
            assert self.five.holds(code, dossier) == held
        if number % 3 == 0:
            again = self.five.looks(parcel).verdicts
            assert [one.kind for one in again] in (["already_here"], ["refused"]), (verdict, again)

    def _sender(self, code: str, number: int) -> str:
        """Mostly who sent something does something about it: the rest would be refused."""
        return self.five.parcels[-1 - number % 2].sender if len(self.five.parcels) > 1 and number % 4 else code

    def _ask(self, code: str, _other: str, dossier: str, number: int) -> None:
        code = self._sender(code, number)
        office = self[code]
        asked = self.tries(lambda: office.act(DAY, lambda s: recalls.ask_recall(s, dossier, "nhầm", office.actor).id))
        if asked is not None:
            with office.database.reading() as session:
                receiver = next(
                    one for one in CODES if self[one].actor.office_id == session.get_one(Recall, asked).office_id
                )
                self.letters.append((code, receiver, notices.recall_enclosure(session, asked)))

    def _answer(self, _code: str, _other: str, dossier: str, number: int) -> None:
        """Whoever is asked for the dossier gives it back, gives up what never came, or declines."""
        for code in CODES:
            with self[code].database.reading() as session:
                asked = recalls.open_recall(session, dossier)
                session.expunge_all()
            if asked is not None:
                self._answers(code, asked, number)
                return

    def _answers(self, code: str, asked: Recall, number: int) -> None:
        office, asking = self[code], self._code(asked.office_id)
        if self.five.holds(code, asked.dossier_id) and number % 2:
            self.tries(lambda: self.five.sends(code, asking, asked.dossier_id, "release"))
            return

        def answered(session: Session) -> Enclosure:
            if number % 3:
                recalls.release_untaken(session, asked.id, office.actor)
            else:
                recalls.decline_recall(session, asked.id, "đã vào đợt", office.actor)
            return notices.answer_enclosure(session, asked.id, office.actor)

        letter = self.tries(lambda: office.act(DAY, answered))
        if letter is not None:
            self.letters.append((code, asking, letter))

    def _letter(self, _code: str, _other: str, _dossier: str, number: int) -> None:
        if self.letters:
            place = number % len(self.letters)
            sender, receiver, letter = self.letters[place] if number % 4 == 0 else self.letters.pop(place)
            standing = letter_arrives(self, sender, receiver, letter)  # type: ignore[arg-type]  # day and offices only
            event(f"letter: {letter.kind} {standing.kind}")

    def _override(self, code: str, _other: str, dossier: str, number: int) -> None:
        code = self._sender(code, number)
        before = self.five.row(code, dossier)
        self.tries(lambda: override(self, code, dossier))  # type: ignore[arg-type]
        if self.five.row(code, dossier) != before:
            self.plain = False
            with self[code].database.reading() as session:
                receiver, letter = notices.custody_enclosure(session, dossier)
            self.letters.append((code, self._code(receiver), letter))

    def _back_up(self, code: str, _other: str, _dossier: str, _number: int) -> None:
        self.five.backs_up(code)

    def _go_back(self, code: str, _other: str, _dossier: str, number: int) -> None:
        code = self._sender(code, number)
        if not self.five.goes_back(code):
            return
        self.plain = False
        here = self.kept_at(code)
        for text, (author, _dossier_id) in list(self.written.items()):
            if author == code and text not in here:
                del self.written[text]  # what was done since the backup is gone, wherever it did not arrive
        self.ranks.pop(code, None)

    # What must hold.

    def kept_at(self, code: str) -> set[str]:
        """Everything written that an office has in its rows or beside them."""
        found: set[str] = set()
        with self[code].database.reading() as session:
            found.update(session.exec(select(Note.text)))
            for text in session.exec(select(DossierFork.records)):
                records = json.loads(text)
                found.update(row["text"] for row in records.get("note", ()))
        return found

    def holds(self) -> None:
        held: dict[Any, str] = {}
        for code in CODES:
            assert self.five.stands_as_its_journal_says(code, self.dossier), code
            rank = self.five.rank(code, self.dossier)
            assert rank >= self.ranks.get(code, rank), "the clock went back"
            self.ranks[code] = rank
            if self.five.holds(code, self.dossier):
                custody = rank.number if self.plain else rank
                assert custody not in held, f"{held[custody]} and {code} both hold it under one custody"
                held[custody] = code
        assert len(held) <= 1 or not self.plain

    def ends(self) -> None:
        kept = {code: self.kept_at(code) for code in CODES}
        for text, (author, _dossier) in self.written.items():
            assert text in kept[author], f"what {author} wrote is lost there"
        for code in CODES:
            assert self.five.office_chain_is_whole(code)
            assert self.five.chains_are_whole(code, self.dossier)
            self._every_row_has_its_revision(code, self.dossier)

    def _every_row_has_its_revision(self, code: str, dossier: str) -> None:
        """The dossier's own row: each revision of it is in its line, or in one that is kept beside it."""
        history = self.five.history(code, dossier)
        assert not history or replay(history) is not None
        with self[code].database.reading() as session:
            row = session.get(Dossier, dossier)
            if row is not None:
                assert row.revision == len(row.lineage.split()) + 1


@settings(max_examples=14, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_whatever_happens_one_office_has_it_and_nothing_is_lost(
    made: tuple[dict[str, DemoOffice], list[str]], library: RuleLibrary, seed: int
) -> None:
    offices, dossiers = made
    chance = random.Random(seed)
    five = Five(offices, Path(tempfile.mkdtemp(prefix="so-ocop-play-")), library)
    try:
        for code in CODES:
            five.backs_up(code)
        play = Play(five, dossiers[0])
        for act in chance.choices(list(ACTS), list(ACTS.values()), k=STEPS):
            note(f"{act}")
            code, other = chance.choices(CODES, (6, 5, 4, 1, 1), k=2)
            play.does(act, code, other, chance.randrange(100))
        play.ends()
    finally:
        five.close()
