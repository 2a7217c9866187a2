import pytest
from django.core.exceptions import PermissionDenied

from articles.models import Article, Event, Image, LanguageProgress, Note, Stage, Topic, Wanted
from articles.workflow.edit_session import editing
from articles.workflow.snapshot import words_of
from newsroom.translations.accompanying_screen import accompanying_texts
from newsroom.translations.accompanying_texts import (
    AccompanyingTextConflict,
    AccompanyingTextGone,
    AccompanyingTextRefused,
    ask_for_text,
    may_change_text,
    text_stamp,
    write_text,
)
from tests.cases import ClockTestCase
from tests.factories import approve, make_article, make_published, make_topic, make_user, rewrite

FIGURE = '<figure data-image="{}"><figcaption>{}</figcaption></figure>'


def make_image(**fields):
    texts = {"alt_en": "A crane over the quay", "credit_en": "Testman"}
    return Image.objects.create(**({"file": "a.jpg", "width": 1, "height": 1} | texts | fields))


class SurroundingsCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.translator = make_user("translator", role="Korean translators")
        cls.desk = make_user("desk", role="Korean desk")
        cls.article = make_article()

    def items(self, user=None):
        article = Article.objects.get(pk=self.article.pk)
        return {item.key: item for item in accompanying_texts(article, "ko", user or self.translator)}

    def missing(self):
        return [key for key, item in self.items().items() if item.is_missing]

    def fill(self, key, text, *, by=None, seen=""):
        return write_text(self.article, "ko", key, text, by=by or self.translator, seen=text_stamp(seen))

    def refused(self, key, text, **told):
        with self.assertRaises(AccompanyingTextRefused) as caught:
            self.fill(key, text, **told)
        return caught.exception.reasons

    def row(self, **fields):
        with editing(self.article.pk) as article:
            return article.related_links.create(**fields)

    def lead(self, **fields):
        image = make_image(**fields)
        with editing(self.article.pk) as article:
            article.lead_image = image
        return image

    def topic(self, **fields):
        topic = make_topic(**({"name_ko": ""} | fields))
        with editing(self.article.pk) as article:
            article.topics.add(topic)
        return topic


class SponsorTests(SurroundingsCase):
    def test_who_paid_for_the_story_is_named_in_this_language(self):
        self.assertNotIn("sponsor", [key.partition("-")[0] for key in self.items()])
        rewrite(self.article, is_sponsored=True, sponsor_en="Haedong Paints")
        key = f"sponsor-{self.article.pk}-sponsor"
        item = self.items()[key]
        self.assertEqual((item.place, item.label, item.source), ("Story", "Sponsor", "Haedong Paints"))
        self.assertEqual((item.is_missing, item.check.code), (True, "sponsor.name"))
        self.fill(key, "해동페인트")
        self.assertEqual(Article.objects.get(pk=self.article.pk).sponsor_ko, "해동페인트")
        self.assertNotIn(key, self.missing())


class RelatedTests(SurroundingsCase):
    def test_an_address_elsewhere_is_written_in_this_language(self):
        row = self.row(url="https://a.example/b", title_en="Tides", summary_en="They rise.")
        self.assertEqual(self.missing(), [f"related-{row.pk}-title", f"related-{row.pk}-summary"])
        item = self.items()[f"related-{row.pk}-title"]
        self.assertEqual((item.source, item.target, item.instead), ("Tides", "", "a.example"))
        self.assertEqual((item.place, item.label, item.used), ("Related story 1", "Title", ""))

    def test_a_publisher_is_called_as_in_the_other_language_until_it_is_written(self):
        row = self.row(url="https://a.example/b", publisher_en="The Far Quay")
        [key] = [key for key in self.items() if key.startswith("related")]
        self.assertEqual(key, f"related-{row.pk}-publisher")
        item = self.items()[key]
        self.assertEqual((item.is_missing, item.instead), (False, "The Far Quay"))
        self.assertEqual(item.instead_language, "en")

    def test_a_story_of_ours_shows_its_live_edition(self):
        target = make_published(languages=("en", "ko"))
        row = self.row(target=target, title_en="Our own words")
        item = self.items()[f"related-{row.pk}-title"]
        self.assertEqual((item.is_missing, item.instead), (False, "항구 문 열어"))
        self.assertEqual(item.instead_language, "ko")
        self.assertNotIn(f"related-{row.pk}-publisher", self.items())

    def test_a_story_live_in_the_other_language_alone_shows_that(self):
        row = self.row(target=make_published())
        item = self.items()[f"related-{row.pk}-summary"]
        self.assertEqual(item.instead, "The harbor opens on Monday.")
        self.assertEqual(item.instead_language, "en")


