"""A province's signed list: made, looked at, taken whole or in part, and refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed
from app.models import JournalEntry, Office, OfficeKey
from app.models.office import OfficeRow, office_id
from app.services.demo.world import DemoOffice, exchange_cards, register_paper_office
from app.services.known_keys import take_card
from app.services.office_exchange import own_card
from app.services.office_keys.list_making import ListMade, make_list
from app.services.office_keys.list_taking import ListTaken, look_at_list, take_list
from app.services.office_keys.office_list import (
    ListedOffice,
    OfficeList,
    OfficeListFacts,
    read_list,
    read_list_file,
    sign_list,
    write_list,
)
from app.services.office_keys.own_keys import replace_lost_keys, revoke_own_key, rotate_keys
from app.services.office_keys.standing import key_lines
from app.services.office_keys.taking import Checked, take_key_change
from app.services.offices import change_office, find_office, list_offices
from tests.handover.world import BEFORE, CENTRE, COMMUNE, DISTRICT, OTHER, PROVINCE, World, content_of, office_spec

DAY = BEFORE.replace(year=2026)


def made_by(office: DemoOffice) -> ListMade:
    with office.database.transaction() as session:
        return make_list(session, office.keys, office.actor)


def take(office: DemoOffice, made: OfficeList | bytes) -> ListTaken:
    with office.database.transaction() as session:
        return take_list(session, made, office.actor)


def kinds(office: DemoOffice, made: OfficeList) -> dict[str, str]:
    with office.database.reading() as session:
        return {line.code: line.kind for line in look_at_list(session, made).lines}


def row(office: DemoOffice, code: str) -> OfficeRow:
    with office.database.reading() as session:
        found = find_office(session, code)
    assert found is not None
    return found


def resigned(made: OfficeList, office: DemoOffice, **changes: object) -> OfficeList:
    """The list with other content, signed by that office's key."""
    facts = {name: getattr(made, name) for name in OfficeListFacts.model_fields}
    return sign_list(OfficeListFacts(**(facts | changes)), office.keys)  # type: ignore[arg-type]


def test_one_file_enrols_all_offices_of_the_province(world: World, tmp_path: Path) -> None:
    province, commune = world[PROVINCE], world[COMMUNE]
    paper = office_spec("99-M3", "commune", "Ủy ban nhân dân xã Giấy").model_copy(update={"uses_program": False})
    register_paper_office(province, paper, DAY)
    made = made_by(province)
    assert made.left_out == ()
    path = write_list(tmp_path / "tỉnh Mẫu", made.office_list)
    assert path.name == "tỉnh Mẫu.ocop-offices"
    office_list = read_list_file(path)
    assert office_list == made.office_list
    found = kinds(commune, office_list)
    assert (found[COMMUNE], found[OTHER], found[DISTRICT], found["99-M3"]) == ("same", "new", "same", "new")
    assert found[PROVINCE] == "changed"  # its card did not say where its papers are dated
    taken = take(commune, path.read_bytes())
    assert set(taken.taken) >= {OTHER, "99-M3"}
    neighbour = row(commune, OTHER)
    assert neighbour.sign_public_key == world[OTHER].keys.public_key.hex()
    assert neighbour.key_confirmed_at is not None
    assert not row(commune, "99-M3").uses_program
    with commune.database.reading() as session:
        assert key_lines(session, office_id(OTHER))[0].learned_by == "office_list"
        data = session.exec(select(JournalEntry.data).where(JournalEntry.act == "take_office_list")).one()
    assert json.loads(data)["taken"] == len(taken.taken)
    again = take(commune, path.read_bytes())
    assert (again.taken, again.refused, again.revoked) == ((), (), 0)
    assert world.chains_are_whole(COMMUNE)


def test_a_commune_that_got_the_list_can_pass_its_own_on_no_further(world: World) -> None:
    commune = world[COMMUNE]
    with commune.database.transaction() as session, pytest.raises(NotAllowed, match="Only a province"):
        make_list(session, commune.keys, commune.actor)


def test_an_office_with_another_confirmed_key_is_left_and_the_others_are_taken(world: World) -> None:
    province, commune, district = world[PROVINCE], world[COMMUNE], world[DISTRICT]
    changed = rotate_keys(district.database, district.paths.keys, None, district.actor)
    with province.database.transaction() as session:
        take_key_change(session, changed.change, province.actor)
    made = made_by(province).office_list
    old = row(commune, DISTRICT).sign_public_key
    taken = take(commune, made)
    assert OTHER in taken.taken
    [line] = taken.refused
    assert (line.code, line.kind) == (DISTRICT, "conflict")
    assert "notice of the change" in line.said
    assert row(commune, DISTRICT).sign_public_key == old
    with commune.database.transaction() as session:
        take_key_change(session, changed.change, commune.actor)
    assert kinds(commune, made)[DISTRICT] == "same"


