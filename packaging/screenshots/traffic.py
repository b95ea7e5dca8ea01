"""What passes between offices beside the dossiers: receipts, requests, two versions, refused files, cards, keys."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from rounds import played
from sqlmodel import select

from app.errors import AppError
from app.models import Dossier, HandOver, Office, Product
from app.models.office import office_id
from app.paths import resource_path
from app.services import dossier_moves, offices, officials
from app.services.bundles.look import LookReport, look_at_bundle
from app.services.bundles.take import take_bundle
from app.services.conflicts.keeping import keep_conflicts
from app.services.custody import notices, recalls, taking_back
from app.services.demo import commune_steps, council_steps
from app.services.demo.play import Play
from app.services.demo.world import DemoOffice
from app.services.dossier_moves import CompletionItem
from app.services.keys import create_keys
from app.services.letters.acknowledge import Sending, write_letter, write_receipt
from app.services.letters.enclosures import Enclosure
from app.services.office_cards import OfficeCard, write_card
from app.services.office_keys.key_change import write_key_change
from app.services.office_keys.list_making import make_list
from app.services.office_keys.office_list import write_list
from app.services.office_keys.own_keys import rotate_keys
from app.services.offices import OfficeData
from app.services.officials import OfficialData
from app.services.plans.giving import issue_plan
from app.services.plans.writing import PlanFacts, TargetData, set_plan
from app.services.quarantine import look_or_keep
from app.services.revisions import seal
from app.services.rules.pack import Issuer, make_pack
from app.services.succession.naming import Basis, name_successor

TAKEN_BY_ALL = 44
"""So many steps of the round of Krông Pắc: every commune's dossiers are at the district."""

_CHANGED_SET = "criteria/qd-26-2026/13"


class Post:
    """The offices of a run on one day, and a folder that plays the stick."""

    def __init__(self, play: Play, day: dt.date) -> None:
        self.play, self.day, self.stick = play, day, play.sticks
        self.offices: dict[str, DemoOffice] = play.offices

    def act(self, code: str, work: Any) -> Any:
        """One transaction of an office's officer: ``work(session, actor)``."""
        office = self.offices[code]
        return office.act(self.day, lambda session: work(session, office.actor))

    def lead(self, code: str, work: Any) -> Any:
        """One transaction of an office's leader."""
        office = self.offices[code]
        leader = replace(office.actor, role="leader")
        return office.act(self.day, lambda session: work(session, leader))

    def dossiers(self, code: str) -> list[str]:
        """The dossiers of an office, by their products' names."""
        with self.offices[code].database.reading() as session:
            asked = select(Dossier.id).join(Product, Product.id == Dossier.product_id).order_by(Product.name)  # type: ignore[arg-type]
            return [str(one) for one in session.exec(asked).all()]

    def sending(self, code: str) -> Sending:
        """What writing a letter needs."""
        one = self.offices[code]
        return Sending(one.database, one.store, one.library, one.keys, one.actor, self.day, one.paths.outbox)

    def letter(self, sender: str, receiver: str, *enclosed: Enclosure) -> Path:
        """Write papers without dossiers."""
        with self.offices[sender].on(self.day):
            return write_letter(self.sending(sender), office_id(receiver), self.stick, enclosed).path

    def look(self, code: str, path: Path) -> LookReport:
        """Look at a file; nothing is written."""
        one = self.offices[code]
        with one.on(self.day):
            return look_at_bundle(
                one.database, path, one.paths.quarantine, one.library, identity=one.keys.identity,
                rules_root=one.paths.rules,
            )  # fmt: skip

    def take(self, code: str, path: Path) -> None:
        """Look at a file and take what can be taken."""
        one, report = self.offices[code], self.look(code, path)
        with one.on(self.day):
            take_bundle(
                one.database, one.paths.database, one.paths.backups, one.store, report, one.actor, one.library,
                self.day, rules_root=one.paths.rules,
            )  # fmt: skip

    def receipts(self, code: str, *, to: str) -> list[Path]:
        """Write a receipt of each bundle that came from an office."""
        with self.offices[code].database.reading() as session:
            came = select(HandOver.id).where(HandOver.direction == "in", HandOver.from_office_id == office_id(to))
            came = came.where(HandOver.listed != "[]")
            rows = [str(one) for one in session.exec(came).all()]
        with self.offices[code].on(self.day):
            return [write_receipt(self.sending(code), one, self.stick).path for one in rows]

    def close(self) -> Path:
        """The folder of the offices' data folders, let go."""
        for office in self.offices.values():
            office.database.close()
        return self.play.folder / "data"


