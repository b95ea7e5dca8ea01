"""Fixed texts of Mẫu số 02 (26/2026/QĐ-TTg, Phụ lục III): boxes to tick, and the guide to evidence."""

from __future__ import annotations

BOXES: tuple[tuple[str, str], ...] = (
    ("business_registration", "a) Giấy đăng ký kinh doanh"),
    ("quality_declaration", "b) Đã công bố chất lượng sản phẩm theo quy định"),
    (
        "food_safety",
        "- Giấy chứng nhận cơ sở đủ điều kiện vệ sinh an toàn thực phẩm theo quy định của pháp luật cho sản xuất "
        "sản phẩm",
    ),
    (
        "production_conditions",
        "- Giấy chứng nhận cơ sở đủ điều kiện sản xuất bắt buộc theo quy định cho sản phẩm (đối với các sản phẩm "
        "bắt buộc theo quy định)",
    ),
    ("intellectual_property", "d) Đã có đăng ký sở hữu trí tuệ"),
    ("trademark", "+ Giấy chứng nhận đăng ký nhãn hiệu"),
    (
        "geographical_indication",
        "+ Văn bản ghi nhận quyền sử dụng chỉ dẫn địa lý, nhãn hiệu tập thể, nhãn hiệu chứng nhận",
    ),
    ("patent", "+ Bằng sáng chế"),
    ("industrial_design", "+ Bằng độc quyền kiểu dáng công nghiệp"),
    ("copyright", "+ Giấy chứng nhận bản quyền tác giả"),
    ("other_property", "+ Khác (ghi rõ)"),
)
"""Ids of the boxes (``DocumentKind.ticks`` of a regime names them) with the form's words, in its order."""

PROPERTY_BOXES = frozenset(
    {"trademark", "geographical_indication", "patent", "industrial_design", "copyright", "other_property"}
)
"""Any of these ticks the box ``intellectual_property`` above them too."""

CONDITIONS_LINE = "c) Đã có các điều kiện sản xuất theo quy định:"
"""Stands before the boxes ``food_safety`` and ``production_conditions``; has no box of its own."""

EVIDENCE: tuple[tuple[str, str], ...] = (
    (
        "Giấy đăng ký kinh doanh",
        "Bản sao chứng minh hoạt động kinh doanh hợp pháp (đối với các đơn vị/cá nhân có đăng ký kinh doanh)",
    ),
    (
        "Giấy chứng nhận cơ sở đủ điều kiện sản xuất",
        "Bản sao (đối với sản phẩm cần phải có giấy chứng nhận theo quy định hiện hành)",
    ),
    (
        "Nguồn gốc nguyên liệu, vùng nguyên liệu, liên kết chuỗi",
        "Bản sao tài liệu: Giấy xác nhận an toàn thực phẩm đối với vùng nguyên liệu, hợp đồng mua bán/hợp đồng "
        "nguyên tắc, thỏa thuận liên kết, thanh lý hợp đồng, hóa đơn chứng từ hợp lệ... chứng minh nguồn gốc nguyên "
        "liệu, liên kết chuỗi.",
    ),
    (
        "Bảo vệ môi trường, sử dụng công nghệ theo hướng bền vững",
        "Bản sao hồ sơ, thủ tục về môi trường theo quy định; hình ảnh minh chứng về thực hiện giải pháp bảo vệ môi "
        "trường; hình ảnh, mô tả công nghệ sử dụng theo hướng bền vững.",
    ),
    (
        "Sử dụng lao động địa phương",
        "Danh sách lao động đóng bảo hiểm có xác nhận của chủ thể, bao gồm cả nơi thường trú.",
    ),
    (
        "Tăng trưởng sản xuất kinh doanh",
        "- Bản sao Tài liệu minh chứng kết quả phân loại hợp tác xã hoặc báo cáo tài chính 2 năm gần nhất.\n"
        "- Bản sao Báo cáo tài chính của chủ thể 2 năm gần nhất.",
    ),
    (
        "Sở hữu trí tuệ",
        "Minh chứng thể hiện Đơn đăng ký nhãn hiệu đã được cơ quan có thẩm quyền chấp nhận hoặc công bố.\n"
        "Bản sao Giấy chứng nhận đăng ký nhãn hiệu; văn bằng ghi nhận quyền sử dụng chỉ dẫn địa lý, nhãn hiệu tập "
        "thể, nhãn hiệu chứng nhận; Bằng sáng chế, Bằng độc quyền kiểu dáng công nghiệp,...",
    ),
    (
        "Phát triển thị trường, hoạt động quảng bá, xúc tiến thương mại",
        "Bản sao tài liệu: Hợp đồng, cam kết, ký gửi, đặt hàng, biên nhận, hóa đơn, chứng từ để minh chứng xác nhận "
        "về phân phối sản phẩm, xuất khẩu sản phẩm, hoạt động xúc tiến thương mại...",
    ),
    ("Quảng bá sản phẩm", "Tài liệu minh chứng về website, hoạt động quảng bá."),
    (
        "Câu chuyện về sản phẩm",
        "Bản sao tờ rơi, hình ảnh, phim, ghi âm... minh chứng về câu chuyện của sản phẩm",
    ),
    (
        "Công bố chất lượng sản phẩm",
        "Bản sao tài liệu, chứng minh chất lượng sản phẩm được công bố",
    ),
    (
        "Phiếu kết quả kiểm nghiệm chỉ tiêu chất lượng, an toàn thực phẩm theo tiêu chuẩn công bố",
        "Bản sao tài liệu chứng minh đạt tiêu chuẩn chất lượng, an toàn thực phẩm.",
    ),
    (
        "Mã số mã vạch, tem truy xuất nguồn gốc",
        "Bản sao tài liệu, chứng minh mã, tem, sở hữu thương hiệu...",
    ),
    (
        "Hệ thống quản lý chất lượng tiên tiến, kiểm soát chất lượng",
        "Bản sao tài liệu: chứng nhận Hệ thống quản lý chất lượng tiên tiến, chứng minh hệ thống quản lý đạt "
        "tiêu chuẩn",
    ),
    (
        "Giải thưởng của sản phẩm, bình chọn của các tổ chức uy tín trong nước và quốc tế...",
        "Bản sao tài liệu, minh chứng về các thành tích, giải thưởng, bình chọn...",
    ),
)
"""The 15 rows of the guide ("tham khảo hướng dẫn theo bảng dưới đây"), not a closed list."""
