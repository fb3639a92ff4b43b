"""Attacks on signed records and keys: each on a real repository with real keys, each refused with what to do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from chain import BYE, DEAR, refused
from keys import gpg_key, public
from office import people_file
from shop_in_git import script
from signed import CHAIN, NOW, Signed, everybodys_keys, signed

from huashu.errors import HuashuError
from huashu.model.people import GPG
from huashu.model.verdict import Verdict
from huashu.review.records import canonical
from huashu.store.approvals import REF
from huashu.store.signing import Pen

Make = Callable[..., Signed]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return everybodys_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def make(tmp_path: Path, keys: dict[str, Path]) -> Make:
    def made(more: dict[str, str] | None = None, **files: str) -> Signed:
        """more: further lines of people's keys in policy/people.yaml."""
        text = people_file({name: public(key) for name, key in keys.items()}, more=more)
        return signed(tmp_path / "shop", keys, {"policy/people.yaml": text, **files})

    return made


def missing(verdict: Verdict, stage: str) -> None:
    assert not verdict.granted
    assert any(node.code in ("stage-missing", "stage-waits") and node.about == stage for node in verdict.walk())


def test_everybody_whose_word_is_needed_lets_it_in(make: Make) -> None:
    shop = make()
    shop.all()
    assert shop.gate().granted


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A key ring of this test's own; a short name, since GnuPG makes a socket in it."""
    with TemporaryDirectory(prefix="hs") as folder:
        monkeypatch.setenv("GNUPGHOME", f"{folder}/ring")
        yield Path(folder) / "ring"
        subprocess.run(["gpgconf", "--kill", "all"], check=False)


def test_approvals_signed_with_gpg_count_and_only_under_the_registered_fingerprint(
    tmp_path: Path, keys: dict[str, Path], ring: Path
) -> None:
    registered, other = (gpg_key(ring, name, created="20260101T000000") for name in ("lead", "stranger"))
    ssh = public(keys["lead"])
    text = people_file({name: public(key) for name, key in keys.items()})
    text = text.replace(f"{{kind: ssh, public: {ssh}}}", f"{{kind: gpg, public: {registered}}}")
    shop = signed(tmp_path / "shop", keys, {"policy/people.yaml": text})
    shop.pens["lead"] = Pen(GPG, registered)
    shop.all()
    assert shop.gate().granted
    shop.say("另一句话")
    shop.pens["lead"] = Pen(GPG, other)
    with pytest.raises(HuashuError):
        shop.act("lead")


@pytest.mark.parametrize("left_out", CHAIN)
def test_whoever_is_missing_is_missed(make: Make, left_out: str) -> None:
    shop = make()
    shop.all(*(name for name in CHAIN if name != left_out))
    assert not shop.gate().granted


# oneself


@pytest.mark.parametrize(
    "how",
    [
        {"by": "lead"},
        {"committer": "lead"},
        {"message": "改\n\nCo-authored-by: Lead <LEAD@example.com>"},
    ],
)
def test_nobody_approves_what_he_had_a_hand_in(make: Make, how: dict[str, str]) -> None:
    shop = make()
    shop.say("这件真好", **how)
    shop.forge("lead")
    refused(shop.gate(), "self-approval")
    with pytest.raises(HuashuError) as found:
        shop.act("lead")
    assert "不能自己批" in found.value.what


def test_nobody_approves_what_he_signed_as_a_commit(make: Make, keys: dict[str, Path]) -> None:
    shop = make()
    shop.shop.write({DEAR: script("dialogue/dear", "这件真好")})
    shop.git("-c", "gpg.format=ssh", "-c", f"user.signingkey={keys['lead']}", "commit", "-q", "-S", "-a", "-m", "改")
    shop.forge("lead")
    assert "签了名" in refused(shop.gate(), "self-approval").sentence


def test_one_person_is_not_two(make: Make) -> None:
    shop = make()
    shop.act("both", role="supervisor")
    shop.act("ops")
    shop.act("both", role="manager")
    refused(shop.gate(), "same-person")


def test_a_role_that_is_not_held_is_not_used(make: Make) -> None:
    shop = make()
    shop.forge("ops", role="supervisor")
    refused(shop.gate(), "role-not-held")
    with pytest.raises(HuashuError) as found:
        shop.act("ops", role="supervisor")
    assert "operations" in found.value.todo


