"""Views of translation files: download, preview, writing, refusals."""

from unittest import mock

from articles.models import Article
from newsroom.interchange.xliff.formats import read_xliff
from tests.factories import approve, make_article, make_user
from tests.interchange.xliff.sending import NOTHING, ExchangeCase, with_target
from tests.translations.screen import BODY

LINK = '자세한 것은 <g id="1">계획</g>을 보라.'


class DownloadTests(ExchangeCase):
    def get(self, query=""):
        return self.client.get(f"{self.address}file/{query}")

    def test_it_has_a_name_that_says_what_it_is_and_is_never_shown_as_a_page(self):
        found = self.get()
        self.assertEqual(
            (found["Content-Disposition"], found["X-Content-Type-Options"]),
            (f'attachment; filename="story-{self.article.pk}-ko.xlf"', "nosniff"),
        )
        self.assertEqual(found["Content-Type"], "application/xliff+xml; charset=utf-8")
        self.assertIn("no-store", found["Cache-Control"])

    def test_each_kind_is_what_it_says(self):
        self.assertEqual(read_xliff(self.get().content).version, "1.2")
        self.assertEqual(read_xliff(self.get("?kind=2.1").content).version, "2.1")
        markdown = self.get("?kind=markdown")
        self.assertIn("§§ story-", markdown.content.decode())
        self.assertRegex(markdown.content.decode(), r"(?m)^## §§ \S+ · Headline$")
        self.assertIn("-ko.md", markdown["Content-Disposition"])
        self.assertEqual(self.get("?kind=docx").status_code, 404)

    def test_who_only_reads_stories_takes_it_away_too(self):
        self.client.force_login(make_user("administrator", role="Administrators"))
        self.assertEqual(self.get().status_code, 200)

    def test_nobody_else_does(self):
        self.client.force_login(make_user("stranger", role=None))
        self.assertEqual(self.get().status_code, 403)
        self.client.logout()
        self.assertEqual(self.get().status_code, 302)

    def test_of_what_is_not_wanted_or_is_the_source_there_is_none(self):
        self.article.progress.filter(language="ko").update(wanted="nothing")
        self.assertEqual(self.get().status_code, 404)
        self.assertEqual(self.client.get(self.address).status_code, 200)
        english = self.client.get(f"/admin/translations/{self.article.pk}/en/exchange/file/")
        self.assertEqual(english.status_code, 404)


class PreviewTests(ExchangeCase):
    def test_first_one_sees_what_it_would_do_and_nothing_is_written(self):
        page = self.upload(self.translated({3: "항구가 열린다.", 4: LINK}))
        self.assertContains(page, "항구가 열린다.")
        self.assertContains(page, "⟨1⟩계획⟨/1⟩")
        self.assertContains(page, "Import into the translation")
        self.assertEqual(self.written(), NOTHING)

    def test_then_it_is_written_as_finished(self):
        page = self.take({0: "항구 문 열어", 4: LINK})
        self.assertRedirects(page, f"/admin/translations/{self.article.pk}/ko/")
        self.assertEqual(self.written()[0], "항구 문 열어")
        self.assertIn('<a href="https://a.example/">계획</a>', self.korean)
        self.assertEqual((self.states()[0], self.states()[4]), ("current", "current"))
        self.assertFalse(self.translation.units[4].is_draft)

    def test_the_difference_to_what_stands_there_is_shown(self):
        self.take({3: "항구가 월요일에 열린다."})
        page = self.upload(self.translated({3: "항구가 화요일에 열린다."}))
        self.assertContains(page, "</span>월요일에</del>")
        self.assertContains(page, "</span>화요일에</ins>")

    def test_a_file_as_it_went_brings_nothing(self):
        page = self.upload(self.sent())
        self.assertContains(page, "The file contains nothing to import.")
        self.assertNotContains(page, 'name="_write"')

    def test_tags_that_are_missing_are_named(self):
        page = self.upload(self.translated({4: "자세한 것은 계획을 보라."}))
        self.assertContains(page, "the tag ⟨1⟩ of the source is missing")

    def test_what_is_called_finished_as_it_stands_is_finished(self):
        self.take({3: "항구가 열린다."})
        self.change(body_en=BODY.replace("Ships <strong>wait", "Boats <strong>wait"))
        self.assertEqual(self.states()[3], "stale")
        self.agree(self.upload(self.translated({3: "항구가 열린다."})))
        self.assertEqual(self.states()[3], "current")

    def test_what_a_tool_says_nothing_of_is_not_finished(self):
        self.take({3: "항구가 열린다."})
        self.change(body_en=BODY.replace("Ships <strong>wait", "Boats <strong>wait"))
        silent = self.translated({3: "항구가 열린다."}).replace(' state="translated"', "")
        self.assertContains(self.upload(silent), "The file contains nothing to import.")

    def test_a_segment_of_two_paragraphs_says_that_it_becomes_one(self):
        self.take({3: "항구가 열린다."})
        self.post_split(3, "항구가 열린다.", "배가 기다린다.")
        self.assertIn("A new one from the file replaces them with one", self.sent())

    def post_split(self, place, *texts):
        address, self.address = self.address, self.address.removesuffix("exchange/")
        self.assertEqual(self.post(place, text=list(texts)).status_code, 200)
        self.address = address


