"""Names around a text are in its language, and its sources were checked."""

import pytest

from articles.checks.context import RelatedData
from articles.checks.registry import examine
from articles.models import Author, LanguageProgress, Section
from tests.articles.checks.text.findings import codes_and_passages
from tests.factories import make_topic, make_user, make_whole_article

pytestmark = pytest.mark.django_db


def test_a_topic_without_a_name_in_this_language_is_a_warning():
    article = make_whole_article()
    article.topics.add(make_topic("ports", name_en=""), make_topic("ferries"))
    assert codes_and_passages(article) == [("names.topic", "")]


def test_section_and_byline_are_named():
    # The database allows no such rows, but the check must not rely on that.
    article = make_whole_article()
    article.section = Section(pk=article.section_id, name_ko="경제")
    progress = LanguageProgress.objects.get(article=article, language="en")
    assert [finding.code for finding in examine(article, progress)] == ["names.section"]
    rows = RelatedData(article)
    byline = article.bylines.get()
    byline.author = Author(name_ko="시험기자")
    rows.bylines = [byline]
    assert "names.byline" in [finding.code for finding in examine(article, progress, rows=rows)]


def test_a_story_rests_on_sources_that_were_checked():
    article = make_whole_article()
    article.sources.create(name_en="A letter")
    assert codes_and_passages(article) == [("source.unchecked", "")]
    article.sources.all().delete()
    assert codes_and_passages(article) == [("source.none", "")]


def test_a_source_is_named_in_the_finding():
    article = make_whole_article()
    article.sources.update(checked_by=None, checked_at=None)
    article.sources.create(name_ko="편지", checked_by=make_user(), checked_at="2026-03-02T00:00Z")
    progress = LanguageProgress.objects.get(article=article, language="en")
    assert [str(finding) for finding in examine(article, progress)] == [
        "The source “Harbor office” has not been checked."
    ]
