"""The registry: codes, the context of a check, and the digests of findings."""

from dataclasses import replace
from pathlib import Path

import pytest

from articles import apps, checks
from articles.checks.context import CheckContext
from articles.checks.registry import CHECKS, Finding, Severity, examine, examine_both, register
from articles.models import Language, LanguageProgress, Waiver, Wanted
from tests import architecture
from tests.factories import LANGUAGES, make_article, make_user, make_whole_article

pytestmark = pytest.mark.django_db


def progress_of(article, language="en"):
    return LanguageProgress.objects.get(article=article, language=language)


@pytest.fixture
def bridges(monkeypatch):
    """Register a check of another app for one test: a bridge must be in both languages."""
    monkeypatch.setattr("articles.checks.registry.CHECKS", dict(CHECKS))

    @register("languages.bridges", Severity.BLOCKER, "Both languages count the bridges alike")
    def run(context):
        there = " ".join(passage.text for passage in context.other_passages)
        for passage in context.passages:
            if "bridge" in passage.text and "다리" not in there:
                yield Finding(passage.field, "There is no bridge in the other language.", passage="bridge")


def test_another_app_registers_a_check_that_sees_both_languages(bridges):
    article = make_whole_article(languages=LANGUAGES, body_en="<p>A bridge.</p>")
    [finding] = examine(article, progress_of(article))
    assert (finding.code, finding.passage, finding.is_blocking) == ("languages.bridges", "bridge", True)


def test_every_module_with_checks_is_imported_at_the_start():
    modules = Path(checks.__file__).parent.glob("*.py")
    with_checks = {f"articles.checks.{path.stem}" for path in modules if "\n@register(" in path.read_text()}
    assert len(with_checks) > 5
    assert with_checks - architecture.imports("articles.apps", Path(apps.__file__)) == set()


def test_a_code_is_registered_once(bridges):
    with pytest.raises(ValueError, match=r"languages\.bridges"):
        register("languages.bridges", Severity.WARNING, "Again")(lambda context: [])


def test_a_finding_is_known_by_its_words_at_their_place():
    finding = Finding("body", "Wrong.", passage="**a**", code="text.markdown")
    assert finding.fingerprint == replace(finding, message="Otherwise told.").fingerprint
    assert finding.fingerprint != replace(finding, passage="**b**").fingerprint
    assert str(finding) == "Wrong. “**a**”"


def test_a_waived_finding_comes_last_with_its_waiver():
    article = make_whole_article(body_en="<p>The **a** and the **b**.</p>")
    first, second = examine(article, progress_of(article))
    waiver = Waiver.objects.create(
        article=article,
        language="en",
        code=first.code,
        fingerprint=first.fingerprint,
        reason="A game of words.",
        waived_by=make_user(),
    )
    found = examine(article, progress_of(article))
    assert [(one.passage, one.waiver, one.is_blocking) for one in found] == [
        (second.passage, None, True),
        (first.passage, waiver, False),
    ]


def test_the_source_language_is_examined_first():
    assert list(examine_both(make_article(languages=("ko",)))) == ["ko", "en"]


def test_a_copy_reads_what_is_printed_around_the_text():
    article = make_whole_article()
    article.sources.update(is_public=True)
    article.related_links.create(url="https://paper.example/1", title_en="Afar", publisher_en="Paper")
    around = CheckContext(article, progress_of(article)).surrounding_passages
    assert [(one.field, one.role, one.text) for one in around] == [
        ("related_links", "title", "Afar"),
        ("related_links", "publisher", "Paper"),
        ("sources", "name", "Harbor office"),
    ]


def test_both_languages_ask_the_database_no_more_for_more_findings(django_assert_num_queries):
    few = make_whole_article(languages=LANGUAGES, body_en="<p>A **b**.</p>")
    many = make_whole_article(languages=LANGUAGES, body_en="<p>A **b**.</p>" * 2 + "<p>*c* `d` __e__</p>")
    for article in (few, many):
        with django_assert_num_queries(8):
            found = examine_both(article)
        assert found["en"]


def test_a_language_in_which_nothing_is_wanted_is_not_read(django_assert_num_queries):
    article = make_whole_article(wanted={Language.KO: Wanted.NOTHING})
    progress = progress_of(article, "ko")
    with django_assert_num_queries(1):  # for the waivers
        [finding] = examine(article, progress)
    assert not finding.is_waivable
