"""The review page: both texts side by side, their facts marked in pairs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml.html import fromstring

from articles.models import Term, Wanted
from articles.text.punctuation import WORD_JOINER
from articles.workflow.edit_session import want
from articles.workflow.transitions import perform
from tests.factories import make_article, make_user, rewrite
from tests.translations.screen import TranslationScreenCase

ENGLISH = "<p>The ship carries two tons of grain.</p><p>It sails at 3 p.m. on Monday.</p><p>Nobody waits.</p>"
KOREAN = "<p>배는 곡물 2톤을 싣는다.</p><p>월요일 오후 4시에 떠난다.</p>"


class ReviewPageCase(TranslationScreenCase):
    body = ENGLISH

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        rewrite(
            cls.article,
            title_ko="항구 문 열어",
            summary_ko="다음 주에 연다.",
            body_ko=KOREAN,
            by=cls.translator,
        )

    def review(self, query=""):
        return self.client.get(f"{self.address}review/{query}")

    def rows(self, query=""):
        return fromstring(self.review(query).content.decode()).xpath("//article")

    def row_with(self, words, query=""):
        [found] = [row for row in self.rows(query) if words in row.text_content()]
        return found


def marks_of(row):
    """Return [(words with the number, target of the link, id)] of each side."""
    sides = row.xpath(".//p[@class='facing-text']")
    return [
        [
            (mark.text_content().replace(WORD_JOINER, ""), mark.get("href"), mark.get("id"))
            for mark in side.xpath(".//a")
        ]
        for side in sides
    ]


class MarkTests(ReviewPageCase):
    def test_a_figure_has_the_same_number_on_both_sides_and_leads_to_its_partner(self):
        [[english], [korean]] = marks_of(self.row_with("two tons"))
        self.assertEqual((english[0], korean[0]), ("two tons1", "2톤1"))
        self.assertEqual((english[1], korean[1]), (f"#{korean[2]}", f"#{english[2]}"))

    def test_a_difference_has_a_sign_beside_the_message_of_the_check(self):
        row = self.row_with("at 3 p.m.")
        english, korean = marks_of(row)
        self.assertEqual([mark[0] for mark in english], ["3 p.m.≠1", "Monday2"])
        self.assertEqual([mark[0] for mark in korean], ["월요일2", "오후 4시≠1"])
        [message] = row.xpath(".//li[@data-row]/a")
        self.assertIn("≠1 The figures differ: 3 p.m. in the source, 오후 4시", message.text_content())
        self.assertEqual(message.get("href"), korean[1][1].replace("-s1", "-t1"))

    def test_a_fact_without_counterpart_leads_to_its_message(self):
        self.change(body_ko=KOREAN.replace("월요일 오후 4시에", "월요일에"))
        row = self.row_with("at 3 p.m.")
        english, korean = marks_of(row)
        self.assertEqual([mark[0] for mark in english], ["3 p.m.!1", "Monday2"])
        self.assertEqual([mark[0] for mark in korean], ["월요일2"])
        [message] = row.xpath(".//li[@data-row]")
        self.assertEqual(english[0][1], f"#{message.get('id')}")

    def test_a_glossary_term_is_marked_as_a_name(self):
        Term.objects.create(name_en="Grain", name_ko="곡물")
        english, korean = marks_of(self.row_with("two tons"))
        self.assertEqual([mark[0] for mark in english], ["two tons1", "grain2"])
        self.assertEqual([mark[0] for mark in korean], ["곡물2", "2톤1"])

    def test_texts_are_shown_without_markup_that_would_run(self):
        self.change(body_ko="<p>배는 &lt;b&gt; 2톤을 싣는다.</p>")
        self.assertContains(self.review(), "배는 &lt;b&gt; <a")


class StateTests(ReviewPageCase):
    def test_what_is_not_translated_is_a_difference(self):
        row = self.row_with("Nobody waits.")
        self.assertIn("To translate", row.text_content())
        self.assertIn("is-different", row.get("class"))

    def test_a_changed_source_is_labelled_with_its_change(self):
        self.change(body_en=ENGLISH.replace("two tons", "two tons or more"))
        row = self.row_with("or more")
        self.assertIn("Source has changed", row.text_content())
        self.assertTrue(row.xpath(".//ins"))

    def test_the_filter_shows_differences_alone(self):
        words = [row.text_content() for row in self.rows("?show=differences")]
        self.assertTrue(any("3 p.m." in one for one in words))
        self.assertFalse(any("two tons" in one for one in words))
        self.assertEqual(len(self.rows("?show=%00")), len(self.rows()))

    def test_where_nothing_is_wanted_the_page_says_so(self):
        want(self.article, "ko", Wanted.NOTHING)
        self.assertContains(self.review(), "Nothing is requested in Korean")


class AccessTests(ReviewPageCase):
    def test_who_sees_the_translation_screen_sees_it(self):
        for role in ("Reporters", "English desk", "Administrators"):
            with self.subTest(role):
                self.client.force_login(make_user(role.lower().replace(" ", "-"), role=role))
                self.assertEqual(self.review().status_code, 200)
        self.client.logout()
        self.assertEqual(self.review().status_code, 302)

    def test_the_source_language_leads_to_the_translation(self):
        address = f"/admin/translations/{self.article.pk}/en/review/"
        self.assertContains(self.client.get(address), self.address, status_code=404)

    def test_who_may_approve_does_so_from_here_and_comes_back(self):
        step = f"/admin/articles/article/{self.article.pk}/action/ko/"
        back = f"?next={self.address}review/".replace("/", "%2F")
        perform("submit", self.article, language="ko", by=None)
        self.client.force_login(make_user("desk", role="Korean desk"))
        for name in ("approve", "return"):
            self.assertContains(self.review(), f'href="{step}{name}/{back}"')
        for page in (f"{step}approve/", f"/admin/articles/article/{self.article.pk}/change/"):
            self.assertContains(self.client.get(page), f'href="{self.address}review/"')
        self.client.force_login(self.translator)
        self.assertNotContains(self.review(), step)

    def test_the_translation_screen_leads_here(self):
        self.assertContains(self.page(), f'href="{self.address}review/"')


class CostTests(ReviewPageCase):
    def queries(self, segments):
        english, korean = (
            "".join(f"<p>{words} {number}</p>" for number in range(11, segments + 11))
            for words in ("Ship", "배")
        )
        self.article = make_article(languages=("en", "ko"), body_en=english, body_ko=korean)
        self.address = f"/admin/translations/{self.article.pk}/ko/"
        self.review()
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(len(self.rows()), segments + 2)
        return len(captured)

    def test_the_page_asks_the_database_as_often_for_ten_segments_as_for_a_hundred(self):
        self.assertEqual(self.queries(10), self.queries(100))
