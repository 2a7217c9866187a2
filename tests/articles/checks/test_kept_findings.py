"""Cached findings are never older than the data that they depend on."""

from datetime import date

import pytest
import time_machine
from django.utils import translation

from articles.checks import registry
from articles.checks.registry import CHECKS, examine_both
from articles.models import (
    Article,
    Image,
    LanguageProgress,
    PictureContract,
    Source,
    Term,
    TranslatedSegment,
    Waiver,
    Wanted,
)
from articles.publishing import withdraw
from articles.recently_used import RecentlyUsed
from tests.articles.admin.forms import change_url
from tests.factories import (
    HOUR,
    LANGUAGES,
    NOON,
    make_published,
    make_topic,
    make_user,
    make_whole_article,
    rewrite,
)

pytestmark = pytest.mark.django_db
RELATED = "A pact is signed"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def memory(monkeypatch):
    """Replace the memory by an empty one that is trusted, as in production."""
    memory = RecentlyUsed(100)
    monkeypatch.setattr(registry, "KEPT_FINDINGS", memory)
    return memory


@pytest.fixture
def story():
    """Make a story in both languages with a picture, a related story, a topic, and a marked term."""
    image = Image.objects.create(
        file="a.jpg",
        width=1,
        height=1,
        alt_en="A quay",
        alt_ko="부두",
        credit_en="B. Testman",
        credit_ko="시험",
    )
    term = Term.objects.create(
        name_en="Harbor office",
        name_ko="항만사무소",
        explanation_en="It runs it.",
        explanation_ko="운영한다.",
    )
    article = make_whole_article(
        languages=LANGUAGES,
        body_en=f'<p>The harbor opens. The <a data-term="{term.pk}">office</a> says so.</p>',
        body_ko="<p>항구가 문을 열었다. 사무소가 밝혔다.</p>",
        lead_image=image,
    )
    target = make_published(title_en=RELATED)
    article.related_links.create(target=target)
    article.topics.add(make_topic())
    return article


def found_in(article, **options):
    """Return {language: Findings} of a story after reading it again."""
    return examine_both(Article.objects.get(pk=article.pk), **options)


def codes_in(found):
    return {one.code for findings in found.values() for one in findings}


def write_residue(article):
    rewrite(article, body_en="<p>The **harbor** opens.</p>")


def change_a_figure_of_the_translation(article):
    rewrite(article, body_en="<p>The 12 quays open.</p>", body_ko="<p>부두 13곳이 문을 열었다.</p>")


def forbid_a_form(_article):
    Term.objects.create(name_en="Port", forbidden_en="harbor", name_ko="항")


def edit_a_term(_article):
    term = Term.objects.get()
    term.forbidden_en = "harbor"
    term.save()


def take_an_explanation_back(_article):
    term = Term.objects.get()
    term.explanation_en = ""
    term.save()


def take_a_name_from_a_topic(article):
    topic = article.topics.get()
    topic.name_ko = ""
    topic.save()


def remove_the_byline(article):
    article.bylines.all().delete()


def take_the_section_away(article):
    Article.objects.filter(pk=article.pk).update(section=None)


def uncheck_a_source(article):
    Source.objects.filter(article=article).update(checked_by=None, checked_at=None)


def take_the_alt_text_away(_article):
    image = Image.objects.get()
    image.alt_ko = ""
    image.save()


def end_the_rights(_article):
    image = Image.objects.get()
    image.rights_until = NOON
    image.save()


def end_the_contract(_article):
    image = Image.objects.get()
    image.contract = PictureContract.objects.create(supplier="Agency", last_day=date(2026, 2, 1))
    image.save()


def withdraw_the_related_story(_article):
    withdraw(Article.objects.get(title_en=RELATED), "en", by=make_user("desk"), note="It was wrong.")


def empty_the_related_link(article):
    article.related_links.update(target=None)


def leave_a_draft(article):
    TranslatedSegment.objects.filter(article=article, position=0).update(is_draft=True)


def ask_for_nothing(article):
    LanguageProgress.objects.filter(article=article, language="ko").update(wanted=Wanted.NOTHING)


def mark_as_sponsored(article):
    Article.objects.filter(pk=article.pk).update(is_sponsored=True)


def name_a_sponsor(article):
    Article.objects.filter(pk=article.pk).update(sponsor_en="A Bank")


