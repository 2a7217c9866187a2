"""The page of the translation screen: its content, permissions and cost."""

from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml.html import fromstring

from articles.models import Wanted
from articles.workflow.edit_session import want
from articles.workflow.notes import write_note
from articles.workflow.transitions import perform
from tests.factories import make_article, make_published, make_user, rewrite
from tests.translations.screen import TranslationScreenCase, rows_in

WHOLE = {"title_ko": "항구 문 열어", "summary_ko": "다음 주에 연다.", "body_ko": "<p>항구가 열린다.</p>"}


class PageTests(TranslationScreenCase):
    def test_it_shows_each_segment_with_what_it_is(self):
        html = self.page().content.decode()
        self.assertEqual(len(rows_in(html)), 13)
        for label in ("Headline", "Summary", "The Lead", "Quote", "Speaker", "List item", "Table head"):
            with self.subTest(label):
                self.assertIn(f">{label}", html)
        self.assertIn('<span>row 2, column 2</span> · <span lang="en">Berth</span>', html)

    def test_the_tags_of_the_source_are_chips_around_the_words(self):
        html = self.page().content.decode()
        self.assertRegex(html, r'data-tag="1"><span[^>]*>tag </span>1</b><strong>wait</strong><b class="tag"')
        self.assertIn('title="link: https://a.example/"', html)
        self.assertNotIn('href="https://a.example/"', html)

    def test_what_changed_in_the_source_is_shown_sentence_by_sentence(self):
        self.post(3, text="항구가 월요일에 열린다.")
        self.change(body_en=self.body.replace("on Monday", "on Tuesday"))
        [stale] = [inside for state, inside in rows_in(self.page().content.decode()) if state == "stale"]
        self.assertIn("Monday</del>", stale)
        self.assertIn("Tuesday</ins>", stale)
        self.assertIn("The source text has changed", stale)

    def test_a_change_of_an_address_alone_is_said_to_be_one(self):
        self.post(4, text="⟨1⟩계획⟨/1⟩을 보라.")
        self.change(body_en=self.body.replace("a.example", "b.example"))
        self.assertContains(self.page(), "Only the address of a link has changed.")

    def test_a_filter_of_the_address_shows_its_rows_alone(self):
        self.post(0, text="항구 문 열어")
        html = self.page("?show=untranslated").content.decode()
        shown = [state for state, inside in rows_in(html) if " hidden aria-label" not in inside]
        self.assertEqual(shown, ["new"] * 12)

    def test_an_unknown_filter_shows_all(self):
        html = self.page("?show=%00nonsense").content.decode()
        self.assertNotIn(" hidden aria-label", html)

    def test_notes_stand_at_the_row_of_their_passage(self):
        note = write_note(
            self.article, "Which plan?", by=self.translator, language="en", field="body", passage="the plan"
        )
        [row] = [inside for _state, inside in rows_in(self.page().content.decode()) if "1 note" in inside]
        self.assertIn(f"#note-{note.pk}", row)
        self.assertIn("the plan", row)

    def test_of_a_brief_headline_and_summary_alone_are_asked_for(self):
        want(self.article, "ko", Wanted.BRIEF)
        response = self.page()
        self.assertContains(response, "A brief is requested")
        self.assertEqual(len(rows_in(response.content.decode())), 2)

    def test_where_nothing_is_wanted_the_page_says_so(self):
        want(self.article, "ko", Wanted.NOTHING)
        response = self.page()
        self.assertContains(response, "Nothing is requested in Korean")
        self.assertNotContains(response, "<textarea")

    def test_the_source_language_leads_to_the_other(self):
        self.assertContains(self.page(language="en"), self.address, status_code=404)

    def test_a_korean_story_is_translated_into_english(self):
        article = make_article(languages=("ko",))
        self.client.force_login(make_user("other", role="English translators"))
        response = self.client.get(f"/admin/translations/{article.pk}/en/")
        self.assertContains(response, '<textarea name="text" lang="en"', count=3)

    def test_who_may_approve_judges_it_from_here_while_it_is_in_review(self):
        rewrite(self.article, by=self.translator, **WHOLE)
        step = f"/admin/articles/article/{self.article.pk}/action/ko/"
        desk = make_user("desk", role="Korean desk")
        self.client.force_login(desk)
        self.assertNotContains(self.page(), step)
        perform("submit", self.article, language="ko", by=None)
        back = f"?next=/admin/translations/{self.article.pk}/ko/".replace("/", "%2F")
        for name in ("approve", "return"):
            self.assertContains(self.page(), f'href="{step}{name}/{back}"')
        rewrite(self.article, by=desk, body_ko=f"<p>{'배 ' * 40}</p>")  # most of its text is now original
        self.assertContains(self.page(), f'href="{step}approve-alone/{back}"')
        self.client.force_login(self.translator)
        self.assertNotContains(self.page(), step)

    def test_why_it_was_returned_stands_there_until_it_is_submitted_again(self):
        rewrite(self.article, by=self.translator, **WHOLE)
        perform("submit", self.article, language="ko", by=None)
        perform("return", self.article, language="ko", by=make_user("desk"), reason="둘째 문단을 다시.")
        self.assertContains(self.page(), '<p lang="ko">둘째 문단을 다시.</p>')
        perform("submit", self.article, language="ko", by=None)
        self.assertNotContains(self.page(), "둘째 문단을 다시.")

    def test_the_segment_has_six_buttons_and_a_menu(self):
        page = fromstring(self.page().content.decode())
        [tools] = page.xpath("//*[@role='toolbar']")
        self.assertEqual(len(tools.xpath("./div/button")), 6)
        [menu] = tools.xpath("./details")
        self.assertEqual(menu.xpath("string(summary)"), "More")
        self.assertEqual(len(menu.xpath(".//button")), 13)

    def test_a_row_is_a_plain_form_where_there_are_no_scripts(self):
        address = f"{self.address}segment/"
        fields = self.fields(0, text="항구 문 열어")
        response = self.client.post(address, fields, follow=True)
        self.assertContains(response, "항구 문 열어")
        self.assertRegex(response.redirect_chain[0][0], r"/ko/#u-s[0-9a-f]{16}\.1$")


