"""Receipts: back on the stick, along with the next bundle, typed in; what they close and what they never do."""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.errors import InvalidInput, NotAllowed, NotFound, StorageError
from app.models import HandOver, JournalEntry, Receipt
from app.models.office import office_id
from app.services import handovers
from app.services.bundles import files
from app.services.hand_over_numbers import first_numbers, forgo_number, missing_numbers, spans_missing
from app.services.handovers import ReceiptData, record_receipt
from app.services.letters import receipts
from app.services.letters.enclosures import Enclosure
from app.services.letters.forms import ReceiptForm, read_form, write_form
from app.services.receipt_codes import find_by_code, read_code, receipt_code, record_code
from app.services.today.others import not_received, outstanding, receipts_owed, sequence_gaps
from app.settings import RECEIPT_DAYS
from tests.handover import post
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World, content_of, left_on

LATER = dt.date(2026, 9, 8)


def due_at(world: World, code: str, day: dt.date = LATER, days: int = RECEIPT_DAYS) -> list[tuple[str, str]]:
    office = world[code]
    with office.database.reading() as session:
        lines = [
            *outstanding(session, office.actor.office_id, day, days),
            *not_received(session, office.actor.office_id),
            *sequence_gaps(session),
        ]
        return [(one.kind, f"{one.title.text} | {one.detail.text}") for one in lines]


def form_of(world: World, code: str, hand_over: HandOver) -> ReceiptForm:
    with world[code].database.reading() as session:
        stated = receipts.state(session, session.get_one(HandOver, hand_over.id))
    return read_form(ReceiptForm, stated.enclosure.content)


def test_a_receipt_on_the_stick_closes_the_hand_over_at_the_sender(world: World) -> None:
    one, two = world.assessed(), world.assessed()
    exported = world.export(COMMUNE, PROVINCE, one, two, encrypted=True)
    post.taken(world, PROVINCE, exported.path)
    assert post.line(world, PROVINCE, "in", exported).receipt_owed
    assert due_at(world, COMMUNE) == [
        (
            "receipt",
            "No receipt yet: hand-over no. 1 (2 dossiers) | To Ủy ban nhân dân tỉnh Mẫu, 01/09/2026; "
            "missed after 3 days, which this office set itself",
        )
    ]
    assert due_at(world, COMMUNE, days=30) == []
    written = post.acknowledged(world, PROVINCE, exported).written
    assert written is not None
    assert written.path.parent == exported.path.parent
    assert not post.line(world, PROVINCE, "in", exported).receipt_owed
    report = post.looked(world, COMMUNE, written.path)
    assert report.envelope.encrypted
    assert (report.verdicts, report.index.purpose, report.envelope.kind) == ((), "letter", "letter")
    [enclosed] = report.enclosures
    assert (enclosed.kind, enclosed.standing.kind) == ("receipt", "new")
    assert enclosed.standing.said.startswith("Ủy ban nhân dân tỉnh Mẫu received it 01/09/2026 ")
    assert enclosed.standing.said.endswith(": 2 dossiers of hand-over no. 1.")
    world.take(COMMUNE, report)
    line = post.line(world, COMMUNE, "out", exported)
    assert (line.status, line.waiting, line.open) == ("received", None, False)
    assert (line.received_count, line.missed_count) == (2, 0)
    assert line.received_at == dt.datetime(2026, 9, 1, 1, tzinfo=dt.UTC)
    assert line.received_words.startswith("Ủy ban nhân dân tỉnh Mẫu received it 01/09/2026")
    assert line.received_words.endswith(": 2 dossiers")
    assert {one.result for one in post.details(world, COMMUNE, line.id).dossiers} == {"taken"}
    assert due_at(world, COMMUNE) == []
    assert post.line(world, COMMUNE, "in", written).receipt_owed is False  # a letter asks for none
    assert world.chains_are_whole(COMMUNE)
    assert world.chains_are_whole(PROVINCE)


