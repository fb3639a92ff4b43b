"""Writes a library of many varied scripts out of the model library's sentences; the same seed gives the same bytes."""

from __future__ import annotations

import argparse
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

from huashu.store.starter import new_settings

ROOT = Path(__file__).parent.parent
SENTENCE = re.compile(r"[^。！？]*[。！？]?[^\w{。！？]*")
# What people really get wrong, in about one script of twenty.
SLIPS = ("你先等一下。", "这个我们不能处理。", "这是全网最低价。", "不行，不可以，不退。", "签收7天内都可以退。")


Kind = tuple[str, ...]  # sentences of one kind can stand for one another


def sentences(text: str) -> list[str]:
    return [found.strip("\n") for found in SENTENCE.findall(text) if found.strip()]


def kind(script: dict, reply: dict, channel: str) -> Kind:
    """Scene, stage, channel, and whether it is heard on the phone or opens or ends the script."""
    spoken = channel == "phone" or (not channel and "phone" in set(script["channels"]) - set(reply.get("variants", ())))
    place = "first" if reply is script["replies"][0] else "last" if reply is script["replies"][-1] else ""
    stage = reply.get("rung") or reply.get("step") or ""
    return (script["id"].split("/")[0], stage, channel, "spoken" if spoken else "", place)


def wishes() -> dict[str, re.Pattern[str]]:
    """For each thing that some rule asks for, what finds it."""
    found = {"emoji": re.compile("[\U0001f300-\U0001faff]")}
    for path in sorted((ROOT / "rules").glob("*/*.yaml")):
        rule = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        given = rule["with"] if rule["check"] == "required" else {}
        any_of = [*given.get("any", ()), *(f"{{{name}}}" for name in given.get("slots", ()))]
        for index, words in enumerate([any_of, *given.get("all", ())]):
            if words:
                found[f"{rule['id']} {index}"] = re.compile("|".join(map(re.escape, words)))
    return found


class Pool:
    """Sentences of the model library by kind."""

    def __init__(self, scripts: list[dict]) -> None:
        self.wishes = wishes()
        self.sentences: dict[Kind, list[str]] = defaultdict(list)
        for script in scripts:
            for reply in script["replies"]:
                for channel, said in {"": reply["say"], **reply.get("variants", {})}.items():
                    self.sentences[kind(script, reply, channel)].extend(sentences(said))

        self.granted = {text: self._granted(text) for some in self.sentences.values() for text in some}
        self.alike: dict[tuple[str, Kind, frozenset[str]], list[str]] = defaultdict(list)
        for (scene, _stage, *where, _place), some in self.sentences.items():
            for text in some:
                asked = self.granted[text]
                self.alike[scene if asked else "", tuple(where), asked].append(text)

    def _granted(self, text: str) -> frozenset[str]:
        """What rules ask for, as far as a sentence gives it."""
        return frozenset(name for name, pattern in self.wishes.items() if pattern.search(text))

    def say(self, chance: random.Random, like: str, of: Kind) -> str:
        """The text with nearly all of its sentences taken from elsewhere: scripts of one model are not copies. What
        rules ask for, the new sentence gives too."""
        return "".join(own if chance.random() < 0.1 else self._other(chance, own, of) for own in sentences(like))

    def _other(self, chance: random.Random, own: str, of: Kind) -> str:
        """One of the same channel that gives just what it gives; one that gives something, of the same scene too."""
        asked = self.granted[own]
        return chance.choice(self.alike[of[0] if asked else "", of[2:4], asked])


def scripts(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """(path, text) of `count` scripts."""
    models = [yaml.safe_load(path.read_bytes()) for path in sorted((ROOT / "scripts").glob("*/*.yaml"))]
    pool, chance = Pool(models), random.Random(seed)
    ids = [f"{models[number % len(models)]['id']}-{number:04}" for number in range(count)]
    for number, identity in enumerate(ids):
        model = models[number % len(models)]
        yield f"scripts/{identity}.yaml", _script(model, identity, number, pool, chance, _related(ids, number, chance))


def _related(ids: list[str], number: int, chance: random.Random) -> list[str]:
    """The scripts before and after, which lead back to this one; now and then one of them is forgotten."""
    near = {*ids[max(number - 1, 0) : number], *ids[number + 1 : number + 2]}
    return sorted(near)[: 1 if chance.random() < 0.01 else 2]


def _script(model: dict, identity: str, number: int, pool: Pool, chance: random.Random, related: list[str]) -> str:
    lines = ["# yaml-language-server: $schema=../../schemas/script.schema.json"]
    if chance.random() < 0.2:
        lines.append(f"# 第 {number} 条，整理自售后群里的讨论")
    lines += [f"id: {identity}", f"title: {model['title']}（{number}）"]
    lines += _items("channels", model["channels"])
    lines += _items("asks", [f"{ask}（{number}）" for ask in model.get("asks", ())])
    lines.append("replies:")
    for reply in model["replies"]:
        lines += _reply(model, reply, pool, chance)
    if "escalate" in model:
        lines += ["escalate:", f"  to: {model['escalate']['to']}", *_block("  when", model["escalate"]["when"])]
    lines.append(f"owner: {model['owner']}")
    lines += _items("consult", model.get("consult", ()))
    lines.append(f"review_by: {model['review_by']}")
    lines += _items("tags", model.get("tags", ()))
    lines += _items("related", related)
    return "\n".join(lines) + "\n"


def _reply(script: dict, model: dict, pool: Pool, chance: random.Random) -> Iterator[str]:
    said = pool.say(chance, model["say"], kind(script, model, ""))
    if chance.random() < 0.02:
        said += chance.choice(SLIPS)
    head = [f"{key}: {model[key]}" for key in ("rung", "step") if key in model]
    body = [*head, *_block("say", said)]
    if "variants" in model:
        body.append("variants:")
        for channel, wording in model["variants"].items():
            body += [f"  {line}" for line in _block(channel, pool.say(chance, wording, kind(script, model, channel)))]
    body += [f"{key}: {str(model[key]).lower()}" for key in ("fixed", "by") if key in model]
    body += _block("note", model["note"]) if "note" in model else []
    yield from (f"{'  - ' if index == 0 else '    '}{line}" for index, line in enumerate(body))


def _block(key: str, text: str) -> list[str]:
    indent = " " * (len(key) - len(key.lstrip()) + 2)
    return [f"{key}: |-", *(f"{indent}{line}" for line in text.strip().split("\n"))]


def _items(key: str, values: list[str]) -> list[str]:
    return [f"{key}:", *(f"  - {value}" for value in values)] if values else []


def write(directory: Path, count: int = 2000, seed: int = 7) -> list[Path]:
    """A library of `count` scripts in an empty folder, which extends the packaged rules; the scripts' paths."""
    paths = []
    for path, text in scripts(count, seed):
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        paths.append(target)
    for folder in ("terms", "policy", "schemas"):
        shutil.copytree(ROOT / folder, directory / folder)
    settings = (ROOT / "huashu.yaml").read_text(encoding="utf-8")
    (directory / "huashu.yaml").write_text(new_settings(settings), encoding="utf-8", newline="\n")
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    print(f"{len(write(options.directory, options.count, options.seed))} scripts in {options.directory}")
