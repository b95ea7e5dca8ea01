"""Administrative units and offices as they stand inside a Vietnamese sentence.

Decree 30/2020/NĐ-CP, Annex II: the common noun of a unit is written small ("tỉnh Đắk Lắk", "xã Ea Kly") unless it is
one with a name that is a number or a person ("Phường 1", "Thành phố Hồ Chí Minh").
"""

from __future__ import annotations

from app.services.search import fold_text

COMMITTEE = "Ủy ban nhân dân"
_COMMITTEE_SPELLINGS = ("uy ban nhan dan", "ubnd")
_NOUNS: dict[str, tuple[str, ...]] = {
    "province": ("tỉnh", "thành phố"),
    "district": ("huyện", "quận", "thị xã", "thành phố"),
    "commune": ("xã", "phường", "thị trấn", "đặc khu"),
}
_CITIES = ("hà nội", "hải phòng", "huế", "đà nẵng", "cần thơ", "hồ chí minh")
"""Cities directly under the central government (since 01/01/2025): every other unit of that level is a "tỉnh"."""
_PERSONS = ("hồ chí minh",)


def in_sentence(name: str, level: str) -> str:
    """A unit's name with its common noun: "Đắk Lắk" at province level is "tỉnh Đắk Lắk"; empty stays empty.

    A name that already begins with a noun keeps it; a commune or district without one keeps its bare name, since
    nothing says whether it is a xã or a phường.
    """
    words = " ".join(name.split())
    if not words:
        return ""
    lower = words.lower()
    for noun in sorted(_NOUNS.get(level, ()), key=len, reverse=True):
        if lower.startswith(noun + " "):
            return _cased(noun, words[len(noun) + 1 :])
    if level != "province":
        return words
    return _cased("thành phố" if lower in _CITIES else "tỉnh", words)


def _cased(noun: str, proper: str) -> str:
    capital = proper.isdigit() or proper.lower() in _PERSONS
    return f"{noun[:1].upper() + noun[1:] if capital else noun} {proper}"


def split_office(name: str, level: str, unit_name: str) -> tuple[str, str]:
    """An office's name as body and unit: "Ủy ban nhân dân xã Ea Kly" is ("Ủy ban nhân dân", "xã Ea Kly").

    A committee whose name does not say of what takes ``unit_name``. Another body (a Sở, the ministry) is split before
    the unit where its name ends with one, else it stands whole.
    """
    words = " ".join(name.split())
    folded = fold_text(words)
    for spelling in _COMMITTEE_SPELLINGS:
        if folded == spelling or folded.startswith(spelling + " "):
            rest = " ".join(words.split()[len(spelling.split()) :])
            return COMMITTEE, in_sentence(rest or unit_name, level)
    for nouns in _NOUNS.values():
        for noun in nouns:
            before, found, proper = words.partition(f" {noun} ")
            if found:
                return before, _cased(noun, proper)
    return words, ""


_HEADS = (("ủy ban", "Chủ tịch"), ("sở", "Giám đốc"), ("bộ", "Bộ trưởng"), ("phòng", "Trưởng phòng"),
          ("chi cục", "Chi cục trưởng"), ("cục", "Cục trưởng"), ("văn phòng", "Chánh Văn phòng"),
          ("hợp tác xã", "Giám đốc"), ("công ty", "Giám đốc"))  # fmt: skip


def head_post(body: str) -> str:
    """The post of a body's head, in whose name papers are signed."""
    lower = body.lower()
    return next((post for beginning, post in _HEADS if lower.startswith(beginning)), "Thủ trưởng")


def head_of(body: str) -> str:
    """A body's head as a person: "Giám đốc Sở Y tế", "Trưởng phòng Kinh tế", "Chánh Văn phòng Điều phối …"."""
    post = head_post(body)
    first, _blank, own = post.partition(" ")
    if own and body.lower().startswith(own.lower() + " "):
        return f"{first} {own}{body[len(own) :]}"
    return f"{post} {body}"
