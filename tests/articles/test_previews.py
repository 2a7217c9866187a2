from django.test import TestCase

from articles.models import Byline, Progress, Role
from articles.previews import compose
from articles.workflow.saving import editing
from tests.factories import make_article, make_author


class BylineTests(TestCase):
    def setUp(self):
        self.article = make_article(languages=("en", "ko"))
        with editing(self.article.pk) as copy:
            for role in (Role.TEXT, Role.TRANSLATION):
                Byline.objects.create(article=copy, author=make_author(f"{role}-person"), role=role)

    def progress(self, language):
        return Progress.objects.get(article=self.article, language=language)

    def test_translator_signs_the_translation_alone(self):
        roles = {
            language: [
                byline["role"] for byline in compose(self.article, self.progress(language)).printed["bylines"]
            ]
            for language in ("en", "ko")
        }
        self.assertEqual(roles, {"en": ["text"], "ko": ["text", "translation"]})

    def test_digest_of_the_desk_is_that_of_the_edition_in_either_language(self):
        for language in ("en", "ko"):
            progress = self.progress(language)
            with editing(self.article.pk) as copy:
                copy.set_text("slug", language, f"harbor-{language}")
            progress.refresh_from_db()
            self.article.refresh_from_db()
            self.assertEqual(compose(self.article, progress).text_digest, progress.text_digest)
