"""``so-ocop office``: this office and those it exchanges dossiers with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import office_cards, office_keys, office_successions
from app.cli.help import command, new_group
from app.cli.office_cards import shown
from app.cli.opening import (
    PassphraseFile,
    asked_passphrase,
    given_passphrase,
    reading,
    writing,
)
from app.cli.output import AsJson, print_json, table, yes_or_no
from app.errors import InvalidInput
from app.services.names import level_name
from app.translate import N_, _

if TYPE_CHECKING:
    from app.context import AppContext
    from app.models.office import OfficeRow
    from app.services.keys import OfficeKeys

commands = new_group(N_("Set up an office with its keys; cards of offices."))
commands.add_typer(office_successions.commands, name="succeed")


def _text(name: str, help_id: str) -> Any:
    return typer.Option(name, help=help_id, metavar="TEXT")


@command(commands, "init", N_("Set up this data folder's office: its record, its first official, its keys."))
def init(
    context: typer.Context,
    level: Annotated[
        str, typer.Option("--level", metavar="LEVEL", help=N_("producer, commune, district, province or central."))
    ],
    code: Annotated[str, _text("--code", N_("Official administrative code; a producer's tax code."))],
    name: Annotated[str, _text("--name", N_("Name as printed on papers."))],
    official: Annotated[str, _text("--official", N_("Name of the first person who works with the program."))],
    position: Annotated[str, _text("--position", N_("That person's position."))] = "",
    role: Annotated[
        str, _text("--role", N_("That person's role: administrator, officer, leader, secretary, member or reader."))
    ] = "administrator",
    parent_name: Annotated[str, _text("--parent-name", N_("The committee above, printed over the name."))] = "",
    province_name: Annotated[str, _text("--province-name", N_("Name of the province."))] = "",
    province_code: Annotated[str, _text("--province-code", N_("Code of the province."))] = "",
    district_name: Annotated[str, _text("--district-name", N_("Name of the district, where there is one."))] = "",
    district_code: Annotated[str, _text("--district-code", N_("Code of the district."))] = "",
    commune_name: Annotated[str, _text("--commune-name", N_("Name of the commune."))] = "",
    commune_code: Annotated[str, _text("--commune-code", N_("Code of the commune."))] = "",
    place_name: Annotated[str, _text("--place", N_("The place before the date of a paper."))] = "",
    address: Annotated[str, _text("--address", N_("Address."))] = "",
    standing_agency: Annotated[
        str, _text("--standing-agency", N_("The agency that does the office's OCOP work."))
    ] = "",
    symbol: Annotated[str, _text("--symbol", N_("Abbreviation in the symbols of its papers."))] = "UBND",
    signer_name: Annotated[str, _text("--signer-name", N_("Who signs its papers."))] = "",
    signer_post: Annotated[str, _text("--signer-post", N_("The signer's post."))] = "",
    signer_mode: Annotated[
        str,
        _text(
            "--signer-mode",
            N_("How it is signed: head, deputy, collective, collective_deputy, by_order, mandate or acting."),
        ),
    ] = "head",
    passphrase_file: PassphraseFile = None,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help=N_("Leave the keys open to whoever can read the folder."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    from app.services.offices import OfficeData
    from app.services.officials import OfficialData

    data = OfficeData(
        level=level, code=code, name=name, parent_name=parent_name, province_name=province_name,
        province_code=province_code, district_name=district_name, district_code=district_code,
        commune_name=commune_name, commune_code=commune_code, place_name=place_name, address=address,
        standing_agency=standing_agency, symbol=symbol, signer_name=signer_name, signer_post=signer_post,
        signer_mode=signer_mode,
    )  # fmt: skip
    person = OfficialData(full_name=official, position=position, role=role)
    passphrase = None if no_passphrase else _new_passphrase(passphrase_file)
    with writing(context, create=True) as opened:
        row, keys = _set_up(opened, data, person, passphrase)
    if as_json:
        print_json(shown(row) | {"folder": str(opened.paths.root)})
        return
    print(_("{office} is set up in {folder}.").format(office=row.name, folder=opened.paths.root))
    print(_("Fingerprint of its key: {fingerprint}").format(fingerprint=keys.fingerprint))


def _new_passphrase(file: Path | None) -> str | None:
    given = given_passphrase(file)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise InvalidInput(
            "passphrase_file",
            N_("The office's keys need a passphrase."),
            advice=N_("Give it with --passphrase-file or SO_OCOP_PASSPHRASE, or choose --no-passphrase."),
        )
    return asked_passphrase(confirm=True)


def _set_up(opened: AppContext, data: Any, person: Any, passphrase: str | None) -> tuple[OfficeRow, OfficeKeys]:
    """One transaction; keys that an earlier attempt left behind without an office are used."""
    from app.services import offices, officials
    from app.services.keys import KEY_FILE, create_keys, unlock

    with opened.database.transaction() as session:
        row = offices.set_up_office(session, data)
        program = offices.program_actor(session)
        officials.add_official(session, person, program)
        left = (opened.paths.keys / KEY_FILE).exists()
        keys = unlock(opened.paths.keys, passphrase) if left else create_keys(opened.paths.keys, passphrase)
        row = offices.learn_key(session, row.id, keys.public_key.hex(), keys.recipient, program)
    return row, keys


@command(commands, "list", N_("List the offices that are known here."))
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    from app.services.offices import list_offices

    with reading(context) as opened, opened.database.reading() as session:
        rows = [shown(row) for row in list_offices(session)]
    if as_json:
        print_json({"offices": rows})
        return
    heads = (_("code"), _("level"), _("key confirmed"), _("name"))
    print(
        table(
            heads, [(one["code"], level_name(one["level"]), yes_or_no(one["confirmed"]), one["name"]) for one in rows]
        )
    )


command(commands, "card", N_("Write this office's card, for other offices to load."))(office_cards.write_own_card)
command(commands, "take-card", N_("Load another office's card after comparing its fingerprint."))(
    office_cards.take_card
)
command(commands, "words", N_("An office's fingerprint in six words, or words compared with it."))(office_cards.words)
command(commands, "make-list", N_("Write the signed list of the offices of the province."))(office_keys.make_list)
command(commands, "take-list", N_("Take a list of offices that the province signed."))(office_keys.take_list)
command(commands, "rotate", N_("Make a new key that the old one signs."))(office_keys.rotate)
command(commands, "replace", N_("Make a new key in the place of one that is lost or revoked."))(office_keys.replace)
command(commands, "revoke", N_("Revoke this office's key: somebody else may have it."))(office_keys.revoke)
command(commands, "notice", N_("Write the notice of the latest change of this office's key again."))(office_keys.notice)
command(commands, "take-change", N_("Take another office's notice of its key."))(office_keys.take_change)
