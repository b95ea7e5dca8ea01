"""Rules and scores as lines that a person reads. The law's own words stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.services.names import level_name
from app.services.next_star import NextStar
from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import DocumentKind, LevelStep, Regime, StarClass
from app.services.score_notes import Unverified
from app.services.scoring import SheetScore
from app.translate import N_, _, format_date, format_number, ngettext

_NOTES_SHOWN = 12

_STEP_TASKS = {
    "file": N_("prepares the dossier"),
    "receive_first": N_("receives it first"),
    "check_form": N_("checks its form"),
    "assess_items": N_("assesses the commune's items"),
    "propose": N_("hands it up"),
    "score": N_("scores in a council"),
    "recognise": N_("recognises"),
    "pass_up": N_("passes it on"),
}


def points_text(points: Decimal) -> str:
    """Points with two decimals, as the language writes them."""
    return format_number(points, 2)


def stars_text(stars: int | None) -> str:
    return ngettext("{stars} star", "{stars} stars", stars).format(stars=stars) if stars else _("no star")


def _notes(heading: str, notes: Iterable[str]) -> list[str]:
    lines = list(notes)
    if not lines:
        return []
    shown = [f"  - {note}" for note in lines[:_NOTES_SHOWN]]
    if len(lines) > _NOTES_SHOWN:
        shown.append("  " + _("… and {count} more; see --json.").format(count=len(lines) - _NOTES_SHOWN))
    return ["", heading, *shown]


def set_text(shown: Mapping[str, Any], unverified: list[str]) -> str:
    """A criteria set: its heads, and every criterion with its options. ``shown`` is ``rules.summary.summary``."""
    lines = [
        f"{shown['set']}: {shown['name']}",
        _("Decision: {decision}; source: {source}").format(decision=shown["decision"], source=shown["source"] or "-"),
    ]
    for part, value in shown["parts"].items():
        lines += [
            "",
            _("Part {part}: {title} ({max} points)").format(
                part=part, title=value["title"], max=_written(value["max"])
            ),
        ]
        for section in shown["sections"]:
            if section["part"] == part:
                lines.append(f"  {section['id']}. {section['title']} ({_written(section['max'])})")
                for criterion in section["criteria"]:
                    lines += _criterion_lines(criterion, shown["minimums"], shown["cases"])
    if shown["knock_outs"]:
        lines += ["", _("Exclusions:"), *(f"  - {one['id']}: {one['text']}" for one in shown["knock_outs"])]
    return "\n".join([*lines, *_notes(_("Unverified or inferred:"), unverified)])


def _written(points: str) -> str:
    """Points of the summary, which are written for programs, as the language writes them."""
    return points_text(Decimal(points))


def _criterion_lines(
    criterion: Mapping[str, Any], minimums: Mapping[str, Mapping[str, str]], cases: Mapping[str, str]
) -> list[str]:
    least = [
        _("{stars}: at least {points}").format(stars=stars_text(int(star)), points=_written(values[criterion["id"]]))
        for star, values in minimums.items()
        if criterion["id"] in values
    ]
    head = f"    {criterion['id']} {criterion['title']} ({_written(criterion['max'])})"
    lines = [head + (f" [{'; '.join(least)}]" if least else "")]
    for option in criterion["options"]:
        case = f" [{cases[option['case']]}]" if option["case"] else ""
        lines.append(f"      {option['index']}) {option['text']}{case}: {_written(option['points'])}")
    return lines


def regime_text(regime: Regime, unverified: list[str]) -> str:
    """A regime: its period, who does what, star classes, papers."""
    until = format_date(regime.period.ends) or "…"
    lines = [
        f"{regime.id}: {regime.title}",
        _("In force from {begins}, no longer from {ends}").format(begins=format_date(regime.period.begins), ends=until),
        _("Decisions: {numbers}").format(numbers=", ".join(one.number for one in regime.decisions)),
        _("Criteria: {folder}; parts: {parts}").format(
            folder=regime.criteria,
            parts=", ".join(f"{part} {format_number(most)}" for part, most in regime.parts.items()),
        ),
        "",
        _("Levels:"),
        *(_step_line(step) for step in regime.levels),
        "",
        _("Star classes (the unrounded average):"),
        *(_class_line(one) for one in sorted(regime.stars.classes, key=lambda one: one.min)),
        _("A certificate is valid for {months} months.").format(months=regime.certificate_months),
        "",
        _("Papers of a dossier:"),
        *(_paper_line(paper, regime) for paper in regime.documents),
    ]
    return "\n".join([*lines, *_notes(_("Unverified or inferred:"), unverified)])


def _class_line(one: StarClass) -> str:
    words = _("{stars}: from {least} to {most}") if one.max_inclusive else _("{stars}: from {least} to below {most}")
    return "  " + words.format(stars=stars_text(one.star), least=format_number(one.min), most=format_number(one.max))


def _paper_line(paper: DocumentKind, regime: Regime) -> str:
    """One paper: ``*`` where it is mandatory, who adds it, and for what where not for every application."""
    said = [str(level_name(paper.stage))]
    if set(paper.applications) != set(regime.application_types):
        said.append(", ".join(regime.application_types[one] for one in paper.applications))
    return f"  {'*' if paper.mandatory else '-'} {paper.title} ({'; '.join(said)})"


def _step_line(step: LevelStep) -> str:
    tasks = ", ".join(_(_STEP_TASKS[task]) for task in step.tasks)
    line = f"  {level_name(step.level)} ({step.actor}): {tasks}"
    if step.recognises:
        line += "; " + _("recognises {stars}").format(stars=", ".join(str(star) for star in step.recognises))
    if step.passes_up_from is not None:
        line += "; " + _("passes on from {points}").format(points=format_number(step.passes_up_from))
    return line


def score_text(criteria_set: CriteriaSet, score: SheetScore) -> str:
    """One sheet's score: total, parts, star, what is missed and what the next star needs."""
    lines = [
        f"{criteria_set.id}: {criteria_set.name}",
        _("Total: {points} points").format(points=points_text(score.total)),
        *(
            "  " + _("Part {part}: {points} of {max}").format(part=part.id, points=points, max=points_text(part.max))
            for part in criteria_set.parts
            for points in [points_text(score.parts[part.id])]
        ),
    ]
    lines += [
        _("{criterion}: counted as 0, because criterion {other} has no points.").format(criterion=name, other=other)
        for name in score.followed
        for other in _parents(criteria_set, name)
    ]
    if not score.complete:
        lines.append(_("Not yet answered: {names}").format(names=", ".join(score.unanswered)))
    if score.knocked_out:
        lines.append(_("Excluded by: {names}").format(names=", ".join(one.id for one in score.knocked_out)))
    elif score.complete:
        lines.append(_("Stars by points: {stars}").format(stars=stars_text(score.stars_by_points)))
        lines.append(_("Stars: {stars}").format(stars=stars_text(score.stars)))
    else:
        lines.append(_("Stars by points: {stars}").format(stars=_("not complete yet")))
    if score.provisional and score.stars is not None:
        lines.append(_("On part totals a star is provisional until a council records the minimums."))
    for star, names in score.missed.items():
        lines.append(_("Minimums missed for {stars}: {names}").format(stars=stars_text(star), names=", ".join(names)))
    if score.next_star is not None:
        lines += _next_star_lines(score.next_star)
    notes = dict.fromkeys(filter(None, map(_note_line, score.unverified)))
    return "\n".join([*lines, *_notes(_("The score rests on unverified or inferred figures:"), notes)])


