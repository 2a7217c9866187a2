"""The first screen: the next task of the user, and the newsroom at a glance."""

from datetime import timedelta

import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import EditionKind
from articles.publishing import publish, withdraw
from articles.workflow.assignments import assign
from articles.workflow.notes import write_note
from articles.workflow.transitions import perform
from newsroom.notifications.consumer import catch_up
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_published,
    make_topic,
    make_user,
    rewrite,
)

INDEX = "/admin/"


def words(element):
    return " ".join(element.text_content().split())


class OverviewTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))

    def screen(self, user, **options):
        self.client.force_login(user)
        response = self.client.get(INDEX, **options)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def panel(self, page, kind):
        return page.xpath(f"//section[@aria-labelledby='panel-{kind}']")[0]

    def headlines(self, element):
        return [words(link) for link in element.xpath(".//li/a")]


class NextThingTests(OverviewTestCase):
    def returned(self, writer):
        article = make_article(by=writer)
        perform("submit", article, language="en", by=writer)
        self.clock.shift(HOUR)
        perform("return", article, language="en", by=make_user("desk"), reason="출처가 없습니다.")
        return article

    def test_a_writer_reads_first_what_was_returned_and_why(self):
        writer = make_user("writer", role="Reporters")
        make_article(by=writer, number=" later")
        article = self.returned(writer)
        [card] = self.screen(writer).xpath("//article[@class='next']")
        self.assertTrue(words(card).startswith("Returned to you English Harbor opens "))
        self.assertIn("since March 2, 10 p.m.", words(card))
        reason = card.xpath(".//blockquote/span")[0]
        self.assertEqual((reason.get("lang"), words(reason)), ("ko", "출처가 없습니다."))
        address = f"/admin/articles/article/{article.pk}/change/"
        self.assertEqual(set(card.xpath(".//a/@href")), {address})

    def test_the_rest_stands_below_in_its_groups(self):
        writer = make_user("writer", role="Reporters")
        self.returned(writer)
        make_article(by=writer, number=" later")
        page = self.screen(writer)
        [group] = page.xpath("//section[@class='waiting']")
        self.assertEqual(words(group.find("h3")), "Your work in progress 1")
        self.assertEqual(self.headlines(group), ["Harbor opens later"])

    def test_each_sees_what_waits_for_them(self):
        in_review, approved, live = make_article(), make_article(), make_published()
        perform("submit", in_review, language="en", by=None)
        approve(approved, "en")
        for role, expected in (
            ("English desk", {"To review": in_review.pk, "Ready to publish": approved.pk}),
            ("Korean translators", {"To translate": live.pk}),
            ("Korean desk", {"To translate": live.pk}),
        ):
            with self.subTest(role=role):
                page = self.screen(make_user(role, role=role))
                [card] = page.xpath("//article[@class='next']")
                kinds = [words(card.xpath("./p[@class='next-kicker']")[0]).rsplit(" ", 1)[0]]
                headings = page.xpath("//section[@class='waiting']/h3")
                kinds += [words(heading).rsplit(" ", 1)[0] for heading in headings]
                self.assertLessEqual(set(kinds), set(expected))
                self.assertEqual(kinds[0], next(iter(expected)))

    def test_more_of_a_kind_than_there_is_room_lead_to_the_list(self):
        for number in range(8):
            perform("submit", make_article(number=f" {number}"), language="en", by=None)
        editor = make_user(role="English desk")
        own = make_article(by=editor, number=" of the editor")
        perform("submit", own, language="en", by=editor)
        page = self.screen(editor)
        group, _own = page.xpath("//section[@class='waiting']")
        self.assertEqual(len(group.xpath(".//li")), 5)  # in addition to the card
        [more] = group.xpath("./p/a")
        self.assertEqual(
            (words(more), more.get("href")), ("2 more", "/admin/articles/article/?waiting=review")
        )
        listed = self.client.get(more.get("href")).context["cl"].result_list
        self.assertEqual((len(listed), own in listed), (8, False))

    def test_a_translation_may_begin_while_its_source_is_read_whose_stage_is_told(self):
        perform("submit", make_article(), language="en", by=None)
        page = self.screen(make_user(role="Korean translators"))
        [facts] = page.xpath("//article[@class='next']/p[@class='next-facts']")
        self.assertIn("source: In review", words(facts))

    def test_what_is_to_be_translated_leads_into_the_workbench(self):
        stories = [make_published(number=f" {number}") for number in range(8)]
        page = self.screen(make_user(role="Korean translators"))
        lines = page.xpath("//article[@class='next']/h3/a/@href | //section[@class='waiting']//li/a/@href")
        self.assertEqual(set(lines), {f"/admin/translations/{story.pk}/ko/" for story in stories[:6]})
        [more] = page.xpath("//section[@class='waiting']/p/a")
        self.assertEqual((words(more), more.get("href")), ("2 more", "/admin/translations/"))

    def test_nothing_waits_is_said_in_peace_with_a_way_on(self):
        make_published(languages=("en", "ko"))
        page = self.screen(make_user())
        [desk] = page.xpath("//div[@class='overview-desk']")
        self.assertIn(
            "Nothing is waiting for you. Everything else is assigned to others or published.", words(desk)
        )
        self.assertEqual(desk.xpath(".//a/@href"), ["/admin/articles/article/"])
        self.assertEqual(page.xpath("//article[@class='next']"), [])


