"""Keys come back from the recovery sheet, and a slip in typing is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput, NotAllowed
from app.services import keys
from app.services.papers.recovery_sheet import recovery_pdf
from app.services.recovery_code import QR_HEAD, decode_secret, encode_secret, identity_bytes, identity_of


def test_the_sheet_brings_back_both_keys_under_a_new_passphrase(tmp_path: Path) -> None:
    made = keys.create_keys(tmp_path / "old", "first words")
    code = "\n".join(keys.recovery_lines(made))

    keys.restore_from_recovery(tmp_path / "new", code, "other words")

    restored = keys.unlock(tmp_path / "new", "other words")
    assert restored.public_key == made.public_key
    assert restored.identity == made.identity
    assert restored.recipient == made.recipient


def test_a_code_is_read_as_people_type_it(tmp_path: Path) -> None:
    made = keys.create_keys(tmp_path, None)
    lines = keys.recovery_lines(made)
    typed = "\r\n".join(
        f" {number}: " + "-".join(line[at : at + 4] for at in range(0, 18, 4)).lower().replace("0", "o")
        for number, line in enumerate(lines, 1)
    )
    assert keys.keys_of_code(typed).public_key == made.public_key
    assert keys.keys_of_code(QR_HEAD + "".join(lines)).identity == made.identity


def test_a_slip_is_told_with_its_line() -> None:
    lines = list(encode_secret(bytes(range(64))))
    for place in range(7):
        wrong = list(lines)
        wrong[place] = wrong[place][:5] + ("7" if wrong[place][5] != "7" else "8") + wrong[place][6:]
        with pytest.raises(InvalidInput) as refused:
            decode_secret("\n".join(wrong))
        assert refused.value.params["line"] == place + 1
    swapped = [lines[0], lines[2], lines[1], *lines[3:]]
    with pytest.raises(InvalidInput) as refused:
        decode_secret("\n".join(swapped))
    assert refused.value.params["line"] == 2
    with pytest.raises(InvalidInput) as refused:
        decode_secret("\n".join(lines[:6]))
    assert refused.value.params["line"] == 7


@given(st.binary(min_size=64, max_size=64))
@settings(max_examples=50, deadline=None)
def test_every_secret_comes_back(secret: bytes) -> None:
    assert decode_secret(" ".join(encode_secret(secret))) == secret
    assert identity_bytes(identity_of(secret[:32])) == secret[:32]


def test_other_keys_are_never_replaced_but_a_damaged_file_is_kept_aside(tmp_path: Path) -> None:
    one, other = keys.create_keys(tmp_path / "one", None), keys.create_keys(tmp_path / "other", None)
    code = "".join(keys.recovery_lines(one))
    with pytest.raises(NotAllowed):
        keys.restore_from_recovery(tmp_path / "other", code, None)
    assert keys.unlock(tmp_path / "other", None).identity == other.identity

    (tmp_path / "one" / keys.KEY_FILE).write_bytes(b"{")
    keys.restore_from_recovery(tmp_path / "one", code, None)
    assert keys.unlock(tmp_path / "one", None).identity == one.identity
    assert (tmp_path / "one" / f"{keys.KEY_FILE}.left-1").read_bytes() == b"{"


def test_the_printed_sheet_holds_the_whole_code_and_the_fingerprint(tmp_path: Path) -> None:
    made = keys.create_keys(tmp_path, None)
    lines = keys.recovery_lines(made)
    office = "Ủy ban nhân dân xã Krông Pắc"
    pdf = recovery_pdf(office, "24490", made.fingerprint, lines, dt.date(2026, 11, 24))

    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    signs = "".join(text.split())
    assert all(line in signs for line in lines)
    assert "".join(made.fingerprint.split()) in signs
    assert office in text
    assert keys.keys_of_code("\n".join(lines)).fingerprint == made.fingerprint
