"""What an office of a level does under the regimes that are alive: which pages and acts its window has."""

from __future__ import annotations

from app.services.rules.facts import Level
from app.services.rules.library import RuleLibrary


def tasks_of_level(library: RuleLibrary, level: Level) -> frozenset[str]:
    """The tasks that any loaded regime gives to the level: dossiers of every regime live side by side."""
    steps = [regime.step(level) for regime in library.regimes()]
    return frozenset(task for step in steps if step for task in step.tasks)


def prepares_dossiers(library: RuleLibrary, level: str) -> bool:
    """Whether an office of the level begins dossiers: a producer's own office, or one that receives them first."""
    return bool(tasks_of_level(library, level) & {"file", "receive_first"})  # type: ignore[arg-type]


def recognises(library: RuleLibrary, level: Level) -> bool:
    """Whether a loaded regime lets the level recognise any star."""
    return any(step.recognises for regime in library.regimes() if (step := regime.step(level)))
