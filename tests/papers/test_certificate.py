"""Certificates as printed: every name whole, the QR code scanned from the page, one file for a round."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from pypdf import PdfReader

from app.errors import Cancelled, StorageError
from app.services.certificate_code import CodeFacts, make_code, read_code
from app.services.papers.certificate import CertificateFacts, write_certificates

Pages = Callable[[Path], list[str]]
SIGNED = dt.date(2026, 3, 5)
ENDS = dt.date(2029, 3, 5)

FACTS = CertificateFacts(
    issuer_lines=("ỦY BAN NHÂN DÂN", "TỈNH ĐẮK LẮK"),
    authority="Chủ tịch Ủy ban nhân dân tỉnh Đắk Lắk",
    product="Cà phê Mùa Thu",
    producer="Hộ kinh doanh Mùa Thu Coffee",
    address="xã Krông Pắc, tỉnh Đắk Lắk",
    stars=4,
    year=2026,
    level_label="cấp tỉnh",
    decision_number="4218/QĐ-UBND",
    decision_date=SIGNED,
    decision_body="Chủ tịch Ủy ban nhân dân tỉnh Đắk Lắk",
    valid_from=SIGNED,
    valid_to=ENDS,
    valid_months=36,
    place="Đắk Lắk",
    signed_on=SIGNED,
    signer_lines=("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer_name="Nguyễn Thị (mẫu)",
    register_number="07/2026",
    product_code="66-24490-07-2026",
)
UNSIGNED = dataclasses.replace(
    FACTS,
    decision_number=None,
    decision_date=None,
    valid_from=None,
    valid_to=None,
    signed_on=None,
    draft=True,
    practice_mark="(mẫu)",
)
LONG_PRODUCT = ("Cà phê bột nguyên chất rang mộc hữu cơ vùng cao Krông Pắc chế biến ướt đóng túi 500 gam " * 3)[:200]
LONG_PRODUCER = ("Hợp tác xã Nông nghiệp, Dịch vụ, Thương mại và Du lịch cộng đồng Ea Kly " * 3)[:200]
LONG_ADDRESS = ("thôn Tân Lập, xã Krông Pắc (trước đây là xã Hòa An, huyện Krông Pắc), tỉnh Đắk Lắk " * 3)[:200]


def code_text(facts: CertificateFacts, key: Ed25519PrivateKey) -> str:
    code = CodeFacts(
        "66", facts.register_number, facts.product_code, facts.product, facts.producer, facts.stars, "4218/QĐ-UBND",
        SIGNED, SIGNED, ENDS,
    )  # fmt: skip
    return make_code(code, key.sign)


@pytest.mark.parametrize("portrait", [False, True])
def test_a_signed_certificate_says_everything_a_real_one_says(
    portrait: bool, tmp_path: Path, page_texts: Pages
) -> None:
    path = tmp_path / "c.pdf"
    assert write_certificates([FACTS], path, portrait=portrait) == 1
    (read,) = page_texts(path)
    for expected in (
        "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK",
        "GIẤY CHỨNG NHẬN",
        "Sản phẩm Cà phê Mùa Thu",
        "Chủ thể: Hộ kinh doanh Mùa Thu Coffee",
        "Địa chỉ: xã Krông Pắc, tỉnh Đắk Lắk",
        "ĐẠT HẠNG 4 SAO SẢN PHẨM OCOP CẤP TỈNH NĂM 2026",
        "Theo Quyết định số 4218/QĐ-UBND ngày 05 tháng 3 năm 2026",
        "của Chủ tịch Ủy ban nhân dân tỉnh Đắk Lắk",
        "Có giá trị 36 tháng, từ ngày 05 tháng 3 năm 2026 đến hết ngày 05 tháng 3 năm 2029",
        "Đắk Lắk, ngày 05 tháng 3 năm 2026",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Nguyễn Thị (mẫu)",
        "Số đăng ký: 07/2026",
        "Mã số sản phẩm: 66-24490-07-2026",
    ):
        assert expected in read
    assert "DỰ THẢO" not in read
    assert "None" not in read
    box = PdfReader(path).pages[0].mediabox
    assert (box.width > box.height) is not portrait


def test_an_unsigned_certificate_has_blanks_a_draft_mark_and_no_note(tmp_path: Path, page_texts: Pages) -> None:
    path = tmp_path / "c.pdf"
    write_certificates([UNSIGNED], path)
    (read,) = page_texts(path)
    assert "Theo Quyết định số ............/QĐ-UBND ngày ...... tháng ...... năm 2026" in read
    assert "Có giá trị 36 tháng kể từ ngày ký Quyết định" in read
    assert "Đắk Lắk, ngày tháng năm 2026" in read
    assert "DỰ THẢO" in read
    assert "(mẫu)" in read
    assert "Ghi chú" not in read  # the decision that it repeats names what nobody compared


@pytest.mark.parametrize("portrait", [False, True])
def test_names_of_two_hundred_letters_are_printed_whole_inside_the_frame(
    portrait: bool, tmp_path: Path, page_texts: Pages
) -> None:
    path = tmp_path / "c.pdf"
    facts = dataclasses.replace(
        UNSIGNED,
        product=LONG_PRODUCT,
        producer=LONG_PRODUCER,
        address=LONG_ADDRESS,
        issuer_lines=("ỦY BAN NHÂN DÂN", LONG_PRODUCER.upper()),
        signer_lines=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        reprint_note=LONG_ADDRESS,
        stars=5,
        qr_text="x" * 300,
    )
    write_certificates([facts], path, portrait=portrait)
    (read,) = page_texts(path)
    for name in (LONG_PRODUCT, LONG_PRODUCER, LONG_ADDRESS, LONG_PRODUCER.upper()):
        assert " ".join(name.split()) in read
    places = []

    def visit(_text: str, matrix: list[float], text_matrix: list[float], *_rest: object) -> None:
        if _text.strip():
            places.append((text_matrix[4] + matrix[4], text_matrix[5] + matrix[5]))

    page = PdfReader(path).pages[0]
    page.extract_text(visitor_text=visit)
    inner = (10 + 7.6) * 72 / 25.4
    assert len(places) > 20
    assert all(inner < x < float(page.mediabox.width) - inner for x, _y in places)
    assert all(inner < y < float(page.mediabox.height) - inner for _x, y in places)


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("portrait", [False, True])
def test_the_code_is_scanned_from_the_printed_page_and_checked(dpi: int, portrait: bool, tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    path = tmp_path / "c.pdf"
    long = dataclasses.replace(FACTS, product=LONG_PRODUCT, producer=LONG_PRODUCER)
    printed = [dataclasses.replace(facts, qr_text=code_text(facts, key)) for facts in (FACTS, long)]
    write_certificates(printed, path, portrait=portrait)
    document = pypdfium2.PdfDocument(path)
    for page, facts in zip(document, printed, strict=True):
        (found,) = zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())
        assert found.text == facts.qr_text
        claim = read_code(found.text, lambda _office: key.public_key())
        assert (claim.stars, claim.valid_to) == (4, ENDS)
    document.close()


def test_every_font_is_embedded_and_the_border_is_kept_once(
    tmp_path: Path, font_files: Callable[[Path], dict[str, bool]]
) -> None:
    one, many = tmp_path / "one.pdf", tmp_path / "many.pdf"
    write_certificates([FACTS], one)
    write_certificates((dataclasses.replace(FACTS, product=f"Trà số {i}") for i in range(60)), many)
    fonts = font_files(many)
    assert len(fonts) == 3
    assert all(fonts.values())
    pages = PdfReader(many).pages
    assert len(pages) == 60
    frames = {
        page["/Resources"]["/XObject"].raw_get(name).idnum for page in pages for name in page["/Resources"]["/XObject"]
    }
    assert len(frames) == 1
    assert many.stat().st_size < one.stat().st_size + 60 * 3000


def test_certificates_are_read_one_at_a_time(tmp_path: Path) -> None:
    drawn: list[int] = []

    def source() -> Iterator[CertificateFacts]:
        for number in range(5):
            assert len(drawn) == number
            yield FACTS

    assert write_certificates(source(), tmp_path / "c.pdf", on_page=drawn.append) == 5
    assert drawn == [1, 2, 3, 4, 5]


def test_emblem_and_mark_are_the_offices_pictures_and_nothing_stands_in_for_them(tmp_path: Path) -> None:
    picture = tmp_path / "emblem.png"
    Image.new("RGB", (40, 20), "#ff0000").save(picture)
    shown, without = tmp_path / "a.pdf", tmp_path / "b.pdf"
    for portrait in (False, True):
        write_certificates([dataclasses.replace(FACTS, emblem=picture, mark=picture)], shown, portrait=portrait)
        write_certificates([FACTS], without, portrait=portrait)
        assert len(PdfReader(shown).pages[0].images) == 1 + len(PdfReader(without).pages[0].images)
        document = pypdfium2.PdfDocument(shown)
        colours = document[0].render(scale=1).to_pil().convert("RGB").getcolors(1_000_000) or []
        document.close()
        assert sum(count for count, colour in colours if colour == (255, 0, 0)) > 1500


def test_stopping_or_failing_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"

    def stop(count: int) -> None:
        if count == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_certificates([FACTS] * 3, path, on_page=stop)
    with pytest.raises(ValueError):
        write_certificates([], path)
    with pytest.raises(StorageError):
        write_certificates([FACTS], tmp_path / "no" / "c.pdf")
    assert list(tmp_path.iterdir()) == []
    stream = io.BytesIO()
    assert write_certificates([FACTS], stream) == 1
    assert stream.getvalue().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_months": None}, "Có giá trị từ ngày 05 tháng 3 năm 2026 đến hết ngày 05 tháng 3 năm 2029"),
        ({"valid_from": None}, "Có giá trị đến hết ngày 05 tháng 3 năm 2029"),
        (
            {"valid_from": None, "valid_to": None, "valid_months": None},
            "Có giá trị đến hết ngày ...... tháng ...... năm ........",
        ),
    ],
)
def test_the_validity_says_what_is_known(changes: dict[str, None], said: str) -> None:
    assert dataclasses.replace(FACTS, **changes).validity_text == said  # type: ignore[arg-type]
