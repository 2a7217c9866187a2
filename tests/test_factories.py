"""The factories write the same rows as the functions of the newsroom."""

from django.apps import apps
from django.db.models import ForeignKey

from articles.models import Article, Event
from articles.publishing import publish
from articles.workflow.transitions import perform
from tests.cases import ClockTestCase
from tests.factories import approve, make_article, make_published, make_user, rewrite

KEY = "0" * 32
# Columns that differ between any two stories: ids, salts, and digests of both.
OF_ONE_STORY = {
    "id",
    "history_id",
    "article_id",
    "edition_id",
    "salt",
    "salts",
    "digest",
    "seal",
    "edition_digest",
    "subject_id",
}


def rows_of(article):
    """Return {model: its rows about a story} for every model that refers to one.

    Ids are left out, and so are the warnings of preflight in the log.
    """
    rows = {}
    for model in apps.get_models():
        links = [field.name for field in model._meta.fields if isinstance(field, ForeignKey)]
        about = {name: article.pk for name in links if model._meta.get_field(name).related_model is Article}
        if model is Event:
            about = {"subject_type": "article", "subject_id": article.pk}
        if model is Article:
            about = {"pk": article.pk}
        if model.__name__ == "HistoricalArticle":
            about = {"id": article.pk}
        if about:
            rows[model.__name__] = [
                {name: value for name, value in row.items() if name not in OF_ONE_STORY}
                for row in model._base_manager.filter(**about).order_by("pk").values()
            ]
    for event in rows["Event"]:
        event["details"].pop("warnings", None)
    return rows


class TestPublishedStory(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_user()

    def walk(self, languages):
        """Submit, approve and publish with the functions that screens call."""
        article = make_article(languages=languages, by=self.editor, digest_key=KEY)
        for language in languages:
            perform("submit", article, language=language, by=None)
            perform("approve", article, language=language, by=None)
            publish(article, language, by=self.editor)
        return article

    def test_has_the_rows_of_the_real_walk(self):
        for languages in (("en",), ("ko",), ("en", "ko"), ("ko", "en")):
            with self.subTest(languages):
                written = make_published(languages=languages, by=self.editor, digest_key=KEY)
                assert rows_of(written) == rows_of(self.walk(languages))

    def test_approves_a_changed_source_as_the_real_walk(self):
        stories = [self.walk(("en", "ko")) for _number in range(2)]
        for article in stories:
            rewrite(article, by=self.editor, body_en="<p>The harbor stays closed.</p>")
        perform("approve", stories[0], language="en", by=None)
        approve(stories[1], "en")
        assert rows_of(stories[0]) == rows_of(stories[1])

    def test_approves_a_source_with_an_unpublished_translation_as_the_real_walk(self):
        stories = [make_article(languages=("en", "ko"), digest_key=KEY) for _number in range(2)]
        for article in stories:
            rewrite(article, body_en="<p>The harbor stays closed.</p>")
        for step in ("submit", "approve"):
            perform(step, stories[0], language="en", by=None)
        approve(stories[1], "en")
        assert rows_of(stories[0]) == rows_of(stories[1])
        assert "stale" in Event.objects.latest("id").details
