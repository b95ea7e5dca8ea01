"""An office puts an old backup in the place of its data: two can edit one dossier, until both versions meet."""

from __future__ import annotations

import shutil

import pytest

from app.errors import NotAllowed
from app.services import notes
from tests.handover.custody_acts import every_branch_is_whole, forks
from tests.handover.world import COMMUNE, PROVINCE, World


def test_an_office_that_went_back_notices_when_its_own_acts_come_back_to_it(world: World) -> None:
    dossier = world.assessed()
    office = world[COMMUNE]
    office.database.close()
    backup = world.folder / "backup.db"
    shutil.copyfile(office.paths.database, backup)
    first = world.pass_on(COMMUNE, PROVINCE, dossier)

    office.database.close()
    shutil.copyfile(backup, office.paths.database)
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)  # editable here and at the province
    office.act(world.day, lambda s: notes.write_note(s, dossier, "dossier", "viết sau khi khôi phục", office.actor).id)
    (world.folder / "second").mkdir()
    second = world.export(COMMUNE, PROVINCE, dossier, target=world.folder / "second")
    assert second.sequence == first.sequence
    report = world.look(PROVINCE, second.path)
    assert report.verdicts[0].kind in ("fork", "changed")  # both gave number 2: the hash of the entry decides
    assert "Two offices went on" in report.verdicts[0].said
    with pytest.raises(NotAllowed, match="may have gone back to a backup"):
        world.take(PROVINCE, report)

    world.ask_completion(PROVINCE, dossier)
    back = world.export(PROVINCE, COMMUNE, dossier, purpose="completion")
    seen = world.look(COMMUNE, back.path)
    assert [(one.kind, one.gives_way) for one in seen.verdicts] == [("changed", True)]
    world.take(COMMUNE, seen)
    assert world.standing(COMMUNE, dossier) == ("to_complete", 3, COMMUNE)
    [fork] = forks(world, COMMUNE, dossier)
    assert fork.mine
    assert "note" in fork.kept.records
    assert [act for act, _at, _office in fork.kept.acts][-1] == "hand_over"
    assert every_branch_is_whole(world, COMMUNE)

    world.confirm(COMMUNE, dossier)
    world.assess(COMMUNE, dossier)
    third = world.export(COMMUNE, PROVINCE, dossier)
    assert third.sequence > second.sequence, "numbers that its own acts name are not given again"
    world.take(PROVINCE, world.look(PROVINCE, third.path))
    assert world.standing(PROVINCE, dossier) == ("received", 4, PROVINCE)
