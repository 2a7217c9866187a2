"""Unrecorded translations: texts of the demonstration, complete and half done."""

import tomllib
from pathlib import Path

import pytest

from articles.text.segments import pair_segments, segments_of
from newsroom import demo

STORIES = sorted((Path(demo.__file__).parent / "stories").glob("*.toml"))


def texts():
    """[(segments of the source, segments of the translation)] of those that translate segment by segment."""
    told = [tomllib.loads(path.read_text(encoding="utf-8")) for path in STORIES]
    both = [
        [segments_of(one["title"], one["summary"], one.get("body", "")) for one in (story["en"], story["ko"])]
        for story in told
        if "en" in story and "ko" in story
    ]
    return [sides for sides in both if len(sides[0]) == len(sides[1])]


def wrong(source, kept, target):
    """Return how many recorded segments are not paired with the source that they translate."""
    found = pair_segments(source, target, range(len(source)), range(len(target)))
    answered = {other: one for one, other in found}
    return sum(answered.get(place) != one for place, one in enumerate(kept))


@pytest.mark.parametrize("there", [0, 1])
def test_translation_is_begun_from_the_top(there):
    failed = total = 0
    for sides in texts():
        source, target = sides[1 - there], sides[there]
        for count in (len(target) // 3, len(target) // 2, len(target) * 2 // 3):
            failed += wrong(source, range(count), target[:count])
            total += count
    assert total > 500
    assert failed / total < 0.005


@pytest.mark.parametrize("there", [0, 1])
def test_what_is_lacking_in_the_middle_is_found_there(there):
    failed = total = 0
    for sides in texts():
        source, target = sides[1 - there], sides[there]
        for start in range(2, len(target) - 3, 3):
            kept = [place for place in range(len(target)) if not start <= place < start + 3]
            failed += wrong(source, kept, [target[place] for place in kept])
            total += len(kept)
    # Most of them are cells of tables: figures and names of one word, which look alike in a column.
    assert failed / total < 0.025
