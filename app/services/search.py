"""Vietnamese text for searching and sorting: keys without accents, keys with them, and the order of names.

The order is that of the Unicode CLDR collation for Vietnamese (common/collation/vi.xml): letters
a ă â b c d đ e ê ... o ô ơ ... u ư, then the tones level, grave, hook, tilde, acute, dot below, then small before
capital letters; each level is compared over the whole text before the next one counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
TONES = (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT)
_OWN_LETTERS = {
    ("a", _BREVE): 1,
    ("a", _CIRCUMFLEX): 2,
    ("e", _CIRCUMFLEX): 1,
    ("o", _CIRCUMFLEX): 1,
    ("o", _HORN): 2,
    ("u", _HORN): 1,
}

_STORED_TONES = {ord(tone): 0xE000 + place for place, tone in enumerate(TONES)}
TONE_SIGNS = "".join(map(chr, _STORED_TONES.values()))
"""What stands for a tone at the end of a word of stored text."""
_CLUSTER = re.compile("(?s:.)[\u0300-\u036f]*")

Item = TypeVar("Item")
SortKey = tuple[tuple[tuple[int, str, int], ...], tuple[tuple[int, ...], ...], tuple[int, ...]]


def fold_text(text: str) -> str:
    """The search key: small letters, no accents, đ as d, single spaces; so the place of a tone does not matter."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(letter)
    )
    return " ".join(bare.replace("đ", "d").split())


def name_key(text: str) -> str:
    """The folded words of a name, each after a blank: marks between words are blanks, an apostrophe is nothing."""
    folded = fold_text(text.replace("'", "").replace("\u2019", ""))
    return " " + " ".join("".join(sign if sign.isalnum() else " " for sign in folded).split())


def accented_key(text: str) -> str:
    """As ``fold_text`` but with the accents: each word's tone stands at its end, so ``hoà`` equals ``hòa``."""
    words = []
    for word in unicodedata.normalize("NFD", text.casefold()).split():
        letters = unicodedata.normalize("NFC", "".join(sign for sign in word if sign not in TONES))
        words.append(letters + "".join(sign for sign in word if sign in TONES))
    return " ".join(words)


def sort_key(text: str) -> SortKey:
    """A key for ``sorted``: spaces, then other signs, then digits, then letters in the Vietnamese order."""
    composed = unicodedata.normalize("NFC", text.strip())
    if not composed:
        return (), (), ()
    letters = [_letter(cluster) for cluster in _CLUSTER.findall(composed)]
    primary, marks, case = zip(*letters, strict=True)
    return primary, marks, case


@lru_cache(maxsize=4096)
def _letter(cluster: str) -> tuple[tuple[int, str, int], tuple[int, ...], int]:
    """One letter with its marks: its place in the alphabet, its tone and foreign marks, whether it is a capital."""
    decomposed = unicodedata.normalize("NFD", cluster)
    letter, found = decomposed[0], decomposed[1:]
    small = letter.casefold()
    rank = 0
    if small == "đ":
        small, rank = "d", 1
    for mark in found:
        rank = max(rank, _OWN_LETTERS.get((small, mark), 0))
    own = [mark for mark in found if (small, mark) not in _OWN_LETTERS]
    marks = sorted(TONES.index(mark) + 1 if mark in TONES else ord(mark) for mark in own)
    return (_kind(small), small, rank), tuple(marks), int(letter != letter.casefold())


def _kind(letter: str) -> int:
    if letter.isspace():
        return 0
    if letter.isdigit():
        return 2
    return 3 if letter.isalpha() else 1


def stored_accents(text: str) -> str:
    """``accented_key`` with signs of private use for the tones: stored text would have them joined to letters again."""
    return accented_key(text).translate(_STORED_TONES)


def name_keys(name: str) -> str:
    """Both search keys of a name in one text: the folded one, a line break, the one with accents."""
    return f"{fold_text(name)}\n{stored_accents(name)}"


def name_order(name: str) -> str:
    """``sort_key`` as text whose order by code points is the same, for a database to sort by.

    Letters are written with their kind before and their rank behind them; the marks of a letter end in ``.``, which
    sorts before them, and blanks, which sort before everything, part the three levels. What ends a level without
    saying more is cut off.
    """
    primary, marks, case = sort_key(name)
    letters = "".join(f"{kind}{letter}{rank}" for kind, letter, rank in primary)
    tones = "".join("".join(str(mark) if mark <= len(TONES) else chr(mark) for mark in one) + "." for one in marks)
    return f"{letters} {tones.rstrip('.')} {''.join(map(str, case)).rstrip('0')}".rstrip(" ")


def like_pattern(word: str) -> str:
    """A ``LIKE`` pattern (escape ``\\``) that finds the word anywhere."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def query_words(query: str) -> list[str]:
    """The folded words that a record's search key must hold, every one of them."""
    return fold_text(query).split()


def best_first(items: Iterable[Item], query: str, name: Callable[[Item], str]) -> list[Item]:
    """Found records in the order a person expects: exact accents, then names that begin so, then by name."""
    wanted, folded = accented_key(query), fold_text(query)

    def place(item: Item) -> tuple[bool, bool, SortKey]:
        text = name(item)
        return (
            bool(wanted) and wanted not in accented_key(text),
            bool(folded) and not fold_text(text).startswith(folded),
            sort_key(text),
        )

    return sorted(items, key=place)