def test_the_same_receipt_twice_changes_nothing_and_a_restated_one_neither(world: World) -> None:
    exported = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    first, again = post.receipt(world, PROVINCE, exported), post.receipt(world, PROVINCE, exported)
    assert (first.sequence, again.sequence) == (1, 2)
    post.taken(world, COMMUNE, first.path)
    before = content_of(world[COMMUNE])
    taken = post.taken(world, COMMUNE, first.path)
    assert (taken.hand_over_id, taken.enclosures) == ("", ())
    assert content_of(world[COMMUNE]) == before
    taken = post.taken(world, COMMUNE, again.path)  # a number of its own, so it is noted; the receipt is known
    assert taken.hand_over_id
    assert taken.enclosures == ()
    with world[COMMUNE].database.reading() as session:
        assert len(session.exec(select(Receipt)).all()) == 1
        assert len(session.exec(select(JournalEntry).where(JournalEntry.act == "take_receipt")).all()) == 1


def test_what_was_not_taken_is_told_and_stays_not_received_until_it_is(world: World) -> None:
    one, two = world.assessed(), world.assessed()
    exported = world.export(COMMUNE, PROVINCE, one, two)
    world.take(PROVINCE, world.look(PROVINCE, exported.path), [one])
    shown = post.details(world, PROVINCE, post.incoming(world, PROVINCE, exported).id).dossiers
    found = {(row.id, row.result, bool(row.status)) for row in shown}
    assert found == {(one, "taken", True), (two, "not_taken", False)}
    first = post.receipt(world, PROVINCE, exported)
    post.taken(world, COMMUNE, first.path)
    line = post.line(world, COMMUNE, "out", exported)
    assert (line.status, line.received_count, line.missed_count) == ("received", 1, 1)
    assert line.received_words.endswith(": 1 dossier, 1 not taken")
    results = {row.id: row.result for row in post.details(world, COMMUNE, line.id).dossiers}
    assert results == {one: "taken", two: "not_taken"}
    assert due_at(world, COMMUNE) == [
        (
            "receipt",
            "1 dossiers of hand-over no. 1 were not taken there | By Ủy ban nhân dân tỉnh Mẫu, as its receipt says",
        )
    ]
    world.take(PROVINCE, world.look(PROVINCE, exported.path))  # the rest, later: a new receipt is owed
    assert post.line(world, PROVINCE, "in", exported).receipt_owed
    second = post.receipt(world, PROVINCE, exported)
    post.taken(world, COMMUNE, second.path)
    assert post.line(world, COMMUNE, "out", exported).missed_count == 0
    assert due_at(world, COMMUNE) == []
    report = post.looked(world, COMMUNE, first.path)  # the older receipt says nothing any more
    assert [row.standing.kind for row in report.enclosures] == ["known"]


def test_a_receipt_that_is_owed_goes_along_with_the_next_bundle(world: World) -> None:
    one, two = world.assessed(), world.assessed()
    exported = world.pass_on(COMMUNE, PROVINCE, one)
    world.pass_on(COMMUNE, PROVINCE, two)
    world.accept(PROVINCE, two)
    world.ask_completion(PROVINCE, one)
    back = world.export(PROVINCE, COMMUNE, one, purpose="completion", encrypted=True)
    report = post.looked(world, COMMUNE, back.path)
    assert [row.title for row in report.enclosures] == ["Biên nhận lần giao số 1", "Biên nhận lần giao số 2"]
    world.take(COMMUNE, report)
    assert [row.status for row in world.hand_overs(COMMUNE) if row.direction == "out"] == ["received", "received"]
    assert post.line(world, COMMUNE, "out", exported).received_count == 1
    with world[PROVINCE].database.reading() as session:
        assert receipts.owed(session) == []


