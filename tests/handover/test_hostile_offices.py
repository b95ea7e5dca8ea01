"""A known office that means harm: it says what is not its to say, soundly signed, and nothing of it is done unasked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from app.errors import NotAllowed
from app.models import Dossier, JournalEntry, Office, OfficeKey, Producer, Product, Succession
from app.models.office import office_id
from app.paths import resource_path
from app.services import journal
from app.services.bundles.records import OFFICE_CHAIN
from app.services.bundles.rows import row_from_json
from app.services.bundles.signing import new_signing_key
from app.services.demo.world import DemoOffice
from app.services.known_keys import take_card
from app.services.letters.enclosures import Enclosure
from app.services.letters.forms import CustodyForm, Person, write_form
from app.services.letters.rule_packs import take_rule_pack
from app.services.letters.succession_form import LegalBasis, OfficeFacts, SuccessionForm
from app.services.office_cards import sign_card
from app.services.office_exchange import own_card
from app.services.office_keys.list_making import make_list
from app.services.office_keys.list_taking import look_at_list, take_list
from app.services.office_keys.office_list import (
    ListedOffice,
    OfficeList,
    OfficeListFacts,
    RevokedKey,
    sign_list,
)
from app.services.office_keys.own_keys import rotate_keys
from app.services.office_keys.taking import take_key_change
from app.services.offices import own_office_row
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.rules.pack import Issuer, make_pack
from tests.bundles.hostile import Entries, entries_of, remade
from tests.handover import post
from tests.handover.world import CENTRE, COMMUNE, DISTRICT, OTHER, PROVINCE, SPECS, World, content_of

TIME = "2026-09-01T08:00:00Z"
SET = "criteria/qd-26-2026/13-r2.json"
NEW_ID = "0198c0de-0000-7000-8000-0000000000e7"


@dataclass
class Scene:
    """A province that holds ``held`` of the commune; ``coming`` of the same commune lies on the stick."""

    world: World
    held: str
    coming: str
    entries: Entries
    entries_held: Entries

    def put(self, entries: Entries, code: str = COMMUNE, **changes: Any) -> Path:
        path = self.world.folder / "hostile.ocop"
        path.write_bytes(remade(entries, self.world[code].keys.signing, **changes))
        return path


@pytest.fixture(scope="module")
def scene(template: Path, tmp_path_factory: pytest.TempPathFactory, library: RuleLibrary) -> Iterator[Scene]:
    world = World(template, tmp_path_factory.mktemp("offices") / "world", library)
    held, coming = world.assessed(), world.assessed()
    first = world.pass_on(COMMUNE, PROVINCE, held).path
    second = world.export(COMMUNE, PROVINCE, coming).path
    yield Scene(world, held, coming, entries_of(second), entries_of(first))
    world.close()


def facts(code: str) -> OfficeFacts:
    spec = SPECS[code]
    return OfficeFacts(code=code, level=spec.level, name=spec.name, province_code="99", province_name="tỉnh Mẫu")


def succession(before: str, after: str) -> Enclosure:
    form = SuccessionForm(
        predecessor=facts(before), successor=facts(after), from_on="2026-07-01",
        basis=LegalBasis(number="99/QĐ-UBND"), stated_at=TIME, stated_by="(mẫu) Người",
    )  # fmt: skip
    return Enclosure("succession", "Thông báo kế tục", write_form(form))


def refused(world: World, code: str, path: Path) -> str:
    """What is said of the one enclosure, which is refused and changes nothing when the letter is taken."""
    report = post.looked(world, code, path)
    [one] = [one for one in report.enclosures if one.kind != "receipt"]  # receipts that are owed go along
    assert one.standing.kind == "refused"
    assert one.sha256 not in post.taken(world, code, path).enclosures
    return one.standing.said


def test_nobody_makes_itself_the_successor_of_an_office_that_still_works(scene: Scene) -> None:
    world = scene.world
    said = refused(world, PROVINCE, post.letter(world, OTHER, PROVINCE, succession(COMMUNE, OTHER)).path)
    assert "Only Ủy ban nhân dân xã Bên itself says" in said
    said = refused(world, PROVINCE, post.letter(world, OTHER, PROVINCE, succession(DISTRICT, PROVINCE)).path)
    assert "Only the ended office" in said
    with world[PROVINCE].database.reading() as session:
        assert session.exec(select(Succession)).all() == []
        assert session.get_one(Office, office_id(COMMUNE)).key_confirmed_at is not None


def test_a_province_tells_of_its_own_communes_and_of_no_other_s(scene: Scene) -> None:
    world = scene.world
    office = world[COMMUNE]
    stranger = "98-M1"
    with office.database.transaction() as session:
        session.add(Office(id=office_id(stranger), code=stranger, level="commune", name="Xã Khác", province_code="98"))
    form = SuccessionForm(
        predecessor=facts(OTHER).model_copy(update={"code": stranger}), successor=facts(PROVINCE),
        from_on="2026-07-01", basis=LegalBasis(), stated_at=TIME, stated_by="(mẫu) Người",
    )  # fmt: skip
    bad = Enclosure("succession", "Thông báo kế tục", write_form(form))
    assert "Only Ủy ban nhân dân tỉnh Mẫu" in refused(world, COMMUNE, post.letter(world, PROVINCE, COMMUNE, bad).path)
    good = post.letter(world, PROVINCE, COMMUNE, succession(OTHER, DISTRICT))
    found = post.looked(world, COMMUNE, good.path).enclosures
    assert [one.standing.kind for one in found if one.kind == "succession"] == ["new"]


def listing(office: DemoOffice) -> OfficeList:
    with office.database.transaction() as session:
        return make_list(session, office.keys, office.actor).office_list


def resigned(made: OfficeList, office: DemoOffice, **changes: Any) -> OfficeList:
    values = {name: getattr(made, name) for name in OfficeListFacts.model_fields}
    return sign_list(OfficeListFacts(**(values | changes)), office.keys)


def test_a_list_neither_enrols_nor_revokes_what_is_not_the_signer_s(scene: Scene) -> None:
    """An office of another province under no province's name, the office above as one below, somebody else's key."""
    world = scene.world
    province, commune = world[PROVINCE], world[COMMUNE]
    abroad = ("98-M7", "98-M8")
    with commune.database.transaction() as session:
        for code in abroad:
            session.add(Office(id=office_id(code), code=code, level="commune", name="Xã Khác", province_code="98"))
        session.add(Office(id=office_id(CENTRE), code=CENTRE, level="central", name="Bộ Mẫu"))
        victim = session.get_one(Office, office_id(PROVINCE)).sign_public_key
    old, own = new_signing_key().public_key.hex(), commune.keys.public_key.hex()
    lines = tuple(
        ListedOffice(code=code, level="commune", name="Đổi tên", province_code=place, uses_program=False)
        for code, place in ((abroad[0], ""), (abroad[1], "99"), (CENTRE, "99"), ("99-M5", "99"), ("99-M6", ""))
    )
    revoked = (
        RevokedKey(code=abroad[0], key=old, at=TIME), RevokedKey(code=CENTRE, key=old, at=TIME),
        RevokedKey(code="99-M5", key=victim, at=TIME), RevokedKey(code="99-M5", key=own, at=TIME),
    )  # fmt: skip
    bad = resigned(listing(province), province, offices=lines, revoked=revoked)
    with commune.database.reading() as session:
        look = look_at_list(session, bad)
    assert [(line.kind, line.revokes) for line in look.lines] == [("refused", ())] * 5
    before = content_of(commune)
    with commune.database.transaction() as session:
        assert take_list(session, bad, commune.actor).revoked == 0
    assert content_of(commune) == before
    with commune.database.reading() as session:
        keys = session.exec(select(OfficeKey).where(OfficeKey.sign_public_key == victim)).all()
        assert [key.state for key in keys] == ["current"]


def test_an_office_that_a_bundle_named_too_high_is_what_its_card_says(scene: Scene) -> None:
    """Else an accomplice, once its card is read, could speak for a whole province."""
    other, commune, ident = scene.world[OTHER], scene.world[COMMUNE], office_id(OTHER)
    with other.database.reading() as session:
        card = sign_card(own_card(own_office_row(session), other.keys, dt.datetime.now(dt.UTC)), other.keys)
    with commune.database.transaction() as session:
        row = session.get(Office, ident) or Office(id=ident, code=OTHER, level="central", name="Bộ Giả")
        row.level = "central"
        session.add(row)
    with commune.database.transaction() as session:
        take_card(session, card, commune.actor)
        assert session.get_one(Office, ident).level == "commune"


def pack(world: World, code: str, revision: str, issued_at: str) -> bytes:
    value = json.loads(resource_path("criteria", "qd-26-2026", "13.json").read_text(encoding="utf-8"))
    value |= {"revision": 2, "name": f"{value['name']} {revision}"}
    keys = world[code].keys
    issuer = Issuer(code=code, name=f"Cơ quan {code}", key=keys.public_key.hex())
    return make_pack("Sửa đổi", {SET: json.dumps(value, ensure_ascii=False).encode()}, issuer, issued_at, keys)


def test_rules_come_in_a_letter_only_from_above_and_an_older_pack_never_comes_back(scene: Scene) -> None:
    world = scene.world
    old, new = (pack(world, PROVINCE, text, f"2026-0{month}-01T08:00:00Z") for text, month in (("cũ", 1), ("mới", 2)))
    for content in (old, new):
        post.taken(world, DISTRICT, post.letter(world, PROVINCE, DISTRICT, Enclosure("rule_pack", "x", content)).path)
    rules = world[DISTRICT].paths.rules
    assert "mới" in (rules / SET).read_text(encoding="utf-8")
    said = refused(world, DISTRICT, post.letter(world, COMMUNE, DISTRICT, Enclosure("rule_pack", "y", old)).path)
    assert "later pack" in said
    assert "mới" in (rules / SET).read_text(encoding="utf-8")
    office = world[DISTRICT]
    with office.on(world.day), pytest.raises(NotAllowed, match="later pack"):
        take_rule_pack(office.database, old, resource_path(), rules, office.actor)
    with world[COMMUNE].database.transaction() as session:
        neighbour = session.get_one(Office, office_id(DISTRICT))
        neighbour.level = "commune"
        session.add(neighbour)
    bad = Enclosure("rule_pack", "z", pack(world, DISTRICT, "của xã bên", TIME))
    try:
        said = refused(world, COMMUNE, post.letter(world, DISTRICT, COMMUNE, bad).path)
    finally:
        with world[COMMUNE].database.transaction() as session:
            neighbour = session.get_one(Office, office_id(DISTRICT))
            neighbour.level = "district"
            session.add(neighbour)
    assert "same level" in said


def as_other(world: World) -> Callable[[dict[str, Any]], None]:
    keys = world[OTHER].keys
    sender = {
        "code": OTHER, "name": SPECS[OTHER].name, "key": keys.public_key.hex(), "fingerprint": keys.fingerprint,
        "recipient": keys.recipient,
    }  # fmt: skip
    return lambda envelope: envelope["sender"].update({k: v for k, v in sender.items() if k in envelope["sender"]})


def named(index: dict[str, Any]) -> None:
    index["offices"].append(facts(OTHER).model_dump())


def verdict(scene: Scene, path: Path) -> tuple[str, str, tuple[str, ...]]:
    report = scene.world.look(PROVINCE, path)
    [one] = report.verdicts
    return one.kind, one.said, report.taken_unasked


def test_an_office_hands_over_only_what_the_journal_says_it_had(scene: Scene) -> None:
    path = scene.put(scene.entries, OTHER, envelope=as_other(scene.world), index=named)
    kind, said, _unasked = verdict(scene, path)
    assert (kind, "another office handed it over" in said) == ("refused", True)


def test_what_comes_from_above_does_not_come_from_below(scene: Scene) -> None:
    def completion(index: dict[str, Any]) -> None:
        index["purpose"] = "completion"

    path = scene.put(scene.entries, index=completion, envelope=lambda one: one.update(kind="completion"))
    kind, said, _unasked = verdict(scene, path)
    assert (kind, "does not stand where" in said) == ("refused", True)


def test_a_higher_number_takes_nothing_out_of_this_office_s_hands_unasked(scene: Scene) -> None:
    """A chain proves no signer: the commune writes itself the dossier back and hands it over once more."""
    world = scene.world

    def seized(lines: list[dict[str, Any]]) -> None:
        last = lines[-1]
        data = json.loads(last["data"])
        back = {
            "from": "handed_over", "to": data["from"], "custody": data["custody"] + 1, "holder": office_id(COMMUNE),
        }  # fmt: skip
        again = data | {"custody": data["custody"] + 2}
        for number, (act, said) in enumerate((("override_custody", back), ("hand_over", again))):
            text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            lines.append(last | {"id": f"{NEW_ID[:-1]}{number}", "act": act, "data": text})

    def higher(index: dict[str, Any]) -> None:
        index["dossiers"][0]["custody"] += 2

    path = scene.put(scene.entries_held, lines=seized, index=higher, envelope=lambda one: one.update(sequence=9))
    kind, said, unasked = verdict(scene, path)
    assert (kind, unasked) == ("changed", ())
    assert "Two offices went on" in said
    before = world.standing(PROVINCE, scene.held)
    office = world[PROVINCE]
    with office.on(world.day):
        taken = post.taken(world, PROVINCE, path)
    assert taken.dossier_ids == ()
    assert world.standing(PROVINCE, scene.held) == before


def test_papers_of_this_office_do_not_come_back_other_than_they_are_unasked(scene: Scene) -> None:
    def as_mine(rows: dict[str, list[dict[str, Any]]]) -> None:
        rows["issued_paper"][0]["office_id"] = office_id(PROVINCE)

    kind, said, unasked = verdict(scene, scene.put(scene.entries, sheet=as_mine))
    assert (kind, unasked) == ("new", ())
    assert "papers or results of this office" in said


def test_a_leader_takes_back_only_what_that_office_once_had(scene: Scene) -> None:
    world = scene.world
    held = {name.partition("/")[2]: data for name, data in scene.entries_held}
    lines = [json.loads(line) for line in held["data/journal.jsonl"].splitlines()]
    opened = json.loads(lines[0]["data"]) | {"holder": office_id(OTHER)}
    away = {"from": "draft", "to": "handed_over", "custody": 8, "holder": office_id(PROVINCE)}
    there = {"from": "handed_over", "to": "draft", "custody": 9, "holder": office_id(OTHER)}
    made: list[dict[str, Any]] = []
    previous = ""
    opened["custody"] = 7
    for number, (act, data) in enumerate((("open_dossier", opened), ("hand_over", away), ("override_custody", there))):
        line = lines[0] | {
            "id": f"{NEW_ID[:-1]}{number}", "act": act, "dossier_sequence": number + 1, "dossier_previous": previous,
            "data": json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")), "office_code": OTHER,
        }  # fmt: skip
        previous = line["dossier_hash"] = journal.dossier_entry_hash(
            row_from_json(JournalEntry, dict(line), "test", OFFICE_CHAIN)
        )
        made.append(line)
    form = CustodyForm(
        dossier=scene.held, product="x", custody=9, former_custody=8, former_holder=PROVINCE, taken_back_at=TIME,
        taken_back_by=Person(name="x"), reason="x", journal=tuple(made),
    )  # fmt: skip
    sent = post.letter(world, OTHER, PROVINCE, Enclosure("custody", "Thông báo rút hồ sơ", write_form(form)))
    before = world.standing(PROVINCE, scene.held)
    assert "never had this dossier" in refused(world, PROVINCE, sent.path)
    assert world.standing(PROVINCE, scene.held) == before


def test_what_a_replaced_key_signed_is_believed_only_by_a_person(scene: Scene) -> None:
    """Whoever has an old key can write any earlier time into the envelope."""
    world = scene.world
    office, province = world[OTHER], world[PROVINCE]
    dossier = world.assessed(OTHER)
    bundle = world.export(OTHER, PROVINCE, dossier).path
    notice = post.letter(world, OTHER, PROVINCE, succession(OTHER, COMMUNE)).path
    with office.on(world.day + dt.timedelta(days=1)):
        changed = rotate_keys(office.database, office.paths.keys, None, office.actor)
        with province.database.transaction() as session:
            take_key_change(session, changed.change, province.actor)
    report = world.look(PROVINCE, bundle)
    assert (report.takeable, report.taken_unasked) == ((dossier,), ())
    assert "its own word" in report.verdicts[0].said
    assert "present key" in refused(world, PROVINCE, notice)
    with province.database.reading() as session:
        assert session.exec(select(Succession)).all() == []


def test_another_office_s_producer_is_not_changed_unasked(scene: Scene) -> None:
    world = scene.world
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.ask_completion(PROVINCE, dossier)
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    office = world[COMMUNE]

    def rename(session: Session) -> str:
        row = session.get_one(Product, session.get_one(Dossier, dossier).product_id)
        row.name = "(mẫu) Tên khác"
        session.add(row)
        seal(session, row)
        return row.producer_id

    producer_id = office.act(world.day, rename)
    world.confirm(COMMUNE, dossier)
    world.assess(COMMUNE, dossier)
    path = world.export(COMMUNE, PROVINCE, dossier).path
    assert world.look(PROVINCE, path).taken_unasked == (dossier,)
    with world[PROVINCE].database.transaction() as session:
        producer = session.get_one(Producer, producer_id)
        producer.office_id = office_id(OTHER)
        session.add(producer)
    report = world.look(PROVINCE, path)
    assert (report.takeable, report.taken_unasked) == ((dossier,), ())
    assert "xã Bên" in report.verdicts[0].said
