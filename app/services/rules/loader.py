"""Reading one rule file: size and JSON first, then the fields, then what they mean; one error at the first fault."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.errors import RuleError, system_reason
from app.services.rules.checks import Fault, check_classification, check_criteria_set, check_regime
from app.services.rules.classification import Classification
from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import JsonFraction
from app.services.rules.holidays import HolidayYear, check_holiday_year
from app.services.rules.regime import Regime
from app.translate import N_, Term

MAX_BYTES = 5_000_000
"""The largest file of the law's own is under 60 KB; anything near this size is not a rule file."""
MAX_DEPTH = 32
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""Strings (an unfinished one runs to the end, so that the search stays linear) and brackets."""

Model = TypeVar("Model", bound=BaseModel)

_FIELD_MESSAGES = {
    "extra_forbidden": N_("This field is not known."),
    "missing": N_("A required field is missing."),
    "value_error": N_('Points are integers or decimal strings such as "2.5".'),
    "decimal_max_places": N_("Points have at most two decimal places."),
    "decimal_parsing": N_("This is not a number of points."),
    "decimal_type": N_("This is not a number of points."),
    "decimal_max_digits": N_("This number of points is too large."),
    "finite_number": N_("Points must be a finite number."),
    "greater_than_equal": N_("Points are never negative."),
    "literal_error": N_("This value is not one of those allowed: {expected}."),
    "string_type": N_("A text is expected here."),
    "bool_type": N_("Only true or false may stand here."),
    "bool_parsing": N_("Only true or false may stand here."),
    "int_type": N_("A whole number is expected here."),
    "int_parsing": N_("A whole number is expected here."),
    "int_from_float": N_("A whole number is expected here."),
    "date_from_datetime_parsing": N_("This is not a date (YYYY-MM-DD)."),
    "date_parsing": N_("This is not a date (YYYY-MM-DD)."),
    "date_type": N_("This is not a date (YYYY-MM-DD)."),
    "tuple_type": N_("A list is expected here."),
    "list_type": N_("A list is expected here."),
    "dict_type": N_("An object is expected here."),
    "model_type": N_("An object is expected here."),
    "model_attributes_type": N_("An object is expected here."),
}

_JSON_FAULTS = {
    # What Python's decoder says, by how it begins.
    "Expecting value": N_("a value is expected here"),
    "Expecting ',' delimiter": N_("a comma is expected here"),
    "Expecting ':' delimiter": N_("a colon is expected here"),
    "Expecting property name enclosed in double quotes": N_("a name in double quotes is expected here"),
    "Illegal trailing comma": N_("a comma stands before the end of the list or object"),
    "Unterminated string": N_("the text that begins here has no closing quote"),
    "Invalid control character": N_("a line break or another control character stands inside a text"),
    "Invalid \\": N_("an escape with a backslash is wrong"),
    "Extra data": N_("something stands behind the end"),
}


@dataclass(frozen=True)
class _Refused:
    """Stands in the parsed tree where a value must not be, until its place is known."""

    message: str
    name: str


def shown_name(path: Path) -> str:
    """How an error names a file: with its folder, since every decision has a ``01.json``."""
    return f"{path.parent.name}/{path.name}"


def read_rule_bytes(path: Path) -> bytes:
    """The whole file, never more than ``MAX_BYTES``: a larger one is refused before it is read.

    Raises:
        RuleError: the file is missing, unreadable or too large.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1) if path.stat().st_size <= MAX_BYTES else None
    except OSError as exc:
        raise RuleError(
            N_("The file cannot be read: {reason}."), file=shown_name(path), reason=system_reason(exc)
        ) from exc
    if data is None or len(data) > MAX_BYTES:
        raise RuleError(
            N_("The file is larger than {limit} MB; a rule file never is."),
            file=shown_name(path),
            limit=MAX_BYTES // 1_000_000,
        )
    return data


def parse_rule_json(data: bytes, file: str) -> Any:
    """The JSON value with exact numbers; duplicate keys, NaN, infinity and deep nesting are refused.

    Raises:
        RuleError: with the line where the JSON itself is broken, else with the pointer.
    """
    try:
        # an editor may have put a byte order mark first, or typed letters and accents apart
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise RuleError(N_("The file is not UTF-8 text."), file=file, line=line) from exc
    _refuse_deep(text, file)
    try:
        value = json.loads(
            text, parse_float=JsonFraction, parse_constant=_mark_constant, object_pairs_hook=_mark_duplicates
        )
    except json.JSONDecodeError as exc:
        raise RuleError(
            N_("The JSON is broken: {reason} (column {column})."),
            file=file,
            line=exc.lineno,
            reason=_json_fault(exc.msg),
            column=exc.colno,
        ) from exc
    except ValueError as exc:
        raise RuleError(N_("A number in the file has too many digits."), file=file) from exc
    _refuse_marked(value, (), file)
    return value


def _json_fault(said: str) -> Term:
    return Term(said, next((label for start, label in _JSON_FAULTS.items() if said.startswith(start)), ""))


def _refuse_deep(text: str, file: str) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        sign = match.group()[0]
        depth += 1 if sign in "[{" else -1 if sign in "]}" else 0
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, match.start()) + 1
            raise RuleError(N_("The JSON is nested deeper than {limit} levels."), file=file, line=line, limit=MAX_DEPTH)


def _mark_constant(name: str) -> _Refused:
    return _Refused(N_("{name} is not a number."), name)


def _mark_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        result[key] = _Refused(N_("The key {name} stands twice in one object."), key) if key in result else value
    return result


def _refuse_marked(value: Any, place: tuple[int | str, ...], file: str) -> None:
    if isinstance(value, _Refused):
        raise RuleError(value.message, file=file, pointer=pointer(place), name=value.name)
    if isinstance(value, dict):
        for key, inner in value.items():
            _refuse_marked(inner, (*place, key), file)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _refuse_marked(inner, (*place, index), file)


def pointer(parts: tuple[int | str, ...]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _validate(model: type[Model], value: Any, file: str) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        place = tuple(part for part in first["loc"] if part != "[key]")
        message = _FIELD_MESSAGES.get(first["type"], N_("This value is not allowed here: {reason}."))
        expected = str(first.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
        raise RuleError(message, file=file, pointer=pointer(place), reason=first["msg"], expected=expected) from exc


def load_model(path: Path, model: type[Model], check: Callable[[Model], Fault | None]) -> tuple[Model, str]:
    """One file, validated field by field and then as a whole; with the SHA-256 of its bytes.

    Raises:
        RuleError: at the first fault, naming the file and the JSON pointer; nothing of the file is used.
    """
    data = read_rule_bytes(path)
    loaded = _validate(model, parse_rule_json(data, shown_name(path)), shown_name(path))
    fault = check(loaded)
    if fault is not None:
        raise RuleError(fault.message, file=shown_name(path), pointer=pointer(fault.place), **fault.params)
    return loaded, hashlib.sha256(data).hexdigest()


def load_criteria_set(path: Path) -> CriteriaSet:
    """The criteria set of one file. Raises ``RuleError``."""
    return load_model(path, CriteriaSet, check_criteria_set)[0]


def load_regime(path: Path) -> Regime:
    """The regime of one file. Raises ``RuleError``."""
    return load_model(path, Regime, check_regime)[0]


def load_classification(path: Path) -> Classification:
    """The classification of one file. Raises ``RuleError``."""
    return load_model(path, Classification, check_classification)[0]


def load_holiday_year(path: Path) -> HolidayYear:
    """The public holidays of one year. Raises ``RuleError``."""
    return load_model(path, HolidayYear, check_holiday_year)[0]
