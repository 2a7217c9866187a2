"""The rules of ARCHITECTURE.md: permitted imports, writers of models, lengths of files."""

import re
from pathlib import Path

from tests import architecture
from tests.import_table import MAY_IMPORT

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("articles", "newsroom")

DESK = {
    *("article", "progress", "history"),
    *("Article", "Byline", "RelatedLink", "Source", "LanguageProgress", "Stage", "StandingPage"),
}
DJANGO = ("django", "modeltranslation", "taggit", "simple_history", "django_prose_editor")
SIGNALS = (
    "django.dispatch",
    "django.core.signals",
    "django.contrib.auth.signals",
    "django.db.backends.signals",
    "django.db.models.signals",
    "simple_history.signals",
)
# The base class for TaggableManager(manager=…). tests/articles/models/test_topics.py would notice a change.
TAGGIT = "articles.models.taxonomy", "taggit.managers._TaggableManager"
EDITIONS = {"Edition", "EditionTopic", "EditionByline", "EditionPicture"}
MIGRATION = re.compile(r"\.\d{4}_[a-z][a-z0-9_]+$")
SAYS_NOTHING = {"utils", "util", "helpers", "services", "managers", "common", "misc", "lib"}

LINES = {
    "*/migrations/*.py": 4000,  # written by Django
    "articles/**/*.py": 600,
    "newsroom/**/*.py": 600,
    "tests/**/*.py": 600,
    ".ci/*": 400,
    "tools/**/*.py": 600,
    "tools/environment": 400,
    "tools/lock": 400,
    "templates/**/*.html": 150,
    "articles/**/templates/**/*.html": 150,
    "newsroom/**/templates/**/*.html": 150,
}
IN_ROOT = {
    "manage.py", "requirements.txt", "Makefile", "pyproject.toml",
    "README.md", "README.ko.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "articles", "newsroom", "templates", "static", "tests", "locale", "docs", "requirements", "tools",
    "package.json", "package-lock.json", "SECURITY.md",
}  # fmt: skip


def outside(found, *zones):
    """Return the pairs whose module is in none of the zones."""
    return [pair for pair in found if not architecture.zone_of(pair[0], zones)]


class TestTheNewsroom:
    def test_imports_follow_the_map(self):
        assert architecture.forbidden_imports(ROOT, PACKAGES, MAY_IMPORT) == []

    def test_pure_text_knows_no_django(self):
        found = architecture.importers(ROOT, PACKAGES, DJANGO)
        assert [pair for pair in found if architecture.is_within(pair[0], "articles.text")] == []

    def test_only_public_modules_of_libraries_are_imported(self):
        assert architecture.private_imports(ROOT, PACKAGES) == [TAGGIT]

    def test_signatures_that_other_packages_import_have_no_any(self):
        assert architecture.any_in_signatures(ROOT, PACKAGES) == []

    def test_readers_pages_do_not_know_the_working_copy(self):
        found = architecture.importers(ROOT, PACKAGES, ["articles.models"])
        pages = [pair for pair in found if architecture.is_within(pair[0], "newsroom.public")]
        assert [one for one in pages if DESK & set(one[1].split(".")) or one[1] == "articles.models"] == []

    def test_nothing_but_the_logs_listens_to_signals(self):
        found = architecture.importers(ROOT, PACKAGES, SIGNALS)
        assert (
            outside(found, "articles.events.log", "newsroom.security.receivers", "articles.migrations") == []
        )

    def test_nothing_but_publishing_writes_editions(self):
        found = architecture.writers(ROOT, PACKAGES, EDITIONS, {"editions"})
        assert outside(found, "articles.publishing") == []

    def test_nothing_but_publishing_and_previews_makes_editions(self):
        found = architecture.makers(ROOT, PACKAGES, EDITIONS)
        assert outside(found, "articles.publishing", "articles.previews", "articles.models.edition") == []

    def test_nothing_but_its_verbs_makes_versions_of_standing_pages(self):
        found = architecture.makers(ROOT, PACKAGES, {"StandingPageVersion"})
        assert outside(found, "articles.models.publication", "articles.workflow.masthead") == []

    def test_nothing_but_its_session_writes_placements(self):
        found = architecture.writers(ROOT, PACKAGES, {"Placement"}, {"placements"})
        found += architecture.makers(ROOT, PACKAGES, {"Placement"})
        assert outside(found, "newsroom.frontpage.placement_session") == []

    def test_nothing_but_decisions_of_claims_writes_statements(self):
        found = architecture.writers(ROOT, PACKAGES, {"Statement"}, {"statements"})
        found += architecture.makers(ROOT, PACKAGES, {"Statement"})
        assert outside(found, "newsroom.claims.decisions") == []

    def test_nothing_but_their_publication_writes_live_coverage(self):
        names = {"LiveCoverage", "LiveEntry"}
        found = architecture.writers(ROOT, PACKAGES, names, {"live_coverages", "live_entries"})
        found += architecture.makers(ROOT, PACKAGES, names)
        assert outside(found, "newsroom.live.publication") == []

    def test_nothing_but_the_log_writes_events(self):
        found = architecture.writers(ROOT, PACKAGES, {"Event"}, {"events"})
        found += architecture.makers(ROOT, PACKAGES, {"Event"})
        assert outside(found, "articles.events.log", "articles.migrations") == []

    def test_nothing_but_its_log_writes_security_events(self):
        found = architecture.makers(ROOT, PACKAGES, {"SecurityEvent"})
        assert outside(found, "newsroom.security.log") == []

    def test_nothing_but_their_consumer_writes_digests_of_days(self):
        found = architecture.writers(ROOT, PACKAGES, {"DayDigest"}, set())
        found += architecture.makers(ROOT, PACKAGES, {"DayDigest"})
        assert outside(found, "articles.publishing.verification", "articles.models.event") == []

    def test_modules_are_named_for_what_they_hold(self):
        assert architecture.misnamed(ROOT, (*PACKAGES, "tests"), SAYS_NOTHING) == []

    def test_migrations_are_named_for_what_they_do(self):
        names = [name for name in architecture.modules(ROOT, PACKAGES) if ".migrations." in name]
        assert [name for name in names if not MIGRATION.search(name) or "_auto_" in name] == []

    def test_files_are_short(self):
        assert architecture.oversized(ROOT, LINES) == []

    def test_root_shows_what_was_asked_for(self):
        assert architecture.strangers_in_root(ROOT, IN_ROOT) == []
