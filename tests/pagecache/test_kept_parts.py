"""Parts shared by pages are made once, and again after a change of their content."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import EventType
from articles.recently_used import RecentlyUsed
from newsroom.frontpage.models import FrontPageScope, SlotKind, SlotPosition
from newsroom.frontpage.placements import place_story
from newsroom.pagecache import kept_parts
from newsroom.pagecache.kept_parts import kept_part, kept_rows
from newsroom.pagecache.page_keys import collect_dependencies, depend_on
from tests.factories import NOON, make_author, make_events, make_section
from tests.pagecache.ask import FRESH, ask
from tests.public.newsdesk import tell

pytestmark = pytest.mark.django_db
BANNER = SlotPosition("en", FrontPageScope.FRONT, SlotKind.BANNER)


def queries_of(handler, address):
    with CaptureQueriesContext(connection) as queries:
        assert ask(handler, address, **FRESH).status == 200
    return len(queries)


class TestPages:
    def test_share_the_frame_the_banner_and_the_ranking(self, handler, at_noon):
        story = tell()
        story.refresh_from_db()
        ask(handler, "/en/", **FRESH)
        assert queries_of(handler, f"/en/articles/{story.pk}/{story.slug_en}/") <= 6
        assert queries_of(handler, "/en/sections/economy/") <= 4
        assert queries_of(handler, "/en/corrections/") <= 2

    def test_share_the_fields_of_the_search(self, handler, at_noon):
        ask(handler, "/en/search/", **FRESH)
        assert queries_of(handler, "/en/search/") == 0
        tell(authors=[make_author()])
        handler.journal.look_again()
        assert b"Bora Testman" in ask(handler, "/en/search/", **FRESH).body

    def test_share_nothing_in_the_other_language(self, handler, at_noon):
        make_section("sports")
        for _time in range(2):
            pages = [ask(handler, f"/{code}/", **FRESH).body for code in ("en", "ko")]
            assert [page.count("sports 부문".encode()) > 0 for page in pages] == [False, True]

    def test_mark_their_own_section_alone(self, handler, at_noon):
        make_section("sports")
        for path, count in (("/en/", 0), ("/en/sections/sports/", 1), ("/en/", 0), ("/en/corrections/", 0)):
            assert ask(handler, path, **FRESH).body.count(b'/sports/" aria-current="page"') == count

    def test_that_a_banner_leads_to_lack_it(self, handler, at_noon):
        story = tell()
        story.refresh_from_db()
        place_story(story, BANNER, by=None, words="Breaking news")
        address = f"/en/articles/{story.pk}/{story.slug_en}/"
        for path, is_shown in (("/en/", True), (address, False), ("/en/", True)):
            assert (b"Breaking news" in ask(handler, path, **FRESH).body) == is_shown

    def test_have_a_new_part_at_once_after_a_change_here(self, handler, at_noon):
        ask(handler, "/en/", **FRESH)
        make_section("sports")
        assert ask(handler, "/admin/login/", method="POST").status in {302, 403}
        assert b"Sports" in ask(handler, "/en/", **FRESH).body

    def test_have_a_part_as_of_their_day(self, handler, at_noon):
        for days in (0, 1):
            at_noon.move_to(NOON + timedelta(days=days))
            assert f"/en/2026/03/{2 + days:02}/".encode() in ask(handler, "/en/corrections/", **FRESH).body


class TestKeptPart:
    @pytest.fixture
    def made(self, handler, at_noon):
        """Return a function that asks for a part and returns how often it has been made."""
        caches["pages"].clear()
        handler.journal.follow()
        parts, made = RecentlyUsed(2), []

        def make():
            depend_on("story", 5)
            made.append(1)
            return len(made)

        def ask_for(name="part"):
            handler.journal.look_again()
            handler.journal.follow()
            with kept_parts.keeping_parts(handler.journal, parts), collect_dependencies(NOON) as page:
                value = kept_part((name,), make)
            assert "story-5" in page.keys
            return value

        return ask_for

    def test_is_made_once(self, made):
        assert [made() for _time in range(3)] == [1, 1, 1]

    def test_is_made_anew_after_a_change_of_what_it_shows(self, made, at_noon):
        made()
        make_events(1, type=EventType.PUBLISHED, subject_type="article", subject_id=6, at=NOON)
        assert made() == 1
        make_events(1, type=EventType.PUBLISHED, subject_type="article", subject_id=5, at=NOON)
        assert made() == 2

    def test_is_another_by_another_name(self, made):
        assert [made("one"), made("two"), made("one")] == [1, 2, 1]

    def test_is_given_up_for_those_used_more_recently(self, made):
        names = ["one", "two", "one", "three", "one", "two"]  # there is room for two
        assert [made(name) for name in names] == [1, 2, 1, 3, 1, 4]

    def test_is_not_kept_outside_of_a_page(self):
        made = iter(range(5))
        assert [kept_part(("part",), lambda: next(made)) for _time in range(2)] == [0, 1]


class TestKeptRows:
    @pytest.fixture
    def read(self, handler, at_noon):
        """Return a function that asks for rows and returns (values, ids read, keys of the page)."""
        caches["pages"].clear()
        handler.journal.follow()
        parts = RecentlyUsed(10)

        def ask_for(*numbers, name="row", **options):
            handler.journal.look_again()
            handler.journal.follow()
            asked = []

            def read_rows(lacking):
                asked.extend(sorted(lacking))

                def make(number):
                    depend_on("story", number)
                    return None if number > 5 else f"{name} {number}"

                return make

            with kept_parts.keeping_parts(handler.journal, parts), collect_dependencies(NOON, ()) as page:
                values = kept_rows("row", numbers, (name,), read_rows, **options)
            return values, asked, page.keys

        return ask_for

    def test_are_read_once(self, read):
        assert read(1, 2)[:2] == ({1: "row 1", 2: "row 2"}, [1, 2])
        assert read(1, 2, 3)[:2] == ({1: "row 1", 2: "row 2", 3: "row 3"}, [3])

    def test_are_no_others(self, read):
        read(1)
        assert read(1, name="other")[:2] == ({1: "other 1"}, [1])

    def test_that_do_not_exist_are_read_once(self, read):
        assert read(1, 6)[:2] == ({1: "row 1"}, [1, 6])
        assert read(1, 6)[:2] == ({1: "row 1"}, [])

    def test_are_read_anew_one_by_one(self, read):
        read(1, 2)
        make_events(1, type=EventType.PUBLISHED, subject_type="article", subject_id=2, at=NOON)
        assert read(1, 2)[1] == [2]

    def test_are_what_the_page_depends_on(self, read):
        for _time in range(2):
            assert read(1)[2] == {"site", "row-1", "story-1"}
            assert read(2, has_key=False)[2] == {"site", "story-2"}

    def test_are_not_read_for_none(self, read):
        assert read() == ({}, [], set())

    def test_are_not_kept_outside_of_a_page(self):
        assert kept_rows("row", [1], (), lambda lacking: dict.fromkeys(lacking, "row").get) == {1: "row"}
        assert kept_rows("row", [], (), None) == {}
