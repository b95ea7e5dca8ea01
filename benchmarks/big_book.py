"""A province's book with 100,000 products of 20,000 producers and 300,000 dossiers, all of it made up.

``fill_book(folder)`` makes the data folder's database once and uses it again; ``benchmarks.big_tables`` measures on it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import time
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert
from sqlmodel import Session

from app.models import (
    Certificate,
    Dossier,
    IssuedPaper,
    JournalEntry,
    Office,
    Official,
    Producer,
    Product,
    RecognitionDecision,
)
from app.models.base import new_id
from app.models.office import office_id
from app.services import record_lines
from app.services.database import Database
from app.services.record_search import search_columns
from app.services.upgrade import open_database
from benchmarks.measuring import say

PRODUCERS, PRODUCTS, DOSSIERS = 20_000, 100_000, 300_000
TODAY = dt.date(2026, 11, 24)
_OWN, _ABOVE = office_id("66"), office_id("TW")
KINDS = ("Hợp tác xã", "Hộ kinh doanh", "Công ty TNHH", "Tổ hợp tác", "Công ty cổ phần", "Trang trại")
GOODS = (
    "Cà phê bột", "Cà phê hạt rang", "Mật ong", "Gạo nếp", "Gạo tẻ", "Trà xanh", "Trà hoa vàng", "Nước mắm", "Rượu cần",
    "Hạt điều", "Hạt macca sấy", "Bún khô", "Chả cá", "Tinh dầu sả", "Tiêu sọ", "Sầu riêng sấy", "Yến sào", "Măng khô",
    "Thịt gác bếp", "Muối ớt", "Nấm đông trùng", "Bánh tráng", "Khoai lang sấy", "Tương ớt", "Thổ cẩm", "Giỏ mây tre",
)  # fmt: skip
WORDS = (
    "hữu cơ",
    "thơm",
    "nguyên chất",
    "đặc biệt",
    "truyền thống",
    "thượng hạng",
    "gia truyền",
    "loại một",
    "mùa thu",
)
FIRST = (
    "Ánh",
    "Bình",
    "Cường",
    "Đức",
    "Giang",
    "Hạnh",
    "Hồng",
    "Khánh",
    "Lộc",
    "Mỹ",
    "Ngọc",
    "Phú",
    "Quý",
    "Sơn",
    "Thảo",
)
SECOND = ("An", "Bảo", "Đạt", "Dung", "Hà", "Hưng", "Lâm", "Minh", "Nguyên", "Phát", "Phượng", "Tâm", "Thịnh", "Vượng")
COMMUNES = tuple(f"{one} {two}" for one in ("Ea", "Krông", "Buôn", "Đồi", "Suối", "Tân") for two in SECOND + FIRST[:4])
_HELD = (
    ("received", 300),
    ("to_complete", 200),
    ("valid", 200),
    ("in_round", 1000),
    ("scored", 200),
    ("passing_up", 100),
)
_ENDED = ("recognised", "recognised", "recognised", "recognised", "declined", "withdrawn", "handed_over")


def fill_book(folder: Path) -> Database:
    """The book in that folder, filled at the first call; a book begun and not finished is begun anew."""
    path, done = folder / "so-ocop.db", folder / "filled"
    mark = f"{PRODUCERS} {PRODUCTS} {DOSSIERS} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"
    if done.is_file() and done.read_text(encoding="ascii") == mark:
        return open_database(path, folder / "backups")
    for old in (path, done):
        old.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    database = open_database(path, folder / "backups")
    _fill(database)
    say(f"filled in {time.perf_counter() - begun:.0f} s, {path.stat().st_size / 2**20:,.0f} MiB")
    done.write_text(mark, encoding="ascii")
    return database


def _fill(database: Database) -> None:
    chance = random.Random(26)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        connection.exec_driver_sql("PRAGMA cache_size=-200000")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        # Indexes are made at the end: an index that is filled row by row takes three times as long.
        indexes = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = 'record_line'"
        ).all()
        for name, _sql in indexes:
            connection.exec_driver_sql(f"DROP INDEX {name}")
        _rows(connection, Office, _offices())
        _rows(connection, Official, [{"full_name": "Y Cán bộ (mẫu)", "role": "officer", "office_id": _OWN}])
        producers = list(_producers(chance))
        _rows(connection, Producer, producers)
        products = list(_products(chance, producers))
        _rows(connection, Product, products)
        dossiers = list(_dossiers(chance, products, producers))
        _rows(connection, Dossier, dossiers)
        papers, decisions = _decisions()
        _rows(connection, IssuedPaper, papers)
        _rows(connection, RecognitionDecision, decisions)
        _rows(connection, Certificate, _certificates(dossiers, products, producers, decisions))
        _rows(connection, JournalEntry, _journal(dossiers))
        with Session(bind=connection) as session:
            record_lines.rebuild(session)
            session.flush()
            for _name, sql in indexes:
                connection.exec_driver_sql(sql)
        connection.exec_driver_sql("COMMIT")
        connection.invalidate()


@cache
def _defaults(model: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (name, field.default_factory or partial(lambda value: value, None if field.is_required() else field.default))
        for name, field in model.model_fields.items()
    )


def _rows(connection: Connection, model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows whose missing columns get their defaults, in pieces."""
    defaults = _defaults(model)
    table = insert(model.__table__)
    piece: list[dict[str, Any]] = []
    for row in rows:
        piece.append({name: row[name] if name in row else default() for name, default in defaults})
        if len(piece) == 20_000:
            connection.execute(table, piece)
            piece.clear()
    if piece:
        connection.execute(table, piece)


