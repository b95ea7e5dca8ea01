"""Answers of a sheet from a JSON file that anyone may have written: small, strict, one clear error."""

from __future__ import annotations

from typing import Any

from app.errors import InvalidInput, RuleError
from app.services.rules.loader import parse_rule_json
from app.translate import N_

MAX_BYTES = 1_000_000
"""A full sheet is under 2 KB."""


def read_answers(data: bytes, name: str) -> dict[str, Any]:
    """The object in a file of answers; numbers exact, no key twice. What it holds is checked by ``parse_answers``.

    Args:
        data: the file's bytes, or its first ``MAX_BYTES + 1`` where it is larger.
        name: how an error names the file.

    Raises:
        InvalidInput: too large, not UTF-8, not JSON, nested too deep, not an object.
    """
    if len(data) > MAX_BYTES:
        raise InvalidInput(
            "answers",
            N_("{name} is larger than {limit} MB; answers never are."),
            name=name,
            limit=MAX_BYTES // 1_000_000,
        )
    try:
        value = parse_rule_json(data, name)
    except RuleError as error:
        raise InvalidInput("answers", N_("The answers cannot be read: {fault}"), fault=error.what) from error
    if not isinstance(value, dict):
        raise InvalidInput(
            "answers",
            N_("The answers in {place} are not an object such as {example}."),
            place=name,
            example='{"1.1": 2, "1.2": 0}',
        )
    return value