class SharedTests(SurroundingsCase):
    def test_a_picture_lacks_what_preflight_asks_for(self):
        image = self.lead(credit_ko="시험")
        self.assertEqual(self.missing(), [f"picture-{image.pk}-alt"])
        item = self.items()[f"picture-{image.pk}-alt"]
        self.assertEqual((item.place, item.check.code), ("Lead image", "picture.alt"))

    def test_a_caption_is_missing_where_readers_would_see_the_pictures_own(self):
        words = {"alt_ko": "기중기", "credit_ko": "시험", "caption_en": "At dawn."}
        own, other = make_image(**words), make_image(**words)
        with editing(self.article.pk) as article:
            article.body_en = FIGURE.format(own.pk, "") + FIGURE.format(other.pk, "Written here.")
        self.assertEqual(self.missing(), [f"picture-{own.pk}-caption"])

    def test_a_brief_shows_no_picture_of_the_text(self):
        with editing(self.article.pk) as article:
            article.body_en = FIGURE.format(make_image().pk, "")
        LanguageProgress.objects.filter(language="ko").update(wanted=Wanted.BRIEF)
        self.assertEqual(self.missing(), [])

    def test_pictures_and_topics_tell_how_many_other_stories_use_them(self):
        image, topic = self.lead(), self.topic()
        for number in range(2):
            body = FIGURE.format(image.pk, "") + FIGURE.format(f"{image.pk}0", "")
            make_article(number=number, body_en=body).topics.add(topic)
        make_article(number=3, lead_image=image)
        items = self.items()
        self.assertEqual(items[f"picture-{image.pk}-alt"].used, "Used in 3 other stories")
        self.assertEqual(items[f"topic-{topic.pk}-name"].used, "Used in 2 other stories")

    def test_an_explanation_of_a_topic_is_missing_where_the_text_links_to_it(self):
        topic = self.topic(name_ko="항구", explanation_en="Where ships rest.")
        key = f"topic-{topic.pk}-explanation"
        self.assertEqual((self.missing(), self.items()[key].source), ([], "Where ships rest."))
        with editing(self.article.pk) as article:
            article.body_en = f'<p>The <a data-topic="{topic.pk}">harbor</a>.</p>'
        self.assertEqual(self.missing(), [key])
        self.assertEqual(self.fill(key, "배가 쉬는 곳.", by=self.desk), "배가 쉬는 곳.")
        self.assertEqual(self.fill(key, "", by=self.desk, seen="배가 쉬는 곳."), "")

    def test_a_public_source_is_named(self):
        with editing(self.article.pk) as article:
            shown = article.sources.create(name_en="Harbor office", is_public=True)
            article.sources.create(name_en="A captain")
        self.assertEqual(self.missing(), [f"source-{shown.pk}-name"])
        item = self.items()[f"source-{shown.pk}-name"]
        self.assertEqual((item.instead, item.instead_language), ("Harbor office", "en"))

    def test_the_address_comes_from_the_headline_unless_it_is_given(self):
        with editing(self.article.pk) as article:
            article.title_ko = "항구 문 열어"
        item = self.items()[f"address-{self.article.pk}-slug"]
        self.assertEqual((item.is_missing, item.instead), (False, "항구-문-열어"))


class QueryTests(SurroundingsCase):
    def grow(self, count):
        images = [make_image() for _number in range(count)]
        with editing(self.article.pk) as article:
            article.body_en = "".join(FIGURE.format(image.pk, "") for image in images)
            for number in range(count):
                article.related_links.create(url=f"https://a.example/{number}", title_en="Tides")
                article.topics.add(make_topic(f"t{count}-{number}", name_ko=""))
                article.sources.create(name_en="Harbor office", is_public=True)
            article.related_links.create(target=make_published(number=f"{count}"))

    def test_thirty_of_each_take_as_many_queries_as_one(self):
        for count in (1, 30):
            self.grow(count)
            article = Article.objects.get(pk=self.article.pk)
            with self.assertNumQueries(9):
                found = accompanying_texts(article, "ko", None)
                [(item.place, item.used, item.check, item.key) for item in found]
        self.assertGreater(len(found), 150)


