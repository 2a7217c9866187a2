"""Corrections in one language, as readers of the other language see them."""

from articles.models import Edition, EditionKind, Publication
from articles.publishing import correct, quick_fix, withdraw_together
from tests.factories import HOUR, approve, make_published, make_section, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import page_of, publish_again, tell, texts
from tests.public.test_language_purity import foreign

NOTES = {"en": "It opens on Tuesday.", "ko": "항구는 화요일에 문을 연다."}
AWAITED = "//section[starts-with(@aria-labelledby, 'awaited')]"
TOLD = "//section[@id='corrections']/p[not(@class)]"
SLUGS = {"en": "harbor-opens", "ko": "x"}


class CorrectedCase(ArticleCase):
    def setUp(self):
        super().setUp()
        make_section(name_ko="경제")
        self.story = tell(languages=("en", "ko"))

    def correct(self, language, **options):
        there = "ko" if language == "en" else "en"
        self.publish(language, kind=EditionKind.CORRECTION, note=NOTES[language],
                     **{"note_there": NOTES[there]} | options)  # fmt: skip

    def publish(self, language, **options):
        self.clock.shift(HOUR)
        self.count = getattr(self, "count", 0) + 1
        word = {"en": "Harbor", "ko": "항구"}[language]
        rewrite(self.story, **{f"summary_{language}": f"{word} {self.count}"})
        publish_again(self.story, language, **options)

    def seen(self, language):
        """Return (notice above the text, notes of the corrections) for readers of a language."""
        page = self.read(self.story, language, SLUGS[language])
        over = texts(page, f"{AWAITED}/p[not(@class) and not(strong)]")
        is_said = bool(page.xpath(f"{AWAITED}//strong"))
        self.assertEqual(is_said, bool(over))
        self.assertEqual(bool(page.xpath("//p[@class='dateline__corrected']")), bool(page.xpath(TOLD)))
        return over, texts(page, TOLD)


class CorrectedTests(CorrectedCase):
    def test_readers_of_a_translation_are_told_until_theirs_is_mended(self):
        self.assertEqual(self.seen("ko"), ([], []))
        self.correct("en")
        self.assertEqual(self.seen("en"), ([], [NOTES["en"]]))
        self.assertEqual(self.seen("ko"), ([NOTES["ko"]], []))
        self.clock.shift(HOUR)
        quick_fix(self.story, "ko", by=None, headline="오자")
        self.assertEqual(self.seen("ko"), ([NOTES["ko"]], []))
        self.publish("ko")
        self.assertEqual(self.seen("ko"), ([], [NOTES["ko"]]), "an update from the corrected source")
        self.publish("ko", kind=EditionKind.CORRECTION, note="바로잡습니다.", alone=True)
        self.assertEqual(self.seen("ko"), ([], ["바로잡습니다."]), "its own alone")

    def test_readers_of_a_source_are_told_of_what_its_translation_corrected(self):
        self.correct("ko")
        self.assertEqual(self.seen("en"), ([NOTES["en"]], []))
        self.assertEqual(self.seen("ko"), ([], [NOTES["ko"]]))
        self.publish("en", kind=EditionKind.CORRECTION, note="Tuesday.")
        self.assertEqual(self.seen("en"), ([], ["Tuesday."]))

    def test_both_are_told_once_where_the_translation_carries_it_over(self):
        self.correct("en")
        self.publish("ko", kind=EditionKind.CORRECTION, note="바로잡습니다.")
        self.assertEqual((self.seen("en")[1], self.seen("ko")[1]), ([NOTES["en"]], ["바로잡습니다."]))

    def test_each_of_two_corrections_stands_until_its_own_is_carried_over(self):
        self.correct("en")
        self.publish("ko", kind=EditionKind.CORRECTION, note="바로잡습니다.")
        self.correct("en", note_there="다시 바로잡습니다.")
        self.assertEqual(self.seen("ko"), (["다시 바로잡습니다."], ["바로잡습니다."]))

    def test_a_slip_of_one_language_is_told_there_alone(self):
        self.correct("en", alone=True)
        self.assertEqual(self.seen("ko"), ([], []))

    def test_what_was_first_published_after_it_tells_nothing(self):
        self.story = make_published(number=" 2", slug_en="harbor-opens")
        rewrite(self.story, title_ko="항구", summary_ko="항구.", body_ko="<p>항구.</p>")
        self.clock.shift(HOUR)
        rewrite(self.story, title_en="Other")
        approve(self.story, "en")
        correct(self.story, "en", by=None, note=NOTES["en"], note_there=NOTES["ko"])
        self.clock.shift(HOUR)
        publish_again(self.story, "ko")
        self.assertEqual(self.seen("ko"), ([], []))

    def test_a_brief_is_told_too(self):
        self.story = tell(languages=("en", "ko"), wanted={"ko": "brief"}, number=" 3", slug_en="harbor-opens")
        self.correct("en")
        self.assertEqual(self.seen("ko"), ([NOTES["ko"]], []))