class MeanwhileTests(ExchangeCase):
    def test_what_went_stale_since_it_was_sent_is_told_and_not_taken(self):
        sent = self.translated({3: "항구가 열린다.", 4: LINK})
        self.change(body_en=BODY.replace("on Monday", "on Tuesday"))
        page = self.upload(sent)
        self.assertContains(page, "The source has changed since the export")
        self.assertContains(page, "항구가 열린다.")
        self.agree(page)
        self.assertNotIn("항구가 열린다.", self.korean)
        self.assertIn("계획", self.korean)

    def test_what_was_changed_here_too_stays_unless_it_is_chosen(self):
        sent = self.translated({3: "파일의 글.", 4: LINK})
        self.take({3: "여기의 글."})
        page = self.upload(sent)
        self.assertContains(page, "Also changed here")
        self.agree(page)
        self.assertIn("여기의 글.", self.korean)
        self.assertIn("계획", self.korean)
        self.agree(self.upload(sent), f"{self.article.pk}:{self.translation.unit_ids[3]}")
        self.assertIn("파일의 글.", self.korean)

    def test_what_changed_since_the_preview_is_shown_anew(self):
        page = self.upload(self.translated({3: "파일의 글."}))
        self.take({3: "여기의 글."})
        again = self.agree(page)
        self.assertContains(again, "Nothing was imported.", status_code=409)
        self.assertIn("여기의 글.", self.korean)
        self.assertEqual(self.agree(again).status_code, 302)

    def test_another_file_than_was_shown_is_not_written(self):
        page = self.upload(self.translated({3: "하나."}))
        other = self.upload(self.translated({3: "둘."}))
        page.context["form"].data["kept"] = other.context["form"].data["kept"]
        self.assertEqual(self.agree(page).status_code, 409)
        self.assertEqual(self.written(), NOTHING)

    def test_what_was_left_out_is_not_taken_in_again(self):
        sent = self.translated({4: LINK})
        self.address = self.address.removesuffix("exchange/")
        self.assertEqual(self.post(4, "leave_out", reason="Nobody asked").status_code, 200)
        self.address += "exchange/"
        page = self.upload(sent)
        self.assertContains(page, "It was left out here with a reason")
        self.assertNotIn(self.translation.unit_ids[4], self.sent())


class PermissionTests(ExchangeCase):
    def test_who_may_do_what(self):
        sent = self.translated({3: "항구가 열린다."})
        for role, seen, sends in (
            ("Korean translators", 200, 200),
            ("Korean desk", 200, 200),
            ("Reporters", 200, 200),
            ("English translators", 200, 403),
            ("Administrators", 200, 403),
            (None, 403, 403),
        ):
            with self.subTest(role=role):
                self.client.force_login(make_user(f"a-{role}", role=role))
                found = self.client.get(self.address)
                self.assertEqual((found.status_code, self.upload(sent).status_code), (seen, sends))
                if seen == 200:
                    self.assertEqual('type="file"' in found.content.decode(), sends == 200)

    def test_nobody_writes_what_they_may_not_by_agreeing(self):
        page = self.upload(self.translated({3: "항구가 열린다."}))
        self.client.force_login(make_user("english", role="English translators"))
        self.assertEqual(self.agree(page).status_code, 403)
        self.assertEqual(self.written(), NOTHING)


