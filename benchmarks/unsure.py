"""Learns what tells a mention from an offence (src/huashu/unsure.json), and prints how well it tells.

From the labelled sentences that rules are tuned on and the rules' own examples; those that measure stay out of it. What
is printed is cross-validated: sentences of a file are judged by weights learnt from all other files. `make unsure`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

import rules as labelled
from huashu.lint import examples
from huashu.lint.engine import Engine
from huashu.lint.unsure import evidence
from huashu.model.rule import Rule
from huashu.store import recommended

TABLE = recommended.WEIGHTS
LOST = 0.05  # of right errors may become less than that
SELDOM = 3  # evidence seen less often tells nothing
SMALL = 25  # weights below change nothing
SCALE = 100
TRAPS = ("thirty-fourth-look.yaml",)  # offences in the dress of mentions: learnt from, but not what is usual
FIRM = 5.0  # an example of a rule counts as so many sentences: it must be told as what it is


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule finds in a sentence when it grants no excuse. error: whether it finds it with its excuses, too."""

    evidence: frozenset[str]
    mention: bool
    error: bool
    group: str
    weight: float = 1.0


def plain(rule: Rule) -> Rule:
    """The rule by its words and patterns alone."""
    return rule._replace(params={key: rule.params[key] for key in ("words", "patterns") if key in rule.params})


def of_sentences(judge: labelled.Judge, rules: list[Rule]) -> list[Match]:
    """Matches in the sentences to tune on."""
    found = []
    ids = {rule.id for rule in rules}
    for one in labelled.corpus():
        if one.held_out:
            continue
        judge.engine = STRICT
        errors = {(x.rule, x.matched) for x in judge.findings(one) if x.rule in ids}
        judge.engine = BARE
        families = {labelled.family(label) for label in one.fires}
        for x in judge.findings(one):
            start = max(0, one.say.find(x.matched))
            seen = evidence(x.rule, one.say, start, start + len(x.matched))
            mention = labelled.family(x.rule) not in families
            found.append(Match(seen, mention, (x.rule, x.matched) in errors, one.file))
    return found


def of_examples(judge: labelled.Judge, rules: list[Rule]) -> list[Match]:
    """Matches in the rules' own examples. One that is to be told as less is a mention."""
    found = []
    for rule in rules:
        for example in examples.read(plain(rule), judge.settings):
            mention = example.kind == "valid" or "severity" in example.given
            for x in example.findings():
                text = str(example.given.get("say", x.matched))
                start = max(0, text.find(x.matched))
                seen = evidence(rule.id, text, start, start + len(x.matched))
                found.append(Match(seen, mention, False, "examples", FIRM))
    return found


def learn(matches: list[Match], rows: np.ndarray) -> tuple[dict[str, float], float]:
    """Weights of the evidence and the constant."""
    some = [matches[row] for row in rows]
    often = Counter(one for match in some for one in match.evidence)
    names = sorted(name for name, count in often.items() if count >= SELDOM)
    index = {name: at for at, name in enumerate(names)}
    places = [
        (row, index[one], len(match.evidence) ** -0.5)
        for row, match in enumerate(some)
        for one in sorted(match.evidence)
        if one in index
    ]
    row, column, value = zip(*places, strict=True)
    table = csr_matrix((value, (row, column)), shape=(len(some), len(names)))
    model = LogisticRegression(C=3, max_iter=1000)
    model.fit(table, [match.mention for match in some], sample_weight=[match.weight for match in some])
    return dict(zip(names, map(float, model.coef_[0]), strict=True)), float(model.intercept_[0])


def score(match: Match, weights: dict[str, float], constant: float) -> float:
    return constant + sum(weights.get(one, 0.0) for one in match.evidence) / len(match.evidence) ** 0.5


def crossed(matches: list[Match]) -> np.ndarray:
    """Each match's score by weights that never saw its file."""
    scores = np.zeros(len(matches))
    for learnt, judged in GroupKFold(8).split(matches, groups=[match.group for match in matches]):
        weights, constant = learn(matches, learnt)
        for row in judged:
            scores[row] = score(matches[row], weights, constant)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table")
    options = parser.parse_args()
    matches = of_sentences(JUDGE, RULES) + of_examples(JUDGE, RULES)
    scores = crossed(matches)
    usual = [match.error and not match.mention and match.group not in TRAPS for match in matches]
    right = scores[usual]
    wrong = np.array([scores[at] for at, match in enumerate(matches) if match.error and match.mention])
    excused = np.array([scores[at] for at, match in enumerate(matches) if not match.error and match.mention])
    print(f"{len(matches)} matches; errors: {len(right)} right, {len(wrong)} wrong; {len(excused)} excused")
    for lost in (0.01, 0.02, 0.03, 0.05, 0.1):
        from_ = float(np.quantile(right, 1 - lost))
        gained = f"wrong ones {np.mean(wrong > from_):.0%}, excused ones {np.mean(excused > from_):.0%}"
        print(f"  right errors told as less {lost:.0%}: {gained}")
    if options.write:
        enough = float(np.quantile(right, 1 - LOST))
        weights, constant = learn(matches, np.arange(len(matches)))
        kept = {name: round(weight * SCALE) for name, weight in sorted(weights.items()) if abs(weight) * SCALE >= SMALL}
        table = {"enough": round((enough - constant) * SCALE), "weights": kept}
        TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        print(f"{len(kept)} weights, {TABLE.stat().st_size / 1000:.0f} KB")


JUDGE = labelled.Judge()
RULES = [rule for rule in JUDGE.rules if "unsure" in rule.params]
STRICT = Engine(
    [rule._replace(params={key: value for key, value in rule.params.items() if key != "unsure"}) for rule in RULES]
)
BARE = Engine([plain(rule) for rule in RULES])

if __name__ == "__main__":
    main()
