"""The offices of a practice run: each with its own data folder, database, keys and officer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from app.models.base import practice_day, utc_now
from app.paths import DataPaths
from app.services import office_cards, offices, officials
from app.services.actors import Actor, actor_of
from app.services.database import Database
from app.services.demo.case_file import CaseOffice
from app.services.file_store import FileStore
from app.services.keys import OfficeKeys, create_keys
from app.services.known_keys import take_card
from app.services.offices import OfficeData
from app.services.officials import OfficialData
from app.services.rules.library import RuleLibrary
from app.services.upgrade import open_database

Value = TypeVar("Value")


@dataclass
class DemoOffice:
    """One office at work."""

    spec: CaseOffice
    paths: DataPaths
    database: Database
    store: FileStore
    keys: OfficeKeys
    actor: Actor
    library: RuleLibrary

    def act(self, day: dt.date, work: Callable[[Session], Value]) -> Value:
        """One act of the officer on that day: one transaction."""
        with practice_day(day), self.database.transaction() as session:
            return work(session)

    @contextmanager
    def on(self, day: dt.date) -> Iterator[None]:
        """Long work of that day, which opens its own transactions."""
        with practice_day(day):
            yield


def set_up(folder: Path, spec: CaseOffice, library: RuleLibrary, day: dt.date) -> DemoOffice:
    """Make an office as the first start does: data folder, database, keys, the office's record, one officer."""
    paths = DataPaths(folder).ensure()
    database = open_database(paths.database, paths.backups)
    keys = create_keys(paths.keys, None)
    data = OfficeData(
        **spec.model_dump(), sign_public_key=keys.public_key.hex(), age_recipient=keys.recipient
    )  # fmt: skip
    with practice_day(day), database.transaction() as session:
        offices.set_up_office(session, data)
        official = officials.add_official(
            session, OfficialData(full_name="(mẫu) Cán bộ OCOP", position="Cán bộ", role="officer"),
            offices.program_actor(session),
        )  # fmt: skip
        actor = actor_of(session, official.id)
    return DemoOffice(spec, paths, database, FileStore(paths.files), keys, actor, library)


def exchange_cards(one: DemoOffice, other: DemoOffice, cards: Path, day: dt.date) -> None:
    """Each of the two offices reads the other's card and confirms its fingerprint."""
    for owner, reader in ((one, other), (other, one)):
        card = _card_of(owner, cards, day)

        def read(session: Session, reader: DemoOffice = reader, card: office_cards.OfficeCard = card) -> None:
            if offices.find_office(session, card.code) is None:
                take_card(session, card, reader.actor)

        reader.act(day, read)


def _card_of(owner: DemoOffice, cards: Path, day: dt.date) -> office_cards.OfficeCard:
    cards.mkdir(parents=True, exist_ok=True)
    path = cards / f"{owner.spec.code}{office_cards.SUFFIX}"
    if not path.exists():
        with practice_day(day):
            issued = utc_now().strftime("%Y-%m-%dT%H:%M:%SZ")
        facts = {
            name: value
            for name, value in owner.spec.model_dump().items()
            if name in office_cards.OfficeCard.model_fields
        }
        card = office_cards.OfficeCard(
            **facts,
            sign_public_key=owner.keys.public_key.hex(),
            age_recipient=owner.keys.recipient,
            issued_at=issued,
        )
        office_cards.write_card(path, card, owner.keys)
    return office_cards.read_card(path)


def register_paper_office(reader: DemoOffice, spec: CaseOffice, day: dt.date) -> None:
    """Write down an office that doesn't have this program: everything goes to it on paper."""
    reader.act(day, lambda session: offices.register_office(session, OfficeData(**spec.model_dump()), reader.actor))