class BeginningTests(OverviewTestCase):
    def test_a_newsroom_without_stories_shows_the_guide_alone(self):
        first = make_user(role=None, is_superuser=True)
        page = self.screen(first)
        self.assertTrue(page.xpath("//section[@class='first-run']"))
        self.assertEqual(page.xpath("//section[contains(@class, 'panel')]"), [])
        make_article()
        self.assertEqual(len(self.screen(first).xpath("//section[contains(@class, 'panel')]")), 4)

    def test_who_can_take_no_step_is_shown_the_rest(self):
        reader = make_user("reader", role=None)
        reader.user_permissions.add(Permission.objects.get(codename="view_article"))
        page = self.screen(reader)
        self.assertEqual(page.xpath("//section[@class='first-run']"), [])
        self.assertIn("Nothing is waiting for you.", words(page))


class AtAGlanceTests(OverviewTestCase):
    def test_live_scheduled_and_gone_each_in_its_panel(self):
        make_published(number=" now")
        ahead, gone = make_article(number=" ahead"), make_published(number=" gone")
        approve(ahead, "en")
        publish(ahead, "en", by=None, at=NOON + 21 * HOUR)
        self.clock.shift(HOUR)
        withdraw(gone, "en", by=None, note="It was wrong.")
        page = self.screen(make_user())
        self.assertEqual(self.headlines(self.panel(page, "live")), ["Harbor opens now"])
        self.assertEqual(self.headlines(self.panel(page, "scheduled")), ["Harbor opens ahead"])
        self.assertIn("English March 3, 6 p.m.", words(self.panel(page, "scheduled")))
        self.assertEqual(self.headlines(self.panel(page, "gone")), ["Harbor opens gone"])
        self.assertIn("Withdrawn", words(self.panel(page, "gone")))

    def test_both_languages_of_a_story_are_one_line(self):
        make_published(languages=("en", "ko"))
        panel = self.panel(self.screen(make_user()), "live")
        self.assertEqual(self.headlines(panel), ["Harbor opens"])
        self.assertIn("English March 2, 9 p.m.", words(panel))
        self.assertIn("Korean March 2, 9 p.m.", words(panel))

    def test_a_panel_has_room_for_five_stories_in_both_languages(self):
        for number in range(6):
            article = make_article(number=f" {number}", languages=("en", "ko"))
            for language in ("en", "ko"):
                approve(article, language)
                publish(article, language, by=None, at=NOON + (number + 1) * HOUR)
        panel = self.panel(self.screen(make_user()), "scheduled")
        self.assertEqual(self.headlines(panel), [f"Harbor opens {number}" for number in range(5)])

    def test_a_translation_behind_its_source_is_told_and_counted(self):
        article = make_published(languages=("en", "ko"))
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        publish(article, "en", by=None, kind=EditionKind.UPDATE)
        panel = self.panel(self.screen(make_user()), "behind")
        self.assertEqual(words(panel.find("h2")), "Outdated translation")
        self.assertEqual(self.headlines(panel), ["Harbor closes"])
        self.assertEqual(panel.xpath("./p/a/@href"), ["/admin/articles/article/?ko=behind"])

    def test_every_number_leads_to_as_many_stories(self):
        make_published(languages=("en", "ko"))
        make_article()
        approve(make_article(languages=("ko",)), "ko")
        cells = self.screen(make_user()).xpath("//table[@class='matrix']//a")
        self.assertEqual(
            {cell.get("aria-label"): words(cell) for cell in cells},
            {
                "English, Requested: 1": "1",
                "Korean, Requested: 1": "1",
                "English, Writing: 1": "1",
                "Korean, Approved: 1": "1",
                "English, Live: 1": "1",
                "Korean, Live: 1": "1",
            },
        )
        for cell in cells:
            listed = self.client.get(cell.get("href")).context["cl"].result_list
            self.assertEqual(str(len(listed)), words(cell))

    def test_two_weeks_are_drawn_and_told(self):
        make_published(languages=("en", "ko"))
        self.clock.shift(timedelta(days=1))
        make_published(number=" next")
        [strip] = self.screen(make_user()).xpath("//figure[contains(@class, 'strip')]")
        self.assertEqual(len(strip.xpath(".//g")), 14)
        told = [words(line) for line in strip.xpath(".//figcaption//li")]
        self.assertEqual(told, ["March 2: English 1, Korean 1", "March 3: English 1"])
        self.assertEqual(len(strip.xpath(".//rect")), 3)

    def test_the_log_names_who_changed_what(self):
        make_published(by=make_user("editor"))
        [latest, *_rest] = self.screen(make_user("reader")).xpath("//section[@class='happened']//li")
        self.assertEqual(words(latest), "March 2, 9 p.m. Harbor opens published · English · editor")

    def test_a_story_that_took_many_steps_is_one_line(self):
        make_published()
        make_published(number=" again")
        lines = self.screen(make_user()).xpath("//section[@class='happened']//li")
        told = [words(line.xpath(".//a")[0]) for line in lines]
        self.assertEqual(told[:2], ["Harbor opens again", "Harbor opens"])

    def test_instants_and_words_follow_the_language_of_the_screens(self):
        make_published(languages=("en", "ko"))
        page = self.screen(make_user(language="ko"))
        self.assertIn("2026년 3월 2일 월요일", words(page))
        self.assertEqual(self.headlines(self.panel(page, "live")), ["항구 문 열어"])
        self.assertIn("3월 2일 오후 9:00", words(self.panel(page, "live")))


