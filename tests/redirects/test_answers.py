"""Old addresses redirect directly if no page has them, for a limited time, at a cost of one query."""

from unittest import mock

from django.db import OperationalError, connection
from django.test import TestCase
from django.utils.encoding import iri_to_uri
from time_machine import travel

from articles.models import Article
from articles.publishing import withdraw
from newsroom.pagecache import journal
from newsroom.pagecache.handler import PageCacheHandler
from newsroom.public.errors import REDIRECTS_KEPT
from newsroom.redirects import lookup
from newsroom.redirects.models import Redirect, RedirectUse
from tests.factories import HOUR, NOON, make_article, make_published, make_section
from tests.pagecache.ask import ask
from tests.public.newsdesk import page_of, texts

ELSEWHERE = "https://archive.example/a"


def make_redirect(old_address, target="", story=None, language="ko"):
    redirect = Redirect(old_address=old_address)
    redirect.point_to(target, story and story.pk, language if story else "")
    redirect.save()
    return redirect


def counting(written_at=None):
    """Replace the counter of uses by a new one, as in a process that has just started or just written."""
    counter = lookup.UseCounter()
    counter.written_at = written_at
    return mock.patch("newsroom.public.errors.counter", counter)


class AnswerTests(TestCase):
    def setUp(self):
        self.enterContext(travel(NOON, tick=False))

    def location(self, address, status=301, **options):
        response = self.client.get(address, **options)
        self.assertEqual(response.status_code, status, address)
        return response.get("Location")

    def test_is_found_however_it_is_written(self):
        make_redirect("/2020/항구", "/ko/")
        make_redirect("/?p=123", "/en/")
        make_redirect("/view.html?id=7&sec=2", ELSEWHERE)
        for address in (
            "/2020/항구",
            "/2020/항구/",
            "/2020/%ed%95%ad%ea%b5%ac/",
            "/2020//%ED%95%AD%EA%B5%AC",
        ):
            self.assertEqual(self.location(address), "/ko/", address)
        self.assertEqual(self.location("/?p=123"), "/en/")
        self.assertEqual(self.location("/view.html?sec=2&id=7"), ELSEWHERE)
        self.assertEqual(self.location("/view.html?id=8", 404), None)
        self.assertEqual(self.location("/?p=124", 302), "/en/")

    def test_a_query_that_is_not_encoded(self):
        make_redirect("/view?q=항구", "/ko/")
        response = self.client.get("/view", QUERY_STRING="q=항구".encode().decode("latin-1"))
        self.assertEqual(response.status_code, 301)

    def test_other_systems_write_addresses_in_other_encodings(self):
        make_redirect("/%C7%D1", "/ko/")
        self.assertEqual(self.location("/%c7%d1/"), "/ko/")

    def test_may_be_kept_for_a_while_by_everybody(self):
        make_redirect("/a", "/en/")
        make_redirect("/?p=1", "/en/")
        for address in ("/a", "/?p=1"):
            response = self.client.get(address, headers={"accept-language": "ko"})
            self.assertEqual(response["Cache-Control"], REDIRECTS_KEPT)
            self.assertNotIn("Vary", response)
            self.assertEqual(response.cookies, {})

    def test_campaigns_are_carried_on_and_other_parameters_are_not(self):
        make_redirect("/a", "/en/#top")
        make_redirect("/?p=1", ELSEWHERE)
        self.assertEqual(self.location("/a?utm_source=x&amp=1"), "/en/?utm_source=x#top")
        self.assertEqual(self.location("/?utm_medium=m&p=1"), f"{ELSEWHERE}?utm_medium=m")
        make_redirect("/a?utm_source=x", "/ko/")
        self.assertEqual(self.location("/a?utm_source=x"), "/ko/")

    def test_only_who_reads_is_redirected(self):
        make_redirect("/a", "/en/")
        self.assertEqual(self.client.head("/a").status_code, 301)
        self.assertEqual(self.client.post("/a").status_code, 404)

    def test_pages_come_first(self):
        section = make_section("ports")
        make_redirect("/en/sections/ports", "/ko/")
        self.assertEqual(self.client.get("/en/sections/ports/").status_code, 200)
        section.delete()
        self.assertEqual(self.location("/en/sections/ports/"), "/ko/")
        # There is no first redirect to the slash.
        self.assertEqual(self.location("/en/sections/ports"), "/ko/")

    def test_an_address_without_its_slash_still_leads_to_its_page(self):
        self.assertEqual(self.location("/en/corrections"), "/en/corrections/")

    def test_costs_one_query_where_there_is_none(self):
        with self.assertNumQueries(0):
            self.client.get("/")
            self.client.get("/?utm_source")
        with self.assertNumQueries(1):
            self.assertEqual(self.location("/?s=harbor", 302), "/en/")
        make_redirect("/a", "/en/")
        with counting(written_at=NOON), self.assertNumQueries(1):
            self.location("/a")

    def test_the_query_uses_an_index(self):
        asked = Redirect.objects.filter(old_address__in=["/a?b=1", "/a"]).order_by()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # PostgreSQL would read a small table without an index
                cursor.execute("SET LOCAL enable_seqscan = off")
        self.assertRegex(asked.explain(), r"Index Scan|USING INDEX|Bitmap Index")

    def test_admin_and_files_are_not_looked_up(self):
        Redirect.objects.create(old_address="/media/a.jpg", kind="gone")
        self.assertEqual(self.client.get("/media/a.jpg").status_code, 404)

    def test_strange_addresses_are_404(self):
        for address in ("/%00", "/%ff?%ff=%ff", "/?=&&=", "/a" * 3000, "/?" + "p=1&" * 1100, "/%2e%2e/%5c"):
            self.assertIn(self.client.get(address).status_code, (302, 404), address[:20])


