"""The preflight command prints findings."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.checks.registry import examine
from articles.models import Waiver
from tests.factories import LANGUAGES, make_article, make_user, make_whole_article

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    """Return (lines of stdout, stderr with the message of a CommandError)."""
    out, err = StringIO(), StringIO()
    try:
        call_command("preflight", *arguments, stdout=out, stderr=err, **options)
    except CommandError as refusal:
        err.write(str(refusal))
    return out.getvalue().splitlines(), err.getvalue()


def test_a_clean_story_prints_nothing():
    article = make_whole_article(languages=LANGUAGES)
    assert run(str(article.pk)) == ([], "")


def test_blockers_fail_with_their_places():
    article = make_whole_article(languages=LANGUAGES, body_en="<p>The **quay**.</p>")
    lines, told = run(str(article.pk))
    assert lines == [f"{article.pk} en blocker text.markdown: Markdown is left in the text. “**quay**”"]
    assert told == "1 of 1 stories have blockers."


def test_warnings_alone_do_not_fail():
    lines, told = run(str(make_article(languages=LANGUAGES).pk), language="ko")
    assert [line.split()[1:4] for line in lines] == [
        ["ko", "warning", "filing.byline:"],
        ["ko", "warning", "source.none:"],
    ]
    assert told == ""


def test_all_reads_what_is_written_and_says_how_far_it_is():
    make_whole_article(body_en="<p>The **quay**.</p>")
    make_whole_article(languages=("ko",))
    lines, told = run(all=True)
    assert len(lines) == 1
    assert told == "2 of 2 stories checked\n1 of 2 stories have blockers."


def test_a_waived_blocker_is_printed_and_does_not_fail():
    article = make_whole_article(title_en="The **art** of the star")
    [finding] = examine(article, article.progress.get(language="en"))
    Waiver.objects.create(
        article=article,
        language="en",
        code=finding.code,
        fingerprint=finding.fingerprint,
        reason="A play.",
        waived_by=make_user(),
    )
    lines, told = run(str(article.pk), language="en")
    assert (lines[0].split()[2], told) == ("waived", "")


def test_json_is_an_object_a_line():
    article = make_whole_article(title_en="The **art** of the star")
    lines, _told = run(str(article.pk), language="en", json=True)
    [finding] = map(json.loads, lines)
    assert (finding["story"], finding["code"], finding["passage"]) == (article.pk, "text.markdown", "**art**")


@pytest.mark.parametrize("arguments", [(), ("--all", "1"), ("4711",), ("4711" * 9,)])
def test_what_it_cannot_do_is_told(arguments):
    _lines, told = run(*arguments)
    assert "Pass the IDs" in told or "There is no story 4711" in told


def test_says_where_it_was_stopped(monkeypatch):
    make_whole_article()

    def stop(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("articles.management.commands.preflight.examine", stop)
    _lines, told = run("--all")
    assert told.endswith("Stopped at 1 of 1 stories.")


def test_as_many_queries_a_story_however_much_is_found():
    counts = []
    for body in ("<p>A **b**.</p>", "<p>A **b**, *c*, `d` and __e__.</p>"):
        article = make_whole_article(body_en=body)
        with CaptureQueriesContext(connection) as queries:
            run(str(article.pk), language="en")
        counts.append(len(queries))
    assert counts == [11, 11]
