"""A pytest plugin that marks tests by what they need: a database, a server, a browser.

The marks follow from fixtures and base classes, so that `make check` needs no list of tests. Tests that use a
database only to have something to show, and judge texts, pages, files and permissions, are listed and marked
`sqlite`, unless they bear the mark `postgresql` as well: they would find the same on either database.
"""

from functools import cache
from pathlib import Path

import pytest

FIXTURES = {
    "database": {"django_db_setup", "live_server"},  # every fixture with a database depends on the first
    "server": {"live_server", "serve", "object_storage"},
    "browser": {"chromium"},
}

# Folders and modules. Constraints, publishing, locks, lists, searches, saved forms, transfers and backups are
# not among them. Crawls (public/test_leaks.py) and journeys run on both, except that of pictures in a bucket.
# tests/skips.py leaves pages in a browser to SQLite.
SAME_ON_EITHER_DATABASE = """
    accounts/test_action_matrix.py accounts/test_login.py accounts/test_recovery.py
    accounts/test_second_factors.py accounts/test_settings_page.py advertising/test_pages.py
    articles/admin/editor articles/admin/library/test_image_uploads.py
    articles/admin/story/test_action_drawer.py articles/admin/story/test_action_notes.py
    articles/admin/story/test_bar.py articles/admin/story/test_change_page.py
    articles/admin/story/test_emphasis.py articles/admin/story/test_form.py
    articles/admin/story/test_lengths.py articles/admin/story/test_matrix.py
    articles/admin/story/test_matrix_forms.py articles/admin/story/test_preflight.py
    articles/admin/story/test_preview.py articles/admin/story/test_quick_fix_facts.py
    articles/admin/story/test_related_stories.py articles/admin/story/test_translation_status.py
    articles/admin/test_first_run.py articles/admin/test_frame.py articles/admin/test_korean_screens.py
    articles/admin/test_language_purity.py articles/admin/test_newsroom_setup.py articles/body
    articles/checks articles/media/test_file_metadata.py articles/media/test_hostile_pictures.py
    articles/media/test_pictures.py breaking_news/test_machine_drafts.py demo/test_load_demo.py
    demo/test_look.py demo/test_newspaper.py demo/test_states.py frontpage/test_permissions.py
    frontpage/test_presentation_form.py identity interchange/glossary/test_start_terms.py
    interchange/tmx/test_views.py interchange/xliff/test_demonstration.py interchange/xliff/test_embeds.py
    interchange/xliff/test_exports.py interchange/xliff/test_hostile.py interchange/xliff/test_inserts.py
    journeys/test_pictures_in_a_bucket.py live/test_pages.py live/test_picture_desk.py
    live/test_picture_pages.py live/test_pictures.py machine_translation/test_pages.py
    newsletters/test_message.py newsletters/test_pages.py newsletters/test_pictures.py
    notifications/test_mail.py operations/test_error_reports.py previews public/article public/checksums
    public/feeds public/republication public/test_absolute_urls.py public/test_alternates.py
    public/test_charts.py public/test_embeds.py public/test_errors.py public/test_fonts.py
    public/test_http.py public/test_imprint.py public/test_inserts.py public/test_language_purity.py
    public/test_machine_label.py public/test_media.py public/test_media_outage.py
    public/test_side_by_side.py public/test_site_files.py public/test_social.py public/test_sponsored.py
    public/test_standing_pages.py public/test_structured_data.py public/test_style_guide.py
    redirects/test_csv.py security/test_every_event.py test_plain_headers.py test_project.py
    test_request_log.py translations/test_accompanying_texts_page.py translations/test_aids.py
    translations/test_findings.py
""".split()
TESTS = Path(__file__).resolve().parent


@pytest.hookimpl(tryfirst=True)  # before tests.skips and the option -m, which read the marks
def pytest_collection_modifyitems(items):
    for item in items:
        for need in needs_of(item):
            item.add_marker(need)
        if is_same_on_either_database(item.path) and not item.get_closest_marker("postgresql"):
            item.add_marker("sqlite")


@cache  # asked once for every test, by each process
def is_same_on_either_database(path):
    """Whether the tests of a module run on one database, by its path."""
    return any(path.is_relative_to(TESTS / name) for name in SAME_ON_EITHER_DATABASE)


def needs_of(item):
    """Return the needs of a test as a set of marks."""
    fixtures = set(getattr(item, "fixturenames", ()))
    needs = {need for need, names in FIXTURES.items() if names & fixtures}
    # The test cases of Django say by `databases` whether they use one.
    if item.get_closest_marker("django_db") or getattr(getattr(item, "cls", None), "databases", None):
        needs.add("database")
    return needs
