"""Waivers of a present blocker: named, with a reason, and revocable."""

import pytest
from django.core.exceptions import PermissionDenied

from articles.checks.registry import examine
from articles.models import Event, EventType, LanguageProgress, Waiver
from articles.publishing import PreflightRefused, publish
from articles.story_exceptions import WaiverRefused, take_back, waive
from tests.factories import LANGUAGES, approve, make_user, make_whole_article, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = make_whole_article(languages=LANGUAGES, title_en="The **art** of the star")
    approve(article, "en")
    return article


def finding_of(article, language="en"):
    article.refresh_from_db()
    return examine(article, LanguageProgress.objects.get(article=article, language=language))[0]


def let_pass(article, *, by, reason="It is the name of a play.", **told):
    finding = finding_of(article)
    known = {"code": finding.code, "fingerprint": finding.fingerprint} | told
    return waive(article, "en", by=by, reason=reason, **known)


def test_a_waived_blocker_lets_the_text_through(article):
    with pytest.raises(PreflightRefused):
        publish(article, "en", by=None)
    editor = make_user()
    waiver = let_pass(article, by=editor)
    assert (waiver.waived_by, waiver.reason) == (editor, "It is the name of a play.")
    assert publish(article, "en", by=None, confirmed=[]).number == 1


def test_the_log_tells_who_why_and_where(article):
    editor = make_user()
    let_pass(article, by=editor)
    event = Event.objects.get(type=EventType.WAIVED)
    assert (event.actor, event.language, event.reason) == (editor, "en", "It is the name of a play.")
    assert event.details["code"] == "text.markdown"
    assert "“**art**”" in event.details["place"]


def test_other_words_are_found_anew(article):
    let_pass(article, by=make_user())
    rewrite(article, title_en="The **craft** of the star")
    assert finding_of(article).is_blocking


def test_a_waiver_of_one_language_is_none_of_the_other(article):
    let_pass(article, by=make_user())
    rewrite(article, title_ko="The **art** of the star")
    assert finding_of(article, "ko").waiver is None


@pytest.mark.parametrize("role", ["Reporters", "English desk", "Korean translators", "Administrators", None])
def test_those_without_the_verb_may_not(article, role):
    with pytest.raises(PermissionDenied):
        let_pass(article, by=make_user(role=role))
    waiver = let_pass(article, by=make_user("chief"))
    with pytest.raises(PermissionDenied):
        take_back(waiver, by=make_user("other", role=role))


def test_the_system_has_no_name_to_give(article):
    with pytest.raises(PermissionDenied):
        let_pass(article, by=None)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"reason": " \n"}, "Give a reason"),
        ({"fingerprint": "0" * 64}, "no longer finds this"),
        ({"code": "no.such"}, "no longer finds this"),
    ],
)
def test_what_is_refused_writes_nothing(article, told, words):
    with pytest.raises(WaiverRefused, match=words):
        let_pass(article, by=make_user(), **told)
    assert not Waiver.objects.exists()
    assert not Event.objects.filter(type=EventType.WAIVED).exists()


def test_a_second_waiver_is_refused(article):
    editor, finding = make_user(), finding_of(article)
    known = {"code": finding.code, "fingerprint": finding.fingerprint, "by": editor, "reason": "So."}
    waive(article, "en", **known)
    with pytest.raises(WaiverRefused, match="in the meantime"):
        waive(article, "en", **known)


@pytest.mark.parametrize("columns", [{"title_en": ""}, {"section": None}])
def test_what_an_edition_cannot_be_without_is_not_waived(columns):
    article = make_whole_article(languages=LANGUAGES, **columns)
    with pytest.raises(WaiverRefused, match="Only blockers"):
        let_pass(article, by=make_user())


def test_a_warning_is_not_waived():
    article = make_whole_article()
    article.sources.all().delete()
    with pytest.raises(WaiverRefused, match="Only blockers"):
        let_pass(article, by=make_user())


def test_a_waiver_is_taken_back_into_the_log(article):
    editor = make_user()
    waiver = let_pass(article, by=editor)
    take_back(waiver, by=editor)
    take_back(waiver, by=editor)  # the button was pressed twice
    assert finding_of(article).is_blocking
    event = Event.objects.get(type=EventType.WAIVER_TAKEN_BACK)
    assert (event.actor, event.details["code"]) == (editor, "text.markdown")
