"""Each action on a segment by a POST, and POSTs that no page would send."""

from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import LanguageProgress, Stage
from articles.translations import freshness
from articles.workflow.assignments import assign_to_self
from articles.workflow.transitions import perform
from tests.articles.admin.forms import PostedForm
from tests.factories import make_article, make_user, rewrite
from tests.translations.screen import JSON, TranslationScreenCase

TABLE = 'FROM "articles_translatedsegment"'


class VerbTests(TranslationScreenCase):
    def test_typing_is_a_draft_and_finished_words_are_not(self):
        self.assertEqual(self.post(3, "fill", "항구가").status_code, 200)
        self.assertTrue(self.translation.units[3].is_draft)
        self.post(3, "finish", "항구가 열린다.")
        self.assertFalse(self.translation.units[3].is_draft)

    def test_only_rows_that_the_page_does_not_know_come_back(self):
        first = self.post(3, "fill", "항구가").json()
        second = self.post(3, "finish", "항구가 열린다.", known=",".join(first["order"])).json()
        self.assertEqual(list(second["rows"]), [second["here"]])
        self.assertIn("항구가 열린다.", second["rows"][second["here"]])
        self.assertIn("<strong>1</strong> of 13 segments", second["head"])

    def test_what_is_saved_is_judged_by_the_checks(self):
        waits = "배가 ⟨1⟩기다린다⟨/1⟩."
        for text, is_failing in ((f"**항구**가 열린다. {waits}", True), (f"항구가 열린다. {waits}", False)):
            answer = self.post(3, text=text).json()
            self.assertEqual(answer["judged"], {self.fields(3)["unit"]: is_failing}, text)

    def test_a_row_that_comes_back_says_its_languages_as_the_page_did(self):
        drawn = self.post(3, "fill", "항구가").json()["rows"]
        self.assertTrue(all('lang="en">' in row and 'lang=""' not in row for row in drawn.values()))

    def test_tags_stand_where_they_are_placed(self):
        self.post(4, text="자세한 것은 ⟨1⟩계획⟨/1⟩에.")
        self.assertEqual(self.korean, '<p>자세한 것은 <a href="https://a.example/">계획</a>에.</p>')

    def test_a_wrong_tag_is_refused_with_the_reason(self):
        for text, reason in (("⟨7⟩계획⟨/7⟩", "no tag 7"), ("⟨1⟩계획", "not closed")):
            with self.subTest(text):
                response = self.post(4, text=text)
                self.assertEqual(response.status_code, 422)
                self.assertIn(reason, response.json()["refused"])
        self.assertEqual(self.korean, "")

    def test_markup_that_is_typed_is_text(self):
        self.post(3, text='<script>alert("x")</script>\x00')
        self.assertEqual(self.korean, "<p>&lt;script&gt;alert(“x”)&lt;/script&gt;</p>")
        self.assertNotIn("<script>alert", self.page().content.decode())

    def test_what_another_wrote_meanwhile_comes_back(self):
        fields = self.fields(4, text="내 말")
        self.post(4, text="⟨1⟩그쪽⟨/1⟩ 말")
        response = self.client.post(f"{self.address}segment/", fields, headers=JSON)
        self.assertEqual(response.status_code, 409)
        self.assertEqual(response.json()["theirs"], ["⟨1⟩그쪽⟨/1⟩ 말"])
        fields["seen"] = response.json()["seen"]
        self.assertEqual(self.client.post(f"{self.address}segment/", fields, headers=JSON).status_code, 200)

    def test_words_that_another_wrote_meanwhile_are_not_accepted_unseen(self):
        self.post(3, text="항구가 열린다.")
        fields = self.fields(3, "accept")
        self.post(3, "fill", "항구가")
        response = self.client.post(f"{self.address}segment/", fields, headers=JSON)
        self.assertEqual((response.status_code, response.json()["theirs"]), (409, ["항구가"]))

    def test_a_segment_that_is_gone_is_told_with_the_rows_of_now(self):
        fields = self.fields(3, text="항구가 열린다.")
        self.change(body_en="<p>Nothing of it is left.</p>")
        response = self.client.post(f"{self.address}segment/", fields, headers=JSON)
        self.assertEqual(response.status_code, 410)
        self.assertEqual(len(response.json()["order"]), 3)

    def test_tags_of_a_source_that_changed_are_not_mistaken(self):
        self.post(4, "finish", "⟨1⟩계획⟨/1⟩")
        fields = self.fields(4, text="⟨1⟩새 계획⟨/1⟩", source="0" * 16)
        response = self.client.post(f"{self.address}segment/", fields, headers=JSON)
        self.assertEqual(response.status_code, 410)

    def test_an_address_is_accepted_without_new_words(self):
        self.post(4, text="⟨1⟩계획⟨/1⟩")
        self.change(body_en=self.body.replace("a.example", "b.example"))
        self.post(4, "accept")
        self.assertIn("https://b.example/", self.korean)
        self.change(body_en=self.body.replace("a.example", "c.example"))
        self.post(0, "accept_wordless")
        self.assertIn("https://c.example/", self.korean)

    def test_a_segment_is_split_joined_and_separated(self):
        self.post(3, text=["항구가 열린다.", "배가 기다린다."])
        self.assertEqual(self.korean, "<p>항구가 열린다.</p><p>배가 기다린다.</p>")
        self.post(3, "separate")
        self.assertEqual(self.korean, "<p>항구가 열린다. 배가 기다린다.</p>")
        self.post(3, "join")
        self.assertEqual(len(self.translation.units[3].sources), 2)

    def test_a_paragraph_is_added_and_is_where_one_stands_then(self):
        self.post(3, text="항구가 열린다.")
        told = self.post(3, "add", "이 항구는 지난해에 닫혔다.").json()
        self.assertIn("지난해에", told["rows"][told["here"]])
        self.assertEqual(self.korean, "<p>항구가 열린다.</p><p>이 항구는 지난해에 닫혔다.</p>")

    def test_what_is_typed_does_not_undo_that_somebody_left_the_segment_out(self):
        fields = self.fields(3, "fill", "항구가 열린다.")
        self.post(3, "leave_out", reason="known here")
        for text in ("항구가 열린다.", ""):
            response = self.client.post(f"{self.address}segment/", fields | {"text": text}, headers=JSON)
            self.assertEqual((response.status_code, self.states()[3]), (409, "left_out"))

    def test_a_segment_is_left_out_with_a_reason_and_taken_in_again(self):
        self.assertEqual(self.post(3, "leave_out").status_code, 422)
        self.assertEqual(self.post(3, "leave_out", reason="known here").status_code, 200)
        self.assertEqual(self.states()[3], "left_out")
        self.assertContains(self.page(), "known here")
        self.post(3, "take_in")
        self.assertEqual(self.states()[3], "new")


