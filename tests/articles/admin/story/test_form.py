"""The story's form: the place of each field for each role, and counts of lengths."""

import json

import pytest
from django.test import TestCase
from django.utils import translation

from articles.admin.story.form import HeadlineInput, format_length, length_attributes
from articles.models import Article, RelatedLink
from articles.workflow.edit_session import editing
from tests.articles.admin.forms import ADD, PostedForm, change_url, opened
from tests.factories import make_article, make_author, make_published, make_topic, make_user
from tests.public.newsdesk import make_image


class OrderTests(TestCase):
    def setUp(self):
        self.client.force_login(make_user())

    def headings(self, article):
        page = opened(self.client, article).form
        return [" ".join(heading.text_content().split()) for heading in page.xpath(".//h2")]

    def test_the_picture_comes_first_then_the_source_and_the_addresses_last(self):
        filing = [
            "Story settings",
            "Bylines",
            "Sources",
            "Related stories",
            "Confidential sources",
            "Address",
        ]
        self.assertEqual(self.headings(make_article()), ["Lead image", "English", "Korean", *filing])
        headings = self.headings(make_article(languages=("ko",)))
        self.assertEqual(headings, ["Lead image", "Korean", "English", *filing])

    def test_rows_are_there_only_when_somebody_added_them(self):
        article = make_article()
        form = opened(self.client, article)
        self.assertEqual(form["sources-TOTAL_FORMS"], "0")
        with editing(article.pk) as copy:
            RelatedLink.objects.create(article=copy, url="https://example.org/", title_en="Elsewhere")
        form = opened(self.client, article)
        self.assertEqual(form["related_links-TOTAL_FORMS"], "1")
        [row] = form.form.xpath(".//details[@class='row'][not(@open)]/summary")
        self.assertIn("Elsewhere", row.text_content())

    def test_the_button_for_a_row_fits_the_first_one_too(self):
        groups = opened(self.client, make_article()).form.xpath(".//@data-inline-formset")
        words = [json.loads(data)["options"]["addText"] for data in groups]
        self.assertEqual(words, ["Add a byline", "Add a source", "Add a related story"])

    def test_a_row_with_an_error_is_open(self):
        form = opened(self.client, make_article())
        response = self.client.post(
            change_url(Article.objects.get()), form.data(**{"sources-0-url": "javascript:alert(1)"})
        )
        page = PostedForm(response)
        [row] = page.form.xpath(".//details[@class='row'][@open][.//input[@name='sources-0-url']]")
        self.assertIn("errorlist", " ".join(row.xpath(".//@class")))


