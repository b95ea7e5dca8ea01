"""An office carries on what others held that ended: by their folders, by their last act, and as neighbours see it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.errors import BundleRejected, Cancelled, InvalidInput, NotAllowed, NotFound, StorageError
from app.models import Certificate, Dossier, IssuedPaper, OfficeKey, Succession
from app.models.office import office_id
from app.services.actors import Actor
from app.services.certificate_check import known_keys
from app.services.certificate_register import mark_certificate_printed, register
from app.services.custody.taking_back import override_custody
from app.services.demo import council_steps
from app.services.doctor import examine, is_sound
from app.services.folder_lock import FolderLock
from app.services.hand_over_choices import receivers
from app.services.issued_papers import number_series
from app.services.keys import add_keys
from app.services.letters.acknowledge import Sending, write_letter
from app.services.offices import OfficeData, register_office
from app.services.papers.blocks import Paper
from app.services.papers.paper_notes import note_lines
from app.services.printing.loading_decisions import certificate_pages
from app.services.printing.loading_successions import succession_note
from app.services.printing.options import PrintOptions
from app.services.printing.printing import prepare_paper
from app.services.rules.library import RuleLibrary
from app.services.succession.holdings import REGISTER, follow_journal
from app.services.succession.known import own_and_inherited
from app.services.succession.last_act import hand_over_everything
from app.services.succession.looking import FolderReport, keys_of_folder, look_at_folder
from app.services.succession.naming import Basis, SuccessionRow, name_successor, succession_rows
from app.services.succession.notice import succession_enclosure
from app.services.succession.taking import TakenOver, take_over
from app.services.take_undo import undoable
from tests.handover.world import BEFORE, COMMUNE, DISTRICT, OTHER, PROVINCE, World, content_of

FROM = dt.date(2025, 7, 1)
BASIS = Basis("1454/NQ-UBTVQH15", dt.date(2025, 6, 16), "Ủy ban Thường vụ Quốc hội")


def head_of(world: World, code: str) -> Actor:
    return replace(world[code].actor, role="leader")


def look(world: World, code: str, source: Path, progress: object = None) -> FolderReport:
    office = world[code]
    with office.on(world.day):
        return look_at_folder(
            office.database,
            office.paths,
            office.store,
            source,
            world.library,
            progress,  # type: ignore[arg-type]
        )


def take(
    world: World, code: str, report: FolderReport, *, with_keys: bool = True, progress: object = None
) -> TakenOver:
    office = world[code]
    keys = keys_of_folder(report, None) if with_keys else None
    if keys is not None:
        office.keys = add_keys(office.paths.keys, keys, None)
    with office.on(world.day):
        return take_over(
            office.database, office.paths.database, office.paths.backups, office.store, report, FROM, BASIS,
            head_of(world, code), world.library, world.day, inherited=keys, progress=progress,  # type: ignore[arg-type]
        )  # fmt: skip


def handed_in(world: World, code: str, stick: Path) -> Path:
    """The data folder of an office that has closed, on a stick."""
    world[code].database.close()
    return Path(shutil.copytree(world[code].paths.root, stick))


def numbered(world: World, dossier_id: str) -> None:
    """A product code as such dossiers had that a district numbered."""
    office = world[COMMUNE]

    def work(session: Session) -> None:
        row = session.get_one(Dossier, dossier_id)
        row.product_code = "99-H1-00101-01"
        session.add(row)

    office.act(world.day, work)


@pytest.fixture
def world(template: Path, tmp_path: Path, library: RuleLibrary) -> Iterator[World]:
    made = World(template, tmp_path / "world", library, BEFORE)
    yield made
    made.close()


PARTS = {"A": "30", "B": "20", "C": "12"}


def test_a_province_carries_on_for_a_district(world: World, tmp_path: Path) -> None:
    recognised, valid, up, under_way = (world.assessed() for _ in range(4))
    numbered(world, recognised)
    world.pass_on(COMMUNE, DISTRICT, recognised, valid, up)
    for one in (recognised, valid, up):
        world.accept(DISTRICT, one)
    result = world.score(DISTRICT, recognised, parts=PARTS)
    council_steps.record_minimums(world[DISTRICT], result, 3, world.day)
    council_steps.recognise(world[DISTRICT], [recognised], world.regime, "01", world.day)
    on_the_way = world.export(COMMUNE, DISTRICT, under_way, encrypted=True)
    before = world.standing(DISTRICT, recognised)
    folder = handed_in(world, DISTRICT, tmp_path / "old")
    untouched = {one: one.stat().st_mtime_ns for one in folder.rglob("*")}

    report = look(world, PROVINCE, folder)
    assert (report.code, report.held, report.here_already, report.keys) == (DISTRICT, 3, 0, "open")
    assert len(report.certificates) == 1
    assert {one.kind for one in report.series} >= {REGISTER}
    done = take(world, PROVINCE, report)
    report.close()

    assert set(done.held) == {recognised, valid, up}
    assert world.standing(PROVINCE, recognised) == (before[0], before[1] + 1, PROVINCE)
    assert world.standing(PROVINCE, valid)[0] == "valid"
    assert world.chains_are_whole(PROVINCE)
    assert {one: one.stat().st_mtime_ns for one in folder.rglob("*")} == untouched
    assert not list(world[PROVINCE].paths.quarantine.glob(".succession*"))
    with world[PROVINCE].database.reading() as session:
        row = session.exec(select(Succession)).one()
        assert row.keys_taken
        assert row.certificates == 1
        assert row.journal_entries == report.journal_entries
        certificate = session.exec(select(Certificate)).one()
        assert certificate.office_id == office_id(DISTRICT)
        given = certificate.id
        assert known_keys(session)[DISTRICT] == (world[DISTRICT].keys.public_key,)
        key = session.exec(select(OfficeKey).where(OfficeKey.office_id == office_id(DISTRICT))).one()
        assert key.state == "succeeded"
    findings = examine(world[PROVINCE].paths, world.library, dt.datetime.now(dt.UTC))
    assert is_sound(findings), [one.said for one in findings if one.state == "wrong"]

    # what was on its way to the district, sealed for it, is the province's
    world.take(PROVINCE, world.look(PROVINCE, on_the_way.path, world_confirms(world, COMMUNE)))
    assert world.standing(PROVINCE, under_way) == ("received", 3, PROVINCE)
    assert world.chains_are_whole(PROVINCE)
    assert world.history(PROVINCE, under_way)[-1].act == "succeed"

    # papers on it name both offices
    with world[PROVINCE].database.reading() as session:
        said = succession_note(session, "dossier", [recognised])
        assert "Ủy ban nhân dân huyện Mẫu tiếp nhận; Ủy ban nhân dân tỉnh Mẫu kế tục." in said
        assert "Giấy chứng nhận số 0001/2023 do Ủy ban nhân dân huyện Mẫu cấp" in said
        [page] = certificate_pages(session, world.library, [given], world.day, PrintOptions())
        assert "Ủy ban nhân dân tỉnh Mẫu kế tục" in page.reprint_note
        assert succession_note(session, "dossier", [under_way]) != ""
        [line] = register(session, office_id(PROVINCE))
        assert line.certificate.id == given
        paper = prepare_paper(session, world.library, "document_index", recognised, Path("x.pdf"), today=world.day)
        assert isinstance(paper.content, Paper)
        assert said in note_lines(paper.content)
    printed = world[PROVINCE].act(
        world.day, lambda session: mark_certificate_printed(session, given, world[PROVINCE].actor)
    )
    assert printed == 1

    # the same folder once more has nothing new
    again = look(world, PROVINCE, folder)
    assert again.takeable == ()
    again.close()


def world_confirms(world: World, code: str) -> frozenset[str]:
    return frozenset({world[code].keys.fingerprint})


def name(world: World, code: str, before: str, after: str) -> SuccessionRow:
    office = world[code]
    return office.act(
        world.day,
        lambda session: name_successor(
            session, office_id(before), office_id(after), FROM, BASIS, head_of(world, code)
        ),
    )  # fmt: skip


def sending(world: World, code: str) -> Sending:
    office = world[code]
    return Sending(
        office.database, office.store, world.library, office.keys, head_of(world, code), world.day, office.paths.outbox
    )


def tell(world: World, code: str, to: str, before: str) -> None:
    """The notice of a succession, written by one office and taken by another that confirms its key."""
    office = world[code]
    with office.on(world.day):
        with office.database.reading() as session:
            notice = succession_enclosure(session, office_id(before), head_of(world, code))
        written = write_letter(sending(world, code), office_id(to), world.stick, (notice,))
    world.take(to, world.look(to, written.path, world_confirms(world, code)))


def test_a_last_act_hands_everything_over_and_a_neighbour_learns_of_it(world: World, library: RuleLibrary) -> None:
    drafted, sent, assessed = world.draft(), world.assessed(), world.assessed()
    world.pass_on(COMMUNE, DISTRICT, sent)
    world.accept(DISTRICT, sent)
    with pytest.raises(NotAllowed, match="No successor"):
        hand_over_everything(sending(world, DISTRICT), world.stick)
    name(world, DISTRICT, DISTRICT, PROVINCE)
    with world[DISTRICT].on(world.day):
        exported = hand_over_everything(sending(world, DISTRICT), world.stick)
    assert world.standing(DISTRICT, sent) == ("handed_over", 3, PROVINCE)
    report = world.look(PROVINCE, exported.path)
    assert [one.standing.kind for one in report.enclosures] == ["new", "new"]
    taken = world.take(PROVINCE, report)
    assert world.standing(PROVINCE, sent) == ("valid", 3, PROVINCE)
    assert world.chains_are_whole(PROVINCE)
    with world[PROVINCE].database.reading() as session:
        [row] = succession_rows(session)
        assert (row.way, row.predecessor_code, row.successor_code, row.dossiers) == ("bundle", DISTRICT, PROVINCE, 1)
        assert row.journal_entries > 0
        assert row.basis_number == BASIS.number
        kept = session.exec(select(Succession)).one()
        parts = [world[PROVINCE].store.path(one).read_bytes() for one in json.loads(kept.journal_files)]
        assert follow_journal(parts) == (kept.journal_entries, kept.journal_head, 0)
        damaged = parts[0].replace(b'"act":"set_up_office"', b'"act":"set_up_offices"', 1)
        assert follow_journal([damaged]).broken == 1
        assert not undoable(session, taken.hand_over_id, world.day).possible
    findings = examine(world[PROVINCE].paths, library, dt.datetime.now(dt.UTC))
    assert any("kept journals" in one.message for one in findings)
    assert is_sound(findings)

    # a commune that does not know yet: what the province completes is refused until the notice comes
    world.ask_completion(PROVINCE, sent)
    down = world.export(PROVINCE, COMMUNE, sent, purpose="completion")
    refused = world.look(COMMUNE, down.path)
    assert refused.takeable == ()
    assert "notice of the succession" in refused.verdicts[0].said
    tell(world, PROVINCE, COMMUNE, DISTRICT)
    world.take(COMMUNE, world.look(COMMUNE, down.path))
    assert world.standing(COMMUNE, sent) == ("to_complete", 4, COMMUNE)
    with world[COMMUNE].database.reading() as session:
        assert [row.code for row in receivers(session, "district")] == [PROVINCE]
        history = world.history(COMMUNE, sent)
        assert [one.act for one in history if one.act in ("succeed", "take_dossier")][-1] == "take_dossier"
    with pytest.raises(NotAllowed, match="has ended"):
        world.export(COMMUNE, DISTRICT, assessed)
    assert world.standing(COMMUNE, drafted)[0] == "draft"
    # what is addressed to the district is told apart: the province has not its keys
    own = world[COMMUNE]
    with own.database.reading() as session:
        assert own_and_inherited(session, office_id(PROVINCE)) == {office_id(PROVINCE), office_id(DISTRICT)}


def test_two_communes_become_one_and_the_work_goes_on(world: World, tmp_path: Path) -> None:
    draft, assessed, away = world.draft(), world.assessed(), world.assessed()
    other = world.assessed(OTHER)
    world.export(COMMUNE, DISTRICT, away)
    folder = handed_in(world, COMMUNE, tmp_path / "xa-cu")
    report = look(world, OTHER, folder)
    assert report.held == 2
    assert {(one.kind, one.held) for one in report.lines} == {("new", True), ("new", False)}
    assert {one.kind for one in report.clashes} == {"commune_report", "proposal_letter"}
    take(world, OTHER, report)
    report.close()
    assert world.standing(OTHER, draft) == ("draft", 2, OTHER)
    assert world.standing(OTHER, assessed) == ("assessed", 2, OTHER)
    assert world.standing(OTHER, away) == ("handed_over", 2, DISTRICT)
    assert world.standing(OTHER, other) == ("assessed", 1, OTHER)
    kept = world.dossier(OTHER, draft)
    assert kept is not None
    assert kept.commune_code == "00101"
    assert world.chains_are_whole(OTHER)
    with world[OTHER].database.reading() as session:
        series = succession_rows(session)[0].series
        assert {one["kind"] for one in series} == {"commune_report", "proposal_letter"}
        own = number_series(session, office_id(OTHER), "commune_report", world.day.year)
        assert own.proposed == max(int(one) for one in numbers(session, OTHER)) + 1
    # what the ended commune had handed over, on a stick that nobody has, is taken back by its successor
    world[OTHER].act(world.day, lambda session: override_custody(session, away, "Thất lạc USB", head_of(world, OTHER)))
    assert world.standing(OTHER, away) == ("assessed", 4, OTHER)
    assert world.chains_are_whole(OTHER)
    assert is_sound(examine(world[OTHER].paths, world.library, dt.datetime.now(dt.UTC)))
    world.attach(OTHER, draft, "other", ("more.pdf", b"%PDF-1.4 more"))


def numbers(session: Session, code: str) -> list[str]:
    rows = session.exec(
        select(IssuedPaper.number).where(
            IssuedPaper.office_id == office_id(code), IssuedPaper.kind == "commune_report", IssuedPaper.number != ""
        )
    )
    return list(rows)


class Stops:
    """Progress that is stopped after so many steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def step(self, done: int, total: int, message: str) -> None:
        self._left -= 1
        if self._left < 0:
            raise Cancelled