def test_a_stick_that_fails_never_disturbs_the_take_and_the_receipt_is_written_later(world: World) -> None:
    dossier = world.assessed()
    exported = world.export(COMMUNE, PROVINCE, dossier)
    world.take(PROVINCE, world.look(PROVINCE, exported.path))
    before, on_stick = content_of(world[PROVINCE]), left_on(world.stick)

    def fails_with(number: int) -> Callable[..., None]:
        def fails(*_args: object, **_values: object) -> None:
            raise OSError(number, "the stick")

        return fails

    for where, number in (("write", errno.ENOSPC), ("__init__", errno.EROFS), ("finish", errno.EIO)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files.TargetFile, where, fails_with(number))
            done = post.acknowledged(world, PROVINCE, exported)
        assert done.written is None
        assert isinstance(done.problem, StorageError)
        assert left_on(world.stick) == on_stick
        assert content_of(world[PROVINCE]) == before  # not even a number is used up
    gone = post.acknowledged(world, PROVINCE, exported, world.folder / "no such stick")
    assert isinstance(gone.problem, StorageError)
    assert world.standing(PROVINCE, dossier)[2] == PROVINCE
    assert post.line(world, PROVINCE, "in", exported).receipt_owed
    assert post.receipt(world, PROVINCE, exported).sequence == 1


def test_a_receipt_is_refused_that_is_not_of_this_hand_over_and_office(world: World) -> None:
    mine = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    other = world.pass_on(OTHER, PROVINCE, world.assessed(OTHER))
    good = form_of(world, PROVINCE, post.incoming(world, PROVINCE, mine))
    foreign = form_of(world, PROVINCE, post.incoming(world, PROVINCE, other))
    [dossier] = good.dossiers
    wrong = {
        "for another office": foreign,
        "not known here": foreign.model_copy(update={"sender": COMMUNE}),
        "not of the office that sends it": good.model_copy(update={"receiver": OTHER}),
        "does not fit the bundle": good.model_copy(update={"sequence": 9}),
        "names other dossiers": good.model_copy(
            update={"dossiers": (dossier.model_copy(update={"custody": dossier.custody + 1}),)}
        ),
        "of hand-over no. 1": good,
    }
    enclosed = [Enclosure("receipt", title, write_form(form)) for title, form in wrong.items()]
    sent = post.letter(world, PROVINCE, COMMUNE, *enclosed)
    report = post.looked(world, COMMUNE, sent.path)
    found = {row.title: row.standing for row in report.enclosures if row.title in wrong}
    for part, standing in found.items():
        assert part in standing.said, standing.said
        assert standing.kind == ("new" if part == "of hand-over no. 1" else "refused")
    before = world.hand_overs(COMMUNE)
    with pytest.raises(NotAllowed, match="cannot be taken"):
        world[COMMUNE].act(world.day, lambda session: _take_all(session, world, report))
    assert [row.status for row in world.hand_overs(COMMUNE)] == [row.status for row in before]
    post.taken(world, COMMUNE, sent.path)
    assert post.line(world, COMMUNE, "out", mine).status == "received"


def _take_all(session: Session, world: World, report: post.LookReport) -> object:
    from app.services.bundles.take import write_taken

    every = {one.sha256 for one in report.enclosures}
    return write_taken(session, report, set(), world[COMMUNE].actor, world.library, world.day, every)


def test_a_bundle_to_another_office_is_not_acknowledged_by_this_one(world: World) -> None:
    exported = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    form = form_of(world, PROVINCE, post.incoming(world, PROVINCE, exported))

    def judged(session: Session) -> str:
        from app.models import Office

        own, other = session.get_one(Office, office_id(COMMUNE)), session.get_one(Office, office_id(PROVINCE))
        stranger = Office(id=office_id("99-X"), code="99-X", level="province", name="Tỉnh khác")
        said = receipts.judge_receipt(session, form.model_copy(update={"receiver": "99-X"}), stranger, own)
        assert receipts.judge_receipt(session, form, other, own).kind == "new"
        return said.said

    with world[COMMUNE].database.reading() as session:
        assert judged(session) == "The bundle of this receipt was handed over to another office."


