"""Rules of freshness, each with a test."""

from hypothesis import given

from articles.text.freshness import (
    Freshness,
    is_fully_translated,
    translation_units,
)
from articles.text.segments import RecordedTranslation, Segment, segments_in
from tests.articles.text.bodies import EVERYTHING, states, translated
from tests.articles.text.test_segments import BODIES

THREE = "<p>The harbor opens on Monday.</p><p>Nobody knows why.</p><p>Ships wait at sea.</p>"


class TestFreshness:
    @given(BODIES)
    def test_a_body_is_current_against_itself(self, body):
        assert set(states(body, body)) <= {"current"}

    def test_one_paragraph_edited_is_one_stale(self):
        after = THREE.replace("Nobody knows why", "Nobody in the town knows why")
        assert states(THREE, after) == ["current", "stale", "current"]

    def test_a_paragraph_written_anew_in_its_place_is_stale(self):
        after = THREE.replace("Nobody knows why.", "A storm broke the northern gate last night.")
        assert states(THREE, after) == ["current", "stale", "current"]

    def test_only_the_address_of_a_link_is_markup(self):
        before = '<p>See <a href="https://a.example/">the plan</a>.</p><p>Ships wait.</p>'
        assert states(before, before.replace("a.example", "b.example")) == ["markup", "current"]

    def test_white_space_or_a_no_break_space_is_nothing(self):
        after = THREE.replace("opens on", "opens\u00a0on").replace("Ships wait", "Ships  wait")
        assert states(THREE, after) == ["current"] * 3

    def test_two_list_items_swapped_are_one_moved(self):
        before = "<ul><li><p>Grain for the north</p></li><li><p>Salt for the south</p></li></ul>"
        after = "<ul><li><p>Salt for the south</p></li><li><p>Grain for the north</p></li></ul>"
        assert sorted(states(before, after)) == ["current", "moved"]

    def test_a_paragraph_split_is_one_stale_and_one_new(self):
        before = "<p>The harbor opens on Monday. Ships wait at sea since Friday.</p><p>Nobody knows why.</p>"
        after = before.replace("Monday. Ships", "Monday.</p><p>Ships")
        assert sorted(states(before, after)) == ["current", "new", "stale"]

    def test_a_paragraph_made_a_heading_is_markup(self):
        after = THREE.replace("<p>Nobody knows why.</p>", "<h2>Nobody knows why.</h2>")
        assert states(THREE, after) == ["current", "markup", "current"]

    def test_a_paragraph_added_is_new_and_one_taken_out_is_removed(self):
        middle = "<p>Nobody knows why.</p>"
        assert states(THREE.replace(middle, ""), THREE) == ["current", "new", "current"]
        assert states(THREE, THREE.replace(middle, "")) == ["current", "removed", "current"]

    def test_a_picture_exchanged_under_its_caption_is_markup(self):
        after = EVERYTHING.replace('data-image="4"', 'data-image="5"')
        assert states(EVERYTHING, after).count("markup") == 1

    def test_pictures_that_became_a_gallery_are_markup_with_a_caption_and_without(self):
        each = '<figure data-image="{}"><figcaption>{}</figcaption></figure>'
        pictures = each.format(7, "") + each.format(8, "The pier")
        after = f'{THREE}<div data-kind="gallery">{pictures}</div>'
        assert states(THREE + pictures, after) == [*["current"] * 3, "markup", "markup"]

    def test_a_picture_without_caption_that_came_is_new(self):
        after = THREE.replace("<p>Ships", '<figure data-image="7"><figcaption></figcaption></figure><p>Ships')
        assert states(THREE, after) == ["current", "current", "new", "current"]


SOURCE, TARGET = segments_in(THREE), translated(segments_in(THREE))


