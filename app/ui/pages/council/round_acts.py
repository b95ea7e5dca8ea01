"""The acts of a round that ask first: its council, the lock, the closing, reopening, recusal, taking out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import councils, notes, results, round_lock, rounds, score_sheets
from app.services.council_board import Board, BoardCell, BoardLine, missing_by_member
from app.translate import _, format_date, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field

_TOLD = 8
MET_ON = "met_on"
Done = Callable[[Any], None]


def ask_council(parent: QWidget, desk: Desk, board: Board, on_done: Done) -> ActDialog | None:
    """Choose one of the office's councils; ``None`` where there is none yet."""
    known = desk.read(lambda session: councils.list_councils(session, desk.office.id))
    if not known:
        return None
    choices = tuple((one.id, f"{one.name} ({one.decision_number}, {format_date(one.decision_date)})") for one in known)
    round_id = board.round.id
    dialog = ActDialog(
        parent,
        desk,
        _("Attach a council"),
        [[Field("council", _("Council"), "choice", required=True, choices=choices)]],
        _("Attach the council"),
        lambda session, actor, values: rounds.attach_council(session, round_id, values["council"], actor),
        values={"council": known[0].id},
        changes="round",
        text=_("Its members score the dossiers of this round. Another can be attached until the first sheet is begun."),
        on_done=on_done,
    )
    dialog.open()
    return dialog


def meeting_day() -> Field:
    """The day on which the council met; a round may be typed in long after it."""
    return Field(
        MET_ON,
        _("Day of the meeting"),
        "date",
        required=True,
        hint=_("The decision names this day. Change it where the council met earlier."),
    )


def ask_lock(parent: QWidget, desk: Desk, board: Board, on_done: Done) -> ActDialog:
    """Lock scoring; for each member with open sheets, say whether they are absent or lie signed on paper."""
    missing = missing_by_member(board)
    choices = (
        ("wait", _("The sheets still come")),
        ("absent", _("Absent: the open sheets do not count")),
        ("paper", _("Signed on paper, typed in later")),
    )
    rows = [[meeting_day()]]
    for member in board.members:
        if member.id in missing:
            count = missing[member.id]
            label = ngettext("{number}. {name}: {count} sheet open", "{number}. {name}: {count} sheets open", count)
            words = label.format(number=member.number, name=member.full_name, count=count)
            rows.append([Field(member.id, words, "choice", choices=choices)])
    if missing:
        total = len(board.missing)
        text = ngettext(
            "{count} sheet is not signed. Say of each member what becomes of the open sheets.",
            "{count} sheets are not signed. Say of each member what becomes of the open sheets.",
            total,
        ).format(count=total)
    else:
        text = _("All {count} sheets are signed.").format(count=board.signed)
    text += " " + _("After the lock the points are visible, and sheets change only by reopening with a reason.")

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        return round_lock.lock_scoring(
            session,
            board.round.id,
            actor,
            desk.today(),
            absent=[one for one, what in values.items() if what == "absent"],
            on_paper=[one for one, what in values.items() if what == "paper"],
            met_on=values[MET_ON],
        )

    dialog = ActDialog(
        parent,
        desk,
        _("Lock scoring"),
        rows,
        _("Lock scoring"),
        work,
        values={MET_ON: desk.today(), **dict.fromkeys(missing, "wait")},
        changes=("round", "sheet"),
        text=text,
        on_done=on_done,
    )
    dialog.open()
    return dialog


def what_blocks(board: Board) -> list[str]:
    """Each dossier that cannot be closed now, with the reason."""
    told = []
    for line in board.lines:
        if line.state == "discuss":
            reason = _(
                "totals lie too far apart. After the discussion close it on the page of its result (Ctrl+O), or reopen "
                "a sheet (Ctrl+R)"
            )
        elif line.refused is not None:
            reason = line.refused.what
        else:
            continue
        told.append(f"{line.entry.product_name}: {reason}")
    return told


