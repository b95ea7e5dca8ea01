"""A criteria set on the screen: one criterion open with all its options, the others one line each; totals; an index.

For the producer's own score and for the sheets of a council. Nothing here knows a session or a rule: the page gives
plain data (``data.py``; ``of_set.py`` makes it from a criteria set and its score) and hears of answers.

How a page uses it::

    self.list = CriteriaList(self)                         # takes the keys: page.default_focus() returns it
    self.index, self.bar = CriteriaIndex(self), CriteriaBar(self)
    self.list.show_set(sections_of(criteria_set))          # once per set
    self.list.set_states(states_of(criteria_set, options, score, ...))   # after every answer, cheap
    self.list.answered.connect(on_answer)                  # (criterion id, option number, 0 = none of them, or None)
    self.list.note_changed.connect(on_note)                # (criterion id, text): the note line was left
    self.list.knock_out_changed.connect(...)               # (knock-out id, bool): K on a criterion that has one
    self.list.current_changed.connect(show_evidence)       # (criterion id): another one is open
    self.index.show_totals(totals); self.index.chosen.connect(self.list.open_section)
    self.bar.show_totals(totals); self.bar.missing_asked.connect(self.list.next_open)

The list shows an answer at once; the page stores it, scores anew and calls ``set_states`` and ``show_totals``.

``CriteriaList``: ``open(id)``, ``open_section(id)``, ``current()``, ``next_open(back=False)``, ``set_read_only(on)``,
``set_notes(label, placeholder, texts)`` for the note line (Ctrl+G, or the ``note_key`` given to the list),
``commit_note()`` before the page is left,
``set_foot(widget)`` for something of the page's own below the options, ``advance`` (True: choosing an option goes on to
the next criterion, also where it had that answer already: one key per criterion is enough on any sheet).

Keys while the list has them: 1-9 choose, 0 none of these, Delete clears, arrows up and down and Enter move, N and
Shift+N go to the next and previous one without an answer, Home, End, K the knock-out, Ctrl+G the note and back.
Other keys (L, Space, F4, Ctrl+PgDn ...) are left to the page.
"""

from app.ui.widgets.criteria.data import (
    CriteriaSection,
    CriteriaTotals,
    CriterionLine,
    CriterionOption,
    CriterionState,
    KnockOutLine,
    PartTotal,
    SectionTotal,
)
from app.ui.widgets.criteria.index import CriteriaIndex
from app.ui.widgets.criteria.of_set import sections_of, states_of, totals_of
from app.ui.widgets.criteria.scoring_list import CriteriaList
from app.ui.widgets.criteria.totals_bar import CriteriaBar

__all__ = [
    "CriteriaBar",
    "CriteriaIndex",
    "CriteriaList",
    "CriteriaSection",
    "CriteriaTotals",
    "CriterionLine",
    "CriterionOption",
    "CriterionState",
    "KnockOutLine",
    "PartTotal",
    "SectionTotal",
    "sections_of",
    "states_of",
    "totals_of",
]