def busy_post(folder: Path, case: str, commune: str, other: str, above: str) -> Path:
    """The round with all dossiers at the district, and everything that can be under way between two offices.

    At the commune: a receipt waits on the stick, one dossier is asked back, one came back changed in both places. At
    the district: a request to answer, two versions of one dossier, a damaged file in quarantine, a number that never
    came. On the stick: the card of a new office, the notice of a renewed key, a rule pack.
    """
    play = played(folder, case, steps=TAKEN_BY_ALL)
    post = Post(play, play.case.rounds[0].taken + dt.timedelta(days=2))
    for code in (commune, above):
        post.act(code, _add_leader)
    asked, changed, doubled = [one for one in post.dossiers(commune) if _is_handed_over(post, commune, one)][:3]
    _changed_in_both(post, commune, above, changed)
    _taken_back(post, commune, above, doubled)
    _asked_back(post, commune, above, asked)
    _damaged(post, other, above)
    post.receipts(above, to=commune)
    _files(post, commune, above)
    return post.close()


def _add_leader(session: Any, actor: Any) -> None:
    leader = OfficialData(full_name="(mẫu) Lãnh đạo", position="Phó Chủ tịch", role="leader")
    officials.add_official(session, leader, actor)


def _is_handed_over(post: Post, code: str, dossier_id: str) -> bool:
    with post.offices[code].database.reading() as session:
        return session.get_one(Dossier, dossier_id).status == "handed_over"


def _changed_in_both(post: Post, commune: str, above: str, dossier_id: str) -> None:
    """The product is changed here and there, the dossier comes back to be completed, and both versions are kept."""
    changed = {
        commune: {"specification": "hộp 200 g", "brand": "Thương hiệu của chủ thể", "storage": "nơi khô ráo"},
        above: {"specification": "hộp 250 g, hút chân không", "brand": "Nhãn hiệu đã đăng ký"},
    }
    for code, values in changed.items():

        def change(session: Any, _actor: Any, values: dict[str, str] = values) -> None:
            row = session.get_one(Product, session.get_one(Dossier, dossier_id).product_id)
            for name, value in values.items():
                if hasattr(row, name):
                    setattr(row, name, value)
            session.add(row)
            seal(session, row)

        post.act(code, change)
    asked = [CompletionItem("Phiếu kiểm nghiệm", "hết hạn ngày 10/06/2023", "nộp phiếu còn hiệu lực")]
    library, due = post.offices[above].library, post.day + dt.timedelta(days=10)
    post.act(
        above,
        lambda session, actor: dossier_moves.request_completion(
            session, dossier_id, asked, due, actor, library, post.day
        ),
    )
    written = commune_steps.hand_over(
        post.offices[above], [dossier_id], commune, "completion", post.stick, post.day
    )  # fmt: skip
    report = post.look(commune, written.path)
    with post.offices[commune].on(post.day):
        keep_conflicts(post.offices[commune].database, post.offices[commune].store, report)


def _asked_back(post: Post, commune: str, above: str, dossier_id: str) -> None:
    reason = "Chủ thể xin thay bao bì, cần nộp lại ảnh sản phẩm"
    post.act(commune, lambda session, actor: recalls.ask_recall(session, dossier_id, reason, actor))
    lost, arrived = (post.letter(commune, above, _request(post, commune, dossier_id)) for _number in range(2))
    lost.unlink()
    post.take(above, arrived)


def _request(post: Post, commune: str, dossier_id: str) -> Enclosure:
    with post.offices[commune].database.reading() as session:
        return notices.recall_enclosure(session, recalls.asked_recall(session, dossier_id).id)


def _taken_back(post: Post, commune: str, above: str, dossier_id: str) -> None:
    """The commune's leader takes a dossier back that the district had already accepted."""
    council_steps.accept(post.offices[above], dossier_id, post.day)
    reason = "Thẻ nhớ bị mất, huyện báo không nhận được"
    post.lead(commune, lambda session, actor: taking_back.override_custody(session, dossier_id, reason, actor))
    with post.offices[commune].database.reading() as session:
        told = notices.custody_enclosure(session, dossier_id)[1]
    post.take(above, post.letter(commune, above, told))


