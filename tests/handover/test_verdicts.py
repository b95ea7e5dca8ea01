"""Each dossier of a sound bundle is judged for itself; the good ones are taken, the others change nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import BundleRejected, NotAllowed, NotFound
from app.models import Dossier, HandOver, IssuedPaper, Product, StoredFile
from app.services.bundles import export, records
from app.services.bundles.records import Collected
from app.services.canonical import canonical_json
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World, content_of, file_hash, left_on, rows_of

Change = Callable[[dict[str, list[dict[str, Any]]]], None]


def export_changed(world: World, dossier_ids: tuple[str, ...], change: Change, only: str = "") -> Path:
    """A bundle whose records the sender's program wrote otherwise than its database has them."""
    real = records.collect

    def collect(session: Any, dossier: Dossier) -> Collected:
        collected = real(session, dossier)
        if not only or dossier.id == only:
            change(collected.records)
        return collected

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "collect", collect)
        return world.export(COMMUNE, PROVINCE, *dossier_ids).path


def without_report(values: dict[str, list[dict[str, Any]]]) -> None:
    values["issued_paper"] = [row for row in values["issued_paper"] if row["kind"] != "commune_report"]


def test_where_one_of_several_is_refused_the_others_are_taken(world: World) -> None:
    good, bad, third = world.assessed(), world.assessed(), world.assessed()
    path = export_changed(world, (good, bad, third), without_report, only=bad)
    report = world.look(PROVINCE, path)
    assert {verdict.dossier_id: verdict.kind for verdict in report.verdicts} == {
        good: "new",
        bad: "refused",
        third: "new",
    }
    assert "signed report" in next(one.said for one in report.verdicts if one.dossier_id == bad)
    before = content_of(world[PROVINCE])
    with pytest.raises(NotAllowed, match="cannot be taken"):
        world.take(PROVINCE, report, chosen={bad})
    assert content_of(world[PROVINCE]) == before

    assert world.take(PROVINCE, report, chosen={good}).dossier_ids == (good,)
    assert [row["id"] for row in rows_of(world[PROVINCE], Dossier)] == [good]
    again = world.look(PROVINCE, path)
    assert [verdict.kind for verdict in again.verdicts] == ["already_here", "refused", "new"]
    assert world.take(PROVINCE, again).dossier_ids == (third,)
    assert len(rows_of(world[PROVINCE], HandOver)) == 1
    assert world.dossier(PROVINCE, bad) is None
    assert world.chains_are_whole(PROVINCE)


def test_a_draft_report_is_no_signed_one(world: World) -> None:
    dossier = world.assessed()

    def unsigned(values: dict[str, list[dict[str, Any]]]) -> None:
        for row in values["issued_paper"]:
            row["status"] = "printed"
            row["content_hash"] = hash_of(IssuedPaper, row)

    [verdict] = world.look(PROVINCE, export_changed(world, (dossier,), unsigned)).verdicts
    assert (verdict.kind, "signed report" in verdict.said) == ("refused", True)


def hash_of(model: Any, values: dict[str, Any]) -> str:
    from app.services.bundles.rows import row_from_json
    from app.services.revisions import content_hash

    plain = {key: value for key, value in values.items() if key != "children"}
    return content_hash(row_from_json(model, plain, "test"))


def test_a_dossier_whose_rules_are_not_here_is_refused(world: World) -> None:
    dossier = world.assessed()
    exported = world.export(COMMUNE, PROVINCE, dossier)

    class Lacking(RuleLibrary):
        def regime(self, regime_id: str) -> Any:
            raise NotFound("no such rules")

    from app.paths import resource_path
    from app.services.bundles.look import look_at_bundle

    office = world[PROVINCE]
    before = file_hash(office.paths.database)
    report = look_at_bundle(
        office.database, exported.path, office.paths.quarantine, Lacking(resource_path()), identity=None
    )
    assert [(verdict.kind, "rules of this dossier" in verdict.said) for verdict in report.verdicts] == [
        ("refused", True)
    ]
    assert file_hash(office.paths.database) == before


