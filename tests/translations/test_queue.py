"""The translators' queue: wanted translations, their remaining work, assignees, order."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import EditionKind, LanguageProgress, Priority
from articles.publishing import publish
from articles.workflow.assignments import assign_to_self
from articles.workflow.transitions import perform
from tests.cases import ClockTestCase
from tests.factories import (
    HOUR,
    NOON,
    WANTED,
    approve,
    make_article,
    make_published,
    make_section,
    make_user,
    rewrite,
)
from tests.many_stories import make_many

QUEUE = "/admin/translations/"


def words(element):
    return " ".join(element.text_content().split())


def desk(article, language, **fields):
    """Set columns as the desk's form does."""
    LanguageProgress.objects.filter(article=article, language=language).update(**fields)


class QueueTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("translator", role="Korean translators")

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def screen(self, address=QUEUE, **query):
        response = self.client.get(address, query)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def lines(self, page):
        return page.xpath("//ol[@class='queue']//article")

    def shown(self, **query):
        """Return [(headline, requested work)]."""
        lines = self.lines(self.screen(**query))
        return [
            (words(line.find("h3")), words(line.xpath(".//span[contains(@class, 'chip')]")[0]))
            for line in lines
        ]

    def headlines(self, **query):
        return [headline for headline, _task in self.shown(**query)]


class TaskTests(QueueTestCase):
    def test_new_ones_come_once_their_source_may_be_translated(self):
        make_article()
        perform("submit", make_article(number=" b"), language="en", by=None)
        self.assertEqual(self.shown(), [("Harbor opens b", "To translate")])
        [early] = self.screen().xpath("//p[@class='queue-early']/a")
        self.assertEqual(words(early), "1 is not ready yet")
        self.assertEqual(self.headlines(source="early"), ["Harbor opens"])

    def test_brief_is_told_from_a_full_text(self):
        make_published(wanted={"ko": WANTED.BRIEF})
        self.assertEqual(self.shown(), [("Harbor opens", "Brief")])

    def test_stale_once_the_source_has_moved_on_at_the_desk(self):
        article = make_article(languages=("en", "ko"))
        for language in ("en", "ko"):
            approve(article, language)
        self.assertEqual(self.shown(), [])
        rewrite(article, body_en="<p>The harbor closes for good.</p>")
        self.assertEqual(self.shown(), [("Harbor opens", "Source changed")])

    def test_stale_waits_while_its_source_is_being_written(self):
        article = make_article(languages=("en", "ko"))
        rewrite(article, body_en="<p>The harbor closes for good.</p>")
        self.assertEqual(self.shown(), [])
        self.assertEqual(self.shown(source="early"), [("Harbor opens", "Source changed")])

    def behind(self, kind=EditionKind.UPDATE, **fields):
        article = make_published(languages=("en", "ko"))
        self.clock.shift(timedelta(days=1))
        rewrite(article, body_en="<p>The harbor closes for good.</p><p>Nobody knows why.</p>")
        approve(article, "en")
        publish(article, "en", by=None, kind=kind, **fields)
        return article

    def test_behind_and_corrected_come_before_what_is_new(self):
        make_published(number=" new")
        self.behind()
        self.assertEqual([task for _headline, task in self.shown()], ["Outdated translation", "To translate"])

    def test_correction_that_readers_were_told_of_is_named(self):
        self.behind(EditionKind.CORRECTION, note="Closed.", note_there="문을 닫습니다.")
        self.assertEqual([task for _headline, task in self.shown()], ["Correction pending"])

    def test_half_mended_stays_though_the_text_is_back_in_review(self):
        article = self.behind()
        rewrite(article, body_ko="<p>항구가 영영 문을 닫는다.</p>")
        row = LanguageProgress.objects.get(article=article, language="ko")
        self.assertEqual(row.stage, "in_review")
        self.assertEqual([task for _headline, task in self.shown()], ["Outdated translation"])

    def test_source_is_never_asked_of_translators(self):
        make_published(languages=("ko",), wanted={"en": WANTED.NOTHING})
        self.assertEqual(self.shown(), [])