def test_a_receipt_proves_that_a_hand_over_left_whose_stick_was_waited_for(world: World) -> None:
    dossier = world.assessed()
    with pytest.MonkeyPatch.context() as patch:  # the power fails once the file has its name
        from app.services.bundles import export

        patch.setattr(export.handovers, "complete", _power_fails)
        patch.setattr(export.handovers, "abandon", lambda *_args: None)
        patch.setattr(export, "remove_ours", lambda *_args: False)
        with pytest.raises(KeyboardInterrupt):
            world.export(COMMUNE, PROVINCE, dossier)
    [begun] = world.hand_overs(COMMUNE)
    assert begun.status == "intended"
    path = Path(begun.target)
    world.take(PROVINCE, world.look(PROVINCE, path))
    [came] = world.hand_overs(PROVINCE)
    with world[PROVINCE].on(world.day):
        back = post.write_receipt(post.sending(world, PROVINCE), came.id, world.stick)
    post.taken(world, COMMUNE, back.path)
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
    assert [row.status for row in world.hand_overs(COMMUNE) if row.direction == "out"] == ["received"]
    assert world.chains_are_whole(COMMUNE)


def _power_fails(*_args: object, **_values: object) -> None:
    raise KeyboardInterrupt


def test_an_undone_taking_puts_the_receipt_out_of_force(world: World) -> None:
    exported = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    first = post.receipt(world, PROVINCE, exported)
    post.taken(world, COMMUNE, first.path)

    def undo(session: Session) -> None:
        row = session.get_one(HandOver, post.incoming(world, PROVINCE, exported).id)
        row.status = "undone"
        receipts.note_undone(session, row)

    world[PROVINCE].act(world.day, undo)
    second = post.receipt(world, PROVINCE, exported)
    report = post.looked(world, COMMUNE, second.path)
    assert report.enclosures[0].standing.said == "Ủy ban nhân dân tỉnh Mẫu undid the taking of hand-over no. 1."
    world.take(COMMUNE, report)
    line = post.line(world, COMMUNE, "out", exported)
    assert (line.status, line.undone, line.received_words) == (
        "written", True, "Ủy ban nhân dân tỉnh Mẫu undid the taking",
    )  # fmt: skip
    assert line.waiting is not None
    assert [kind for kind, _said in due_at(world, COMMUNE)] == ["receipt"]
    assert post.looked(world, COMMUNE, first.path).enclosures[0].standing.kind == "known"
    office = world[COMMUNE]
    data = ReceiptData(received_on=LATER, received_by="Lê Thị Ánh")
    office.act(LATER, lambda session: record_receipt(session, exported.hand_over_id, data, office.actor, LATER))
    assert post.line(world, COMMUNE, "out", exported).status == "received"


def test_a_code_by_telephone_finds_its_hand_over_and_a_mistyped_letter_is_told(world: World) -> None:
    one = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    two = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    office, code = world[COMMUNE], receipt_code(two.sha256, PROVINCE)
    with office.database.reading() as session:
        assert find_by_code(session, code.lower().replace("-", " ")) == two.hand_over_id
        assert find_by_code(session, code.replace("0", "o").replace("-", "")) == two.hand_over_id
        with pytest.raises(NotFound, match="No bundle that this office wrote"):
            find_by_code(session, receipt_code("f" * 64, PROVINCE))
        wrong = code[:2] + ("A" if code[2] != "A" else "B") + code[3:]
        with pytest.raises(InvalidInput, match="A letter of this code is mistyped"):
            find_by_code(session, wrong)
        with pytest.raises(InvalidInput, match="No code has the letter “U”"):
            find_by_code(session, "U" + code[1:])
        with pytest.raises(InvalidInput, match="eight letters"):
            find_by_code(session, code[:-1])
    office.act(LATER, lambda session: record_code(session, code, "Lê Thị Ánh", LATER, office.actor, LATER))
    assert [row.status for row in world.hand_overs(COMMUNE)] == ["written", "received"]
    back = post.receipt(world, PROVINCE, two)  # the file says more, and completes it
    post.taken(world, COMMUNE, back.path)
    line = post.line(world, COMMUNE, "out", two)
    assert (line.receipt, line.received_count) == (code, 1)
    assert post.line(world, COMMUNE, "out", one).received_count == 1  # owed, so it came along


def test_every_slip_of_one_letter_or_of_two_neighbours_is_noticed() -> None:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = receipt_code("a" * 64, "99").replace("-", "")
    slips = {code[:at] + letter + code[at + 1 :] for at in range(8) for letter in letters}
    slips |= {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(7)}
    for slip in slips - {code}:
        with pytest.raises(InvalidInput):
            read_code(slip)
    assert read_code(code) == receipt_code("a" * 64, "99")