def test_rules_of_another_content_are_refused(world: World) -> None:
    dossier = world.assessed()

    def other_set(values: dict[str, list[dict[str, Any]]]) -> None:
        [row] = values["dossier"]
        row["set_sha256"] = "ab" * 32
        row["content_hash"] = hash_of(Dossier, row)

    [verdict] = world.look(PROVINCE, export_changed(world, (dossier,), other_set)).verdicts
    assert verdict.kind == "refused"
    assert "rules" in verdict.said


def wrong_hash(values: dict[str, list[dict[str, Any]]]) -> None:
    values["product"][0]["name"] = "Trà"


def other_product(values: dict[str, list[dict[str, Any]]]) -> None:
    [row] = values["dossier"]
    row["product_id"] = "0198c0de-0000-7000-8000-000000000001"
    row["content_hash"] = hash_of(Dossier, row)


def extra_column(values: dict[str, list[dict[str, Any]]]) -> None:
    values["product"][0]["is_admin"] = True


def decomposed(values: dict[str, list[dict[str, Any]]]) -> None:
    values["product"][0]["name"] = "Ca\u0300 phe\u0302"


def no_producer(values: dict[str, list[dict[str, Any]]]) -> None:
    values["producer"] = []


def missing_table(values: dict[str, list[dict[str, Any]]]) -> None:
    del values["certificate"]


def fraction(values: dict[str, list[dict[str, Any]]]) -> None:
    values["dossier"][0]["year"] = 2026.5


@pytest.mark.parametrize(
    "change", [wrong_hash, other_product, extra_column, decomposed, no_producer, missing_table, fraction]
)
def test_records_that_do_not_hold_together_refuse_the_bundle(world: World, change: Change) -> None:
    from app.services.bundles import export as exporting

    dossier = world.assessed()
    with pytest.MonkeyPatch.context() as patch:
        if change is fraction:  # canonical JSON has none, so it is written by hand

            def plain(value: Any) -> bytes:
                text = canonical_json(json.loads(json.dumps(value).replace("2026.5", "2026"))).decode()
                return text.replace('"year":2026', '"year":2026.5').encode() if "records" in value else text.encode()

            patch.setattr(exporting, "canonical_json", plain)
        path = export_changed(world, (dossier,), change)
    before = file_hash(world[PROVINCE].paths.database)
    with pytest.raises(BundleRejected):
        world.look(PROVINCE, path)
    assert file_hash(world[PROVINCE].paths.database) == before


def test_a_journal_that_says_something_else_is_refused(world: World) -> None:
    dossier = world.assessed()
    real = export._history

    def shorter(session: Any, item: Any) -> Any:
        yield from list(real(session, item))[:-1]  # without the hand-over itself

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "_history", shorter)
        path = world.export(COMMUNE, PROVINCE, dossier).path
    [verdict] = world.look(PROVINCE, path).verdicts
    assert (verdict.kind, "journal" in verdict.said) == ("refused", True)


def test_a_record_changed_on_both_sides_is_a_conflict_and_changes_nothing(world: World) -> None:
    first = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, first)
    product = rows_of(world[COMMUNE], Product)[0]["id"]
    for code, text in ((COMMUNE, "hộp 200 g"), (PROVINCE, "hộp 500 g")):
        office = world[code]
        with office.on(world.day), office.database.transaction() as session:
            row = session.get_one(Product, product)
            row.specification = text
            seal(session, row)
    world.ask_completion(PROVINCE, first)
    exported = world.export(PROVINCE, COMMUNE, first, purpose="completion")
    kept = (Product, Dossier, IssuedPaper, StoredFile)
    before = [rows_of(world[COMMUNE], model) for model in kept]
    report = world.look(COMMUNE, exported.path)
    assert [(verdict.kind, "product" in verdict.said) for verdict in report.verdicts] == [("conflict", True)]
    assert world.take(COMMUNE, report).dossier_ids == ()
    assert [rows_of(world[COMMUNE], model) for model in kept] == before, "only the receipt that came along is taken"


