"""Diary items: permissions, the screens that show them, and the story that begins from one."""

from datetime import date, time

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from lxml import html

from articles.models import Article, Event, LanguageProgress, Note, Role
from articles.workflow.permissions import ROLES
from newsroom.diary.items import begin_story
from newsroom.diary.models import AssignmentKind, CalendarFeed, DiaryAssignment, DiaryItem
from tests.articles.admin.forms import PostedForm
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, make_article, make_author, make_section, make_user

LIST = "/admin/diary/diaryitem/"
MARCH_4 = date(2026, 3, 4)


def words(element):
    return " ".join(element.text_content().split())


def make_item(**fields):
    """Make an item; text, pictures and video are its assigned people, one each or None."""
    fields = {"title": "Harbor council meets", "day": MARCH_4} | fields
    sent = {kind: fields.pop(kind) for kind in AssignmentKind.values if kind in fields}
    if "created_by" not in fields:
        fields["created_by"] = make_user("diarist", role="Reporters")
    item = DiaryItem.objects.create(**fields)
    for kind, person in sent.items():
        DiaryAssignment.objects.create(item=item, person=person, kind=kind)
    return item


class DiaryTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("editor", role="Managing editors")

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def page(self, address):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())


class ConstraintTests(DiaryTestCase):
    def test_wrong_rows_are_refused(self):
        wrong = {
            "diary_item_has_a_title": {"title": ""},
            "diary_item_ends_after_it_starts": {"starts_at": time(10), "ends_at": time(9)},
            "diary_item_language_is_known": {"language": "fr"},
        }
        for number, (name, fields) in enumerate(wrong.items()):
            with self.subTest(name), self.assertRaises(IntegrityError) as caught, transaction.atomic():
                make_item(created_by=self.user, **fields)
            self.assertIn(name, str(caught.exception), number)
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_item(created_by=self.user, ends_at=time(9))
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            CalendarFeed.objects.create(person=self.user, token_digest="")
        self.assertIn("calendar_feed_has_a_digest", str(caught.exception))

    def test_wrong_assignments_are_refused(self):
        item = make_item(text=self.user)
        for kind, name in (("texts", "diary_assignment_kind_is_known"), ("text", "")):
            with self.subTest(kind), self.assertRaises(IntegrityError) as caught, transaction.atomic():
                DiaryAssignment.objects.create(item=item, person=self.user, kind=kind)
            self.assertIn(name, str(caught.exception))


class FormTests(DiaryTestCase):
    def add(self, **typed):
        response = self.client.get(f"{LIST}add/", {"day": "2026-03-04"})
        form = PostedForm(response, "diaryitem_form")
        return self.client.post(f"{LIST}add/", form.data(**{"title": "Harbor council meets"} | typed))

    def test_an_item_is_entered_for_the_day_that_was_chosen(self):
        self.assertEqual(self.add(starts_at="14:00", place="City hall").status_code, 302)
        item = DiaryItem.objects.get()
        self.assertEqual((item.day, item.starts_at, item.place), (MARCH_4, time(14), "City hall"))
        self.assertEqual(item.created_by, self.user)

    def test_times_that_cannot_be_are_refused_at_their_field(self):
        for typed, told in (
            ({"starts_at": "14:00", "ends_at": "13:00"}, "It ends before it begins."),
            ({"ends_at": "13:00"}, "Enter when it begins, or remove the end."),
            ({"starts_at": "25:00"}, "Enter a valid time."),
        ):
            response = self.add(**typed)
            self.assertContains(response, told, status_code=422)
            self.assertContains(response, "Harbor council meets", status_code=422)
        self.assertFalse(DiaryItem.objects.exists())

    def test_everybody_reads_it_and_those_who_write_stories_write_it(self):
        item = make_item()
        for role in ROLES:
            self.client.force_login(make_user(role.replace(" ", "."), role=role))
            with self.subTest(role=role):
                self.assertEqual(self.client.get(f"{LIST}{item.pk}/change/").status_code, 200)
                expected = 403 if role == "Administrators" else 200
                self.assertEqual(self.client.get(f"{LIST}add/").status_code, expected)
        self.client.force_login(make_user("visitor", role=None))
        self.assertEqual(self.client.get(LIST).status_code, 403)

    def test_filters_find_what_nobody_covers_and_what_i_do(self):
        mine = make_item(pictures=self.user)
        free = make_item(created_by=self.user, day=date(2026, 3, 1))
        for query, found in (
            ("who=me", [mine]),
            ("who=nobody", [free]),
            ("when=past", [free]),
            ("when=ahead", [mine]),
        ):
            with self.subTest(query=query):
                listed = self.client.get(f"{LIST}?{query}").context["cl"].result_list
                self.assertEqual(list(listed), found)


