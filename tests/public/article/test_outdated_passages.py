"""Notes in a translation about later changes of its source."""

from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Edition, EditionKind, TranslatedSegment
from articles.publishing import quick_fix, withdraw
from newsroom.public.story_editions import newer_source_number, past_editions
from tests.articles.models.test_behind import behind_source
from tests.factories import HOUR, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import publish_again, tell, texts

ENGLISH = "<p>The harbor opens on Monday. Ships wait at sea.</p><p>Nobody knows why.</p><p>Salt is dear.</p>"
KOREAN = "<p>항구가 월요일에 열린다. 배들이 기다린다.</p><p>아무도 까닭을 모른다.</p><p>소금이 비싸다.</p>"
TOLD = "//details[@class='outdated']"


class MovedOnCase(ArticleCase):
    def setUp(self):
        super().setUp()
        self.story = tell(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)

    def publish(self, language="en", kind=EditionKind.UPDATE, **columns):
        self.clock.shift(HOUR)
        rewrite(self.story, **columns)
        publish_again(self.story, language, kind=kind)

    def told(self, language="ko"):
        """Return [(passage of the translation, changed sentences of the source)]."""
        page = self.read(self.story, language, "x")
        return [(texts(item, "./p"), texts(item, "./div/p")) for item in page.xpath(f"{TOLD}//li")]


class MovedOnTests(MovedOnCase):
    def test_nothing_is_said_while_the_source_stands_as_it_was(self):
        self.assertEqual(self.told(), [])
        self.assertEqual(self.told("en"), [])

    def test_the_page_says_which_text_it_was_translated_from(self):
        page = self.read(self.story, "ko", "x")
        self.assertEqual(texts(page, "//div[@class='dateline']/p[contains(., '영어')]"), ["영어 기사 번역"])
        [line] = texts(page, "//details[@class='version']//dd[contains(., '영어')]")
        self.assertIn("2026년 3월 2일", line)

    def test_the_sentences_that_changed_are_shown_beside_the_passage(self):
        self.publish(body_en=ENGLISH.replace("Monday", "Tuesday"))
        changed = "The harbor opens on [삭제: Monday][추가: Tuesday]."
        self.assertEqual(self.told(), [(["항구가 월요일에 열린다. 배들이 기다린다."], [changed, "…"])])

    def test_a_typo_that_was_mended_in_the_source_is_not_told(self):
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, body=ENGLISH.replace("Salt", "Salts"))
        self.assertEqual(self.told(), [])

    def test_what_came_and_what_went_is_told_too(self):
        self.publish(
            body_en=ENGLISH.replace("<p>Nobody knows why.</p>", "") + "<p>A storm broke the gate.</p>"
        )
        self.assertEqual(
            self.told(),
            [
                (["아무도 까닭을 모른다."], ["[삭제: Nobody knows why.]"]),
                (["번역문에 아직 없는 부분:"], ["[추가: A storm broke the gate.]"]),
            ],
        )

    def test_nothing_is_said_any_more_once_the_translation_has_followed(self):
        self.publish(body_en=ENGLISH.replace("Monday", "Tuesday"))
        self.publish("ko", body_ko=KOREAN.replace("월요일", "화요일"))
        self.assertEqual(len(self.told()), 1, "the segment was rewritten, and nobody said from which source")
        TranslatedSegment.objects.all().delete()
        self.publish("ko", body_ko=KOREAN.replace("월요일에", "오는 화요일에"))
        self.assertEqual(self.told(), [])

    def test_an_edition_from_before_alignments_were_kept_is_aligned_anew(self):
        edition = Edition.objects.get(language="ko")
        printed = {name: value for name, value in edition.printed.items() if name != "alignment"}
        QuerySet(Edition).filter(pk=edition.pk).update(printed=printed)
        self.publish(body_en=ENGLISH.replace("Monday", "Tuesday"))
        self.assertEqual(len(self.told()), 1)


