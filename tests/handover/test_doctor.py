"""The data check compares every dossier with what its journal says of it."""

from __future__ import annotations

import datetime as dt

from app.models import Dossier
from app.services.doctor import examine, is_sound
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
