"""The board: all unfinished texts in columns, late ones at the top, and filters for desks."""

from datetime import date, timedelta

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import BoardStage, EditionKind, LanguageProgress, Priority
from articles.publishing import publish, withdraw
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

BOARD = "/admin/board/"


def words(element):
    return " ".join(element.text_content().split())


def desk(article, language, **fields):
    """Set columns as the desk's form does."""
    LanguageProgress.objects.filter(article=article, language=language).update(**fields)


class BoardTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def screen(self, address=BOARD, **query):
        response = self.client.get(address, query)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def column(self, page, name):
        return page.xpath(f"//section[@id='column-{name}']")[0]

    def cards(self, page, name):
        """Return the stories of a column: [(headline, language)]."""
        cards = self.column(page, name).xpath(".//article")
        return [
            (words(card.find("h3")), words(card.xpath(".//span[@class='card-language']")[0]))
            for card in cards
        ]

    def shown(self, **query):
        """Return {column: its cards} of the columns that are not empty."""
        page = self.screen(**query)
        found = {str(column): self.cards(page, column) for column in BoardStage}
        return {column: cards for column, cards in found.items() if cards}


class ColumnTests(BoardTestCase):
    def test_each_language_stands_in_the_column_of_its_work(self):
        make_article()
        perform("submit", make_article(number=" b"), language="en", by=None)
        approve(make_article(number=" c", wanted={"ko": WANTED.NOTHING}), "en")
        self.assertEqual(
            self.shown(),
            {
                "wanted": [("Harbor opens", "Korean"), ("Harbor opens b", "Korean")],
                "writing": [("Harbor opens", "English")],
                "in_review": [("Harbor opens b", "English")],
                "approved": [("Harbor opens c", "English")],
            },
        )

    def test_scheduled_and_live_today_tell_their_hour(self):
        make_published(wanted={"ko": WANTED.NOTHING})
        ahead = make_article(number=" ahead", wanted={"ko": WANTED.NOTHING})
        approve(ahead, "en")
        publish(ahead, "en", by=None, at=NOON + 21 * HOUR)
        page = self.screen()
        self.assertIn("March 3, 6 p.m.", words(self.column(page, "scheduled")))
        self.assertIn("9 p.m.", words(self.column(page, "live")))

    def test_both_languages_that_come_out_are_one_card(self):
        make_published(languages=("en", "ko"))
        ahead = make_article(number=" ahead", languages=("en", "ko"))
        for hours, language in enumerate(("en", "ko"), start=21):
            approve(ahead, language)
            publish(ahead, language, by=None, at=NOON + hours * HOUR)
        self.assertEqual(
            [heading for heading, _languages in self.cards(self.screen(), "live")], ["Harbor opens"]
        )
        column = self.column(self.screen(), "scheduled")
        told = [words(line) for line in column.xpath(".//p[@class='card-out']")]
        self.assertEqual(told, ["English March 3, 6 p.m.", "Korean March 3, 7 p.m."])

    def test_what_came_out_yesterday_is_off_the_board(self):
        make_published(languages=("en", "ko"))
        self.clock.shift(timedelta(days=1))
        self.assertEqual(self.shown(), {})

    def test_what_nobody_wants_is_never_missing(self):
        article = make_published(wanted={"ko": WANTED.NOTHING})
        desk(article, "ko", due_at=NOON - HOUR, planned_on=date(2026, 2, 1))
        self.clock.shift(timedelta(days=1))
        self.assertEqual(self.shown(), {})
        self.assertEqual(self.screen().xpath("//section[@class='late']"), [])

    def test_an_update_under_work_stands_in_its_stage_and_says_that_readers_have_one(self):
        article = make_published(wanted={"ko": WANTED.NOTHING})
        self.clock.shift(timedelta(days=1))
        rewrite(article, title_en="Harbor closes")
        [(column, cards)] = self.shown().items()
        self.assertEqual(cards, [("Harbor closes", "English")])
        self.assertIn(column, ("writing", "in_review"))
        self.assertIn("Already live", words(self.column(self.screen(), column)))

    def test_translation_behind_its_source_has_a_column(self):
        article = make_published(languages=("en", "ko"))
        self.clock.shift(timedelta(days=1))
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        publish(article, "en", by=None, kind=EditionKind.UPDATE)
        self.assertEqual(
            self.shown(),
            {"behind": [("Harbor closes", "Korean")], "live": [("Harbor closes", "English")]},
        )

    def test_what_is_gone_is_off_the_board(self):
        withdrawn, retracted = make_published(), make_published(number=" b")
        for article in (withdrawn, retracted):
            desk(article, "ko", wanted=WANTED.NOTHING)
        self.clock.shift(HOUR)
        withdraw(withdrawn, "en", by=None, note="Wrong.")
        withdraw(retracted, "en", by=None, note="Untrue.", kind=EditionKind.RETRACTION)
        self.assertEqual(self.shown(), {})

    def test_translation_tells_where_its_source_stands(self):
        perform("submit", make_article(), language="en", by=None)
        [card] = self.column(self.screen(), "wanted").xpath(".//article")
        self.assertIn("Source: In review", words(card))

    def test_urgent_ones_come_first_then_what_is_due(self):
        for number, fields in enumerate(
            [{}, {"due_at": NOON + 2 * HOUR}, {"due_at": NOON + HOUR}, {"priority": Priority.URGENT}]
        ):
            desk(make_article(number=f" {number}"), "en", **fields)
        headlines = [headline for headline, _language in self.cards(self.screen(), "writing")]
        self.assertEqual([headline[-1] for headline in headlines], ["3", "2", "1", "0"])
        first = self.column(self.screen(), "writing").xpath(".//article")[0]
        self.assertIn("Urgent", words(first))

    def test_more_than_there_is_room_lead_to_the_column_alone(self):
        for number in range(14):
            make_article(number=f" {number}")
        page = self.screen(language="en")
        self.assertEqual(len(self.cards(page, "writing")), 12)
        [more] = self.column(page, "writing").xpath(".//p[@class='column-rest']/a")
        self.assertEqual(words(more), "2 more")
        alone = self.screen(BOARD + more.get("href"))
        self.assertEqual(len(alone.xpath("//article")), 14)
        self.assertIn("Writing 14", words(alone.xpath("//main//h2[contains(@class, 'column-heading')]")[0]))