def test_what_cannot_be_taken_from_or_is_stopped_changes_nothing(world: World, tmp_path: Path) -> None:
    world.assessed(files=[("photo.jpg", b"\xff\xd8\xff photo")])
    folder = handed_in(world, COMMUNE, tmp_path / "old")
    province = world[PROVINCE]
    before = content_of(province)

    with pytest.raises(NotFound, match="no data of an office"):
        look(world, PROVINCE, tmp_path)
    with pytest.raises(StorageError, match="of this office itself"):
        look(world, PROVINCE, province.paths.root)
    lock = FolderLock(folder / "so-ocop.lock")
    lock.take("test")
    with pytest.raises(StorageError, match="working in this data folder"):
        look(world, PROVINCE, folder)
    lock.release()

    damaged = Path(shutil.copytree(folder, tmp_path / "damaged"))
    content = bytearray((damaged / "so-ocop.db").read_bytes())
    content[40_000:60_000] = b"\x5a" * 20_000
    (damaged / "so-ocop.db").write_bytes(content)
    with pytest.raises(StorageError, match="taken over"):
        look(world, PROVINCE, damaged)
    forged = Path(shutil.copytree(folder, tmp_path / "forged"))
    with sqlite3.connect(forged / "so-ocop.db") as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE journal_entry SET actor_position = 'khác' WHERE office_sequence = 2")
    connection.close()
    with pytest.raises(StorageError, match="journal is broken"):
        look(world, PROVINCE, forged)
    short = Path(shutil.copytree(folder, tmp_path / "short"))
    next(path for path in (short / "files").rglob("*") if path.is_file()).unlink()
    with pytest.raises(StorageError, match="missing or damaged"):
        look(world, PROVINCE, short)

    for steps in (2, 7):
        with pytest.raises(Cancelled):
            look(world, PROVINCE, folder, Stops(steps))
    report = look(world, PROVINCE, folder)
    with pytest.raises(NotAllowed, match="leader"), province.on(world.day):
        take_over(
            province.database, None, province.paths.backups, province.store, report, FROM, BASIS,
            replace(province.actor, role="officer"), world.library, world.day,
        )  # fmt: skip
    with pytest.raises(Cancelled):
        take(world, PROVINCE, report, with_keys=False, progress=Stops(len(report.files) + 1))
    assert content_of(province) == before
    take(world, PROVINCE, report, with_keys=False)
    report.close()
    assert not list(province.paths.quarantine.glob(".succession*"))


