"""The short code of a receipt: what the receiving office reads out, and the sending office types in.

It follows from the bundle and the receiving office, so that a receipt for another bundle is noticed. It is no proof
that the bundle was taken, only that both speak of the same one: a receipt on paper is signed by a person.
"""

from __future__ import annotations

import hashlib
import re

from app.errors import InvalidInput
from app.translate import N_

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: they are misread
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_LENGTH = 8
_CODE = re.compile(r"[0-9A-Za-z]{4}[- ][0-9A-Za-z]{4}")


def receipt_code(bundle_sha256: str, receiver_code: str) -> str:
    """As it is shown: ``7F3K-2M9Q``.

    Args:
        bundle_sha256: of the bundle's envelope, by which both offices know it.
        receiver_code: the code of the office that received it.
    """
    digest = hashlib.sha256(f"so-ocop/receipt\n{bundle_sha256}\n{receiver_code}".encode()).digest()
    number = int.from_bytes(digest[:5], "big")
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return f"{letters[:4]}-{letters[4:]}"


def check_receipt(typed: str, bundle_sha256: str, receiver_code: str) -> None:
    """Refuse a receipt's code that belongs to another bundle; the number of a paper receipt is no code.

    Raises:
        InvalidInput: it is a code, and not this bundle's.
    """
    if not bundle_sha256 or not _CODE.fullmatch(typed.strip()):
        return
    plain = re.sub(r"[- ]", "", typed.strip().upper()).translate(_MISREAD)
    if plain != receipt_code(bundle_sha256, receiver_code).replace("-", ""):
        raise InvalidInput(
            "number",
            N_("This code is not the receipt of this hand-over."),
            advice=N_("Let the other office read it out once more, or look for the hand-over that it belongs to."),
        )
