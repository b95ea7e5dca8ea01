"""Words, dates and numbers in the language of the moment (Vietnamese unless set otherwise).

Message ids are English; the Vietnamese catalogue is complete. ``N_`` marks where a text is defined, ``_`` is called
where it is shown.
"""

from __future__ import annotations

import datetime as dt
import gettext as _gettext
from decimal import Decimal
from pathlib import Path

from babel import dates as _dates
from babel import numbers as _numbers

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
_LOCALE_DIR = Path(__file__).resolve().parent.parent / "i18n"


class _Words:
    language = DEFAULT_LANGUAGE
    catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def set_language(language: str) -> None:
    """Switch every later ``_()`` to ``vi`` or ``en``; another name falls back to Vietnamese."""
    _Words.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    _Words.catalogue = _gettext.translation("app", _LOCALE_DIR, [_Words.language], fallback=True)


def current_language() -> str:
    return _Words.language


def _(message: str) -> str:
    """The message in the language of the moment; the empty string stays empty."""
    return _Words.catalogue.gettext(message) if message else ""


def N_(message: str) -> str:
    """Mark a message for translation where it is defined; shown later through ``_``."""
    return message


def ngettext(singular: str, plural: str, number: int) -> str:
    return _Words.catalogue.ngettext(singular, plural, number)