class StatusTests(TranslationScreenCase):
    def status(self, query=""):
        page = fromstring(self.page(query).content.decode())
        return page.xpath("//p[@class='translation-stage']/span[contains(@class, 'chip')]/text()")

    def test_it_is_the_word_of_the_lists(self):
        self.assertEqual(self.status(), ["Requested"])
        review = fromstring(self.client.get(f"{self.address}review/").content.decode())
        self.assertEqual(review.xpath("//p[@class='translation-stage']/span/text()"), ["Requested"])
        head = fromstring(self.post(0, text="항구 문 열어").json()["head"])
        self.assertEqual(head.xpath("//p[@class='translation-stage']/span/text()"), ["Writing"])

    def test_where_readers_have_an_earlier_text_the_stage_is_told_as_well(self):
        article = make_published(languages=("en", "ko"))
        self.address = f"/admin/translations/{article.pk}/ko/"
        self.article = article
        self.assertEqual(self.status(), ["Live"])
        rewrite(article, by=self.translator, body_ko="<p>다른 글.</p>")
        self.assertEqual(self.status(), ["Live, with unpublished changes", "In review"])
        perform("return", article, language="ko", by=None, reason="The dates.")
        self.assertEqual(self.status(), ["Live, with unpublished changes", "Writing"])


class AccessTests(TranslationScreenCase):
    def asked_by(self, role):
        user = make_user(role.lower().replace(" ", "-"), role=role)
        self.client.force_login(user)
        return self.page()

    def test_who_writes_the_language_fills_it_and_others_read(self):
        writers = {"Reporters", "Korean translators", "Korean desk", "Managing editors"}
        readers = {"English translators", "English desk", "Administrators"}
        for role in sorted(writers | readers):
            with self.subTest(role):
                response = self.asked_by(role)
                self.assertEqual(response.status_code, 200)
                self.assertEqual(b"<textarea" in response.content, role in writers)

    def test_who_may_not_see_stories_sees_none(self):
        get_user_model().objects.create_user("nobody", is_staff=True)
        self.client.force_login(get_user_model().objects.get(username="nobody"))
        self.assertEqual(self.page().status_code, 403)

    def test_a_stranger_is_sent_to_log_in_and_a_script_is_told(self):
        self.client.logout()
        self.assertEqual(self.page().status_code, 302)
        self.assertEqual(self.post(0, text="항구").status_code, 401)

    def test_an_unknown_story_is_not_found(self):
        self.assertEqual(self.client.get("/admin/translations/999999/ko/").status_code, 404)
        self.assertEqual(self.client.get("/admin/translations/1/fr/").status_code, 404)


class EmbedTests(TranslationScreenCase):
    def test_a_caption_says_what_it_is_of_and_leads_there(self):
        figure = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>The launch</figcaption></figure>'
        self.article = make_article(body_en=f"<p>Ships wait.</p>{figure}")
        page = self.page().content.decode()
        self.assertIn('<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"', page)
        self.assertIn("Video on YouTube", page)
        self.assertNotIn("data-frame", page)
        figure = figure.replace("><", ' data-title="Ships &amp; &quot;more&quot;"><', 1)
        self.article = make_article(body_en=f"<p>Ships wait.</p>{figure}")
        self.assertIn("Video on YouTube: Ships &amp; &quot;more&quot;<", self.page().content.decode())


class CostTests(TranslationScreenCase):
    def queries(self, segments):
        pictures = '<figure data-image="3"><figcaption>Ships</figcaption></figure>'
        body = "".join(f"<p>Ship {number} waits.</p>" for number in range(segments)) + pictures
        self.article = make_article(body_en=body)
        self.page()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            self.assertEqual(len(rows_in(self.page().content.decode())), segments + 3)
        return len(captured)

    def test_the_page_asks_the_database_as_often_for_ten_segments_as_for_three_hundred(self):
        self.assertEqual(self.queries(10), self.queries(300))
