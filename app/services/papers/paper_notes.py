"""The small notes under a paper: what it rests on that nobody has verified, and that it is printed again."""

from __future__ import annotations

from app.services.papers.blocks import Paper


def note_lines(paper: Paper) -> list[str]:
    """A single note after "Ghi chú:", several as a list under it; then those of a succession and of a reprint."""
    notes = [note for note in dict.fromkeys(paper.unverified) if note]
    lines = [f"Ghi chú: {notes[0]}"] if len(notes) == 1 else []
    if len(notes) > 1:
        lines = ["Ghi chú:", *(f"- {note}" for note in notes)]
    return [*lines, *filter(None, (paper.succession_note, paper.reprint_note))]
