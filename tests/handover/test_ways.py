"""Up, back for completion, up again; results down; what is refused, and that refusals change nothing."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.errors import AppError, BundleRejected, NotAllowed
from app.models import (
    Certificate,
    IssuedPaper,
    JournalEntry,
    Office,
    RankingResult,
    RecognitionDecision,
    ScoreSheet,
    SheetAnswer,
)
from app.services import issued_papers, journal
from app.services.bundles.opening import UnknownSigner
from app.services.bundles.reader import verify_bundle
from app.services.demo import council_steps
from app.services.journal_replay import Replayed, replay
from app.services.scoring import highest_answers
from tests.handover.world import (
    COMMUNE,
    DISTRICT,
    OTHER,
    PRODUCER,
    PROVINCE,
    World,
    content_of,
    file_hash,
    left_on,
    rows_of,
)


def assert_replayed(world: World, dossier: str) -> None:
    """In every office that knows the dossier, its journal alone says where it stands."""
    for code in world.opened:
        row = world.dossier(code, dossier)
        if row is not None:
            assert replay(world.history(code, dossier)) == Replayed(
                row.status, row.custody_number, row.holder_office_id
            ), code
            assert world.chains_are_whole(code)


def test_a_request_for_completion_goes_down_and_the_dossier_comes_up_again(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.ask_completion(PROVINCE, dossier)
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    assert world.standing(PROVINCE, dossier) == ("handed_over", 3, COMMUNE)
    assert world.standing(COMMUNE, dossier) == ("to_complete", 3, COMMUNE)
    [first, _second] = sorted(world.hand_overs(COMMUNE), key=lambda row: row.created_at)
    assert first.status == "received", "what came back had arrived: it needs no receipt any more"
    row = world.dossier(COMMUNE, dossier)
    assert row is not None
    assert "Phiếu kiểm nghiệm" in row.completion_list

    world.attach(COMMUNE, dossier, "other", ("phiếu mới.pdf", b"%PDF-1.4 new"))
    world.confirm(COMMUNE, dossier)
    world.assess(COMMUNE, dossier)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    assert world.standing(PROVINCE, dossier) == ("received", 4, PROVINCE)
    assert world.standing(COMMUNE, dossier) == ("handed_over", 4, PROVINCE)
    assert_replayed(world, dossier)
    world.accept(PROVINCE, dossier)
    assert_replayed(world, dossier)


def test_a_result_comes_down_without_custody_and_without_members_sheets(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    with pytest.raises(NotAllowed, match="final result"):
        world.export(PROVINCE, COMMUNE, dossier, purpose="result")
    world.score(PROVINCE, dossier)
    office = world[PROVINCE]
    council_steps.recognise(office, [dossier], world.regime, "01", world.day)
    received = world.dossier(COMMUNE, dossier)
    assert received is not None
    exported = world.pass_on(PROVINCE, COMMUNE, dossier, purpose="result")

    assert world.standing(PROVINCE, dossier) == ("recognised", 2, PROVINCE)
    assert world.standing(COMMUNE, dossier) == ("recognised", 2, PROVINCE)
    arrived = world.dossier(COMMUNE, dossier)
    assert arrived is not None
    assert (arrived.received_on, arrived.received_by) == (received.received_on, received.received_by)
    assert arrived.received_by == "(mẫu) Cán bộ OCOP"
    for model in (RankingResult, RecognitionDecision, Certificate):
        assert rows_of(world[COMMUNE], model) == rows_of(world[PROVINCE], model)
        assert len(rows_of(world[COMMUNE], model)) == 1
    assert {row["kind"] for row in rows_of(world[COMMUNE], IssuedPaper)} >= {"commune_report", "recognition_decision"}
    assert len(rows_of(world[PROVINCE], ScoreSheet)) == 5
    assert rows_of(world[COMMUNE], ScoreSheet) == []
    assert rows_of(world[COMMUNE], SheetAnswer) == []
    assert_replayed(world, dossier)

    before = content_of(world[COMMUNE])
    again = world.look(COMMUNE, exported.path)
    assert [verdict.kind for verdict in again.verdicts] == ["already_here"]
    world.take(COMMUNE, again)
    assert content_of(world[COMMUNE]) == before
    with pytest.raises(NotAllowed):
        world.attach(COMMUNE, dossier, "other", ("a.pdf", b"%PDF-1.4"))


def test_a_declined_dossier_is_completed_and_enters_a_later_round(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    world.score(PROVINCE, dossier)
    world.decide(PROVINCE, dossier, "decline")
    declined = world.export(PROVINCE, COMMUNE, dossier, purpose="result")
    world.take(COMMUNE, world.look(COMMUNE, declined.path))
    assert world.standing(COMMUNE, dossier) == ("declined", 2, PROVINCE)

    world.ask_completion(PROVINCE, dossier)
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    world.confirm(COMMUNE, dossier)
    world.assess(COMMUNE, dossier)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    world.score(PROVINCE, dossier)
    world.decide(PROVINCE, dossier, "decline")
    assert world.standing(PROVINCE, dossier) == ("declined", 4, PROVINCE)
    assert len(rows_of(world[PROVINCE], RankingResult)) == 2
    assert_replayed(world, dossier)
    before = content_of(world[COMMUNE])
    late = world.look(COMMUNE, declined.path)  # the first result, arriving once more after all that
    assert [verdict.kind for verdict in late.verdicts] == ["already_here"]
    assert content_of(world[COMMUNE]) == before


def test_a_result_that_arrives_after_a_later_one_is_already_here(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    world.score(PROVINCE, dossier)
    world.decide(PROVINCE, dossier, "decline")
    first = world.export(PROVINCE, COMMUNE, dossier, purpose="result")
    office = world[PROVINCE]
    with office.on(world.day), office.database.transaction() as session:
        journal.record(session, office.actor, "note", dossier_id=dossier, data={})
    second = world.export(PROVINCE, COMMUNE, dossier, purpose="result")
    world.take(COMMUNE, world.look(COMMUNE, second.path))
    before = content_of(world[COMMUNE])
    [verdict] = world.look(COMMUNE, first.path).verdicts
    assert verdict.kind == "already_here"
    assert content_of(world[COMMUNE]) == before


def test_a_producers_own_dossier_goes_to_its_commune_and_back(world: World) -> None:
    dossier = world.draft(PRODUCER)
    world.pass_on(PRODUCER, COMMUNE, dossier)
    assert world.standing(COMMUNE, dossier) == ("draft", 2, COMMUNE)
    from app.services.demo import commune_steps

    commune_steps.receive(world[COMMUNE], dossier, world.day, world.day)
    world.ask_completion(COMMUNE, dossier)
    world.pass_on(COMMUNE, PRODUCER, dossier, purpose="completion")
    assert world.standing(PRODUCER, dossier) == ("to_complete", 3, PRODUCER)
    world.attach(PRODUCER, dossier, "other", ("phiếu.pdf", b"%PDF-1.4 new"))
    world.pass_on(PRODUCER, COMMUNE, dossier)
    assert world.standing(COMMUNE, dossier) == ("to_complete", 4, COMMUNE)
    world.confirm(COMMUNE, dossier)
    world.assess(COMMUNE, dossier)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    assert_replayed(world, dossier)


def test_what_was_handed_over_is_read_only_but_its_report_may_be_printed_again(world: World) -> None:
    dossier = world.assessed()
    world.export(COMMUNE, PROVINCE, dossier)
    office = world[COMMUNE]
    before = content_of(office)
    with pytest.raises(NotAllowed, match="only be read"):
        world.attach(COMMUNE, dossier, "other", ("a.pdf", b"%PDF-1.4"))
    with pytest.raises(NotAllowed, match="only be read"):
        world.export(COMMUNE, PROVINCE, dossier)
    assert content_of(office) == before
    chain = [entry.dossier_hash for entry in world.history(COMMUNE, dossier)]
    report = next(row for row in rows_of(office, IssuedPaper) if row["kind"] == "commune_report")
    office.act(world.day, lambda s: issued_papers.mark_printed(s, report["id"], office.actor))
    assert [entry.dossier_hash for entry in world.history(COMMUNE, dossier)] == chain
    assert world.chains_are_whole(COMMUNE)

    world.take(PROVINCE, world.look(PROVINCE, next(world.stick.iterdir())))
    world.ask_completion(PROVINCE, dossier)
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    assert world.standing(COMMUNE, dossier)[0] == "to_complete"


def test_a_bundle_that_fails_a_check_changes_nothing(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    content = bytearray(exported.path.read_bytes())
    content[len(content) // 2] ^= 1
    tampered = world.folder / "tampered.ocop"
    tampered.write_bytes(bytes(content))
    torn = world.folder / "torn.ocop"
    torn.write_bytes(bytes(content[:-100]))
    for code, path in ((PROVINCE, tampered), (PROVINCE, torn), (DISTRICT, exported.path)):
        before = file_hash(world[code].paths.database)
        with pytest.raises(BundleRejected):
            world.look(code, path)
        assert file_hash(world[code].paths.database) == before
        assert left_on(world[code].paths.quarantine) == []
    assert exported.sha256 == verify_bundle(exported.path).sha256


def test_a_new_signer_is_taken_only_once_a_person_has_compared_it(world: World) -> None:
    dossier = world.assessed()
    exported = world.export(COMMUNE, PROVINCE, dossier)
    office = world[PROVINCE]
    with office.database.transaction() as session:
        known = session.exec(select(Office).where(Office.code == COMMUNE)).one()
        known.key_confirmed_at, known.sign_public_key = None, ""
        session.add(known)
    acts = [row["act"] for row in rows_of(office, JournalEntry)]
    before = file_hash(office.paths.database)
    with pytest.raises(UnknownSigner) as refused:
        world.look(PROVINCE, exported.path)
    assert file_hash(office.paths.database) == before
    report = world.look(PROVINCE, exported.path, frozenset({refused.value.fingerprint}))
    assert file_hash(office.paths.database) == before
    world.take(PROVINCE, report)
    with office.database.reading() as session:
        known = session.exec(select(Office).where(Office.code == COMMUNE)).one()
        assert known.sign_public_key == report.envelope.sender.key
        assert known.key_confirmed_at is not None
    written = [row["act"] for row in rows_of(office, JournalEntry)]
    assert written.count("confirm_key") == acts.count("confirm_key") + 1
    assert world.chains_are_whole(PROVINCE)
    assert world.look(PROVINCE, exported.path).staged.signer_known


def test_a_known_office_with_another_key_is_refused(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    office = world[PROVINCE]
    with office.database.transaction() as session:
        known = session.exec(select(Office).where(Office.code == COMMUNE)).one()
        known.sign_public_key = "ab" * 32
        session.add(known)
    before = file_hash(office.paths.database)
    for confirmed in (frozenset[str](), frozenset({verify_bundle(exported.path).envelope.sender.fingerprint})):
        with pytest.raises(BundleRejected, match="another key"):
            world.look(PROVINCE, exported.path, confirmed)
    assert file_hash(office.paths.database) == before


def test_passing_up_needs_points_and_goes_to_the_next_level(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    row = world.dossier(PROVINCE, dossier)
    assert row is not None
    world.score(PROVINCE, dossier, dict(highest_answers(world.library.criteria_set(row.set_id)).options))
    world.decide(PROVINCE, dossier, "pass_up")
    with pytest.raises(AppError, match="do not go to"):
        world.export(PROVINCE, COMMUNE, dossier)
    world.pass_on(PROVINCE, "00", dossier)
    assert world.standing("00", dossier) == ("received", 3, "00")
    assert_replayed(world, dossier)


def test_two_communes_number_their_bundles_each_for_itself(world: World) -> None:
    one = world.export(COMMUNE, PROVINCE, world.assessed())
    two = world.export(OTHER, PROVINCE, world.assessed(OTHER))
    assert (one.sequence, two.sequence) == (1, 1)
    world.take(PROVINCE, world.look(PROVINCE, one.path))
    world.take(PROVINCE, world.look(PROVINCE, two.path))
    assert len(world.hand_overs(PROVINCE)) == 2