# what was approved


def test_a_wording_that_came_later_is_not_approved(make: Make) -> None:
    shop = make()
    shop.all()
    shop.say("这件不还价")
    verdict = shop.gate()
    refused(verdict, "stale")
    missing(verdict, "wording")


def test_a_correction_voids_only_what_says_something_else(make: Make) -> None:
    shop = make()
    shop.commit({BYE: script("greeting/bye", "再见，欢迎再来")})
    shop.act("lead")
    shop.say("这件料子真好，值这个价")
    verdict = shop.gate()
    parts = {node.about: node for node in verdict.children if node.code == "part"}
    assert [row.code for row in parts["greeting/bye"].children if row.about == "wording"] == ["stage"]
    assert [row.code for row in parts["dialogue/dear"].children if row.about == "wording"] == ["stage-missing"]


def test_an_approval_serves_once(make: Make) -> None:
    """Approved and let in, then taken back with everybody's approval, then proposed again."""
    shop = make()
    shop.all()
    assert shop.gate().granted
    shop.merge()
    shop.say("这件值这个价")  # as it was at first
    shop.all()
    assert shop.gate().granted
    shop.merge()
    shop.say("这件料子好，值这个价")
    verdict = shop.gate()
    missing(verdict, "wording")
    refused(verdict, "spent")


def test_a_fix_on_the_branch_is_not_overwritten_by_what_was_approved_before_it(make: Make) -> None:
    shop = make()
    shop.all()
    shop.git("checkout", "-q", "main")
    fix = shop.say("这件值这个价，支持比价")
    shop.git("checkout", "-q", "work")
    shop.git("merge", "-q", "-s", "ours", "-m", "合并", fix)  # the branch says what was approved, and the fix is gone
    refused(shop.gate(), "base-moved")


def test_an_unrelated_step_of_the_branch_voids_nothing(make: Make) -> None:
    shop = make()
    shop.all()
    shop.git("checkout", "-q", "main")
    shop.commit({BYE: script("greeting/bye", "再见，祝您开心")})
    assert shop.gate().granted


def test_approvals_against_a_state_that_never_was_do_not_count(make: Make) -> None:
    shop = make()
    for name in CHAIN:
        shop.forge(name, base=shop.git("rev-parse", "work"))
    refused(shop.gate(), "unknown-base")


# the record itself


@pytest.mark.parametrize("namespace", ["git", "file"])
def test_a_signature_for_something_else_is_none(make: Make, keys: dict[str, Path], namespace: str) -> None:
    shop = make()
    data = canonical(shop.record("lead"))
    command = ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", str(keys["lead"])]
    armour = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    shop.keep(data, "lead", armour=armour)
    refused(shop.gate(), "no-signature")


def test_a_record_that_was_changed_after_signing_is_nobodys(make: Make, keys: dict[str, Path]) -> None:
    shop = make()
    record = shop.record("boss", role="supervisor")
    real = shop.keep(shop.record("lead"), "lead")
    armour = shop.git("show", f"{REF}:records/{real[:2]}/{real[2:]}/signature").encode() + b"\n"
    shop.keep(record, "boss", armour=armour)
    refused(shop.gate(), "bad-signature")


def test_a_key_that_nobody_has_registered_is_nobodys(make: Make, tmp_path: Path) -> None:
    from keys import ssh_key

    shop = make()
    shop.keys = {**shop.keys, "stranger": ssh_key(tmp_path / "new", "stranger")}
    shop.keep(shop.record("lead"), "stranger")
    refused(shop.gate(), "unknown-person")
    with pytest.raises(HuashuError) as found:
        shop.act("stranger", role="supervisor")
    assert "没有登记" in found.value.what


def test_the_same_nonce_counts_once(make: Make) -> None:
    shop = make()
    first = shop.record("lead", reason="一")
    shop.keep(first, "lead")
    shop.keep(replace(first, reason="二"), "lead")
    refused(shop.gate(), "replayed")


def test_a_record_under_another_name_does_not_count(make: Make) -> None:
    shop = make()
    shop.keep(shop.record("lead"), "lead", at="f" * 64)
    refused(shop.gate(), "renamed")