class GoneTests(TestCase):
    def test_readers_are_told_in_their_language(self):
        make_redirect("/a")
        make_redirect("/ko/old")
        for address, language, heading in (
            ("/a", "en", "This page no longer exists"),
            ("/a", "ko", "이 페이지는 더 이상 없습니다"),
            ("/ko/old/", "en", "이 페이지는 더 이상 없습니다"),
        ):
            response = self.client.get(address, headers={"accept-language": language})
            self.assertEqual(response.status_code, 410)
            self.assertEqual(texts(page_of(response), "//h1"), [heading])
            self.assertEqual(page_of(response).xpath("//meta[@name='robots']/@content"), ["noindex"])


class StoryTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))

    def test_leads_straight_to_the_present_address(self):
        story = make_published(languages=("en", "ko"))
        make_redirect("/?p=1", story=story, language="ko")
        response = self.client.get("/?p=1&utm_source=x")
        page = iri_to_uri(story.editions.live(NOON).get(language="ko").get_absolute_url())
        self.assertEqual((response.status_code, response["Location"]), (301, f"{page}?utm_source=x"))
        self.assertEqual(self.client.get(response["Location"]).status_code, 200)

    def test_leads_to_the_other_language_for_now(self):
        story = make_published(languages=("en",))
        make_redirect("/a", story=story, language="ko")
        response = self.client.get("/a")
        self.assertEqual(response.status_code, 302)
        self.assertTrue(response["Location"].startswith(f"/en/articles/{story.pk}/"))

    def test_leads_to_the_notice_of_a_withdrawn_story(self):
        story = make_published(languages=("ko",))
        make_redirect("/a", story=story)
        self.clock.shift(HOUR)
        withdraw(story, "ko", by=None, note="Wrong.")
        self.clock.shift(HOUR)
        response = self.client.get("/a", follow=True)
        self.assertEqual([status for _address, status in response.redirect_chain], [302])
        self.assertEqual(response.status_code, 410)

    def test_nothing_is_told_of_a_story_that_readers_never_had(self):
        draft, planned = make_article(), make_published(at=NOON + HOUR)
        make_redirect("/draft", story=draft, language="en")
        make_redirect("/planned", story=planned, language="en")
        for address in ("/draft", "/planned"):
            self.assertEqual(self.client.get(address).status_code, 404)
        self.clock.shift(HOUR)
        self.assertEqual(self.client.get("/planned").status_code, 301)

    def test_a_deleted_story_takes_its_redirects_along(self):
        draft = make_article()
        make_redirect("/draft", story=draft)
        Article.objects.filter(pk=draft.pk).delete()
        self.assertFalse(Redirect.objects.exists())

    def test_no_query_names_the_working_copy(self):
        story = make_published(languages=("ko",))
        make_redirect("/a", story=story)
        with counting(written_at=NOON), self.assertNumQueries(2) as queries:
            self.client.get("/a")
        self.assertNotIn('"articles_article"', " ".join(one["sql"] for one in queries.captured_queries))