def test_a_number_that_never_came_is_missed_until_it_comes_or_is_struck_off(world: World) -> None:
    sent = [world.export(COMMUNE, PROVINCE, world.assessed()) for _number in range(4)]
    world.take(PROVINCE, world.look(PROVINCE, sent[3].path))
    office = world[PROVINCE]
    with office.database.reading() as session:
        [missing] = missing_numbers(session)
    assert (missing.office_id, missing.spans, missing.text, missing.count) == (
        office_id(COMMUNE), ((1, 3),), "1–3", 3,
    )  # fmt: skip
    assert missing.since == dt.datetime(2026, 9, 1, 1, tzinfo=dt.UTC)
    assert due_at(world, PROVINCE) == [
        ("gap", "Bundles that never came: no. 1–3 | From Ủy ban nhân dân xã Mẫu, missed since 01/09/2026")
    ]
    report = world.look(PROVINCE, sent[1].path)
    assert report.missing_sequences == (1,)
    world.take(PROVINCE, report)
    with office.database.reading() as session:
        assert missing_numbers(session)[0].spans == ((1, 1), (3, 3))
    office.act(
        world.day,
        lambda session: forgo_number(session, office_id(COMMUNE), 3, "thẻ nhớ hỏng, đã giao lại", office.actor),
    )
    with pytest.raises(NotFound):
        office.act(world.day, lambda session: forgo_number(session, office_id(COMMUNE), 3, "x", office.actor))
    world.take(PROVINCE, world.look(PROVINCE, sent[0].path))
    with office.database.reading() as session:
        assert missing_numbers(session) == []
    world.take(PROVINCE, world.look(PROVINCE, sent[2].path))  # it comes all the same
    assert world.chains_are_whole(PROVINCE)


def test_missing_numbers_are_spans_and_never_counted_out() -> None:
    assert spans_missing({2, 3, 7}, 9) == ((1, 1), (4, 6), (8, 9))
    assert spans_missing(set(), 2**52) == ((1, 2**52),)
    assert spans_missing({1, 2}, 2) == ()
    assert first_numbers([(1, 2**52)], 3) == (1, 2, 3)
    assert first_numbers([(2, 2), (5, 9)], 3) == (2, 5, 6)


def test_a_letter_has_no_receipt_and_nothing_is_no_letter(world: World) -> None:
    exported = world.pass_on(COMMUNE, PROVINCE, world.assessed())
    back = post.receipt(world, PROVINCE, exported)
    post.taken(world, COMMUNE, back.path)
    [letter] = [row for row in world.hand_overs(COMMUNE) if row.direction == "in"]
    with pytest.raises(NotAllowed):
        post.write_receipt(post.sending(world, COMMUNE), letter.id, world.stick)
    with pytest.raises(InvalidInput, match="nothing to send"):
        post.letter(world, COMMUNE, PROVINCE)
    office = world[PROVINCE]
    assert [row.status for row in world.hand_overs(PROVINCE) if row.direction == "out"] == ["sent"]
    data = ReceiptData(received_on=world.day, received_by="Y")
    [sent] = [row.id for row in world.hand_overs(PROVINCE) if row.direction == "out"]
    with pytest.raises(NotAllowed):
        office.act(world.day, lambda session: record_receipt(session, sent, data, office.actor, world.day))
    with pytest.raises(InvalidInput):
        office.act(
            world.day,
            lambda session: handovers.prepare(
                session, [], office_id(COMMUNE), "forward", office.actor, world.library, world.day
            ),
        )


def test_a_receipt_that_was_not_written_yet_is_told_on_today_until_it_left(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    post.taken(world, PROVINCE, exported.path)
    with world[PROVINCE].database.reading() as session:
        [line] = receipts_owed(session, world.day)
    assert line.title.text == "A receipt is still to be written: hand-over no. 1"
    assert (line.link.id, line.act) == (post.incoming(world, PROVINCE, exported).id, "see")
    post.receipt(world, PROVINCE, exported)
    with world[PROVINCE].database.reading() as session:
        assert list(receipts_owed(session, world.day)) == []
