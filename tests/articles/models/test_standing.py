import unicodedata
from datetime import timedelta

import time_machine
from django.test import TestCase

from articles.models import (
    Article,
    BoardStage,
    DisplayStatus,
    EditionKind,
    LanguageProgress,
    RelatedLink,
    Source,
    Wanted,
)
from articles.publishing import cancel, publish, quick_fix, withdraw
from articles.workflow.edit_session import create_article, editing, want
from articles.workflow.transitions import perform
from tests.factories import (
    HOUR,
    LANGUAGES,
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_topic,
    rewrite,
)

EMPTY = {
    "is_behind": False,
    "awaits_correction": False,
    **dict.fromkeys(["live", "scheduled", "behind", "correction"], 0),
}


class StandingTests(TestCase):
    """The single word for the status of a language, which covers the desk and readers."""

    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))

    def word(self, article, language="en", at=None):
        return LanguageProgress.objects.with_standing(at).get(article=article, language=language).standing

    def test_each_stage_of_a_new_story_has_its_word(self):
        article = create_article(title_ko="제목만", source_language="ko")
        self.assertEqual(self.word(article), DisplayStatus.WANTED)
        want(article, "en", Wanted.NOTHING)
        self.assertEqual(self.word(article), DisplayStatus.NOTHING)
        article = make_article()
        self.assertEqual(self.word(article), DisplayStatus.WRITING)
        perform("submit", article, language="en", by=None)
        self.assertEqual(self.word(article), DisplayStatus.IN_REVIEW)
        perform("approve", article, language="en", by=None)
        self.assertEqual(self.word(article), DisplayStatus.APPROVED)

    def test_it_is_scheduled_until_its_instant_and_then_live(self):
        article = make_article()
        approve(article, "en")
        publish(article, "en", by=None, at=NOON + HOUR)
        self.assertEqual(self.word(article), DisplayStatus.SCHEDULED)
        self.assertEqual(self.word(article, at=NOON + HOUR), DisplayStatus.LIVE)

    def test_all_that_the_clock_changes_changes_without_a_write(self):
        article = make_published(languages=LANGUAGES)
        rewrite(article, title_en="Harbor opens on Sunday")
        approve(article, "en")
        told = {"kind": EditionKind.CORRECTION, "note": "The day was wrong.", "note_there": "요일이 틀렸다."}
        publish(article, "en", by=None, at=NOON + HOUR, **told)
        stored = list(LanguageProgress.objects.values())
        before = self.everything(article)
        self.clock.shift(HOUR - timedelta(microseconds=1))
        self.assertEqual(self.everything(article), before)
        self.clock.shift(timedelta(microseconds=1))
        after = self.everything(article)
        self.assertEqual(list(LanguageProgress.objects.values()), stored)
        live = EMPTY | {"standing": "live", "column": "live", "live": 1, "live_number": 1}
        ahead = {"standing": "scheduled", "column": "scheduled", "live": 0, "scheduled": 1}
        waiting = {"column": "behind", "is_behind": True, "awaits_correction": True}
        self.assertEqual(before, {"en": live | ahead, "ko": live})
        self.assertEqual(
            after, {"en": live | {"live_number": 2}, "ko": live | waiting | {"behind": 1, "correction": 1}}
        )

    def everything(self, article):
        """Return the status of each language in lists: from columns, filters and counts."""
        found = {}
        for row in LanguageProgress.objects.with_column().filter(article=article):
            language = row.language
            found[language] = {
                "standing": row.standing,
                "column": row.column,
                "live_number": row.live_number,
                "is_behind": row.is_behind,
                "awaits_correction": row.awaits_correction,
                "live": Article.objects.standing(language, ["live"]).count(),
                "scheduled": Article.objects.standing(language, ["scheduled"]).count(),
                "behind": Article.objects.behind(language).count(),
                "correction": Article.objects.awaiting_correction(language).count(),
            }
            counts = LanguageProgress.objects.counted()
            for word in ("live", "scheduled", "behind"):
                self.assertEqual(counts[language, word], found[language][word])
            board = LanguageProgress.objects.for_board(most=5)
            self.assertIn(row.pk, [card.pk for card in board[BoardStage(row.column)][1]])
        return found

    def test_scheduled_over_live_is_scheduled_and_keeps_what_is_live(self):
        article = make_published()
        rewrite(article, title_en="Other")
        approve(article, "en")
        publish(article, "en", by=None, at=NOON + HOUR)
        row = LanguageProgress.objects.with_standing().get(article=article, language="en")
        self.assertEqual((row.standing, row.live_number), (DisplayStatus.SCHEDULED, 1))
        self.assertEqual((row.live_from, row.scheduled_for), (NOON, NOON + HOUR))
        cancel(article, "en", by=None)
        self.assertEqual(self.word(article), DisplayStatus.LIVE_CHANGED)

    def test_a_change_of_the_text_shows_until_it_is_taken_back(self):
        article = make_published()
        self.assertEqual(self.word(article), DisplayStatus.LIVE)
        rewrite(article, title_en="Other")
        self.assertEqual(self.word(article), DisplayStatus.LIVE_CHANGED)
        rewrite(article, title_en="Harbor opens")
        self.assertEqual(self.word(article), DisplayStatus.LIVE)

    def test_a_change_of_the_filing_shows_in_both_languages_until_it_is_taken_back(self):
        article, topic = make_published(languages=LANGUAGES), make_topic()
        for change, word in [("add", DisplayStatus.LIVE_CHANGED), ("remove", DisplayStatus.LIVE)]:
            with editing(article.pk) as copy:
                getattr(copy.topics, change)(topic)
            self.assertEqual([self.word(article, language) for language in LANGUAGES], [word, word])

    def test_what_is_not_printed_leaves_nothing_to_publish(self):
        article = make_published()
        with editing(article.pk) as copy:
            RelatedLink.objects.create(article=copy, title_en="Leads nowhere yet")
            Source.objects.create(article=copy, name_en="Somebody", is_public=False)
        self.assertEqual(self.word(article), DisplayStatus.LIVE)

    def test_what_is_printed_of_the_filing_shows(self):
        def related(copy):
            RelatedLink.objects.create(article=copy, url="https://example.org/", title_en="Elsewhere")

        def source(copy):
            Source.objects.create(article=copy, name_en="Port office", is_public=True)

        def byline(copy):
            copy.bylines.create(author=make_author())

        def section(copy):
            copy.section = copy.section.__class__.objects.create(slug="w", name_en="World", name_ko="세계")

        for change in (related, source, byline, section):
            article = make_published()
            with editing(article.pk) as copy:
                change(copy)
            with self.subTest(change.__name__):
                self.assertEqual(self.word(article), DisplayStatus.LIVE_CHANGED)
                approve(article, "en")
                self.assertEqual(publish(article, "en", by=None).number, 2)
                self.assertEqual(self.word(article, at=NOON + HOUR), DisplayStatus.LIVE)

    def test_markup_that_is_cleaned_away_is_no_change(self):
        article = make_published()
        rewrite(article, body_en="<div>The harbor opens.<script>x</script></div>", title_en=" Harbor  opens")
        self.assertEqual(self.word(article), DisplayStatus.LIVE)
        self.assertEqual(article.progress.get(language="en").stage, "approved")

    def test_a_quick_fix_leaves_it_live_and_a_withdrawal_withdrawn(self):
        article = make_published()
        quick_fix(article, "en", by=None, headline="Harbour opens")
        self.assertEqual(self.word(article, at=NOON + HOUR), DisplayStatus.LIVE)
        withdraw(article, "en", by=None, note="Wrong.")
        self.assertEqual(self.word(article, at=NOON + HOUR), DisplayStatus.WITHDRAWN)

    def test_a_retraction_is_told_by_its_own_word(self):
        article = make_published()
        withdraw(article, "en", by=None, note="Made up.", kind=EditionKind.RETRACTION)
        self.assertEqual(self.word(article, at=NOON + HOUR), DisplayStatus.RETRACTED)

    def test_where_nothing_is_wanted_any_more_nothing_waits(self):
        article = make_published()
        want(article, "en", Wanted.BRIEF)
        self.assertEqual(self.word(article), DisplayStatus.LIVE_CHANGED)
        want(article, "en", Wanted.NOTHING)
        self.assertEqual(self.word(article), DisplayStatus.LIVE)

    def test_a_list_costs_the_same_for_two_stories_and_for_six(self):
        for number in range(2):
            make_published(number=f" {number}")
        with self.assertNumQueries(2):
            self.assertEqual(len(self.read_list()), 2)
        for number in range(4):
            make_published(number=f" more {number}", languages=LANGUAGES)
        with self.assertNumQueries(2):
            self.assertEqual(len(self.read_list()), 6)

    def read_list(self):
        return [
            ([row.standing for row in article.progress.all()], str(article.section))
            for article in Article.objects.for_list()
        ]

    def test_stories_are_found_by_their_standing(self):
        live, writing = make_published(), make_article()
        self.assertEqual(list(Article.objects.standing("en", [DisplayStatus.LIVE])), [live])
        self.assertEqual(list(Article.objects.standing("en", [DisplayStatus.WRITING])), [writing])


class MatchingTests(TestCase):
    def test_every_word_in_either_language_or_the_number(self):
        article, other = make_article(languages=LANGUAGES), make_article(title_en="Prices", summary_en="Up.")
        for words, found in [
            ("harbor monday", [article]),
            ("항구 harbor", [article]),
            (unicodedata.normalize("NFD", "항구"), [article]),
            (str(other.pk), [other]),
            ("harbor prices", []),
            ("harbor " * 60, [article]),
            ("“prices harbor”", []),
        ]:
            with self.subTest(words):
                self.assertEqual(list(Article.objects.matching(words)), found)
