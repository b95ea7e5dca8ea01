"""JSON from outside: no duplicate key, no float, no huge number, no deep nesting, only NFC text."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, NoReturn

from app.errors import BundleRejected
from app.services.bundles.limits import DEFAULT_LIMITS, BundleLimits
from app.services.canonical import canonical_json
from app.translate import N_


class _Bad(ValueError):
    pass


def _check_size(content: bytes, limits: BundleLimits) -> None:
    """Refuse what would unfold to many times its bytes in memory, before it is read."""
    if sum(content.count(mark) for mark in (b"[", b"{", b",")) > limits.values:
        raise _Bad(N_("It has more values than any bundle may have."))


def _no_float(text: str) -> NoReturn:
    raise _Bad(N_("It has a number that is not whole; fractions travel as text."))


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Bad(N_("It names a field twice."))
    return found


def _check_text(text: str) -> None:
    if text.isascii():
        if "\x00" in text:
            raise _Bad(N_("It holds text that cannot be stored."))
        return
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise _Bad(N_("It holds text that cannot be stored."))
    if not unicodedata.is_normalized("NFC", text):
        raise _Bad(N_("It holds text that is not in the composed form (NFC)."))


def _check_tree(value: Any, depth: int) -> None:
    level = [value]
    while level:
        if depth < 0:
            raise _Bad(N_("It is nested too deeply."))
        following: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _check_text(item)
            elif isinstance(item, dict):
                for key in item:
                    _check_text(key)
                following.extend(item.values())
            elif isinstance(item, list):
                following.extend(item)
        level = following
        depth -= 1


def load_strict(content: bytes, entry: str, limits: BundleLimits = DEFAULT_LIMITS) -> Any:
    """The value of the JSON bytes.

    Raises:
        BundleRejected: check ``json``, with the reason.
    """

    def number(text: str) -> int:
        if len(text) > limits.digits:
            raise _Bad(N_("It has a number that is too large."))
        return int(text)

    try:
        _check_size(content, limits)
        text = content.decode("utf-8")
        if text.startswith("\ufeff"):
            raise _Bad(N_("It begins with a byte order mark."))
        value = json.loads(
            text, parse_float=_no_float, parse_constant=_no_float, parse_int=number, object_pairs_hook=_pairs
        )
        _check_tree(value, limits.depth)
    except _Bad as exc:
        raise BundleRejected(str(exc), check="json", entry=entry) from exc
    except (ValueError, RecursionError) as exc:
        raise BundleRejected(N_("It is not readable JSON."), check="json", entry=entry) from exc
    return value


def load_canonical(content: bytes, entry: str, limits: BundleLimits = DEFAULT_LIMITS) -> Any:
    """The value of JSON bytes that must be written the one way that ``canonical_json`` writes it.

    So no field can stand twice, and no number be other than whole. Depth, and the form of texts, are for the caller.

    Raises:
        BundleRejected: check ``json``.
    """
    try:
        _check_size(content, limits)
        value = json.loads(content.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
        if canonical_json(value) != content:
            raise _Bad(N_("It is not written the one way it may be."))
    except _Bad as exc:
        raise BundleRejected(str(exc), check="json", entry=entry) from exc
    except (ValueError, RecursionError) as exc:
        raise BundleRejected(N_("It is not readable JSON."), check="json", entry=entry) from exc
    return value
