"""The morning report: events since the evening, exceptions to rules, deadlines."""

from datetime import date, timedelta

from django.contrib.auth.models import Permission
from django.utils import timezone
from lxml import html

from articles.admin.morning_report import morning, report_day
from articles.events.log import record
from articles.models import EditionKind, EventType, LanguageProgress, Note
from articles.publishing import publish, withdraw
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, approve, make_article, make_published, make_user, rewrite

REPORT = "/admin/report/"
# NOON is 9 p.m. in Seoul on March 2: the report of March 3 began three hours earlier.
TODAY = date(2026, 3, 3)


def words(element):
    return " ".join(element.text_content().split())


class ReportTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def screen(self, **query):
        response = self.client.get(REPORT, query)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def part(self, kind, **query):
        """Return the lines of one part; [] if it is missing."""
        return [
            words(line) for line in self.screen(**query).xpath(f"//section[@class='part part-{kind}']//li")
        ]


class BesideTheRuleTests(ReportTestCase):
    def test_who_approved_alone_is_named_with_the_reason(self):
        article = make_article()
        lone = make_user("lone", first_name="Dana", last_name="Testman")
        reason = "혼자 야간 근무 중."
        record(EventType.APPROVED, article, by=lone, language="en", reason=reason, alone=True)
        record(EventType.APPROVED, article, by=lone, language="ko")
        self.assertEqual(
            self.part("alone"), ["Harbor opens English March 2, 9 p.m. Dana Testman 혼자 야간 근무 중."]
        )
        [quoted] = self.screen().xpath("//blockquote/span")
        self.assertEqual(quoted.get("lang"), "ko")

    def test_an_approval_that_was_undone_is_no_exception(self):
        article = make_article()
        step = record(EventType.APPROVED, article, by=self.user, language="en", reason="So.", alone=True)
        record(EventType.UNDONE, article, by=self.user, language="en", undone=step.pk, step="approve")
        self.assertEqual(self.part("alone"), [])

    def test_publication_before_the_source_is_told(self):
        article = make_article()
        record(EventType.PUBLISHED, article, by=self.user, language="ko", before_source=True)
        record(EventType.PUBLISHED, article, by=self.user, language="en")
        told = {"by": self.user, "language": "en", "reason": "It cannot wait.", "before_source": True}
        record(EventType.CANCELLED, article, **told)
        self.assertEqual(
            self.part("before"),
            [
                "Harbor opens Korean March 2, 9 p.m. editor",
                "Harbor opens English March 2, 9 p.m. editor It cannot wait.",
            ],
        )

    def test_waived_blockers_are_told_with_place_and_reason(self):
        details = {"code": "picture.credit", "place": "The lead picture has no credit."}
        record(EventType.WAIVED, make_article(), by=self.user, language="en", reason="It is ours.", **details)
        self.assertEqual(
            self.part("waived"),
            ["Harbor opens English March 2, 9 p.m. editor The lead picture has no credit. It is ours."],
        )

    def test_a_waiver_that_was_taken_back_says_so(self):
        article, other = make_article(), make_article(number=" b")
        play = {"language": "en", "code": "text.markdown", "place": "In “**art**”"}
        record(EventType.WAIVED, article, by=self.user, reason="A play.", **play)
        record(EventType.WAIVED, article, by=self.user, reason="Two.", **play | {"place": "In “**ink**”"})
        record(EventType.WAIVED, other, by=self.user, reason="Another story.", **play)
        self.clock.shift(HOUR)
        record(EventType.WAIVER_TAKEN_BACK, article, by=make_user("second"), **play)
        record(EventType.WAIVED, article, by=self.user, reason="A play again.", **play)
        told = [line.partition("editor ")[2] for line in self.part("waived")]
        ended = "In “**art**” Waiver revoked March 2, 10 p.m. by second A play."
        still = ["In “**ink**” Two.", "In “**art**” Another story.", "In “**art**” A play again."]
        self.assertEqual(told, [ended, *still])

    def test_nothing_beside_the_rule_is_said(self):
        self.assertIn("Nothing was approved without review", words(self.screen().xpath("//main")[0]))


