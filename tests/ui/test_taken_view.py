"""After receiving: from one dossier the way leads to that dossier, from several to the list."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from pytestqt.qtbot import QtBot

from app.services.bundles.look import LookReport
from app.services.bundles.take import Taken
from app.services.bundles.verdicts import Verdict
from app.ui.desk import Desk
from app.ui.pages.hand_over.arrival import Arrived
from app.ui.pages.hand_over.taken_view import TakenView
from app.ui.route import Route


def arrived(*verdicts: Verdict) -> Arrived:
    report = SimpleNamespace(verdicts=verdicts, enclosures=(), index=SimpleNamespace(purpose="forward"))
    taken = Taken("hand-over", tuple(one.dossier_id for one in verdicts))
    return Arrived(cast(LookReport, report), taken, (), asks_receipt=True)


def test_the_one_dossier_that_was_taken_is_where_the_button_leads(desk: Desk, qtbot: QtBot) -> None:
    view = TakenView(desk, [])
    qtbot.addWidget(view)
    one, other = (Verdict(name, f"Product {name}", "Producer", "new") for name in ("a", "b"))
    view.show_arrived(arrived(one), "Commune", "7F3K-2M95")
    assert (view.following, view.following_words) == (Route("dossier", "a"), "To the dossier")
    view.show_arrived(arrived(one, other), "Commune", "7F3K-2M95")
    assert (view.following, view.following_words) == (Route("dossiers"), "To the dossiers")
