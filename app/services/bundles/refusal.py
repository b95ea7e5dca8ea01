"""A refusal as it is kept beside the file: check, place, reason and advice as message ids, with their values."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Literal

from app.errors import BundleRejected
from app.services.bundles.envelope import Envelope
from app.services.bundles.opening import OpenedBundle, Trust
from app.translate import N_, Term

FORMAT = "so-ocop/refusal"
Verified = Literal["nothing", "signature", "office"]
_PLAIN = (str, int, bool, type(None))


@dataclass(frozen=True)
class SenderFacts:
    """Who a file says that it is from. ``verified``: nothing is known of it, its signature is sound by a key that
    nobody here has confirmed for that office, or it is that office's confirmed key.

    ``bundle``: the bundle's identity (SHA-256 of its envelope); ``sequence``: its number of this pair; 0: not known.
    """

    verified: Verified = "nothing"
    code: str = ""
    name: str = ""
    fingerprint: str = ""
    receiver: str = ""
    bundle: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class Refusal:
    """Why a file of that name and size (bytes) was refused, and when (UTC); ``looks``: how often."""

    name: str
    size: int
    at: dt.datetime
    check: str
    entry: str
    message: str
    advice: str
    params: dict[str, Any]
    sender: SenderFacts
    looks: int = 1

    @property
    def error(self) -> BundleRejected:
        """The refusal as it was raised, to be said in the language of the moment."""
        values = {key: value for key, value in self.params.items() if key not in ("check", "entry")}
        return BundleRejected(self.message, check=self.check, entry=self.entry, kept="", advice=self.advice, **values)


UNKNOWN = N_("It was refused; the reason was not kept.")


def sender_facts(opened: OpenedBundle | None, trust: Trust) -> SenderFacts:
    """What is known of a file's sender; ``opened``: its outside, where that is sound."""
    if opened is None:
        return SenderFacts()
    envelope: Envelope = opened.envelope
    sender = envelope.sender
    sure = trust.known.get(sender.code) == sender.key and sender.key not in trust.former
    return SenderFacts(
        verified="office" if sure else "signature",
        code=sender.code,
        name=sender.name,
        fingerprint=sender.fingerprint,
        receiver=envelope.receiver.name,
        bundle=opened.sha256,
        sequence=envelope.sequence,
    )


def to_json(refusal: Refusal) -> bytes:
    """The content of ``refusal.json``."""
    params = {key: _value(value) for key, value in refusal.params.items()}
    value = {
        "format": FORMAT,
        "name": refusal.name,
        "size": refusal.size,
        "at": refusal.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "looks": refusal.looks,
        "check": refusal.check,
        "entry": refusal.entry,
        "message": refusal.message,
        "advice": refusal.advice,
        "params": params,
        "sender": vars(refusal.sender),
    }
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _value(value: Any) -> Any:
    if isinstance(value, Term):
        return {"word": str.__str__(value), "label": value.label}
    return value if isinstance(value, _PLAIN) else str(value)


def from_json(content: bytes) -> Refusal | None:
    """The refusal; ``None`` where the file is not one that this program wrote."""
    try:
        value = json.loads(content)
        if value["format"] != FORMAT:
            return None
        made = Refusal(
            name=str(value["name"]),
            size=int(value["size"]),
            at=dt.datetime.fromisoformat(value["at"]),
            check=str(value["check"]),
            entry=str(value["entry"]),
            message=str(value["message"]),
            advice=str(value["advice"]),
            params={key: _again(one) for key, one in value["params"].items()},
            sender=SenderFacts(**value["sender"]),
            looks=int(value["looks"]),
        )
        _ = made.error.what, made.error.what_next  # a message that lost a field of its own
        return made if made.at.tzinfo is not None else None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _again(value: Any) -> Any:
    return Term(str(value["word"]), str(value["label"])) if isinstance(value, dict) else value


def words(refusal: Refusal, digest: str) -> list[tuple[str, str]]:
    """The refusal for a helper elsewhere: labels (message ids) and values, in the order in which they are read."""
    sender, error = refusal.sender, refusal.error
    return [
        (N_("File"), refusal.name),
        (N_("Size, bytes"), str(refusal.size)),
        ("SHA-256", digest),
        (N_("Refused at (UTC)"), refusal.at.strftime("%Y-%m-%d %H:%M:%S")),
        (N_("Check that failed"), f"{refusal.check}: {refusal.entry}" if refusal.entry else refusal.check),
        (N_("Reason"), error.what),
        (N_("What to do"), error.what_next),
        (N_("Sender, as it says"), f"{sender.name} ({sender.code})" if sender.code else "-"),
        (N_("What of the sender is verified"), _VERIFIED[sender.verified]),
        (N_("Key of the sender"), sender.fingerprint or "-"),
        (N_("Bundle (SHA-256 of its envelope)"), sender.bundle or "-"),
    ]


_VERIFIED: dict[Verified, str] = {
    "nothing": N_("nothing"),
    "signature": N_("the signature is sound, by a key that is not confirmed here"),
    "office": N_("the signature is sound, by the confirmed key of that office"),
}


def verified_words(verified: Verified) -> str:
    """What of the sender is verified, as a message id."""
    return _VERIFIED[verified]
