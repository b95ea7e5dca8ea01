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

from app.ui import widgets as w
from app.ui.theme import apply_theme, dress_calendar, icon, load_fonts, set_dark


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
    card = w.Card("Nút, ô nhập", "Thường, tắt, sai, khóa")
    main = w.Act(page, "Bàn giao…", _nothing, "Ctrl+B")
    print_act = w.Act(page, "In…", _nothing, "Ctrl+P", "printer")
    off = w.Act(page, "Chốt kết quả", _nothing, enabled=False)
    back = w.Act(page, "Thu hồi…", _nothing)
    files = w.Act(page, "Chọn tệp…", _nothing, icon="folder-open")
    enter = w.Act(page, "Ghi vào USB", _nothing, "Ctrl+Enter", "usb")
    card.body.addLayout(_row(w.ActButton(main, "primary"), w.ActButton(print_act), w.ActButton(enter, "primary")))
    card.body.addLayout(_row(w.ActButton(off), w.ActButton(back, "danger"), w.ActButton(files, "link")))
    card.body.addWidget(w.TextLabel("Nút mờ luôn kèm một câu nói vì sao: “Còn 3 phiếu chưa về”.", "second"))
    card.body.addWidget(w.Hairline())
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
        form.addRow(w.TextLabel(name, "label", wrap=False), edit)
    combo = QComboBox()
    combo.addItems(["13 · Cà phê, cacao", "01 · Rau, củ, quả tươi"])
    form.addRow(w.TextLabel("Bộ sản phẩm", "label", wrap=False), combo)
    form.addRow(w.TextLabel("Số phiếu", "label", wrap=False), QSpinBox())
    note = QPlainTextEdit()
    note.setPlaceholderText("Viết đúng như trên nhãn: Đắk Glei, ưỡ ẫ ệ ỷ ỵ, ẨM THỰC, ĐỘC ĐÁO")
    note.setFixedHeight(64)
    form.addRow(w.TextLabel("Ghi chú", "label", wrap=False), note)
    card.body.addLayout(form)
    boxes = [QCheckBox("Mã hóa"), QCheckBox("In biên bản"), QRadioButton("Mới"), QRadioButton("Đã có")]
    boxes[0].setChecked(True)
    boxes[2].setChecked(True)
    card.body.addLayout(_row(*boxes))
    segmented = w.Segmented()
    segmented.set_tabs([("all", "Tất cả 15"), ("due", "Đến hạn 5"), ("done", "Xong 10")])
    segmented.set_current("due")
    card.body.addLayout(_row(segmented))
    card.body.addStretch(1)
    return card


def _states(page: QWidget) -> QWidget:
    card = w.Card("Tình trạng, hạng, phím")
    for text, grade in (
        ("Đủ, còn hiệu lực", "ok"),
        ("Đang làm, đã bàn giao", "info"),
        ("Cảnh báo, sắp hết hạn", "warn"),
        ("Chặn, quá hạn, từ chối", "danger"),
        ("Chưa, nháp, không đổi", "neutral"),
    ):
        line = _row(w.Badge(text, grade))
        line.addWidget(w.Badge(text, grade, soft=True))
        card.body.addLayout(line)
    card.body.addWidget(w.Hairline())
    for stars in (5, 4, 3, 0):
        card.body.addLayout(_row(w.Stars(stars), w.TextLabel(f"{stars} sao", "second", wrap=False)))
    card.body.addLayout(_row(w.Stars(4, size=34)))
    card.body.addLayout(_row(*(w.KeyChip(key) for key in ("Ctrl+K", "F1", "Enter", "Alt+Left", "PgDown"))))
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
    running = w.Card("Đang ghi vào KINGSTON (E:)", "62%")
    bar = QProgressBar()
    bar.setValue(62)
    running.body.addWidget(bar)
    stop = w.Act(page, "Dừng", _nothing, "Esc")
    line = _row(w.TextLabel("131 MB trên 211,8 MB · còn khoảng 20 giây", "second", wrap=False))
    line.addWidget(w.ActButton(stop))
    running.body.addLayout(line)
    box.addWidget(running)
    report = w.Act(page, "In biên bản", _nothing, icon="printer")
    box.addWidget(w.Strip("An toàn để rút USB", "ok", report, "Đã ghi, đọc lại và so khớp 55 tệp lúc 14:13."))
    box.addWidget(w.Strip("Đã khôi phục 3 ô nhập lúc 14:02", "info", w.Act(page, "Xem", _nothing)))
    box.addWidget(w.Strip("Bộ 13 chưa đối chiếu bản ký", "warn", detail="Phiếu in ra cũng ghi câu này."))
    card = w.Card()
    add = w.Act(page, "Thêm sản phẩm", _nothing, "Ctrl+N", "plus")
    excel = w.Act(page, "Nhập từ Excel…", _nothing)
    detail = "Đăng ký từng sản phẩm hoặc nhập danh sách từ Excel."
    card.body.addWidget(w.EmptyState("package", "Chưa có sản phẩm nào", [add, excel], detail))
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


