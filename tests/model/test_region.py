"""Dividing what a rule looks at: the parts are the whole, and none of them overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.region import Region, at_path, split
from huashu.model.rule import Where

SCENES, CHANNELS = ("a", "b", "c"), ("x", "y", "z")
PATHS = ("scripts/a/one.yaml", "scripts/a/two.yaml", "scripts/b/one.yaml")
GLOBS = ("scripts/a", "scripts/*/one.yaml", "scripts/b/**")
some_scenes = st.lists(st.sampled_from(SCENES), unique=True, max_size=3).map(tuple)
some_channels = st.lists(st.sampled_from(CHANNELS), unique=True, max_size=3).map(tuple)
some_globs = st.lists(st.sampled_from(GLOBS), unique=True, max_size=2).map(tuple)
parts = st.lists(st.sampled_from(("replies", "title", "notes")), unique=True, min_size=1).map(tuple)
wheres = st.builds(
    Where, scenes=some_scenes, not_scenes=some_scenes, channels=some_channels, not_channels=some_channels, parts=parts
)
regions = st.builds(Region, scenes=some_scenes, channels=some_channels, paths=some_globs)


def looks_at(where: Where, scene: str, channel: str, path: str, part: str) -> bool:
    """As the engine has it: only replies are said in channels."""
    if scene in where.not_scenes or (where.scenes and scene not in where.scenes):
        return False
    if part not in where.parts or not at_path(where, path):
        return False
    heard = channel not in where.not_channels and (not where.channels or channel in where.channels)
    return part != "replies" or heard


def in_region(region: Region, scene: str, channel: str, path: str, part: str) -> bool:
    return (
        (not region.scenes or scene in region.scenes)
        and (not region.channels or (part == "replies" and channel in region.channels))
        and (not region.paths or not at_path(Where(not_paths=region.paths), path))
    )


@given(wheres, st.lists(regions, max_size=3))
def test_each_text_is_looked_at_by_just_one_part(where: Where, cuts: list[Region]) -> None:
    pieces: list[tuple[Where, tuple[int, ...]]] = [(where, ())]
    for number, region in enumerate(cuts):
        divided = []
        for piece, inside in pieces:
            here, others = split(piece, region)
            divided += [] if here is None else [(here, (*inside, number))]
            divided += [(other, inside) for other in others]
        pieces = divided
    for scene in SCENES:
        for channel in CHANNELS:
            for path in PATHS:
                for part in ("replies", "title", "notes"):
                    place = (scene, channel, path, part)
                    found = [inside for piece, inside in pieces if looks_at(piece, *place)]
                    expected = tuple(number for number, region in enumerate(cuts) if in_region(region, *place))
                    assert found == ([expected] if looks_at(where, *place) else [])


def test_no_part_looks_at_nothing_where_the_whole_lies_inside_or_outside() -> None:
    bargaining = Where(scenes=("bargaining",))
    assert split(bargaining, Region(scenes=("bargaining", "order"))) == (bargaining, ())
    assert split(bargaining, Region(scenes=("order",))) == (None, (bargaining,))
    assert split(Where(parts=("title",)), Region(channels=("phone",))) == (None, (Where(parts=("title",)),))
    phone = Where(channels=("phone",))
    assert split(phone, Region(channels=("phone",))) == (phone, ())


def test_titles_stay_outside_a_region_of_channels() -> None:
    where = Where(channels=("phone",), parts=("replies", "title"))
    inside = Where(channels=("phone",), parts=("replies",))
    assert split(where, Region(channels=("phone",))) == (inside, (Where(channels=("phone",), parts=("title",)),))


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("scripts/a/b.yaml", "scripts/a/b.yaml", True),
        ("scripts/a/b.yaml", "scripts/a/bxyaml", False),
        ("scripts/a", "scripts/a/b.yaml", True),
        ("scripts/a/", "scripts/a/b.yaml", True),
        ("scripts/a", "scripts/ab/b.yaml", False),
        ("scripts/a/b-*.yaml", "scripts/a/b-1.yaml", True),
        ("scripts/*.yaml", "scripts/a/b.yaml", False),
        ("scripts/*/b.yaml", "scripts/a/b.yaml", True),
        ("scripts/**/b.yaml", "scripts/a/c/b.yaml", True),
        ("scripts/**/b.yaml", "scripts/b.yaml", True),
        ("scripts/**", "scripts/a/b.yaml", True),
        ("scripts/a/?.yaml", "scripts/a/b.yaml", True),
        ("scripts/a/?.yaml", "scripts/a/bc.yaml", False),
        ("scripts/a/[b].yaml", "scripts/a/b.yaml", False),
    ],
)
def test_globs(glob: str, path: str, expected: bool) -> None:
    assert at_path(Where(paths=((glob,),)), path) is expected
    assert at_path(Where(not_paths=(glob,)), path) is not expected


def test_of_each_group_of_globs_one_must_match() -> None:
    where = Where(paths=(("scripts/a", "scripts/b"), ("scripts/*/one.yaml",)))
    assert [at_path(where, path) for path in PATHS] == [True, False, True]
