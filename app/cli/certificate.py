"""``so-ocop certificate``: issue certificates, and check what a QR code says."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.help import command, new_group
from app.cli.opening import PassphraseFile, at_work, reading, today, unlocked_keys
from app.cli.output import AsJson, print_json, table
from app.cli.rules_text import stars_text
from app.errors import InvalidInput, NotFound
from app.translate import N_, _, format_date

if TYPE_CHECKING:
    from app.services.certificate_code import CertificateClaim

commands = new_group(N_("Issue certificates; check the text of a QR code offline."))
_STATES = {
    "not_yet": N_("It is genuine, but does not hold yet."),
    "valid": N_("It is genuine and holds."),
    "window": N_("It is genuine and holds; its re-assessment can be filed now."),
    "expired": N_("It is genuine, but has expired."),
    "revoked": N_("It is genuine, but was revoked."),
    "replaced": N_("It is genuine, but a later certificate has replaced it."),
}


@command(commands, "issue", N_("Make the certificates of a signed decision."))
def issue(
    context: typer.Context,
    decision_id: Annotated[str, typer.Argument(metavar="DECISION_ID", help=N_("The signed decision."))],
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    from app.services.certificates import issue_certificates

    with at_work(context) as (opened, actor):
        sign = unlocked_keys(opened, passphrase_file).sign if opened.settings.certificate.qr else None
        with opened.database.transaction() as session:
            made = issue_certificates(session, decision_id, actor, opened.library, sign, today())
    if as_json:
        shown = [asdict(one) | {"valid_from": str(one.valid_from), "valid_to": str(one.valid_to)} for one in made]
        print_json({"certificates": shown})
        return
    heads = (_("number"), _("stars"), _("until"), _("product"), _("id"))
    print(
        table(
            heads, [(one.register_text, one.stars, format_date(one.valid_to), one.product_name, one.id) for one in made]
        )
    )


@command(
    commands, "verify", N_("Check the text of a certificate's QR code offline; exit code 1 where it is not genuine.")
)
def verify(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("The text as scanned; “-”: read from the input."))],
    key: Annotated[
        str,
        typer.Option("--key", metavar="HEX", help=N_("The issuing office's public key, instead of those known here.")),
    ] = "",
    card: Annotated[
        Path | None,
        typer.Option("--card", metavar="FILE", help=N_("The issuing office's card, instead of those known here.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from app.services.certificate_check import LONGEST
    from app.services.certificate_code import read_code

    scanned = sys.stdin.buffer.read(LONGEST + 1).decode("utf-8", "replace") if text == "-" else text
    keys = _known_keys(context, key, card)

    def find_key(code: str) -> bytes | tuple[bytes, ...]:
        found = keys.get(code, keys.get("*"))
        if found is None:
            raise NotFound(
                N_("The key of office {office} is not known here, so this code cannot be checked."),
                advice=N_("Load the office's card, or name it with --card."),
                office=code,
            )
        return found

    try:
        claim = read_code(scanned[:LONGEST], find_key)
    except InvalidInput as error:
        if as_json:
            print_json({"genuine": False, "reason": str(error)})
        else:
            print(_("Not genuine: {reason}").format(reason=error))
        raise typer.Exit(1) from error
    known_here, state = _state(context, claim)
    if as_json:
        facts = {name: _plain(value) for name, value in asdict(claim).items()}
        print_json({"genuine": True, "state": state, "known_here": known_here} | facts)
        return
    print("\n".join(_lines(claim)))
    print(_(_STATES[state]))
    if not known_here:
        print(_("It is not in the register here: whether it was revoked cannot be seen."))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _known_keys(context: typer.Context, key: str, card: Path | None) -> dict[str, bytes] | dict[str, tuple[bytes, ...]]:
    """Public keys by office code; ``*``: for any office, where a person named the key."""
    if key:
        try:
            raw = bytes.fromhex(key)
        except ValueError:
            raw = b""
        if len(raw) != 32:
            raise InvalidInput("key", N_("A public key has 64 letters or digits, from 0 to 9 and a to f."))
        return {"*": raw}
    if card is not None:
        from app.services.office_cards import read_card

        loaded = read_card(card)
        return {loaded.code: bytes.fromhex(loaded.sign_public_key)}
    if not context.obj.paths.database.is_file():
        return {}
    from app.services.certificate_check import known_keys

    with reading(context) as opened, opened.database.reading() as session:
        return known_keys(session)


def _state(context: typer.Context, claim: CertificateClaim) -> tuple[bool, str]:
    """Whether the register here has the certificate, and how it stands today."""
    from app.services.certificate_check import state_by_days, state_here

    if not context.obj.paths.database.is_file():
        return False, state_by_days(claim, today())
    with reading(context) as opened, opened.database.reading() as session:
        state, certificate_id = state_here(session, claim, opened.library, today())
    return bool(certificate_id), state


def _lines(claim: CertificateClaim) -> list[str]:
    return [
        _("Certificate {number} of office {office}: {stars}").format(
            number=claim.register_number, office=claim.office_code, stars=stars_text(claim.stars)
        ),
        _("Product: {product} ({code})").format(product=claim.product, code=claim.product_code),
        _("Producer: {producer}").format(producer=claim.producer),
        _("Decision {number} of {day}").format(number=claim.decision_number, day=format_date(claim.decision_date)),
        _("Valid from {begins} to {ends}").format(
            begins=format_date(claim.valid_from), ends=format_date(claim.valid_to)
        ),
    ]
