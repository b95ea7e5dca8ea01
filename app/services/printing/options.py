"""What an office chooses for its papers beside what the records say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PrintOptions:
    """Choices of the office that prints; what is empty is filled from the records or left out.

    Args:
        for_signature: the copy that is laid before the signer: no draft mark, number and day still blank.
        portrait: certificates upright instead of landscape.
        qr, register_number: our own additions to certificates, which an office may switch off.
        emblem, mark: pictures for certificates that the office loaded; nothing stands in for them.
        bases: what decisions rest on beside council and criteria, without "Căn cứ".
        proposed_by: after "Theo đề nghị của" in decisions.
        recipients: Nơi nhận beside the ones that the paper itself names.
        member_names: name the council's members under the summary of points.
        with_points: print the average in the decision's list.
        by_commune: group the decision's list by commune.
        samples: how many samples of each product go with the proposal; ``None``: as many as the dossiers all say.
        contact: name, post and phone of the person to ask, on letters.
    """

    for_signature: bool = False
    portrait: bool = False
    qr: bool = True
    register_number: bool = True
    emblem: Path | None = None
    mark: Path | None = None
    bases: tuple[str, ...] = ("Luật Tổ chức chính quyền địa phương",)
    proposed_by: str = ""
    recipients: tuple[str, ...] = ()
    member_names: bool = False
    with_points: bool = False
    by_commune: bool = False
    samples: int | None = None
    contact: str = ""
