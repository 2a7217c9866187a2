"""Two people change one language: separate changes are merged and saved, overlaps need a decision."""

import itertools
import re

import pytest
from django.urls import reverse
from django.utils.safestring import SafeData

from articles.admin.forms.posted_form import Overlap, join_texts
from articles.body import plain_text, sanitise
from articles.models import Article, Stage
from articles.workflow.edit_session import editing
from tests.articles.admin.forms import PostedForm, change_url, opened
from tests.articles.admin.story.test_saving import AdminTestCase
from tests.factories import make_article, make_author, make_section, make_topic, make_user, rewrite

BODY = "<p>The harbor opens.</p><p>Boats come in.</p><p>The mayor speaks.</p>"
WORD = re.compile(r"\w+")
EDITS = [
    "<p>The old harbor opens.</p><p>Boats come in.</p><p>The mayor speaks.</p>",
    "<p>The harbor opens late.</p><p>Boats come in.</p><p>The mayor speaks.</p>",
    "<p>The harbor <strong>opens</strong>.</p><p>Boats come in.</p><p>The mayor speaks.</p>",
    "<p>The harbor opens.</p><p>Seven ferries come in.</p><p>The mayor speaks.</p>",
    "<p>The harbor opens.</p><p>The mayor speaks briefly.</p>",
    "<p>The harbor opens.</p><p>Boats come in.</p><p>Nobody sings.</p><p>The mayor speaks.</p>",
    "<p>The harbor opens.</p><p>Boats come in.</p><p>The mayor speaks.</p><p>Rain follows.</p>",
    "<p>The mayor speaks.</p><p>The harbor opens.</p><p>Boats come in.</p>",
    "<ul><li><p>Ships at last</p></li></ul><p>Boats come in.</p><p>The mayor speaks.</p>",
    "<h2>Opening day</h2><p>항구가 문을 열었다.</p>",
    "<table><tbody><tr><td><p>Tons</p></td><td><p>412</p></td></tr></tbody></table><p>Boats come in.</p>",
    "",
]
LINE = "The harbor opens on Monday"
LINES = [
    "The old harbor opens on Monday",
    "The harbor opens on Tuesday",
    "The harbor closes on Monday",
    "The harbor opens at noon on Monday",
    "On Monday the harbor opens",
    "항구가 월요일에 문을 연다",
    "",
]


@pytest.mark.parametrize("is_body", [False, True])
def test_two_equal_sides_are_markup_in_a_body_and_nowhere_else(is_body):
    for _pieces, markup in Overlap("<b>zqx</b>", "<b>zqx</b>", is_body=is_body).sides:
        assert isinstance(markup, SafeData) == is_body


def new_words(text, base):
    return set(WORD.findall(text)) - set(WORD.findall(base))


class TestJoining:
    @pytest.mark.parametrize(("mine", "theirs"), list(itertools.product(EDITS, EDITS)))
    def test_every_word_that_either_typed_is_in_the_body_or_shown(self, mine, theirs):
        column = Article._meta.get_field("body_en")
        mine, theirs = sanitise(mine), sanitise(theirs)
        joined = join_texts(column, base=BODY, mine=mine, theirs=theirs)
        shown = " ".join(plain_text(place.theirs) for place in joined.overlaps)
        typed = new_words(plain_text(mine), plain_text(BODY)) | new_words(
            plain_text(theirs), plain_text(BODY)
        )
        assert typed <= set(WORD.findall(f"{plain_text(joined.text)} {shown}"))
        assert sanitise(joined.text) == joined.text
        # The field always keeps the words of the person at the form.
        assert new_words(plain_text(mine), plain_text(BODY)) <= set(WORD.findall(plain_text(joined.text)))

    @pytest.mark.parametrize(("mine", "theirs"), list(itertools.product(LINES, LINES)))
    def test_every_word_that_either_typed_is_in_the_line_or_shown(self, mine, theirs):
        joined = join_texts(Article._meta.get_field("title_en"), base=LINE, mine=mine, theirs=theirs)
        shown = " ".join(place.theirs for place in joined.overlaps)
        typed = new_words(mine, LINE) | new_words(theirs, LINE)
        assert typed <= set(WORD.findall(f"{joined.text} {shown}"))

    @pytest.mark.parametrize("edit", EDITS)
    def test_one_change_alone_is_taken_as_it_is(self, edit):
        column, edit = Article._meta.get_field("body_en"), sanitise(edit)
        for mine, theirs in [(edit, BODY), (BODY, edit), (edit, edit)]:
            joined = join_texts(column, base=BODY, mine=mine, theirs=theirs)
            assert (joined.text, joined.overlaps) == (edit, [])

    def test_words_around_an_overlap_are_shown_with_it(self):
        column = Article._meta.get_field("title_en")
        joined = join_texts(column, base=LINE, mine=LINES[1], theirs=f"{LINE} week")
        [place] = joined.overlaps
        assert (place.before, place.mine, place.theirs) == (
            "The harbor opens on ",
            "Tuesday",
            "Monday week",
        )