class LateTests(BoardTestCase):
    def test_overdue_is_said_in_words_above_the_columns(self):
        late = make_article(number=" late", by=self.user)
        desk(late, "en", due_at=NOON - HOUR, assignee=self.user)
        desk(make_article(number=" soon"), "en", due_at=NOON + HOUR)
        page = self.screen()
        [strip] = page.xpath("//section[@class='late']")
        self.assertEqual(words(strip.find("h2")), "Overdue 1")
        self.assertEqual(
            [words(line) for line in strip.xpath(".//li")],
            ["Harbor opens late English due March 2, 8 p.m. editor Assign…"],
        )
        card = self.column(page, "writing").xpath(".//article[contains(@class, 'card-late')]")[0]
        self.assertIn("Overdue: March 2, 8 p.m.", words(card))

    def filled(self, address):
        """Return the data that the form of a page posts unchanged."""
        [form] = self.screen(address).xpath("//form[.//*[@name='seen']]")
        return dict(form.form_values())

    def test_who_may_assign_goes_there_and_comes_back(self):
        make_article()
        [card] = self.column(self.screen(language="ko"), "wanted").xpath(".//article")
        [assign] = card.xpath(".//p[@class='card-facts']/a[contains(@href, 'assign')]/@href")
        response = self.client.post(assign, self.filled(assign) | {"to": self.user.pk})
        self.assertRedirects(response, "/admin/board/?language=ko")
        self.client.force_login(make_user("writer", role="Reporters"))
        self.assertEqual(self.screen().xpath("//p[@class='card-facts']/a[contains(@href, 'assign')]"), [])

    def test_the_way_back_leads_nowhere_else(self):
        article = make_article()
        for elsewhere in ("https://evil.example/admin/", "//evil.example/", "/en/"):
            page = f"/admin/articles/article/{article.pk}/action/ko/assign/?next={elsewhere}"
            response = self.client.post(page, self.filled(page))
            self.assertRedirects(response, f"/admin/articles/article/{article.pk}/change/")

    def test_deadline_of_what_came_out_is_over(self):
        article = make_published(wanted={"ko": WANTED.NOTHING})
        desk(article, "en", due_at=NOON - HOUR)
        rewrite(article, title_en="Harbor closes")
        self.assertEqual(self.screen().xpath("//section[@class='late']"), [])
        self.assertFalse(LanguageProgress.objects.overdue().exists())

    def test_planned_day_that_has_passed_is_told_on_the_card(self):
        desk(make_article(), "en", planned_on=date(2026, 3, 1))
        [card] = self.column(self.screen(), "writing").xpath(".//article")
        self.assertIn("planned for March 1, not published", words(card))