class SavedOnceTests(TranslationScreenCase):
    """A save builds its translation once: it is read under the lock, and the page shows the saved one."""

    def test_a_save_reads_the_translation_once_and_aligns_each_text_once(self):
        self.post(3, "fill", "항구가")
        for verb, text in (("fill", "항구가 열"), ("finish", "항구가 열린다."), ("add", "배가 기다린다.")):
            fields = self.fields(3, verb, text)
            with (
                self.subTest(verb),
                mock.patch.object(
                    freshness, "translation_units", wraps=freshness.translation_units
                ) as aligned,
                CaptureQueriesContext(connection) as queries,
            ):
                response = self.client.post(f"{self.address}segment/", fields, headers=JSON)
                self.assertEqual(response.status_code, 200)
                reads = [one for one in queries if one["sql"].startswith("SELECT") and TABLE in one["sql"]]
                # The text before and the text after.
                self.assertEqual((len(reads), aligned.call_count), (1, 2))


class HostileTests(TranslationScreenCase):
    def test_nothing_that_is_posted_breaks_the_server(self):
        row = "9" * 30
        for fields in (
            {},
            {"verb": "drop"},
            self.fields(3, "drop"),
            self.fields(3, unit="\x00nonsense", row=row),
            self.fields(3, unit="s" * 500, row="-1"),
            self.fields(0, text="가" * 201),
            self.fields(3, text="가" * 20_001),
            self.fields(3, text=["가"] * 51),
            self.fields(5, text=["가", "나"], verb="finish", source="nonsense"),
            self.fields(0, "leave_out", reason="no"),
            self.fields(12, "join"),
            self.fields(3, "add", ""),
            self.fields(3, "accept"),
            self.fields(3, "take_in"),
            self.fields(3, "fill", "\ud800 ⟨⟨ ⟨/9⟩"),
        ):
            with self.subTest(fields=str(fields)[:60]):
                posted = {name: _postable(value) for name, value in fields.items()}
                status = self.client.post(f"{self.address}segment/", posted, headers=JSON).status_code
                self.assertIn(status, range(200, 500))

    def test_a_text_beyond_the_limit_is_refused_with_the_way_out(self):
        answer = self.post(3, text="가" * 10_001)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("split it into paragraphs", answer.json()["refused"])

    def test_a_body_that_becomes_too_long_is_refused(self):
        before = "".join(f"<p>{'나' * 9_990}</p>" for _number in range(20))
        self.change(body_ko=before)
        answer = self.post(3, "add", "가" * 500)
        self.assertIn("A text can have up to 200,000", answer.json()["refused"])
        self.assertEqual(self.korean, before)

    def test_who_may_not_write_is_refused(self):
        for role in ("English translators", "Administrators"):
            self.client.force_login(make_user(role[:5], role=role))
            for verb in ("fill", "finish", "accept", "accept_wordless", "join", "add", "leave_out"):
                with self.subTest(role=role, verb=verb):
                    self.assertEqual(self.post(3, verb, "항구", reason="x").status_code, 403)
        self.assertEqual(self.korean, "")

    def test_a_get_writes_nothing(self):
        for address in ("segment/", "action/"):
            self.assertEqual(self.client.get(self.address + address).status_code, 405)


