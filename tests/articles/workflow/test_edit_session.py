import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Event, EventType, LanguageProgress, RelatedLink, Source, Stage, Wanted
from articles.workflow.edit_session import (
    EditConflict,
    RequestRefused,
    create_article,
    editing,
    versions,
    want,
)
from articles.workflow.snapshot import words_of
from tests.factories import (
    HOUR,
    LANGUAGES,
    NOON,
    approve,
    make_article,
    make_section,
    make_topic,
    make_user,
    rewrite,
)


class SavingTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))

    def row(self, article, language):
        return LanguageProgress.objects.get(article=article, language=language)


class CreateTests(SavingTestCase):
    def test_a_headline_alone_is_a_story(self):
        editor = make_user()
        article = create_article(title_ko="항구 문 열어", source_language="ko", by=editor)
        article.refresh_from_db()
        self.assertEqual((article.created_by, article.version), (editor, 1))
        self.assertEqual(versions(article), {"filing": 1, "en": 1, "ko": 1})
        self.assertEqual(self.row(article, "en").text_digest, "")
        self.assertNotEqual(self.row(article, "ko").text_digest, "")

    def test_its_history_begins(self):
        editor = make_user()
        article = create_article(title_en="Harbor", by=editor)
        record = article.history.get()
        self.assertEqual((record.history_type, record.history_user, record.title_en), ("+", editor, "Harbor"))
        self.assertEqual(record.snapshot["versions"], {"filing": 1, "en": 1, "ko": 1})

    def test_the_section_says_what_is_wanted_in_the_other_language(self):
        section = make_section("weather", wanted_in_translation=Wanted.NOTHING)
        for source, other in (LANGUAGES, LANGUAGES[::-1]):
            article = make_article(languages=[source], section=section)
            self.assertEqual(self.row(article, source).wanted, Wanted.FULL)
            self.assertEqual(self.row(article, other).wanted, Wanted.NOTHING)

    def test_what_is_told_overrides_the_section(self):
        section = make_section("weather", wanted_in_translation=Wanted.NOTHING)
        article = make_article(section=section, wanted={"ko": Wanted.BRIEF})
        self.assertEqual(self.row(article, "ko").wanted, Wanted.BRIEF)

    def test_a_new_section_asks_for_its_own_while_nothing_is_begun(self):
        weather = make_section("weather", wanted_in_translation=Wanted.BRIEF)
        article = make_article(section=None)
        rewrite(article, section=weather)
        self.assertEqual(self.row(article, "ko").wanted, Wanted.BRIEF)
        self.assertEqual(Event.objects.about(article).get().details, {"wanted": "brief"})
        rewrite(article, section=make_section("world"))
        self.assertEqual(self.row(article, "ko").wanted, Wanted.FULL)

    def test_what_somebody_asked_for_or_began_stays_in_a_new_section(self):
        weather = make_section("weather", wanted_in_translation=Wanted.BRIEF)
        told, begun = make_article(), make_article(title_ko="항구")
        want(told, "ko", Wanted.NOTHING)
        for article, wanted in ((told, Wanted.NOTHING), (begun, Wanted.FULL)):
            rewrite(article, section=weather)
            self.assertEqual(self.row(article, "ko").wanted, wanted)

    def test_nothing_is_wanted_of_an_approved_text_only_with_a_reason(self):
        article = make_article()
        approve(article, "en")
        with self.assertRaises(RequestRefused):
            want(article, "en", Wanted.NOTHING, reason=" ")
        self.assertEqual(self.row(article, "en").wanted, Wanted.FULL)
        want(article, "en", Wanted.NOTHING, reason="Old.")
        self.assertEqual(Event.objects.about(article).get(type="wanted").reason, "Old.")

    def test_without_a_section_the_full_text_is_wanted(self):
        article = make_article(section=None)
        self.assertEqual(self.row(article, "ko").wanted, Wanted.FULL)


