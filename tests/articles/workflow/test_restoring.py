"""Restoring a former state is a new change; the replaced state stays in the history."""

from django.core.exceptions import PermissionDenied

from articles.models import Event, EventType, LanguageProgress, Role, Source, Stage
from articles.publishing.topic_merge import merge_topics
from articles.workflow.edit_session import EditConflict, editing, versions
from articles.workflow.restoration import RestoreRefused, may_restore, restore
from articles.workflow.snapshot import EMPTY_SNAPSHOT, FILING, PIECES, TEXTS, Snapshot
from tests.cases import ClockTestCase
from tests.factories import (
    HOUR,
    LANGUAGES,
    NOON,
    approve,
    make_article,
    make_author,
    make_section,
    make_topic,
    make_user,
    rewrite,
)
from tests.public.newsdesk import make_image


class RestoringTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_user()
        cls.target = make_article(number=" beside")
        cls.article = make_article(
            languages=LANGUAGES,
            section=make_section("world"),
            lead_image=make_image(),
            is_sponsored=True,
            is_ad_free=True,
        )
        with editing(cls.article.pk, by=cls.editor) as copy:
            copy.topics.add(make_topic("ships"), make_topic("harbours"))
            copy.bylines.create(author=make_author(), position=1)
            copy.bylines.create(author=make_author("nari"), role=Role.PHOTOS, position=2)
            copy.related_links.create(
                url="https://paper.example/",
                publisher_ko="항구일보",
                title_en="Elsewhere",
                title_ko="다른 곳",
            )
            copy.related_links.create(target=cls.target, position=1, summary_en="Ours")
            copy.sources.create(
                name_ko="항만청", note="By telephone", segment="The harbor opens.", is_public=True,
                checked_by=cls.editor, checked_at=NOON,
            )  # fmt: skip
            copy.sources.create(name_en="Port office", kind="person")

    def setUp(self):
        super().setUp()
        self.then = self.newest()

    def newest(self):
        return self.article.history.order_by("-history_id").first()

    def now(self):
        self.article.refresh_from_db()
        return Snapshot.of(self.article)

    def ruin(self):
        self.clock.shift(HOUR)
        with editing(self.article.pk) as copy:
            for name in TEXTS:
                setattr(copy, name, "<p>Ruined.</p>" if name.startswith("body") else "ruined")
            copy.section, copy.lead_image = make_section("culture"), None
            copy.is_sponsored = copy.is_ad_free = False
            copy.topics.clear()
            copy.topics.add(make_topic("other"))
            copy.bylines.all().delete()
            copy.related_links.first().delete()
            link = copy.related_links.get()
            link.summary_en = "Not ours"
            link.save()
            copy.related_links.create(url="https://other.example/")
            copy.sources.all().delete()
        self.article.refresh_from_db()

    def restore(self, *pieces, record=None, **told):
        return restore(self.article, record or self.then, pieces, **({"by": self.editor} | told))