def test_what_changed_between_looking_and_taking_is_not_taken(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed(), world.assessed())
    one, two = world.look(PROVINCE, exported.path), world.look(PROVINCE, exported.path)
    first, second = one.takeable
    world.take(PROVINCE, one, chosen={second})
    before = content_of(world[PROVINCE])
    with pytest.raises(NotAllowed, match="changed here since"):
        world.take(PROVINCE, two)
    assert content_of(world[PROVINCE]) == before, "not even the first, which was good, when one of them is not"
    assert world.dossier(PROVINCE, first) is None


def test_files_with_a_wrong_name_or_macros_are_taken_with_a_warning(world: World) -> None:
    dossier = world.assessed(
        files=[("hợp đồng.pdf", b"MZ a program"), ("ảnh.jpg", b"%PDF-1.4 x"), ("a.pdf", b"%PDF-1")]
    )
    report = world.look(PROVINCE, world.export(COMMUNE, PROVINCE, dossier).path)
    [verdict] = report.verdicts
    assert verdict.kind == "new"
    assert [warning.partition(":")[0] for warning in verdict.warnings] == ["ảnh.jpg", "hợp đồng.pdf"]
    world.take(PROVINCE, report)
    assert sum(bool(row["warning"]) for row in rows_of(world[PROVINCE], StoredFile)) == 2
    assert [row["warning"] for row in rows_of(world[PROVINCE], StoredFile)].count("") >= 1


def test_another_bundle_under_a_number_already_taken_is_named(world: World) -> None:
    first = world.export(COMMUNE, PROVINCE, world.assessed())
    world.take(PROVINCE, world.look(PROVINCE, first.path))
    with world[COMMUNE].database.transaction() as session:  # the sender goes back to a backup from before it
        row = session.get_one(HandOver, first.hand_over_id)
        row.sequence = 7
        session.add(row)
    with pytest.MonkeyPatch.context() as patch:
        from app.services import handovers

        patch.setattr(handovers, "next_sequence", lambda *_args: (1, ""))
        (world.folder / "second").mkdir()
        second = world.export(COMMUNE, PROVINCE, world.assessed(), target=world.folder / "second")
    before = content_of(world[PROVINCE])
    with pytest.raises(NotAllowed, match="with the number 1"):
        world.take(PROVINCE, world.look(PROVINCE, second.path))
    assert content_of(world[PROVINCE]) == before


def test_a_reader_takes_nothing(world: World) -> None:
    from dataclasses import replace

    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    report = world.look(PROVINCE, exported.path)
    before = content_of(world[PROVINCE])
    office = world[PROVINCE]
    writer, office.actor = office.actor, replace(office.actor, role="reader")
    with pytest.raises(NotAllowed):
        world.take(PROVINCE, report)
    assert content_of(office) == before
    office.actor = writer
    world.take(PROVINCE, report)


def test_without_room_nothing_is_taken(world: World) -> None:
    import errno

    from app.errors import StorageError
    from app.services import file_store

    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    report = world.look(PROVINCE, exported.path)
    before = content_of(world[PROVINCE])

    def no_room(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_store.os, "replace", no_room)
        with pytest.raises(StorageError):
            world.take(PROVINCE, report)
    assert content_of(world[PROVINCE]) == before
    world.take(PROVINCE, world.look(PROVINCE, exported.path))
    assert left_on(world.stick) == [exported.path.name]


def test_the_same_attachment_of_two_communes_is_stored_once(world: World) -> None:
    scan = [("chung.pdf", b"%PDF-1.4 the same")]
    one, two = world.assessed(files=scan), world.assessed(OTHER, files=scan)
    world.pass_on(COMMUNE, PROVINCE, one)
    world.pass_on(OTHER, PROVINCE, two)
    import hashlib

    sha256 = hashlib.sha256(scan[0][1]).hexdigest()
    assert [row["sha256"] for row in rows_of(world[PROVINCE], StoredFile)].count(sha256) == 1
    assert world[PROVINCE].store.verify(sha256)
