"""The calendar: plans and scheduled times look different, overdue plans and embargoes are marked."""

from datetime import UTC, date, datetime

from django.contrib.auth.models import Permission
from django.test import SimpleTestCase
from django.utils import translation
from lxml import html

from articles.admin.calendar import KINDS, CalendarMonth
from articles.admin.timeline import ROWS, Timeline
from articles.models import LanguageProgress
from articles.publishing import publish
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, WANTED, approve, make_article, make_published, make_user

CALENDAR = "/admin/calendar/"


def words(element):
    return " ".join(element.text_content().split())


def facts(entry):
    """Return the words of an entry, without its move link."""
    return words(entry).partition(" · Move…")[0]


def plan(article, language, day, **fields):
    LanguageProgress.objects.filter(article=article, language=language).update(planned_on=day, **fields)


def schedule(article, language, at):
    approve(article, language)
    publish(article, language, by=None, at=at)


class CalendarTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def screen(self, **query):
        response = self.client.get(CALENDAR, query)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def on(self, day, **query):
        """Return the entries of a day: [(kind, words)]."""
        [cell] = self.screen(**query).xpath(f"//li[contains(@class, 'day')][h2/time/@datetime='{day}']")
        entries = cell.xpath(".//li[contains(@class, 'entry')]")
        return [(entry.get("class").rpartition("entry-")[2], facts(entry)) for entry in entries]


