"""The progress of a translation on the story form, after a save and before an action."""

from unittest import mock

from django.contrib.messages import get_messages
from lxml import html

from articles.admin.story import translation_status as translation_status_module
from articles.admin.story.bar import build_bar
from articles.admin.story.translation_status import translation_status
from articles.models import Article, LanguageProgress, Stage, TranslatedSegment, Wanted
from articles.recently_used import RecentlyUsed
from articles.translations.segments import leave_out_unit, segment_change
from articles.workflow.edit_session import want
from tests.articles.admin.forms import change_url, opened
from tests.articles.admin.test_stale_lists import words
from tests.cases import ClockTestCase
from tests.factories import make_article, make_user, rewrite

BODY_EN = "<p>The harbor opens.</p><p>Ships wait at sea.</p><p>Grain goes north.</p>"
BODY_KO = "<p>항구가 문을 연다.</p><p>배가 바다에서 기다린다.</p><p>곡물이 북쪽으로 간다.</p>"


class TranslationTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.translator = make_user("translator", role="Korean translators")
        cls.desk = make_user("desk", role="Korean desk")
        cls.reporter = make_user("reporter", role="Reporters")
        cls.article = make_article(languages=("en", "ko"), body_en=BODY_EN, body_ko=BODY_KO)
        cls.screen = f"/admin/translations/{cls.article.pk}/ko/"

    def setUp(self):
        super().setUp()
        self.client.force_login(self.translator)

    def make_stale(self):
        rewrite(self.article, body_en=BODY_EN.replace("Ships wait", "Two ships wait"))

    def status(self, article=None, language="ko", user=None):
        article = Article.objects.get(pk=(article or self.article).pk)
        progress = LanguageProgress.objects.get(article=article, language=language)
        return translation_status(article, progress, user or self.translator)

    def page(self, address=None):
        return html.fromstring(self.client.get(address or change_url(self.article)).content.decode())

    def save(self, user, button="_continue", **fields):
        """Return the messages after a save."""
        self.client.force_login(user)
        response = self.client.post(
            change_url(self.article), opened(self.client, self.article).data(button, **fields)
        )
        return response, [str(message) for message in get_messages(response.wsgi_request)]


class WordsTests(TranslationTestCase):
    def test_both_texts_are_compared_once_until_one_changes(self):
        self.enterContext(mock.patch.object(translation_status_module, "KEPT_TRANSLATIONS", RecentlyUsed(10)))
        before = self.status().translation
        self.assertIs(self.status().translation, before)
        self.make_stale()
        self.assertEqual(self.status().summary, "5 segments, 1 outdated")
        TranslatedSegment.objects.filter(article=self.article, position=0).update(is_draft=True)
        self.assertEqual(self.status().summary, "5 segments, 1 not finished, 1 outdated")

    def test_what_is_not_begun_is_all_to_translate(self):
        found = self.status(make_article(body_en=BODY_EN))
        self.assertEqual(found.summary, "5 of 5 segments to translate")

    def test_what_is_whole_says_so(self):
        self.assertEqual(self.status().summary, "All 5 segments are translated")

    def test_what_went_stale_is_counted_beside_what_is_new(self):
        rewrite(
            self.article,
            body_en=BODY_EN.replace("Ships wait", "Two ships wait") + "<p>The mayor speaks.</p>",
        )
        found = self.status()
        self.assertEqual(found.summary, "1 of 6 segments to translate, 1 outdated")
        self.assertEqual(
            [(str(one.kind), one.text) for one in found.segments],
            [("stale", "Two ships wait at sea."), ("new", "The mayor speaks.")],
        )

    def test_each_state_has_its_words(self):
        marked = BODY_EN.replace("north", "<strong>north</strong>").replace("<p>Ships wait at sea.</p>", "")
        rewrite(self.article, body_en=marked)
        self.assertEqual(self.status().summary, "4 segments, 1 with formatting changes, 1 without a source")

    def test_what_is_left_out_asks_for_nothing(self):
        self.make_stale()
        [segment] = self.status().segments
        name = segment.address.partition("#u-")[2]
        segment_change(leave_out_unit)(
            self.article, "ko", name, by=self.translator, reason="Of no interest here."
        )
        self.assertEqual(self.status().counts, {})

    def test_of_a_brief_headline_and_summary_alone_count(self):
        article = make_article(body_en=BODY_EN)
        want(article, "ko", Wanted.BRIEF)
        self.assertEqual(self.status(article).summary, "2 of 2 segments to translate")

    def test_the_source_and_what_nobody_wants_stand_beside_nothing(self):
        self.assertIsNone(self.status(language="en"))
        want(self.article, "ko", Wanted.NOTHING)
        self.assertIsNone(self.status())


