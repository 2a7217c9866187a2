from django.test import TestCase

from articles.models import Author, Image
from newsroom.demo import newspaper
from tests.factories import make_author


def make_portrait(key="portrait-bora-testman"):
    texts = {"alt_en": "A portrait.", "alt_ko": "초상."}
    return Image.objects.create(
        file="portrait.webp", width=4, height=4, usage_terms=newspaper.USAGE_TERMS.format(key=key), **texts
    )


class GivePhotosTests(TestCase):
    def setUp(self):
        self.author = make_author()

    def give(self):
        newspaper.assign_portraits(
            [{"slug": "bora-testman", "photo": "portrait-bora-testman"}, {"slug": "nobody"}]
        )
        return Author.objects.get(pk=self.author.pk).photo

    def test_portrait_is_given(self):
        portrait = make_portrait()
        self.assertEqual(self.give(), portrait)

    def test_author_without_a_portrait_gets_none(self):
        self.assertIsNone(self.give())

    def test_photo_that_somebody_chose_is_kept(self):
        make_portrait()
        self.author.photo = chosen = make_portrait("chosen")
        self.author.save()
        self.assertEqual(self.give(), chosen)
