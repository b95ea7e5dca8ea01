"""Letters between the offices of a world, in few words."""

from __future__ import annotations

from pathlib import Path

from app.models import HandOver
from app.models.office import office_id
from app.services.bundles.export import Exported
from app.services.bundles.look import LookReport, look_at_bundle
from app.services.bundles.take import Taken, take_bundle
from app.services.hand_over_log import HandOverDetails, HandOverLine, hand_over_details, hand_over_lines
from app.services.letters.acknowledge import Acknowledged, Sending, acknowledge, write_letter, write_receipt
from app.services.letters.enclosures import Enclosure
from tests.handover.world import World


def sending(world: World, code: str) -> Sending:
    office = world[code]
    return Sending(
        office.database, office.store, world.library, office.keys, office.actor, world.day, office.paths.outbox
    )


def incoming(world: World, code: str, exported: Exported) -> HandOver:
    [row] = [row for row in world.hand_overs(code) if row.bundle_sha256 == exported.sha256 and row.direction == "in"]
    return row


def outgoing(world: World, code: str, exported: Exported) -> HandOver:
    [row] = [row for row in world.hand_overs(code) if row.bundle_sha256 == exported.sha256 and row.direction == "out"]
    return row


def acknowledged(world: World, code: str, exported: Exported, target: Path | None = None) -> Acknowledged:
    with world[code].on(world.day):
        return acknowledge(sending(world, code), incoming(world, code, exported).id, target or exported.path.parent)


def receipt(world: World, code: str, exported: Exported) -> Exported:
    """The receipt of a bundle as a letter, which must succeed."""
    with world[code].on(world.day):
        return write_receipt(sending(world, code), incoming(world, code, exported).id, world.stick)


def letter(world: World, sender: str, receiver: str, *enclosed: Enclosure, **values: bool) -> Exported:
    with world[sender].on(world.day):
        return write_letter(sending(world, sender), office_id(receiver), world.stick, enclosed, **values)  # type: ignore[arg-type]


def looked(world: World, code: str, path: Path) -> LookReport:
    office = world[code]
    with office.on(world.day):
        return look_at_bundle(
            office.database, path, office.paths.quarantine, world.library, identity=office.keys.identity,
            rules_root=office.paths.rules,
        )  # fmt: skip


def taken(world: World, code: str, path: Path) -> Taken:
    """Looked at and taken, rule packs too."""
    report, office = looked(world, code, path), world[code]
    with office.on(world.day):
        return take_bundle(
            office.database, office.paths.database, office.paths.backups, office.store, report, office.actor,
            world.library, world.day, rules_root=office.paths.rules,
        )  # fmt: skip


def line(world: World, code: str, direction: str, exported: Exported) -> HandOverLine:
    with world[code].database.reading() as session:
        wanted = {row.id: row.bundle_sha256 for row in world.hand_overs(code)}
        lines = hand_over_lines(session, direction, world.day)
    [found] = [one for one in lines if wanted[one.id] == exported.sha256]
    return found


def details(world: World, code: str, hand_over_id: str) -> HandOverDetails:
    with world[code].database.reading() as session:
        return hand_over_details(session, hand_over_id, world.day)
