"""“New story from text” in the admin: paste or upload, read the report, create."""

from time import process_time

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from lxml import html

from articles.models import Article
from tests.articles.body.manuscript.sample_texts import KOREAN, LABELLED, MARKDOWN
from tests.factories import make_author, make_section, make_user

ADDRESS = "/admin/articles/article/from-text/"


class Poster(TestCase):
    """A superuser who posts the form."""

    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        self.client.force_login(self.user)

    def post(self, text="", *, language="en", file=None, **fields):
        data = {"text": text, "language": language, "_read": "1"} | fields
        if file is not None:
            data["file"] = file
        return self.client.post(ADDRESS, data)

    def create(self, text, **fields):
        """Read a text, then create the story with the fields that the page returned."""
        form = self.post(text, **fields).context["form"]
        return self.post(form["text"].value(), _create="1", was_read=form["was_read"].value(), **fields)


class LimitTests(Poster):
    def test_a_text_beyond_a_limit_is_refused_at_once_and_kept(self):
        for text, words in (
            ("a\n" * 450_000, "It has 450,001 lines, and a story can have up to 10,000."),
            ("# a\n\n" + "[" * 6_000, "It has 6,000 brackets, and a story can have up to 5,000."),
            ("# a\n\n" + "> " * 6_000 + "a", "It has 6,000 list and quote markers"),
            ("a\n\nb\n\n" + "c" * 20_001, "Line 5 (“ccc"),
            ("a\n\nb\n\n" + "c" * 10_001, "Paragraph 1 (“ccc"),
            ("a\n\nb\n\n" + "One sentence.\n\n" * 1_001, "1,001 paragraphs"),
        ):
            with self.subTest(words=words):
                began = process_time()
                response = self.post(text)
                self.assertLess(process_time() - began, 30)  # quadratic time would be hours
                self.assertContains(response, words, status_code=422)
                self.assertEqual(response.context["form"]["text"].value(), text)

    def test_an_uploaded_text_beyond_a_limit_stays_on_the_page(self):
        file = SimpleUploadedFile("story.txt", b"a\n" * 20_000)
        self.assertContains(self.post(file=file), "a\na\na", status_code=422)


class SignatureTests(Poster):
    TEXT = "Harbor opens\n\nShips wait no longer.\n\nThe gate opened."

    def test_author_signs_with_one_click(self):
        author = make_author(user=self.user)
        self.assertContains(self.client.get(ADDRESS), "Sign it as Bora Testman")
        self.create(self.TEXT, is_signed="on")
        self.assertEqual([one.author for one in Article.objects.get().bylines.all()], [author])

    def test_nobody_signs_without_it_or_in_place_of_an_author_that_the_text_names(self):
        make_author(user=self.user)
        other = make_author("haneul-testman")
        self.create(self.TEXT)
        self.assertFalse(Article.objects.get().bylines.exists())
        self.create("---\nauthor: Haneul Testman\n---\n# Harbor shuts\n\nA gate shut.", is_signed="on")
        self.assertEqual(
            [one.author for one in Article.objects.get(title_en="Harbor shuts").bylines.all()], [other]
        )

    def test_it_is_not_offered_to_those_who_are_no_author(self):
        self.assertNotContains(self.client.get(ADDRESS), "is_signed")
        self.create(self.TEXT, is_signed="on")
        self.assertFalse(Article.objects.get().bylines.exists())