class CameBackTests(CorrectedCase):
    """A story that was withdrawn and then published again with another text."""

    notices = {"en": "Under review.", "ko": "검토 중이다."}

    def take_back(self):
        self.clock.shift(HOUR)
        withdraw_together(self.story, self.notices, by=None)

    def test_nothing_repeats_what_was_corrected_in_the_text_that_is_gone(self):
        publication = Publication.objects.get()
        publication.license_name_en, publication.license_terms_en = "License", "Leave it as it is."
        publication.save()
        self.correct("en")
        self.take_back()
        for language in ("en", "ko"):
            self.publish(language)
            self.assertEqual(self.seen(language), ([], []))
        address = Edition.objects.live().get(language="en").get_absolute_url()
        for page in (f"{address}history/", f"{address}republish/", "/en/feed.atom", "/ko/feed.atom"):
            answer = self.client.get(page).content.decode()
            self.assertEqual([note for note in NOTES.values() if note in answer], [], page)
        self.assertContains(self.client.get(f"{address}history/"), self.notices["en"])

    def test_it_leads_to_its_history_which_tells_that_it_was_gone(self):
        self.correct("en")
        self.take_back()
        self.publish("en")
        page = self.read(self.story)
        links = page.xpath("//details[@class='version']//a/@href")
        self.assertEqual(len([link for link in links if link.endswith("/history/")]), 1)


class ElsewhereTests(CorrectedCase):
    """Other pages that show a text with a notice that it is wrong."""

    def page(self, language, path):
        address = Edition.objects.live().get(language=language).get_absolute_url()
        response = self.client.get(f"{address}{path}")
        self.assertEqual((response.status_code, foreign(response)), (200, []))
        return page_of(response)

    def over(self, language, path):
        return texts(
            self.page(language, path),
            f"{AWAITED}[ancestor::*[@lang][1]/@lang='{language}']/p[not(@class) and not(strong)]",
        )

    def test_they_say_so_until_it_is_mended(self):
        self.publish("ko")
        self.correct("en")
        pages = ("side-by-side/", "history/", "history/2/")
        self.assertEqual([self.over("ko", page) for page in pages], [[NOTES["ko"]]] * 3)
        self.assertEqual([self.over("en", page) for page in pages[1:]], [[], []])
        self.publish("ko")
        self.assertEqual([self.over("ko", page) for page in pages], [[], [], []])

    def test_side_by_side_the_wrong_text_says_so_in_its_own_language(self):
        self.correct("en")
        [section] = self.page("en", "side-by-side/").xpath("//section[@class='corrections']")
        self.assertEqual(section.xpath("ancestor::*[@lang][1]/@lang"), ["ko"])
        self.assertIn(NOTES["ko"], texts(section, "./p"))

    def test_an_old_version_names_what_was_corrected_after_it(self):
        self.correct("en")
        self.publish("en")
        since = "//section[@aria-labelledby='corrected-since']/p[not(@class)]"
        found = [texts(self.page("en", f"history/{number}/"), since) for number in (1, 2, 3)]
        self.assertEqual(found, [[NOTES["en"]], [], []])
        self.publish("ko")
        self.assertEqual(texts(self.page("ko", "history/1/"), since), [NOTES["ko"]])
