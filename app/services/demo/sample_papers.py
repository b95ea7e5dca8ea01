"""One-page papers that stand for a producer's own in a practice run; each says that it is a sample."""

from __future__ import annotations

from pathlib import Path

from app.models.base import new_id
from app.services.papers.blocks import Field, Paper, Spacer, text
from app.services.papers.pdf_writer import write_pdf


def sample_paper(folder: Path, title: str, product: str) -> Path:
    """Write a sample as PDF and return where it lies."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"mau-{new_id()}.pdf"
    paper = Paper(
        kind="sample",
        file_title=title,
        title="TÀI LIỆU MINH HỌA (MẪU)",
        subtitle=(title,),
        body=[
            Field("Sản phẩm", product),
            Spacer(4),
            text("Tài liệu này được đặt ra để chạy thử chương trình, không phải giấy tờ thật của chủ thể."),
        ],
    )
    write_pdf(paper, path)
    return path
