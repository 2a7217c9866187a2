"""Buttons of a story's form that take effect at once, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Publication, RelatedExclusion, RightsReservation
from newsroom.related.models import Relation
from tests.factories import make_published, make_user
from tests.waiting import intercept

HIDE, AGAIN = (re.compile(rf"{verb} ?: Harbor opens 2") for verb in ("Hide", "Show again"))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_form(page_of):
    """A function that opens the form of a story beside which two were found."""

    def open_it(**options):
        Publication.objects.create(
            name_en="The Test Harbor",
            name_ko="시험항구신문",
            license_name_en="Test",
            license_terms_en="Terms.",
        )
        story, *others = (make_published(number=f" {number}") for number in range(3))
        for other in others:
            Relation.objects.create(article_id=story.pk, other_id=other.pk, score=0.5)
        return page_of(make_user(), f"/admin/articles/article/{story.pk}/change/", **options)

    return open_it


def test_a_found_story_is_hidden_and_shown_again_beside_what_is_typed(open_form):
    page = open_form()
    page.locator("#id_slug_en").fill("typed-and-not-saved")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.get_by_role("button", name=HIDE).press("Enter")
        again = page.get_by_role("button", name=AGAIN)
        expect(again).to_be_focused()
        expect(page.locator("#related-status")).to_contain_text("Hidden from readers of this story")
        expect(page.locator("#id_slug_en")).to_have_value("typed-and-not-saved")
        assert RelatedExclusion.objects.count() == 1
        again.press("Enter")
        expect(page.get_by_role("button", name=HIDE)).to_be_focused()
        assert not RelatedExclusion.objects.exists()
    reserve_rights_and_let_them_go(page)


def reserve_rights_and_let_them_go(page):
    page.get_by_role("button", name="Reserve all rights").press("Enter")
    free = page.get_by_role("button", name="Allow republication")
    expect(free).to_be_focused()
    expect(page.locator("#rights-status")).to_contain_text("All rights reserved")
    assert RightsReservation.objects.count() == 1
    free.press("Enter")
    expect(page.get_by_role("button", name="Reserve all rights")).to_be_focused()
    assert not RightsReservation.objects.exists()


def test_without_scripts_the_forms_do_the_same(open_form):
    page = open_form(java_script_enabled=False)
    page.get_by_role("button", name=HIDE).click()
    expect(page.get_by_role("button", name=AGAIN)).to_be_visible()
    page.get_by_role("button", name="Reserve all rights").click()
    expect(page.get_by_role("button", name="Allow republication")).to_be_visible()
    assert (RelatedExclusion.objects.count(), RightsReservation.objects.count()) == (1, 1)


REFUSED = "Not done: the server rejected it. Save your text, then reload this page."


def test_a_refusal_or_a_lost_connection_is_told_and_what_is_typed_stays(open_form):
    page = open_form()
    page.locator("#id_slug_en").fill("typed-and-not-saved")
    statuses = [403, 404, 500]

    def refuse(route):
        route.fulfill(status=statuses[0], body="<p>Not ours</p>") if statuses else route.abort()

    intercept(page, "**/related/", refuse)
    for _status in (403, 404, 500):
        page.get_by_role("button", name=HIDE).click()
        expect(page.locator("#related-status")).to_have_text(REFUSED)
        expect(page.locator("#id_slug_en")).to_have_value("typed-and-not-saved")
        page.locator("#related-status").evaluate("(status) => { status.textContent = '' }")
        statuses.pop(0)
    page.get_by_role("button", name=HIDE).click()
    expect(page.locator("#related-status")).to_have_text("Not saved: no connection. Try again.")
    expect(page.get_by_role("button", name=HIDE)).to_be_visible()
    assert not RelatedExclusion.objects.exists()


def test_who_is_logged_out_is_told_so_and_goes_on_after_a_login(open_form):
    page = open_form()
    session = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    page.locator("#id_slug_en").fill("typed-and-not-saved")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name=HIDE).click()
    expect(page.locator("#related-status")).to_contain_text("You are logged out.")
    expect(page.locator("#id_slug_en")).to_have_value("typed-and-not-saved")
    page.context.add_cookies(session)
    page.get_by_role("button", name=HIDE).click()
    expect(page.locator("#related-status")).to_contain_text("Hidden from readers of this story")


def test_what_is_found_no_more_is_told_in_the_words_of_the_answer(open_form):
    page = open_form()
    Relation.objects.all().delete()
    page.get_by_role("button", name=HIDE).click()
    expect(page.locator("#related-status")).to_contain_text("no longer among the suggestions")