class CallingTests(OverviewTestCase):
    def setUp(self):
        super().setUp()
        self.desk = make_user("desk")
        self.reader = make_user("reader", role="Korean translators")

    def test_where_nothing_else_waits_a_note_is_the_next_thing(self):
        note = write_note(make_article(), "@reader, who says so?", by=self.desk)
        page = self.screen(self.reader)
        [next_thing] = page.xpath("//article[@class='next']")
        self.assertIn("You were mentioned", words(next_thing))
        self.assertIn("who says so?", words(next_thing))
        address = f"/admin/articles/article/{note.article_id}/notes/#note-{note.pk}"
        self.assertEqual(next_thing.xpath(".//a[contains(@class, 'button')]/@href"), [address])

    def test_what_became_of_ones_texts_is_told_beside_the_work(self):
        article = make_article(by=self.reader)
        approve(article, "en", by=None)
        [news] = self.screen(self.reader).xpath("//section[@class='figure news']")
        self.assertEqual(
            words(news), "New notifications Harbor opens Your text was approved · English All notifications"
        )

    def test_notes_stand_behind_the_next_thing(self):
        article = make_article()
        assign(article, "ko", to=self.reader, due_at=NOON + HOUR, by=self.desk)
        write_note(article, "@reader, mind the names.", by=self.desk)
        page = self.screen(self.reader)
        [next_thing] = page.xpath("//article[@class='next']")
        self.assertIn("Assigned to you, due or urgent", words(next_thing))
        self.assertIn("due March 2, 10 p.m.", words(next_thing))
        sections = [words(line) for line in page.xpath("//section[@class='waiting']/h3")]
        self.assertEqual(sections, ["Notes for you 1"])