class FilterTests(BoardTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        other, sport = make_user("other"), make_section("sport")
        cls.mine = make_article(number=" mine", by=other)
        desk(cls.mine, "en", assignee=cls.user, priority=Priority.URGENT)
        desk(make_article(number=" theirs", section=sport), "en", assignee=other, due_at=NOON - HOUR)
        cls.other, cls.sport = other, sport

    def headlines(self, **query):
        return [headline for headline, _language in self.shown(**query).get("writing", [])]

    def test_narrows_by_what_a_desk_asks(self):
        for query, expected in (
            ({"language": "en"}, ["Harbor opens mine", "Harbor opens theirs"]),
            ({"language": "ko"}, []),
            ({"section": self.sport.pk}, ["Harbor opens theirs"]),
            ({"whose": "mine"}, ["Harbor opens mine"]),
            ({"whose": "waiting"}, ["Harbor opens mine"]),
            ({"whose": self.other.pk}, ["Harbor opens theirs"]),
            ({"whose": "nobody"}, []),
            ({"only": "urgent"}, ["Harbor opens mine"]),
            ({"only": "overdue"}, ["Harbor opens theirs"]),
            ({"only": "overdue", "whose": "mine"}, []),
        ):
            with self.subTest(query):
                self.assertEqual(self.headlines(**query), expected)

    def test_what_waits_for_one_is_what_the_first_screen_tells(self):
        for language in ("en", "ko"):
            article = make_article(number=f" {language}", languages=(language,), by=self.other)
            perform("submit", article, language=language, by=self.other)
        self.client.force_login(make_user("desk", role="Korean desk"))
        [address] = self.screen().xpath("//a[@class='filters-waiting']/@href")
        page = self.screen(BOARD + address)
        self.assertEqual(self.cards(page, "in_review"), [("항구 문 열어 ko", "Korean")])
        self.assertEqual(page.xpath("//a[@class='filters-waiting']"), [])

    def test_what_nobody_offers_is_as_if_it_were_not_there(self):
        everything = self.headlines()
        for query in ({"language": "fr"}, {"section": "x"}, {"whose": "9" * 30}, {"column": "attic"}):
            with self.subTest(query):
                self.assertEqual(self.headlines(**query), everything)

    def test_choices_keep_each_other(self):
        page = self.screen(language="en", whose="mine")
        links = page.xpath("//search//a[text()='Urgent']/@href")
        self.assertEqual(links, ["?language=en&whose=mine&only=urgent"])
        self.assertEqual(page.xpath("//a[@class='filters-clear']/@href"), ["?"])


class ByPersonTests(BoardTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.rae = make_user("rae", role="Reporters", first_name="Rae", last_name="Kim")
        for number, assignee in enumerate((None, cls.rae, cls.rae, cls.user)):
            desk(make_article(number=f" {number}", wanted={"ko": WANTED.NOTHING}), "en", assignee=assignee)

    def columns(self, **query):
        """Return {heading: headlines} of the people's columns."""
        columns = self.screen(by="person", **query).xpath("//section[@data-person]")
        return {words(one.find("h2")): [words(head) for head in one.xpath(".//h3")] for one in columns}

    def test_what_nobody_has_comes_first_then_ones_own_then_the_colleagues(self):
        self.assertEqual(
            list(self.columns().items()),
            [
                ("Unassigned 1", ["Harbor opens 0"]),
                ("editor 1", ["Harbor opens 3"]),
                ("Rae Kim 2", ["Harbor opens 1", "Harbor opens 2"]),
            ],
        )

    def test_what_is_finished_is_nobodys(self):
        article = make_published()
        desk(article, "en", assignee=self.rae)
        self.assertEqual(self.columns(whose=self.rae.pk, language="en").keys(), {"Unassigned 0", "Rae Kim 2"})

    def test_more_than_there_is_room_lead_to_the_person(self):
        for number in range(4, 16):
            article = make_article(number=f" {number}", wanted={"ko": WANTED.NOTHING})
            desk(article, "en", assignee=self.rae)
        [rest] = self.screen(by="person").xpath("//p[@class='column-rest']/a")
        self.assertEqual((words(rest), rest.get("href")), ("2 more", f"?whose={self.rae.pk}"))

    def test_who_may_assign_moves_cards_also_to_the_idle(self):
        make_user("pim", role="Reporters", first_name="Pim", last_name="Lee")
        page = self.screen(by="person")
        self.assertEqual(len(page.xpath("//section[@data-person]//li[@data-move]")), 4)
        idle = page.xpath("//section[@class='free-people']//li/@data-words")
        self.assertEqual(idle, ["Pim Lee"])
        self.client.force_login(self.rae)
        page = self.screen(by="person")
        self.assertEqual(page.xpath("//@data-move | //section[@class='free-people']"), [])

    def test_the_number_of_people_does_not_change_the_number_of_queries(self):
        with CaptureQueriesContext(connection) as before:
            self.columns()
        for number in range(3):
            article = make_article(number=f" {number}", wanted={"ko": WANTED.NOTHING})
            desk(article, "en", assignee=make_user(f"more{number}", role="Reporters"))
        with self.assertNumQueries(len(before)):
            self.columns()


class FrameTests(BoardTestCase):
    def test_speaks_korean(self):
        make_article(languages=("en", "ko"))
        self.user.language = "ko"
        self.user.save()
        page = self.screen()
        self.assertEqual(page.get("lang"), "ko")
        self.assertIn(("항구 문 열어", "한국어"), self.cards(page, "writing"))

    def test_stands_in_the_menu_and_under_a_key(self):
        page = self.screen()
        marked = page.xpath("//nav[@id='sidebar']//a[@aria-current='page']")
        self.assertEqual([words(link) for link in marked], ["Board"])
        self.assertEqual(page.xpath("//dialog//a[@data-keys='g b']/@href"), [BOARD])
        keys = [(key.get("data-keys"), words(key)) for key in page.xpath("//h2[@data-keys]")]
        self.assertEqual(keys[:3], [("1", "Requested 0"), ("2", "Outdated 0"), ("3", "Writing 0")])

    def test_is_shown_to_those_who_may_see_stories(self):
        stranger = make_user("stranger", role=None)
        self.client.force_login(stranger)
        self.assertEqual(self.client.get(BOARD).status_code, 403)
        self.assertNotContains(self.client.get("/admin/"), BOARD)
        stranger.user_permissions.add(Permission.objects.get(codename="view_article"))
        make_article()
        self.assertEqual(len(self.cards(self.screen(), "writing")), 1)
        self.assertEqual(self.screen().xpath("//figure"), [])

    def test_asks_who_it_is(self):
        self.client.logout()
        self.assertEqual(self.client.get(BOARD).status_code, 302)

    def test_no_text_is_fetched(self):
        make_article(body_en="<p>Long text.</p>")
        with CaptureQueriesContext(connection) as queries:
            self.client.get(BOARD)
        self.assertFalse([query for query in queries if 'body_en"' in query["sql"]])