def test_a_copy_under_another_name_does_not_harm_the_original(make: Make) -> None:
    shop = make()
    record = shop.record("lead")
    shop.keep(record, "lead", at="0" * 64)
    shop.keep(record, "lead")
    shop.all("ops", "boss")
    assert shop.gate().granted


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"repository": "shop/other"}, "other-repository"),
        ({"target": "refs/heads/other"}, "other-target"),
        ({"target": "refs/tags/main"}, "other-target"),
        ({"policy": 4}, "policy-rolled-back"),
        ({"at": NOW + timedelta(hours=1)}, "future"),
        ({"follows": ("e" * 64,)}, "gone"),
    ],
)
def test_a_record_about_something_else_does_not_count(make: Make, changes: dict[str, object], code: str) -> None:
    shop = make()
    shop.forge("lead", **changes)
    shop.all("ops", "boss")
    verdict = shop.gate()
    refused(verdict, code)
    missing(verdict, "wording")


@pytest.mark.parametrize("data", [b"", b"{}\n", b"[" * 50_000, b"x" * (10 * 1024 * 1024)])
def test_rubbish_among_the_records_stops_nothing_and_grants_nothing(make: Make, data: bytes) -> None:
    shop = make()
    shop.keep(data, "lead")
    missing(shop.gate(), "wording")
    shop.all()
    assert shop.gate().granted


def test_a_record_of_another_spelling_does_not_count(make: Make) -> None:
    shop = make()
    data = canonical(shop.record("lead"))
    shop.keep(data.replace(b'"urgent":false', b'"urgent":false,"urgent":false'), "lead")
    shop.all("ops", "boss")
    missing(shop.gate(), "wording")


def test_replaced_objects_are_not_looked_at(make: Make) -> None:
    shop = make()
    shop.act("lead", "reject", reason="不行")
    good = shop.record("lead")
    (shop.root / "good").write_bytes(canonical(good))
    other = shop.git("hash-object", "-w", "good")
    (shop.root / "good").unlink()
    listed = shop.git("ls-tree", "-r", REF).splitlines()
    blob = next(line.split()[2] for line in listed if line.endswith("record.json"))
    shop.git("replace", blob, other)
    refused(shop.gate(), "veto")


# order


def test_the_final_comes_after_what_it_follows(make: Make) -> None:
    shop = make()
    shop.forge("boss", follows=())
    shop.all("lead", "ops")
    refused(shop.gate(), "early")


def test_a_final_that_names_no_predecessors_is_early_though_it_came_last(make: Make) -> None:
    shop = make()
    shop.all("lead", "ops")
    shop.forge("boss", follows=())
    refused(shop.gate(), "early")


def test_a_time_before_what_it_follows_is_not_believed(make: Make) -> None:
    shop = make()
    shop.all("lead", "ops")
    shop.forge("boss", at=NOW - timedelta(days=30))
    refused(shop.gate(), "backdated")


# keys


@pytest.mark.parametrize(
    ("line", "at", "code"),
    [
        ("until: 2026-05-01", NOW - timedelta(days=1), "key-not-valid"),
        ("until: 2026-05-01", datetime(2026, 4, 1, tzinfo=UTC), "key-not-valid"),  # backdated
        ("from: 2026-07-01", NOW - timedelta(days=1), "key-not-valid"),
        ("from: 2026-05-31T20:00", datetime(2026, 5, 1, tzinfo=UTC), "key-not-valid"),
        ("from: 2026-07-01", datetime(2026, 7, 2, tzinfo=UTC), "key-not-valid"),
        ("revoked: 2026-05-31", datetime(2026, 4, 1, tzinfo=UTC), "key-revoked"),
        ("revoked: 2027-01-01", NOW - timedelta(days=1), "key-revoked"),
    ],
)
def test_a_key_counts_only_while_it_holds(make: Make, line: str, at: datetime, code: str) -> None:
    shop = make({"lead": line})
    shop.forge("lead", at=at)
    shop.all("ops", "boss")
    verdict = shop.gate()
    refused(verdict, code)
    missing(verdict, "wording")


def test_a_commit_with_an_old_date_does_not_help_an_expired_key(make: Make) -> None:
    shop = make({"lead": "until: 2026-05-01"})
    shop.shop.day = -1
    shop.say("这件料子真好")
    shop.forge("lead", at=datetime(2026, 3, 2, tzinfo=UTC))
    refused(shop.gate(), "key-not-valid")