class MonthTests(CalendarTestCase):
    def test_planned_and_scheduled_are_told_apart_by_word_and_shape(self):
        plan(make_article(number=" hoped"), "en", date(2026, 3, 4))
        schedule(make_article(number=" certain"), "en", NOON + 45 * HOUR)
        self.assertEqual(
            self.on("2026-03-04"),
            [
                ("scheduled", "● Harbor opens certain 6 p.m. English · scheduled"),
                ("planned", "○ Harbor opens hoped English · planned"),
            ],
        )

    def test_both_languages_at_one_hour_are_one_line(self):
        article = make_article(languages=("en", "ko"))
        for language in ("en", "ko"):
            schedule(article, language, NOON + 45 * HOUR)
        self.assertEqual(
            self.on("2026-03-04"), [("scheduled", "● Harbor opens 6 p.m. English, Korean · scheduled")]
        )

    def test_languages_scheduled_for_different_hours_are_moved_each_by_itself(self):
        article = make_article(languages=("en", "ko"))
        for number, language in enumerate(("en", "ko")):
            schedule(article, language, NOON + (45 + number) * HOUR)
        lines = ["● Harbor opens 6 p.m. English · scheduled", "● Harbor opens 7 p.m. Korean · scheduled"]
        self.assertEqual(self.on("2026-03-04"), [("scheduled", line) for line in lines])
        moves = self.screen().xpath("//li[contains(@class, 'entry-scheduled')]/@data-move")
        for move, language in zip(moves, ("en", "ko"), strict=True):
            self.assertIn(f"/action/{language}/reschedule/", move)

    def test_what_came_out_is_quiet_and_leads_to_the_report(self):
        make_published(languages=("en", "ko"))
        self.assertEqual(
            self.on("2026-03-02"), [("out", "✓ Harbor opens 9 p.m. English, Korean · published")]
        )
        self.assertEqual(
            self.screen().xpath("//a[@class='day-report']/@href"), ["/admin/report/?day=2026-03-02"]
        )

    def test_days_are_those_of_the_newsrooms_zone(self):
        schedule(make_article(), "en", datetime(2026, 3, 5, 15, 30, tzinfo=UTC))
        self.assertEqual(self.on("2026-03-05"), [])
        self.assertEqual(len(self.on("2026-03-06")), 1)

    def test_who_works_elsewhere_is_told_their_own_hour(self):
        self.user.time_zone = "Europe/Berlin"
        self.user.save()
        schedule(make_article(), "en", NOON + 45 * HOUR)
        [time] = self.screen().xpath("//li[contains(@class, 'entry-scheduled')]//time")
        self.assertEqual(time.get("datetime"), "2026-03-04T18:00:00+09:00")
        self.assertEqual(time.get("title"), "Your time: March 4, 10 a.m. (Europe/Berlin)")

    def test_planned_that_is_scheduled_or_out_is_not_planned_any_more(self):
        out, ahead = make_published(), make_article(number=" ahead")
        schedule(ahead, "en", NOON + 45 * HOUR)
        for article in (out, ahead):
            plan(article, "en", date(2026, 3, 2))
        kinds = [kind for kind, _words in self.on("2026-03-02")]
        self.assertEqual(kinds, ["out"])

    def test_what_is_not_wanted_is_never_missing(self):
        plan(make_article(wanted={"ko": WANTED.NOTHING}), "ko", date(2026, 3, 1))
        self.assertEqual(self.on("2026-03-01"), [])
        self.assertEqual(self.screen().xpath("//section[contains(@class, 'slipped')]"), [])

    def test_what_was_planned_and_did_not_come_out_is_listed(self):
        plan(make_article(), "en", date(2026, 2, 27))
        [part] = self.screen().xpath("//section[contains(@class, 'slipped')]")
        self.assertEqual(
            words(part),
            "Planned but not published 1 Harbor opens English planned for Feb. 27 Change the plan…",
        )
        [(kind, _words)] = self.on("2026-02-27", month="2026-02")
        self.assertEqual(kind, "slipped")

    def test_a_full_day_is_folded(self):
        for number in range(7):
            plan(make_article(number=f" {number}"), "en", date(2026, 3, 9))
        self.assertEqual(len(self.on("2026-03-09")), 7)
        [fold] = self.screen().xpath("//details[@class='day-more']")
        self.assertEqual(words(fold.find("summary")), "2 more")

    def test_months_follow_each_other(self):
        page = self.screen(month="2026-12")
        self.assertEqual(words(page.xpath("//h1")[0]), "Calendar: December 2026")
        links = page.xpath("//nav[@aria-label='Months']//a")
        self.assertEqual(
            [(words(link), link.get("data-keys"), link.get("href")) for link in links],
            [
                ("Previous month", "[", "/admin/calendar/?month=2026-11"),
                ("Today", "t", "/admin/calendar/?month=2026-03"),
                ("Next month", "]", "/admin/calendar/?month=2027-01"),
                ("In your own calendar…", None, "/admin/diary/feed/"),
            ],
        )

    def test_a_month_that_is_none_is_this_one(self):
        for month in ("2026-13", "0001-01", "9999-12", "x", "2026-3", "\x00"):
            with self.subTest(month):
                title = words(self.screen(month=month).xpath("//h1")[0])
                self.assertEqual(title, "Calendar: March 1 – April 4, 2026")

    def test_the_title_names_the_period_that_is_unfolded(self):
        last_week, new_year = date(2026, 3, 30), date(2026, 12, 30)
        for language, day, title in (
            ("en", last_week, "March 29 – April 25, 2026"),
            ("ko", last_week, "2026년 3월 29일 – 4월 25일"),
            ("en", new_year, "Dec. 27, 2026 – Jan. 23, 2027"),
            ("ko", new_year, "2026년 12월 27일 – 2027년 1월 23일"),
        ):
            with self.subTest(title), translation.override(language):
                self.assertEqual(CalendarMonth(day.replace(day=1), day).words, title)

    def test_the_key_shows_the_sign_of_each_kind_of_entry(self):
        signs = self.screen().xpath("//p[@class='calendar-key']/span/span[@aria-hidden]/text()")
        self.assertEqual(sorted(signs), sorted({mark for mark, _label in KINDS.values()}))

    def test_today_is_marked(self):
        [today] = self.screen().xpath("//li[@id='today']")
        self.assertIn("Today", words(today.find("h2")))

    def test_speaks_korean(self):
        self.user.language = "ko"
        self.user.save()
        plan(make_article(languages=("ko",)), "ko", date(2026, 3, 4))
        page = self.screen()
        self.assertIn("2026년 3월", words(page.xpath("//h1")[0]))
        self.assertIn("3월 4일 수요일", words(page.xpath("//ol[@class='month-days']")[0]))


