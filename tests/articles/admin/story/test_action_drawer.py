"""Actions in the drawer of a story's form: responses of the server, and the open notes in them."""

from lxml import html

from articles.models import Stage
from articles.workflow.notes import resolve, write_note
from articles.workflow.transitions import perform
from tests.articles.admin.forms import PostedForm, change_url, opened
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.factories import (
    HOUR,
    LANGUAGES,
    approve,
    make_article,
    make_published,
    make_user,
    make_whole_article,
)

DRAWER = {"X-Drawer": "1"}


class DrawerTestCase(ActionTestCase):
    def ask(self, article, name, language="en"):
        return self.client.get(action_url(article, name, language), headers=DRAWER)

    def press(self, article, button, **fields):
        """Press a button of the bar as action_drawer.js does, and return the response."""
        data = opened(self.client, article).data(f"_action={button}", **fields)
        return self.client.post(change_url(article), data, headers=DRAWER)

    def assertAnswers(self, response, kind, address):
        self.assertEqual((response.status_code, response.headers.get("X-Drawer")), (204, kind))
        self.assertIn(address, response["Location"])


class AnswerTests(DrawerTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article()
        approve(cls.article, "en")

    def test_the_page_comes_without_the_frame(self):
        page = self.ask(self.article, "reopen")
        self.assertEqual(page.headers["X-Drawer"], "page")
        self.assertContains(page, 'data-title="English: Reopen"')
        self.assertContains(page, 'id="action_form"')
        for part in ("<html", "breadcrumbs", "<script"):
            self.assertNotContains(page, part)

    def test_both_forms_of_the_page_are_told_apart_and_not_kept(self):
        for headers in ({}, DRAWER):
            page = self.client.get(action_url(self.article, "reopen"), headers=headers)
            self.assertIn("X-Drawer", page.headers["Vary"])
            self.assertIn("no-store", page.headers["Cache-Control"])

    def test_a_button_with_a_form_opens_its_page_with_the_version_that_was_seen(self):
        answer = self.press(self.article, "reopen:en", title_en="Harbor opens early")
        self.assertAnswers(answer, "open", f"{action_url(self.article, 'reopen')}?seen=")
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor opens early")
        form = PostedForm(self.client.get(answer["Location"], headers=DRAWER), "action_form")
        self.assertEqual(form.form.get("action"), answer["Location"])

    def test_a_refused_page_is_shown_with_the_words_and_a_taken_action_leaves(self):
        form = PostedForm(self.ask(self.article, "reopen"), "action_form")
        address = action_url(self.article, "reopen")
        refused = self.client.post(address, form.data(reason=""), headers=DRAWER)
        self.assertEqual((refused.status_code, refused.headers["X-Drawer"]), (422, "page"))
        answer = self.client.post(address, form.data(reason="A figure."), headers=DRAWER)
        self.assertAnswers(answer, "leave", change_url(self.article))
        self.assertContains(self.client.get(answer["Location"]), "Reopened for writing.")

    def test_an_action_without_a_form_leaves_for_the_story_and_its_message(self):
        story = make_article()
        self.assertAnswers(self.press(story, "submit:en"), "leave", change_url(story))
        self.assertEqual(self.stage(story), Stage.IN_REVIEW)
        self.assertContains(self.client.get(change_url(story)), "Submitted for review.")

    def test_what_is_not_available_anymore_says_so_beside_the_words_typed_there(self):
        page = self.ask(self.article, "return")
        self.assertContains(page, "is not available at this stage", status_code=409)
        self.assertContains(page, "data-unavailable", status_code=409)
        self.assertNotContains(page, 'type="submit"', status_code=409)
        self.assertRedirects(self.client.get(action_url(self.article, "return")), change_url(self.article))

    def test_a_time_that_is_refused_anyway_is_not_offered(self):
        page = self.ask(self.article, "reschedule")
        self.assertContains(page, "is not available at this stage", status_code=409)
        self.assertNotContains(page, 'name="preset"', status_code=409)

    def test_an_editor_of_texts_has_a_page_of_its_own(self):
        form = opened(self.client, make_published()).form
        marked = form.xpath(".//button[@name='_action'][@data-on-page]/@value")
        self.assertEqual(marked, ["quick-fix:en"])

    def test_a_form_that_cannot_be_saved_is_no_answer_for_the_drawer(self):
        answer = self.press(self.article, "reopen:en", slug_en="no slug!")
        self.assertEqual((answer.status_code, answer.headers.get("X-Drawer")), (422, None))

    def test_whoever_may_not_is_refused(self):
        self.client.force_login(make_user("reporter", role="Reporters"))
        answer = self.ask(self.article, "publish")
        self.assertEqual((answer.status_code, answer.headers.get("X-Drawer")), (403, None))


class NoteTests(DrawerTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article, cls.desk = make_whole_article(), make_user("dana", first_name="Dana")

    def write(self, text, **place):
        return write_note(self.article, text, by=self.desk, **place)

    def shown(self, name, language="en"):
        page = PostedForm(self.client.get(action_url(self.article, name, language)), "action_form")
        return [item.text_content() for item in page.form.xpath(".//li[@class='action-note']")]

    def test_those_of_the_language_and_of_the_whole_story_are_shown(self):
        self.write("Which mayor?", language="en", field="title", passage=self.article.title_en)
        self.write("Legal has read it.")
        self.write("한국어만", language="ko")
        resolve(self.write("Done already.", language="en"), by=self.desk)
        approve(self.article, "en")
        for name in ("publish", "schedule"):
            found = self.shown(name)
            self.assertEqual(len(found), 2)
            self.assertIn("Which mayor?", found[1])
            self.assertIn(self.article.title_en, found[1])
            self.assertIn("Dana", found[1])

    def test_each_has_the_way_to_its_passage_and_to_itself(self):
        place = {"language": "en", "field": "title", "passage": self.article.title_en}
        note, lost = self.write("Which mayor?", **place), self.write("?", **place | {"passage": "Gone."})
        approve(self.article, "en")
        page = self.client.get(action_url(self.article, "publish"))
        self.assertContains(page, "2 open notes")
        self.assertContains(page, f'href="{change_url(self.article)}#passage-{note.pk}"')
        self.assertNotContains(page, f"#passage-{lost.pk}")
        self.assertContains(page, f"notes/#note-{lost.pk}")

    def test_publishing_shows_them_first_and_is_allowed(self):
        self.write("Which mayor?", language="en")
        approve(self.article, "en")
        self.assertAnswers(self.press(self.article, "publish:en"), "open", "/publish/")
        self.assertEqual(self.editions(self.article), [])
        self.fill(self.article, "publish")
        self.assertEqual(len(self.editions(self.article)), 1)

    def test_approval_shows_them_first_and_takes_one_click_without_any(self):
        note = self.write("Which mayor?", language="en")
        perform("submit", self.article, language="en", by=make_user("writer", role="Reporters"))
        self.assertAnswers(self.press(self.article, "approve:en"), "open", "/approve/")
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)
        self.assertEqual(len(self.shown("approve")), 1)
        resolve(note, by=self.desk)
        self.assertAnswers(self.press(self.article, "approve:en"), "leave", change_url(self.article))
        self.assertEqual(self.stage(self.article), Stage.APPROVED)

    def test_notes_on_the_other_language_hold_nothing_up(self):
        self.write("누구?", language="ko")
        approve(self.article, "en")
        self.assertAnswers(self.press(self.article, "publish:en"), "leave", change_url(self.article))
        self.assertEqual(len(self.editions(self.article)), 1)

    def test_both_languages_are_shown_where_both_may_go_along(self):
        article = self.article = make_whole_article(languages=LANGUAGES)
        self.write("누구?", language="ko")
        for language in LANGUAGES:
            approve(article, language)
        self.assertEqual([len(self.shown(name)) for name in ("publish", "publish-both")], [0, 1])

    def test_a_return_to_the_writer_shows_none(self):
        self.write("Which mayor?", language="en")
        self.assertAnswers(self.press(self.article, "submit:en"), "leave", "")
        self.assertEqual(self.shown("return"), [])


class LivePageTests(DrawerTestCase):
    """The links to the live pages in the message about a publication."""

    def links(self, article):
        page = html.fromstring(self.client.get(change_url(article)).content.decode())
        links = page.xpath("//ul[@class='messagelist']//a[@class='live-page']")
        return [(link.text, link.get("href")) for link in links]

    def test_each_language_that_was_published_has_one(self):
        article = make_whole_article(languages=LANGUAGES)
        for language in LANGUAGES:
            approve(article, language)
        self.fill(article, "publish-both")
        addresses = [self.editions(article, language)[0].get_absolute_url() for language in LANGUAGES]
        labels = ["View the English page", "View the Korean page"]
        self.assertEqual(self.links(article), list(zip(labels, addresses, strict=True)))
        self.assertEqual(self.client.get(addresses[1]).status_code, 200)

    def test_a_quick_fix_has_one(self):
        article = make_published()
        self.clock.shift(HOUR)
        self.fill(article, "quick-fix", headline="Harbor shuts")
        self.assertEqual([label for label, _address in self.links(article)], ["View the English page"])

    def test_what_readers_do_not_see_has_none(self):
        article = make_article()
        approve(article, "en")
        self.fill(article, "schedule", at="2026-03-03T09:00")
        self.assertEqual(len(self.editions(article)), 1)
        self.assertEqual(self.links(article), [])
        article = make_published(number=" 2")
        self.fill(article, "withdraw", note="It was wrong.")
        self.assertEqual(self.links(article), [])