class EverythingTests(RestoringTestCase):
    def test_a_record_holds_all_that_the_story_says(self):
        self.assertEqual(Snapshot.of_record(self.then), self.now())
        texts = [f"{name}_{language}" for language in LANGUAGES for name in ("title", "summary", "body")]
        self.assertEqual(self.now().differing(EMPTY_SNAPSHOT), [*texts, *FILING])

    def test_everything_comes_back(self):
        before = self.now()
        self.ruin()
        self.assertEqual(set(self.now().differing(before)), set(PIECES) - {"source_language"})
        self.assertEqual(self.restore(*PIECES), [])
        self.assertEqual(self.now().differing(before), [])

    def test_it_is_a_new_change_and_nothing_is_lost(self):
        self.ruin()
        ruined, count = self.newest(), self.article.history.count()
        before = versions(self.article)
        self.restore(*PIECES)
        record = self.newest()
        self.article.refresh_from_db()
        self.assertEqual(self.article.history.count(), count + 1)
        self.assertEqual((record.history_user, record.history_type), (self.editor, "~"))
        self.assertEqual(record.snapshot["restored"], self.then.history_id)
        self.assertEqual(versions(self.article), {part: version + 1 for part, version in before.items()})
        self.restore(*PIECES, record=ruined)
        self.assertEqual(self.now().differing(Snapshot.of_record(ruined)), [])

    def test_one_piece_comes_back_alone(self):
        before = self.now()
        self.ruin()
        for piece in PIECES:
            with self.subTest(piece):
                ruined = self.now()
                changed = piece in ruined.differing(before)
                self.restore(piece)
                self.assertEqual(self.now().differing(ruined), [piece] if changed else [])

    def test_restoring_what_stands_changes_nothing(self):
        count = self.article.history.count()
        self.restore(*PIECES)
        self.assertEqual(self.article.history.count(), count)

    def test_rows_have_the_numbers_that_they_had(self):
        numbers = list(Source.objects.values_list("pk", flat=True))
        self.ruin()
        self.restore("sources")
        self.assertEqual(list(Source.objects.values_list("pk", flat=True)), numbers)
        source = Source.objects.get(name_ko="항만청")
        self.assertEqual((source.name_en, source.checked_by, source.checked_at), ("", self.editor, NOON))


class RulesTests(RestoringTestCase):
    def test_an_approved_text_goes_back_to_review(self):
        self.ruin()
        for language in LANGUAGES:
            approve(self.article, language)
        self.restore("title_ko")
        stages = dict(LanguageProgress.objects.filter(article=self.article).values_list("language", "stage"))
        self.assertEqual(stages, {"en": Stage.APPROVED, "ko": Stage.IN_REVIEW})
        self.assertEqual(Event.objects.first().type, EventType.REVIEW_AGAIN)

    def test_who_does_not_write_a_language_restores_none_of_it(self):
        self.ruin()
        ruined = self.now()
        for role, language, other in (
            ("English desk", "en", "ko"),
            ("Korean translators", "ko", "en"),
        ):
            user = make_user(role, role=role)
            with self.subTest(role):
                self.assertTrue(may_restore(user, f"title_{language}", self.article))
                for piece in ("title", "summary", "body", "slug"):
                    with self.assertRaises(PermissionDenied):
                        self.restore(f"title_{language}", f"{piece}_{other}", by=user)
        self.assertEqual(self.now(), ruined)

    def test_the_filing_belongs_to_those_who_write_the_source_language(self):
        stranger, desk = make_user("stranger", role=None), make_user("desk-ko", role="Korean desk")
        for user, pieces in ((stranger, PIECES), (desk, FILING[:-3])):
            for piece in pieces:
                with self.subTest(piece), self.assertRaises(PermissionDenied):
                    self.restore(piece, by=user)

    def test_rows_come_back_with_the_words_of_ones_own_languages(self):
        self.ruin()
        told = self.restore("related", "sources", by=make_user("desk", role="English desk"))
        now = self.now()
        links = {row["url"]: row for row in now["related"].values()}
        self.assertEqual(links["https://paper.example/"]["title_en"], "Elsewhere")
        self.assertEqual(links["https://paper.example/"]["title_ko"], "")
        self.assertEqual([row["name_en"] for row in now["sources"].values()], ["Port office"])
        self.assertEqual(len(told), 1)  # the source with only a Korean name
        self.restore("related", "sources")
        self.assertEqual(self.now().differing(Snapshot.of_record(self.then)), [*TEXTS, *FILING[1:7]])

    def test_who_translates_brings_back_what_rows_say_in_their_language_alone(self):
        then = self.now()
        with editing(self.article.pk) as copy:
            link = copy.related_links.get(url="https://paper.example/")
            link.title_en, link.title_ko, link.position = "Ruined", "망침", 7
            link.save()
            copy.related_links.create(url="https://added.example/")
        told = self.restore("related", by=make_user("translator", role="Korean translators"))
        self.assertEqual(len(told), 1)
        link.refresh_from_db()
        self.assertEqual((link.title_en, link.title_ko, link.position), ("Ruined", "다른 곳", 7))
        self.assertEqual(self.now().languages_of("related", then), ["en"])

    def test_who_translates_brings_back_the_byline_of_the_translation_alone(self):
        mine, others = make_author("gu-reum"), make_author("others")
        with editing(self.article.pk) as copy:
            copy.bylines.create(author=mine, role="translation", position=5)
        signed = self.newest()
        with editing(self.article.pk) as copy:
            copy.bylines.all().delete()
            copy.bylines.create(author=others, role="translation")
            copy.bylines.create(author=others, role="photos")
        told = self.restore("bylines", record=signed, by=make_user("translator", role="Korean translators"))
        now = set(self.article.bylines.values_list("author", "role"))
        self.assertEqual(now, {(others.pk, "photos"), (mine.pk, "translation")})
        self.assertEqual(len(told), 1)

    def test_rows_with_words_of_anothers_language_are_not_taken_away(self):
        with editing(self.article.pk) as copy:
            copy.sources.create(name_ko="새 출처")
        told = self.restore("sources", by=make_user("desk", role="English desk"))
        self.assertEqual(len(told), 1)
        self.assertTrue(Source.objects.filter(name_ko="새 출처").exists())

    def test_a_part_that_was_changed_since_is_a_conflict(self):
        self.ruin()
        seen = versions(self.article)
        rewrite(self.article, title_en="Somebody's")
        with self.assertRaises(EditConflict) as caught:
            self.restore("summary_en", "title_ko", seen=seen)
        self.assertEqual(caught.exception.parts, ["en"])
        self.assertEqual(self.now()["title_ko"], "ruined")
        self.restore("title_ko", "section_id", seen=seen)

    def test_a_story_without_any_headline_is_refused(self):
        article = make_article(languages=("ko",))
        first = article.history.get()
        rewrite(article, title_en="Only English", title_ko="")
        rewrite(article, title_ko="다시")
        empty = article.history.order_by("-history_id")[1]
        restore(article, empty, ["title_ko"], by=self.editor)
        with self.assertRaises(RestoreRefused):
            restore(article, first, ["title_en"], by=self.editor)

    def test_a_record_of_another_story_is_refused(self):
        with self.assertRaises(PermissionDenied):
            self.restore("title_en", record=self.target.history.first())
        with self.assertRaises(ValueError):
            self.restore("version")