class PermissionTests(OverviewTestCase):
    def test_who_may_see_no_stories_finds_the_lists_that_are_theirs(self):
        make_published()
        user = make_user(role=None)
        user.user_permissions.add(Permission.objects.get(codename="view_user"))
        page = self.screen(user)
        self.assertNotIn("Harbor opens", words(page))
        self.assertIn("Your account cannot see stories.", words(page))
        self.assertEqual(page.xpath("//nav[@class='lists']//a/@href"), ["/admin/accounts/user/"])

    def test_who_may_see_stories_alone_sees_no_editions_and_no_log(self):
        make_published()
        user = make_user(role=None)
        user.user_permissions.add(Permission.objects.get(codename="view_article"))
        page = self.screen(user)
        self.assertEqual(page.xpath("//section[contains(@class, 'panel')] | //figure"), [])
        self.assertEqual(page.xpath("//section[@class='happened']"), [])
        self.assertIn("Nothing is waiting for you.", words(page))

    def test_who_may_see_the_log_alone_reads_no_headline_in_it(self):
        article = make_published()
        user = make_user(role=None)
        user.user_permissions.add(Permission.objects.get(codename="view_event"))
        page = words(self.screen(user))
        self.assertNotIn("Harbor opens", page)
        self.assertIn(f"Story {article.pk}", page)

    def test_ways_to_begin_are_for_those_who_may(self):
        self.assertEqual(
            self.screen(make_user()).xpath("//ul[@class='object-tools']//a/@href"),
            ["/admin/articles/article/add/", "/admin/articles/article/from-text/", "/admin/breaking-news/"],
        )
        reader = make_user("reader", role=None)
        reader.user_permissions.add(Permission.objects.get(codename="view_article"))
        self.assertEqual(self.screen(reader).xpath("//ul[@class='object-tools']"), [])


class QueryTests(OverviewTestCase):
    def count(self):
        catch_up()
        self.client.get(INDEX)  # fills the cache of waiting_work (15 seconds)
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(INDEX).status_code, 200)
        return len(queries)

    def make(self, numbers):
        for number in numbers:
            make_topic(f"topic-{number}")
            perform("submit", make_article(by=self.user, number=number), language="en", by=self.user)
            make_published(number=number, by=self.user, languages=("en", "ko"))
            ahead = make_article(number=number)
            approve(ahead, "en")
            publish(ahead, "en", by=None, at=NOON + HOUR)
            approve(make_article(number=number), "en")

    def test_as_many_queries_for_two_of_each_as_for_ten(self):
        self.user = make_user()
        self.client.force_login(self.user)
        self.make(range(2))
        few = self.count()
        self.make(range(2, 10))
        # A large newsroom skips the query for a first story in both languages.
        many = self.count()
        self.assertEqual(many, few - 1)
        self.assertLessEqual(many, 30)

    def test_no_text_is_fetched(self):
        self.user = make_user()
        self.client.force_login(self.user)
        self.make(range(1))
        with CaptureQueriesContext(connection) as queries:
            self.client.get(INDEX)
        self.assertFalse([query for query in queries if 'body_en"' in query["sql"]])