class TestDeparture:
    """A Korean newspaper does not translate word for word: freshness survives it."""

    def made(self):
        first = RecordedTranslation((SOURCE[0], SOURCE[1]), (TARGET[0],))
        return [first, RecordedTranslation((SOURCE[2],), (TARGET[1], TARGET[2]))]

    def test_joined_and_split_segments_stay_one_unit_each(self):
        found = translation_units(SOURCE, TARGET, self.made())
        assert [(unit.sources, unit.targets) for unit in found] == [([0, 1], [0]), ([2], [1, 2])]
        assert is_fully_translated(found)

    def test_a_joined_segment_goes_stale_when_one_of_its_sources_does(self):
        after = segments_in(THREE.replace("knows why", "knows why yet"))
        assert [unit.state for unit in translation_units(after, TARGET, self.made())] == [
            Freshness.STALE,
            Freshness.CURRENT,
        ]

    def test_a_joined_segment_goes_stale_when_one_of_its_sources_is_taken_out(self):
        assert translation_units(SOURCE[1:], TARGET, self.made())[0].state == Freshness.STALE

    def test_what_was_left_out_stays_so_until_its_source_changes(self):
        made = [
            RecordedTranslation((one,), (other,)) for one, other in zip(SOURCE[:2], TARGET[:2], strict=True)
        ]
        made.append(RecordedTranslation((SOURCE[2],), (), reason="Local readers know."))
        assert [unit.state for unit in translation_units(SOURCE, TARGET[:2], made)][-1] == Freshness.LEFT_OUT
        after = segments_in(THREE.replace("wait at sea", "wait far out at sea"))
        assert [unit.state for unit in translation_units(after, TARGET[:2], made)][-1] == Freshness.STALE

    def test_what_was_added_stands_behind_what_it_follows_and_asks_for_nothing(self):
        made = [RecordedTranslation((one,), (other,)) for one, other in zip(SOURCE, TARGET, strict=True)]
        added = Segment(("p",), "이 항구는 1903년에 열렸다.")
        made.insert(1, RecordedTranslation((), (added,)))
        found = translation_units(SOURCE, [TARGET[0], added, *TARGET[1:]], made)
        assert [unit.state for unit in found] == ["current", "added", "current", "current"]
        assert is_fully_translated(found)

    def test_what_was_taken_out_of_the_translation_elsewhere_is_to_be_translated_again(self):
        made = [RecordedTranslation((one,), (other,)) for one, other in zip(SOURCE, TARGET, strict=True)]
        assert [unit.state for unit in translation_units(SOURCE, TARGET[:2], made)] == [
            "current",
            "current",
            "new",
        ]

    def test_a_draft_is_current_and_not_done(self):
        made = [
            RecordedTranslation((one,), (other,), is_draft=True)
            for one, other in zip(SOURCE, TARGET, strict=True)
        ]
        found = translation_units(SOURCE, TARGET, made)
        assert {unit.state for unit in found} == {Freshness.CURRENT}
        assert not is_fully_translated(found)

    def test_a_translation_edited_anywhere_is_found_again(self):
        made = [RecordedTranslation((one,), (other,)) for one, other in zip(SOURCE, TARGET, strict=True)]
        edited = [TARGET[0], Segment(("p",), "번역 Nobody knows why. 아무도 모른다."), TARGET[2]]
        assert [unit.recorded.sources for unit in translation_units(SOURCE, edited, made)] == [
            (one,) for one in SOURCE
        ]


class TestUnrecorded:
    """Pairs of segments without a record: order, role, length and pictures decide."""

    def test_every_segment_finds_its_own(self):
        source = segments_in(EVERYTHING)
        found = translation_units(source, translated(source), [])
        assert [(unit.sources, unit.targets) for unit in found] == [([n], [n]) for n in range(len(source))]

    def test_a_segment_that_is_missing_is_new_and_the_others_keep_theirs(self):
        source = segments_in(EVERYTHING)
        target = translated(source)
        del target[7]
        found = translation_units(source, target, [])
        assert [unit.state for unit in found].count("new") == 1
        assert [unit.sources for unit in found if unit.state == "new"] == [[7]]

    def test_the_first_half_of_an_endless_text_finds_its_own(self):
        source = [Segment(("p",), f"{number} {'word ' * (number * 7 % 40)}") for number in range(900)]
        found = translation_units(source, translated(source)[:450], [])
        met = [(unit.sources, unit.targets) for unit in found if unit.targets]
        assert met == [([number], [number]) for number in range(450)]

    def test_a_headline_never_becomes_a_paragraph(self):
        source = [Segment(("headline",), "Harbor opens"), *SOURCE]
        found = translation_units(source, TARGET, [])
        assert [unit.state for unit in found] == ["new", "current", "current", "current"]