def _damaged(post: Post, sender: str, above: str) -> None:
    """A bundle of which a byte changed on the way is refused and kept."""
    whole = next(iter(sorted(post.stick.rglob(f"ocop-{sender.lower()}-*.ocop"))))
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 1
    damaged = whole.with_name(f"{whole.stem} (1).ocop")
    damaged.write_bytes(bytes(content))
    office = post.offices[above]
    with office.on(post.day), suppress(AppError):
        look_or_keep(office.database, damaged, office.paths, office.library, identity=office.keys.identity)
    damaged.unlink()


def _files(post: Post, commune: str, above: str) -> None:
    """The files that pages open: a card, the notice of a renewed key, a rule pack."""
    now = post.day.strftime("%Y-%m-%dT08:00:00Z")
    keys = create_keys(post.play.folder / "new-keys", None)
    spec = post.offices[commune].spec
    card = OfficeCard(
        code=f"{above}-M99", level="commune", name="Ủy ban nhân dân xã Mẫu", province_name=spec.province_name,
        province_code=spec.province_code, sign_public_key=keys.public_key.hex(), age_recipient=keys.recipient,
        issued_at=now,
    )  # fmt: skip
    write_card(post.stick / "the-co-quan", card, keys)
    head = post.offices[above]
    one = post.offices[commune]
    with one.on(post.day):
        renewed = rotate_keys(one.database, one.paths.keys, None, one.actor, reason="Thay máy tính")
    write_key_change(post.stick / "doi-khoa", renewed.change)
    one.keys = renewed.keys
    issuer = Issuer(code=head.spec.code, name=head.spec.name, key=head.keys.public_key.hex())
    value = json.loads((resource_path() / f"{_CHANGED_SET}.json").read_text("utf-8"))
    value |= {"revision": 2, "name": value["name"] + " (đính chính)"}
    content = json.dumps(value, ensure_ascii=False, indent=1).encode()
    title = "(mẫu) Đính chính bộ tiêu chí"
    pack = make_pack(title, {f"{_CHANGED_SET}-r2.json": content}, issuer, now, head.keys)
    (post.stick / "quy-dinh.ocop-rules").write_bytes(pack)


def ended_office(folder: Path, case: str, commune: str, ended: str, heir: str) -> Path:
    """A whole round; then the province records who carries on for an ended district, and sets the year's targets."""
    play = played(folder, case)
    day = max(case_round.returned for case_round in play.case.rounds) + dt.timedelta(days=3)
    post = Post(play, day)
    for code in (heir, commune):
        post.act(code, _add_leader)
    spec = next(one for one in play.case.offices if one.code == ended)

    def record(session: Any, actor: Any) -> None:
        if session.get(Office, office_id(ended)) is None:
            offices.register_office(session, OfficeData(**spec.model_dump()), actor)
        basis = Basis("(mẫu) 12/NQ", dt.date(2025, 6, 16), "Ủy ban Thường vụ Quốc hội")
        name_successor(session, office_id(ended), office_id(heir), dt.date(2025, 7, 1), basis, actor)

    post.lead(heir, record)
    facts = PlanFacts(day.year, number="(mẫu) 12/KH-UBND", dated=dt.date(day.year, 1, 15))
    targets = [
        TargetData("products_3_star_or_more", Decimal(40), Decimal(50), source="mục II.1"),
        TargetData("products_4_star", Decimal(3), source="mục II.1"),
        TargetData("kept_share_of_2018_2020_products_percent", Decimal(80), about=True, source="mục II.2"),
        TargetData("producers_cooperative_percent", Decimal(35), source="mục II.3"),
        TargetData("products_3_star_or_more", Decimal(2), for_code=commune, source="phụ lục"),
        TargetData("proposed_products_per_commune", Decimal(1), source="mục II.1"),
        TargetData("trade_events", Decimal(4), source="mục III"),
    ]
    library = play.library
    plan = post.act(heir, lambda session, actor: set_plan(session, facts, targets, actor, library))
    given = post.lead(heir, lambda session, actor: issue_plan(session, plan, actor))
    post.take(commune, post.letter(heir, commune, given))
    keys = post.offices[heir].keys
    made = post.lead(heir, lambda session, actor: make_list(session, keys, actor))
    write_list(post.stick / "danh-sach", made.office_list)
    return post.close()
