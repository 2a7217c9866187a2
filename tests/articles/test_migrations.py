"""Migrations of data: what stood in the old columns stands in the new."""

from importlib import import_module
from types import SimpleNamespace

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import TestCase

from articles.models import EditionPicture, Progress, RelatedLink, Term
from tests.factories import make_article
from tests.public.newsdesk import make_image, tell

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


class RequiredTermTests(TestCase):
    def test_what_came_from_cldr_is_offered_and_the_newsrooms_own_terms_are_required(self):
        name = "0011_required_terms"
        for source in ("CLDR 47 (Babel 2.17.0)", "The desk, after CLDR", ""):
            Term.objects.create(name_en="Sudan", source=source)
        apps = MigrationLoader(connection).project_state(("articles", name)).apps
        offer_only = import_module(f"articles.migrations.{name}").offer_only
        offer_only(apps, SimpleNamespace(connection=connection))
        self.assertEqual([term.is_required for term in Term.objects.order_by("pk")], [False, True, True])


class DigestTests(TestCase):
    def setUp(self):
        self.fill = import_module("articles.migrations.0010_digests_of_segments").fill
        self.apps = MigrationLoader(connection).project_state(("articles", "0010_digests_of_segments")).apps

    def standing(self, article):
        known = Progress.objects.filter(article=article)
        known.update(segments_digest="", opening_digest="", translated_digest="")
        self.fill(self.apps, SimpleNamespace(connection=connection))
        korean = known.with_freshness().get(language="ko")
        return korean.is_whole, korean.is_stale

    def test_a_whole_translation_of_before_is_taken_as_current(self):
        self.assertEqual(self.standing(make_article(languages=("en", "ko"))), (True, False))

    def test_a_story_without_translation_is_neither_whole_nor_stale(self):
        self.assertEqual(self.standing(make_article()), (False, False))

    def test_the_digests_are_those_that_a_save_writes(self):
        article = make_article(languages=("en", "ko"))
        before = list(Progress.objects.order_by("pk").values("segments_digest", "translated_digest"))
        self.standing(article)
        after = list(Progress.objects.order_by("pk").values("segments_digest", "translated_digest"))
        self.assertEqual(before, after)


class PictureTests(TestCase):
    NAME = "0016_file_pictures_of_editions"
    COLUMNS = ("edition", "language", "article", "first_published_at", "image", "name")

    def setUp(self):
        inside = make_image()
        tell(
            languages=("en", "ko"),
            lead_image=make_image(),
            body_en=f'<p>Look.</p><figure data-image="{inside.pk}"></figure>',
        )
        [self.operation] = import_module(f"articles.migrations.{self.NAME}").Migration.operations
        apps = MigrationLoader(connection).project_state(("articles", self.NAME)).apps
        self.told = apps, SimpleNamespace(connection=connection)

    def filed(self):
        return set(EditionPicture.objects.values_list(*self.COLUMNS))

    def test_pictures_that_were_printed_are_filed(self):
        before = self.filed()
        EditionPicture.objects.all().delete()
        self.operation.code(*self.told)
        self.assertEqual(self.filed(), before)
        self.assertEqual(len(before), 3)

    def test_the_way_back_and_forth_files_them_once(self):
        before = self.filed()
        self.operation.reverse_code(*self.told)
        self.assertEqual(self.filed(), set())
        self.operation.code(*self.told)
        self.assertEqual(self.filed(), before)
