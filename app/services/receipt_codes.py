"""The short code of a receipt: what the receiving office reads out, and the sending office types in.

It follows from the bundle and the receiving office, so that it finds its hand-over by itself, and its last letter is
a check: one letter misread, or two neighbours swapped, is always noticed. It is no proof that the bundle was taken,
only that both speak of the same one: a receipt on paper is signed by a person, one in a file by the office's key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotFound
from app.models import HandOver, Office, Receipt
from app.services.actors import Actor
from app.services.handovers import ReceiptData, record_receipt
from app.translate import N_

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: they are misread
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_LENGTH = 7  # and one letter that checks them
_FIELD = 0b100101  # x^5 + x^2 + 1: the letters are the field of 32 elements
_CODE = re.compile(r"[0-9A-Za-z]{4}[-\u2013 ][0-9A-Za-z]{4}")


def receipt_code(bundle_sha256: str, receiver_code: str) -> str:
    """As it is shown: ``7F3K-2M95``.

    Args:
        bundle_sha256: of the bundle's envelope, by which both offices know it.
        receiver_code: the code of the office that received it.
    """
    digest = hashlib.sha256(f"so-ocop/receipt\n{bundle_sha256}\n{receiver_code}".encode()).digest()
    number = int.from_bytes(digest[:5], "big")
    values = [number >> 5 * place & 31 for place in range(_LENGTH)]
    letters = "".join(_LETTERS[value] for value in (*values, _check(values)))
    return f"{letters[:4]}-{letters[4:]}"


def _check(values: list[int]) -> int:
    """The value that makes the sum of all, each times another power of x, nought (as a code of Reed and Solomon)."""
    total = 0
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value


def looks_like_code(typed: str) -> bool:
    """Whether something typed is a code; the number of a paper receipt is none."""
    return _CODE.fullmatch(typed.strip()) is not None


def read_code(typed: str) -> str:
    """The code as it is shown, of whatever was typed: small letters, an O for a nought, without the dash.

    Raises:
        InvalidInput: it has another length or a letter that no code has, or a letter of it is mistyped.
    """
    plain = re.sub(r"[\s.\u2013-]", "", typed.strip().upper()).translate(_MISREAD)
    if len(plain) != _LENGTH + 1:
        raise InvalidInput("number", N_("A receipt's code has eight letters or digits, such as 7F3K-2M95."))
    foreign = next((letter for letter in plain if letter not in _LETTERS), "")
    if foreign:
        raise InvalidInput(
            "number",
            N_("No code has the letter “{letter}”."),
            advice=N_("Let the other office read it out once more."),
            letter=foreign,
        )
    values = [_LETTERS.index(letter) for letter in plain]
    if _check(values[:-1]) != values[-1]:
        raise InvalidInput(
            "number",
            N_("A letter of this code is mistyped."),
            advice=N_("Let the other office read it out once more."),
        )
    return f"{plain[:4]}-{plain[4:]}"


def check_receipt(typed: str, bundle_sha256: str, receiver_code: str) -> None:
    """Refuse a receipt's code that is mistyped or belongs to another bundle; the number of a paper is no code.

    Raises:
        InvalidInput: it is a code, and not this bundle's.
    """
    if not bundle_sha256 or not looks_like_code(typed):
        return
    if read_code(typed) != receipt_code(bundle_sha256, receiver_code):
        raise InvalidInput(
            "number",
            N_("This code is not the receipt of this hand-over."),
            advice=N_("Let the other office read it out once more, or look for the hand-over that it belongs to."),
        )


def find_by_code(session: Session, typed: str) -> str:
    """The id of the hand-over whose receipt a typed code is.

    Raises:
        InvalidInput: it is no code, or mistyped. NotFound: no bundle of this office has it.
    """
    code = read_code(typed)
    rows = session.exec(
        select(HandOver.id, HandOver.bundle_sha256, Office.code)
        .join(Office, col(Office.id) == col(HandOver.to_office_id))
        .where(HandOver.direction == "out", HandOver.medium == "bundle", HandOver.bundle_sha256 != "")
        .order_by(col(HandOver.at).desc())
    )
    for hand_over_id, sha256, receiver in rows:
        if receipt_code(sha256, receiver) == code:
            return hand_over_id
    raise NotFound(
        N_("No bundle that this office wrote has the code {code}."),
        advice=N_("Ask the other office whether the bundle came from you, and for its number."),
        code=code,
    )


def record_code(
    session: Session, typed: str, received_by: str, received_on: dt.date, actor: Actor, today: dt.date
) -> Receipt:
    """Record the receipt of the hand-over that a typed code finds.

    Raises:
        As ``find_by_code`` and ``record_receipt``.
    """
    hand_over_id = find_by_code(session, typed)
    data = ReceiptData(received_on=received_on, received_by=received_by, number=read_code(typed))
    return record_receipt(session, hand_over_id, data, actor, today)