class GoneTests(RestoringTestCase):
    def test_a_merged_topic_is_the_one_that_it_went_into(self):
        ships = self.article.topics.get(slug="ships")
        self.ruin()
        sea = make_topic("sea")
        merge_topics(ships, sea, by=None)
        self.assertEqual(self.restore("topics"), [])
        self.assertEqual([topic.slug for topic in self.article.topics.order_by("pk")], ["harbours", "sea"])

    def test_what_is_gone_is_told_and_left_out(self):
        self.ruin()
        self.article.refresh_from_db()
        gone = self.then.snapshot["filing"]
        gone["section_id"], gone["lead_image_id"] = 998, 999
        gone["topics"].append(997)
        gone["bylines"].append({"author_id": 996, "role": "text", "position": 3})
        gone["related"][1]["target_id"] = 995
        told = self.restore(*FILING)
        self.assertEqual(len(told), 5)
        self.assertEqual(self.now()["section_id"], self.article.section_id)
        self.assertEqual(len(self.now()["related"]), 2)


class EmptyRecordTests(RestoringTestCase):
    def test_a_record_without_filing_brings_back_its_texts(self):
        self.ruin()
        self.then.snapshot = {}
        self.restore(*TEXTS, "source_language")
        self.assertEqual(self.now()["title_en"], "Harbor opens")