class FillTests(SurroundingsCase):
    def test_a_korean_related_title_touches_no_english_column(self):
        row = self.row(url="https://a.example/b", title_en="Tides")
        before = LanguageProgress.objects.in_bulk(field_name="pk")
        self.assertEqual(self.fill(f"related-{row.pk}-title", "  밀물과 썰물 "), "밀물과 썰물")
        row.refresh_from_db()
        self.assertEqual((row.title_en, row.title_ko), ("Tides", "밀물과 썰물"))
        english, korean = LanguageProgress.objects.order_by("language")
        self.assertEqual(english.version, before[english.pk].version)
        self.assertEqual(english.text_digest, before[english.pk].text_digest)
        self.assertEqual(korean.version, before[korean.pk].version + 1)
        self.assertEqual(korean.changed_by, self.translator)
        record = self.article.history.first()
        self.assertEqual(record.history_user, self.translator)
        [related] = record.snapshot["filing"]["related"]
        self.assertEqual(related["id"], row.pk)
        self.assertEqual(words_of("related", related, "ko"), ["", "밀물과 썰물", ""])
        self.assertEqual(words_of("related", related, "en"), ["", "Tides", ""])

    def test_an_approved_translation_goes_back_to_review(self):
        article = make_article(languages=("en", "ko"))
        row = article.related_links.create(url="https://a.example/b", title_en="Tides")
        approve(article, "ko")
        write_text(article, "ko", f"related-{row.pk}-title", "밀물", by=self.translator, seen="")
        self.assertEqual(LanguageProgress.objects.get(article=article, language="ko").stage, Stage.IN_REVIEW)

    def test_writing_what_stands_there_changes_nothing(self):
        row = self.row(url="https://a.example/b", title_en="Tides", title_ko="밀물")
        count = self.article.history.count()
        self.assertEqual(self.fill(f"related-{row.pk}-title", "밀물", seen="what was not there"), "밀물")
        self.assertEqual(self.article.history.count(), count)

    def test_what_somebody_else_wrote_meanwhile_is_a_conflict(self):
        row = self.row(url="https://a.example/b", title_en="Tides")
        self.fill(f"related-{row.pk}-title", "밀물")
        with self.assertRaises(AccompanyingTextConflict) as caught:
            self.fill(f"related-{row.pk}-title", "썰물")
        self.assertEqual(caught.exception.text, "밀물")
        row.refresh_from_db()
        self.assertEqual(row.title_ko, "밀물")

    def test_a_picture_is_written_by_itself_and_logged(self):
        image = self.lead()
        version = LanguageProgress.objects.get(language="ko").version
        self.fill(f"picture-{image.pk}-alt", "부두 위의 기중기")
        image = Image.objects.get(pk=image.pk)
        self.assertEqual((image.alt_en, image.alt_ko), ("A crane over the quay", "부두 위의 기중기"))
        self.assertEqual(Event.objects.first().subject_type, "image")
        self.assertEqual(LanguageProgress.objects.get(language="ko").version, version)

    def test_a_picture_that_changed_meanwhile_is_a_conflict(self):
        image = self.lead(alt_ko="기중기")
        with self.assertRaises(AccompanyingTextConflict):
            self.fill(f"picture-{image.pk}-alt", "부두")

    def test_the_address_is_written_with_the_story(self):
        self.assertEqual(self.fill(f"address-{self.article.pk}-slug", "항구-개장"), "항구-개장")
        self.article.refresh_from_db()
        self.assertEqual((self.article.slug_ko, self.article.slug_en), ("항구-개장", ""))

    def test_the_caption_of_the_lead_picture_is_written_with_the_story(self):
        key = f"lead-{self.article.pk}-lead_caption"
        with editing(self.article.pk) as article:
            article.lead_caption_en = "At noon."
        self.assertNotIn(key, self.items())
        self.lead(alt_ko="기중기", credit_ko="김")
        self.assertEqual(self.missing(), [key])
        self.fill(key, "한낮의 부두.")
        self.article.refresh_from_db()
        self.assertEqual(self.article.lead_caption_ko, "한낮의 부두.")

    def test_what_is_not_beside_the_story_is_gone(self):
        stranger = make_article(number=2).related_links.create(url="https://a.example/b")
        unused = f"picture-{make_image().pk}-alt", f"topic-{make_topic().pk}-name", "address-0-slug"
        no_keys = "related-9-url", "related-x-title", "nothing", "related-٣-title", "related-9"
        for key in (f"related-{stranger.pk}-title", *unused, *no_keys):
            with self.subTest(key), self.assertRaises(AccompanyingTextGone):
                self.fill(key, "글", by=self.desk)


