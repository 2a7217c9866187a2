"""A pytest plugin that marks tests by their needs: a database, a server, a browser.

The marks follow from fixtures and base classes, so that `make check` needs no list of tests. Tests whose
results are the same on both databases, because they check texts, pages, files and permissions, are listed
here and marked `sqlite`, unless they have the mark `postgresql` too.
"""

import re
from pathlib import Path

import pytest

from tests.skips import database

FIXTURES = {
    "database": {"django_db_setup", "live_server"},  # every fixture with a database depends on the first one
    "server": {"live_server", "serve", "object_storage"},
    "browser": {"chromium"},
}

# Folders and modules. Constraints, publishing, locks, lists, searches, saved forms, transfers and backups are
# not among them. Crawls and journeys are marked `long_on_postgresql` instead. tests/skips.py runs pages in a
# browser only on SQLite.
SAME_ON_EITHER_DATABASE = """
    accounts/test_action_matrix.py accounts/test_login.py accounts/test_recovery.py
    accounts/test_second_factors.py accounts/test_settings_page.py advertising/test_pages.py
    articles/admin/editor articles/admin/library/test_image_uploads.py
    articles/admin/story/test_action_drawer.py articles/admin/story/test_action_notes.py
    articles/admin/story/test_actions.py articles/admin/story/test_approval_findings.py
    articles/admin/story/test_bar.py articles/admin/story/test_change_page.py
    articles/admin/story/test_conflict_merge.py articles/admin/story/test_emphasis.py
    articles/admin/story/test_form.py articles/admin/story/test_history.py
    articles/admin/story/test_lengths.py articles/admin/story/test_many_rows.py
    articles/admin/story/test_matrix.py articles/admin/story/test_matrix_forms.py
    articles/admin/story/test_preflight.py articles/admin/story/test_preview.py
    articles/admin/story/test_quick_fix_facts.py articles/admin/story/test_related_stories.py
    articles/admin/story/test_scheduled_edition_gone.py articles/admin/story/test_translation_status.py
    articles/admin/test_first_run.py articles/admin/test_frame.py articles/admin/test_korean_screens.py
    articles/admin/test_language_purity.py articles/admin/test_morning_report.py
    articles/admin/test_newsroom_setup.py articles/admin/test_redaction_counterparts.py
    articles/admin/test_redactions.py articles/body articles/checks articles/media/test_bucket.py
    articles/media/test_file_metadata.py articles/media/test_hostile_pictures.py
    articles/media/test_pictures.py breaking_news/test_machine_drafts.py breaking_news/test_views.py
    claims/test_evidence.py claims/test_statement_pages.py confidential demo/test_load_demo.py
    demo/test_look.py demo/test_newspaper.py demo/test_states.py frontpage/test_admin.py
    frontpage/test_overview.py frontpage/test_permissions.py frontpage/test_presentation_form.py
    identity interchange/glossary/test_start_terms.py interchange/stories/test_views.py
    interchange/tmx/test_views.py interchange/xliff/formats interchange/xliff/test_demonstration.py
    interchange/xliff/test_embeds.py interchange/xliff/test_exports.py interchange/xliff/test_hostile.py
    interchange/xliff/test_inserts.py interchange/xliff/test_views.py
    journeys/test_pictures_in_a_bucket.py journeys/test_related_judged.py live/test_desk.py
    live/test_pages.py live/test_picture_desk.py live/test_picture_pages.py live/test_pictures.py
    machine_translation/test_pages.py newsletters/test_message.py newsletters/test_pages.py
    newsletters/test_pictures.py notifications/test_mail.py operations/installation/test_bucket.py
    operations/test_error_reports.py pagecache/test_addresses.py pagecache/test_handler.py
    pagecache/test_languages.py pagecache/test_same_answers.py pageviews/test_readership_screen.py
    previews public/article public/checksums public/corrections public/feeds
    public/history/test_edition.py public/history/test_edition_diff.py public/history/test_history.py
    public/republication public/search/test_around.py public/search/test_page.py
    public/test_absolute_urls.py public/test_alternates.py public/test_charts.py public/test_embeds.py
    public/test_errors.py public/test_fonts.py public/test_http.py public/test_imprint.py
    public/test_inserts.py public/test_language_purity.py public/test_machine_label.py
    public/test_media.py public/test_media_outage.py public/test_side_by_side.py
    public/test_site_files.py public/test_social.py public/test_sponsored.py
    public/test_standing_pages.py public/test_structured_data.py public/test_style_guide.py
    public/test_time_machine.py redirects/test_csv.py security/test_every_event.py test_local.py
    test_plain_headers.py test_project.py test_request_log.py
    translations/test_accompanying_texts_page.py translations/test_aids.py translations/test_findings.py
""".split()
LISTED = frozenset(SAME_ON_EITHER_DATABASE)
TESTS = Path(__file__).resolve().parent


def pytest_ignore_collect(collection_path):
    """Do not import modules without a test for PostgreSQL if it is the database."""
    is_left_out = database() == "postgresql" and is_same_on_either_database(collection_path)
    if is_left_out and collection_path.is_file():
        return "mark.postgresql" not in collection_path.read_text() or None
    return None


@pytest.hookimpl(tryfirst=True)  # runs before tests.skips and the option -m, which read the marks
def pytest_collection_modifyitems(items):
    for item in items:
        for need in needs_of(item):
            item.add_marker(need)
        if is_same_on_either_database(item.path) and not item.get_closest_marker("postgresql"):
            item.add_marker("sqlite")


def is_same_on_either_database(path):
    """Return whether the tests of a module, given by its path, run on only one database."""
    name = str(path).removeprefix(f"{TESTS}/")
    return not LISTED.isdisjoint((name, *(name[: end.start()] for end in re.finditer("/", name))))


def needs_of(item):
    """Return the needs of a test as a set of marks."""
    fixtures = set(getattr(item, "fixturenames", ()))
    needs = {need for need, names in FIXTURES.items() if names & fixtures}
    # The `databases` of Django's test cases show whether they use one.
    if item.get_closest_marker("django_db") or getattr(getattr(item, "cls", None), "databases", None):
        needs.add("database")
    return needs
