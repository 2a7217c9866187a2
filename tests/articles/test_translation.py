"""Both languages in one row: mistakes that modeltranslation permits are refused."""

import tempfile

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import TestCase
from django.utils import translation

from articles.models import Article, Byline, Edition, EditionTopic, Event, LanguageProgress, Section
from articles.publishing import broken_seals, correct
from articles.translation import TRANSLATED
from articles.workflow.edit_session import create_article, editing
from tests.factories import (
    LANGUAGES,
    make_article,
    make_author,
    make_published,
    make_section,
    make_topic,
    rewrite,
)

COLUMNS = [
    (model, f"{field}_{language}")
    for model, fields in TRANSLATED.items()
    for field in fields
    for language in LANGUAGES
]


@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_a_translated_column_is_never_null_and_empty_by_default(model, column):
    field = model._meta.get_field(column)
    assert not field.null
    assert field.get_default() == ""
    assert not field.unique


def test_nothing_of_the_desk_is_translated():
    for model in (LanguageProgress, Edition, Event, Byline):
        assert model not in TRANSLATED
    assert {"source_language", "version"}.isdisjoint(TRANSLATED[Article])


def test_the_history_keeps_both_languages():
    names = {field.name for field in Article.history.model._meta.fields}
    assert {"title_en", "title_ko", "body_en", "body_ko", "slug_en", "slug_ko"} <= names


class FallbackTests(TestCase):
    def test_an_empty_text_is_empty_in_either_language(self):
        article = create_article(title_en="Harbor opens")
        for language in LANGUAGES:
            with translation.override(language):
                article.refresh_from_db()
                self.assertEqual(
                    (article.text("title", "en"), article.text("title", "ko")), ("Harbor opens", "")
                )
                self.assertEqual(article.title, "Harbor opens" if language == "en" else "")

    def test_what_is_written_does_not_depend_on_the_active_language(self):
        for language in LANGUAGES:
            with translation.override(language):
                article = make_article(title_en="Harbor", title_ko="항구", languages=LANGUAGES)
                rewrite(article, title_ko="항만")
            article.refresh_from_db()
            self.assertEqual((article.title_en, article.title_ko), ("Harbor", "항만"))

    def test_an_edition_reads_the_same_whoever_publishes_it(self):
        digests = set()
        for language in LANGUAGES:
            with translation.override(language):
                make_section(f"section-{language}", name_en=f"S {language}", name_ko=f"부문 {language}")
                article = make_published(languages=["ko"], section=Section.objects.first())
                digests.add(article.editions.get().content_digest())
        self.assertEqual(len(digests), 1)

    def test_a_name_without_translation_is_not_borrowed(self):
        topic = make_topic(name_ko="")
        with translation.override("ko"):
            topic.refresh_from_db()
            self.assertEqual(topic.name, "")


class DumpTests(TestCase):
    def everything(self):
        models = [model for model in apps.get_app_config("articles").get_models() if model._meta.managed]
        base = {(model, field) for model, fields in TRANSLATED.items() for field in fields}
        return {
            model._meta.label: [
                {name: value for name, value in row.items() if (model, name) not in base}
                for row in model._base_manager.order_by("pk").values()
            ]
            for model in models
        }

    def test_a_dump_brings_all_back_whole_in_either_language(self):
        article = make_published(languages=LANGUAGES)
        with editing(article.pk) as copy:
            copy.topics.add(make_topic(name_ko=""))
            copy.bylines.create(author=make_author())
        correct(article, "ko", by=None, note="날짜를 바로잡습니다.", alone=True)
        create_article(title_ko="제목만", source_language="ko")
        before = self.everything()
        self.assertEqual(EditionTopic.objects.count(), 1)
        for written, read in (("en", "ko"), ("ko", "en")):
            with tempfile.TemporaryDirectory() as folder:
                path = f"{folder}/newsroom.xml"
                with translation.override(written):
                    call_command("dumpdata", "articles", "accounts", format="xml", output=path, verbosity=0)
                with translation.override(read):
                    call_command("loaddata", path, verbosity=0)
            self.assertEqual(self.everything(), before)
        self.assertEqual(list(broken_seals()), [])