class AlignmentTests(ArticleCase):
    def test_a_fix_of_the_live_translation_keeps_what_each_passage_was_made_from(self):
        story = tell(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)
        self.clock.shift(HOUR)
        fixed = quick_fix(story, "ko", by=None, body=KOREAN.replace("비싸다", "비싸졌다")).edition
        self.assertEqual(fixed.source_number, 1)
        self.assertEqual(fixed.printed["alignment"], [[[n], [n], ""] for n in range(5)])

    def test_a_translation_published_stale_says_what_it_was_made_from(self):
        story = tell(languages=("en",), body_en=ENGLISH)
        rewrite(story, title_ko="항구", summary_ko="문을 연다.", body_ko=KOREAN)
        self.clock.shift(HOUR)
        rewrite(story, body_en=ENGLISH.replace("Salt", "Sea salt"))
        publish_again(story, kind=EditionKind.UPDATE)
        edition = publish_again(story, "ko")
        self.assertEqual(edition.printed["alignment"][4], [[4], [4], "<p>Salt is dear.</p>"])
        page = self.read(story, "ko", "x")
        self.assertEqual(texts(page, f"{TOLD}//li/p"), ["소금이 비싸다."])


class MendedSinceTests(MovedOnCase):
    """A typo corrected in the source is not shown, even if another change is."""

    changed = (
        ["항구가 월요일에 열린다. 배들이 기다린다."],
        ["The harbor opens on [삭제: Monday][추가: Tuesday].", "…"],
    )

    def fix(self, wrong, right):
        self.clock.shift(HOUR)
        live = Edition.objects.live().get(language="en")
        quick_fix(self.story, "en", by=None, body=live.body.replace(wrong, right))

    def update(self):
        live = Edition.objects.live().get(language="en")
        self.publish(body_en=live.body.replace("Monday", "Tuesday"))

    def test_mended_after_the_change(self):
        self.update()
        self.fix("Salt is", "Salts are")
        self.assertEqual(self.told(), [self.changed])

    def test_mended_before_the_change(self):
        self.fix("Salt is", "Salts are")
        self.update()
        self.assertEqual(self.told(), [self.changed])

    def test_mended_in_the_sentence_that_changed(self):
        self.fix("The harbor", "The harbour")
        self.update()
        self.fix("opens on", "opens at last on")
        [(_text, told)] = self.told()
        self.assertEqual(told[0], "The harbour opens at last on [삭제: Monday][추가: Tuesday].")

    def test_a_passage_put_in_by_a_fix_leaves_what_changed_told(self):
        self.update()
        self.fix("<p>Salt is", "<p>A band played.</p><p>Salt is")
        self.assertIn(self.changed, self.told())


class NewerSourceTests(ArticleCase):
    """Readers' pages compute newer sources from loaded editions, lists in the database: both agree."""

    def agree(self):
        """Return the number of the edition that outdates the Korean one, or None. Lists must agree."""
        live = Edition.objects.live(timezone.now())
        edition = live.get(language="ko")
        newer = newer_source_number(edition, past_editions(article_id=edition.article_id, at=timezone.now()))
        self.assertEqual(list(behind_source(live)), [edition] if newer else [])
        return newer

    def test_what_makes_a_source_newer(self):
        story = tell(languages=("en", "ko"))
        self.assertIsNone(self.agree())
        for count, (kind, newer) in enumerate(
            [("minor", None), ("update", 3), ("minor", 3), ("correction", 5)], start=2
        ):
            self.clock.shift(HOUR)
            rewrite(story, title_en=f"Harbor opens {count}")
            publish_again(story, kind=kind, note="Wrong.", alone=True)
            self.assertEqual(self.agree(), newer, count)
        self.clock.shift(HOUR)
        withdraw(story, "en", by=None, note="Under review.")
        self.assertEqual(self.agree(), 5)
        rewrite(story, title_ko="항구")
        publish_again(story, "ko", kind="update")
        self.assertIsNone(self.agree())
