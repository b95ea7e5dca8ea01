"""Words, dates and numbers in the language of the moment (Vietnamese unless set otherwise).

Message ids are English; the Vietnamese catalogue is complete. ``N_`` marks where a text is defined, ``_`` is called
where it is shown, never while a module is imported.
"""

from __future__ import annotations

import datetime as dt
import gettext as _gettext
import io
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from string import Formatter

from app.paths import catalogue_dir

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
_SOURCE_LANGUAGE = "en"  # the language of the message ids: needs no catalogue
_DOMAIN = "app"


_VIETNAMESE_SIGNS = str.maketrans(",.", ".,")


class _Words:
    language = DEFAULT_LANGUAGE
    catalogue: _gettext.NullTranslations | None = None  # read at the first word


def set_language(language: str) -> None:
    """Switch every later ``_()`` to ``vi`` or ``en``; another name falls back to Vietnamese."""
    _Words.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    _Words.catalogue = None


def current_language() -> str:
    """``vi`` or ``en``."""
    return _Words.language


def _(message: str) -> str:
    """The message in the language of the moment; the empty string stays empty."""
    if not message:
        return ""
    return _checked(_catalogue().gettext(message), message)


def N_(message: str) -> str:
    """Mark a message for translation where it is defined; shown later through ``_``."""
    return message


class Term(str):
    """A code word of the program ("handed_over") that is shown in words: equal to its id, formatted as its label.

    Given to a message as a value, it is translated when the message is shown, not when it is made. An empty label
    shows the id itself.
    """

    __slots__ = ("label",)
    label: str

    def __new__(cls, value: str, label: str) -> Term:
        term = super().__new__(cls, value)
        term.label = label
        return term

    def __str__(self) -> str:
        return _(self.label) or str.__str__(self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Terms(tuple[Term, ...]):
    """Several terms, formatted as a list with commas."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(map(str, self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message in the form that fits ``number``; both forms are one marked text."""
    own = singular if number == 1 else plural
    translated = _catalogue().ngettext(singular, plural, number)
    return translated if translated in (singular, plural) else _checked(translated, plural, own)


def _checked(translated: str, message: str, instead: str = "") -> str:
    """The translation, or the English text where it lost or gained a ``{field}`` (formatting it would fail)."""
    if "{" in message and field_names(translated) != field_names(message):
        return instead or message
    return translated


@lru_cache(maxsize=4096)
def field_names(text: str) -> frozenset[str] | None:
    """The names of the ``{name}`` fields of a text; None where its braces cannot be parsed."""
    try:
        names = (name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None)
        return frozenset(name.split(".")[0].split("[")[0] for name in names)
    except ValueError:
        return None


def _catalogue() -> _gettext.NullTranslations:
    if _Words.catalogue is None:
        _Words.catalogue = read_catalogue(catalogue_dir(), _Words.language)
    return _Words.catalogue


def read_catalogue(folder: Path, language: str) -> _gettext.NullTranslations:
    """The catalogue of a language below ``folder``; the source language needs none.

    The compiled ``.mo`` is used unless it is missing or older than its ``.po``: then the ``.po`` itself is read, so
    that a source tree whose catalogue was not compiled does not silently speak English.
    """
    if language == _SOURCE_LANGUAGE:
        return _gettext.NullTranslations()
    compiled = folder / language / "LC_MESSAGES" / f"{_DOMAIN}.mo"
    source = compiled.with_suffix(".po")
    if source.is_file() and (not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime):
        return _compile_in_memory(source, language)
    if compiled.is_file():
        with compiled.open("rb") as file:
            return _gettext.GNUTranslations(file)
    return _gettext.NullTranslations()


def _compile_in_memory(source: Path, language: str) -> _gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return _gettext.GNUTranslations(buffer)


def format_date(value: dt.date | None) -> str:
    """``dd/mm/yyyy`` in every language, as on the papers; empty for None."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}" if value else ""


def format_datetime(value: dt.datetime | None) -> str:
    """A stored moment as ``dd/mm/yyyy HH:MM`` of this machine's local time; without a zone it is UTC."""
    if value is None:
        return ""
    moment = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    local = moment.astimezone()
    return f"{format_date(local)} {local.hour:02d}:{local.minute:02d}"


def format_number(value: int | Decimal, decimals: int | None = None) -> str:
    """A number as the language writes it: ``1.234,5`` in Vietnamese, ``1,234.5`` in English.

    Args:
        value: never a float.
        decimals: exactly so many digits after the sign; None: as many as the value has.
    """
    places = decimals if decimals is not None else max(0, -_exponent(value))
    written = f"{Decimal(value):,.{places}f}"
    return written.translate(_VIETNAMESE_SIGNS) if _Words.language == "vi" else written


def _exponent(value: int | Decimal) -> int:
    exponent = Decimal(value).as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