class PageCacheTests(TestCase):
    def test_no_answer_is_kept(self):
        self.enterContext(mock.patch.object(journal, "close_old_connections"))
        handler = PageCacheHandler()
        redirect = make_redirect("/ko/old", "/ko/")
        make_redirect("/ko/gone")
        for _time in range(2):
            answer = ask(handler, "/ko/old/")
            self.assertEqual((answer.status, answer.headers["Location"], answer.is_hit), (301, "/ko/", False))
            self.assertEqual((ask(handler, "/ko/gone").status, ask(handler, "/ko/gone").is_hit), (410, False))
        redirect.delete()
        self.assertEqual(ask(handler, "/ko/old/").status, 404)


class BrokenTests(TestCase):
    def test_lists_what_leads_to_nothing(self):
        self.enterContext(travel(NOON, tick=False))
        story, draft = make_published(), make_article()
        make_section("ports")
        for address, target in (("/a", "/en/sections/ports/"), ("/b", "/ko/sections/no/"), ("/c", ELSEWHERE)):
            make_redirect(address, target)
        make_redirect("/d")
        make_redirect("/e", story=story, language="en")
        make_redirect("/f", story=draft, language="en")
        make_redirect("/g", "/ko/topics/no/?page=2")
        found = Redirect.objects.broken(NOON + HOUR).values_list("old_address", flat=True)
        self.assertEqual(sorted(found), ["/b", "/f", "/g"])


class UseTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.enterContext(counting())

    def counted(self):
        return list(RedirectUse.objects.values_list("redirect__old_address", "count", "last_day"))

    def test_uses_are_counted_and_written_together_after_the_answer(self):
        make_redirect("/a", "/en/")
        make_redirect("/gone")
        self.client.get("/a")
        self.assertEqual(self.counted(), [("/a", 1, NOON.date())])
        self.client.get("/a")
        self.client.get("/gone")
        self.assertEqual(self.counted(), [("/a", 1, NOON.date())])
        self.clock.shift(lookup.WRITTEN_EVERY)
        self.client.get("/gone")
        self.assertEqual(sorted(self.counted()), [("/a", 2, NOON.date()), ("/gone", 2, NOON.date())])

    def test_the_day_is_that_of_the_newsroom(self):
        make_redirect("/a", "/en/")
        self.clock.shift(6 * HOUR)  # after midnight in Seoul
        self.client.get("/a")
        self.assertEqual(self.counted()[0][2].isoformat(), "2026-03-03")

    def test_a_deleted_redirect_stops_nothing(self):
        gone, kept = make_redirect("/a", "/en/"), make_redirect("/b", "/en/")
        counter = lookup.UseCounter()
        counter.add(gone.pk, NOON)
        counter.add(kept.pk, NOON)
        gone.delete()
        counter.write_if_due(NOON)
        self.assertEqual(self.counted(), [("/b", 1, NOON.date())])
        self.assertEqual(counter.held, {})

    def test_a_database_that_is_away_stops_no_answer_and_loses_no_count(self):
        redirect = make_redirect("/a", "/en/")
        counter = lookup.UseCounter()
        counter.add(redirect.pk, NOON)
        with (
            mock.patch.object(lookup, "short_lock_timeout", side_effect=OperationalError),
            self.assertLogs("newsroom.redirects.lookup", "INFO"),
        ):
            counter.write_if_due(NOON)
        counter.write_if_due(NOON + lookup.WRITTEN_EVERY)
        self.assertEqual(self.counted()[0][1], 1)

    def test_a_process_holds_a_bounded_number(self):
        counter = lookup.UseCounter()
        for number in range(lookup.MOST_HELD + 10):
            counter.add(number, NOON)
        self.assertEqual(len(counter.held), lookup.MOST_HELD)
