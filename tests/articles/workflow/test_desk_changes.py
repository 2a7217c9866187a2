"""The desk's changes for a writer: from the submitted text to the approved or returned one."""

from datetime import timedelta

import pytest
import time_machine

from articles.models import Article, Event
from articles.workflow.edit_session import want
from articles.workflow.transitions import desk_change, perform, undo
from tests.factories import NOON, make_article, make_user, rewrite

pytestmark = pytest.mark.django_db
BODY = "<p>The harbor opens on Monday.</p>"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


class TestDeskChange:
    @pytest.fixture(autouse=True)
    def story(self, clock):
        self.clock, self.writer, self.desk = clock, make_user("writer"), make_user("desk")
        self.article = make_article(by=self.writer, body_en=BODY)
        perform("submit", self.article, language="en", by=self.writer)

    def change(self, by, **columns):
        self.clock.shift(timedelta(minutes=1))
        rewrite(self.article, by=by, **columns)

    def decided(self, name="approve", by=None):
        """Return the DeskChange of a decision that is made now."""
        perform(name, self.article, language="en", by=by or self.desk, reason="So.", alone=True)
        return desk_change(Event.objects.about(self.article).first())

    @pytest.mark.parametrize("name", ["approve", "return"])
    def test_is_the_difference_from_the_submitted_text(self, name):
        self.change(self.desk, body_en=BODY.replace("Monday", "Tuesday"))
        self.change(self.desk, body_en=BODY.replace("Monday", "Tuesday morning"))
        self.change(self.desk, body_ko="<p>항구가 문을 연다.</p>")
        found = self.decided(name)
        texts = Article.history.in_bulk([found.before, found.after])
        assert [texts[pk].body_en for pk in (found.before, found.after)] == [
            BODY,
            BODY.replace("Monday", "Tuesday morning"),
        ]
        assert (found.words, found.writer_id) == (2, self.writer.pk)

    def test_of_a_text_as_it_was_is_none(self):
        self.change(self.desk, body_ko="<p>항구가 문을 연다.</p>")
        assert self.decided() is None

    def test_of_a_text_that_was_changed_back_is_none(self):
        self.change(self.desk, title_en="Harbor closes")
        self.change(self.desk, title_en="Harbor opens")
        assert self.decided() is None

    def test_of_changes_by_the_writer_alone_is_none(self):
        self.change(self.writer, title_en="Harbor closes")
        assert self.decided() is None

    def test_of_a_changed_link_is_one_word(self):
        self.change(self.desk, body_en='<p>The <a href="https://a.example/">harbor</a> opens on Monday.</p>')
        assert self.decided().words == 1

    def test_of_ones_own_submission_is_none(self):
        self.change(self.desk, title_en="Harbor closes")
        assert self.decided(by=self.writer) is None

    def test_begins_at_the_last_submission_that_stands(self):
        undo(self.article, "en", by=self.writer, step=Event.objects.about(self.article).first().pk)
        self.change(self.writer, title_en="Harbor closes early")
        want(self.article, "en", "brief", by=self.writer)
        perform("submit", self.article, language="en", by=self.writer)
        self.change(self.desk, title_en="Harbor closes late")
        assert self.decided().words == 1


def test_steps_of_a_former_release_tell_no_version():
    article = make_article()
    for kind in ("submit", "approve"):
        Event(
            type=kind, subject_type="article", subject_id=article.pk, language="en", actor=make_user(kind)
        ).save()
    assert desk_change(Event.objects.about(article).first()) is None
