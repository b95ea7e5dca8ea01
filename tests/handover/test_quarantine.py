"""What is opened of a bundle does not stay in plain longer than it is needed; a new sender is known as it says."""

from __future__ import annotations

import os
import shutil
import time
from typing import Any

import pytest
from sqlmodel import select

from app.errors import BundleRejected, NotAllowed
from app.models import Office, OfficeKey
from app.services.bundles import export
from app.services.bundles.opening import UnknownSigner
from app.services.bundles.reconcile import reconcile
from tests.handover.world import COMMUNE, PRODUCER, PROVINCE, World, left_on


def start_again(world: World, code: str) -> None:
    office = world[code]
    assert reconcile(office.database, office.paths, office.actor) == []


def test_a_bundle_taken_wholly_leaves_no_opened_copy(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed(), world.assessed())
    quarantine = world[PROVINCE].paths.quarantine
    report = world.look(PROVINCE, exported.path)
    first, second = report.takeable
    world.take(PROVINCE, report, chosen={first})
    assert left_on(quarantine) == [exported.sha256], "the other can still be taken"
    start_again(world, PROVINCE)
    assert left_on(quarantine) == [exported.sha256]
    world.take(PROVINCE, world.look(PROVINCE, exported.path))
    assert world.standing(PROVINCE, second)[0] == "received"
    assert left_on(quarantine) == []


def test_looking_again_at_what_was_taken_leaves_nothing_once_it_is_taken_again(world: World) -> None:
    exported = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    quarantine = world[PROVINCE].paths.quarantine
    report = world.look(PROVINCE, exported.path)
    assert world.take(PROVINCE, report).dossier_ids == ()
    assert left_on(quarantine) == []
    world.look(PROVINCE, exported.path)
    assert left_on(quarantine) == [exported.sha256]
    start_again(world, PROVINCE)
    assert left_on(quarantine) == []


def test_what_nobody_took_for_a_month_is_swept(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    quarantine = world[PROVINCE].paths.quarantine
    world.look(PROVINCE, exported.path)
    for days, left in ((29, [exported.sha256]), (31, [])):
        then = time.time() - days * 24 * 3600
        os.utime(quarantine / exported.sha256, (then, then))
        start_again(world, PROVINCE)
        assert left_on(quarantine) == left
    assert world.take(PROVINCE, world.look(PROVINCE, exported.path)).dossier_ids


def test_what_was_swept_since_the_look_is_not_taken(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    report = world.look(PROVINCE, exported.path)
    shutil.rmtree(report.staged.folder)
    with pytest.raises(NotAllowed, match="no longer there"):
        world.take(PROVINCE, report)


def test_a_sender_met_for_the_first_time_has_the_level_that_it_says(world: World) -> None:
    exported = world.export(PRODUCER, COMMUNE, world.draft(PRODUCER))
    office = world[COMMUNE]

    def known() -> list[Office]:
        with office.database.reading() as session:
            found = list(session.exec(select(Office).where(Office.code == PRODUCER)))
            session.expunge_all()
        return found

    with office.database.transaction() as session:
        forgotten = session.exec(select(Office).where(Office.code == PRODUCER)).one()
        for key in session.exec(select(OfficeKey).where(OfficeKey.office_id == forgotten.id)):
            session.delete(key)
        session.flush()
        session.delete(forgotten)
    assert known() == []
    with pytest.raises(UnknownSigner) as refused:
        world.look(COMMUNE, exported.path)
    report = world.look(COMMUNE, exported.path, frozenset({refused.value.fingerprint}))
    assert len(world.take(COMMUNE, report).dossier_ids) == 1
    [sender] = known()
    assert (sender.level, sender.sign_public_key) == ("producer", report.envelope.sender.key)


def test_a_bundle_that_does_not_name_its_sender_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = export.office_facts

    def without_sender(*arguments: Any) -> list[dict[str, str]]:
        return [facts for facts in real(*arguments) if facts["code"] != COMMUNE]

    monkeypatch.setattr(export, "office_facts", without_sender)
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    with pytest.raises(BundleRejected, match="does not name the office") as refused:
        world.look(PROVINCE, exported.path)
    assert refused.value.check == "schema"
    assert left_on(world[PROVINCE].paths.quarantine) == []
