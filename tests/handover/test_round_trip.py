"""What one office hands over arrives in the other as it was."""

from __future__ import annotations

from typing import Any

import pytest

from app.models import (
    AssessmentItem,
    CommuneAssessment,
    DocumentFile,
    Dossier,
    DossierDocument,
    IdeaRegistration,
    IssuedPaper,
    Producer,
    Product,
    StoredFile,
)
from app.services.bundles.records import LEFT_OUT
from tests.handover.world import COMMUNE, PROVINCE, World, content_of, file_hash, left_on, rows_of

LOCAL: dict[Any, set[str]] = {
    Dossier: {"status", "custody_number", "holder_office_id", "received_on", "received_by"},
    Producer: set(LEFT_OUT["producer"]),
    Product: set(LEFT_OUT["product"]),
}


def travelled(world: World, code: str, model: Any) -> list[dict[str, Any]]:
    left_out = LOCAL.get(model, set())
    return [{key: value for key, value in row.items() if key not in left_out} for row in rows_of(world[code], model)]


@pytest.mark.parametrize("encrypted", [True, False])
def test_everything_arrives_as_it_was(world: World, encrypted: bool) -> None:
    scan = b"%PDF-1.7 " + b"minh ch\xe1\xbb\xa9ng " * 5000
    dossier = world.assessed(files=[("Minh chứng Ê Đê.pdf", scan), ("ảnh.jpg", b"\xff\xd8\xff\xe0 picture")])

    exported = world.export(COMMUNE, PROVINCE, dossier, encrypted=encrypted)

    assert left_on(world.stick) == [exported.path.name]
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
    report = world.look(PROVINCE, exported.path)
    [verdict] = report.verdicts
    assert (verdict.kind, verdict.status, verdict.custody_number, verdict.warnings) == ("new", "received", 2, ())
    assert report.missing_sequences == ()
    taken = world.take(PROVINCE, report)
    assert taken.dossier_ids == (dossier,)
    assert world.standing(PROVINCE, dossier) == ("received", 2, PROVINCE)
    for model in (
        Producer, Product, IdeaRegistration, Dossier, DossierDocument, DocumentFile, CommuneAssessment,
        AssessmentItem, IssuedPaper,
    ):  # fmt: skip
        here, there = travelled(world, COMMUNE, model), travelled(world, PROVINCE, model)
        assert here, model
        assert here == there, model
    with world[COMMUNE].database.reading() as mine, world[PROVINCE].database.reading() as theirs:
        for sha256 in {row["sha256"] for row in rows_of(world[COMMUNE], DocumentFile)}:
            one, other = mine.get_one(StoredFile, sha256), theirs.get_one(StoredFile, sha256)
            assert (one.size, one.media_type, one.warning) == (other.size, other.media_type, other.warning)
            assert world[PROVINCE].store.verify(sha256)
    sent, received = world.history(COMMUNE, dossier), world.history(PROVINCE, dossier)
    assert [entry.dossier_hash for entry in received[: len(sent)]] == [entry.dossier_hash for entry in sent]
    assert [entry.act for entry in received[len(sent) :]] == ["take_dossier"]
    assert world.chains_are_whole(COMMUNE)
    assert world.chains_are_whole(PROVINCE)


@pytest.mark.parametrize("encrypted", [True, False])
def test_whether_it_was_sealed_is_recorded_on_both_sides(world: World, encrypted: bool) -> None:
    dossier = world.assessed()
    exported = world.export(COMMUNE, PROVINCE, dossier, encrypted=encrypted)
    world.take(PROVINCE, world.look(PROVINCE, exported.path))
    [out], [arrived] = world.hand_overs(COMMUNE), world.hand_overs(PROVINCE)
    assert (out.direction, out.status, out.encrypted) == ("out", "written", encrypted)
    assert (arrived.direction, arrived.status, arrived.encrypted) == ("in", "taken", encrypted)
    assert out.bundle_sha256 == arrived.bundle_sha256 == exported.sha256
    assert out.bundle_id == arrived.bundle_id
    assert (out.file_count, out.byte_count > 0) == (arrived.file_count, True)


def test_looking_never_writes_to_the_database(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    before = file_hash(world[PROVINCE].paths.database)
    world.look(PROVINCE, exported.path)
    world.look(PROVINCE, exported.path)
    assert file_hash(world[PROVINCE].paths.database) == before


def test_taking_twice_changes_nothing(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    first = world.look(PROVINCE, exported.path)
    world.take(PROVINCE, first)
    before = content_of(world[PROVINCE])

    again = world.look(PROVINCE, exported.path)
    assert [verdict.kind for verdict in again.verdicts] == ["already_here"]
    assert world.take(PROVINCE, again).dossier_ids == ()
    assert content_of(world[PROVINCE]) == before
    with pytest.raises(Exception, match="no longer there") as refused:
        world.take(PROVINCE, first)
    assert "taken already" in str(refused.value)
    assert content_of(world[PROVINCE]) == before


def test_two_bundles_in_either_order_and_a_missing_number_is_named(world: World) -> None:
    one, two, three = (world.export(COMMUNE, PROVINCE, world.assessed()) for _ in range(3))
    assert [one.sequence, two.sequence, three.sequence] == [1, 2, 3]
    late = world.look(PROVINCE, three.path)
    assert late.missing_sequences == (1, 2)
    world.take(PROVINCE, late)
    world.take(PROVINCE, world.look(PROVINCE, one.path))
    four = world.export(COMMUNE, PROVINCE, world.assessed())
    assert world.look(PROVINCE, four.path).missing_sequences == (2,)
    assert world.look(PROVINCE, two.path).missing_sequences == ()
    assert world.look(PROVINCE, four.path).envelope.previous == three.sha256
