"""Board and calendar in a real browser: cards moved by mouse, by keys, and on a phone by “Move…”."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from time_machine import travel

from articles.models import LanguageProgress
from articles.models.planning import day_of
from articles.workflow.assignments import plan_day
from newsroom.diary.models import DiaryItem
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.factories import NOON, make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)

CALENDAR, BOARD = "/admin/calendar/", "/admin/board/?by=person"


@pytest.fixture(autouse=True)
def noon():
    """A day that does not end while a test works with it."""
    with travel(NOON):
        yield


@pytest.fixture
def newsroom(transactional_db, noon):
    """Make an editor, and Rae, who has a story planned for today."""
    editor = make_user(first_name="Ada", last_name="Kim")
    rae = make_user("rae", role="Reporters", first_name="Rae", last_name="Lim")
    article = make_article()
    rows = LanguageProgress.objects.filter(article=article, language="en")
    rows.update(planned_on=today(), assignee=rae)
    return editor, rae, article


@pytest.fixture
def open_page(page_of, newsroom):
    """A function that opens an address as the editor."""

    def open_as(address, *, language="", **options):
        editor = newsroom[0]
        editor.language = language
        editor.save()
        return page_of(editor, address, **options)

    return open_as


def today():
    return day_of(timezone.now())


def row():
    return LanguageProgress.objects.get(language="en")


def day(page, number):
    return page.locator(f"li[data-day='{today() + timedelta(days=number)}']")


def drag(page, card, place, before_drop=lambda: None):
    card.scroll_into_view_if_needed()
    place.scroll_into_view_if_needed()
    box, to = card.bounding_box(), place.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(to["x"] + to["width"] / 2, to["y"] + min(40, to["height"] / 2), steps=8)
    before_drop()
    page.mouse.up()


def drag_by_finger(page, grip, place):
    place.scroll_into_view_if_needed()
    grip.scroll_into_view_if_needed()
    start, end = ((box["x"] + 12, box["y"] + 12) for box in (grip.bounding_box(), place.bounding_box()))
    finger = page.context.new_cdp_session(page)
    path = [
        (start[0] + (end[0] - start[0]) * part / 8, start[1] + (end[1] - start[1]) * part / 8)
        for part in range(9)
    ]
    for number, (x, y) in enumerate(path):
        kind = "touchMove" if number else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


class TestCalendar:
    def test_a_card_is_dragged_to_another_day_and_taken_back(self, open_page):
        page = open_page(CALENDAR, width=1440)
        drag(page, day(page, 0).locator(".entry-word"), day(page, 2))
        expect(day(page, 2)).to_contain_text("Harbor opens")
        expect(page.locator(".messagelist")).to_contain_text("Moved to")
        assert row().planned_on == today() + timedelta(days=2)
        page.get_by_role("button", name="Undo").click()
        expect(day(page, 0)).to_contain_text("Harbor opens")
        assert row().planned_on == today()
        assert not faults(page)

    def test_arrow_keys_carry_a_card_to_the_next_week_and_escape_leaves_it_where_it_was(self, open_page):
        page = open_page(CALENDAR, width=1440)
        day(page, 0).get_by_role("button", name="Drag: Harbor opens").press("Enter")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape")
        expect(page.locator("#planning-live")).to_have_text("Canceled.")
        assert row().planned_on == today()
        day(page, 0).get_by_role("button", name="Drag: Harbor opens").press("Enter")
        expect(page.locator("#planning-live")).to_contain_text("Picked up: Harbor opens.")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#planning-live")).to_contain_text("Over: ")
        page.keyboard.press("Enter")
        expect(day(page, 8)).to_contain_text("Harbor opens")
        expect(day(page, 8).get_by_role("button", name="Drag: Harbor opens")).to_be_focused()
        assert row().planned_on == today() + timedelta(days=8)

    def test_who_was_faster_is_named_and_the_calendar_shown_as_it_is(self, open_page, newsroom):
        page = open_page(CALENDAR, width=1440)
        bo = make_user("bo", first_name="Bo", last_name="Lim")
        plan_day(newsroom[2], ["en"], today() + timedelta(days=4), by=bo, was=today())
        drag(page, day(page, 0).locator(".entry-word"), day(page, 2))
        expect(page.get_by_role("alert")).to_contain_text("Bo Lim planned it for another day")
        expect(day(page, 4)).to_contain_text("Harbor opens")
        assert row().planned_on == today() + timedelta(days=4)

    def test_an_item_of_the_diary_is_dragged_and_keeps_its_time(self, open_page, newsroom):
        DiaryItem.objects.create(
            title="Council meets", day=today(), starts_at="14:00", created_by=newsroom[1]
        )
        page = open_page(CALENDAR, width=1440, language="ko")
        drag(page, day(page, 0).locator(".entry-diary .entry-word"), day(page, 3))
        expect(day(page, 3)).to_contain_text("Council meets")
        item = DiaryItem.objects.get()
        assert (item.day, item.starts_at.hour) == (today() + timedelta(days=3), 14)
        page.get_by_role("button", name="실행 취소").click()
        expect(day(page, 0)).to_contain_text("Council meets")

    def test_full_days_are_unfolded_and_their_plus_keeps_clear_of_the_last_entry(self, open_page, newsroom):
        for article in [newsroom[2], *(make_article(number=f" {number}") for number in range(3))]:
            LanguageProgress.objects.filter(article=article).update(planned_on=today())
        for number in (1, 2):
            for title in "abcdefg":
                which = {"title": title, "day": today() + timedelta(days=number)}
                DiaryItem.objects.create(**which, created_by=newsroom[1])
        page = open_page(CALENDAR, width=1440)
        plus, last = day(page, 0).locator(".day-add"), day(page, 0).locator(".entry").last
        bottom = last.bounding_box()["y"] + last.bounding_box()["height"]
        assert bottom <= plus.bounding_box()["y"]
        # Days that were unfolded stay so, and no others.
        day(page, 1).locator("summary").click()
        drag(page, day(page, 0).locator(".entry-word").first, day(page, 3))
        expect(day(page, 3)).to_contain_text("Harbor opens")
        expect(day(page, 1).locator("details")).to_have_attribute("open", "")
        expect(day(page, 2).locator("details")).not_to_have_attribute("open", "")

    def test_on_a_phone_a_plus_begins_an_item_and_the_page_behind_a_link_moves_one(self, open_page):
        page = open_page(CALENDAR, width=390, has_touch=True)
        assert day(page, -1).is_hidden()
        plus = day(page, 3).get_by_role("link", name="Add to the diary")
        box = plus.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        plus.click()
        expect(page.get_by_label("Day:")).to_have_value(f"{today() + timedelta(days=3)}")
        page.goto(CALENDAR)
        assert page.locator(".entry button.grip:visible").count() == 0
        assert not is_wider(page)
        day(page, 0).get_by_role("link", name="Move…").click()
        page.get_by_label("Planned for").fill(f"{today() + timedelta(days=1)}")
        assert not is_wider(page)
        assert not faults(page)
        page.get_by_role("button", name="Move").click()
        expect(day(page, 1)).to_contain_text("Harbor opens")


class TestBoard:
    def column(self, page, person):
        return page.locator(f"section[data-person='{person.pk if person else 0}']")

    def test_a_card_is_dragged_to_nobody_and_on_by_keys(self, open_page, newsroom):
        _editor, rae, _article = newsroom
        page = open_page(BOARD, width=1440)
        self.outlines_keep_clear_of_words(page, rae)
        drag(page, self.column(page, rae).locator(".card-stage"), self.column(page, None))
        expect(self.column(page, None)).to_contain_text("English")
        assert row().assignee is None
        card = self.column(page, None).locator("li[data-move]", has_text="English")
        card.get_by_role("button", name="Drag: Harbor opens").press("Enter")
        page.keyboard.press("ArrowDown")
        while (
            page.locator(".is-over").get_attribute("data-words") != "Rae Lim"
        ):  # the message appears a moment later
            page.keyboard.press("ArrowDown")
        expect(page.locator("#planning-live")).to_contain_text("Rae Lim")
        page.keyboard.press("Enter")
        expect(self.column(page, rae)).to_contain_text("Harbor opens")
        assert row().assignee == rae
        assert not faults(page)

    def outlines_keep_clear_of_words(self, page, person):
        grip = self.column(page, person).get_by_role("button", name="Drag: Harbor opens")
        grip.press("Enter")
        page.keyboard.press("ArrowUp")
        for selector in (".is-picked", ".is-over"):
            style = page.locator(selector).evaluate("one => getComputedStyle(one).outlineOffset")
            assert int(style.removesuffix("px")) > 0, selector
        page.keyboard.press("Escape")

    def test_who_cannot_work_on_it_is_refused_and_the_card_stays(self, open_page):
        make_user("kim", role="Korean translators", first_name="Sol", last_name="Kim")
        page = open_page(BOARD, width=1440)
        self.arrow_keys_pass_over_who_cannot_work_on_it(page)
        page.set_viewport_size({"width": 1440, "height": 420})
        card, place = (
            page.locator(".card-stage", has_text="Writing"),
            page.locator("li[data-words='Sol Kim']"),
        )
        drag(page, card, place, before_drop=lambda: self.expect_dimmed(page, "Sol Kim"))
        told = "“Harbor opens”: Sol Kim cannot work on this language: English. The assignee stays."
        expect(page.get_by_role("alert")).to_have_text(told)
        assert page.get_by_role("alert").bounding_box()["y"] >= 8
        assert page.locator(".is-impossible").count() == 0
        assert row().assignee.username == "rae"

    def expect_dimmed(self, page, *names):
        dimmed = page.locator(".is-impossible").evaluate_all("all => all.map((one) => one.dataset.words)")
        assert dimmed == list(names)

    def arrow_keys_pass_over_who_cannot_work_on_it(self, page):
        card = page.locator("li[data-move][data-language='en']")
        card.get_by_role("button", name="Drag: Harbor opens").press("Enter")
        self.expect_dimmed(page, "Sol Kim")
        places = page.locator("[data-person]:not(.is-impossible)").count()
        for _place in range(places + 2):
            page.keyboard.press("ArrowDown")
        assert page.locator(".is-over").get_attribute("data-words") != "Sol Kim"
        page.keyboard.press("Escape")

    def test_on_a_phone_somebody_else_is_chosen(self, open_page, newsroom):
        page = open_page(BOARD, width=390, has_touch=True)
        assert not is_wider(page)
        self.column(page, newsroom[1]).get_by_role("link", name="Move…").click()
        page.get_by_label("Assigned to").select_option(label="Unassigned")
        page.get_by_role("button", name="Move").click()
        expect(self.column(page, None)).to_contain_text("English")
        assert row().assignee is None


class TestBoardByStage:
    @pytest.fixture
    def card(self, open_page, newsroom):
        LanguageProgress.objects.filter(language="en").update(stage="in_review")
        page = open_page("/admin/board/", width=1440)
        return page.locator(".column-in_review li[data-move]", has_text="Harbor opens")

    def test_a_drop_opens_the_page_of_the_step_which_leads_back_with_undo(self, card):
        page = card.page
        self.where_it_cannot_go_is_said(card)
        clicks = Clicks(page)
        drag(page, card.locator(".card-language"), page.locator(".column-approved"))
        expect(page.get_by_text("No source is given.")).to_be_visible()
        clicks.click(page.get_by_role("button", name="Approve", exact=True))
        clicks.report("approve a card with findings, after its drop")
        assert (clicks.count, clicks.pages) == (1, 2)
        expect(page.locator(".column-approved")).to_contain_text("Harbor opens")
        assert row().stage == "approved"
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".column-in_review")).to_contain_text("Harbor opens")
        assert row().stage == "in_review"
        assert not faults(page)
        self.a_step_back_by_keys_asks_for_its_reason(card)

    @pytest.mark.parametrize("width", [1024, 390])
    def test_findings_are_read_after_a_drop_by_finger_in_korean(self, open_page, newsroom, width):
        LanguageProgress.objects.filter(language="en").update(stage="in_review")
        page = open_page("/admin/board/", language="ko", width=width, has_touch=True)
        card = page.locator(".column-in_review li[data-move]")
        drag_by_finger(page, card.locator("button.grip"), page.locator(".column-approved"))
        expect(page.get_by_text("발행할 때 나올 점검 결과입니다. 승인을 막지는 않습니다.")).to_be_visible()
        assert row().stage == "in_review"
        assert not faults(page)
        assert not is_wider(page)
        page.get_by_role("button", name="승인", exact=True).tap()
        expect(page.locator(".column-approved")).to_contain_text("Harbor opens")
        assert row().stage == "approved"

    def test_findings_are_read_after_a_drop_by_keys_and_leave_the_card_where_it_is(self, card):
        page = card.page
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            card.get_by_role("button", name="Drag: Harbor opens").press("Enter")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            expect(page.get_by_text("Publishing will show these findings.")).to_be_visible()
            assert not faults(page)
            assert not is_wider(page)
            page.get_by_role("button", name="Back to the board").press("Enter")
            expect(page.locator(".column-in_review")).to_contain_text("Harbor opens")
            assert row().stage == "in_review"
            page.wait_for_load_state()
            page.go_back()
            page.get_by_role("button", name="Look at the text").press("Enter")
            expect(page.get_by_label("Headline (English)")).to_have_value("Harbor opens")
            assert row().stage == "in_review"
            page.goto("/admin/board/")

    def a_step_back_by_keys_asks_for_its_reason(self, card):
        page = card.page
        card.get_by_role("button", name="Drag: Harbor opens").press("Enter")
        dimmed = page.locator("[data-stage].is-impossible")
        expect(dimmed).to_have_count(4)
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.get_by_label("Reason").fill("Who says so?")
        page.get_by_role("button", name="Return to writer").click()
        expect(page.locator(".column-writing")).to_contain_text("Harbor opens")
        assert row().stage == "writing"

    def where_it_cannot_go_is_said(self, card):
        page = card.page
        drag(page, card.locator(".card-language"), page.locator(".column-live"))
        told = "“Harbor opens”: It cannot be moved there now, or you do not have permission."
        expect(page.get_by_role("alert")).to_have_text(told)
        assert row().stage == "in_review"


class TestDiaryForm:
    ADD = "/admin/diary/diaryitem/add/"

    def test_a_refused_form_leads_to_the_field_that_is_wrong(self, open_page):
        page = open_page(self.ADD, width=1440)
        self.button_that_begins_the_story_has_room_around_its_words(page)
        page.get_by_label("Title:").fill("Council meets")
        page.get_by_label("From:").fill("14:00")
        page.get_by_label("Until:").fill("13:00")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_label("Until:")).to_be_focused()

    def test_on_a_phone_the_notes_of_all_rows_can_be_seen(self, open_page):
        page = open_page(self.ADD, width=390, has_touch=True)
        page.get_by_role("button", name="Add a person").click()
        notes = page.locator("#assignments-group").get_by_label("Note")
        expect(notes.locator("visible=true")).to_have_count(3)
        for box in [note.bounding_box() for note in notes.all() if note.is_visible()]:
            assert box["width"] > 150
            assert box["x"] + box["width"] <= 390
        assert not is_wider(page)
        assert not faults(page)

    def button_that_begins_the_story_has_room_around_its_words(self, page):
        button = page.get_by_role("button", name="Save and begin the story")
        assert button.bounding_box()["height"] >= 36
        assert button.evaluate("one => getComputedStyle(one).paddingInlineStart") == "14px"