def _parents(criteria_set: CriteriaSet, name: str) -> list[str]:
    depends_on = criteria_set.criterion(name).depends_on
    return [depends_on.criterion] if depends_on else []


def _note_line(note: Unverified) -> str:
    """Where and why; a switch of the law has no place on the sheet."""
    place = note.where
    if note.kind == "option":
        criterion, _slash, option = note.where.rpartition("/")
        place = _("criterion {criterion}, option {option}").format(criterion=criterion, option=option)
    elif note.kind == "criterion":
        place = _("criterion {criterion}").format(criterion=note.where)
    said = note.why or (_("to be compared with the signed text") if place else "")
    return f"{place}: {said}" if place and said else place or said


def _next_star_lines(step: NextStar) -> list[str]:
    lines = [
        _("For {stars}: {points} more points").format(
            stars=stars_text(step.star), points=points_text(step.points_needed)
        )
    ]
    for one in step.minimums:
        lines.append(
            "  "
            + _("criterion {criterion}: from {points} to at least {least}").format(
                criterion=one.criterion, points=points_text(one.points), least=points_text(one.to_points)
            )
        )
    for chosen in step.raises:
        lines.append(
            "  "
            + _("criterion {criterion}: option {option} (+{gain})").format(
                criterion=chosen.criterion, option=chosen.option, gain=points_text(chosen.gain)
            )
        )
    return lines
