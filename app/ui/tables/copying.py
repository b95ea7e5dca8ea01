"""Rows as a table on the clipboard: tab-separated text, and HTML that Excel and Word take as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData

from app.ui.tables.columns import Column, Row


def as_mime(columns: Sequence[Column], rows: Iterable[Row]) -> QMimeData:
    """Heads and rows for the clipboard."""
    text, html = as_texts(columns, rows)
    return to_mime(text, html)


def to_mime(text: str, html: str) -> QMimeData:
    """Both forms in one."""
    mime = QMimeData()
    mime.setText(text)
    mime.setHtml(html)
    return mime


def as_texts(columns: Sequence[Column], rows: Iterable[Row]) -> tuple[str, str]:
    """Heads and rows as tab-separated lines and as an HTML table; safe in a worker's thread.

    In HTML the cells of words say that they are text (``mso-number-format``), so that Excel leaves 0012 and =1 alone.
    """
    lines = ["\t".join(_flat(column.title) for column in columns)]
    heads = "".join(f"<th>{escape(column.title)}</th>" for column in columns)
    body = []
    for row in rows:
        words = [column.words(row.get(column.name)) for column in columns]
        lines.append("\t".join(map(_flat, words)))
        body.append("<tr>" + "".join(map(_cell, columns, words)) + "</tr>")
    html = f'<meta charset="utf-8"><table><tr>{heads}</tr>{"".join(body)}</table>'
    return "\n".join(lines) + "\n", html


def _cell(column: Column, words: str) -> str:
    shown = escape(words).replace("\n", "<br>")
    if column.kind in ("number", "date", "stars"):
        return f'<td align="{column.side}">{shown}</td>'
    return f"<td style=\"mso-number-format:'\\@'\">{shown}</td>"


def _flat(words: str) -> str:
    return " ".join(words.split())