class StoryFromTextTests(Poster):
    def test_stands_before_the_addresses_of_stories(self):
        self.assertEqual(reverse("admin:articles_article_from_text"), ADDRESS)
        response = self.client.get(ADDRESS)
        self.assertContains(response, "New story from text")
        self.assertNotContains(response, "Recognized</h2>")

    def test_is_offered_on_the_list_of_stories(self):
        self.assertContains(self.client.get("/admin/articles/article/"), f'href="{ADDRESS}"')

    def test_way_back_names_the_newsroom_once(self):
        page = html.fromstring(self.client.get(ADDRESS).content.decode())
        crumbs = [crumb.text_content().strip() for crumb in page.xpath("//ol[@class='breadcrumbs']/li")]
        self.assertEqual(crumbs, ["Newsroom", "Stories", "New story from text"])

    def test_reports_what_is_understood_and_writes_nothing(self):
        response = self.post(LABELLED)
        self.assertContains(response, "<td>heading, label The Lead</td>", html=True)
        self.assertContains(response, "line 13: the name “GULL” was removed")
        self.assertContains(response, "Nothing has been imported yet.")
        self.assertFalse(Article.objects.exists())

    def test_shows_each_line_in_its_own_language(self):
        self.assertContains(
            self.post(LABELLED),
            '<td lang="ko">시장이 새 항만청장을 임명했다. 임기는 2년이다.</td>',
            html=True,
        )

    def test_shows_the_story_as_it_will_be(self):
        self.assertContains(self.post(LABELLED), '<aside class="passage passage--why-it-matters"')

    def test_creates_the_story_after_its_report(self):
        response = self.create(LABELLED)
        article = Article.objects.get()
        self.assertRedirects(
            response,
            reverse("admin:articles_article_change", args=[article.pk]),
            fetch_redirect_response=False,
        )
        self.assertEqual((article.source_language, article.created_by), ("en", self.user))
        self.assertEqual(article.related_links.exclude(summary_ko="").count(), 4)

    def test_tells_the_doubts_again_when_the_story_is_there(self):
        self.create(LABELLED)
        told = [str(message) for message in self.client.get("/admin/").context["messages"]]
        self.assertIn("was created", told[0])
        self.assertIn("line 13: the name “GULL”", told[1])

    def test_shows_a_new_report_when_the_text_has_changed_since(self):
        was_read = self.post(LABELLED).context["form"]["was_read"].value()
        response = self.post(f"{LABELLED}One more.", _create="1", was_read=was_read)
        self.assertContains(response, "The text has changed since the preview.")
        self.assertFalse(Article.objects.exists())

    def test_creates_nothing_without_a_report(self):
        self.assertContains(self.post(LABELLED, _create="1"), "This is the new preview.")
        self.assertFalse(Article.objects.exists())

    def test_takes_line_ends_of_browsers_for_the_same_text(self):
        was_read = self.post(LABELLED).context["form"]["was_read"].value()
        self.post(LABELLED.replace("\n", "\r\n"), _create="1", was_read=was_read)
        self.assertTrue(Article.objects.exists())

    def test_takes_a_file_and_keeps_its_text_in_the_form(self):
        file = SimpleUploadedFile("story.txt", KOREAN.encode("cp949"))
        response = self.post(file=file, language="ko")
        self.assertContains(response, "The file is in CP949 (EUC-KR).")
        self.assertEqual(response.context["form"]["text"].value(), KOREAN)

    def test_files_the_story_under_the_chosen_section(self):
        section = make_section("culture")
        self.create(MARKDOWN, section=section.pk)
        self.assertEqual(Article.objects.get().section, section)

    def test_can_be_told_the_format(self):
        self.assertContains(self.post("# Head\nSummary.", format="labelled"), "as selected")


class RefusalTests(Poster):
    def refused(self, message, **fields):
        response = self.post(**fields)
        self.assertContains(response, message, status_code=422)
        self.assertFalse(Article.objects.exists())
        return response

    def test_keeps_the_text_that_was_typed(self):
        text = "x" * 201 + "\nSummary <b>&amp;</b>."
        response = self.refused("Line 1 is read as the headline", text=text)
        self.assertEqual(response.context["form"]["text"].value(), text)
        self.assertContains(response, "Summary &lt;b&gt;&amp;amp;&lt;/b&gt;.", status_code=422)

    def test_asks_for_a_text(self):
        self.refused("The text is empty", text=" \n")

    def test_takes_no_text_and_file_at_once(self):
        file = SimpleUploadedFile("story.txt", b"Head\nSummary.")
        response = self.refused("Enter a text or choose a file", text="Typed", file=file)
        self.assertEqual(response.context["form"]["text"].value(), "Typed")

    def test_refuses_files_that_are_no_text(self):
        self.refused("This is not a text file but PDF", file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))

    def test_refuses_large_files(self):
        self.refused("up to 1000 kB", file=SimpleUploadedFile("a.txt", b"a" * 1_000_001))

    def test_asks_for_the_language_of_those_who_write_both(self):
        self.assertNotIn("checked", str(self.client.get(ADDRESS).context["form"]["language"]))
        self.refused("This field is required", text=LABELLED, language="")

    def test_refuses_languages_that_are_unknown(self):
        self.refused("Select a valid choice", text=LABELLED, language="fr")


class PermissionTests(Poster):
    def test_offers_only_languages_that_one_may_write(self):
        self.client.force_login(make_user("kim", role="Korean translators"))
        form = self.client.get(ADDRESS).context["form"]
        self.assertEqual(form.fields["language"].choices, [("ko", "Korean")])
        self.assertEqual(form["language"].value(), "ko")
        self.assertEqual(self.post(LABELLED, language="en").status_code, 422)

    def test_is_refused_to_staff_without_a_role(self):
        self.client.force_login(make_user("nobody", role=None))
        self.assertEqual(self.client.get(ADDRESS).status_code, 403)
        self.assertNotContains(self.client.get("/admin/"), ADDRESS)
        self.assertEqual(self.post(LABELLED).status_code, 403)

    def test_asks_visitors_to_log_in(self):
        self.client.logout()
        self.assertEqual(self.client.get(ADDRESS).status_code, 302)
