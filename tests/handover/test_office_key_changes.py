"""The life of an office's key: changed, lost, revoked, and what the other offices make of the notice."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlmodel import select

from app.errors import BundleRejected, InvalidInput, NotAllowed, NotFound, StorageError
from app.models import JournalEntry, Office, OfficeKey
from app.models.office import OfficeRow, office_id
from app.services import keys as keys_module
from app.services.bundles.opening import UnknownSigner
from app.services.bundles.sealing import new_identity
from app.services.bundles.signing import new_signing_key
from app.services.demo.world import DemoOffice
from app.services.keys import (
    KEY_FILE,
    NEXT_FILE,
    OfficeKeys,
    add_former,
    change_passphrase,
    prepare_next,
    recovery_lines,
    restore_from_recovery,
    unlock,
)
from app.services.known_keys import take_card
from app.services.office_cards import OfficeCard, sign_card
from app.services.office_exchange import own_card
from app.services.office_keys import own_keys
from app.services.office_keys.key_change import (
    KeyChange,
    KeyChangeFacts,
    read_key_change,
    read_key_change_file,
    sign_change,
    write_key_change,
)
from app.services.office_keys.own_keys import (
    KeysChanged,
    replace_lost_keys,
    revoke_own_key,
    rotate_keys,
    settle_key_file,
)
from app.services.office_keys.standing import key_lines
from app.services.office_keys.taking import Checked, KeyChangeTaken, KeyNotChecked, take_key_change
from app.services.offices import find_office
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World, content_of

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys_module, "_TIME", 1)


def rotate(office: DemoOffice, passphrase: str | None = None) -> KeysChanged:
    changed = rotate_keys(office.database, office.paths.keys, passphrase, office.actor, reason="định kỳ")
    office.keys = changed.keys
    return changed


def take(office: DemoOffice, change: KeyChange | bytes, checked: Checked | None = None) -> KeyChangeTaken:
    with office.database.transaction() as session:
        return take_key_change(session, change, office.actor, checked)


def known(office: DemoOffice, code: str) -> OfficeRow:
    with office.database.reading() as session:
        row = find_office(session, code)
    assert row is not None
    return row


def states(office: DemoOffice, code: str) -> list[str]:
    with office.database.reading() as session:
        return [line.state for line in key_lines(session, office_id(code))]


def acts(office: DemoOffice) -> list[str]:
    with office.database.reading() as session:
        return list(session.exec(select(JournalEntry.act).order_by(JournalEntry.office_sequence)))  # type: ignore[arg-type]


def test_a_key_signed_by_the_old_one_is_taken_without_asking(world: World, tmp_path: Path) -> None:
    commune, province = world[COMMUNE], world[PROVINCE]
    old = commune.keys
    changed = rotate(commune)
    path = write_key_change(tmp_path / "xã Mẫu", changed.change)
    assert path.name == "xã Mẫu.ocop-key"
    taken = take(province, read_key_change_file(path))
    assert (taken.kind, taken.already) == ("rotation", False)
    assert taken.office.sign_public_key == changed.keys.public_key.hex() != old.public_key.hex()
    assert taken.office.age_recipient == changed.keys.recipient
    assert taken.office.key_confirmed_at is not None
    assert states(province, COMMUNE) == ["current", "replaced"]
    assert acts(province)[-1] == acts(commune)[-1] == "rotate_key"
    assert take(province, path.read_bytes()).already
    assert world.chains_are_whole(PROVINCE)


def test_what_was_sealed_for_the_old_key_still_opens(world: World) -> None:
    province = world[PROVINCE]
    old = unlock(province.paths.keys, None)
    rotate(province)
    again = rotate(province)
    kept = unlock(province.paths.keys, None)
    assert kept == again.keys
    assert kept.identities[2] == old.identity
    assert len(set(kept.identities)) == 3
    assert [path.name for path in province.paths.keys.iterdir()] == [KEY_FILE]
    change_passphrase(province.paths.keys, None, "câu mật")
    assert unlock(province.paths.keys, "câu mật") == kept


def test_a_chain_of_changes_is_taken_in_its_order_only(world: World) -> None:
    commune, province = world[COMMUNE], world[PROVINCE]
    first, second = rotate(commune).change, rotate(commune).change
    with pytest.raises(NotAllowed, match="not known here"):
        take(province, second)
    take(province, first)
    take(province, second)
    assert take(province, first).already
    assert known(province, COMMUNE).sign_public_key == commune.keys.public_key.hex()


def test_a_change_that_another_key_signed_changes_nothing(world: World) -> None:
    commune, other, province = world[COMMUNE], world[OTHER], world[PROVINCE]
    facts = rotate(commune).change.model_dump(mode="json", exclude={"signature"})
    before = content_of(province)
    with pytest.raises(InvalidInput):  # somebody else signs the commune's new card
        sign_change(KeyChangeFacts.model_validate(facts), other.keys)
    forged = facts | {"old_key": other.keys.public_key.hex()}
    change = sign_change(KeyChangeFacts.model_validate(forged), other.keys)
    with pytest.raises(NotAllowed, match="belongs to another office"):
        take(province, change)
    assert content_of(province) == before
    with pytest.raises(NotFound):
        take(other, rotate(commune).change)


def test_a_key_that_nobody_compared_vouches_for_no_other(world: World) -> None:
    commune, province = world[COMMUNE], world[PROVINCE]
    change = rotate(commune).change
    with province.database.transaction() as session:
        row = session.get_one(Office, office_id(COMMUNE))
        row.key_confirmed_at = None
        session.add(row)
    with pytest.raises(NotAllowed, match="never compared"):
        take(province, change)


def test_a_card_of_another_key_is_refused_with_what_to_do(world: World) -> None:
    commune, province = world[COMMUNE], world[PROVINCE]
    rotate(commune)
    facts = own_card(known(commune, COMMUNE), commune.keys, NOW)
    with province.database.transaction() as session, pytest.raises(NotAllowed) as refused:
        take_card(session, sign_card(facts, commune.keys), province.actor)
    assert "key change file" in refused.value.what_next


def test_every_flipped_bit_of_a_notice_is_refused(world: World) -> None:
    content = rotate(world[COMMUNE]).change.content
    for place in range(0, len(content), 3):
        altered = bytearray(content)
        altered[place] ^= 1 << place % 8
        with pytest.raises(InvalidInput):
            read_key_change(bytes(altered))


def test_a_key_in_the_place_of_a_lost_one_waits_for_a_person_and_says_how_it_was_checked(world: World) -> None:
    commune, province = world[COMMUNE], world[PROVINCE]
    old = commune.keys.public_key.hex()
    changed = replace_lost_keys(commune.database, commune.paths.keys, "mới", commune.actor, reason="hỏng máy")
    assert (commune.paths.keys / f"{KEY_FILE}.left-1").exists()
    assert unlock(commune.paths.keys, "mới") == changed.keys
    before = content_of(province)
    with pytest.raises(KeyNotChecked) as asked:
        take(province, changed.change)
    assert asked.value.fingerprint == changed.keys.fingerprint
    assert len(asked.value.words) == 6
    assert content_of(province) == before
    with pytest.raises(InvalidInput):
        take(province, changed.change, Checked("dream"))
    taken = take(province, changed.change, Checked("phone", "ông Nam, số trực của xã"))
    assert taken.office.sign_public_key == changed.keys.public_key.hex()
    assert states(province, COMMUNE) == ["current", "lost"]
    with province.database.reading() as session:
        line = key_lines(session, office_id(COMMUNE))[0]
        said = json.loads(session.exec(select(JournalEntry.data).where(JournalEntry.act == "replace_key")).one())
    assert line.checked_by == "phone: ông Nam, số trực của xã"
    assert line.has_card
    assert (said["way"], said["old"]) == ("phone", old)
    assert take(province, changed.change).already
    with pytest.raises(NotAllowed):
        take(commune, changed.change)


def test_the_recovery_sheet_brings_the_same_key_back_and_nobody_notices(world: World) -> None:
    commune = world[COMMUNE]
    lines = recovery_lines(commune.keys)
    (commune.paths.keys / KEY_FILE).unlink()
    restored = restore_from_recovery(commune.paths.keys, "\n".join(lines), None)
    assert restored.public_key.hex() == known(world[PROVINCE], COMMUNE).sign_public_key


def test_an_old_recovery_sheet_opens_what_was_sealed_for_it(world: World) -> None:
    commune = world[COMMUNE]
    old_sheet = "\n".join(recovery_lines(commune.keys))
    new_sheet = "\n".join(recovery_lines(rotate(commune).keys))
    (commune.paths.keys / KEY_FILE).unlink()
    alone = restore_from_recovery(commune.paths.keys, new_sheet, None)
    assert alone.former == ()
    both = add_former(commune.paths.keys, old_sheet, None)
    assert len(both.identities) == 2
    assert unlock(commune.paths.keys, None) == both == add_former(commune.paths.keys, old_sheet, None)


def test_a_revoked_key_is_refused_whatever_it_signs_and_never_comes_back(world: World) -> None:
    commune, province = world[COMMUNE], world[PROVINCE]
    stolen = commune.keys
    facts = own_card(known(commune, COMMUNE), stolen, NOW)
    with commune.database.transaction() as session:
        notice = revoke_own_key(session, stolen, commune.actor, reason="mất máy")
    assert known(commune, COMMUNE).sign_public_key == ""
    assert not take(province, notice.content).already
    assert take(province, notice).already
    row = known(province, COMMUNE)
    assert (row.sign_public_key, row.age_recipient, row.key_confirmed_at) == ("", "", None)
    assert states(province, COMMUNE) == ["revoked"]
    with province.database.transaction() as session, pytest.raises(NotAllowed, match="revoked on"):
        take_card(session, sign_card(facts, stolen), province.actor)
    thief = _rotation_by(stolen, facts)
    with pytest.raises(NotAllowed, match="revoked on"):
        take(province, thief)
    changed = replace_lost_keys(commune.database, commune.paths.keys, None, commune.actor, keep=stolen)
    assert stolen.identity in changed.keys.identities
    take(province, changed.change, Checked("visit"))
    assert states(province, COMMUNE) == ["current", "revoked"]


def _rotation_by(stolen: OfficeKeys, facts: OfficeCard) -> KeyChange:
    mine = OfficeKeys(new_signing_key(), new_identity())
    values = facts.model_dump() | {"sign_public_key": mine.public_key.hex(), "age_recipient": mine.recipient}
    card = sign_card(OfficeCard(**values), mine)
    made = KeyChangeFacts(
        kind="rotation", code=card.code, name=card.name, old_key=stolen.public_key.hex(), card=card, at=card.issued_at
    )
    return sign_change(made, stolen)


@pytest.mark.parametrize("at", ["before the database", "after the database"])
def test_a_change_of_keys_that_is_broken_off_is_whole_or_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    commune = world[COMMUNE]
    old = unlock(commune.paths.keys, None)

    def broken(*_args: object, **_more: object) -> None:
        raise StorageError("the power went")

    with monkeypatch.context() as patched:
        if at == "before the database":
            patched.setattr(own_keys, "_write_down", broken)
            patched.setattr(own_keys, "settle_key_file", lambda *_args: False)
        else:
            patched.setattr(own_keys, "adopt_next", broken)
        with pytest.raises(StorageError):
            rotate_keys(commune.database, commune.paths.keys, None, commune.actor)
    assert (commune.paths.keys / NEXT_FILE).exists()
    with commune.database.reading() as session:
        adopted = settle_key_file(session, commune.paths.keys)
    assert adopted == (at == "after the database")
    now = unlock(commune.paths.keys, None)
    assert (now == old) == (not adopted)
    assert now.public_key.hex() == known(commune, COMMUNE).sign_public_key
    assert not (commune.paths.keys / NEXT_FILE).exists()


def test_keys_that_wait_without_the_database_knowing_them_are_forgotten(world: World) -> None:
    commune = world[COMMUNE]
    prepare_next(commune.paths.keys, None)
    with commune.database.reading() as session:
        assert not settle_key_file(session, commune.paths.keys)
    assert [path.name for path in commune.paths.keys.iterdir()] == [KEY_FILE]


def test_a_key_of_one_office_is_never_that_of_another(world: World) -> None:
    province, other = world[PROVINCE], world[OTHER]
    facts = own_card(known(other, OTHER), other.keys, NOW).model_dump() | {"code": "99-M9"}
    with province.database.transaction() as session, pytest.raises(NotAllowed, match="belongs to another office"):
        take_card(session, sign_card(OfficeCard(**facts), other.keys), province.actor)


def test_every_office_starts_with_its_own_key_in_the_register(world: World) -> None:
    with world[PROVINCE].database.reading() as session:
        rows = {(row.learned_by, row.state, bool(row.card)) for row in session.exec(select(OfficeKey))}
    assert rows == {("own", "current", False), ("card", "current", True)}


def test_bundles_and_keys_pass_each_other(world: World) -> None:
    """A stick under way, sealed for the old key and signed with the old one, arrives after both offices changed."""
    commune, province = world[COMMUNE], world[PROVINCE]
    first, second, third = (world.assessed(COMMUNE) for _ in range(3))
    under_way = world.export(COMMUNE, PROVINCE, first, encrypted=True)
    with province.on(world.day):
        rotate(province)
    with commune.on(world.day + dt.timedelta(days=1)):
        notice = rotate(commune).change
    with province.on(world.day + dt.timedelta(days=2)):
        take(province, notice)
    world.take(PROVINCE, world.look(PROVINCE, under_way.path))
    assert world.dossier(PROVINCE, first) is not None
    world.day += dt.timedelta(days=3)
    later = world.export(COMMUNE, PROVINCE, second, encrypted=True)
    stolen_copy = world.export(COMMUNE, PROVINCE, third)
    world.take(PROVINCE, world.look(PROVINCE, later.path))
    assert world.dossier(PROVINCE, second) is not None
    with commune.database.transaction() as session:
        revoked = revoke_own_key(session, commune.keys, commune.actor, reason="mất máy")
    take(province, revoked)
    with pytest.raises(BundleRejected) as refused:
        world.look(PROVINCE, stolen_copy.path)
    assert refused.value.check == "signer"
    assert "revoked" in refused.value.what
    assert world.dossier(PROVINCE, first) is not None  # what was taken before stands


def test_a_bundle_of_an_unknown_signer_brings_both_its_keys_once_confirmed(world: World) -> None:
    commune, province = world[COMMUNE], world[PROVINCE]
    with province.database.transaction() as session:
        for key in session.exec(select(OfficeKey).where(OfficeKey.office_id == office_id(COMMUNE))).all():
            session.delete(key)
        row = session.get_one(Office, office_id(COMMUNE))
        row.sign_public_key = row.age_recipient = ""
        row.key_confirmed_at = None
        session.add(row)
    path = world.export(COMMUNE, PROVINCE, world.assessed(COMMUNE)).path
    with pytest.raises(UnknownSigner) as asked:
        world.look(PROVINCE, path)
    world.take(PROVINCE, world.look(PROVINCE, path, frozenset({asked.value.fingerprint})))
    met = known(province, COMMUNE)
    assert (met.sign_public_key, met.age_recipient) == (commune.keys.public_key.hex(), commune.keys.recipient)
    assert met.key_confirmed_at is not None
    with province.database.reading() as session:
        assert [line.learned_by for line in key_lines(session, office_id(COMMUNE))] == ["bundle"]


def test_an_office_signs_no_bundle_with_a_key_that_is_not_its_own_now(world: World) -> None:
    commune = world[COMMUNE]
    dossier_id, before = world.assessed(COMMUNE), commune.keys
    rotate(commune)
    commune.keys = before
    with pytest.raises(NotAllowed, match="not those of"):
        world.export(COMMUNE, PROVINCE, dossier_id)
    assert world.hand_overs(COMMUNE) == []