class LineTests(QueueTestCase):
    def line(self, **query):
        [found] = self.lines(self.screen(**query))
        return found

    def test_tells_how_much_is_left(self):
        article = make_published()
        rewrite(article, title_ko="항구 문 열어")
        size = words(self.line().xpath(".//p[@class='wanted-size']")[0])
        self.assertEqual(size, "8 words left 1 of 3 segments done")

    def test_tells_by_when_and_what_is_urgent(self):
        article = make_published()
        desk(article, "ko", due_at=NOON - HOUR, priority=Priority.URGENT)
        line = words(self.line())
        self.assertIn("Overdue: March 2, 8 p.m.", line)
        self.assertIn("Urgent", line)

    def test_urgent_ones_come_first_then_what_is_due(self):
        for number, fields in enumerate(
            [{}, {"due_at": NOON + 2 * HOUR}, {"due_at": NOON + HOUR}, {"priority": Priority.URGENT}]
        ):
            desk(make_published(number=f" {number}"), "ko", **fields)
        self.assertEqual([headline[-1] for headline in self.headlines()], ["3", "2", "1", "0"])

    def test_tells_where_a_source_stands_that_readers_lack(self):
        perform("submit", make_article(), language="en", by=None)
        self.assertIn("source: In review", words(self.line()))

    def test_leads_to_the_translation_screen(self):
        article = make_published()
        [link] = self.line().xpath(".//h3/a/@href")
        self.assertEqual(link, f"/admin/translations/{article.pk}/ko/")

    def test_only_the_desk_may_assign(self):
        make_published()
        self.assertEqual(self.line().xpath(".//div[@class='wanted-acts']/a"), [])
        self.client.force_login(make_user("desk", role="Korean desk"))
        self.assertEqual(words(self.line().xpath(".//div[@class='wanted-acts']/a")[0]), "Assign…")