def test_a_successor_without_the_keys_says_what_is_needed(world: World, tmp_path: Path) -> None:
    dossier = world.assessed()
    on_the_way = world.export(COMMUNE, DISTRICT, dossier)
    folder = handed_in(world, DISTRICT, tmp_path / "old")
    report = look(world, PROVINCE, folder)
    take(world, PROVINCE, report, with_keys=False)
    report.close()
    with pytest.raises(BundleRejected, match="keys it did not take over") as refused:
        world.look(PROVINCE, on_the_way.path, world_confirms(world, COMMUNE))
    assert refused.value.check == "receiver"


def test_a_succession_that_cannot_be_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput, match="same level or above"):
        name(world, DISTRICT, PROVINCE, DISTRICT)
    with pytest.raises(InvalidInput, match="does not succeed itself"):
        name(world, DISTRICT, DISTRICT, DISTRICT)
    row = name(world, PROVINCE, DISTRICT, PROVINCE)
    assert (row.way, row.taken_at, row.from_on) == ("named", None, FROM)
    world[PROVINCE].act(
        world.day,
        lambda session: register_office(
            session, OfficeData(code="98", level="province", name="Ủy ban nhân dân tỉnh Khác"), world[PROVINCE].actor
        ),
    )
    with pytest.raises(NotAllowed, match="another successor"):
        name(world, PROVINCE, DISTRICT, "98")