class FormTests(TranslationTestCase):
    def test_the_translation_is_told_in_the_bar_and_over_its_text(self):
        self.make_stale()
        page = self.page()
        [line] = page.xpath("//section[contains(@class, 'language-ko')]/div/p[@class='translation-summary']")
        self.assertIn("5 segments, 1 outdated", words(line))
        self.assertEqual(line.xpath("./a/@href"), [self.screen])
        sheet = page.xpath("//details[@id='bar-ko']")[0]
        self.assertIn("5 segments, 1 outdated", words(sheet))
        self.assertIn("Source changed", words(sheet.find("summary")))
        self.assertEqual(page.xpath("//a[contains(@class, 'bar-translation')]/@href"), [self.screen])
        self.assertEqual(
            page.xpath("//section[contains(@class, 'language-en')]//p[@class='translation-summary']"), []
        )

    def test_the_translation_screen_is_the_next_thing_while_it_is_written_or_stale(self):
        found = build_bar(self.article, self.translator)
        self.assertIsNone(found.next_translation)
        self.make_stale()
        LanguageProgress.objects.update(stage=Stage.APPROVED)
        self.assertEqual(
            build_bar(Article.objects.get(), self.translator).next_translation.address, self.screen
        )

    def test_who_does_not_write_the_language_reads_how_it_stands_without_a_way(self):
        self.make_stale()
        self.client.force_login(make_user("english", role="English desk"))
        [line] = self.page().xpath("//p[@class='translation-summary']")
        self.assertEqual((words(line), line.xpath("./a")), ("5 segments, 1 outdated", []))


class SaveTests(TranslationTestCase):
    def test_a_change_of_the_source_says_what_went_stale(self):
        text = BODY_EN.replace("Ships wait", "Two ships wait").replace("north", "south")
        _response, told = self.save(self.reporter, body_en=text + "<p>The mayor speaks.</p>")
        self.assertIn("Korean: 2 segments outdated, 1 new segment.", "".join(told))

    def test_only_what_this_save_made_stale_is_counted(self):
        self.make_stale()
        text = BODY_EN.replace("Ships wait", "Two ships wait").replace("north", "south")
        _response, told = self.save(self.reporter, body_en=text)
        self.assertIn("Korean: 1 segment outdated.", "".join(told))

    def test_a_save_that_leaves_the_translation_as_it_was_says_nothing(self):
        section = {"summary_en": "The harbor opens on Monday. "}
        for fields in (section, {"body_en": BODY_EN.replace("<p>Ships", "<p> Ships")}, {"slug_en": "harbor"}):
            _response, told = self.save(self.reporter, **fields)
            self.assertNotIn("stale", "".join(told))

    def test_a_source_without_a_translation_says_nothing(self):
        self.article = make_article(body_en=BODY_EN)
        _response, told = self.save(self.reporter, title_en="Harbor closes")
        self.assertNotIn("segment", "".join(told))

    def test_after_the_translation_is_saved_what_is_still_stale_is_named(self):
        self.make_stale()
        _response, told = self.save(self.translator, title_ko="항구, 문 열어")
        [line] = [html.fromstring(one) for one in told if "outdated" in one]
        self.assertIn("Korean: 1 segment still outdated: Two ships wait at sea.", words(line))
        [unit, whole] = line.xpath(".//a/@href")
        self.assertTrue(unit.startswith(f"{self.screen}#u-"))
        self.assertEqual(whole, self.screen)


class StepTests(TranslationTestCase):
    def step(self, name):
        return f"/admin/articles/article/{self.article.pk}/action/ko/{name}/"

    def test_what_is_open_is_looked_at_before_the_text_goes_on(self):
        self.make_stale()
        response, _told = self.save(self.translator, "_action=submit:ko")
        self.assertTrue(response.url.startswith(self.step("submit")))
        page = self.page(response.url)
        [part] = page.xpath("//section[contains(@class, 'open-segments')]")
        self.assertEqual(words(part.find("h2")), "5 segments, 1 outdated")
        [line] = part.xpath(".//li")
        self.assertEqual(words(line), "Source changed Two ships wait at sea.")
        self.assertTrue(line.xpath("./a/@href")[0].startswith(f"{self.screen}#u-"))

    def test_it_stops_nothing(self):
        self.make_stale()
        for user, name, stage in (
            (self.translator, "submit", Stage.IN_REVIEW),
            (self.desk, "approve", Stage.APPROVED),
        ):
            response, _told = self.save(user, f"_action={name}:ko")
            self.assertTrue(response.url.startswith(self.step(name)))
            self.client.post(self.step(name), opened_action(self.client, response.url))
            self.assertEqual(LanguageProgress.objects.get(language="ko").stage, stage)

    def test_a_whole_translation_goes_on_at_a_press(self):
        self.save(self.translator, "_action=submit:ko")
        self.assertEqual(LanguageProgress.objects.get(language="ko").stage, Stage.IN_REVIEW)

    def test_a_source_goes_on_whatever_its_translation_is(self):
        self.make_stale()
        self.save(self.reporter, "_action=submit:en")
        self.assertEqual(LanguageProgress.objects.get(language="en").stage, Stage.IN_REVIEW)

    def test_a_long_list_is_cut(self):
        article = make_article(body_en="".join(f"<p>Ship {number} waits.</p>" for number in range(20)))
        found = self.status(article)
        self.assertEqual((len(found.shown), found.rest), (12, 10))


def opened_action(client, address):
    form = html.fromstring(client.get(address).content.decode()).get_element_by_id("action_form")
    return {name: value for name, value in form.form_values() if name}
