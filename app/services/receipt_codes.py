"""The short code of a receipt: what the receiving office reads out, and the sending office types in.

It follows from the bundle and the receiving office, so that a receipt for another bundle is noticed. It is no proof
that the bundle was taken, only that both speak of the same one: a receipt on paper is signed by a person.
"""

from __future__ import annotations

import hashlib

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: they are misread
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_LENGTH = 8


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


def as_code(typed: str) -> str:
    """What was typed in the form of a code; empty where it is none, such as the number of a paper receipt."""
    plain = typed.upper().replace("-", "").replace(" ", "").translate(_MISREAD)
    if len(plain) != _LENGTH or set(plain) - set(_LETTERS) or "/" in typed:
        return ""
    return f"{plain[:4]}-{plain[4:]}"