class SaveTests(SavingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_article(languages=LANGUAGES)

    def updated_columns(self, **columns):
        """Return the columns of the article that a save writes."""
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rewrite(self.article, **columns)
        [sql] = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "articles_article"')]
        assignments = sql.split(" SET ")[1].split(" WHERE ")[0]
        names = [f.column for f in Article._meta.concrete_fields if f'"{f.column}" =' in assignments]
        return set(names)

    def test_a_korean_save_writes_korean_columns_alone(self):
        self.assertEqual(self.updated_columns(title_ko="새 제목"), {"title_ko", "version", "changed_at"})

    def test_it_leaves_what_somebody_else_wrote_meanwhile(self):
        with editing(self.article.pk) as copy:
            # Another connection writes: the loaded object has an old English title.
            Article.objects.filter(pk=copy.pk).update(title_en="Written meanwhile")
            copy.title_ko = "새 제목"
        self.article.refresh_from_db()
        self.assertEqual((self.article.title_en, self.article.title_ko), ("Written meanwhile", "새 제목"))

    def test_its_record_of_history_holds_both_languages_as_they_are(self):
        stale = Article.objects.get(pk=self.article.pk)
        rewrite(self.article, title_en="New")
        rewrite(stale, title_ko="새 제목")
        newest = self.article.history.first()
        self.assertEqual((newest.title_en, newest.title_ko), ("New", "새 제목"))
        self.assertEqual((newest.body_en, newest.body_ko), (stale.body_en, stale.body_ko))

    def test_its_record_of_history_holds_the_filing(self):
        topic, editor = make_topic(), make_user()
        with editing(self.article.pk, by=editor) as copy:
            copy.topics.add(topic)
            link = RelatedLink.objects.create(article=copy, title_ko="다른 기사")
            Source.objects.create(article=copy, name_en="Port office")
        record = self.article.history.first()
        self.assertEqual(record.history_user, editor)
        self.assertEqual(record.snapshot["filing"]["topics"], [topic.pk])
        [related] = record.snapshot["filing"]["related"]
        self.assertEqual(related["id"], link.pk)
        self.assertEqual(words_of("related", related, "ko"), ["", "다른 기사", ""])
        self.assertEqual(record.snapshot["filing"]["sources"][0]["name_en"], "Port office")
        self.assertEqual(record.snapshot["versions"]["filing"], 2)

    def test_versions_move_by_part(self):
        before = versions(self.article)
        rewrite(self.article, title_ko="새 제목")
        self.article.refresh_from_db()
        self.assertEqual(versions(self.article), {**before, "ko": before["ko"] + 1})
        with editing(self.article.pk) as copy:
            copy.topics.add(make_topic())
        self.article.refresh_from_db()
        self.assertEqual(versions(self.article), {"en": 1, "ko": 2, "filing": 2})

    def test_saving_nothing_new_writes_nothing(self):
        self.clock.shift(HOUR)
        rewrite(self.article, title_en="Harbor opens")
        self.article.refresh_from_db()
        self.assertEqual(self.article.changed_at, NOON)
        self.assertEqual(self.article.history.count(), 1)

    def test_a_change_moves_the_time_of_change(self):
        self.clock.shift(HOUR)
        rewrite(self.article, title_en="New")
        self.article.refresh_from_db()
        self.assertEqual(self.article.changed_at, NOON + HOUR)
        self.assertEqual(self.row(self.article, "en").changed_at, NOON + HOUR)
        self.assertEqual(self.row(self.article, "ko").changed_at, NOON)


class ConflictTests(SavingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_article(languages=LANGUAGES)
        self.seen = versions(self.article)

    def save(self, **columns):
        with editing(self.article.pk, seen=self.seen) as copy:
            for name, value in columns.items():
                setattr(copy, name, value)

    def test_a_stale_text_is_a_conflict_and_nothing_is_written(self):
        rewrite(self.article, title_en="Theirs")
        with self.assertRaises(EditConflict) as caught, editing(self.article.pk, seen=self.seen) as copy:
            copy.title_en, copy.title_ko = "Mine", "내 것"
            RelatedLink.objects.create(article=copy, title_en="Mine")
        self.assertEqual(caught.exception.parts, ["en"])
        self.article.refresh_from_db()
        self.assertEqual((self.article.title_en, self.article.title_ko), ("Theirs", "항구 문 열어"))
        self.assertEqual(RelatedLink.objects.count(), 0)
        self.assertEqual(self.article.history.count(), 2)

    def test_a_change_of_another_part_is_none(self):
        rewrite(self.article, title_en="Theirs")
        self.save(title_ko="내 것")
        self.article.refresh_from_db()
        self.assertEqual((self.article.title_en, self.article.title_ko), ("Theirs", "내 것"))

    def test_a_stale_filing_is_a_conflict(self):
        rewrite(self.article, section=make_section("world"))
        with self.assertRaises(EditConflict) as caught:
            self.save(section=make_section("culture"))
        self.assertEqual(caught.exception.parts, ["filing"])

    def test_the_same_change_twice_is_none(self):
        rewrite(self.article, title_en="The same")
        before = versions(self.article), self.article.history.count()
        self.save(title_en="The same")
        self.assertEqual((versions(self.article), self.article.history.count()), before)


class ReviewAgainTests(SavingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_article(languages=LANGUAGES)
        for language in LANGUAGES:
            approve(self.article, language)

    def stages(self):
        return [self.row(self.article, language).stage for language in LANGUAGES]

    def test_a_change_of_the_text_takes_its_language_back_to_review(self):
        editor = make_user()
        rewrite(self.article, by=editor, title_ko="새 제목")
        self.assertEqual(self.stages(), [Stage.APPROVED, Stage.IN_REVIEW])
        event = Event.objects.get(type=EventType.REVIEW_AGAIN)
        self.assertEqual((event.language, event.actor), ("ko", editor))

    def test_a_change_of_the_filing_does_not(self):
        with editing(self.article.pk) as copy:
            copy.topics.add(make_topic())
        self.assertEqual(self.stages(), [Stage.APPROVED, Stage.APPROVED])

    def test_words_in_the_related_block_are_text_of_their_language(self):
        with editing(self.article.pk) as copy:
            RelatedLink.objects.create(article=copy, title_ko="다른 기사", url="https://example.org/")
        self.assertEqual(self.stages(), [Stage.APPROVED, Stage.IN_REVIEW])

    def test_a_row_without_words_is_filing_alone(self):
        before = versions(self.article)
        with editing(self.article.pk) as copy:
            RelatedLink.objects.create(article=copy, url="https://example.org/")
            Source.objects.create(article=copy, url="https://example.org/")
        self.article.refresh_from_db()
        self.assertEqual(versions(self.article), before | {"filing": before["filing"] + 1})

    def test_what_is_wanted_changes_what_was_approved(self):
        want(self.article, "ko", Wanted.BRIEF, by=None)
        self.assertEqual(self.stages(), [Stage.APPROVED, Stage.IN_REVIEW])
        told = Event.objects.about(self.article).filter(language="ko").order_by("id")
        self.assertEqual(
            list(told.values_list("type", flat=True))[-2:], [EventType.WANTED, EventType.REVIEW_AGAIN]
        )
        self.assertEqual(told.get(type=EventType.WANTED).details, {"wanted": "brief"})

    def test_wanting_the_same_changes_nothing(self):
        before = Event.objects.count()
        want(self.article, "ko", Wanted.FULL, by=None)
        self.assertEqual((self.stages(), Event.objects.count()), ([Stage.APPROVED] * 2, before))

    def test_a_text_in_writing_stays_in_writing(self):
        article = make_article()
        rewrite(article, title_en="New")
        self.assertEqual(self.row(article, "en").stage, Stage.WRITING)
