"""Page views that a browser reports: once, after a while in sight, and without cookies."""

import pytest

from tests.factories import HOUR, NOON, make_publication, make_published

pytestmark = pytest.mark.django_db(transaction=True)

PERSON = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"
MINDS = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
# Playwright's clock hides how one has come to a page.
FAST = "const later = setTimeout; window.setTimeout = (what, ms) => later(what, ms / 40)"
HIDDEN = "Object.defineProperty(Document.prototype, 'hidden', {get: () => !window.isInSight})"


@pytest.fixture
def open_story(new_page, live_server):
    """Return a function that opens a story and returns (page, list of the requests that report reading)."""
    make_publication()
    story = make_published()

    def opened(*scripts, has_fast_timers=False):
        page, told = new_page(user_agent="Mozilla/5.0 Chrome/140.0 Safari/537.36"), []
        page.on("request", lambda request: told.append(request) if request.url.endswith("/read/") else None)
        page.context.add_cookies([{"name": "language", "value": "ko", "url": live_server.url}])
        for script in scripts:
            page.add_init_script(script)
        if not has_fast_timers:
            page.clock.install(time=NOON)
            page.clock.pause_at(NOON + HOUR)  # a busy machine would let it continue
        page.goto(f"/en/articles/{story.pk}/harbor-opens/")
        return page, told

    return opened


def wait(page, seconds):
    page.clock.run_for(seconds * 1000)
    page.wait_for_timeout(100)


def test_a_story_in_sight_is_told_of_once_and_without_cookies(open_story):
    page, told = open_story(PERSON)
    wait(page, 7)
    assert told == []
    with page.expect_response("**/en/read/") as answer:
        wait(page, 2)
    wait(page, 60)
    assert len(told) == 1
    assert answer.value.status == 204
    assert "cookie" not in told[0].all_headers()
    assert "referer" not in told[0].all_headers()


def test_a_story_out_of_sight_is_not_read_until_it_is_seen(open_story):
    page, told = open_story(PERSON, HIDDEN)
    wait(page, 60)
    assert told == []
    page.evaluate(
        "window.isInSight = true; document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
    )
    with page.expect_response("**/en/read/"):
        wait(page, 9)
    assert len(told) == 1


def test_loading_a_page_again_is_no_other_reading(open_story):
    page, told = open_story(PERSON, FAST, has_fast_timers=True)
    with page.expect_response("**/en/read/"):
        pass
    page.reload()
    page.wait_for_timeout(1000)
    assert len(told) == 1


@pytest.mark.parametrize("scripts", [[PERSON, MINDS], []], ids=["who minds", "a program"])
def test_nothing_is_told_of(open_story, scripts):
    page, told = open_story(*scripts)
    wait(page, 60)
    assert told == []
