"""Letters: bundles without dossiers, what goes along with dossiers, and what a commune's copy tells in the end."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, RuleError
from app.models import Certificate, HandOver, JournalEntry, Office
from app.models.office import office_id
from app.paths import resource_path
from app.services.bundles import export
from app.services.bundles.envelope import Envelope
from app.services.bundles.opening import open_outside
from app.services.bundles.reader import open_file
from app.services.bundles.reconcile import reconcile
from app.services.bundles.signing import new_signing_key
from app.services.demo import council_steps
from app.services.dossier_overview import DossierOverview, overview
from app.services.dossier_track import dossier_track
from app.services.letters.enclosures import Enclosure
from app.services.letters.rule_packs import take_rule_pack
from app.services.office_cards import sign_card
from app.services.office_exchange import own_card
from app.services.office_keys.key_change import KeyChangeFacts, sign_change
from app.services.office_keys.list_making import make_list
from app.services.offices import find_office, own_office_row
from app.services.rules.library import RuleLibrary
from app.services.rules.pack import Issuer, make_pack
from tests.handover import post
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World, content_of, left_on

TIME = "2026-09-01T08:00:00Z"
NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
SET = "criteria/qd-26-2026/13-r2.json"


def pack(world: World, code: str, *, spoilt: bool = False, signed_by: str = "") -> Enclosure:
    value = json.loads(resource_path("criteria", "qd-26-2026", "13.json").read_text(encoding="utf-8"))
    value |= {"revision": 2, "name": "" if spoilt else value["name"] + " (sửa đổi)"}
    if spoilt:
        value["parts"][0]["max"] = 1
    keys = world[signed_by or code].keys
    issuer = Issuer(code=code, name=f"Cơ quan {code}", key=keys.public_key.hex())
    files = {SET: json.dumps(value, ensure_ascii=False).encode()}
    return Enclosure("rule_pack", "Bộ tiêu chí sửa đổi", make_pack("Sửa đổi bộ 13", files, issuer, TIME, keys))


def envelope_of(path: Path) -> Envelope:
    with open_file(path) as source:
        return open_outside(source).envelope


def seen(world: World, code: str, dossier_id: str) -> DossierOverview:
    with world[code].database.reading() as session:
        return overview(session, dossier_id, world.library, world.day)


def test_a_rule_pack_goes_down_in_a_letter_and_is_put_in_use(world: World) -> None:
    sent = post.letter(world, PROVINCE, COMMUNE, pack(world, PROVINCE))
    rules = world[COMMUNE].paths.rules
    report = post.looked(world, COMMUNE, sent.path)
    assert report.enclosures[0].standing.said == "Rules of Cơ quan 99: 1 files are new, 0 take the place of others."
    assert not rules.exists()
    taken = post.taken(world, COMMUNE, sent.path)
    assert (taken.enclosures, taken.problems) == ((report.enclosures[0].sha256,), ())
    assert RuleLibrary(resource_path(), rules).criteria_set("qd-26-2026/13").name.endswith("(sửa đổi)")
    with world[COMMUNE].database.reading() as session:
        [entry] = session.exec(select(JournalEntry).where(JournalEntry.act == "take_rules")).all()
        assert json.loads(entry.data)["issuer"] == PROVINCE
    before = content_of(world[COMMUNE])
    assert post.looked(world, COMMUNE, sent.path).enclosures[0].standing.kind == "known"
    assert post.taken(world, COMMUNE, sent.path).enclosures == ()
    assert content_of(world[COMMUNE]) == before
    assert world.look(COMMUNE, sent.path).enclosures[0].standing.kind == "refused"  # whoever names no place for rules


def test_a_rule_pack_is_refused_and_the_rest_of_the_letter_is_not(world: World) -> None:
    for sender, receiver, code, signed_by, spoilt, said in (
        (PROVINCE, COMMUNE, PROVINCE, "", True, "13-r2.json"),
        (COMMUNE, PROVINCE, COMMUNE, "", False, "stands below"),
        (PROVINCE, COMMUNE, "99-Z", "", False, "whose key nobody here has confirmed"),
        (PROVINCE, COMMUNE, COMMUNE, PROVINCE, False, "another key"),
    ):
        bad = pack(world, code, spoilt=spoilt, signed_by=signed_by or sender)
        sent = post.letter(world, sender, receiver, bad)
        [one] = post.looked(world, receiver, sent.path).enclosures
        assert one.standing.kind == "refused"
        assert said in one.standing.said
        office = world[receiver]
        with office.on(world.day), pytest.raises((RuleError, NotAllowed)):
            take_rule_pack(office.database, bad.content, resource_path(), office.paths.rules, office.actor)
        assert post.taken(world, receiver, sent.path).hand_over_id  # it arrived, and its number is not missed
        assert not office.paths.rules.exists()


def test_a_letter_is_sealed_where_the_key_is_known_and_open_else(world: World) -> None:
    first = post.letter(world, PROVINCE, COMMUNE, pack(world, PROVINCE))
    plain = post.letter(world, PROVINCE, COMMUNE, pack(world, PROVINCE), open_letter=True)

    def forget_key(session: Session) -> None:
        row = session.get_one(Office, office_id(COMMUNE))
        row.age_recipient = ""
        session.add(row)

    world[PROVINCE].act(world.day, forget_key)
    unknown = post.letter(world, PROVINCE, COMMUNE, pack(world, PROVINCE))
    found = [envelope_of(one.path) for one in (first, plain, unknown)]
    assert [(one.encrypted, one.kind, one.sequence, one.counts.dossiers) for one in found] == [
        (True, "letter", 1, 0), (False, "letter", 2, 0), (False, "letter", 3, 0),
    ]  # fmt: skip
    assert [one.previous for one in found] == [None, first.sha256, plain.sha256]


def test_a_letter_that_was_broken_off_is_settled_like_any_bundle(world: World) -> None:
    office = world[PROVINCE]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export.handovers, "complete", _power_fails)
        patch.setattr(export.handovers, "abandon", lambda *_args: None)
        patch.setattr(export, "remove_ours", lambda *_args: False)
        with pytest.raises(KeyboardInterrupt):
            post.letter(world, PROVINCE, COMMUNE, pack(world, PROVINCE))
    [settled] = reconcile(office.database, office.paths, office.actor)
    assert (settled.ending, settled.dossier_ids) == ("completed", ())
    assert [row.status for row in world.hand_overs(PROVINCE)] == ["sent"]
    with office.database.reading() as session:
        [entry] = session.exec(select(JournalEntry).where(JournalEntry.act == "send_letter")).all()
        assert entry.office_sequence
    assert world.chains_are_whole(PROVINCE)


def _power_fails(*_args: object, **_values: object) -> None:
    raise KeyboardInterrupt


def test_what_does_not_follow_its_form_is_never_sent(world: World) -> None:
    from app.errors import BundleRejected

    before = content_of(world[PROVINCE])
    for kind in ("receipt", "rule_pack", "office_list", "key_change"):
        with pytest.raises((BundleRejected, InvalidInput)):
            post.letter(world, PROVINCE, COMMUNE, Enclosure(kind, "x", b'{"format":"other"}'))
    assert content_of(world[PROVINCE]) == before
    assert left_on(world.stick) == []


def test_a_commune_sees_where_its_dossier_is_and_what_came_of_it(world: World) -> None:
    dossier = world.assessed()
    exported = world.export(COMMUNE, PROVINCE, dossier)
    passed = seen(world, COMMUNE, dossier).passed
    assert passed is not None
    assert (passed.office, passed.direction, passed.received_at, passed.result) == (
        "Ủy ban nhân dân tỉnh Mẫu", "out", None, "",
    )  # fmt: skip
    world.take(PROVINCE, world.look(PROVINCE, exported.path))
    post.taken(world, COMMUNE, post.receipt(world, PROVINCE, exported).path)
    passed = seen(world, COMMUNE, dossier).passed
    assert passed is not None
    assert (passed.result, passed.status, passed.received_at is not None) == ("taken", "received", True)

    world.accept(PROVINCE, dossier)
    scored = world.score(PROVINCE, dossier)
    council_steps.recognise(world[PROVINCE], [dossier], world.regime, "01", world.day)
    with world[PROVINCE].database.reading() as session:
        certificates = session.exec(select(Certificate).where(col(Certificate.dossier_id) == dossier)).all()
        numbers = [one.register_text for one in certificates]
    back = world.export(PROVINCE, COMMUNE, dossier, purpose="result", encrypted=True)
    post.taken(world, COMMUNE, back.path)
    here, there = seen(world, COMMUNE, dossier), seen(world, PROVINCE, dossier)
    assert (here.row.status, here.holder) == ("recognised", "Ủy ban nhân dân tỉnh Mẫu")
    [result] = here.results
    assert result.working == there.results[0].working
    assert (result.working.sheets, result.working.total) == (5, Decimal(scored.total_sum_hundredths).scaleb(-2))
    assert sorted(result.working.parts) == ["A", "B", "C"]
    assert sum(result.working.parts.values()) == result.working.total == sum(result.working.members.values())
    assert list(result.working.members) == ["1", "2", "3", "4", "5"]
    [decision] = here.decisions
    assert (decision.number, decision.stars, decision.office) == (
        there.decisions[0].number, scored.stars, "Ủy ban nhân dân tỉnh Mẫu",
    )  # fmt: skip
    assert decision.signed_on is not None
    assert [one.register_text for one in here.certificates] == numbers
    assert here.history == there.history
    assert here.passed is not None
    assert (here.passed.direction, here.passed.purpose) == ("in", "result")
    with world[COMMUNE].database.reading() as session:
        track = dossier_track(session, dossier, world.library, world.day)
    assert [step.act for step in track.moves if step.state == "done"][-2:] == ["close_result", "recognise"]
    assert [holder.name for holder in track.holders] == ["Ủy ban nhân dân xã Mẫu", "Ủy ban nhân dân tỉnh Mẫu"]
    assert there.passed is not None
    assert there.passed.direction == "out"
    post.taken(world, PROVINCE, post.receipt(world, COMMUNE, back).path)
    passed = seen(world, PROVINCE, dossier).passed
    assert passed is not None
    assert (passed.purpose, passed.result) == ("result", "taken")


def test_a_result_sent_again_is_noted_and_acknowledged_though_it_is_here(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    world.score(PROVINCE, dossier, parts=None)
    world.decide(PROVINCE, dossier, "decline")
    first = world.pass_on(PROVINCE, COMMUNE, dossier, purpose="result")
    second = world.export(PROVINCE, COMMUNE, dossier, purpose="result")
    taken = post.taken(world, COMMUNE, second.path)
    assert (taken.dossier_ids, bool(taken.hand_over_id)) == ((), True)
    post.taken(world, PROVINCE, post.receipt(world, COMMUNE, second).path)
    results = [post.details(world, PROVINCE, one.hand_over_id).dossiers[0].result for one in (first, second)]
    assert results == ["taken", "already_here"]
    assert post.looked(world, COMMUNE, second.path).missing_sequences == ()


def test_the_request_for_completion_comes_with_its_list(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.ask_completion(PROVINCE, dossier)
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    here = seen(world, COMMUNE, dossier)
    assert [(one.what, one.missing, one.to_do) for one in here.asked] == [
        ("Phiếu kiểm nghiệm", "hết hạn", "nộp phiếu mới")
    ]
    assert here.passed is not None
    assert here.passed.purpose == "completion"
    with world[COMMUNE].database.reading() as session:
        rows = session.exec(select(HandOver).where(HandOver.direction == "in")).all()
        assert [bool(row.person) for row in rows] == [True]


def test_a_list_of_offices_and_notices_of_keys_come_in_a_letter(world: World) -> None:
    """The province passes on what other offices' keys became; what it cannot vouch for stays out."""
    province, commune, other = world[PROVINCE], world[COMMUNE], world[OTHER]
    made = province.act(world.day, lambda session: make_list(session, province.keys, province.actor)).office_list
    with other.database.reading() as session:
        card = own_card(own_office_row(session), other.keys, NOW)
    new = new_signing_key()
    facts = KeyChangeFacts(
        kind="rotation", code=OTHER, name=card.name, old_key=card.sign_public_key, at=TIME,
        card=sign_card(card.model_copy(update={"sign_public_key": new.public_key.hex()}), new),
    )  # fmt: skip
    lost = facts.model_copy(update={"kind": "replacement"})
    enclosed = [
        Enclosure("office_list", "Danh sách cơ quan", made.content),
        Enclosure("key_change", "Đổi khóa", sign_change(facts, other.keys).content),
        Enclosure("key_change", "Mất khóa", sign_change(lost, new).content),
    ]
    sent = post.letter(world, PROVINCE, COMMUNE, *enclosed)
    report = post.looked(world, COMMUNE, sent.path)
    assert [one.standing.kind for one in report.enclosures] == ["new", "refused", "refused"]
    assert "not known here" in report.enclosures[1].standing.said  # the list is not taken yet
    assert "compared" in report.enclosures[2].standing.said or "not known here" in report.enclosures[2].standing.said
    world.take(COMMUNE, report)
    with commune.database.reading() as session:
        row = find_office(session, OTHER)
        assert row is not None
        assert (row.sign_public_key, row.key_confirmed_at is not None) == (card.sign_public_key, True)
    report = post.looked(world, COMMUNE, sent.path)  # now the old key is known, and vouches for the new one
    assert [one.standing.kind for one in report.enclosures] == ["known", "new", "refused"]
    assert "own file" in report.enclosures[2].standing.said
    assert len(world.take(COMMUNE, report).enclosures) == 1
    with commune.database.reading() as session:
        row = find_office(session, OTHER)
        assert row is not None
        assert row.sign_public_key == new.public_key.hex()
    assert [one.standing.kind for one in post.looked(world, COMMUNE, sent.path).enclosures] == [
        "known", "known", "refused",
    ]  # fmt: skip
