"""Marks of tests by their needs."""

from types import SimpleNamespace

import pytest
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from tests import needs
from tests.needs import SAME_ON_EITHER_DATABASE, TESTS, is_same_on_either_database, needs_of


def item(*fixtures, mark=None, cls=None):
    return SimpleNamespace(fixturenames=fixtures, cls=cls, get_closest_marker=lambda name: name == mark)


@pytest.mark.parametrize(
    ("test", "needs"),
    [
        (item(), set()),
        (item("tmp_path", "client"), set()),
        (item(cls=object), set()),
        (item(cls=SimpleTestCase), set()),
        (item(cls=TestCase), {"database"}),
        (item(cls=TransactionTestCase), {"database"}),
        (item(mark="django_db"), {"database"}),
        (item("serve"), {"server"}),
        (item("live_server"), {"database", "server"}),
    ],
)
def test_needs_follow_from_fixtures_and_base_classes(test, needs):
    assert needs_of(test) == needs


def test_this_one_needs_nothing(request):
    assert needs_of(request.node) == set()


def test_fixtures_count_through_those_that_they_use(request, pytestconfig):
    closure = request.session._fixturemanager.getfixtureclosure(
        parentnode=request.node.parent, initialnames=("new_page",), ignore_args=()
    )[0]
    assert needs_of(item(*closure)) == {"database", "server", "browser"}


class TestOneDatabase:
    @pytest.mark.parametrize("name", SAME_ON_EITHER_DATABASE)
    def test_the_list_names_tests(self, name):
        assert (TESTS / name).exists()

    def test_folders_count_with_all_below_them(self):
        assert is_same_on_either_database(TESTS / "articles/checks/text/test_residue.py")
        assert is_same_on_either_database(TESTS / "public/test_sponsored.py")

    @pytest.mark.parametrize(
        "name",
        """
        articles/models articles/publishing articles/events articles/workflow articles/redaction
        frontpage/test_models.py frontpage/test_placements.py
        search story_search related pagecache/test_any_change.py pagecache/test_changes.py
        pagecache/test_journal.py pagecache/test_queries.py pagecache/test_search_queries.py
        interchange/transfer operations/backup/test_backup.py operations/backup/test_restore.py
        operations/test_drills.py
        public/test_leaks.py public/lists journeys/test_life_of_a_story.py articles/admin/story/test_saving.py
        articles/admin/story/test_autosave.py articles/admin/test_stale_forms.py
        translations/test_memory_search.py postgresql
        """.split(),
    )
    def test_what_may_differ_runs_on_both(self, name):
        for path in (TESTS / name).rglob("test_*.py") if (TESTS / name).is_dir() else [TESTS / name]:
            assert path.exists()
            assert not is_same_on_either_database(path)

    @pytest.mark.parametrize(
        ("database", "name", "is_ignored"),
        [
            ("sqlite", "public/test_social.py", None),
            ("postgresql", "public/test_social.py", True),
            ("postgresql", "public", None),
            ("postgresql", "search/test_limits.py", None),
            ("postgresql", "demo/test_load_demo.py", None),  # one of its classes is for both
        ],
    )
    def test_a_module_without_tests_for_postgresql_is_not_imported_there(
        self, monkeypatch, database, name, is_ignored
    ):
        monkeypatch.setattr(needs, "database", lambda: database)
        assert needs.pytest_ignore_collect(TESTS / name) is is_ignored