class ManyTests(ExchangeCase):
    """Several stories in one file, under /admin/translations/exchange/."""

    many = "/admin/translations/exchange/"

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.second = make_article(body_en="<p>Grain arrives.</p>", number=" 2")

    def file(self, *numbers, query=""):
        asked = "&".join(f"article={number}" for number in numbers)
        return self.client.get(f"{self.many}file/?language=ko&{asked}{query}")

    def test_stories_of_the_queue_go_into_one_file(self):
        approve(self.second, "en")
        page = self.client.get(self.many)
        self.assertContains(page, f'name="article" value="{self.second.pk}"')
        found = self.file(self.article.pk, self.second.pk, 999)
        stories = read_xliff(found.content).stories
        self.assertEqual([one.id for one in stories], [str(self.article.pk), str(self.second.pk)])
        self.assertIn(f'"stories-{self.article.pk}-{self.second.pk}-ko.xlf"', found["Content-Disposition"])

    def test_no_file_leaves_that_could_not_come_back(self):
        with mock.patch("newsroom.interchange.xliff.views.MAX_DOWNLOAD_BYTES", 1000):
            self.assertEqual(self.file(self.article.pk).status_code, 200)
            refused = self.client.get(self.file(self.article.pk, self.second.pk).url)
        self.assertContains(refused, "Choose fewer stories.")

    def test_what_is_nonsense_is_not_found(self):
        for numbers, query in (((), ""), (("1x", "²", "9" * 40), ""), ((self.article.pk,), "&kind=x")):
            self.assertEqual(self.file(*numbers, query=query).status_code, 404)
        self.assertEqual(self.file(*range(1, 102)).status_code, 404)
        self.assertEqual(self.client.get(f"{self.many}file/?language=xx&article=1").status_code, 404)

    def sent_both(self, first="하나.", second="둘."):
        data = self.file(self.article.pk, self.second.pk).content.decode()
        data = with_target(data, self.exported.story.units[3].id, first)
        name = read_xliff(self.file(self.second.pk).content).stories[0].units
        return with_target(data, list(name)[2], second)

    def test_each_story_is_told_and_written_by_itself(self):
        page = self.upload(self.sent_both(), self.many)
        self.assertContains(page, "To import: 1.", count=2)
        done = self.agree(page, address=self.many)
        self.assertRedirects(done, self.many)
        self.assertIn("하나.", self.korean)
        self.assertEqual(Article.objects.get(pk=self.second.pk).body_ko, "<p>둘.</p>")

    def test_a_story_that_is_refused_keeps_no_other_back(self):
        sent = self.sent_both()
        self.second.progress.filter(language="ko").update(wanted="nothing")
        page = self.upload(sent, self.many)
        self.assertContains(page, "There is no such story, or no translation of it is requested.")
        self.agree(page, address=self.many)
        self.assertIn("하나.", self.korean)
        self.assertEqual(Article.objects.get(pk=self.second.pk).body_ko, "")

    def test_on_the_page_of_one_story_only_that_one_is_taken(self):
        page = self.upload(self.sent_both())
        self.assertContains(page, "To import: 1.", count=1)
        self.agree(page)
        self.assertEqual(Article.objects.get(pk=self.second.pk).body_ko, "")

    def test_only_who_writes_a_language_comes_here(self):
        self.client.force_login(make_user("administrator", role="Administrators"))
        self.assertEqual(self.client.get(self.many).status_code, 403)
        self.client.force_login(make_user("english", role="English translators"))
        page = self.upload(self.sent_both(), self.many)
        self.assertContains(page, "You do not have permission to write Korean.", status_code=422, count=2)
