"""The said-digest: changes with everything that the handbook shows of a script, and with nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from hashlib import sha256

from huashu.model.library import Fact
from huashu.model.script import Moment, Reply, Script, Text
from huashu.text import SLOT

VERSION = 1  # of the canonical form: another one gives other digests for the same script


def said_digest(script: Script, facts: Mapping[str, Fact], pictures: Mapping[str, str] | None = None) -> str:
    """SHA-256, in hex, of the canonical JSON of what is said.

    Comments, layout and the order of keys are not in it, nor what the handbook does not show: variants for channels
    that the script is not for. Facts are in it with all their dated values, so it does not change with the day.
    pictures: by the names that scripts give them, a digest of what is shown; "" counts where there is none.
    """
    text = json.dumps(
        _canonical(script, facts, pictures or {}), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def spoken(script: Script) -> frozenset[str]:
    """Names of facts and slots in what is shown of a script."""
    channels = sorted({channel.value for channel in script.channels})
    return frozenset(found for text in _shown(script, channels) for found in SLOT.findall(text.value))


def fact_digest(fact: Fact) -> str:
    """SHA-256, in hex, of what a fact says, what it means and who answers for it."""
    whole = {"v": VERSION, "name": fact.name, "value": _fact(fact), "means": fact.means, "owner": fact.owner}
    text = json.dumps({**whole, "near": fact.near}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(script: Script, facts: Mapping[str, Fact], pictures: Mapping[str, str]) -> dict[str, object]:
    channels = sorted({channel.value for channel in script.channels})
    names = spoken(script)
    return {
        "v": VERSION,
        "id": script.id,
        "title": script.title.value,
        "channels": channels,
        "asks": _values(script.asks),
        "replies": [_reply(reply, channels, pictures) for reply in script.replies],
        "escalate": [script.escalate.to.value, script.escalate.when.value] if script.escalate else None,
        "owner": script.owner.value,
        "consult": _values(script.consult),
        "effective": _moment(script.effective),
        "expires": _moment(script.expires),
        "review_by": _moment(script.review_by),
        "tags": _values(script.tags),
        "related": list(dict.fromkeys(_values(script.related))),
        "facts": {name: _fact(facts[name]) for name in sorted(names & facts.keys())},
    }


def _shown(script: Script, channels: list[str]) -> Iterator[Text]:
    """Every text in which a fact is filled in."""
    yield script.title
    yield from script.asks
    if script.escalate:
        yield script.escalate.when
    for reply in script.replies:
        yield from _wordings(reply, channels).values()
        if reply.note:
            yield reply.note


def _wordings(reply: Reply, channels: list[str]) -> dict[str, Text]:
    return {channel: reply.written(channel) for channel in channels} or {"": reply.say}


def _reply(reply: Reply, channels: list[str], pictures: Mapping[str, str]) -> dict[str, object]:
    stage = reply.step or reply.rung
    image = reply.image.value if reply.image else None
    return {
        "texts": {channel: text.value for channel, text in _wordings(reply, channels).items()},
        "stage": stage.value if stage else None,
        "by": reply.by,
        "fixed": reply.fixed,
        "note": reply.note.value if reply.note else None,
        "image": [image, pictures.get(image, "")] if image is not None else None,
    }


def _fact(fact: Fact) -> list[object]:
    dated = [
        [one.start.astimezone(UTC).isoformat(), one.end.astimezone(UTC).isoformat() if one.end else None, one.value]
        for one in sorted(fact.dated, key=lambda one: one.start)
    ]
    return [fact.value, dated]


def _values(texts: Iterable[Text]) -> list[str]:
    return [text.value for text in texts]


def _moment(moment: Moment | None) -> str | None:
    return moment.at.astimezone(UTC).isoformat() if moment else None
