"""``so-ocop rules``: the law as data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import rule_packs, rules_compared
from app.cli.help import command, new_group
from app.cli.output import AsJson, complain, print_json, table, yes_or_no
from app.cli.rules_text import regime_text, score_text, set_text
from app.context import rule_library
from app.errors import InvalidInput, NotFound, RuleError, system_reason
from app.services.names import grade_name
from app.services.rule_answers import MAX_BYTES, read_answers
from app.services.rules.file_check import check_file
from app.services.rules.library import RuleLibrary, SetSummary
from app.services.rules.regime import Regime
from app.services.rules.summary import summary
from app.services.rules.unverified import rests_on_inference
from app.services.scoring import parse_answers, score_sheet, to_json
from app.translate import N_, _, format_date

commands = new_group(N_("The law as data: what is loaded, whether it is sound, a score from answers."))
commands.add_typer(rules_compared.commands, name="compared")
command(commands, "pack", N_("Make a signed pack of rule files for other offices."))(rule_packs.pack)
command(commands, "take", N_("Put a signed pack of rule files in use, as a whole or not at all."))(rule_packs.take)


def _library(context: typer.Context) -> RuleLibrary:
    return rule_library(context.obj.paths)


def _sets(library: RuleLibrary) -> list[SetSummary]:
    """Every set once: two regimes may share a decision's sets."""
    found: dict[str, SetSummary] = {}
    for regime in library.regimes():
        found.update((one.id, one) for one in library.criteria_sets(regime))
    return list(found.values())


@command(commands, "list", N_("List the regimes and the criteria sets."))
def list_rules(context: typer.Context, as_json: AsJson = False) -> None:
    library = _library(context)
    faults = _warned(library)
    regimes, sets = library.regimes(), _sets(library)
    if as_json:
        print_json({"regimes": [_regime_head(one) for one in regimes], "sets": [_set_head(one) for one in sets]})
    else:
        _print_list(regimes, sets)
    if faults:
        raise typer.Exit(RuleError.exit_code)


def _warned(library: RuleLibrary) -> bool:
    """Tell the faults of the office's own files, which the command may not meet otherwise; whether there are any."""
    faults = library.check_own()
    for fault in faults:
        complain(_("warning: {said}").format(said=fault.what))
    return bool(faults)


def _print_list(regimes: Sequence[Regime], sets: Sequence[SetSummary]) -> None:
    heads = (_("regime"), _("from"), _("until"), _("criteria"), _("read from"), _("inferences"))
    print(
        table(
            heads,
            [
                (
                    one.id,
                    format_date(one.period.begins),
                    format_date(one.period.ends) or "…",
                    one.criteria,
                    grade_name(one.grade),
                    yes_or_no(rests_on_inference(one)),
                )
                for one in regimes
            ],
        )
    )
    print()
    print(
        table(
            (_("set"), _("how it is scored"), _("read from"), _("inferences"), _("name")),
            [
                (
                    one.id,
                    _("criterion by criterion") if one.complete else _("on part totals"),
                    grade_name(one.grade),
                    yes_or_no(one.inferred),
                    one.name,
                )
                for one in sets
            ],
        )
    )


def _regime_head(one: Regime) -> dict[str, Any]:
    return {
        "id": one.id,
        "revision": one.revision,
        "title": one.title,
        "begins": one.period.begins.isoformat(),
        "ends": one.period.ends.isoformat() if one.period.ends else None,
        "criteria": one.criteria,
        "verified": one.verified,
        "grade": one.grade,
        "inferred": rests_on_inference(one),
    }


def _set_head(one: SetSummary) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "revision": one.revision,
        "name": one.name,
        "complete": one.complete,
        "verified": one.verified,
        "grade": one.grade,
        "inferred": one.inferred,
    }


@command(commands, "check", N_("Check every rule file, or the files that are named; exit code 5 where one is faulty."))
def check_rules(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help=N_("Rule files of any kind; none: all that the program uses.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    faults: list[RuleError] = []
    if files:
        for path in files:
            if not path.is_file():
                raise NotFound(N_("There is no file {name}."), name=str(path))
            try:
                check_file(path)
            except RuleError as error:
                faults.append(error)
    else:
        faults = _library(context).check_all()
    if as_json:
        print_json({"valid": not faults, "faults": [_fault(fault) for fault in faults]})
    else:
        for fault in faults:
            print(fault.what)
        print(_("No fault was found.") if not faults else _("Faulty files: {count}.").format(count=len(faults)))
    if faults:
        raise typer.Exit(RuleError.exit_code)


def _fault(error: RuleError) -> dict[str, Any]:
    return {
        "file": error.file,
        "pointer": error.pointer,
        "line": error.line,
        "message": _(error.message).format(**error.params),
    }


@command(commands, "show", N_("Show a criteria set or a regime in full."))
def show_rules(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="SET|REGIME", help=N_("As “rules list” names it."))],
    as_json: AsJson = False,
) -> None:
    library = _library(context)
    _warned(library)
    if "/" in name:
        criteria_set = library.criteria_set(name)
        shown = summary(criteria_set) | {"sha256": library.sha256(name)}
        print_json(shown) if as_json else print(set_text(shown, library.unverified_notes(criteria_set)))
        return
    regime = library.regime(name)
    if as_json:
        shown = regime.model_dump(mode="json", by_alias=True, exclude={"json_schema"})
        print_json(shown | {"grade": regime.grade, "inferred": rests_on_inference(regime)})
    else:
        print(regime_text(regime, library.unverified_notes(regime)))


@command(commands, "score", N_("Score one sheet: a criteria set and the answers to it."))
def score_answers(
    context: typer.Context,
    set_id: Annotated[str, typer.Option("--set", metavar="SET", help=N_("The set, as “rules list” names it."))],
    answers: Annotated[
        Path,
        typer.Option(
            "--answers",
            metavar="FILE",
            help=N_("JSON file: by criterion the option's number in the law's order, 0 for none of them; “-”: input."),
        ),
    ],
    as_json: AsJson = False,
) -> None:
    library = _library(context)
    _warned(library)
    criteria_set = library.criteria_set(set_id)
    data, name = _answer_bytes(answers)
    given = parse_answers(criteria_set, read_answers(data, name))
    score = score_sheet(criteria_set, given, library.star_rules_for_set(criteria_set.id))
    if as_json:
        print_json(to_json(score, criteria_set.id))
    else:
        print(score_text(criteria_set, score))


def _answer_bytes(path: Path) -> tuple[bytes, str]:
    if str(path) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "stdin"
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1), path.name
    except FileNotFoundError as error:
        raise NotFound(N_("There is no file {name}."), name=str(path)) from error
    except OSError as error:
        raise InvalidInput(
            "answers",
            N_("{name} cannot be read: {reason}."),
            name=str(path),
            reason=system_reason(error),
        ) from error
