"""Numbers of queries of the story form: with its automatic requests, and for publishing."""

import json
import re

from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from articles.models import Byline, Edition, RelatedLink, Source
from articles.workflow.edit_session import editing
from tests.articles.admin.forms import PostedForm, change_url, opened
from tests.factories import (
    approve,
    make_author,
    make_published,
    make_topic,
    make_user,
    make_whole_article,
    rewrite,
)

SUMMARIES = {"en": "The harbor opens on Tuesday.", "ko": "항구가 화요일에 문을 연다."}


def add_rows(article, count):
    """Add `count` related stories, sources, bylines and topics."""
    targets = [make_published(number=f" {article.pk}.{number}") for number in range(count)]
    with editing(article.pk) as copy:
        for number, target in enumerate(targets):
            name = f"{article.pk}-{number}"
            RelatedLink.objects.create(article=copy, target=target, position=number)
            Byline.objects.create(article=copy, author=make_author(name), position=number)
            copy.topics.add(make_topic(name))
        checked = Source.objects.get(article=copy)
        names = [f"Office {number}" for number in range(count)]
        Source.objects.bulk_create(
            Source(
                article=copy,
                name_en=name,
                name_ko=name,
                checked_by=checked.checked_by,
                checked_at=checked.checked_at,
            )
            for name in names
        )


def statements(queries):
    """Return the SQL of captured queries, without the savepoints that replace transactions in a TestCase.

    The lock of the log is left out too, because it takes a statement only on PostgreSQL.
    """
    left_out = re.compile(r"(RELEASE )?SAVEPOINT|WITH locked")
    return [one["sql"] for one in queries if not left_out.match(one["sql"])]


class QueryTestCase:
    """A mixin with stories whose forms are opened and posted."""

    def setUp(self):
        self.client.force_login(make_user())

    def make_story(self, rows):
        article = make_whole_article(languages=("en", "ko"))
        add_rows(article, rows)
        for language in ("en", "ko"):
            approve(article, language)
        return article

    def press(self, article, name, language, **fields):
        """Fill in the page of an action and return the queries of its POST, which publishes an edition."""
        address = f"/admin/articles/article/{article.pk}/action/{language}/{name}/"
        form = PostedForm(self.client.get(address), "action_form")
        for box in form.form.xpath(".//input[@name='confirmed']"):
            form["confirmed"] = box.get("value")
        data = form.data(**fields)
        before = Edition.objects.count()
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.post(address, data).status_code, 302)
        self.assertEqual(Edition.objects.count(), before + 1)
        return statements(queries)

    def press_each(self, rows):
        """Publish both languages of a story and a change of each; return the numbers of queries."""
        article = self.make_story(rows)
        first = [len(self.press(article, "publish", language)) for language in ("en", "ko")]
        change = []
        for language in ("en", "ko"):
            rewrite(article, **{f"summary_{language}": SUMMARIES[language]})
            approve(article, language)
            change.append(len(self.press(article, "publish-as", language, kind="update")))
        return first, change


class OpeningTests(QueryTestCase, TestCase):
    def opening(self, article):
        """Return the numbers of queries of the form, and of the first request of its scripts."""
        with CaptureQueriesContext(connection) as form_queries:
            form = opened(self.client, article)
        versions = {part: int(form[f"version_{part}"]) for part in ("filing", "en", "ko")}
        sent = {"tab": "one", "versions": versions, "language": "", "is_typing": False}
        with CaptureQueriesContext(connection) as beat_queries:
            address = change_url(article).replace("/change/", "/autosave/")
            answer = self.client.post(address, json.dumps(sent), content_type="application/json")
        self.assertEqual(answer.status_code, 200)
        return len(form_queries), len(beat_queries)

    def test_the_form_and_what_it_sends_by_itself_take_forty_queries_whatever_the_rows(self):
        few, many = self.make_story(1), self.make_story(6)
        self.client.get(change_url(few))  # queries made once per process are not counted
        counts = [self.opening(few), self.opening(many)]
        self.assertEqual(*counts)
        self.assertLessEqual(sum(counts[0]), 40)


class PublishingTests(QueryTestCase, TestCase):
    def test_an_edition_takes_twenty_nine_queries_whatever_the_rows(self):
        few, many = self.press_each(1), self.press_each(6)
        self.assertEqual(few, many)
        self.assertLessEqual(max(few[0]), 29)
        self.assertLessEqual(max(few[1]), 30)  # one more reads the stage of the change


class ExaminedTests(QueryTestCase, TransactionTestCase):
    def test_the_examination_before_the_transaction_reads_the_story_once_more(self):
        first, change = self.press_each(3)
        self.assertLessEqual(max(first), 37)
        self.assertLessEqual(max(change), 38)
