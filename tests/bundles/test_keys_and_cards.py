"""An office's keys at rest, and the cards by which offices learn each other's."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyrage
import pytest

from app.errors import InvalidInput, NotAllowed, NotFound, StorageError
from app.services import keys as keys_module
from app.services.bundles.signing import is_signed
from app.services.keys import KEY_FILE, change_passphrase, create_keys, public_keys, unlock
from app.services.office_cards import OfficeCard, parse_card, read_card, sign_card, write_card


@pytest.fixture(autouse=True)
def _cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys_module, "_TIME", 1)


def test_keys_come_back_under_their_passphrase_only(tmp_path: Path) -> None:
    made = create_keys(tmp_path, "mật khẩu dài")
    assert unlock(tmp_path, "mật khẩu dài") == made
    for wrong in ("mật khẩu", "", None):
        with pytest.raises(NotAllowed):
            unlock(tmp_path, wrong)
    stored = (tmp_path / KEY_FILE).read_text()
    assert made.signing.secret.hex() not in stored
    assert made.identity not in stored
    assert made.identity not in repr(made)
    assert made.signing.secret.hex() not in repr(made)
    public = public_keys(tmp_path)
    assert (public.public_key, public.recipient, public.protected) == (made.public_key, made.recipient, True)
    if sys.platform != "win32":
        assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [KEY_FILE]


def test_the_sealing_key_is_one_that_age_knows(tmp_path: Path) -> None:
    made = create_keys(tmp_path, None)
    assert str(pyrage.x25519.Identity.from_str(made.identity).to_public()) == made.recipient
    assert not public_keys(tmp_path).protected


def test_keys_are_never_replaced_and_the_passphrase_can_change(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        unlock(tmp_path, "x")
    made = create_keys(tmp_path, "one")
    with pytest.raises(NotAllowed):
        create_keys(tmp_path, "two")
    with pytest.raises(NotAllowed):
        change_passphrase(tmp_path, "wrong", "two")
    with pytest.raises(NotAllowed):
        change_passphrase(tmp_path, "one", "  ")
    change_passphrase(tmp_path, "one", "two")
    assert unlock(tmp_path, "two") == made
    with pytest.raises(NotAllowed):
        unlock(tmp_path, "one")


def test_an_altered_key_file_is_never_used(tmp_path: Path) -> None:
    create_keys(tmp_path, "one")
    other = create_keys(tmp_path / "other", "one")
    good = json.loads((tmp_path / KEY_FILE).read_text())
    changes: list[dict[str, object]] = [
        {"recipient": other.recipient},
        {"public_key": other.public_key.hex()},
        {"secret": good["secret"][:-2] + "00"},
        {"protection": good["protection"] | {"memory_kib": 10**9}},
        {"protection": {"kind": "none"}},
        {"version": 2},
        {"protection": []},
    ]
    for change in changes:
        (tmp_path / KEY_FILE).write_text(json.dumps(good | change))
        with pytest.raises((NotAllowed, StorageError)):
            unlock(tmp_path, "one")
    (tmp_path / KEY_FILE).write_bytes(b"{")
    with pytest.raises(StorageError):
        public_keys(tmp_path)


def _card(folder: Path) -> tuple[OfficeCard, keys_module.OfficeKeys]:
    made = create_keys(folder, None)
    card = OfficeCard(
        code="X66-01",
        level="commune",
        name="UBND xã Krông Pắc",
        province_name="Đắk Lắk",
        sign_public_key=made.public_key.hex(),
        age_recipient=made.recipient,
        issued_at="2026-11-22T08:00:00Z",
    )
    return card, made


def test_a_card_proves_that_its_maker_holds_the_key(tmp_path: Path) -> None:
    card, made = _card(tmp_path)
    path = write_card(tmp_path / "krong-pac", card, made)
    assert path.name == "krong-pac.ocop-card"
    assert read_card(path).model_dump(exclude={"signature"}) == card.model_dump()
    assert read_card(path).content == path.read_bytes()
    assert card.fingerprint == made.fingerprint
    assert is_signed(b"hello", made.sign(b"hello"), made.public_key)


def test_every_flipped_bit_of_a_card_is_refused(tmp_path: Path) -> None:
    card, made = _card(tmp_path)
    content = sign_card(card, made).content
    for place in range(len(content)):
        altered = bytearray(content)
        altered[place] ^= 1 << place % 8
        with pytest.raises(InvalidInput):
            parse_card(bytes(altered))


def test_a_card_of_another_key_cannot_be_made(tmp_path: Path) -> None:
    card, _made = _card(tmp_path)
    other = create_keys(tmp_path / "other", None)
    with pytest.raises(InvalidInput):
        sign_card(card, other)
    with pytest.raises(InvalidInput):
        parse_card(b"[]")
    with pytest.raises(StorageError):
        read_card(tmp_path / "nothing.ocop-card")