class RefusalTests(SurroundingsCase):
    def test_what_is_too_long_is_refused_with_the_name_of_its_field(self):
        row = self.row(url="https://a.example/b", title_en="Tides")
        [reason] = self.refused(f"related-{row.pk}-title", "밀" * 201)
        self.assertIn("at most 200 characters", reason)
        self.assertTrue(reason.startswith("Title (Korean): "))
        row.refresh_from_db()
        self.assertEqual(row.title_ko, "")

    def test_the_name_of_another_topic_is_refused_with_the_way_out(self):
        topic = self.topic()
        make_topic("quays", name_ko="항구")
        [reason] = self.refused(f"topic-{topic.pk}-name", "항구", by=self.desk)
        self.assertIn("There is already a topic “항구”.", reason)
        self.assertEqual(Topic.objects.get(pk=topic.pk).name_ko, "")

    def test_a_topic_and_a_source_keep_one_name(self):
        topic = self.topic(name_en="", name_ko="항구")
        [reason] = self.refused(f"topic-{topic.pk}-name", "", by=self.desk, seen="항구")
        self.assertIn("Enter a name", reason)
        source = self.article.sources.create(name_ko="항만청", is_public=True)
        [reason] = self.refused(f"source-{source.pk}-name", "", seen="항만청")
        self.assertIn("Enter the name of the source", reason)

    def test_an_address_has_no_spaces(self):
        self.assertIn("no spaces", self.refused(f"address-{self.article.pk}-slug", "항구 개장")[0])


WRITERS = {"Korean translators", "Korean desk", "Managing editors", "Reporters"}
DESKS = {"English desk", "Korean desk", "Managing editors"}
MAY = {
    "related": WRITERS,
    "source": WRITERS,
    "lead": WRITERS,
    "address": WRITERS,
    "picture": WRITERS,
    "topic": DESKS,
}


class TestPermissions:
    @pytest.mark.django_db
    @pytest.mark.parametrize("role", sorted({*WRITERS, *DESKS, "English translators", "Administrators"}))
    def test_who_may_write_what_in_korean(self, role):
        user, article = make_user(role=role), make_article()
        assert {kind: may_change_text(user, kind, "ko", article) for kind in MAY} == {
            kind: role in roles for kind, roles in MAY.items()
        }


class RightsTests(SurroundingsCase):
    def test_who_may_not_write_it_cannot(self):
        topic, image = self.topic(), self.lead()
        stranger = make_user("stranger", role="English translators")
        for key, user in (
            (f"topic-{topic.pk}-name", self.translator),
            (f"picture-{image.pk}-alt", stranger),
            (f"address-{self.article.pk}-slug", stranger),
        ):
            with self.subTest(key), self.assertRaises(PermissionDenied):
                self.fill(key, "글", by=user)

    def test_the_source_is_not_written_here(self):
        with self.assertRaises(PermissionDenied):
            write_text(self.article, "en", f"address-{self.article.pk}-slug", "x", by=None, seen="")


class AskTests(SurroundingsCase):
    def test_the_desk_is_asked_by_one_note_that_names_what_is_missing(self):
        topic = self.topic()
        item = self.items()[f"topic-{topic.pk}-name"]
        note = ask_for_text(self.article, item, by=self.translator)
        self.assertEqual(note.text, "Topic, Name: “Harbours” has no Korean text yet.")
        self.assertEqual((note.language, note.written_by), ("ko", self.translator))
        self.assertEqual(list(note.mentions.all()), [self.desk])
        self.assertEqual(list(Note.objects.waiting_for(self.desk)), [note])

    def test_it_is_asked_once_while_the_note_is_open(self):
        topic = self.topic()
        item = self.items()[f"topic-{topic.pk}-name"]
        self.assertEqual(
            ask_for_text(self.article, item, by=self.translator),
            ask_for_text(self.article, item, by=self.desk),
        )
        self.assertTrue(self.items()[item.key].is_asked)
        self.assertFalse(self.items(self.desk)[item.key].is_asked)