def to_discuss(board: Board) -> BoardLine | None:
    """The first dossier that stops, where the council's discussion is all that it lacks."""
    stopped = [line for line in board.lines if line.state == "discuss" or line.refused is not None]
    return stopped[0] if stopped and stopped[0].state == "discuss" else None


def ask_close(parent: QWidget, desk: Desk, board: Board, on_done: Done) -> None:
    """Close what can be closed; the others are named with what stops them, and what settles it.

    Args:
        on_done: called with what was closed; with None: the person wants to see the first that stops.
    """
    ready = [line.entry.dossier_id for line in board.lines if line.state == "ready"]
    blocked = what_blocks(board)
    named = "\n".join(f"– {one}" for one in blocked[:_TOLD])
    if len(blocked) > _TOLD:
        named += "\n" + _("and {count} more").format(count=len(blocked) - _TOLD)
    if not ready:
        messages.ask(
            parent,
            _("No result can be closed yet"),
            _("What stops them:") + "\n" + named,
            _("Open the result of the first one") if to_discuss(board) else _("Go to the first one"),
            lambda: on_done(None),
        )
        return
    count = len(ready)
    title = ngettext("Close {count} result", "Close {count} results", count).format(count=count)
    text = _("A closed result fixes average, stars and what each star lacks; it is reopened only with a reason.")
    if blocked:
        text += "\n\n" + _("These stay open:") + "\n" + named
    everything = not board.count("discuss")

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        ident, library, today, met = board.round.id, desk.library, desk.today(), values[MET_ON]
        if everything:
            return results.close_round(session, ident, actor, library, today, met_on=met)
        return [results.close_result(session, ident, one, actor, library, today, met_on=met) for one in ready]

    ActDialog(
        parent,
        desk,
        title,
        [[meeting_day()]],
        title,
        work,
        values={MET_ON: board.round.locked_on or desk.today()},
        changes=("result", "dossier", "round"),
        text=text,
        on_done=on_done,
    ).open()


def ask_reopen(parent: QWidget, desk: Desk, board: Board, line: BoardLine, cell: BoardCell, on_done: Done) -> None:
    """Reopen a signed sheet with a reason."""
    member = next(one for one in board.members if one.id == cell.member_id)
    messages.ask_text(
        parent,
        _("Reopen a score sheet"),
        _("{member}, {product}. The signed sheet is kept; a copy is opened and must be signed again.").format(
            member=member.full_name, product=line.entry.product_name
        ),
        _("Reopen"),
        lambda reason: desk.write(
            lambda session, actor: score_sheets.reopen_sheet(session, cell.sheet_id, reason, actor),
            changes=("sheet", "round"),
            on_done=on_done,
            owner=parent,
        ),
        label=_("Reason"),
        several_lines=True,
    )


def ask_unlock(parent: QWidget, desk: Desk, board: Board) -> None:
    """Take back a lock that was set by mistake."""
    messages.ask_text(
        parent,
        _("Open scoring again"),
        _("For a lock that was set by mistake: the points are hidden again. The reason is recorded."),
        _("Open scoring again"),
        lambda reason: desk.write(
            lambda session, actor: round_lock.unlock_scoring(session, board.round.id, reason, actor),
            changes=("round", "sheet"),
            owner=parent,
        ),
        label=_("Reason"),
        several_lines=True,
    )


def ask_take_out(parent: QWidget, desk: Desk, board: Board, line: BoardLine) -> None:
    """Take a dossier out of the round with a reason."""
    messages.ask_text(
        parent,
        _("Take the dossier out of the round"),
        _("{product} can be put into another round; sheets that were begun are kept as replaced.").format(
            product=line.entry.product_name
        ),
        _("Take out of the round"),
        lambda reason: desk.write(
            lambda session, actor: rounds.take_out_of_round(
                session, board.round.id, line.entry.dossier_id, reason, actor, desk.library
            ),
            changes=("round", "dossier", "sheet"),
            owner=parent,
        ),
        label=_("Reason"),
        several_lines=True,
    )


