"""Undo of a workflow step: within 30 seconds, but a submission until the desk opens the text."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from articles.events import log
from articles.models import Event, EventType, LanguageProgress, Stage, Waiting
from articles.publishing import publish
from articles.workflow.notes import write_note
from articles.workflow.transitions import TransitionRefused, latest_step, mark_opened, perform, undo
from tests.factories import HOUR, NOON, make_article, make_user, rewrite

pytestmark = pytest.mark.django_db
SECONDS = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


@pytest.fixture
def writer():
    return make_user("writer", role="Reporters")


@pytest.fixture
def desk():
    return make_user("desk", role="English desk")


@pytest.fixture
def story(writer):
    return make_article(by=writer)


def progress_of(story):
    return LanguageProgress.objects.get(article=story, language="en")


def take(story, name, by):
    """Perform a step and return the id of its event."""
    perform(name, story, language="en", by=by, reason="So.")
    return Event.objects.about(story).first().pk


def undo_step(story, step, by):
    return undo(story, "en", by=by, step=step).stage


class TestUndo:
    def test_a_step_is_undone_and_the_log_tells_both(self, story, writer, desk):
        for name, by, stage in [
            ("submit", writer, Stage.WRITING),
            ("return", desk, Stage.IN_REVIEW),
            ("approve", desk, Stage.IN_REVIEW),
        ]:
            if name != "submit":
                LanguageProgress.objects.filter(article=story).update(stage=Stage.IN_REVIEW)
            step = take(story, name, by)
            assert undo_step(story, step, by) == progress_of(story).stage == stage
            event = Event.objects.about(story).first()
            assert (event.type, event.actor, event.details) == (
                EventType.UNDONE,
                by,
                {"undone": step, "step": name},
            )
            assert latest_step(story.pk, "en") is None

    def test_after_half_a_minute_it_is_too_late(self, story, writer, desk, clock):
        take(story, "submit", writer)
        step = take(story, "approve", desk)
        clock.shift(31 * SECONDS)
        with pytest.raises(TransitionRefused, match="too late"):
            undo_step(story, step, desk)
        assert progress_of(story).stage == Stage.APPROVED

    @pytest.mark.parametrize("change", ["text", "note", "publication", "step", "undone"])
    def test_nothing_may_have_happened_since(self, story, writer, desk, change):
        take(story, "submit", writer)
        step = take(story, "approve", desk)
        {
            "text": lambda: rewrite(story, by=writer, title_en="Harbor closes"),
            "note": lambda: write_note(story, "Good.", by=writer, language="en"),
            "publication": lambda: publish(story, "en", by=desk),
            "step": lambda: take(story, "reopen", desk),
            "undone": lambda: undo_step(story, step, desk),
        }[change]()
        before = progress_of(story).stage
        with pytest.raises(TransitionRefused, match="can no longer be undone"):
            undo_step(story, step, desk)
        assert progress_of(story).stage == before

    def test_a_text_that_changed_in_review_after_a_return_was_undone_is_another(self, story, writer, desk):
        take(story, "submit", writer)
        step = take(story, "return", desk)
        rewrite(story, by=writer, title_en="Harbor closes")
        with pytest.raises(TransitionRefused, match="can no longer be undone"):
            undo_step(story, step, desk)

    def test_only_its_person_undoes_it(self, story, writer, desk):
        step = take(story, "submit", writer)
        with pytest.raises(PermissionDenied):
            undo_step(story, step, desk)

    def test_what_was_changed_after_an_undone_approval_counts_on(self, story, writer, desk):
        take(story, "submit", writer)
        undo_step(story, take(story, "approve", desk), desk)
        assert progress_of(story).words_by_person.keys() == {writer.pk}

    def test_the_reason_of_the_return_stands_again(self, story, writer, desk):
        take(story, "submit", writer)
        take(story, "return", desk)
        undo_step(story, take(story, "submit", writer), writer)
        [row] = LanguageProgress.objects.waiting_for(writer, write=("en",))
        assert (row.waiting, row.step_reason) == (Waiting.RETURNED, "So.")


class TestRecall:
    """A submission can be undone until a person with permission to approve opens the text."""

    def test_has_no_limit_of_time(self, story, writer, clock):
        step = take(story, "submit", writer)
        clock.shift(HOUR)
        write_note(story, "Wait.", by=writer, language="en")
        assert undo_step(story, step, writer) == Stage.WRITING

    def test_is_over_once_the_desk_has_opened_it(self, story, writer, desk):
        step = take(story, "submit", writer)
        mark_opened(progress_of(story), desk)
        assert progress_of(story).opened_at == NOON
        with pytest.raises(TransitionRefused, match="Ask them to return it"):
            undo_step(story, step, writer)

    def test_is_not_over_for_a_reporter_who_reads_it_or_its_own_editor(self, story, writer, desk):
        take(story, "submit", desk)
        for reader in (writer, desk):
            mark_opened(progress_of(story), reader)
        assert progress_of(story).opened_at is None

    def test_begins_again_with_the_next_submission(self, story, writer, desk):
        take(story, "submit", writer)
        mark_opened(progress_of(story), desk)
        take(story, "return", desk)
        step = take(story, "submit", writer)
        assert undo_step(story, step, writer) == Stage.WRITING

    def test_is_only_of_a_submission(self, story, writer, desk):
        take(story, "submit", writer)
        take(story, "approve", desk)
        rewrite(story, by=writer, title_en="Harbor closes")  # moves it back to review
        mark_opened(progress_of(story), desk)
        assert progress_of(story).opened_at is None


def test_the_log_of_another_story_undoes_nothing(story, writer):
    step = take(story, "submit", writer)
    log.record(EventType.UNDONE, make_article(), by=None, language="en", undone=step, step="submit")
    assert latest_step(story.pk, "en").pk == step