def waive_it(article):
    [blocker, *_others] = [one for one in found_in(article)["en"] if one.is_blocking]
    Waiver.objects.create(
        article=article,
        language="en",
        code=blocker.code,
        fingerprint=blocker.fingerprint,
        reason="It is a game of words.",
        waived_by=make_user("waiver"),
    )


CHANGES = {
    write_residue: {"text.markdown"},
    change_a_figure_of_the_translation: {"languages.figures"},
    forbid_a_form: {"term.forbidden"},
    edit_a_term: {"term.forbidden"},
    take_an_explanation_back: {"link.term"},
    take_a_name_from_a_topic: {"names.topic"},
    remove_the_byline: {"filing.byline"},
    take_the_section_away: {"filing.section"},
    uncheck_a_source: {"source.unchecked"},
    take_the_alt_text_away: {"picture.alt"},
    end_the_rights: {"picture.rights"},
    end_the_contract: {"picture.contract"},
    withdraw_the_related_story: {"related.withdrawn"},
    empty_the_related_link: {"related.unresolved"},
    leave_a_draft: {"languages.unfinished"},
    ask_for_nothing: {"text.unwanted"},
    mark_as_sponsored: {"sponsor.name"},
    name_a_sponsor: {"sponsor.label"},
}


@pytest.mark.parametrize(("change", "codes"), CHANGES.items(), ids=[one.__name__ for one in CHANGES])
def test_a_change_is_seen_at_once(story, memory, clock, change, codes):
    assert codes_in(found_in(story)).isdisjoint(codes)
    clock.shift(HOUR)
    change(story)
    found = found_in(story)
    assert codes <= codes_in(found)
    memory.clear()
    assert found == found_in(story)


def test_what_is_mended_is_gone_at_once(story):
    write_residue(story)
    assert "text.markdown" in codes_in(found_in(story))
    rewrite(story, body_en="<p>The harbor opens.</p>")
    assert "text.markdown" not in codes_in(found_in(story))


def test_a_waiver_is_seen_at_once(story):
    write_residue(story)
    assert not any(one.waiver for one in found_in(story)["en"])
    waive_it(story)
    assert any(one.waiver for one in found_in(story)["en"])
    Waiver.objects.all().delete()
    assert not any(one.waiver for one in found_in(story)["en"])


def test_the_day_and_the_instant_count(story, clock):
    Term.objects.create(name_en="The harbor", name_ko="항만", valid_until=date(2026, 3, 4))
    image = Image.objects.get()
    image.rights_until = NOON + HOUR
    image.save()
    assert codes_in(found_in(story)).isdisjoint({"term.expired", "picture.rights"})
    assert "picture.rights" in codes_in(found_in(story, at=NOON + 2 * HOUR))
    assert codes_in(found_in(story)).isdisjoint({"term.expired", "picture.rights"})
    clock.shift(48 * HOUR)
    assert {"term.expired", "picture.rights"} <= codes_in(found_in(story))


def test_each_language_of_the_screen_has_its_own_words(story):
    write_residue(story)
    english = found_in(story)
    with translation.override("ko"):
        korean = found_in(story)
    assert codes_in(english) == codes_in(korean)
    [message] = [one.message for one in korean["en"] if one.code == "text.markdown"]
    assert message == "글에 마크다운 기호가 남아 있습니다."
    assert found_in(story) == english


def test_a_text_is_read_once(story, memory, monkeypatch):
    read = []
    for code, check in CHECKS.items():
        run = lambda context, check=check: read.append(check) or check.run(context)  # noqa: E731
        monkeypatch.setitem(CHECKS, code, registry.replace(check, run=run))
    first = found_in(story)
    assert {check.code for check in read} == set(CHECKS)
    read.clear()
    assert found_in(story) == first
    assert read
    assert not any(check.is_kept for check in read)


def test_the_form_shows_what_has_changed_since_it_was_last_opened(story, client):
    client.force_login(make_user())

    def shown():
        return client.get(change_url(story)).content.decode()

    assert "The glossary does not allow" not in shown()
    edit_a_term(story)
    assert "The glossary does not allow “harbor”." in shown()
    client.cookies["django_language"] = "ko"
    term = Term.objects.get()
    term.forbidden_en = ""
    term.save()
    assert "The glossary does not allow" not in shown()