def ask_recuse(
    parent: QWidget, desk: Desk, board: Board, on_done: Done, *, producer_id: str = "", member_id: str = ""
) -> ActDialog:
    """Recuse a member from a producer's products."""
    members = tuple((one.id, f"{one.number}. {one.full_name}") for one in board.members)
    producers = {line.entry.producer_id: line.entry.producer_name for line in board.lines}
    dialog = ActDialog(
        parent,
        desk,
        _("Recuse a member"),
        [
            [Field("member", _("Member"), "choice", required=True, choices=members)],
            [Field("producer", _("Producer"), "combo", required=True, choices=tuple(producers.items()))],
            [Field("reason", _("Interest or tie"), "long", required=True, lines=2)],
        ],
        _("Recuse"),
        lambda session, actor, values: councils.recuse(
            session, values["member"], values["producer"], values["reason"], actor
        ),
        values={"member": member_id, "producer": producer_id},
        changes=("council", "sheet", "round"),
        text=_("The member scores none of this producer's products; sheets already begun on them do not count."),
        on_done=on_done,
    )
    dialog.open()
    return dialog


def put_in(
    desk: Desk, owner: QWidget, round_id: str, dossier_ids: Sequence[str], on_done: Callable[[int], None]
) -> None:
    """Put the ticked dossiers into the round, in one transaction; warnings are told."""
    day = desk.today()

    def work(session: Any, actor: Any) -> list[Any]:
        notices: list[Any] = []
        for one in dossier_ids:
            notices += rounds.put_in_round(session, round_id, one, actor, desk.library, day)
        return notices

    def done(notices: list[Any]) -> None:
        on_done(len(dossier_ids))
        for notice in notices[:1]:
            desk.toast(str(notice))

    desk.write(work, changes=("round", "dossier"), on_done=done, owner=owner)


def record_met(desk: Desk, owner: QWidget, chosen: Sequence[BoardLine], on_done: Done) -> None:
    """Record of results on part totals that the minimums of the star by points are met."""

    def work(session: Any, actor: Any) -> None:
        for line in chosen:
            result = line.result
            if result is not None and result.provisional and result.stars_by_points is not None:
                results.record_minimums(session, result.id, result.stars_by_points, (), actor, desk.library)

    desk.write(work, changes=("result", "dossier"), on_done=on_done, owner=owner)


def ask_note(parent: QWidget, desk: Desk, line: BoardLine) -> None:
    """Write down what the discussion of a dossier was about; it settles nothing, and the box says what does."""
    text = line.entry.product_name
    if line.state == "discuss":
        text += "\n" + _("The note is kept with the dossier. The result itself is closed on its own page (Ctrl+O).")
    messages.ask_text(
        parent,
        _("Note on the discussion"),
        text,
        _("Keep the note"),
        lambda text: desk.write(
            lambda session, actor: notes.write_note(session, line.entry.dossier_id, "result.discussion", text, actor),
            changes="note",
            on_done=lambda _note: desk.toast(_("The note is kept with the dossier.")),
            owner=parent,
        ),
        several_lines=True,
    )


def with_minimums_open(board: Board, ticked: Sequence[str] = ()) -> list[BoardLine]:
    """The closed results on part totals whose star minimums are not recorded yet; with ``ticked`` only of these."""
    lines = [one for one in board.lines if one.closed and one.result and one.result.provisional]
    return [one for one in lines if not ticked or one.entry.dossier_id in ticked]


def ask_met(parent: QWidget, desk: Desk, chosen: Sequence[BoardLine], on_done: Done) -> None:
    """Record for several results on part totals at once that the minimums are met."""
    count = len(chosen)
    act = ngettext("Record for {count} result", "Record for {count} results", count).format(count=count)
    messages.ask(
        parent,
        _("Record the star minimums"),
        _(
            "These results are known by part only. The council found that every product meets the minimums of its "
            "star by points and of the stars below it. Where one was missed, open that result and record it there."
        ),
        act,
        lambda: record_met(desk, parent, chosen, on_done),
    )
