"""Live translations of a source that has changed."""

from django.db.models import Exists, OuterRef, Q

from articles.models import Article, Edition, EditionKind, Language, LanguageProgress
from articles.publishing import publish, withdraw
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, approve, make_published, rewrite


def behind_source(editions, at=None):
    """Return those editions with a source that was superseded by more than a minor change."""
    newer = Edition.objects.begun(at).substantive().exclude(language=OuterRef("language"))
    newer = newer.filter(article=OuterRef("article"), number__gt=OuterRef("source_number"))
    return editions.filter(Q(source_number__isnull=False), Exists(newer))


class BehindTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_published(languages=("en", "ko"))

    def publish_again(self, language, kind):
        self.clock.shift(HOUR)
        told = {"en": f"The {kind}", "ko": f"기사 {kind}"}[language]
        rewrite(self.article, **{f"title_{language}": told})
        approve(self.article, language)
        publish(self.article, language, by=None, kind=kind, note="It was wrong.", note_there="There.")

    def behind(self, at=None):
        rows = LanguageProgress.objects.with_standing(at).filter(is_behind=True)
        found = [(row.article_id, row.language) for row in rows]
        stories = {
            language.value: list(Article.objects.behind(language, at).values_list("pk", flat=True))
            for language in Language
        }
        self.assertEqual(
            found, [(pk, language) for language, pks in stories.items() for pk in pks], "the two agree"
        )
        return [language for _pk, language in found]

    def test_is_not_behind_the_edition_that_it_translates(self):
        self.assertEqual(self.behind(), [])

    def test_falls_behind_when_its_source_is_updated(self):
        self.publish_again("en", EditionKind.UPDATE)
        self.assertEqual(self.behind(), ["ko"])
        self.assertEqual([edition.language for edition in behind_source(Edition.objects.live())], ["ko"])

    def test_was_not_behind_an_hour_before(self):
        self.publish_again("en", EditionKind.UPDATE)
        self.assertEqual(self.behind(NOON), [])

    def test_a_mended_typo_leaves_nobody_behind(self):
        self.publish_again("en", EditionKind.MINOR)
        self.assertEqual(self.behind(), [])

    def test_catches_up_with_its_next_edition(self):
        self.publish_again("en", EditionKind.CORRECTION)
        self.publish_again("ko", EditionKind.UPDATE)
        self.assertEqual(self.behind(), [])

    def test_a_source_never_runs_behind_its_translation(self):
        self.publish_again("ko", EditionKind.UPDATE)
        self.assertEqual(self.behind(), [])

    def test_what_is_withdrawn_is_behind_nothing(self):
        self.publish_again("en", EditionKind.UPDATE)
        self.clock.shift(HOUR)
        withdraw(self.article, "ko", by=None, note="It was wrong.")
        self.assertEqual(self.behind(), [])
