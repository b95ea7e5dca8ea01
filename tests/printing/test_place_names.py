"""Names of units and offices inside a sentence."""

from __future__ import annotations

import pytest

from app.services.printing.place_names import head_of, in_sentence, split_office


@pytest.mark.parametrize(
    ("name", "level", "said"),
    [
        ("Đắk Lắk", "province", "tỉnh Đắk Lắk"),
        ("Tỉnh Đắk Lắk", "province", "tỉnh Đắk Lắk"),
        ("Hồ Chí Minh", "province", "Thành phố Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "province", "Thành phố Hồ Chí Minh"),
        ("Huế", "province", "thành phố Huế"),
        ("Phường 1", "commune", "Phường 1"),
        ("phường Xuân Hòa", "commune", "phường Xuân Hòa"),
        ("xã  Ea Kly", "commune", "xã Ea Kly"),
        ("Ea Kly", "commune", "Ea Kly"),
        ("Thị xã Buôn Hồ", "district", "thị xã Buôn Hồ"),
        ("", "province", ""),
    ],
)
def test_a_unit_takes_its_noun(name: str, level: str, said: str) -> None:
    assert in_sentence(name, level) == said


@pytest.mark.parametrize(
    ("name", "level", "unit", "parts"),
    [
        ("Ủy ban nhân dân xã Ea Kly", "commune", "", ("Ủy ban nhân dân", "xã Ea Kly")),
        ("Uỷ ban nhân dân Xã Ea Kly", "commune", "", ("Ủy ban nhân dân", "xã Ea Kly")),
        ("UBND tỉnh Đắk Lắk", "province", "", ("Ủy ban nhân dân", "tỉnh Đắk Lắk")),
        ("UBND", "province", "Đắk Lắk", ("Ủy ban nhân dân", "tỉnh Đắk Lắk")),
        ("Sở Nông nghiệp và Môi trường tỉnh Đắk Lắk", "province", "", ("Sở Nông nghiệp và Môi trường", "tỉnh Đắk Lắk")),
        ("Bộ Nông nghiệp và Môi trường", "central", "", ("Bộ Nông nghiệp và Môi trường", "")),
    ],
)
def test_an_office_is_split_into_body_and_unit(name: str, level: str, unit: str, parts: tuple[str, str]) -> None:
    assert split_office(name, level, unit) == parts


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Sở Nông nghiệp và Môi trường", "Giám đốc Sở Nông nghiệp và Môi trường"),
        ("Phòng Kinh tế", "Trưởng phòng Kinh tế"),
        ("Văn phòng Điều phối nông thôn mới", "Chánh Văn phòng Điều phối nông thôn mới"),
        ("Bộ Nông nghiệp và Môi trường", "Bộ trưởng Bộ Nông nghiệp và Môi trường"),
    ],
)
def test_a_bodys_head_is_named_once(body: str, said: str) -> None:
    assert head_of(body) == said