class HappenedTests(ReportTestCase):
    def test_stories_corrections_and_withdrawals_each_in_their_part(self):
        make_published(languages=("en", "ko"))
        corrected, gone = make_published(number=" b"), make_published(number=" c")
        self.clock.shift(HOUR)
        rewrite(corrected, title_en="Harbor closes")
        approve(corrected, "en")
        publish(corrected, "en", by=None, kind=EditionKind.CORRECTION, note="It closes.")
        withdraw(gone, "en", by=None, note="It was untrue.")
        self.assertEqual(len(self.part("published")), 3)
        self.assertIn("Harbor opens English March 2, 9 p.m. Korean March 2, 9 p.m.", self.part("published"))
        self.assertEqual(self.part("corrected"), ["Harbor closes English March 2, 10 p.m. It closes."])
        self.assertEqual(self.part("withdrawn"), ["Harbor opens c English March 2, 10 p.m. It was untrue."])
        figures = [words(figure) for figure in self.screen().xpath("//dl[@class='report-figures']/div")]
        self.assertEqual(figures[:2], ["Published, English3", "Published, Korean1"])

    def test_each_instant_is_in_one_report(self):
        make_published()
        self.assertEqual(report_day(NOON), TODAY)
        self.assertEqual(len(self.part("published", day="2026-03-03")), 1)
        self.assertEqual(self.part("published", day="2026-03-02"), [])
        self.clock.shift(timedelta(days=2))
        self.assertEqual(len(self.part("published", day="2026-03-03")), 1)
        self.assertEqual(self.part("published"), [])

    def test_past_day_tells_nothing_of_now(self):
        LanguageProgress.objects.filter(article=make_article(), language="en").update(due_at=NOON - HOUR)
        self.assertEqual(len(self.part("overdue")), 1)
        self.assertEqual(self.part("overdue", day="2026-03-01"), [])


class ToDoTests(ReportTestCase):
    def test_what_the_day_holds(self):
        ahead, late, slipped = make_article(number=" a"), make_article(number=" b"), make_article(number=" c")
        approve(ahead, "en")
        publish(ahead, "en", by=None, at=NOON + 12 * HOUR)
        rows = LanguageProgress.objects.filter(language="en")
        rows.filter(article=late).update(due_at=NOON - HOUR, assignee=self.user)
        rows.filter(article=slipped).update(planned_on=date(2026, 3, 1))
        self.assertEqual(self.part("ahead"), ["Harbor opens a English March 3, 9 a.m."])
        self.assertEqual(self.part("overdue"), ["Harbor opens b English due March 2, 8 p.m. editor"])
        self.assertEqual(self.part("slipped"), ["Harbor opens c English planned for March 1"])

    def test_open_notes_are_counted_by_thread(self):
        article = make_article()
        asked = Note.objects.create(article=article, text="Who said so?", written_by=self.user)
        Note.objects.create(article=article, text="The board.", written_by=self.user, reply_to=asked)
        Note.objects.create(
            article=article,
            text="Done.",
            written_by=self.user,
            resolved_by=self.user,
            resolved_at=timezone.now(),
        )
        self.assertEqual(morning(TODAY, at=NOON).open_notes, 1)
        make_article(number=" b")
        [link] = self.screen().xpath("//dl[@class='report-figures']//a")
        page = html.fromstring(self.client.get(link.get("href")).content.decode())
        stories = page.xpath("//table[@id='result_list']/tbody//th//a/@href")
        self.assertEqual(len(stories), 1)
        self.assertIn(f"/{article.pk}/", stories[0])


class DayTests(ReportTestCase):
    def test_days_lead_to_each_other(self):
        page = self.screen(day="2026-03-01")
        self.assertIn("Sunday, March 1, 2026", words(page.xpath("//div[@class='titles']/h2")[0]))
        links = page.xpath("//nav[@aria-label='Days']//a/@href")
        self.assertEqual(
            links, [f"{REPORT}?day=2026-02-28", f"{REPORT}?day=2026-03-02", f"{REPORT}?day=2026-03-03"]
        )

    def test_a_day_that_is_none_or_ahead_is_the_latest(self):
        for day in ("2026-02-30", "9999-12-31", "0001-01-01", "2027-01-01", "x"):
            with self.subTest(day):
                [heading] = self.screen(day=day).xpath("//div[@class='titles']/h2")
                self.assertEqual(words(heading), "Tuesday, March 3, 2026")

    def test_no_report_of_a_day_that_has_not_begun(self):
        self.assertIsNone(morning(date(2026, 3, 5), at=NOON))

    def test_speaks_korean(self):
        self.user.language = "ko"
        self.user.save()
        make_published(languages=("ko",))
        page = self.screen()
        self.assertIn("2026년 3월 3일 화요일", words(page))
        self.assertIn("항구 문 열어", words(page))


class PermissionTests(ReportTestCase):
    def test_is_shown_to_those_who_may_see_all_that_it_tells(self):
        user = make_user("stranger", role=None)
        self.client.force_login(user)
        for codename in ("view_article", "view_edition", "view_event"):
            self.assertEqual(self.client.get(REPORT).status_code, 403)
            self.assertNotContains(self.client.get("/admin/"), REPORT)
            user.user_permissions.add(Permission.objects.get(codename=codename))
        self.assertEqual(self.client.get(REPORT).status_code, 200)
        self.assertContains(self.client.get("/admin/"), REPORT)
