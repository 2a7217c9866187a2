"""Public text has one normal form in the database, whichever code wrote it."""

import random
import unicodedata

import pytest
from django.core.management import call_command

from articles.models import (
    Article,
    Author,
    Image,
    Publication,
    RelatedLink,
    Section,
    Source,
    StandingPage,
    Topic,
)
from articles.models.text import NormalText, line, prose
from articles.translation import TRANSLATED
from articles.workflow.edit_session import create_article, editing
from tests.factories import make_article, make_topic

HANGUL = unicodedata.normalize("NFD", "항구")
ODD = [*HANGUL, *"aé1 %\n\r\t\u00a0\u00ad\u0301\u200b\u200d\u2028\ufeff\x00\x1c\ud800\u3164😀한"]


def odd_texts(count=2000):
    """Return short texts of unusual characters, the same for each run."""
    chance = random.Random(7)
    return ["".join(chance.choices(ODD, k=chance.randint(0, 9))) for _ in range(count)]


class TestLine:
    @pytest.mark.parametrize(
        ("written", "stored"),
        [
            (HANGUL, "항구"),
            ("Cafe\u0301", "Café"),
            ("  two   spaces ", "two spaces"),
            ("one\r\ntwo", "one two"),
            ("a\u200bb\ufeff", "ab"),
            ("nul\x00", "nul"),
            ("lone \ud800surrogate", "lone surrogate"),
            ("10\u00a0000", "10\u00a0000"),
            ("", ""),
        ],
    )
    def test_has_one_form(self, written, stored):
        assert line(written) == stored

    def test_twice_is_once_and_can_be_stored(self):
        for text in odd_texts():
            for form in (line, prose):
                stored = form(text)
                assert form(stored) == stored
                assert unicodedata.is_normalized("NFC", stored)
                stored.encode()
                assert not {"\x00", "\r"} & set(stored)


class TestProse:
    def test_keeps_its_lines(self):
        assert prose("\n One \r\n\r\nTwo\u2028Three\n\n") == "One\n\nTwo\nThree"


class TestFields:
    def test_every_translated_text_has_a_normal_form(self):
        for model, fields in TRANSLATED.items():
            for field in fields:
                for column in (f"{field}_en", f"{field}_ko"):
                    found = model._meta.get_field(column)
                    assert isinstance(found, NormalText) or field == "body", (model, column)

    def test_the_database_sees_fields_of_django(self):
        for model in (Article, Author, Image, StandingPage, Publication, RelatedLink, Section, Source, Topic):
            for field in model._meta.local_fields:
                if isinstance(field, NormalText):
                    assert field.deconstruct()[1].startswith("django.db.models.")

    @pytest.mark.django_db
    def test_a_save_leaves_it_on_the_object_and_in_the_database(self):
        topic = make_topic(name_ko=HANGUL, slug=HANGUL)
        assert (topic.name_ko, topic.slug) == ("항구", "항구")
        topic.refresh_from_db()
        assert (topic.name_ko, topic.slug) == ("항구", "항구")

    @pytest.mark.django_db
    def test_a_second_topic_in_another_form_is_the_same_topic(self):
        topic = make_topic(name_ko="항구")
        assert Topic.objects.get(name_ko=HANGUL) == topic
        with pytest.raises(Exception, match="(?i)unique"):
            make_topic("other", name_en="Other", name_ko=HANGUL)

    @pytest.mark.django_db
    def test_cleaning_brings_it_too(self):
        link = RelatedLink(article=make_article(), title_ko=HANGUL)
        link.clean_fields()
        assert link.title_ko == "항구"

    @pytest.mark.django_db
    def test_bulk_writes_and_updates_bring_it(self):
        article = make_article()
        RelatedLink.objects.bulk_create([RelatedLink(article=article, title_ko=HANGUL)])
        assert RelatedLink.objects.get().title_ko == "항구"
        RelatedLink.objects.update(summary_ko=HANGUL + "\r\nb")
        assert RelatedLink.objects.get().summary_ko == "항구\nb"

    @pytest.mark.django_db
    def test_a_story_brings_it_on_both_ways_of_saving(self):
        article = create_article(title_ko=HANGUL, source_language="ko")
        with editing(article.pk) as copy:
            copy.summary_ko, copy.slug_ko, copy.body_ko = HANGUL, HANGUL, f"<p>{HANGUL}</p>"
        article.refresh_from_db()
        assert (article.title_ko, article.summary_ko, article.slug_ko) == ("항구",) * 3
        assert article.body_ko == "<p>항구</p>"
        assert article.history.first().summary_ko == "항구"

    @pytest.mark.django_db
    def test_loaddata_brings_it(self, tmp_path):
        fixture = tmp_path / "topics.json"
        fixture.write_text(
            f'[{{"model": "articles.topic", "pk": 7, "fields": {{"name_ko": "{HANGUL}", "slug": "harbor"}}}}]'
        )
        call_command("loaddata", fixture, verbosity=0)
        assert Topic.objects.get(pk=7).name_ko == "항구"
