"""A dossier's papers compared: what differs is told with both places, and what agrees is not."""

from __future__ import annotations

import datetime as dt

import pytest
from PIL import Image

from app.errors import Cancelled, NotFound
from app.models import SelfAssessment
from app.services.cross_check.check import check_papers
from app.services.cross_check.record import gather
from tests.cross_check.conftest import Desk, write_pdf

FORM = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Ea Kly, ngày 01 tháng 6 năm 2026
PHIẾU ĐĂNG KÝ THAM GIA ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP
1. Tên chủ thể: HTX NN Mùa Thu
2. Địa chỉ: Thôn 5, Ea Kly, H. Krông Pắc, T. Đắk Lắk
3. Người đại diện: Ông NGUYỄN VĂN ÁNH    Chức vụ: Giám đốc
4. Mã số thuế: 6001234567
5. Tên sản phẩm: CÀ PHÊ BỘT MÙA THU
6. Quy cách: gói 0,5 kg"""
TEST_REPORT = """TRUNG TÂM KIỂM NGHIỆM MIỀN TRUNG
Địa chỉ: 12 Lê Duẩn, thành phố Đà Nẵng
Đại diện: Bà Trần Thị Hoa
PHIẾU KIỂM NGHIỆM
Số: 123/2026/PKN
Khách hàng: Hợp tác xã Nông nghiệp Mùa Thu
Địa chỉ: Thôn 5, xã Ea Kly, tỉnh Đắk Lắk
Tên mẫu / Name of sample: Cà phê bột Mùa Thu (gói 500 g)
Khối lượng mẫu: 2 kg
Ngày nhận mẫu: 02/05/2026
Đà Nẵng, ngày 12 tháng 5 năm 2026"""


def test_papers_that_agree_in_other_words_say_nothing(desk: Desk) -> None:
    desk.pdf("registration_form", FORM)
    desk.pdf("test_report", TEST_REPORT, number="123/2026/PKN", issued_on=dt.date(2026, 5, 12))
    desk.docx(
        "self_assessment",
        "Cà phê của chúng tôi được trồng tại xã Ea Kly. Cà phê bột Mùa Thu và cà phê hạt Mùa Thu là hai sản phẩm.",
        rows=(("Tên sản phẩm", "Cà phê bột Mùa Thu"), ("Cơ sở sản xuất", "HTX nông nghiệp Mùa Thu")),
    )
    desk.pdf(
        "material_origin",
        "HỢP ĐỒNG MUA BÁN\nTên sản phẩm: Phân bón NPK\nĐại diện: Ông Lê Văn Bình\nĐịa chỉ: 5 Lý Thường Kiệt",
    )
    desk.pdf("local_labour", "DANH SÁCH LAO ĐỘNG\n1. Nguyễn Văn Anh\n2. Nguyễn Vân Ánh\n3. Trần Thị Hoa")
    checked = desk.check()
    assert [paper.state for paper in checked.papers] == ["read"] * 5
    assert checked.differences == ()


def test_each_slip_on_the_registration_form_is_told_with_both_places(desk: Desk) -> None:
    slips = {
        "HTX NN Mùa Thu": "HTX NN Mùa Thư",
        "Thôn 5": "Thôn 6",
        "VĂN ÁNH": "VĂN ANH",
        "6001234567": "6001234568",
        "CÀ PHÊ BỘT": "CAFE BỘT",
        "0,5 kg": "250 g",
        "01 tháng 6": "11 tháng 6",
    }
    text = FORM
    for right, wrong in slips.items():
        text = text.replace(right, wrong)
    document = desk.pdf("registration_form", "Trang bìa của bộ hồ sơ", text, title="Phiếu đăng ký")
    found = {one.fact: one for one in desk.check().differences}
    assert {fact: one.value_b for fact, one in found.items()} == {
        "producer_name": "HTX NN Mùa Thư",
        "address": "Thôn 6, Ea Kly, H. Krông Pắc, T. Đắk Lắk",
        "representative": "NGUYỄN VĂN ANH",
        "tax_code": "6001234568",
        "product_name": "CAFE BỘT MÙA THU",
        "net_weight": "gói 250 g",
        "date": "11/06/2026",
    }
    assert {one.grade for one in found.values()} == {"warns"}
    name = found["product_name"]
    assert (name.place_a.subject, name.value_a) == ("product.name", "Cà phê bột Mùa Thu")
    assert name.place_a.text == "The product's name"
    assert (name.place_b.subject, name.place_b.page) == (f"document:{document}", 2)
    assert name.place_b.text == "Phiếu đăng ký, file “registration_form-1.pdf”, page 2"


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        ("Sản phẩm Cafe bột Mùa Thu rất ngon.", "warns"),
        ("Sản phẩm cà phê bột Mua Thu rất ngon.", "warns"),
        ("San pham ca phe bot Mua Thu rat ngon.", "suggests"),
        ("Sản phẩm cà phê rất ngon, mùa thu càng ngon.", ""),
        ("Sản phẩm cà phê bột Mùa Xuân của bạn.", ""),
        ("Chúng tôi có cà phê bột và cà phê hạt Mùa Thu.", ""),
    ],
)
def test_a_name_a_little_off_is_found_in_running_text(desk: Desk, written: str, grade: str) -> None:
    desk.docx("product_story", "Câu chuyện về một vùng đất." if grade != "suggests" else "Cau chuyen.", written)
    told = desk.told()
    assert [(fact, found) for fact, found, _value in told] == ([("product_name", grade)] if grade else [])


def test_the_record_and_the_entered_titles_are_compared_too(desk: Desk) -> None:
    desk.session.add(SelfAssessment(dossier_id=desk.dossier.id, history="Năm 2019 cà phê bột Mùa Thủ ra đời."))
    desk.dossier.commune_name = "Krông Búk"
    desk.session.flush()
    desk.attach(
        "other", write_pdf(desk.folder / "x.pdf", "Không có gì để so sánh ở đây."), title="Nhãn Cafe bột Mùa Thu"
    )
    found = {(one.place_b.subject.partition(":")[0], one.value_b): one.grade for one in desk.check().differences}
    assert found == {
        ("self_assessment.history", "cà phê bột Mùa Thủ"): "warns",
        ("document", "Cafe bột Mùa Thu"): "warns",
        ("producer.commune_name", "Ea Kly"): "suggests",
    }


def test_a_report_about_another_product_is_told_and_one_with_more_packings_is_not(desk: Desk) -> None:
    desk.pdf("test_report", TEST_REPORT.replace("Cà phê bột Mùa Thu (gói 500 g)", "Tiêu đen xay"))
    desk.pdf("quality_declaration", "Tên sản phẩm: Cà phê bột Mùa Thu\nKhối lượng tịnh: 200 g, 500 g, 1 kg")
    assert desk.told() == [("product_name", "warns", "Tiêu đen xay")]


def test_entered_numbers_and_dates_are_held_against_the_papers_own(desk: Desk) -> None:
    desk.pdf("test_report", TEST_REPORT, number="132/2026/PKN", issued_on=dt.date(2026, 5, 21))
    desk.pdf(
        "food_safety_certificate",
        "GIẤY CHỨNG NHẬN\nNgày cấp: 03/04/2025\nCó giá trị đến ngày 03 tháng 4 năm 2028",
        issued_on=dt.date(2025, 4, 3), expires_on=dt.date(2028, 3, 4), title="Giấy ATTP",
    )  # fmt: skip
    desk.pdf("commune_report", "Cuộc họp ngày 11/6/2026 tại trụ sở, sản phẩm Cà phê bột Mùa Thu")
    desk.pdf("business_registration", "Đăng ký lần đầu ngày 12 tháng 03 năm 2019")
    told = desk.told()
    assert sorted(told) == [
        ("date", "warns", "03/04/2028"),
        ("date", "warns", "11/06/2026"),
        ("date", "warns", "12/05/2026"),
        ("number", "warns", "123/2026/PKN"),
    ]
    entered = [one for one in desk.check().differences if one.value_b == "03/04/2028"]
    assert entered[0].place_a.text == "The last day entered for the document (Giấy ATTP)"


def test_scans_and_what_cannot_be_read_are_listed_and_nothing_is_said_of_them(desk: Desk) -> None:
    desk.pdf("registration_form", FORM)
    desk.pdf("self_assessment", "", "")
    Image.new("RGB", (200, 300), "white").save(desk.folder / "Phiếu kiểm nghiệm.jpg")
    desk.attach("test_report", desk.folder / "Phiếu kiểm nghiệm.jpg", issued_on=dt.date(2020, 1, 1))
    for name, content in (("hỏng.pdf", b"%PDF-1.4 cut"), ("cũ.doc", b"{\\rtf1 x}"), ("hỏng.docx", b"PK\x03\x04 cut")):
        (desk.folder / name).write_bytes(content)
        desk.attach("other", desk.folder / name)
    checked = desk.check()
    assert [paper.file for paper in checked.read] == ["registration_form-1.pdf"]
    assert [paper.file for paper in checked.scanned] == ["self_assessment-2.pdf", "Phiếu kiểm nghiệm.jpg"]
    assert [paper.file for paper in checked.unreadable] == ["hỏng.pdf", "cũ.doc", "hỏng.docx"]
    assert checked.differences == ()


def test_the_products_own_net_weight_counts_beside_its_packing(desk: Desk) -> None:
    desk.pdf("quality_declaration", "Tên sản phẩm: Cà phê bột Mùa Thu\nKhối lượng tịnh: 250 g")
    assert desk.told() == [("net_weight", "warns", "250 g")]
    desk.product.net_weight = "250 gam"
    desk.session.flush()
    assert desk.told() == []


def test_one_slip_on_several_pages_is_told_once_with_its_first_page(desk: Desk) -> None:
    desk.pdf("product_story", "Câu chuyện về một vùng đất", "Cafe bột Mùa Thu", "cafe bột mùa thu, CAFE BỘT MÙA THU")
    one = desk.check().differences[0]
    assert (one.value_b, one.place_b.page, one.times) == ("Cafe bột Mùa Thu", 2, 3)
    assert len(desk.check().differences) == 1


def test_the_second_check_reads_no_file_and_a_deleted_cache_reads_again(desk: Desk) -> None:
    desk.pdf("registration_form", FORM.replace("CÀ PHÊ BỘT", "CAFE BỘT"))
    first = desk.check()
    blob = first.papers[0].sha256
    kept = desk.store.path(blob).rename(desk.folder / "aside")
    assert desk.check() == first
    desk.reader.path(blob).write_text('{"version": 1}', encoding="utf-8")
    assert [paper.state for paper in desk.check().papers] == ["unreadable"]
    kept.rename(desk.store.path(blob))
    desk.reader.path(blob).unlink()
    assert desk.check() == first


def test_the_check_is_stopped_between_files_and_an_unknown_dossier_is_told(desk: Desk) -> None:
    desk.pdf("registration_form", FORM)
    desk.pdf("product_story", "Câu chuyện")

    class Stop:
        steps = 0

        def step(self, done: int, total: int, message: str) -> None:
            self.steps += 1
            if done == 1:
                raise Cancelled

    record, watch = gather(desk.session, desk.dossier.id), Stop()
    with pytest.raises(Cancelled):
        check_papers(record, desk.reader, watch)
    assert watch.steps == 2
    with pytest.raises(NotFound):
        gather(desk.session, "nothing")


def test_a_dossier_without_papers_says_nothing(desk: Desk) -> None:
    desk.producer.address = desk.producer.representative_name = desk.product.specification = ""
    desk.session.flush()
    checked = desk.check()
    assert (checked.differences, checked.papers) == ((), ())
