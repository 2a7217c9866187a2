"""The list of stories: many stories changed at once, rare filters, saved views."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, LanguageProgress
from newsroom.story_lists import bulk_changes
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.factories import make_article, make_topic, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[1440, 390])
def walk(request, page_of):
    """The list of six stories, wide, and on a telephone."""
    for number in range(6):
        make_article(number=f" {number}")
    page = page_of(
        make_user(),
        "/admin/articles/article/",
        width=request.param,
        **({"has_touch": True} if request.param < 600 else {}),
    )
    page.wait_for_load_state()
    return Clicks(page), page


def mark_all(clicks, page):
    """Mark all stories by the box of the list, which has a label of its own where rows are cards."""
    label = page.get_by_text("Select all", exact=True)
    is_narrow = page.viewport_size["width"] < 600
    assert label.is_visible() == is_narrow
    box = page.get_by_role("checkbox", name="Select all objects on this page for an action")
    clicks.click(label if is_narrow else box)
    assert page.locator("tbody .action-select:checked").count() == 6


def test_many_stories_are_assigned_at_once(walk):
    clicks, page = walk
    mark_all(clicks, page)
    if page.viewport_size["width"] < 600:
        assert faults(page) == [] and not is_wider(page), "rows are cards"
    page.get_by_label("Action:").select_option(label="Assign…")
    clicks.click(page.get_by_role("button", name="Run"))
    assert faults(page) == []
    assert not is_wider(page)
    clicks.click(page.get_by_label("Korean"))
    page.get_by_label("Assigned to").select_option(label="editor")
    clicks.click(page.get_by_role("button", name="Assign"))
    page.get_by_text("6 stories changed.").wait_for()
    assert LanguageProgress.objects.filter(language="ko", assignee__username="editor").count() == 6
    clicks.report("assign six stories")


def test_a_long_change_goes_on_by_itself_and_ends_with_the_report(walk, monkeypatch):
    monkeypatch.setattr(bulk_changes, "AT_ONCE", 2)
    clicks, page = walk
    make_topic("harbours")
    mark_all(clicks, page)
    page.get_by_label("Action:").select_option(label="Add a topic…")
    clicks.click(page.get_by_role("button", name="Run"))
    page.get_by_label("Topic").select_option(label="Harbours")
    clicks.click(page.get_by_role("button", name="Add a topic"))
    page.get_by_role("heading", name="Finished").wait_for()
    expect(page.get_by_text("6 of 6 stories")).to_be_visible()
    assert Article.objects.filter(topic_items__tag__slug="harbours").count() == 6
    assert faults(page) == []
    clicks.report("add a topic to six stories, in batches")


def test_a_view_is_filtered_and_saved(walk):
    clicks, page = walk
    clicks.click(page.get_by_text("More filters"))
    assert faults(page, within=".filters") == []
    assert not is_wider(page)
    page.get_by_label("Assigned to").fill("editor")
    clicks.click(page.get_by_role("button", name="Show", exact=True))
    clicks.click(page.get_by_text("Save this view"))
    page.get_by_label("Name of the view").fill("What I have")
    clicks.click(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("link", name="What I have")).to_have_attribute("aria-current", "page")
    assert faults(page) == []
    clicks.report("save a view")
