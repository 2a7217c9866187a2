"""A translation is compared with wordings of its source that are public, or still readable: no others."""

from django.db.models import QuerySet

from articles.models import Edition, EditionKind
from articles.publishing import cancel, publish, quick_fix, reschedule, withdraw
from tests.factories import HOUR, NOON, approve, make_article, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import publish_again, tell, texts

ENGLISH = "<p>The harbor opens on Monday.</p><p>Mr Marrow stole the salt.</p>"
KOREAN = "<p>항구가 월요일에 열린다.</p><p>누가 소금을 훔쳤다.</p>"
UNNAMED = ENGLISH.replace("Mr Marrow", "Somebody")
TOLD = "//details[@class='outdated']//li"
REMARK = "//div[@class='pair__remark']"


class AnsweringCase(ArticleCase):
    def pages(self):
        """Return the pages that compare the texts."""
        return [
            self.read(self.story, "ko", "x"),
            self.page("en"),
            self.page("ko"),
        ]

    def page(self, language):
        edition = Edition.objects.live().get(article=self.story, language=language)
        return self.read(self.story, language, f"{edition.slug}/side-by-side")

    def words(self):
        return " ".join(words for page in self.pages() for words in texts(page, "//main"))

    def publish(self, language="en", kind=EditionKind.UPDATE, **columns):
        self.clock.shift(HOUR)
        rewrite(self.story, **columns)
        publish_again(self.story, language, kind=kind)


class PublicWordsTests(AnsweringCase):
    def setUp(self):
        super().setUp()
        self.story = tell(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)

    def told(self):
        """Return the words of the source as shown in the story and side by side."""
        return [texts(page, f"{TOLD}/div/p | {REMARK}/p[2]") for page in self.pages()]

    def test_old_words_that_stand_in_a_version_are_struck_through(self):
        self.publish(body_en=UNNAMED)
        changed = "[removed: Mr Marrow][added: Somebody] stole the salt."
        self.assertEqual(self.told()[1], [changed])

    def test_what_was_taken_back_is_not_shown_when_the_story_is_back(self):
        self.clock.shift(HOUR)
        withdraw(self.story, "en", by=None, note="It was wrong.")
        self.publish(kind=None, body_en=UNNAMED)
        self.assertEqual(self.told(), [["Somebody stole the salt."]] * 3)
        self.assertNotIn("Marrow", self.words())

    def test_a_name_that_a_quick_fix_took_off_stays_off(self):
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, body=UNNAMED)
        self.publish(body_en=UNNAMED.replace("the salt", "all the salt"))
        korean = "Somebody stole[추가: all] the salt."
        self.assertEqual(self.told(), [[korean], ["Somebody stole[added: all] the salt."], [korean]])
        self.assertNotIn("Marrow", self.words())

    def test_a_passage_that_is_gone_with_what_was_taken_back_is_told_without_its_words(self):
        self.clock.shift(HOUR)
        withdraw(self.story, "en", by=None, note="It was wrong.")
        self.publish(kind=None, body_en="<p>The harbor opens on Monday.</p>")
        self.assertEqual(self.told(), [[], [], []])
        [line] = texts(self.pages()[0], f"{TOLD}/p[@class='outdated__lack']")
        self.assertEqual(line, "영어 기사에서 빠진 부분입니다")
        self.assertNotIn("Marrow", self.words())


class UnpublishedWordsTests(AnsweringCase):
    def test_words_of_a_draft_that_was_never_published_are_not_shown(self):
        self.story = make_article(languages=("en",), body_en=ENGLISH)
        rewrite(self.story, title_ko="항구", summary_ko="문을 연다.", body_ko=KOREAN)
        rewrite(self.story, body_en=UNNAMED)
        for language in ("en", "ko"):
            approve(self.story, language)
            publish(self.story, language, by=None)
        self.assertEqual(texts(self.pages()[0], f"{TOLD}/div/p"), ["Somebody stole the salt."])
        self.assertNotIn("Marrow", self.words())

    def test_words_of_the_source_that_are_still_to_come_are_not_shown(self):
        self.schedule_both()
        reschedule(self.story, "en", by=None, at=NOON + 4 * HOUR)
        self.begin(source_number=2)
        self.assertNotIn("Embargo", self.words())
        self.assertEqual(texts(self.pages()[0], TOLD), [])

    def test_a_source_that_was_cancelled_leaves_every_page_standing(self):
        self.schedule_both()
        cancel(self.story, "en", by=None)
        self.begin(source_number=2)
        self.assertIn("소금을 훔쳤다", self.words())

    def test_a_number_that_became_that_of_a_shorter_text_leaves_every_page_standing(self):
        self.schedule_both()
        cancel(self.story, "en", by=None)
        self.begin(source_number=1)
        self.assertIn("소금을 훔쳤다", self.words())

    def test_a_quick_fix_under_the_scheduled_source_leaves_every_page_standing(self):
        self.schedule_both()
        quick_fix(self.story, "en", by=None, headline="Harbor has opened", under=True)
        self.clock.shift(3 * HOUR)
        self.assertEqual(texts(self.pages()[0], f"{TOLD}/div/p"), ["Harbor has opened"])
        self.assertEqual(self.page("en").xpath("//p[@class='pair__lack']"), [])

    def schedule_both(self):
        """Schedule texts that are longer than the live ones."""
        more = "<p>Mr Embargo saw it.</p>", "<p>본 사람이 있다.</p>"
        self.story = tell(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)
        rewrite(self.story, body_en=ENGLISH + more[0])
        rewrite(self.story, body_ko=KOREAN + more[1])
        for language in ("en", "ko"):
            publish_again(self.story, language, kind=EditionKind.UPDATE, at=NOON + 2 * HOUR)

    def begin(self, *, source_number):
        """Make the scheduled translation live, and record a wrong source edition for it."""
        alignment = [[[place], [place], ""] for place in range(5)]
        ahead = Edition.objects.ahead().get(language="ko")
        alignment[2][2] = "<p>Mr Embargo opens the harbor.</p>"
        printed = ahead.printed | {"alignment": alignment}
        found = QuerySet(Edition).filter(pk=ahead.pk)
        found.update(source_number=source_number, printed=printed)
        self.clock.shift(3 * HOUR)
