"""The screen of findings, links to the words of a finding, and preflight before publication."""

from urllib.parse import parse_qs, urlsplit

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.checks.registry import CHECKS, examine
from articles.models import Edition, Event, EventType, Image, Waiver
from tests.articles.admin.forms import PostedForm, change_url, opened
from tests.factories import (
    LANGUAGES,
    approve,
    make_article,
    make_published,
    make_user,
    make_whole_article,
)


class PreflightTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        self.client.force_login(self.user)

    def url(self, article, more=""):
        return f"/admin/articles/article/{article.pk}/preflight/{more}"

    def page(self, article):
        return html.fromstring(self.client.get(self.url(article)).content.decode())

    def told(self, page, language="en"):
        items = page.xpath(f"//section[@id='{language}']//li[contains(@class, 'finding ')]")
        return [" ".join(item.text_content().split()) for item in items]

    def press(self, article, step, **fields):
        form = opened(self.client, article)
        return self.client.post(change_url(article), form.data(f"_action={step}:en", **fields), follow=True)


class ScreenTests(PreflightTestCase):
    def test_lists_both_languages_blockers_first(self):
        article = make_article(languages=LANGUAGES, body_en="<p>The **quay**.</p>")
        page = self.page(article)
        headings = [" ".join(one.text_content().split()) for one in page.xpath("//section/h2")]
        self.assertEqual(headings, ["English 1 blocker, 2 warnings", "Korean 2 warnings"])
        [head, *_rest] = page.xpath("//section[@id='en']//p[@class='finding-head']")
        self.assertIn("(text.markdown)", head.get("title"))
        [mark] = page.xpath("//section[@id='en']//blockquote[@lang='en']/mark")
        self.assertEqual((mark.text, mark.tail), ("**quay**", "."))

    def test_codes_of_checks_are_tooltips_alone(self):
        page = self.page(make_article(languages=LANGUAGES, body_en="<p>The **quay**.</p>"))
        heads = page.xpath("//p[@class='finding-head']/@title")
        self.assertEqual(len(heads), len(self.told(page)) + len(self.told(page, "ko")))
        text = page.xpath("string(//main)")
        self.assertEqual([code for code in CHECKS if code in text], [])

    def test_a_clean_story_has_nothing_to_tell(self):
        page = self.page(make_whole_article(languages=LANGUAGES))
        self.assertEqual(page.xpath("//li[contains(@class, 'finding ')]"), [])

    def test_go_there_names_field_words_and_row(self):
        article = make_whole_article(languages=LANGUAGES, body_en="<p>The **quay**.</p>", section=None)
        link = article.related_links.create(title_en="Elsewhere")
        ways = [way.get("href") for way in self.page(article).xpath("//section[@id='en']//a[text()='Show']")]
        told = [(parse_qs(urlsplit(way).query), urlsplit(way).fragment) for way in ways]
        self.assertEqual(
            told[:3],
            [
                ({"go": ["id_body_en"], "words": ["**quay**"]}, "id_body_en"),
                ({"go": ["id_section"]}, "id_section"),
                ({"go": ["related_links"], "row": [str(link.pk)]}, "related_links-heading"),
            ],
        )
        form = opened(self.client, article).page
        for _query, anchor in told:
            self.assertTrue(form.xpath(f"//*[@id='{anchor}']"), anchor)
        self.assertEqual(self.client.get(ways[0]).status_code, 200)

    def test_a_picture_is_opened_from_here(self):
        image = Image.objects.create(file="a.jpg", width=1, height=1)
        ways = self.page(make_whole_article(lead_image=image)).xpath("//a[text()='Open the image']/@href")
        self.assertEqual(set(ways), {f"/admin/articles/image/{image.pk}/change/"})

    def test_queries_do_not_grow_with_the_findings(self):
        def count(article):
            with CaptureQueriesContext(connection) as queries:
                self.client.get(self.url(article))
            return len(queries)

        few = make_whole_article(languages=LANGUAGES, body_en="<p>A **b**.</p>")
        many = make_whole_article(languages=LANGUAGES, body_en="<p>A **b**, **c** and **d**.</p>" * 9)
        for letter in "bcd":
            self.waive(many, f"**{letter}**")
        self.waive(few, "**b**")
        self.assertEqual(count(few), count(many))

    def waive(self, article, passage):
        found = examine(article, article.progress.get(language="en"))
        finding = next(one for one in found if one.passage == passage)
        data = {"code": finding.code, "fingerprint": finding.fingerprint, "reason": "A game of words."}
        return self.client.post(self.url(article, "en/waive/"), data)

    def test_strangers_and_unknown_stories(self):
        self.assertEqual(self.client.get("/admin/articles/article/999/preflight/").status_code, 404)
        article = make_article()
        self.assertEqual(self.client.post(self.url(article)).status_code, 405)
        self.client.force_login(make_user("stranger", role=None))
        self.assertEqual(self.client.get(self.url(article)).status_code, 403)