def test_one_key_does_not_make_two_people(make: Make, keys: dict[str, Path]) -> None:
    shop = make()
    shop.git("checkout", "-q", "main")
    same = {name: public(key) for name, key in keys.items()} | {"boss": public(keys["lead"])}
    shop.commit({"policy/people.yaml": people_file(same, 3)})
    shop.git("checkout", "-q", "work")
    with pytest.raises(HuashuError) as found:
        shop.gate()
    assert "已经写在 lead 名下了" in found.value.what


def test_a_key_that_the_change_itself_registers_does_not_count_yet(make: Make, tmp_path: Path) -> None:
    from keys import ssh_key

    shop = make()
    new = {**shop.keys, "lead": ssh_key(tmp_path / "new", "lead")}
    shop.commit({"policy/people.yaml": people_file({name: public(key) for name, key in new.items()}, 3)})
    shop.keys = new
    shop.forge("lead")
    refused(shop.gate(), "unknown-person")


# vetoes


def test_a_veto_is_cleared_by_its_author_alone(make: Make) -> None:
    shop = make()
    veto = shop.act("ops", "reject", reason="别提料子")
    shop.all()  # ops approves as well: that clears it
    assert shop.gate().granted
    shop.act("ops", "reject", reason="还是不行")
    refused(shop.gate(), "veto")
    shop.forge("boss", kind="withdraw", clears=veto.id)
    shop.forge("boss", kind="withdraw")
    refused(shop.gate(), "veto")
    shop.take_back("ops")
    verdict = shop.gate()
    assert "veto" not in verdict.codes()
    missing(verdict, "operations")  # his earlier approval does not come back to life


def test_a_veto_holds_whatever_the_wording_is_by_now(make: Make) -> None:
    shop = make()
    shop.act("ops", "reject", reason="别提料子")
    shop.say("这件真划算")
    shop.all("lead", "boss")
    refused(shop.gate(), "veto")


def test_a_veto_that_was_settled_does_not_come_back(make: Make) -> None:
    shop = make()
    shop.act("ops", "reject", reason="别提料子")
    shop.say("这件真划算")
    shop.all()
    assert shop.gate().granted
    shop.merge()
    shop.say("这件很划算")
    assert "veto" not in shop.gate().codes()
    shop.all()
    assert shop.gate().granted


@pytest.mark.parametrize("change", ["delete", "overwrite"])
def test_a_veto_that_is_taken_out_of_the_chain_is_still_heard(make: Make, change: str) -> None:
    shop = make()
    veto = shop.act("ops", "reject", reason="别提料子")
    folder = f"records/{veto.id[:2]}/{veto.id[2:]}"
    shop.git("checkout", "-q", "--detach", REF)
    if change == "delete":
        shop.git("rm", "-q", "-r", folder)
    else:
        (shop.root / folder / "record.json").write_bytes(b"{}\n")
    shop.git("commit", "-q", "-a", "-m", "x")
    shop.git("update-ref", REF, "HEAD")
    shop.git("checkout", "-q", "work")
    shop.all("lead", "boss")
    refused(shop.gate(), "veto")


def test_a_rewound_chain_is_seen_where_later_records_name_what_is_gone(make: Make) -> None:
    shop = make()
    shop.act("lead")
    before = shop.git("rev-parse", REF)
    shop.act("ops", "reject", reason="别提料子")
    boss = shop.record("boss")
    shop.git("update-ref", REF, before)
    shop.keep(boss, "boss")
    refused(shop.gate(), "gone")


def test_a_chain_that_is_rewound_without_a_trace_cannot_be_seen_from_itself(make: Make) -> None:
    """What only other copies can tell (see docs/approvals.md): `huashu review sync` compares with what it has seen."""
    shop = make()
    before_veto = shop.act("lead")
    tip = shop.git("rev-parse", REF)
    shop.act("ops", "reject", reason="别提料子")
    shop.git("update-ref", REF, tip)
    assert "veto" not in shop.gate().codes()
    assert before_veto.id in shop.git("ls-tree", "-r", REF).replace("/", "")


def test_a_script_that_moves_takes_its_veto_along(make: Make) -> None:
    shop = make()
    shop.act("ops", "reject", reason="别提料子")
    moved = script("dialogue/price", "这件料子好，值这个价", "formerly:\n  - dialogue/dear\n")
    shop.commit({DEAR: None, "scripts/dialogue/price.yaml": moved})
    refused(shop.gate(), "veto")
