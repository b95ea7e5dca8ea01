"""What lies in a bundle beside its dossiers, in plain words: what it is, what taking it does here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from app.services.letters.enclosures import EnclosureVerdict
from app.services.letters.forms import EnclosureKind
from app.translate import N_, _, ngettext
from app.ui.desk import Desk
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip

_LEAST = 108  # the head and a row and a half

ENCLOSED: dict[EnclosureKind, str] = {
    "receipt": N_("Receipt of a hand-over"),
    "recall": N_("Asks for a dossier back"),
    "release": N_("Answer: asked back"),
    "custody": N_("Dossier taken back"),
    "office_list": N_("List of offices"),
    "key_change": N_("Change of a key"),
    "rule_pack": N_("Rules"),
    "plan": N_("Targets of a year"),
}
_OTHER = N_("Another paper")
STANDINGS = {
    "new": (N_("New"), "ok"),
    "known": (N_("Known already"), "neutral"),
    "refused": (N_("Not taken"), "danger"),
}


def kind_words(verdict: EnclosureVerdict) -> str:
    """What kind of paper it is."""
    return _(ENCLOSED.get(verdict.kind, _OTHER))


def what_it_says(verdict: EnclosureVerdict) -> str:
    """What it says here, else its own title."""
    return verdict.standing.said or verdict.title


def enclosed_words(verdicts: Sequence[EnclosureVerdict]) -> str:
    """How many of each: "Receipt (3), Rules"."""
    counts = Counter(kind_words(one) for one in verdicts)
    return ", ".join(words + (f" ({count})" if count > 1 else "") for words, count in counts.items())


class EnclosedView(TableView):
    """One row for each thing enclosed."""

    def __init__(self, desk: Desk) -> None:
        columns = (
            Column("kind", _("Kind of paper"), "text", 170),
            Column("verdict", _("Verdict"), "badge", 124),
            Column("says", _("What it says"), "text", 320, stretch=True),
        )
        super().__init__(
            desk,
            "import.enclosed",
            columns,
            ListSource(),
            title=_("Enclosed in the bundle"),
            counted=lambda count: ngettext("{count} enclosed", "{count} enclosed", count).format(count=count),
            keys=[_("Ctrl+C copy as a table")],
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(_LEAST)

    def show_enclosed(self, verdicts: Sequence[EnclosureVerdict]) -> None:
        """Show these."""
        rows = [
            {
                "id": str(place),
                "kind": kind_words(one),
                "verdict": (_(STANDINGS[one.standing.kind][0]), STANDINGS[one.standing.kind][1]),
                "says": what_it_says(one),
            }
            for place, one in enumerate(verdicts)
        ]
        self.set_source(ListSource(rows))
        if rows:
            self.select("0")


def show_enclosure(rows: QVBoxLayout, verdict: EnclosureVerdict) -> None:
    """One enclosure in full, for the side card."""
    word, grade = STANDINGS[verdict.standing.kind]
    rows.addWidget(TextLabel(kind_words(verdict), "strong"))
    rows.addWidget(Strip(_(word), grade))
    rows.addWidget(TextLabel(what_it_says(verdict)))