class WaivingTests(PreflightTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_whole_article(title_en="The **art** of the star")

    def form(self):
        [form] = self.page(self.article).xpath("//form[contains(@action, '/waive/')]")
        return form.get("action"), dict(form.form_values())

    def test_a_blocker_is_waived_with_a_reason_and_taken_back(self):
        action, data = self.form()
        response = self.client.post(action, data | {"reason": "It is the name of a play."}, follow=True)
        self.assertContains(response, "Waived by editor")
        self.assertContains(response, "It is the name of a play.")
        page = html.fromstring(response.content.decode())
        [form] = page.xpath("//form[contains(@action, '/take-back/')]")
        response = self.client.post(form.get("action"), dict(form.form_values()), follow=True)
        self.assertContains(response, "It blocks publication again")
        self.assertFalse(Waiver.objects.exists())

    def test_without_a_reason_it_is_asked_again(self):
        action, data = self.form()
        response = self.client.post(action, data | {"reason": " "})
        self.assertContains(response, "Give a reason.", status_code=409)
        self.assertContains(response, '<details class="finding-waive" open>', status_code=409)

    def test_what_is_not_found_any_more_is_told(self):
        action, data = self.form()
        data |= {"fingerprint": "0" * 64, "reason": "So."}
        self.assertContains(self.client.post(action, data), "no longer finds this", status_code=409)

    def test_those_who_may_not_are_offered_nothing_and_refused(self):
        action, data = self.form()
        self.client.force_login(make_user("desk", role="English desk"))
        self.assertEqual(self.page(self.article).xpath("//form[contains(@action, '/waive/')]"), [])
        self.assertEqual(self.client.post(action, data | {"reason": "So."}).status_code, 403)
        self.assertEqual(self.client.post(self.url(self.article, "xx/waive/"), data).status_code, 404)


class PublishingTests(PreflightTestCase):
    def test_blockers_lead_to_the_page_that_lists_them(self):
        article = make_whole_article(body_en="<p>The **quay**.</p>")
        approve(article, "en")
        response = self.press(article, "publish")
        self.assertContains(response, "<mark>**quay**</mark>")
        self.assertNotContains(response, "I have reviewed these.")
        self.assertFalse(Edition.objects.exists())

    def test_warnings_are_looked_at_and_confirmed(self):
        article = make_article()
        approve(article, "en")
        response = self.press(article, "publish")
        self.assertContains(response, "No source is given.")
        form = PostedForm(response, "action_form")
        refused = self.client.post(response.request["PATH_INFO"], form.data())
        self.assertContains(refused, "Review them and confirm", status_code=409)
        [box] = form.form.xpath(".//input[@name='confirmed']")
        self.client.post(response.request["PATH_INFO"], form.data(confirmed=box.get("value")))
        self.assertEqual(Edition.objects.count(), 1)
        event = Event.objects.get(type=EventType.PUBLISHED)
        self.assertEqual(event.details["warnings"], ["filing.byline", "source.none"])

    def test_warnings_that_were_confirmed_are_not_asked_again_after_a_refusal(self):
        article = make_article()
        approve(article, "en")
        response = self.press(article, "schedule")
        address, form = response.request["PATH_INFO"], PostedForm(response, "action_form")
        [box] = form.form.xpath(".//input[@name='confirmed']")
        late = form.data(confirmed=box.get("value"), at="9999-12-31T23:59")
        refused = PostedForm(self.client.post(address, late), "action_form")
        self.assertEqual(refused.form.xpath(".//input[@type='checkbox'][@name='confirmed']"), [])
        self.client.post(address, refused.data(at="2126-03-02T10:00"))
        self.assertEqual(Edition.objects.count(), 1)

    def test_a_clean_story_is_published_by_one_press(self):
        article = make_whole_article()
        approve(article, "en")
        self.assertContains(self.press(article, "publish"), "Published.")

    def test_a_quick_fix_keeps_what_was_typed_when_it_is_stopped(self):
        article = make_published()
        address = f"/admin/articles/article/{article.pk}/action/en/quick-fix/"
        form = PostedForm(self.client.get(address), "action_form")
        response = self.client.post(address, form.data(headline="**Harbor** opens"))
        self.assertContains(response, "<mark>**Harbor**</mark>", status_code=409)
        self.assertEqual(PostedForm(response, "action_form")["headline"], "**Harbor** opens")


class SavingTests(PreflightTestCase):
    def test_the_bar_counts_blockers_and_leads_to_them(self):
        article = make_whole_article(body_en="<p>The **quay**.</p>")
        page = opened(self.client, article).page
        links = page.xpath("//*[@class='bar-languages']//a[contains(text(), '1 blocker')]")
        self.assertEqual([link.get("href") for link in links], [self.url(article, "#en")] * 2)
        # One is in the collapsed part, the other next to it and always visible.
        self.assertEqual([len(link.xpath("ancestor::details")) for link in links], [1, 0])

    def test_the_bar_names_the_first_findings_and_leads_to_their_words(self):
        texts = {"body_en": "<p>The ferry has 640 seats.</p>", "body_ko": "<p>여객선의 좌석은 460석이다.</p>"}
        page = opened(self.client, make_article(languages=LANGUAGES, **texts)).page
        [item] = page.xpath("//details[@id='bar-ko']//li[@class='status-finding'][contains(., '640')]")
        [link] = item.xpath("a")
        self.assertEqual(parse_qs(urlsplit(link.get("href")).query)["go"], ["id_body_ko"])

    def test_a_save_tells_quietly_of_blockers(self):
        article = make_whole_article()
        form = opened(self.client, article)
        response = self.client.post(change_url(article), form.data(title_en="**Harbor** opens"), follow=True)
        self.assertContains(response, "English: Preflight: 1 blocker.")

    def test_an_unfinished_text_is_no_news(self):
        article = make_whole_article()
        form = opened(self.client, article)
        response = self.client.post(change_url(article), form.data(summary_en=""), follow=True)
        self.assertNotContains(response, "English: Preflight:")

    def test_submitting_tells_of_warnings_too(self):
        self.assertContains(self.press(make_article(), "submit"), "English: Preflight: 2 warnings.")
