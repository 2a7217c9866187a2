"""Migrations of data: what stood in the old columns stands in the new."""

from importlib import import_module
from types import SimpleNamespace

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import TestCase

from articles.models import RelatedLink
from tests.factories import make_article

MOVE = "0006_publishers_by_script"


class PublisherTests(TestCase):
    def setUp(self):
        self.move = import_module(f"articles.migrations.{MOVE}")
        self.apps = MigrationLoader(connection).project_state(("articles", MOVE)).apps
        self.rows = self.apps.get_model("articles", "RelatedLink").objects
        self.editor = SimpleNamespace(connection=connection)
        self.article = make_article()

    def row(self, **columns):
        link = RelatedLink.objects.create(article=self.article, url="https://paper.example/")
        self.rows.filter(pk=link.pk).update(**columns)
        return link.pk

    def test_each_name_goes_to_the_language_of_its_letters(self):
        old = [self.row(publisher=name) for name in ("Harbor Daily", "항구일보", "1883", "")]
        self.move.part(self.apps, self.editor)
        moved = [self.rows.filter(pk=pk).values_list("publisher_en", "publisher_ko").get() for pk in old]
        self.assertEqual(moved, [("Harbor Daily", ""), ("", "항구일보"), ("1883", ""), ("", "")])

    def test_the_way_back_loses_no_name_that_was_given_since(self):
        new = self.row(publisher="", publisher_ko="항구일보")
        self.move.join(self.apps, self.editor)
        self.assertEqual(self.rows.get(pk=new).publisher, "항구일보")