def _postable(value):
    if isinstance(value, list):
        return value
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


class ActionTests(TranslationScreenCase):
    body = "<p>The harbor opens.</p>"

    def take(self, action):
        return self.client.post(f"{self.address}action/", {"_action": action}, follow=True)

    def stage(self):
        return LanguageProgress.objects.get(article=self.article, language="ko").stage

    def test_what_is_missing_is_told(self):
        self.assertContains(self.take("submit"), ' error"')
        self.assertEqual(self.stage(), Stage.WRITING)

    def test_a_translation_is_taken_on_put_back_and_submitted(self):
        self.assertContains(self.take("assign_to_self"), "Unassign")
        self.assertContains(self.take("unassign"), "Assign to me")
        for place, text in (
            (0, "항구 문 열어"),
            (1, "시험항구가 월요일에 문을 연다고 항만사무소가 밝혔다."),
            (2, "항구가 열린다."),
        ):
            self.post(place, text=text)
        self.assertContains(self.take("submit"), "Submitted for review.")
        self.assertEqual(self.stage(), Stage.IN_REVIEW)

    def test_a_submission_with_open_segments_is_asked_about_first(self):
        rewrite(self.article, title_ko="항구 문 열어", summary_ko="연다.", body_ko="<p>항구가 열린다.</p>")
        rewrite(self.article, title_en="Harbor opens a day early")
        answer = self.take("submit")
        self.assertContains(answer, "3 segments, 1 outdated")
        self.assertEqual(self.stage(), Stage.WRITING)
        form = PostedForm(answer, "action_form")
        answer = self.client.post(answer.request["PATH_INFO"] + f"?next={self.address}", form.data())
        self.assertRedirects(answer, self.address, fetch_redirect_response=False)
        self.assertEqual(self.stage(), Stage.IN_REVIEW)

    def test_a_submission_can_be_undone_from_the_screen(self):
        rewrite(self.article, title_ko="항구 문 열어", summary_ko="연다.", body_ko="<p>항구가 열린다.</p>")
        answer = self.take("submit")
        [form] = html.fromstring(answer.content.decode()).xpath("//form[@data-undo-seconds]")
        self.assertRedirects(
            self.client.post(form.get("action")), self.address, fetch_redirect_response=False
        )
        self.assertEqual(self.stage(), Stage.WRITING)

    def test_who_submits_is_led_to_the_next_of_their_own_else_of_nobodys(self):
        for name in ("free", "mine"):
            texts = {
                "title_ko": "항구 문 열어",
                "summary_ko": "다음 주에 연다.",
                "body_ko": "<p>항구가 열린다.</p>",
            }
            rewrite(self.article, **texts)
            waiting = make_article(number=name)
            perform("submit", waiting, language="en", by=None)
            if name == "mine":
                assign_to_self(waiting, "ko", by=self.translator)
            answer = self.take("submit")
            self.assertContains(
                answer, f'href="/admin/translations/{waiting.pk}/ko/" lang="en" data-keys="Alt+q"'
            )
            perform("return", self.article, language="ko", by=None, reason="Again.")

    def test_nobody_takes_what_another_holds(self):
        self.take("assign_to_self")
        self.client.force_login(make_user("second", role="Korean translators"))
        self.assertContains(self.take("assign_to_self"), "Someone else was assigned in the meantime.")

    def test_an_unknown_step_is_not_found(self):
        self.assertEqual(self.take("publish").status_code, 404)

    def test_who_may_not_write_does_not_submit(self):
        self.client.force_login(make_user("reader", role="English translators"))
        self.assertEqual(self.take("submit").status_code, 403)


class TokenTests(TranslationScreenCase):
    def test_no_answer_gives_the_secret_of_the_tokens_away(self):
        self.page()
        secret = self.client.cookies["csrftoken"].value
        self.assertNotIn(secret, self.post(3, "fill", "항구").content.decode())
