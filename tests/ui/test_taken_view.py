"""After receiving: from one dossier the way leads to that dossier, from several to the list."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.services.bundles.verdicts import Verdict
from app.ui.desk import Desk
from app.ui.pages.hand_over.taken_view import TakenView
from app.ui.route import Route


def test_the_one_dossier_that_was_taken_is_where_the_button_leads(desk: Desk, qtbot: QtBot) -> None:
    view = TakenView(desk, [])
    qtbot.addWidget(view)
    one, other = (Verdict(name, f"Product {name}", "Producer", "new") for name in ("a", "b"))
    view.show_taken([one], 0, "Commune", "7F3K-2M9Q")
    assert (view.following, view.following_words) == (Route("dossier", "a"), "To the dossier")
    view.show_taken([one, other], 0, "Commune", "7F3K-2M9Q")
    assert (view.following, view.following_words) == (Route("dossiers"), "To the dossiers")
