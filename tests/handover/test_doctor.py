"""The data check compares every dossier with what its journal says of it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from app.models import Dossier, Producer
from app.services.doctor import examine, is_sound
from app.services.offices import own_office_row
from tests.handover.world import COMMUNE, PROVINCE, World


def test_offices_that_handed_dossiers_over_are_sound_and_a_shifted_dossier_is_found(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    now = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    for code in (COMMUNE, PROVINCE):
        findings = examine(world[code].paths, world.library, now)
        assert is_sound(findings), [finding.said for finding in findings if finding.state == "wrong"]
    with world[COMMUNE].database.transaction() as session:
        session.get_one(Dossier, dossier).status = "assessed"
    [wrong] = [one for one in examine(world[COMMUNE].paths, world.library, now) if one.state == "wrong"]
    assert (wrong.area, wrong.items) == ("journal", (dossier,))
    assert "stand elsewhere" in wrong.said


def test_a_field_is_saved_while_the_data_is_checked(world: World) -> None:
    world.assessed()
    office = world[COMMUNE]
    with office.database.reading() as session:
        office_id = own_office_row(session).id

    class Saves:
        steps: ClassVar[list[str]] = []

        def step(self, _done: int, _total: int, message: str) -> None:
            self.steps.append(message)
            with office.database.transaction() as session:
                session.add(Producer(name=f"Hộ {len(self.steps)}", kind="household", office_id=office_id))

    findings = examine(office.paths, world.library, dt.datetime(2026, 9, 1, tzinfo=dt.UTC), Saves())
    assert is_sound(findings)
    assert {"Checking the journal", "Checking attachments"} <= set(Saves.steps)
