"""The guide on the first screen, until the first story is live in both languages."""

import pytest
import time_machine
from lxml import html

from articles.admin.first_run import first_run_guide
from articles.models import Edition
from tests.factories import (
    HOUR,
    NOON,
    make_article,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db

SETUP = ["Set up your newsroom", "Fill in the imprint"]
STORY = ["Write the first story", "Translate it", "Publish both languages"]


def steps(user, *, stories=0, at=NOON):
    """Return {label: "done", "next", "any time" or "open"} of the guide."""
    guide = first_run_guide(user, stories, at)
    return {str(step.label): state(step) for step in guide.steps} if guide else None


def state(step):
    if step.is_done:
        return "done"
    return "next" if step.is_next else "any time" if step.is_optional else "open"


class TestGuide:
    def test_steps_of_an_empty_newsroom(self):
        assert steps(make_user(role=None, is_superuser=True)) == {
            "Set up your newsroom": "next",
            "Fill in the imprint": "any time",
            "Invite your colleagues": "any time",
            "Write the first story": "open",
            "Translate it": "open",
            "Publish both languages": "open",
        }

    def test_each_step_is_done_once_its_rows_are_there(self):
        user = make_user()
        make_publication(publisher_en="Bora Testman")
        make_section()
        assert steps(user)["Set up your newsroom"] == "next"
        make_author(user=user)
        assert steps(user) == dict(zip(SETUP + STORY, ["done", "done", "next", "open", "open"], strict=True))
        make_article()
        assert list(steps(user, stories=2).values())[2:] == ["done", "next", "open"]
        make_article(languages=("en", "ko"))
        assert list(steps(user, stories=4).values())[2:] == ["done", "done", "next"]

    def test_it_stays_until_a_story_is_live_in_both_languages(self):
        user = make_user()
        with time_machine.travel(NOON - HOUR, tick=False):
            make_published(at=NOON)
            make_published(languages=("ko",), at=NOON)
            assert steps(user, stories=4, at=NOON + HOUR)
            make_published(languages=("en", "ko"), at=NOON + HOUR)
        assert steps(user, stories=6, at=NOON)
        assert steps(user, stories=6, at=NOON + HOUR) is None
        assert Edition.objects.once_in_both(NOON + HOUR).count() == 1

    def test_a_large_archive_is_not_asked_for_its_first_story(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert steps(None, stories=51) is None

    def test_each_is_shown_what_they_may_do(self):
        assert list(steps(make_user())) == SETUP + STORY
        assert list(steps(make_user("bora", role="Reporters"))) == STORY[:2]
        assert list(steps(make_user("haneul", role="Korean desk"))) == [STORY[0], STORY[2]]
        assert list(steps(make_user("admin", role="Administrators"))) == [SETUP[1], "Invite your colleagues"]
        assert steps(make_user("guest", role=None)) is None


class TestFirstScreen:
    def page(self, client, user):
        client.force_login(user)
        return html.fromstring(client.get("/admin/").content.decode())

    def test_the_next_step_has_the_button(self, client):
        page = self.page(client, make_user())
        [button] = page.xpath("//li[@aria-current='step']//a")
        assert (button.text, button.get("href")) == ("Set up your newsroom", "/admin/first-run/")
        assert not page.xpath("//*[contains(@class, 'overview-top')]")

    def test_first_story_begins_in_the_first_section_with_both_languages_open(self, client):
        section = make_section()
        user = make_user("bora", role="Reporters")
        [button] = self.page(client, user).xpath("//li[@aria-current='step']//a")
        form = html.fromstring(client.get(button.get("href")).content.decode())
        assert len(form.xpath("//details[contains(@class, 'language-writing')][@open][@data-kept]")) == 2
        assert form.xpath("//select[@name='section']/option[@selected]/@value") == [str(section.pk)]

    def test_it_is_folded_beside_the_work_once_there_is_a_story(self, client):
        make_article()
        page = self.page(client, make_user())
        [fold] = page.xpath("//section[@class='first-run']/details")
        assert fold.get("open") is None
        assert fold.xpath("string(summary)") == "Next: Set up your newsroom"
        assert page.xpath("//*[contains(@class, 'overview-top')]")
