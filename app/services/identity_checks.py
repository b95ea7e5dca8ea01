"""Numbers that people and firms carry: what cannot be true is refused, what is only unusual is warned about.

Legal sources: tax codes of 10 and 13 digits by Thông tư 105/2020/TT-BTC, personal numbers as tax codes by Thông tư
86/2024/TT-BTC; the 12 digits of an identity number by Thông tư 07/2016/TT-BCA; mobile prefixes changed in 2018.
The figures themselves lie in ``resources/numbers/vietnam.json``.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stdnum.vn import mst

from app.errors import InvalidInput
from app.paths import resource_path
from app.translate import N_, _

_SEPARATORS = re.compile(r"[\s.\-()]+")
_DIGITS = re.compile(r"[0-9]+")
_SEVERAL = re.compile(r"[;/,]+")


@dataclass(frozen=True)
class FieldWarning:
    """Something unusual about a field, which stops nothing; ``params`` hold no personal numbers."""

    field: str
    message: str
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def text(self) -> str:
        """The warning in the language of the moment."""
        return _(self.message).format(**dict(self.params))


@dataclass(frozen=True)
class Checked:
    """A value as it is stored, what is unusual about it, and a better value to offer (or empty)."""

    value: str
    warnings: tuple[FieldWarning, ...] = ()
    suggestion: str = ""


@lru_cache(maxsize=1)
def _figures() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource_path("numbers", "vietnam.json").read_text(encoding="utf-8"))
    return loaded


def _only_digits(text: str) -> str:
    return _SEPARATORS.sub("", text.strip())


def check_tax_code(text: str) -> Checked:
    """A tax code of 10, 13 (written ``0123456789-001``) or 12 digits (a personal number); empty stays empty.

    Raises:
        InvalidInput: letters, another length, or a check digit that does not fit.
    """
    number = _only_digits(text)
    if not number:
        return Checked("")
    if not _DIGITS.fullmatch(number) or len(number) not in (10, 12, 13):
        raise InvalidInput(
            "tax_code",
            N_("A tax code has 10 digits, 13 digits (a branch) or 12 digits (a personal number)."),
            advice=N_("Compare it with the registration certificate, or leave it empty for now."),
        )
    if len(number) == 12:
        return Checked(number, _birth_place_warning(number, "tax_code"))
    if not mst.is_valid(number):
        raise InvalidInput(
            "tax_code",
            N_("This tax code cannot be right: its check digit does not fit the others."),
            advice=N_("Compare it with the registration certificate, or leave it empty for now."),
        )
    return Checked(str(mst.format(number)))


def check_identity(text: str, sex: str = "", born_on: dt.date | None = None) -> Checked:
    """A 12-digit identity number (CCCD) or an old 9-digit one (CMND); empty stays empty.

    Args:
        sex: ``male``, ``female`` or empty; compared with the number, as ``born_on`` is.

    Raises:
        InvalidInput: letters or another length.
    """
    field = "representative_identity"
    number = _only_digits(text)
    if not number:
        return Checked("")
    if not _DIGITS.fullmatch(number) or len(number) not in (9, 12):
        raise InvalidInput(
            field,
            N_("An identity number has 12 digits, an old one 9."),
            advice=N_("Compare it with the card, or leave it empty for now."),
        )
    if len(number) == 9:
        return Checked(number, (FieldWarning(field, N_("This is an old 9-digit number; cards in use have 12.")),))
    warnings = list(_birth_place_warning(number, field))
    century_sex = int(number[3])
    if sex in ("male", "female") and (century_sex % 2 == 1) != (sex == "female"):
        warnings.append(FieldWarning(field, N_("The number's fourth digit does not fit the sex that was entered.")))
    if born_on is not None:
        year = 1900 + 100 * (century_sex // 2) + int(number[4:6])
        if year != born_on.year:
            warnings.append(FieldWarning(field, N_("The number does not fit the year of birth that was entered.")))
    return Checked(number, tuple(warnings))


def _birth_place_warning(number: str, field: str) -> tuple[FieldWarning, ...]:
    if number[:3] in _figures()["birth_place_codes"]["codes"]:
        return ()
    return (
        FieldWarning(
            field,
            N_("No province registers births under the code {code}; compare the number with the card."),
            (("code", number[:3]),),
        ),
    )


def check_phone(text: str) -> Checked:
    """One phone number or several parted by ``/``, ``;`` or ``,``; +84 becomes 0, separators go.

    An old 11-digit mobile number is kept; today's number is offered as ``suggestion``.

    Raises:
        InvalidInput: letters, or fewer than 6 or more than 15 digits.
    """
    numbers, offered = [], []
    warnings: list[FieldWarning] = []
    for part in _SEVERAL.split(text):
        if not part.strip():
            continue
        value, better, warning = _one_phone(part)
        numbers.append(value)
        offered.append(better or value)
        warnings.extend(warning)
    value, suggestion = " / ".join(numbers), " / ".join(offered)
    return Checked(value, tuple(warnings), suggestion if suggestion != value else "")


def _one_phone(text: str) -> tuple[str, str, list[FieldWarning]]:
    figures = _figures()["phones"]
    number = _SEPARATORS.sub("", text)
    foreign = number.startswith(("+", "00"))
    digits = number.removeprefix("+").removeprefix("00") if foreign else number
    if not _DIGITS.fullmatch(digits) or not 6 <= len(digits) <= 15:
        raise InvalidInput(
            "phone",
            N_("A phone number has only digits, 6 to 15 of them."),
            advice=N_("Write several numbers with / between them."),
        )
    if foreign and not digits.startswith("84"):
        return f"+{digits}", "", [FieldWarning("phone", N_("This is a phone number of another country."))]
    if foreign or (digits.startswith("84") and len(digits) in (11, 12)):
        digits = "0" + digits[2:].removeprefix("0")
    today = figures["replaced_in_2018"].get(digits[:4])
    if len(digits) == 11 and today:
        warning = FieldWarning(
            "phone",
            N_("The prefix {old} was replaced by {new} in 2018; the number of today is offered."),
            (("old", digits[:4]), ("new", today)),
        )
        return digits, today + digits[4:], [warning]
    if not any(re.fullmatch(shape, digits) for shape in figures["shapes"]):
        return digits, "", [FieldWarning("phone", N_("This phone number has an unusual length or prefix."))]
    return digits, "", []


def check_email(text: str) -> Checked:
    """An e-mail address as typed; one without a name, @ and a domain is only warned about."""
    value = text.strip()
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return Checked(value, (FieldWarning("email", N_("This does not look like an e-mail address.")),))
    return Checked(value)