def test_a_key_that_the_list_revokes_gives_way_to_the_new_one_in_it(world: World) -> None:
    province, commune, district = world[PROVINCE], world[COMMUNE], world[DISTRICT]
    stolen = district.keys
    with district.database.transaction() as session:
        notice = revoke_own_key(session, stolen, district.actor, reason="mất máy")
    changed = replace_lost_keys(district.database, district.paths.keys, None, district.actor, keep=stolen)
    with province.database.transaction() as session:
        take_key_change(session, notice, province.actor)
        take_key_change(session, changed.change, province.actor, Checked("visit"))
    made = made_by(province).office_list
    assert [key.key for key in made.revoked] == [stolen.public_key.hex()]
    assert kinds(commune, made)[DISTRICT] == "changed"
    taken = take(commune, made)
    assert taken.revoked == 1
    assert row(commune, DISTRICT).sign_public_key == changed.keys.public_key.hex()
    with commune.database.reading() as session:
        assert [line.state for line in key_lines(session, office_id(DISTRICT))] == ["current", "revoked"]
        entry = session.exec(select(JournalEntry.data).where(JournalEntry.act == "revoke_key")).one()
    assert json.loads(entry)["by"] == PROVINCE
    other = world[OTHER]  # never heard of the district: the revoked key is known as such from the first day
    take(other, made)
    stale = own_card(row(commune, DISTRICT), changed.keys, dt.datetime.fromisoformat(made.issued_at))
    stale = stale.model_copy(update={"sign_public_key": stolen.public_key.hex(), "age_recipient": stolen.recipient})
    with other.database.transaction() as session, pytest.raises(NotAllowed, match="revoked on"):
        take_card(session, stale, other.actor)


def test_a_list_is_worth_nothing_before_the_signer_is_confirmed(world: World) -> None:
    province, commune = world[PROVINCE], world[COMMUNE]
    made = made_by(province).office_list
    with commune.database.transaction() as session:
        known = session.get_one(Office, office_id(PROVINCE))
        known.key_confirmed_at = None
        session.add(known)
    before = content_of(commune)
    with pytest.raises(NotAllowed, match="not confirmed here"):
        take(commune, made)
    with commune.database.reading() as session:
        assert look_at_list(session, made).refusal is not None
    assert content_of(commune) == before


def test_a_commune_cannot_enrol_offices_though_its_key_is_confirmed(world: World) -> None:
    province, commune = world[PROVINCE], world[COMMUNE]
    made = made_by(province).office_list
    facts = {"code": COMMUNE, "name": "xã Mẫu", "sign_public_key": commune.keys.public_key.hex()}
    with pytest.raises(NotAllowed, match="not an office"):
        take(province, resigned(made, commune, **facts))
    with pytest.raises(InvalidInput):
        sign_list(OfficeListFacts(**(made.model_dump(exclude={"signature"}) | facts)), province.keys)


def test_offices_that_are_not_below_the_signer_or_lie_elsewhere_are_refused_one_by_one(world: World) -> None:
    province, commune = world[PROVINCE], world[COMMUNE]
    made = made_by(province).office_list
    strangers = (
        ListedOffice(code="98", level="province", name="Tỉnh Khác", province_code="98", uses_program=False),
        ListedOffice(code="98-M1", level="commune", name="Xã Khác", province_code="98", uses_program=False),
    )
    taken = take(commune, resigned(made, province, offices=(*made.offices, *strangers)))
    assert [line.code for line in taken.refused] == ["98", "98-M1"]
    assert OTHER in taken.taken
    with commune.database.reading() as session:
        assert not {"98", "98-M1"} & {one.code for one in list_offices(session)}


def test_names_that_changed_are_taken_and_an_older_list_no_more(world: World) -> None:
    province, commune = world[PROVINCE], world[COMMUNE]
    first = made_by(province).office_list
    with province.database.transaction() as session:
        change_office(session, office_id(DISTRICT), {"address": "Số 1 phố Mẫu"}, province.actor)
    second = resigned(made_by(province).office_list, province, issued_at="2030-01-01T00:00:00Z")
    assert kinds(commune, second)[DISTRICT] == "changed"
    take(commune, second)
    assert row(commune, DISTRICT).address == "Số 1 phố Mẫu"
    with pytest.raises(NotAllowed, match="later list"):
        take(commune, first)


def test_an_altered_list_is_refused_at_every_place(world: World) -> None:
    content = made_by(world[PROVINCE]).office_list.content
    for place in range(0, len(content), 41):
        altered = bytearray(content)
        altered[place] ^= 1 << place % 8
        with pytest.raises(InvalidInput):
            read_list(bytes(altered))
    for other in (b"", b"{", b"[]", b"null", content + b" ", content[:-1]):
        with pytest.raises(InvalidInput):
            read_list(other)
    with pytest.raises(InvalidInput, match="newer"):
        read_list(json.dumps(json.loads(content) | {"version": 2}).encode())


def test_a_card_in_the_list_is_that_office_s_own(world: World) -> None:
    province, commune = world[PROVINCE], world[COMMUNE]
    made = made_by(province).office_list
    listed = {one.code: one for one in made.offices}
    card = listed[DISTRICT].card
    assert card is not None
    forged = card.model_copy(update={"name": "Ai đó"})
    offices = tuple(one.model_copy(update={"card": forged}) if one.code == DISTRICT else one for one in made.offices)
    with pytest.raises(InvalidInput):
        read_list(resigned(made, province, offices=offices).content)
    with pytest.raises(ValueError, match="another office"):
        ListedOffice(code=OTHER, level="commune", name="x", card=card)
    assert kinds(commune, made)[DISTRICT] == "same"


def test_an_office_known_by_a_bundle_alone_is_left_out_and_named(world: World, tmp_path: Path) -> None:
    province = world[PROVINCE]
    with province.database.transaction() as session:
        for key in session.exec(select(OfficeKey).where(OfficeKey.office_id == office_id(OTHER))):
            key.card = ""
            session.add(key)
    made = made_by(province)
    assert made.left_out == (OTHER,)
    exchange_cards(world[CENTRE], world[COMMUNE], tmp_path / "cards", DAY)
    central = made_by(world[CENTRE])
    assert COMMUNE in {one.code for one in central.office_list.offices}