def _panel() -> w.MissingPanel:
    panel = w.MissingPanel()
    panel.set_words("Chặn bàn giao", "Đủ. Có thể bàn giao.")
    panel.set_items(
        [
            w.MissingLine("suggests", "Thêm danh sách lao động địa phương", "giúp chứng minh tiêu chí 3.3", "d"),
            w.MissingLine("stops", "Phiếu kiểm nghiệm đã hết hạn", "02/11/2026 · Điều 6", "a"),
            w.MissingLine("warns", "Tên trên nhãn khác tên đăng ký", "“Cafe Mùa Thu” và “Cà phê Mùa Thu”", "b"),
            w.MissingLine("warns", "Hợp đồng liên kết sắp hết hạn", "31/12/2026 · tiêu chí 1.5", "c"),
        ]
    )
    panel.set_help(
        "Tên sản phẩm",
        "Tên đầy đủ dùng trên mọi giấy tờ: nhãn, công bố, quyết định, giấy chứng nhận.",
        "Sầu riêng sấy thăng hoa Thăng Tiến",
        "Điều 6; Mẫu số 01 mục Tên sản phẩm",
    )
    return panel


def _track() -> w.Track:
    track = w.Track()
    done = [
        ("Lập hồ sơ", "12/8/2026"),
        ("Đánh giá xã", "28/8/2026"),
        ("Bàn giao", "29/8/2026"),
        ("Tỉnh nhận", "03/9/2026"),
    ]
    moves = [w.TrackMove(*move, state="done") for move in done]
    moves.append(w.TrackMove("Trả bổ sung", "17/11/2026", "now"))
    moves += [w.TrackMove(*move) for move in (("Hợp lệ", "hạn 27/11"), ("Lấy ý kiến", "45 ngày"), ("Công nhận", ""))]
    track.set_moves(moves)
    track.set_holders(
        [
            w.Holding("Xã giữ", "17 ngày"),
            w.Holding("Tỉnh giữ", "80 ngày"),
            w.Holding("Xã đang giữ", "", True),
            w.Holding("Tỉnh"),
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
    header = w.PageHeader()
    header.set_back("Hồ sơ", _nothing)
    header.set_title("Cà phê Mùa Thu")
    header.set_subtitle("Hồ sơ đánh giá lại 2026 · Hộ kinh doanh Mùa Thu Coffee · theo 26/2026/QĐ-TTg")
    header.set_stars(3)
    header.set_state(w.Badge("Xã đang bổ sung", "warn", soft=True))
    others = [
        w.Act(page, "In…", _nothing, "Ctrl+P", "printer"),
        w.Act(page, "Thu hồi…", _nothing),
        w.Act(page, "Chép", _nothing),
    ]
    header.set_acts(w.Act(page, "Bàn giao lại…", _nothing, "Ctrl+B"), others)
    left.addWidget(header)
    card = w.Card()
    card.body.addWidget(_track())
    left.addWidget(card)
    counts = QHBoxLayout()
    for number, title, note, grade in (
        (3, "Hồ sơ đang ở xã", "1 hồ sơ quá hạn", "danger"),
        (2, "Đã bàn giao lên tỉnh", "1 chưa có biên nhận", "neutral"),
        (13, "Giấy chứng nhận", "4 hết hạn trước 31/12/2026", "warn"),
    ):
        counts.addWidget(w.CountCard(number, title, note, grade), 1)
    left.addLayout(counts)
    tabs = w.TabStrip()
    tabs.set_tabs([("a", "Thành phần 11/12"), ("b", "Đánh giá cấp xã"), ("c", "Khớp hồ sơ 2"), ("d", "Ghi chú 3")])
    left.addWidget(tabs)
    wizard = w.WizardFrame(["Chọn hồ sơ", "Kiểm tra", "USB và nơi nhận", "Ghi", "Biên bản"])
    wizard.steps.set_current(2)
    wizard.content.addWidget(w.LinkLabel("Mở kế hoạch năm", _nothing))
    wizard.content.addStretch(1)
    wizard.set_buttons(
        w.Act(page, "Quay lại", _nothing, "Alt+Left", "caret-left"),
        w.Act(page, "Thoát", _nothing, "Esc"),
        w.Act(page, "Ghi vào USB", _nothing, "Ctrl+Enter", "usb"),
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