class PermissionTests(CalendarTestCase):
    def test_is_shown_to_those_who_may_see_stories(self):
        user = make_user("stranger", role=None)
        self.client.force_login(user)
        self.assertEqual(self.client.get(CALENDAR).status_code, 403)
        user.user_permissions.add(Permission.objects.get(codename="view_article"))
        schedule(make_article(), "en", NOON + 45 * HOUR)
        plan(make_article(number=" hoped"), "en", date(2026, 3, 4))
        self.assertEqual([kind for kind, _words in self.on("2026-03-04")], ["planned"])
        self.assertEqual(self.screen().xpath("//figure"), [])


class TimelineTests(CalendarTestCase):
    def test_scheduled_editions_stand_on_the_lane_of_their_language(self):
        article = make_article(languages=("en", "ko"))
        schedule(article, "en", NOON + 21 * HOUR)
        schedule(article, "ko", NOON + 45 * HOUR)
        [figure] = self.screen().xpath("//figure[@class='timeline']")
        self.assertEqual(len(figure.xpath(".//circle[contains(@class, 'timeline-en')]")), 1)
        self.assertEqual(len(figure.xpath(".//circle[contains(@class, 'timeline-ko')]")), 1)
        self.assertEqual(
            [words(line) for line in figure.xpath(".//ol/li")],
            [
                "March 3 6 p.m. English Harbor opens Front page at that time",
                "March 4 6 p.m. Korean Harbor opens Front page at that time",
            ],
        )
        fronts = figure.xpath(".//ol/li/a[2]/@href")
        self.assertIn("/en/?at=2026-03-03T18%3A00%3A00%2B09%3A00", fronts)
        self.assertEqual([self.client.get(front).status_code for front in fronts], [200, 200])

    def test_the_next_hours_are_drawn_wider(self):
        schedule(make_article(), "en", NOON + 21 * HOUR)
        schedule(make_article(number=" later"), "en", NOON + 100 * HOUR)
        [figure] = self.screen(ahead="48h", month="2026-05").xpath("//figure[@class='timeline']")
        self.assertEqual(len(figure.xpath(".//circle")), 1)
        self.assertEqual(
            figure.xpath(".//div[@class='timeline-head']/a/@href"), ["?month=2026-05#timeline-heading"]
        )

    def test_marks_near_each_other_stand_on_rows_of_their_own(self):
        for number in range(6):
            schedule(make_article(number=f" {number}"), "en", NOON + (2 + number) * HOUR)
        marks = [mark for lane in Timeline(NOON).lanes for mark in lane.marks]
        self.assertEqual(len({mark.y for mark in marks}), ROWS)
        self.assertEqual([mark.has_room for mark in marks], [True] * ROWS + [False] * 2)

    def test_a_long_list_is_folded(self):
        for number in range(12):
            schedule(make_article(number=f" {number}"), "en", NOON + (2 + number) * HOUR)
        [figure] = self.screen().xpath("//figure[@class='timeline']")
        self.assertEqual(len(figure.xpath("./figcaption/ol/li")), 10)
        self.assertEqual(words(figure.xpath(".//details/summary")[0]), "2 more")

    def test_nothing_ahead_is_said(self):
        self.assertIn("Nothing is scheduled.", words(self.screen().xpath("//figure")[0]))


class DayTests(SimpleTestCase):
    def test_first_day_of_the_week_is_sunday_in_both_languages(self):
        for language in ("en", "ko"):
            with translation.override(language):
                month = CalendarMonth(date(2026, 11, 1), date(2026, 11, 25))
                self.assertEqual([day.date.isoweekday() for day in month.weeks[0]], [7, 1, 2, 3, 4, 5, 6])
                self.assertEqual(month.following, date(2026, 12, 1))
