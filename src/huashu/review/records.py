"""The record that a person signs: canonical JSON, read back only if it is exactly what this module would write."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime

from huashu.model.evidence import APPROVE, REJECT, SIGNATURE, WITHDRAW, Opinion, Voice

VERSION = 1
KINDS = (APPROVE, REJECT, WITHDRAW)
LIMIT = 1024 * 1024  # bytes: more than ten thousand scripts need
_LONGEST = {"role": 100, "repository": 500, "target": 500, "request": 200, "reason": 5000}
_KEY_LIMIT, _DIGEST_LIMIT, _FOLLOWS_LIMIT, _POLICY_LIMIT = 4096, 128, 10_000, 1_000_000
_ID = re.compile("[0-9a-f]{64}")
_NONCE = re.compile("[0-9a-f]{32}")
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_AT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Record:
    """What is signed. What each field means is told at `evidence.Opinion`.

    base: commit that was protected when it was signed; head: that was proposed, "" where that does not matter. It only
    helps to show later what has changed since. before: by the same keys as items, the digests there. Together
    they keep an old approval from counting for the same wording a second time.
    follows: ids of the records that lay before the signer, sorted. clears: the record that a withdrawal takes back.
    """

    kind: str
    role: str
    items: Mapping[str, str]
    before: Mapping[str, str]
    base: str
    policy: int
    nonce: str
    repository: str
    target: str
    at: datetime
    follows: tuple[str, ...] = ()
    request: str = ""
    urgent: bool = False
    reason: str = ""
    clears: str = ""
    head: str = ""
    version: int = field(default=VERSION)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why bytes are no record. code: size | text | json | keys | version | value | canonical. about: the field."""

    code: str
    about: str = ""


_KEYS = frozenset(one.name for one in fields(Record))


def canonical(record: Record) -> bytes:
    """The bytes that are signed: sorted keys, no spaces, UTF-8, one line break at the end."""
    plain = asdict(record) | {"at": record.at.astimezone(UTC).strftime(_AT)}
    return (json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def record_id(data: bytes) -> str:
    """SHA-256 of the bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def parse(data: bytes) -> Record | Flaw:
    """The record in these bytes. Another spelling of the same record is none: two programs might read it differently."""
    if len(data) > LIMIT:
        return Flaw("size")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Flaw("text")
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        return Flaw("json")
    if not isinstance(root, dict):
        return Flaw("json")
    if root.get("version") != VERSION or type(root["version"]) is not int:
        return Flaw("version")
    strange = sorted(_KEYS ^ root.keys())
    if strange:
        return Flaw("keys", strange[0])
    wrong = _wrong(root)
    if wrong:
        return Flaw("value", wrong)
    moment = datetime.strptime(root["at"], _AT).replace(tzinfo=UTC)
    record = Record(**{**root, "follows": tuple(root["follows"]), "at": moment})
    try:
        same = canonical(record) == data
    except UnicodeEncodeError:  # half a character, which only an escape can write
        same = False
    return record if same else Flaw("canonical")


def opinion(record: Record, id: str, voice: Voice | None, doubts: tuple[str, ...] = ()) -> Opinion:
    """What the record says, as the gate weighs it. items: all that the record names; `ledger` leaves out what is spent."""
    return Opinion(
        id=id,
        kind=record.kind,
        attested_by=SIGNATURE,
        voice=voice,
        at=record.at,
        role=record.role,
        urgent=record.urgent,
        items=dict(record.items),
        follows=frozenset(record.follows),
        policy=record.policy,
        repository=record.repository,
        target=record.target,
        request=record.request,
        clears=record.clears,
        body=record.reason,
        doubts=doubts,
    )


def _wrong(root: Mapping[str, object]) -> str:
    """The first field, by name, whose value cannot be; "" where all can."""
    checks = {
        "at": _moment(root["at"]),
        "base": _like(_COMMIT, root["base"]),
        "before": _digests(root["before"]),
        "clears": root["clears"] == "" or (root["kind"] == WITHDRAW and _like(_ID, root["clears"])),
        "head": root["head"] == "" or _like(_COMMIT, root["head"]),
        "follows": _ids(root["follows"]),
        "items": _digests(root["items"]) and (bool(root["items"]) or root["kind"] == WITHDRAW),
        "kind": root["kind"] in KINDS,
        "nonce": _like(_NONCE, root["nonce"]),
        "policy": type(root["policy"]) is int and 0 < root["policy"] <= _POLICY_LIMIT,
        "urgent": type(root["urgent"]) is bool,
    }
    checks |= {name: isinstance(root[name], str) and len(str(root[name])) <= most for name, most in _LONGEST.items()}
    checks["role"] = checks["role"] and root["role"] != ""
    found = next((name for name in sorted(checks) if not checks[name]), "")
    if found:
        return found
    items, before = root["items"], root["before"]
    assert isinstance(items, dict)
    assert isinstance(before, dict)
    return "" if items.keys() == before.keys() else "before"


def _like(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _moment(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return datetime.strptime(value, _AT).strftime(_AT) == value
    except ValueError:
        return False


def _digests(value: object) -> bool:
    return isinstance(value, dict) and all(
        0 < len(key) <= _KEY_LIMIT and isinstance(digest, str) and len(digest) <= _DIGEST_LIMIT
        for key, digest in value.items()
    )


def _ids(value: object) -> bool:
    if not isinstance(value, list) or len(value) > _FOLLOWS_LIMIT:
        return False
    return all(_like(_ID, id) for id in value) and value == sorted(set(value))
