"""Must-show: the life of a story in Chromium with five people, in both admin languages.

It runs twice: written in English and translated to Korean, and the reverse.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Edition, EditionKind, EventType, LanguageProgress, Note, Stage, Wanted
from tests.factories import approve, make_article, make_author, make_publication, make_published
from tests.journeys.people import ENGLISH_FIRST, KOREAN_FIRST, PHONE, WINDOW, Newsroom

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long_on_postgresql]


@dataclass
class Text:
    """The text of one language, with its mistake and its slip as (wrong, right)."""

    headline: str
    summary: str
    longer_summary: str
    answer: str
    paragraphs: tuple
    mistake: tuple
    slip: tuple
    update: str
    note: str
    retraction: str


TEXTS = {
    "en": Text(
        "Harbor opens its second gate",
        "Ships no longer wait for the tide.",
        "Ships no longer wait for the tide, by day or by night.",
        "It took two years to build.",
        ("The second gate opened on Monday.", "It cost 30 million won.", "Ships wiat for hours no more."),
        ("30 million", "13 million"),
        ("wiat", "wait"),
        "A third gate is planned.",
        "We gave a wrong cost. It was 13 million won.",
        "The gate has not opened. We were deceived.",
    ),
    "ko": Text(
        "항구 둘째 문 열어",
        "배가 물때를 기다리지 않는다.",
        "배가 밤낮으로 물때를 기다리지 않는다.",
        "공사는 2년 걸렸다.",
        ("둘째 문이 월요일에 열렸다.", "공사비는 3000만 원이다.", "배는 이제 기달리지 않는다."),
        ("3000만", "1300만"),
        ("기달리지", "기다리지"),
        "셋째 문도 계획돼 있다.",
        "공사비를 잘못 적었습니다. 1300만 원입니다.",
        "문은 열리지 않았습니다. 잘못 보도했습니다.",
    ),
}
NAME = {"en": "Bora Testman", "ko": "김보라"}
REASON = {"en": "Say what it cost.", "ko": "공사비를 확인해 주세요."}
QUESTION = {"en": ("@bo", "on which day?"), "ko": ("@김보", "무슨 요일인가요?")}
ANSWER = {"en": "On Monday, says the harbor office.", "ko": "월요일이라고 항만사무소가 밝혔습니다."}
# The exact label of the next action on screens in the same language.
SUBMIT = {"en": "Submit English", "ko": "한국어 송고"}
APPROVE = {"en": "Approve English", "ko": "한국어 승인"}
PUBLISH = {"en": "Publish English", "ko": "한국어 발행"}
# The events in the log at the end, oldest first.
WRITTEN = (
    EventType.SUBMITTED,
    EventType.NOTED,
    EventType.RETURNED,
    EventType.NOTED,
    EventType.SUBMITTED,
    EventType.APPROVED,
    EventType.PUBLISHED,
)
TRANSLATED = (
    EventType.ASSIGNED,
    EventType.SUBMITTED,
    EventType.APPROVED,
    EventType.SCHEDULED,
    EventType.BROUGHT_FORWARD,
)
CHANGED = (EventType.REVIEW_AGAIN, EventType.APPROVED, EventType.PUBLISHED)
FIXED = (EventType.REVIEW_AGAIN, EventType.PUBLISHED)


@pytest.fixture(params=[ENGLISH_FIRST, KOREAN_FIRST])
def room(request, new_page, live_server):
    """Return a Newsroom with a published story, and another that waits for publication."""
    source, target = request.param
    make_publication()
    make_author("bora-testman", name_ko="김보라")
    make_published(languages=("en", "ko"), number=" of old")
    waiting = make_article(languages=(source,), number=" at last", wanted={target: Wanted.NOTHING})
    approve(waiting, source)
    return Newsroom(new_page, source, target)


def test_a_story_lives_from_the_first_line_to_its_retraction(room):
    the_reporter_begins_and_submits(room)
    the_desk_asks_and_returns(room)
    the_reporter_answers_and_mends(room)
    the_desk_approves_and_publishes(room)
    the_translator_takes_it_on(room)
    the_other_desk_approves_and_schedules(room)
    the_time_machine_shows_what_is_scheduled(room)
    the_scheduled_page_is_brought_forward(room)
    a_mistake_is_corrected_and_told_in_both_languages(room)
    the_correction_is_carried_over(room)
    a_slip_is_fixed_under_an_unfinished_update(room)
    readers_find_what_was_announced_word_by_word(room)
    both_languages_are_retracted(room)
    assert told_by_the_history(room) == all_that_happened(room)


def stage(room, language):
    return LanguageProgress.objects.get(article=room.story, language=language).stage


def section_page(language):
    return f"/{language}/sections/economy/"


def the_reporter_begins_and_submits(room):
    reporter, text = room.reporter, TEXTS[room.source]
    page = reporter.page
    page.goto("/admin/articles/article/add/")
    reporter.write(room.source, text)
    page.select_option("[name=section]", index=1)
    sign(reporter)
    name_the_source(reporter)
    reporter.save()
    room.story = Article.objects.order_by("-pk").first().pk
    assert reporter.next_thing() == SUBMIT[room.source]
    reporter.step("submit", room.source)
    assert stage(room, room.source) == Stage.IN_REVIEW
    assert f"approve:{room.source}" not in reporter.offered()


def sign(reporter):
    page = reporter.page
    page.locator("#bylines-group .add-row a").click()
    page.locator("#bylines-0 .select2-selection").click()
    page.locator(".select2-dropdown .select2-search__field").fill(NAME[reporter.language])
    page.locator(".select2-results__option", has_text=NAME[reporter.language]).click()


def name_the_source(reporter):
    """Add a source without a check, so that preflight warns of it."""
    page = reporter.page
    page.locator("#sources-group .add-row a").click()
    page.fill("[name=sources-0-name_en]", "Harbor office")
    page.fill("[name=sources-0-name_ko]", "항만사무소")


def the_desk_asks_and_returns(room):
    desk, text = room.desk, TEXTS[room.source]
    why, first = desk.first_thing()
    assert why == f"{desk.words('To review')} {desk.label(room.source)}"
    assert text.headline in first
    desk.follow_first_thing()
    leave_note(desk, text.paragraphs[0], f"body_{room.source}", *QUESTION[desk.language])
    desk.step("return", room.source, reason=REASON[desk.language])
    assert stage(room, room.source) == Stage.WRITING


def leave_note(desk, passage, field, called, question):
    """Leave a note on a passage, with a mention chosen by the first letters of a name."""
    page = desk.page
    desk.select(passage, field)
    page.locator(".note-on-this").click()
    page.locator(".note-about blockquote", has_text=passage).wait_for()
    desk.type(called)
    page.locator(".mentions [role=option]").wait_for()
    desk.press("Enter")
    desk.type(question)
    desk.press("Control+Enter")
    page.locator(".note-text", has_text=question).wait_for()
    note = Note.objects.get()
    assert note.passage == passage
    assert [person.username for person in note.mentions.all()] == ["reporter"]


def the_reporter_answers_and_mends(room):
    reporter, page = room.reporter, room.reporter.page
    why, first = reporter.first_thing()
    assert why == f"{reporter.words('Returned to you')} {reporter.label(room.source)}"
    assert REASON[room.source] in first
    question = QUESTION[room.source][1]
    assert question in page.locator("#content-main").inner_text()
    reporter.take(PHONE)
    with page.expect_navigation():
        page.locator(f"a[href*='/{room.story}/notes/']").first.click()
    page.locator(".note-reply textarea").fill(ANSWER[room.source])
    page.locator(".note-reply [name=reply]").click()
    page.locator(".note-text", has_text=ANSWER[room.source]).wait_for()
    reporter.take(WINDOW)
    reporter.first_thing()
    reporter.follow_first_thing()
    assert REASON[room.source] in page.locator(".sent-back").inner_text()
    reporter.add_paragraph(TEXTS[room.source].answer, f"body_{room.source}")
    reporter.step("submit", room.source)


def the_desk_approves_and_publishes(room):
    """A changed line of the managing editor does not make them the author: both editors may approve it."""
    managing, desk, text = room.managing, room.desk, TEXTS[room.source]
    managing.go_to(room.story)
    assert f"approve:{room.source}" in managing.offered()
    managing.page.fill(f"[name=summary_{room.source}]", text.longer_summary)
    managing.save()
    assert f"approve:{room.source}" in managing.offered()
    desk.go_to(room.story, "notes")
    assert ANSWER[room.source] in desk.page.locator(".notes").inner_text()
    desk.go_to(room.story)
    desk.step("approve", room.source)
    assert desk.next_thing() == PUBLISH[room.source]
    desk.begin_action("publish", room.source)
    assert desk.warnings().count() == 1
    assert not Edition.objects.filter(article=room.story).exists()
    desk.finish_action("publish", room.source)
    read = room.reader.reads(room.story, room.source)
    assert all(words in read for words in (text.headline, text.longer_summary, text.answer))
    assert text.headline in room.reader.list_of(section_page(room.source))
    assert room.reader.status(f"/{room.target}/articles/{room.story}/") == 404


def the_translator_takes_it_on(room):
    translator, page, text = room.translator, room.translator.page, TEXTS[room.target]
    why, first = translator.first_thing()
    assert why == f"{translator.words('To translate')} {translator.label(room.target)}"
    assert TEXTS[room.source].headline in first
    translator.follow_first_thing()
    assert page.url.endswith(f"/admin/translations/{room.story}/{room.target}/")
    translator.open_form(room.story)
    assert not page.locator(f"[name=title_{room.source}]").count()
    take_on = translator.words("Assign %(language)s to me", language=translator.label(room.target))
    assert translator.next_thing() == take_on
    translator.step("assign-to-self", room.target)
    translator.write(room.target, text)
    translator.step("submit", room.target)
    assert f"approve:{room.target}" not in translator.offered()


def the_other_desk_approves_and_schedules(room):
    """The approval on a phone."""
    desk, page = room.target_desk, room.target_desk.page
    desk.take(PHONE)
    why, _first = desk.first_thing()
    assert why == f"{desk.words('To review')} {desk.label(room.target)}"
    desk.follow_first_thing()
    assert TEXTS[room.target].paragraphs[2] in page.locator(".language-reading:visible").inner_text()
    assert desk.next_thing() == APPROVE[room.target]
    desk.step("approve", room.target)
    desk.take(WINDOW)
    tomorrow = timezone.localtime() + timedelta(days=1)
    room.embargo = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)
    desk.step("schedule", room.target, at=f"{room.embargo:%Y-%m-%dT%H:%M}")
    assert room.reader.status(f"/{room.target}/articles/{room.story}/") == 404


def the_time_machine_shows_what_is_scheduled(room):
    desk, page, headline = room.target_desk, room.target_desk.page, TEXTS[room.target].headline
    page.locator(f"#bar-{room.target} > summary").click()
    with page.expect_navigation():
        page.locator(f"#bar-{room.target} .bar-sheet a[href*='at=']").click()
    assert page.locator("h1").inner_text() == headline
    assert desk.words("Time machine") in page.locator(".ribbon").inner_text()
    address = page.url.partition("?")[0]
    before = room.embargo - timedelta(microseconds=1)
    for at, seen in ((before, False), (room.embargo, True)):
        asked = {"at": at.isoformat()}
        assert page.request.get(address, params=asked).status == (200 if seen else 404)
        shown = page.request.get(section_page(room.target), params=asked).text()
        assert (headline in shown) == seen
        assert page.request.get(address).status == 404
        assert room.reader.page.request.get(address, params=asked).status == 404


def the_scheduled_page_is_brought_forward(room):
    desk = room.target_desk
    desk.go_to(room.story)
    desk.step("bring-forward", room.target, when="now")
    read = room.reader.reads(room.story, room.target)
    assert TEXTS[room.target].headline in read
    assert TEXTS[room.source].headline in room.reader.reads(room.story, room.source)


def a_mistake_is_corrected_and_told_in_both_languages(room):
    reporter, desk = room.reporter, room.desk
    source, target = TEXTS[room.source], TEXTS[room.target]
    reporter.go_to(room.story)
    reporter.mend(*source.mistake, f"body_{room.source}")
    reporter.save()
    assert stage(room, room.source) == Stage.IN_REVIEW
    desk.go_to(room.story)
    desk.step("approve", room.source)
    notes = {"kind": EditionKind.CORRECTION, "note": source.note, "note_there": target.note}
    desk.step("publish-as", room.source, **notes)
    wrong, right = source.mistake
    read = room.reader.reads(room.story, room.source)
    assert right in read and wrong not in read and source.note in read
    read = room.reader.reads(room.story, room.target)
    assert room.reader.page.locator("#awaited").count() == 1
    assert read.index(target.note) < read.index(target.mistake[0])
    for text, language in ((source, room.source), (target, room.target)):
        assert text.note in room.reader.list_of(f"/{language}/corrections/")


def the_correction_is_carried_over(room):
    translator, desk, text = room.translator, room.target_desk, TEXTS[room.target]
    for person in (desk, translator):
        why, first = person.first_thing()
        assert why == f"{person.words('Correction pending')} {person.label(room.target)}"
        assert TEXTS[room.source].headline in first or text.headline in first
    translator.open_form(room.story)
    translator.mend(*text.mistake, f"body_{room.target}")
    translator.save()
    translator.accept_what_changed(room.story, room.target)
    desk.first_thing()
    desk.follow_first_thing()
    desk.step("approve", room.target)
    desk.begin_action("publish-as", room.target)
    assert desk.page.locator("#action_form [name=note]").input_value() == text.note
    desk.finish_action("publish-as", room.target, kind=EditionKind.CORRECTION)
    read = room.reader.reads(room.story, room.target)
    assert text.mistake[1] in read and text.mistake[0] not in read
    assert not room.reader.page.locator("#awaited").count()


def a_slip_is_fixed_under_an_unfinished_update(room):
    reporter, desk, text = room.reporter, room.desk, TEXTS[room.source]
    wrong, right = text.slip
    reporter.go_to(room.story)
    reporter.add_paragraph(text.update, f"body_{room.source}")
    reporter.save()
    desk.go_to(room.story)
    desk.begin_action("quick-fix", room.source)
    desk.mend(wrong, right, "body")
    desk.finish_action("quick-fix", room.source)
    read = room.reader.reads(room.story, room.source)
    assert right in read and wrong not in read and text.update not in read
    reporter.go_to(room.story)
    written = reporter.text(f"body_{room.source}").inner_text()
    assert right in written and wrong not in written and text.update in written


def readers_find_what_was_announced_word_by_word(room):
    """The history shows the correction in each language, but not the slip that was fixed later."""
    page = room.reader.page
    for language, text in ((room.source, TEXTS[room.source]), (room.target, TEXTS[room.target])):
        room.reader.reads(room.story, language)
        page.locator(".version > summary").click()
        with page.expect_navigation():
            page.locator(".version a[href$='/history/']").last.click()
        editions = page.locator("section.changes")
        assert editions.count() == 2
        correction = editions.first
        assert text.note in correction.inner_text()
        for tag, words in zip(("del", "ins"), text.mistake, strict=True):
            assert words.split()[0] in correction.locator(tag).inner_text()
        assert text.slip[1] not in page.locator("main").inner_text()


def both_languages_are_retracted(room):
    managing = room.managing
    managing.go_to(room.story)
    notes = {"note": TEXTS[room.source].retraction, "note_there": TEXTS[room.target].retraction}
    managing.step("retract", room.source, **notes)
    for language, text in TEXTS.items():
        assert room.reader.status(f"/{language}/articles/{room.story}/") == 410
        assert text.retraction in room.reader.reads(room.story, language)
        lists = [f"/{language}/", section_page(language), f"/{language}/authors/bora-testman/"]
        lists.append(f"/{language}/corrections/")
        assert room.reader.status(lists[1]) == 200
        assert not any(text.headline in room.reader.list_of(address) for address in lists)


def told_by_the_history(room):
    """Return the history in the managing editor's language: each step with its language, newest first."""
    managing = room.managing
    managing.go_to(room.story, "history")
    whole = managing.page.locator("#content-main").inner_text()
    assert REASON[room.source] in whole
    assert "김보라" in whole if managing.language == "ko" else "Bora Testman" in whole
    lines = managing.page.locator(".happened").all()
    return [" ".join(line.locator(".chip, strong").all_inner_texts()) for line in lines]


def all_that_happened(room):
    happened = [(room.source, one) for one in WRITTEN] + [(room.target, one) for one in TRANSLATED]
    happened += [(room.source, one) for one in CHANGED] + [(room.target, one) for one in CHANGED]
    happened += [(room.source, one) for one in FIXED]
    happened += [(room.source, EventType.RETRACTED), (room.target, EventType.RETRACTED)]
    managing = room.managing
    told = [f"{managing.label(language)} {managing.spoken(one.label)}" for language, one in happened]
    return told[::-1]