def _offices() -> list[dict[str, Any]]:
    own = {"id": _OWN, "code": "66", "level": "province", "name": "UBND tỉnh Mẫu", "is_self": True}
    above = {"id": _ABOVE, "code": "TW", "level": "central", "name": "Hội đồng trung ương (mẫu)"}
    return [own, above]


def _producers(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(PRODUCERS):
        name = f"{chance.choice(KINDS)} {chance.choice(FIRST)} {chance.choice(SECOND)} {chance.choice(COMMUNES)}"
        commune, tax = chance.choice(COMMUNES), f"6{number:09d}"
        yield {
            "id": new_id(), "name": name, "kind": "cooperative", "tax_code": tax, "phone": f"09{number:08d}",
            "commune_name": commune, "commune_code": f"{24_000 + COMMUNES.index(commune)}", "revision": 1,
            "office_id": _OWN, **search_columns(name, f"{name} {commune} {tax}"),
        }  # fmt: skip


def _products(chance: random.Random, producers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number in range(PRODUCTS):
        name = f"{chance.choice(GOODS)} {chance.choice(WORDS)} {chance.choice(FIRST)} {chance.choice(SECOND)}"
        yield {
            "id": new_id(), "name": name, "set_number": chance.randint(1, 26), "classification_id": "qd-26-2026",
            "producer_id": producers[number * PRODUCERS // PRODUCTS]["id"], "revision": 1,
            **search_columns(name, name),
        }  # fmt: skip


def _dossiers(
    chance: random.Random, products: list[dict[str, Any]], producers: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Three of each product, three years apart; the last ones of some are at work here."""
    held = [state for state, count in _HELD for _ in range(count)]
    homes = {one["id"]: one for one in producers}
    every = PRODUCTS // len(held)
    for number, product in enumerate(products):
        home = homes[product["producer_id"]]
        for turn in range(DOSSIERS // PRODUCTS):
            year = TODAY.year - 6 + 3 * turn
            filed = dt.date(year, 1, 5) + dt.timedelta(days=chance.randint(0, 300))
            last = turn == DOSSIERS // PRODUCTS - 1
            working = last and number % every == 0 and number // every < len(held)
            state = held[number // every] if working else chance.choice(_ENDED)
            yield {
                "id": new_id(), "product_id": product["id"], "year": year, "status": state, "custody_number": 2,
                "application_type": "reassess" if turn else "first", "revision": 1,
                "holder_office_id": _ABOVE if state == "handed_over" else _OWN,
                "origin_office_id": _OWN, "filed_on": filed, "regime_id": "2026-two-tier",
                "received_on": filed, "receipt_number": f"{number % 4000 + 1}/{year}-PTN",
                "product_code": f"66-{home['commune_code']}-{number:06d}-{year}",
                "commune_name": home["commune_name"], "commune_code": home["commune_code"],
                "completion_due": filed + dt.timedelta(days=30) if state == "to_complete" else None,
            }  # fmt: skip


def _decisions() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    papers, decisions = [], []
    for year in range(TODAY.year - 6, TODAY.year + 1):
        for turn in range(12):
            day, number = dt.date(year, turn + 1, 20), str(1000 + 37 * turn)
            paper = {
                "id": new_id(), "kind": "recognition_decision", "office_id": _OWN, "status": "signed",
                "number": number, "symbol": "QĐ-UBND", "dated": day, "title": "Quyết định công nhận kết quả (mẫu)",
            }  # fmt: skip
            papers.append(paper)
            decisions.append({
                "id": new_id(), "office_id": _OWN, "year": year, "regime_id": "2026-two-tier",
                "title": f"Quyết định công nhận sản phẩm tháng {turn + 1}/{year} (mẫu)", "paper_id": paper["id"],
                "number": number, "signed_on": day,
            })  # fmt: skip
    return papers, decisions


def _certificates(
    dossiers: list[dict[str, Any]],
    products: list[dict[str, Any]],
    producers: list[dict[str, Any]],
    decisions: list[dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    goods, homes = {one["id"]: one for one in products}, {one["id"]: one for one in producers}
    by_year: dict[int, list[dict[str, Any]]] = {}
    for decision in decisions:
        by_year.setdefault(decision["year"], []).append(decision)
    running: dict[int, int] = {}
    for dossier in dossiers:
        year = dossier["year"]
        if dossier["status"] != "recognised":
            continue
        running[year] = number = running.get(year, 0) + 1
        decision = by_year[year][number % 11 if year == TODAY.year else number % 12]
        signed = decision["signed_on"]
        product = goods[dossier["product_id"]]
        yield {
            "id": new_id(), "dossier_id": dossier["id"], "product_id": product["id"], "decision_id": decision["id"],
            "office_id": _OWN, "stars": 3 + number % 2, "year": year, "register_number": number,
            "register_text": f"{number:04d}/{year}", "product_name": product["name"],
            "producer_name": homes[product["producer_id"]]["name"], "address": "", "valid_from": signed,
            "valid_to": signed.replace(year=year + 3), "status": "valid" if year + 3 >= TODAY.year else "replaced",
        }  # fmt: skip


def _journal(dossiers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The acts that deadlines are counted from, for what is at work here; chained by nothing."""
    acts = {"valid": "accept_as_valid", "in_round": "accept_as_valid"}
    working = (one for one in dossiers if one["status"] in dict(_HELD))
    for number, dossier in enumerate(working, start=1):
        yield {
            "at": dt.datetime.combine(dossier["filed_on"], dt.time(2), dt.UTC), "office_code": "66", "actor": "",
            "act": acts.get(dossier["status"], "receive_first"), "dossier_id": dossier["id"], "dossier_sequence": 1,
            "office_sequence": number, "data": f'{{"on":"{dossier["filed_on"].isoformat()}"}}',
        }  # fmt: skip