class ColumnTests(TestCase):
    """A language is shown as text on phones and to people who do not write it, as fields to the others."""

    def column(self, role, language, article=None):
        article = article or make_article(languages=("en", "ko"))
        self.client.force_login(make_user(role.replace(" ", "."), role=role))
        [found] = opened(self.client, article).form.xpath(f".//section[@aria-labelledby='text-{language}']")
        return found

    def test_who_writes_a_language_also_finds_it_to_read(self):
        column = self.column("Korean translators", "ko")
        self.assertIn("항구가 문을 열었다", column.xpath("string(.//*[contains(@class, 'reading')])"))
        [fold] = column.xpath(".//details")
        self.assertEqual(fold.xpath("string(summary)"), "Edit Korean")
        self.assertTrue(fold.xpath(".//textarea[@name='body_ko']"))

    def test_who_does_not_write_it_reads_it_and_finds_no_field(self):
        column = self.column("Korean translators", "en")
        self.assertIn("The harbor opens.", column.text_content())
        self.assertEqual(column.xpath(".//details|.//textarea|.//input"), [])

    def test_filing_is_read_as_text_and_only_the_own_byline_is_written(self):
        article = make_article(languages=("en", "ko"), lead_image=make_image(alt_en="A quay", alt_ko="부두"))
        for name in ("harbors", "ports"):
            article.topic_items.create(tag=make_topic(name))
        writer = article.bylines.create(author=make_author("bora"), role="text", position=1)
        own = article.bylines.create(author=make_author("dana"), role="translation", position=2)
        self.client.force_login(make_user("translator", role="Korean translators"))
        form = opened(self.client, article).form
        [lead] = form.xpath(".//section[@aria-labelledby='lead-picture-heading']")
        self.assertIn("A quay", lead.text_content())
        topics = form.xpath("string(.//*[contains(@class, 'field-topics')]//*[@class='read-only-value'])")
        self.assertEqual(topics, "Harbors, Ports")
        self.assertEqual(lead.xpath(".//select"), [])
        self.assertTrue(lead.xpath(".//img[not(@hidden)]/@src"))
        rows = {row.xpath(".//input[contains(@name, '-id')]/@value")[0]: row for row in form.xpath(
            ".//tr[contains(@class, 'has_original')]")}  # fmt: skip
        read = [one.text for one in rows[str(writer.pk)].xpath(".//*[@class='read-only-value']")]
        self.assertEqual(read, [str(writer.author), "Text", "1"])
        self.assertEqual(rows[str(writer.pk)].xpath(".//select | .//input[@type='number']"), [])
        self.assertEqual(len(rows[str(own.pk)].xpath(".//select | .//input[@type='number']")), 3)

    def test_a_language_that_is_not_begun_is_a_fold_that_says_what_is_wanted(self):
        [fold] = self.column("Managing editors", "ko", make_article()).xpath(".//details")
        self.assertIsNone(fold.get("open"))
        self.assertEqual(fold.xpath("string(summary)"), "Start Korean: full text requested")

    def test_for_a_translator_it_stands_open_beside_the_source(self):
        [fold] = self.column("Korean translators", "ko", make_article()).xpath(".//details")
        self.assertIsNotNone(fold.get("open"))

    def test_fields_with_an_error_stay_in_sight_on_a_phone(self):
        self.client.force_login(make_user())
        response = self.client.post(
            ADD, PostedForm(self.client.get(ADD)).data(title_en="Harbor", title_ko="항" * 201)
        )
        [fold] = PostedForm(response).form.xpath(".//section[@aria-labelledby='text-ko']/details")
        self.assertIsNotNone(fold.get("open"))
        self.assertIsNotNone(fold.get("data-kept"))

    def test_the_form_asks_the_database_the_same_with_few_rows_and_with_many(self):
        self.client.force_login(make_user())
        article = make_published(languages=("en", "ko"))
        for _turn in range(2):
            with editing(article.pk) as copy:
                for number in range(4):
                    RelatedLink.objects.create(article=copy, url=f"https://example.org/{number}")
            self.client.get(change_url(article))
            with self.assertNumQueries(29):
                self.client.get(change_url(article))


class ChosenObjectTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article, cls.one, cls.two = (make_article(number=f" {number}") for number in range(3))
        with editing(cls.article.pk) as copy:
            RelatedLink.objects.create(article=copy, target=cls.one)

    def setUp(self):
        self.client.force_login(make_user())

    def chosen(self, response):
        options = PostedForm(response).form.xpath(".//select[@name='related_links-0-target']/option")
        return [
            (option.get("value"), option.text) for option in options if option.get("selected") is not None
        ]

    def test_the_saved_one_is_shown_by_its_name(self):
        response = self.client.get(change_url(self.article))
        self.assertEqual(self.chosen(response), [(str(self.one.pk), str(self.one))])

    def test_another_one_stays_chosen_in_a_form_with_errors(self):
        form = opened(self.client, self.article)
        data = form.data(**{"related_links-0-target": self.two.pk, "title_en": "x" * 201})
        response = self.client.post(change_url(self.article), data)
        self.assertEqual(response.status_code, 422)
        self.assertEqual(self.chosen(response), [(str(self.two.pk), str(self.two))])


class HeadlineTests(TestCase):
    def test_a_line_break_in_a_headline_is_a_space(self):
        self.client.force_login(make_user())
        article = make_article()
        self.client.post(
            change_url(article), opened(self.client, article).data(title_en="Harbor\nopens early ")
        )
        self.assertEqual(Article.objects.get().title_en, "Harbor opens early")

    def test_a_headline_that_is_not_posted_is_none(self):
        self.assertIsNone(HeadlineInput().value_from_datadict({}, {}, "title_en"))


@pytest.mark.parametrize(
    ("body", "language", "expected"),
    [
        ("<p>The harbor</p><p>opens <em>to</em>day.</p>", "en", "4 words"),
        ("<p>Harbor</p>", "en", "1 word"),
        ("", "en", "0 words"),
        ("<p>항구가 문을</p><p>열었다.</p>", "ko", "11 characters"),
        ("<p>" + "항" * 1203 + "</p>", "ko", "1,203 characters"),
    ],
)
def test_length_is_told_in_the_way_of_the_language(body, language, expected):
    assert format_length(body, language) == expected


def test_guidance_differs_by_language():
    english, korean = (length_attributes("title", language)["data-most"] for language in ("en", "ko"))
    assert (english, korean) == ("80", "40")
    with translation.override("en"):
        assert length_attributes("body", "ko")["data-many"] == "%(number)s characters"
