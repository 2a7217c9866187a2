"""Every way into the database passes the sanitiser, for the columns of both languages."""

import json
from contextlib import contextmanager

import pytest
from django.core import serializers
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Upper
from django.db.transaction import atomic
from django.test import TestCase
from django.utils import translation

from articles.body import BodyField
from articles.models import Article

DIRTY = "<div onclick=x>a <b>b</b><script>alert(1)</script></div>"
CLEAN = "<p>a <strong>b</strong></p>"


def make(**columns):
    return Article.objects.create(title_en="A headline", title_ko="제목", **columns)


def stored(article):
    """Return both columns from the database, not from the instance."""
    return Article.objects.values_list("body_en", "body_ko").get(pk=article.pk)


class BodyFieldTests(TestCase):
    def test_create_sanitises_each_language_and_the_instance(self):
        article = make(body_en=DIRTY, body_ko=DIRTY)
        self.assertEqual((article.body_en, article.body_ko), (CLEAN, CLEAN))
        self.assertEqual(stored(article), (CLEAN, CLEAN))

    def test_save_sanitises_one_column_and_leaves_the_other(self):
        article = make(body_en="<p>first</p>")
        article.body_ko = DIRTY
        article.save(update_fields=["body_ko"])
        self.assertEqual(stored(article), ("<p>first</p>", CLEAN))

    def test_writing_through_the_active_language_sanitises_its_column(self):
        article = make()
        with translation.override("ko"):
            article.body = DIRTY
            article.save()
        self.assertEqual(stored(article), ("", CLEAN))

    def test_update_sanitises(self):
        article = make()
        Article.objects.filter(pk=article.pk).update(body_en=DIRTY, body_ko=DIRTY)
        self.assertEqual(stored(article), (CLEAN, CLEAN))

    def test_bulk_create_sanitises(self):
        (article,) = Article.objects.bulk_create(
            [Article(title_en="A headline", body_en=DIRTY, body_ko=DIRTY)]
        )
        self.assertEqual(stored(article), (CLEAN, CLEAN))

    def test_loaddata_sanitises(self):
        article = make()
        (row,) = json.loads(serializers.serialize("json", [article]))
        row["fields"] |= {"body_en": DIRTY, "body_ko": DIRTY}
        for loaded in serializers.deserialize("json", json.dumps([row])):
            loaded.save()
        self.assertEqual(stored(article), (CLEAN, CLEAN))

    def test_validation_leaves_the_canonical_text_on_the_instance(self):
        article = Article(title_en="A headline", body_ko=DIRTY)
        article.clean_fields(exclude=["created_by"])
        self.assertEqual(article.body_ko, CLEAN)

    def test_expressions_are_refused(self):
        article = make(body_en="<p>a</p>")
        rows = Article.objects.filter(pk=article.pk)
        for expression in (F("title_en"), Upper("body_en"), Value("<script>x</script>")):
            with self.refused():
                rows.update(body_ko=expression)
            article.body_ko = expression
            with self.refused():
                article.save()
        article.body_ko = "<p>b</p>"
        with self.refused():
            Article.objects.bulk_update([article], ["body_ko"])
        self.assertEqual(stored(article), ("<p>a</p>", ""))

    @contextmanager
    def refused(self):
        with self.assertRaisesMessage(TypeError, "body_ko takes text, not the expression"), atomic():
            yield

    def test_history_keeps_what_was_stored(self):
        article = make(body_ko=DIRTY)
        self.assertEqual(article.history.latest().body_ko, CLEAN)


class TestItsColumns:
    @pytest.mark.parametrize("name", ["body", "body_en", "body_ko"])
    def test_are_bodies_in_every_language(self, name):
        assert isinstance(Article._meta.get_field(name), BodyField)

    def test_are_named_by_their_own_path_in_migrations(self):
        name, path, args, kwargs = BodyField("text", blank=True).deconstruct()
        assert (path, args, kwargs) == (
            "articles.body.field.BodyField",
            [],
            {"verbose_name": "text", "blank": True},
        )

    def test_keep_null(self):
        field = BodyField(null=True)
        field.set_attributes_from_name("body")
        assert field.get_db_prep_save(None, connection=None) is None
        assert isinstance(field, models.TextField)
