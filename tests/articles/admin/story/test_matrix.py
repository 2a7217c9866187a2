"""Stage × role × language: every action by a direct POST. Refused actions change no row.

In the tables, an action is permitted with its verb for the language, in the named worlds; `en` is the
source, `ko` its translation.
"""

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from articles.admin.story import screens
from articles.admin.story.actions import ACTIONS
from articles.models import Article, Edition, Event, LanguageProgress, Stage
from articles.publishing import publish
from articles.translations.freshness import translation_of
from articles.translations.segments import accept_segment
from articles.workflow.permissions import ROLES
from tests.factories import HOUR, NOON, approve, make_user, make_whole_article, rewrite

pytestmark = pytest.mark.django_db

# {role: (verbs in English, verbs in Korean)}: w write, a approve, p publish, b publish in both
VERBS = {
    "Interns": ("", ""),  # for other people's stories
    "Reporters": ("w", "w"),
    "English translators": ("w", ""),
    "Korean translators": ("", "w"),
    "English desk": ("wap", ""),
    "Korean desk": ("", "wap"),
    "Managing editors": ("wapb", "wapb"),
    "Administrators": ("", ""),
    None: ("", ""),
}
# Worlds are states of a story. W: both languages written. R: both in review. A: both approved. S: source
# live, translation approved. L: both live. Z: both scheduled for the same instant. N: source live,
# translation not begun. U: both live, a change scheduled and another approved. In L and R the translation is
# a machine draft; in R its label is hidden from readers.
WORLDS = "WRASLZNU"
# {action: (verbs, one is enough; worlds that permit it in English; worlds for Korean)}
TABLE = {
    "submit": ("w", "W", "W"),
    "recall": ("w", "", ""),  # only the person who submitted the text may do this, see test_undo.py
    "approve": ("a", "R", "R"),
    "approve-alone": ("a", "R", "R"),
    "return": ("a", "R", "R"),
    "reopen": ("a", "ASLZNU", "ASLZU"),
    "brief": ("w", "", "N"),
    "publish": ("p", "A", "S"),
    "publish-first": ("p", "A", "AS"),
    "publish-again": ("p", "ASN", "S"),
    "publish-both": ("b", "ASL", "AL"),
    "schedule": ("p", "ASLN", "ASL"),
    "publish-as": ("p", "SLN", "L"),
    "propose-change": ("w", "", ""),
    "publish-under": ("p", "U", "U"),
    "reschedule": ("p", "ZU", "ZU"),
    "bring-forward": ("p", "ZU", "ZU"),
    "cancel": ("p", "ZU", "ZU"),
    "quick-fix": ("p", "SLN", "L"),
    "withdraw": ("p", "SLN", "L"),
    "retract": ("p", "SLN", "L"),
    "assign": ("a", WORLDS, WORLDS),
    "assign-to-self": ("wa", "WRASZNU", "WRASZNU"),
    "unassign": ("wa", "L", "L"),
    "hide-machine-label": ("p", "", "L"),
    "show-machine-label": ("p", "", "R"),
    "want-full": ("wa", "", ""),
    "want-brief": ("wa", WORLDS, WORLDS),
    "want-nothing": ("wa", WORLDS, WORLDS),
}
FILLED = {
    "reason": "Because.",
    "optional_reason": "Because.",
    "alone_reason": "Because.",
    "before_source": "on",
    "why": "Because.",
    "kind": "correction",
    "note": "It was wrong.",
    "note_there": "틀렸다.",
    "here": "on",
    "at": "2026-03-09T09:00",
    "when": "now",
    "priority": "2",
}
WORDS = {
    "en": ("The harbor closes", "The harbor closes again on Tuesday.", "<p>The harbor closes.</p>"),
    "ko": ("항구 문 닫아", "항구가 월요일에 다시 문을 닫는다고 한다.", "<p>항구가 문을 닫는다.</p>"),
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


def world(letter, clock):
    """Make a story in the state of a world, an hour ago."""
    article = make_whole_article(languages=("en", "ko"))
    if letter == "N":
        rewrite(article, title_ko="", summary_ko="", body_ko="", slug_ko="")
    if letter in "LR":
        drafted = {"machine_engine": "DeepL", "machine_at": NOON, "confirmed_at": NOON}
        article.translated_segments.update(**drafted)
    for language in ("en", "ko"):
        if letter in "ASLZU" or (letter == "N" and language == "en"):
            approve(article, language)
        at = NOON + 24 * HOUR if letter == "Z" else None
        if letter in "LZU" or (letter in "SN" and language == "en"):
            publish(article, language, by=None, at=at)
        if letter == "U":
            change_twice(article, language)
    if letter == "U":  # the translation of the headline was saved without being marked as current
        article.refresh_from_db()
        translation = translation_of(article, article.progress.get(language="ko"))
        accept_segment(article, "ko", translation.unit_ids[0], by=None)
    if letter == "R":
        LanguageProgress.objects.filter(article=article).update(stage=Stage.IN_REVIEW)
        LanguageProgress.objects.filter(article=article, language="ko").update(hides_machine_label=True)
    if letter == "L":
        LanguageProgress.objects.filter(article=article).update(assignee=make_user("assignee", role=None))
    clock.shift(HOUR)
    return article


def change_twice(article, language):
    """Schedule a change of the live edition, and approve another one for the same place."""
    summary = article.text("summary", language)
    rewrite(article, **{f"summary_{language}": f"{summary} 3"})
    approve(article, language)
    publish(article, language, by=None, kind="update", at=NOON + 24 * HOUR)
    rewrite(article, **{f"summary_{language}": summary, f"title_{language}": WORDS[language][0]})
    approve(article, language)


def rows():
    """Return all rows that an action may change."""
    return [
        list(table.objects.order_by("pk").values_list())
        for table in (Article, LanguageProgress, Edition, Event)
    ]


def changes(client, address, data):
    """Return whether a POST succeeds and changes a row, and roll it back."""
    with transaction.atomic():
        before = rows()
        status = client.post(address, data).status_code
        changed = rows() != before
        transaction.set_rollback(True)
    return status == 302 and changed


def logged_in(role):
    client = Client()
    client.force_login(make_user(f"person-{role}".replace(" ", "-"), role=role))
    return client


def test_every_role_and_every_step_is_in_the_tables():
    assert set(VERBS) == {*ROLES, None}
    assert set(TABLE) == set(ACTIONS)


@pytest.mark.parametrize("letter", WORLDS)
def test_an_action_is_taken_by_those_who_may_from_where_it_goes(letter, clock, monkeypatch):
    # Refusals are shown on a page; other tests check it.
    stub = lambda request, template, context, status: HttpResponse(status=status)  # noqa: E731
    monkeypatch.setattr(screens, "TemplateResponse", stub)
    article = world(letter, clock)
    untouched = rows()
    for role, verbs in VERBS.items():
        client = logged_in(role)
        for column, language in enumerate(("en", "ko")):
            words = dict(zip(("headline", "summary", "body"), WORDS[language], strict=True))
            data = FILLED | words | seen(article, language)
            for step, (needed, *worlds) in TABLE.items():
                if role != "Managing editors" and letter != (worlds[column] or WORLDS)[0]:
                    continue  # worlds do not depend on the person, so one role tries them all
                cell = f"{role}, {language}, {step}"
                address = f"/admin/articles/article/{article.pk}/action/{language}/{step}/"
                if not set(needed) & set(verbs[column]):
                    # Such a person may publish only this language.
                    is_half = step == "publish-both" and "p" in verbs[column]
                    assert client.post(address, data).status_code in ((403, 409) if is_half else (403,)), cell
                elif letter in worlds[column]:
                    assert changes(client, address, data), cell
                else:
                    assert client.post(address, data).status_code < 500, cell
            assert rows() == untouched, f"{role}, {language}"


def seen(article, language):
    """Return the hidden values that the unchanged page of an action posts."""
    progress = LanguageProgress.objects.get(article=article, language=language)
    latest = Edition.objects.of(article, language).count()
    return {"seen": progress.version, "after": latest, "assignee_seen": progress.assignee_id or 0}
