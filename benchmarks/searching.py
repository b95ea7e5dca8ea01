"""Finding products and producers among 100,000 products, against a bare SQL ``LIKE`` on the same file; no target.

``python -m benchmarks.searching``. Also what opening the database costs.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from app.models import Office, Producer, Product
from app.models.base import new_id
from app.services.producers import find_producers
from app.services.products import find_products
from app.services.record_search import search_columns
from app.services.revisions import first_revision
from app.services.search import fold_text
from app.services.upgrade import open_database
from benchmarks.measuring import Outcome, in_child, run, say

_GOODS = ("Cà phê", "Mật ong", "Gạo", "Trà", "Nước mắm", "Rượu cần", "Hạt điều", "Bún khô", "Chả cá", "Tinh dầu")
_WORDS = ("bột", "rang", "hữu cơ", "thơm", "sấy", "nguyên chất", "đặc biệt", "truyền thống", "xanh", "vàng")
_PLACES = ("Ê Đê", "Krông Pắc", "Đồi Gió", "Buôn Hồ", "Phú Yên", "Tân Cương", "Hòa Bình", "Đà Lạt", "Sơn La")
_PRODUCTS_OF_A_PRODUCER = 10
QUERIES = ("", "ca phe", "cà phê", "mật ong hữu cơ", "gao thom krong", "so 77777", "khong co")


def build(folder: str, products: int) -> dict[str, Any]:
    database = open_database(Path(folder) / "office.db", Path(folder) / "backups")
    chance = random.Random(100_000)
    with database.transaction() as session:
        office = Office(code="99", level="province", name="UBND tỉnh Mẫu", is_self=True)
        session.add(office)
        session.flush()
        producers, goods = [], []
        for number in range(products // _PRODUCTS_OF_A_PRODUCER):
            name = f"Hợp tác xã {chance.choice(_PLACES)} số {number}"
            values = {
                "id": new_id(),
                "name": name,
                "kind": "cooperative",
                "office_id": office.id,
                **search_columns(name, name),
            }
            producers.append(first_revision(Producer, values))
        for number in range(products):
            name = f"{chance.choice(_GOODS)} {chance.choice(_WORDS)} {chance.choice(_PLACES)} số {number}"
            owner = producers[number // _PRODUCTS_OF_A_PRODUCER]["id"]
            values = {"id": new_id(), "name": name, "producer_id": owner, **search_columns(name, name)}
            goods.append(first_revision(Product, values))
        for model, rows in ((Producer, producers), (Product, goods)):
            session.execute(insert(model), rows)
    database.close()
    return {}


def search(folder: str, pairs: int) -> dict[str, Any]:
    """Each query through the service and as bare SQL, in turn."""
    path = Path(folder) / "office.db"
    begin = time.perf_counter()
    database = open_database(path, Path(folder) / "backups")
    opening = time.perf_counter() - begin
    bare = sqlite3.connect(path)
    found: dict[str, dict[str, list[float]]] = {}
    with database.reading() as session:
        for table, service in (("product", find_products), ("producer", find_producers)):
            for query in QUERIES:
                label = f"{table} “{query}”"
                found[label] = {"ours": [], "bare": [], "hits": []}
                for number in range(pairs + 1):
                    seconds, hits = _timed_service(session, service, query)
                    plain = _timed_sql(bare, table, query)
                    if number:  # the first run warms both
                        found[label]["ours"].append(seconds)
                        found[label]["bare"].append(plain)
                        found[label]["hits"] = [hits]
    bare.close()
    database.close()
    return {"opening": opening, "found": found}


def _timed_service(session: Session, service: Any, query: str) -> tuple[float, int]:
    begin = time.perf_counter()
    rows = service(session, query, limit=50)
    return time.perf_counter() - begin, len(rows)


def _timed_sql(connection: sqlite3.Connection, table: str, query: str) -> float:
    words = [f"%{word}%" for word in fold_text(query).split()]
    where = " AND ".join(["folded LIKE ?"] * len(words)) or "1"
    begin = time.perf_counter()
    connection.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY folded LIMIT 50", words).fetchall()
    return time.perf_counter() - begin


def measure(options: argparse.Namespace) -> Outcome:
    module = "benchmarks.searching"
    outcome = Outcome(
        f"searching {options.products:,} products of {options.products // _PRODUCTS_OF_A_PRODUCER:,} producers"
    )
    with tempfile.TemporaryDirectory(prefix="so-ocop-search-") as folder:
        say("Making the data")
        in_child(module, "build", folder=folder, products=options.products)
        facts = in_child(module, "search", folder=folder, pairs=options.pairs)
    outcome.add("opening the database", [facts["opening"] * 1000], "ms")
    for label, values in facts["found"].items():
        outcome.add(label, [1000 * one for one in values["ours"]], "ms", note=f"{values['hits'][0]} found")
        ratios = [ours / bare for ours, bare in zip(values["ours"], values["bare"], strict=True)]
        outcome.add("  to bare LIKE ... LIMIT 50", ratios, "times")
    return outcome


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=100_000)


if __name__ == "__main__":
    run(__doc__ or "", measure, {"build": build, "search": search}, _options)
