"""The pieces of the check: words, names, labels, weights, dates, and reading files that mean harm."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paths import resource_path
from app.services.cross_check import file_text
from app.services.cross_check.file_text import DOCX, PDF, PLAIN, load_text, read_text, write_text
from app.services.cross_check.labels import labelled_values
from app.services.cross_check.matching import compare, find
from app.services.cross_check.record import FIELDS
from app.services.cross_check.results import FACTS
from app.services.cross_check.tokens import tokens_of
from app.services.cross_check.values import amounts_in, dates_in, labelled_dates
from app.services.cross_check.words import check_words
from app.services.rules.library import RuleLibrary

NAME = "Cà phê bột Mùa Thu"


@pytest.mark.parametrize(
    ("one", "two", "likeness"),
    [
        (NAME, "CÀ PHÊ  BỘT, MÙA THU", "same"),
        ("Hoà Bình", "Hòa Bình", "same"),
        ("Công ty TNHH MTV Ánh Sáng", "CTY trách nhiệm hữu hạn một thành viên ánh sáng", "same"),
        ("HTX SX & DV Ea Kly", "Hợp tác xã sản xuất và dịch vụ Ea Kly", "same"),
        (NAME, "Ca\u0300 phe\u0302 bo\u0323\u0302t Mu\u0300a Thu", "same"),
        (NAME, "Cafe bột Mùa Thu", "near"),
        (NAME, "Cà phê bôt Mùa Thu", "near"),
        ("Trà hoa vàng", "Chè hoa vàng", "near"),
        ("Mật ong rừng", "Mật ong rừngg", "near"),
        (NAME, "Cà phê bột Mùa Thu loại 1", "longer"),
        (NAME, "Cà phê bột", "shorter"),
        (NAME, "Cà phê hạt Mùa Thu", "differs"),
        ("Trà bơ", "Trà bột", "differs"),
        (NAME, "Tiêu đen", "other"),
    ],
)
def test_two_names_are_compared_as_a_person_reads_them(one: str, two: str, likeness: str) -> None:
    assert compare(tokens_of(one), tokens_of(two)) == likeness


def test_an_address_may_leave_out_the_words_for_its_units_but_not_change_a_number() -> None:
    full = tokens_of("Số 5, thôn 2, xã Ea Kly, thành phố Buôn Ma Thuột, tỉnh Đắk Lắk", address=True)
    assert compare(full, tokens_of("5 thôn 2, Ea Kly, TP. Buôn Ma Thuột, Đắk Lắk", address=True)) == "same"
    assert compare(full, tokens_of("5 thôn 3, Ea Kly, TP. Buôn Ma Thuột, Đắk Lắk", address=True)) == "differs"


def test_names_are_found_across_lines_and_other_products_are_left_alone() -> None:
    text = "Cafe bột\nMùa Thu; cà phê\nbột mùa thu; Cà phê bốt Mùa Thu"
    wanted, meant = tokens_of(NAME), [tokens_of("Cà phê bốt Mùa Thu")]
    found = find(wanted, tokens_of(text), meant)
    assert [text[a:b] for a, b in found.same] == ["cà phê\nbột mùa thu"]
    assert [text[a:b] for a, b in found.near] == ["Cafe bột\nMùa Thu"]
    assert find(tokens_of("Chè"), tokens_of("che chẻ chè")).near == ()
    assert find([], tokens_of(text)).same == ()


@given(st.text(max_size=60), st.sampled_from([NAME, "HTX Ea Kly", "Mật ong"]))
def test_any_text_is_searched_and_a_name_put_into_it_is_found(noise: str, name: str) -> None:
    text = f"{noise} . {name} . {noise}"
    found = find(tokens_of(name), tokens_of(text))
    assert any(text[a:b] == name for a, b in found.same) or tokens_of(text) == []


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("1. Tên sản phẩm: Trà", ["Trà"]),
        ("- TÊN SẢN PHẨM (đăng ký): “Trà”.", ["Trà"]),
        ("Tên sản phẩm\tTrà\tGhi chú", ["Trà"]),
        ("Tên sản phẩm:\nTrà xanh", ["Trà xanh"]),
        ("Tên sản phẩm: .................", []),
        ("Tên sản phẩm:\nĐịa chỉ: Ea Kly", []),
        ("Ghi rõ tên sản phẩm: như trên nhãn", []),
        ("Tên mẫu/Sample: Trà; mã số 12", ["Trà"]),
    ],
)
def test_a_value_is_read_behind_its_label(page: str, values: list[str]) -> None:
    assert [one.value for one in labelled_values(page, check_words().labels["product_name"])] == values


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("0,5 kg", {("weight", Decimal(500))}),
        ("500g (5 lạng)", {("weight", Decimal(500))}),
        ("1.000 gam", {("weight", Decimal(1000))}),
        ("chai 0.75 lít, 250ml", {("volume", Decimal(750)), ("volume", Decimal(250))}),
        ("10 gói x 20 g", {("weight", Decimal(20)), ("weight", Decimal(200))}),
        ("5 sao, 3 ngày, 12 gói", set()),
    ],
)
def test_weights_and_volumes_are_read_as_papers_write_them(text: str, amounts: set[tuple[str, Decimal]]) -> None:
    assert amounts_in(text) == amounts


def test_dates_are_read_in_numbers_and_words_and_no_day_that_does_not_exist() -> None:
    text = "Số 12/2026. ngày 5 tháng 6 năm 2026, 01/02/2025, 31/02/2025, ngày … tháng … năm 2026"
    assert [day for day, _start in dates_in(text)] == [dt.date(2026, 6, 5), dt.date(2025, 2, 1)]
    found = labelled_dates("Ngày sản xuất: 01/01/2026. Ngày cấp: 2/3/2026", ("ngày cấp",), place_line=False)
    assert [day for day, _start in found] == [dt.date(2026, 3, 2)]
    line = labelled_dates("Ea Kly, ngày 7 tháng 8 năm 2026", ("ngày cấp",), place_line=True)
    assert [day for day, _start in line] == [dt.date(2026, 8, 7)]


def test_the_words_fit_the_code_and_the_regimes() -> None:
    words = check_words()
    kinds = {one.kind for regime in RuleLibrary(resource_path()).regimes() for one in regime.documents}
    used = {*words.about_product, *words.about_producer, *words.own_papers}
    assert used | {kind for one in words.dates for kind in one.kinds} <= kinds
    assert set(words.labels) == set(FACTS) - {"date"}
    assert {one.field for one in words.dates} <= set(FIELDS)


def _docx(path: Path, body: str, *, head: str = "", repeat: int = 1) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        opening = f'{head}<w:document xmlns:w="{file_text._WORD}"><w:body>'
        archive.writestr("word/document.xml", opening + body * repeat + "</w:body></w:document>")
    return path


def test_a_docx_that_names_entities_or_unpacks_without_end_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paragraph = "<w:p><w:r><w:t>Cà phê bột Mùa Thu</w:t></w:r></w:p>"
    good = _docx(tmp_path / "good.docx", paragraph)
    assert read_text(good, DOCX).pages == ("Cà phê bột Mùa Thu\n",)
    entity = _docx(
        tmp_path / "entity.docx", "<w:p><w:t>&x;</w:t></w:p>",
        head='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    )  # fmt: skip
    monkeypatch.setattr(file_text, "MAX_XML", 100_000)
    bomb = _docx(tmp_path / "bomb.docx", paragraph, repeat=5_000)
    for path in (entity, bomb):
        target = tmp_path / "out.json"
        assert write_text(path, DOCX, target)
        text = load_text(target)
        assert text is not None
        assert (text.state, text.pages) == ("unreadable", ())


def test_text_in_a_font_from_before_unicode_and_binary_noise_are_not_compared(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("§¬n ®¨ng ký tham gia ®¸nh gi¸, ph©n h¹ng s¶n phÈm", encoding="utf-8")
    assert read_text(path, PLAIN).state == "unreadable"
    path.write_bytes(bytes(range(128, 256)) * 4)
    assert read_text(path, PLAIN).state != "read"
    path.write_text("Đơn đăng ký tham gia đánh giá", encoding="utf-8-sig")
    assert read_text(path, PLAIN).pages == ("Đơn đăng ký tham gia đánh giá",)


def test_long_files_are_read_up_to_a_limit_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.cross_check.conftest import write_pdf

    path = write_pdf(tmp_path / "a.pdf", *(f"Trang số {number} của hồ sơ này" for number in range(5)), "")
    whole = read_text(path, PDF)
    assert (whole.page_count, whole.cut, whole.bare_pages) == (6, False, (6,))
    monkeypatch.setattr(file_text, "MAX_PAGES", 2)
    part = read_text(path, PDF)
    assert (len(part.pages), part.page_count, part.cut) == (2, 6, True)
    monkeypatch.setattr(file_text, "MAX_FILE", 10)
    assert read_text(path, PDF).state == "unreadable"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 99, "state": "read"}', "{"])
def test_a_kept_text_that_is_damaged_or_older_counts_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    assert load_text(path) is None
