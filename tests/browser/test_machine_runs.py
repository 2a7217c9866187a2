"""The page of machine drafts in a real Chromium: a running run is refreshed until it ends."""

import pytest
from playwright.sync_api import expect

from newsroom.machine_translation.engine import EngineConfiguration
from newsroom.machine_translation.models import DraftRun, RunState
from newsroom.machine_translation.runs import start_run
from tests.browser.axe import faults
from tests.browser.test_translation_screen import screen_of, translator
from tests.factories import make_published
from tests.machine_translation.engine_server import engine_settings

__all__ = ["screen_of", "translator"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_run_at_work_is_drawn_anew_until_it_ends(screen_of, translator, settings):
    settings.MACHINE_TRANSLATION = engine_settings("deepl", "http://127.0.0.1:1")
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    article = make_published()
    start_run(article, "ko", EngineConfiguration.current(), by=translator)
    page = screen_of(article, translator)
    page.get_by_role("link", name="Machine drafts").click()
    expect(page.locator("[data-running] .chip")).to_have_text("Running")
    DraftRun.objects.update(outcomes={"s1": ["changed", None]})
    expect(page.locator("[data-running]")).to_contain_text("1 of 3 segments")
    assert faults(page) == []
    with page.expect_navigation():  # the page reloads at the end
        DraftRun.objects.update(state=RunState.PAUSED, reason="quota")
    expect(page.locator("[data-running]")).to_have_count(0)
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    assert faults(page) == []
