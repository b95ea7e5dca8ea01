"""Draws every widget of the window into pictures, to be looked at: ``python tests/ui/gallery.py FOLDER [dark]``.

``QT_SCALE_FACTOR=1.5`` draws as on a screen set to 150 %. Run from the project's folder with QT_QPA_PLATFORM=offscreen.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from PySide6.QtCore import QDate
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import apply_theme, icon, load_fonts, set_dark
from app.ui.theme.calendar import dress_calendar
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.count_card import CountCard
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import Hairline, KeyChip, TextLabel
from app.ui.widgets.missing_panel import MissingLine, MissingPanel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.stars import Stars
from app.ui.widgets.steps import WizardFrame
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import Segmented, TabStrip
from app.ui.widgets.track import Holding, Track, TrackMove


def _nothing() -> None:
    """Buttons of the gallery do nothing."""


def _row(*parts: QWidget) -> QHBoxLayout:
    box = QHBoxLayout()
    box.setSpacing(8)
    for part in parts:
        box.addWidget(part)
    box.addStretch(1)
    return box


def _buttons_and_inputs(page: QWidget) -> QWidget:
    card = Card("Nút, ô nhập", "Thường, tắt, sai, khóa")
    main = Act(page, "Bàn giao…", _nothing, "Ctrl+B")
    print_act = Act(page, "In…", _nothing, "Ctrl+P", "printer")
    off = Act(page, "Chốt kết quả", _nothing, enabled=False)
    back = Act(page, "Thu hồi…", _nothing)
    files = Act(page, "Chọn tệp…", _nothing, icon="folder-open")
    enter = Act(page, "Ghi vào USB", _nothing, "Ctrl+Enter", "usb")
    card.body.addLayout(_row(ActButton(main, "primary"), ActButton(print_act), ActButton(enter, "primary")))
    card.body.addLayout(_row(ActButton(off), ActButton(back, "danger"), ActButton(files, "link")))
    card.body.addWidget(TextLabel("Nút mờ luôn kèm một câu nói vì sao: “Còn 3 phiếu chưa về”.", "second"))
    card.body.addWidget(Hairline())
    form = QFormLayout()
    for name, text, state in (
        ("Thường", "500 g", ""),
        ("Sai", "31/2/2026", "wrong"),
        ("Khóa", "Theo bộ sản phẩm", "read"),
        ("Tắt", "Chưa dùng", "off"),
    ):
        edit = QLineEdit(text)
        edit.setProperty("wrong", "true" if state == "wrong" else "false")
        edit.setReadOnly(state == "read")
        edit.setEnabled(state != "off")
        form.addRow(TextLabel(name, "label", wrap=False), edit)
    combo = QComboBox()
    combo.addItems(["13 · Cà phê, cacao", "01 · Rau, củ, quả tươi"])
    form.addRow(TextLabel("Bộ sản phẩm", "label", wrap=False), combo)
    form.addRow(TextLabel("Số phiếu", "label", wrap=False), QSpinBox())
    note = QPlainTextEdit()
    note.setPlaceholderText("Viết đúng như trên nhãn: Đắk Glei, ưỡ ẫ ệ ỷ ỵ, ẨM THỰC, ĐỘC ĐÁO")
    note.setFixedHeight(64)
    form.addRow(TextLabel("Ghi chú", "label", wrap=False), note)
    card.body.addLayout(form)
    boxes = [QCheckBox("Mã hóa"), QCheckBox("In biên bản"), QRadioButton("Mới"), QRadioButton("Đã có")]
    boxes[0].setChecked(True)
    boxes[2].setChecked(True)
    card.body.addLayout(_row(*boxes))
    segmented = Segmented()
    segmented.set_tabs([("all", "Tất cả 15"), ("due", "Đến hạn 5"), ("done", "Xong 10")])
    segmented.set_current("due")
    card.body.addLayout(_row(segmented))
    card.body.addStretch(1)
    return card


def _states(page: QWidget) -> QWidget:
    card = Card("Tình trạng, hạng, phím")
    for text, grade in (
        ("Đủ, còn hiệu lực", "ok"),
        ("Đang làm, đã bàn giao", "info"),
        ("Cảnh báo, sắp hết hạn", "warn"),
        ("Chặn, quá hạn, từ chối", "danger"),
        ("Chưa, nháp, không đổi", "neutral"),
    ):
        line = _row(Badge(text, grade))
        line.addWidget(Badge(text, grade, soft=True))
        card.body.addLayout(line)
    card.body.addWidget(Hairline())
    for stars in (5, 4, 3, 0):
        card.body.addLayout(_row(Stars(stars), TextLabel(f"{stars} sao", "second", wrap=False)))
    card.body.addLayout(_row(Stars(4, size=34)))
    card.body.addLayout(_row(*(KeyChip(key) for key in ("Ctrl+K", "F1", "Enter", "Alt+Left", "PgDown"))))
    table = QTableView()
    model = QStandardItemModel(0, 2)
    model.setHorizontalHeaderLabels(["Sản phẩm", "Hết hạn"])
    for name in ("Cà phê Mùa Thu", "Hạt macca sấy", "Yến sào Quế Loan"):
        model.appendRow([QStandardItem(name), QStandardItem("28/12/2026")])
    table.setModel(model)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setStretchLastSection(True)
    table.selectRow(1)
    card.body.addWidget(table, 1)
    return card


def _messages(page: QWidget) -> QWidget:
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    running = Card("Đang ghi vào KINGSTON (E:)", "62%")
    bar = QProgressBar()
    bar.setValue(62)
    running.body.addWidget(bar)
    stop = Act(page, "Dừng", _nothing, "Esc")
    line = _row(TextLabel("131 MB trên 211,8 MB · còn khoảng 20 giây", "second", wrap=False))
    line.addWidget(ActButton(stop))
    running.body.addLayout(line)
    box.addWidget(running)
    report = Act(page, "In biên bản", _nothing, icon="printer")
    box.addWidget(Strip("An toàn để rút USB", "ok", report, "Đã ghi, đọc lại và so khớp 55 tệp lúc 14:13."))
    box.addWidget(Strip("Đã khôi phục 3 ô nhập lúc 14:02", "info", Act(page, "Xem", _nothing)))
    box.addWidget(Strip("Bộ 13 chưa đối chiếu bản ký", "warn", detail="Phiếu in ra cũng ghi câu này."))
    card = Card()
    add = Act(page, "Thêm sản phẩm", _nothing, "Ctrl+N", "plus")
    excel = Act(page, "Nhập từ Excel…", _nothing)
    detail = "Đăng ký từng sản phẩm hoặc nhập danh sách từ Excel."
    card.body.addWidget(EmptyState("package", "Chưa có sản phẩm nào", [add, excel], detail))
    box.addWidget(card)
    box.addStretch(1)
    return holder


def _parts() -> QWidget:
    page = QWidget()
    page.setProperty("ground", "page")
    columns = QHBoxLayout(page)
    columns.setContentsMargins(24, 16, 24, 16)
    columns.setSpacing(12)
    for part in (_buttons_and_inputs(page), _states(page), _messages(page)):
        columns.addWidget(part, 1)
    return page


def _panel() -> MissingPanel:
    panel = MissingPanel()
    panel.set_words("Chặn bàn giao", "Đủ. Có thể bàn giao.")
    panel.set_items(
        [
            MissingLine("suggests", "Thêm danh sách lao động địa phương", "giúp chứng minh tiêu chí 3.3", "d"),
            MissingLine("stops", "Phiếu kiểm nghiệm đã hết hạn", "02/11/2026 · Điều 6", "a"),
            MissingLine("warns", "Tên trên nhãn khác tên đăng ký", "“Cafe Mùa Thu” và “Cà phê Mùa Thu”", "b"),
            MissingLine("warns", "Hợp đồng liên kết sắp hết hạn", "31/12/2026 · tiêu chí 1.5", "c"),
        ]
    )
    panel.set_help(
        "Tên sản phẩm",
        "Tên đầy đủ dùng trên mọi giấy tờ: nhãn, công bố, quyết định, giấy chứng nhận.",
        "Sầu riêng sấy thăng hoa Thăng Tiến",
        "Điều 6; Mẫu số 01 mục Tên sản phẩm",
    )
    return panel


def _track() -> Track:
    track = Track()
    done = [
        ("Lập hồ sơ", "12/8/2026"),
        ("Đánh giá xã", "28/8/2026"),
        ("Bàn giao", "29/8/2026"),
        ("Tỉnh nhận", "03/9/2026"),
    ]
    moves = [TrackMove(*move, state="done") for move in done]
    moves.append(TrackMove("Trả bổ sung", "17/11/2026", "now"))
    moves += [TrackMove(*move) for move in (("Hợp lệ", "hạn 27/11"), ("Lấy ý kiến", "45 ngày"), ("Công nhận", ""))]
    track.set_moves(moves)
    track.set_holders(
        [
            Holding("Xã giữ", "17 ngày"),
            Holding("Tỉnh giữ", "80 ngày"),
            Holding("Xã đang giữ", "", True),
            Holding("Tỉnh"),
        ]
    )
    return track


def _dossier(with_panel: bool = True) -> QWidget:
    page = QWidget()
    page.setProperty("ground", "page")
    outer = QHBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    left = QVBoxLayout()
    left.setContentsMargins(24, 8, 16, 16)
    left.setSpacing(12)
    header = PageHeader()
    header.set_back("Hồ sơ", _nothing)
    header.set_title("Cà phê Mùa Thu")
    header.set_subtitle("Hồ sơ đánh giá lại 2026 · Hộ kinh doanh Mùa Thu Coffee · theo 26/2026/QĐ-TTg")
    header.set_stars(3)
    header.set_state(Badge("Xã đang bổ sung", "warn", soft=True))
    others = [
        Act(page, "In…", _nothing, "Ctrl+P", "printer"),
        Act(page, "Thu hồi…", _nothing),
        Act(page, "Chép", _nothing),
    ]
    header.set_acts(Act(page, "Bàn giao lại…", _nothing, "Ctrl+B"), others)
    left.addWidget(header)
    card = Card()
    card.body.addWidget(_track())
    left.addWidget(card)
    counts = QHBoxLayout()
    for number, title, note, grade in (
        (3, "Hồ sơ đang ở xã", "1 hồ sơ quá hạn", "danger"),
        (2, "Đã bàn giao lên tỉnh", "1 chưa có biên nhận", "neutral"),
        (13, "Giấy chứng nhận", "4 hết hạn trước 31/12/2026", "warn"),
    ):
        counts.addWidget(CountCard(number, title, note, grade), 1)
    left.addLayout(counts)
    tabs = TabStrip()
    tabs.set_tabs([("a", "Thành phần 11/12"), ("b", "Đánh giá cấp xã"), ("c", "Khớp hồ sơ 2"), ("d", "Ghi chú 3")])
    left.addWidget(tabs)
    wizard = WizardFrame(["Chọn hồ sơ", "Kiểm tra", "USB và nơi nhận", "Ghi", "Biên bản"])
    wizard.steps.set_current(2)
    wizard.content.addWidget(LinkLabel("Mở kế hoạch năm", _nothing))
    wizard.content.addStretch(1)
    wizard.set_buttons(
        Act(page, "Quay lại", _nothing, "Alt+Left", "caret-left"),
        Act(page, "Thoát", _nothing, "Esc"),
        Act(page, "Ghi vào USB", _nothing, "Ctrl+Enter", "usb"),
    )
    left.addWidget(wizard, 1)
    outer.addLayout(left, 1)
    if with_panel:
        outer.addWidget(_panel())
    return page


def _menu() -> QMenu:
    menu = QMenu()
    for name, text, key in (
        ("folder-open", "Mở hồ sơ", "Enter"),
        ("pencil-simple", "Sửa", "F2"),
        ("copy", "Chép dạng bảng", "Ctrl+C"),
    ):
        action = menu.addAction(icon(name), text)
        action.setShortcut(key)
    menu.addSeparator()
    menu.addAction(icon("trash"), "Bỏ khỏi danh sách…").setEnabled(False)
    menu.setActiveAction(menu.actions()[0])
    return menu


def main(folder: Path, dark: bool) -> None:
    """Write parts.png, dossier.png, narrow.png, menu.png and calendar.png into the folder."""
    app = QApplication([])
    load_fonts()
    set_dark(dark)
    apply_theme(app)
    calendar = QCalendarWidget()
    dress_calendar(calendar)
    calendar.setSelectedDate(QDate(2026, 11, 24))
    shown: list[tuple[str, QWidget, tuple[int, int] | None]] = [
        ("parts", _parts(), (1366, 696)),
        ("dossier", _dossier(), (1180, 696)),
        ("narrow", _dossier(with_panel=False), (855, 464)),
        ("menu", _menu(), None),
        ("calendar", calendar, None),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for name, widget, size in shown:
        if size is not None:
            widget.resize(*size)
        widget.show()
        for _turn in range(3):
            app.processEvents()
        widget.grab().save(str(folder / f"{name}.png"))
        widget.hide()


if __name__ == "__main__":
    main(Path(sys.argv[1]), "dark" in sys.argv[2:])
