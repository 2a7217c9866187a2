"""The rebuild_status command computes the status of texts in lists from their editions."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import DisplayStatus, LanguageProgress
from articles.publishing.standing import outdated_facts
from tests.articles.models.test_constraints import force
from tests.factories import LANGUAGES, make_published

FORGOTTEN = {"latest_number": None, "latest_kind": "", "latest_from": None, "latest_on": None}


@pytest.mark.django_db
class TestRebuildStatus:
    @pytest.fixture
    def stories(self):
        stories = [make_published(number=f" {number}", languages=LANGUAGES) for number in range(3)]
        for story in stories[:2]:
            force(LanguageProgress, story.progress.get(language="ko").pk, **FORGOTTEN)
        return stories

    def run(self, command, *args):
        told = StringIO()
        call_command(command, *args, stdout=told, stderr=told)
        return told.getvalue()

    def test_what_was_written_past_the_functions_is_found_and_mended(self, stories):
        with pytest.raises(CommandError, match="2 texts: run rebuild_status"):
            self.run("verify_editions")
        assert "3 of 3 stories" in self.run("rebuild_status")
        assert "show the current status of every text" in self.run("verify_editions")
        rows = LanguageProgress.objects.with_standing()
        assert {row.standing for row in rows} == {DisplayStatus.LIVE}

    def test_it_goes_on_behind_a_story(self, stories):
        first = min(story.pk for story in stories)
        assert "2 of 2 stories" in self.run("rebuild_status", "--after", str(first))
        assert [row.article_id for row in outdated_facts([story.pk for story in stories])] == [first]

    def test_an_interruption_says_where_to_go_on(self, stories, monkeypatch):
        def interrupt(ids):
            raise KeyboardInterrupt

        monkeypatch.setattr("articles.management.commands.rebuild_status.store_facts", interrupt)
        with pytest.raises(CommandError, match="Continue with --after 0"):
            self.run("rebuild_status")
