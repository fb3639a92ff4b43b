"""The labelled sentences: what they must be, and how well the rules must judge them."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules_benchmark", ROOT / "benchmarks" / "rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bench = _load()
CORPUS = bench.corpus()


@pytest.fixture(scope="module")
def judge() -> object:
    return bench.Judge()


def test_there_are_enough_sentences_and_none_twice() -> None:
    assert len(CORPUS) >= 1000
    assert [say for say, count in Counter(one.say for one in CORPUS).items() if count > 1] == []
    innocent = [one for one in CORPUS if not one.fires]
    assert len(innocent) * 2 >= len(CORPUS)
    assert sum(bool(one.excuse) for one in innocent) * 3 >= len(innocent)


def test_all_scenes_and_channels_are_heard(judge: object) -> None:
    settings = judge.settings  # type: ignore[attr-defined]
    assert {one.scene for one in CORPUS} == set(settings.scenes)
    assert {one.channel for one in CORPUS} == set(settings.channels)


def test_labels_name_rules() -> None:
    rules = {path.relative_to(ROOT / "rules").with_suffix("").as_posix() for path in (ROOT / "rules").rglob("*.yaml")}
    assert sorted({label for one in CORPUS for label in one.fires} - rules) == []


# Of innocent sentences, 3 in 1,000 may be called wrong.
@pytest.mark.parametrize("held_out", [False, True])
def test_errors_are_right_and_innocent_sentences_are_left_alone(judge: object, held_out: bool) -> None:
    scores = bench.score(judge, [one for one in CORPUS if one.held_out == held_out])
    grave = [scores.errors[name] for name in bench.GRAVE]
    assert sum(count.right for count in grave) >= 0.95 * sum(count.hits for count in grave)
    assert scores.alarms["error"] <= 0.003 * scores.innocent


@pytest.mark.parametrize(("right", "tried", "bound"), [(0, 0, 0.0), (0, 10, 0.0), (10, 10, 0.7225), (95, 100, 0.8882)])
def test_wilson(right: int, tried: int, bound: float) -> None:
    assert bench.wilson(right, tried) == pytest.approx(bound, abs=1e-4)
