"""The fingerprint in words: the list, its distances, and words that people type."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter

from app.services.office_keys.words import (
    BITS,
    check_fingerprint,
    check_words,
    fingerprint_words,
    sound_of,
    without_accents,
    word_list,
)

KEY = bytes(range(32))
WORDS = fingerprint_words(KEY)


def test_the_list_has_2048_words_of_two_syllables_in_nfc() -> None:
    words = word_list()
    assert len(set(words)) == len(words) == 2048
    for word in words:
        assert unicodedata.is_normalized("NFC", word)
        assert len(word.split(" ")) == 2
        assert all(letter.isalpha() or letter == " " for letter in word)
        assert word == word.lower()


def test_no_two_words_differ_by_accents_or_sound_alike_anywhere() -> None:
    sounds = Counter(" ".join(sound_of(syllable) for syllable in word.split()) for word in word_list())
    assert [sound for sound, times in sounds.items() if times > 1] == []
    alike = [
        ("trâu", "châu"), ("sông", "xông"), ("dành", "giành"), ("dành", "rành"), ("vàng", "dàng"), ("là", "nà"),
        ("ngã", "ngả"), ("mắt", "mắc"), ("lan", "lang"), ("đa", "da"), ("hươu", "hiêu"), ("qua", "hoa"), ("kỹ", "cỉ"),
    ]  # fmt: skip
    for one, other in alike:
        assert sound_of(one) == sound_of(other), (one, other)
    assert sound_of("mèo") != sound_of("gà")


def test_a_slip_of_one_letter_never_makes_another_word() -> None:
    plain = [without_accents(word) for word in word_list()]
    shortened: dict[str, str] = {}
    for word in plain:  # words one edit apart share a form with one letter left out, or are it
        for form in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
            other = shortened.setdefault(form, word)
            assert other == word or abs(len(other) - len(word)) > 1 or not _one_edit(word, other), (word, other)


def _one_edit(one: str, other: str) -> bool:
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    return one[at + 1 :] == other[at + 1 :] or one[at:] == other[at + 1 :] or one[at + 1 :] == other[at:]


def test_the_words_are_the_first_66_bits_of_the_hash() -> None:
    digest = int(hashlib.sha256(KEY).hexdigest(), 16)
    value = 0
    for word in WORDS:
        value = value << 11 | word_list().index(word)
    assert value == digest >> 256 - BITS
    assert BITS == 66


def test_words_can_be_typed_without_accents_and_in_any_spacing() -> None:
    typed = "  " + ", ".join(without_accents(word).upper() for word in WORDS) + "."
    assert check_words(KEY, typed).same
    assert check_words(KEY, unicodedata.normalize("NFD", "\n".join(WORDS))).same
    numbered = " ".join(f"{place}. {word}" for place, word in enumerate(WORDS, 1))
    assert check_words(KEY, numbered).same


def test_a_check_says_which_word_is_another_one_and_which_is_none() -> None:
    other = next(word for word in word_list() if word not in WORDS)
    checked = check_words(KEY, " ".join((*WORDS[:2], other, "abc xyz", *WORDS[4:])))
    assert (checked.same, checked.wrong, checked.unknown) == (False, (3, 4), (4,))
    few = check_words(KEY, " ".join(WORDS[:5]))
    assert (few.same, few.count, few.wrong) == (False, 5, ())
    assert not check_words(KEY, "").same
    assert not check_words(KEY, " ".join((*WORDS, other))).same


def test_the_whole_fingerprint_is_accepted_too() -> None:
    digest = hashlib.sha256(KEY).hexdigest()
    assert check_fingerprint(KEY, " ".join(digest[at : at + 4] for at in range(0, 64, 4)).upper())
    assert check_fingerprint(KEY, " ".join(WORDS))
    assert not check_fingerprint(KEY, digest[:-1])
    assert not check_fingerprint(KEY, digest[:-1] + ("0" if digest[-1] != "0" else "1"))