class HoldingTests(QueueTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_published()

    def press(self, page):
        """Press the only button of the first row; return the next screen."""
        [form] = self.lines(page)[0].xpath(".//form")
        return self.client.post(form.get("action"), follow=True)

    def told(self, response):
        page = html.fromstring(response.content.decode())
        return words(page.xpath("//ul[@class='messagelist']")[0])

    def assignee(self):
        return LanguageProgress.objects.get(article=self.article, language="ko").assignee

    def test_is_taken_on_and_put_back_in_place(self):
        response = self.press(self.screen(language="ko", task="new"))
        self.assertEqual(response.redirect_chain, [(f"{QUEUE}?language=ko&task=new", 302)])
        self.assertEqual(self.assignee(), self.user)
        self.assertEqual(self.told(response), "Assigned to you: Harbor opens")
        line = self.lines(self.screen())[0]
        self.assertIn("Assigned to you since March 2, 9 p.m.", words(line))
        self.assertEqual(self.told(self.press(self.screen())), "Unassigned: Harbor opens")
        self.assertIsNone(self.assignee())

    def test_says_who_was_faster(self):
        page = self.screen()
        faster = make_user("faster", role="Korean translators")
        assign_to_self(self.article, "ko", by=faster)
        self.assertEqual(
            self.told(self.press(page)), "In the meantime, this was assigned to faster: Harbor opens"
        )
        self.assertEqual(self.assignee(), faster)

    def test_nobody_puts_back_what_another_has_taken_on_meanwhile(self):
        assign_to_self(self.article, "ko", by=self.user)
        page = self.screen()
        other = make_user("other", role="Korean translators")
        desk(self.article, "ko", assignee=other)
        self.assertEqual(
            self.told(self.press(page)), "In the meantime, this was assigned to other: Harbor opens"
        )
        self.assertEqual(self.assignee(), other)

    def test_what_others_hold_has_no_button(self):
        desk(self.article, "ko", assignee=make_user("other"))
        line = self.lines(self.screen())[0]
        self.assertEqual(line.xpath(".//form"), [])
        self.assertIn("Assigned to other", words(line))

    def test_only_who_writes_the_language_may(self):
        for role, language in (("English translators", "ko"), (None, "ko")):
            self.client.force_login(make_user(f"{role}", role=role))
            for act in ("claim", "release"):
                response = self.client.post(f"{QUEUE}{self.article.pk}/{language}/{act}/")
                self.assertEqual(response.status_code, 403)
        self.assertIsNone(self.assignee())

    def test_is_asked_by_post(self):
        self.assertEqual(self.client.get(f"{QUEUE}{self.article.pk}/ko/claim/").status_code, 405)
        self.assertEqual(self.client.post(f"{QUEUE}999999/ko/claim/").status_code, 404)


class FilterTests(QueueTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        other, sport = make_user("other"), make_section("sport")
        desk(make_published(number=" mine"), "ko", assignee=cls.user)
        desk(make_published(number=" theirs", section=sport), "ko", assignee=other)
        make_published(number=" free", wanted={"ko": WANTED.BRIEF})
        cls.sport = sport

    def test_narrows_by_what_translators_ask(self):
        everything = {"Harbor opens mine", "Harbor opens theirs", "Harbor opens free"}
        for query, expected in (
            ({}, everything),
            ({"whose": "mine"}, {"Harbor opens mine"}),
            ({"whose": "free"}, {"Harbor opens free"}),
            ({"whose": "others"}, {"Harbor opens theirs"}),
            ({"section": self.sport.pk}, {"Harbor opens theirs"}),
            ({"task": "brief"}, {"Harbor opens free"}),
            ({"q": "THEIRS"}, {"Harbor opens theirs"}),
            ({"q": "theirs", "whose": "mine"}, set()),
            ({"language": "en"}, everything),
            ({"whose": "9", "task": "x", "section": "y", "page": "z"}, everything),
        ):
            with self.subTest(query):
                self.assertEqual(set(self.headlines(**query)), expected)

    def test_headlines_are_found_in_either_language_however_hangul_was_typed(self):
        make_published(languages=("ko",), title_ko="등대지기")
        self.client.force_login(make_user())
        self.assertEqual(self.headlines(q="\u1103\u1173\u11bc대"), ["등대지기"])

    def test_choices_keep_each_other(self):
        page = self.screen(whose="mine", q="harbor")
        links = page.xpath("//details//a[text()='Brief']/@href")
        self.assertEqual(links, ["?whose=mine&q=harbor&task=brief"])
        self.assertEqual(page.xpath("//a[@class='filters-clear']/@href"), ["?"])

    def test_languages_are_tabs_for_who_writes_both(self):
        self.assertEqual(self.screen().xpath("//nav[@class='queue-tabs']"), [])
        self.client.force_login(make_user())
        make_published(languages=("ko",))
        tabs = [words(tab) for tab in self.screen(language="en").xpath("//nav[@class='queue-tabs']//a")]
        self.assertEqual(tabs, ["All 4", "English 1", "Korean 3"])
        self.assertEqual(self.headlines(language="en"), ["항구 문 열어"])

    def test_pages_keep_the_choices(self):
        for number in range(20):
            make_published(number=f" {number}")
        page = self.screen(q="harbor")
        self.assertEqual(len(self.lines(page)), 20)
        [following] = page.xpath("//nav[@class='queue-pages']/a/@href")
        self.assertEqual(following, "?q=harbor&page=2")
        self.assertEqual(len(self.lines(self.screen(q="harbor", page=2))), 3)


class FrameTests(QueueTestCase):
    def test_empty_queue_helps(self):
        self.assertIn(
            "There is nothing left to translate.",
            words(self.screen().xpath("//div[@class='queue-empty']")[0]),
        )
        make_published()
        mine = self.screen(whose="mine").xpath("//div[@class='queue-empty']")[0]
        self.assertEqual(words(mine), "No translations are assigned to you. 1 is unassigned")
        sought = self.screen(q="ferry").xpath("//div[@class='queue-empty']")[0]
        self.assertIn("Try other filters or search terms.", words(sought))

    def test_stands_in_the_menu_of_who_may_write(self):
        marked = self.screen().xpath("//nav[@id='sidebar']//a[@aria-current='page']")
        self.assertEqual([words(link) for link in marked], ["Translations"])
        self.client.force_login(make_user("admin", role="Administrators"))
        self.assertNotContains(self.client.get("/admin/"), f'href="{QUEUE}"')
        self.assertEqual(self.client.get(QUEUE).status_code, 403)

    def test_asks_who_it_is(self):
        self.client.logout()
        self.assertEqual(self.client.get(QUEUE).status_code, 302)

    def test_speaks_korean(self):
        make_published()
        self.user.language = "ko"
        self.user.save()
        page = self.screen()
        self.assertEqual(page.get("lang"), "ko")
        self.assertIn("10단어 남음", words(self.lines(page)[0]))


class ManyStoriesTests(QueueTestCase):
    def test_as_many_queries_for_ten_stories_as_for_two_hundred(self):
        editor = make_user()
        self.client.force_login(editor)
        make_many(10, by=editor)
        few = self.count()
        make_many(190, by=editor)
        self.assertEqual(self.count(), few)
        self.assertLessEqual(few, 12)

    def count(self):
        self.client.get(QUEUE)  # queries made once per process are not counted
        with CaptureQueriesContext(connection) as queries:
            self.assertTrue(self.lines(self.screen()))
        return len(queries)