class ScreenTests(DiaryTestCase):
    def test_the_calendar_shows_it_and_adds_to_a_day(self):
        make_item(starts_at=time(14), place="City hall")
        page = self.page("/admin/calendar/")
        [entry] = page.xpath("//li[contains(@class, 'entry-diary')]")
        self.assertEqual(
            words(entry), "◇ Harbor council meets 2 p.m. City hall · diary · Move… – Harbor council meets"
        )
        days = [link.get("href") for link in page.xpath("//a[@class='day-add']")]
        self.assertEqual(days[0], f"{LIST}add/?day=2026-03-02")  # today, not yesterday
        self.client.force_login(make_user("visitor", role="Administrators"))
        self.assertEqual(self.page("/admin/calendar/").xpath("//a[@class='day-add']"), [])

    def test_titles_and_places_are_marked_with_their_language_on_any_screen(self):
        make_item(title="부두 개장식", place="Pier 3")
        for screen in (LIST, "/admin/calendar/"):
            with self.subTest(screen):
                page = self.page(screen)
                marks = {one.text: one.get("lang") for one in page.xpath("//*[@lang]")}
                self.assertEqual((marks.get("부두 개장식"), marks.get("Pier 3")), ("ko", "en"))

    def test_weeks_that_are_over_are_folded_in_this_month_alone(self):
        self.clock.move_to(NOON + 12 * 24 * HOUR)  # March 14
        past = self.page("/admin/calendar/").xpath("//details[@class='month-past']//time/@datetime")
        self.assertEqual((past[0], past[-1]), ("2026-03-01", "2026-03-07"))
        days = self.page("/admin/calendar/").xpath("//li[contains(@class, 'day ')]//time/@datetime")
        self.assertEqual(days[-1], "2026-04-04")  # four weeks, this one included
        self.assertEqual(
            self.page("/admin/calendar/?month=2026-02").xpath("//details[@class='month-past']"), []
        )

    def test_the_first_screen_tells_who_covers_it(self):
        make_article()  # without stories, the first screen would show the first steps
        make_item(text=self.user, place="City hall")
        [line] = self.page("/admin/").xpath("//section[@aria-labelledby='diary-heading']//li")
        self.assertIn("Harbor council meets", words(line))
        self.client.force_login(make_user("other", role="Reporters"))
        self.assertEqual(self.page("/admin/").xpath("//section[@aria-labelledby='diary-heading']"), [])


class StoryTests(DiaryTestCase):
    def test_it_begins_planned_assigned_and_signed_with_a_note(self):
        reporter, photographer = make_user("rae", role="Reporters"), make_user("pim", role="Reporters")
        for person in (reporter, photographer):
            make_author(person.username, user=person)
        item = make_item(
            language="ko",
            title="항만위 회의",
            section=make_section("harbor"),
            starts_at=time(14),
            place="시청",
            contact="Oskar Penhollow, 555 0100",
            text=reporter,
            pictures=photographer,
            due_at=NOON + 60 * HOUR,
        )
        article = begin_story(item, by=self.user)
        article = Article.objects.get(pk=article.pk)
        self.assertEqual((article.title_ko, article.source_language), ("항만위 회의", "ko"))
        self.assertEqual(article.section, item.section)
        row = LanguageProgress.objects.get(article=article, language="ko")
        self.assertEqual((row.assignee, row.planned_on, row.due_at), (reporter, MARCH_4, item.due_at))
        signed = article.bylines.order_by("position").values_list("author__slug", "role")
        self.assertEqual(list(signed), [("rae", Role.TEXT), ("pim", Role.PHOTOS)])
        note = Note.objects.get(article=article)
        for told in ("항만위 회의", "시청", "555 0100", "오후 2:00"):
            self.assertIn(told, note.text)

    def test_it_begins_once(self):
        item = make_item(due_at=NOON - HOUR)
        first = begin_story(item, by=self.user)
        self.assertEqual(begin_story(item, by=self.user), first)
        self.assertEqual(Article.objects.count(), 1)

    def test_one_button_saves_and_begins(self):
        item = make_item()
        response = self.client.get(f"{LIST}{item.pk}/change/")
        form = PostedForm(response, "diaryitem_form")
        data = form.data(place="City hall") | {"_begin": "1"}
        response = self.client.post(f"{LIST}{item.pk}/change/", data)
        item.refresh_from_db()
        self.assertRedirects(response, f"/admin/articles/article/{item.article_id}/change/")
        self.assertIn("City hall", Note.objects.get().text)
        self.assertNotContains(self.client.get(f"{LIST}{item.pk}/change/"), 'name="_begin"')

    def test_who_may_not_write_the_language_begins_none(self):
        with self.assertRaises(PermissionDenied):
            begin_story(make_item(), by=make_user("ko", role="Korean translators"))
        self.assertFalse(Event.objects.exists())
