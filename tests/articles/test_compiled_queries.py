"""Compiled queries return what their querysets return, and their SQL is written once."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from articles import compiled_queries
from articles.compiled_queries import CompiledQuery, ListOf, compiled_query
from articles.models import Article, Edition, Section, Topic
from newsroom.frontpage.layout import active_placements, newest_of_sections
from newsroom.frontpage.models import FrontPageScope
from newsroom.public.links import linked_editions, topics_with_mergers
from newsroom.public.pictures import pictured_editions
from newsroom.public.story_cards import newest_beside
from newsroom.public.story_editions import open_editions, past_editions
from tests.factories import NOON, make_article, make_section
from tests.many_editions import make_many_editions

pytestmark = pytest.mark.django_db
LATER = NOON - timedelta(hours=5)  # when some editions of the newspaper had been replaced, others not begun


@pytest.fixture
def newspaper():
    make_many_editions(40, at=NOON, sentences=50)
    merged, kept = Topic.objects.order_by("pk")[2:20:17]
    merged.merged_into = kept
    merged.save()


def cases():
    """Return [(query, shape, values)] for each compiled query of the project."""
    some = [*Edition.objects.order_by("article_id").values_list("article_id", flat=True).distinct()[:15]]
    corrected = Edition.objects.filter(number=2).values_list("article_id", flat=True)[0]
    sections = tuple(Section.objects.values_list("pk", flat=True))
    topics = {*Topic.objects.values_list("pk", flat=True)[:9]}
    pictured = {*Edition.objects.exclude(lead_image=None).values_list("pk", flat=True)[:9]}
    now = {"at": NOON}
    found = [(open_editions, (), now | {"article_id": one}) for one in some[:5]]
    found += [(pictured_editions, (), {"numbers": numbers}) for numbers in ([], pictured)]
    for at in (NOON, LATER):
        found += [(linked_editions, (), {"numbers": numbers, "at": at}) for numbers in ([], {*some})]
        for query in (open_editions, past_editions):
            found += [(query, (), {"article_id": one, "at": at}) for one in (corrected, 0)]
    for language in ("en", "ko"):
        own = now | {"language": language}
        words = (f"name_{language}", f"explanation_{language}")
        found += [(topics_with_mergers, words, {"numbers": numbers}) for numbers in ([], topics)]
        found += [
            *[(newest_beside, (), own | {"excluded": excluded}) for excluded in ([], some)],
            (active_placements, (FrontPageScope.FRONT,), own | {"section": None}),
            (active_placements, (FrontPageScope.SECTION,), own | {"section": sections[0]}),
            (newest_of_sections, (sections[:1],), own | {"excluded": some}),
            (newest_of_sections, (sections[:3],), own | {"excluded": []}),
        ]
    return found


def contents(found):
    """Return all that the instances hold, with their related objects."""
    hidden = {"_state", "fields_cache"}
    return [
        {name: value for name, value in vars(one).items() if name not in hidden}
        | {name: contents([other]) for name, other in one._state.fields_cache.items() if other}
        for one in found
    ]


class TestEachQuery:
    def test_of_the_project_has_cases(self, newspaper):
        assert {*CompiledQuery.every} == {query for query, _shape, _values in cases()}

    def test_returns_what_its_queryset_returns(self, newspaper):
        found = [0, 0]
        for query, shape, values in cases():
            expected = contents(query.queryset(*shape, **values))
            assert sorted(contents(query(*shape, **values)), key=str) == sorted(expected, key=str)
            found[bool(expected)] += 1
        assert min(found) > 3  # some find nothing, more find something

    def test_keeps_the_order_of_its_queryset(self, newspaper):
        for query, shape, values in cases():
            if query.queryset(*shape, **values).ordered:
                expected = [one.pk for one in query.queryset(*shape, **values)]
                assert [one.pk for one in query(*shape, **values)] == expected


class TestCompiledQuery:
    @pytest.fixture
    def query(self, monkeypatch):
        monkeypatch.setattr(CompiledQuery, "every", [])

        @compiled_query(names=ListOf(models.CharField()), position=models.IntegerField())
        def sections(is_up, names, position):
            found = Section.objects.filter(slug__listed=names, position__gte=position)
            return found.order_by("slug" if is_up else "-slug")

        return sections

    @pytest.fixture
    def written(self, monkeypatch):
        """A list that grows by one whenever Django writes SQL."""
        found, write = [], SQLCompiler.as_sql
        monkeypatch.setattr(
            SQLCompiler, "as_sql", lambda *some, **more: found.append(1) or write(*some, **more)
        )
        return found

    @pytest.fixture
    def sections(self):
        return [make_section(slug, position=position) for position, slug in enumerate("abc")]

    def test_takes_other_values_each_time(self, query, sections):
        asked = [({"a", "b"}, 0), ({"a", "b"}, 1), ((), 0), (["c", "'; --"], 2)]
        found = [query(True, names=names, position=position) for names, position in asked]
        assert [[one.slug for one in some] for some in found] == [["a", "b"], ["b"], [], ["c"]]

    def test_is_written_once_for_each_shape(self, query, sections, written):
        for is_up in (True, False, True, False):
            found = query(is_up, names="abc", position=0)
            assert [one.slug for one in found] == (["a", "b", "c"] if is_up else ["c", "b", "a"])
        assert len(written) == 2

    def test_keeps_a_bounded_number_of_shapes(self, query, written, monkeypatch):
        monkeypatch.setattr(compiled_queries, "MOST_STATEMENTS", 1)
        for is_up in (True, True, False, True):
            query(is_up, names=[], position=0)
        assert len(written) == 3

    @pytest.mark.django_db(transaction=True)
    def test_is_written_for_each_thread(self, query, sections):
        found = []

        def ask():
            found.append([one.slug for one in query(True, names="abc", position=0)])
            connection.close()

        for _time in range(2):
            ask()
            other = Thread(target=ask)
            other.start()
            other.join()
        assert found == [["a", "b", "c"]] * 4

    def test_fetches_a_column_that_it_left_out(self, monkeypatch, sections):
        monkeypatch.setattr(CompiledQuery, "every", [])
        named = compiled_query()(lambda: Section.objects.only("slug").order_by("slug"))
        [first, *_others] = named()
        assert (first.get_deferred_fields() != set(), first.position) == (True, 0)
        assert first._state.db == DEFAULT_DB_ALIAS


def test_articles_among_ids_are_found():
    first, second, _third = (make_article().pk for _number in range(3))
    assert set(Article.objects.among({first, second, 0}).values_list("pk", flat=True)) == {first, second}


@pytest.mark.postgresql
def test_numbers_are_of_the_type_of_the_column_whatever_their_size():
    """PostgreSQL compares a column with many values by their hashes, if all are of one type."""
    assert "= ANY('{1,2}'::bigint[])" in sql_of(Article.objects.filter(pk__listed=[1, 2]))


def sql_of(rows):
    with CaptureQueriesContext(connection) as captured:
        list(rows)
    return captured[0]["sql"].replace("::int2[]", "")