class ConflictTests(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"), body_en=BODY, title_en=LINE)
        cls.dana = make_user("colleague", first_name="Dana", last_name="Example")

    def both(self, theirs, button="_continue", **mine):
        form = opened(self.client, self.article)
        rewrite(self.article, by=self.dana, **theirs)
        response = self.client.post(change_url(self.article), form.data(button, **mine))
        self.article.refresh_from_db()
        return response

    def test_two_paragraphs_are_joined_and_saved(self):
        response = self.both({"body_en": EDITS[3]}, body_en=EDITS[0])
        self.assertRedirects(response, change_url(self.article), fetch_redirect_response=False)
        self.assertEqual(
            self.article.body_en,
            "<p>The old harbor opens.</p><p>Seven ferries come in.</p><p>The mayor speaks.</p>",
        )

    def test_it_is_told_whose_change_was_joined_and_where(self):
        self.both({"body_en": EDITS[3]}, body_en=EDITS[0])
        page = self.client.get(change_url(self.article))
        self.assertContains(page, "Dana Example changed the English text")
        self.assertContains(page, "paragraph 2")
        self.assertContains(page, reverse("admin:articles_article_history", args=[self.article.pk]))

    def test_words_of_one_line_are_joined(self):
        self.both({"title_en": LINES[1]}, title_en=LINES[0])
        self.assertEqual(self.article.title_en, "The old harbor opens on Tuesday")

    def test_a_step_is_not_taken_with_a_text_that_nobody_has_read(self):
        self.both({"title_en": LINES[1]}, "_action=submit:en", title_en=LINES[0])
        self.assertEqual(self.article.progress.get(language="en").stage, Stage.WRITING)
        page = self.client.get(change_url(self.article))
        self.assertContains(page, "press the button again")

    def test_an_overlap_is_asked_with_the_rest_joined(self):
        response = self.both(
            {"body_en": "<p>The new harbor opens.</p><p>Boats come in.</p><p>The mayor sings.</p>"},
            body_en=EDITS[0],
        )
        self.assertEqual(response.status_code, 409)
        self.assertEqual(self.article.body_en.count("new"), 1)
        form = PostedForm(response)
        self.assertEqual(
            form["body_en"], "<p>The old harbor opens.</p><p>Boats come in.</p><p>The mayor sings.</p>"
        )
        [place] = form.form.xpath(".//*[@class='overlap']")
        self.assertIn("The new harbor opens.", place.text_content())
        self.assertIn("The old harbor opens.", place.text_content())

    def test_a_paragraph_that_somebody_removed_is_told_so(self):
        rest = "<p>Boats come in.</p><p>The mayor speaks.</p>"
        response = self.both({"body_en": rest}, body_en=f"<p>The old harbor opens.</p>{rest}")
        [place] = PostedForm(response).form.xpath(".//*[@class='overlap']")
        self.assertIn("Removed", place.text_content())

    def test_two_fields_of_one_part_are_no_overlap(self):
        response = self.both({"summary_en": "It closes."}, title_en=LINES[0])
        self.assertEqual(response.status_code, 302)
        self.assertEqual((self.article.title_en, self.article.summary_en), (LINES[0], "It closes."))

    def test_two_columns_of_the_filing_are_no_overlap(self):
        form = opened(self.client, self.article)
        rewrite(self.article, by=self.dana, section=make_section("culture"))
        response = self.save(self.article, form, topics=[make_topic().pk])
        self.assertEqual(response.status_code, 302)
        self.article.refresh_from_db()
        self.assertEqual(self.article.section.slug, "culture")
        self.assertEqual(self.article.topic_items.count(), 1)

    def test_one_column_of_the_filing_is_asked(self):
        response = self.both({"section": make_section("culture")}, section=make_section("sports").pk)
        self.assertContains(response, "Saved version:", status_code=409)

    def test_an_address_is_asked_not_spliced(self):
        response = self.both({"slug_en": "harbor-opens"}, slug_en="harbor-day")
        self.assertContains(response, "harbor-opens", status_code=409)

    def test_the_same_change_by_both_is_one(self):
        self.assertEqual(self.both({"title_en": LINES[1]}, title_en=LINES[1]).status_code, 302)
        self.assertEqual(self.article.title_en, LINES[1])

    def test_a_joined_line_that_is_too_long_is_shown_with_its_error(self):
        theirs, mine = f"{LINE} {'and on ' * 12}", f"{'Again and ' * 10} {LINE}"
        response = self.both({"title_en": theirs.strip()}, title_en=mine)
        self.assertEqual(response.status_code, 409)
        self.assertIn("title_en", response.context["adminform"].form.errors)
        self.assertTrue(PostedForm(response)["title_en"].startswith("Again and"))


class RowConflictTests(AdminTestCase):
    """Rows of a story: no change of either person is lost unseen."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"))
        cls.dana = make_user("colleague", first_name="Dana", last_name="Example")
        cls.byline = cls.article.bylines.create(author=make_author(), role="text")
        cls.source = cls.article.sources.create(name_en="Harbor office")

    def meanwhile(self, change, **mine):
        form = opened(self.client, self.article)
        with editing(self.article.pk, by=self.dana):
            change()
        return self.client.post(change_url(self.article), form.data(**mine))

    def renamed(self):
        self.source.name_en = "Harbor board"
        self.source.save()

    def row(self, response):
        return PostedForm(response).form.xpath(".//details[@class='row']")[0]

    def test_a_row_that_somebody_changes_is_not_deleted_unasked(self):
        response = self.meanwhile(self.renamed, **{"sources-0-DELETE": "on"})
        self.assertContains(response, "Not deleted: someone else changed this row", status_code=409)
        self.assertIn("Harbor board", self.row(response).text_content())
        self.assertIsNotNone(self.row(response).get("open"))
        again = PostedForm(response)
        self.assertNotIn("sources-0-DELETE", again)
        self.assertEqual(self.save(self.article, again, **{"sources-0-DELETE": "on"}).status_code, 302)
        self.assertFalse(self.article.sources.exists())

    def test_a_row_that_nobody_else_changed_is_deleted(self):
        response = self.meanwhile(self.byline.delete, **{"sources-0-DELETE": "on"})
        self.assertEqual((response.status_code, self.article.sources.count()), (302, 0))

    def test_a_row_that_both_changed_is_open_and_shows_theirs(self):
        response = self.meanwhile(self.renamed, **{"sources-0-name_en": "Harbor master"})
        self.assertIn("Harbor board", self.row(response).text_content())
        self.assertIsNotNone(self.row(response).get("open"))

    def test_a_byline_that_both_changed_shows_theirs(self):
        change = self.article.bylines.update
        response = self.meanwhile(lambda: change(role="photos"), **{"bylines-0-role": "research"})
        [cell] = PostedForm(response).form.xpath(".//*[@id='bylines-0']//td[contains(@class, 'field-role')]")
        self.assertIn("Saved version: Photos", " ".join(cell.text_content().split()))

    def test_a_row_that_somebody_deleted_says_so_where_one_changed_it(self):
        response = self.meanwhile(self.source.delete, **{"sources-0-name_en": "Harbor master"})
        self.assertContains(response, "Someone else deleted this row in the meantime", status_code=409)
