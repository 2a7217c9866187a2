"""Plain functions that make objects for tests. Names are invented, and instants are fixed."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models

from articles.events import log
from articles.models import (
    Author,
    Edition,
    Event,
    EventType,
    Language,
    Publication,
    Section,
    Stage,
    StandingPage,
    Topic,
    Wanted,
)
from articles.publishing import publish
from articles.publishing.refusals import Examination
from articles.translations.freshness import stale_event_details
from articles.workflow.edit_session import LockedStory, create_article, editing
from articles.workflow.masthead import publish_page

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


def make_user(username="editor", *, role="Managing editors", **fields):
    """Make a staff account in one of the newsroom's groups; role=None for no group."""
    user = get_user_model().objects.create_user(
        username, password="correct horse battery", is_staff=True, **fields
    )
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def make_section(slug="economy", **fields):
    names = {"name_en": slug.replace("-", " ").title(), "name_ko": f"{slug} 부문"}
    return Section.objects.create(slug=slug, **(names | fields))


def make_topic(slug="harbours", **fields):
    return Topic.objects.create(slug=slug, **({"name_en": slug.title(), "name_ko": f"{slug} 주제"} | fields))


def make_author(slug="bora-testman", **fields):
    names = {"name_en": slug.replace("-", " ").title(), "name_ko": f"{slug} 기자"}
    return Author.objects.create(slug=slug, **(names | fields))


def make_standing_page(slug="about", **fields):
    """Make a standing page, published in each language that has a text."""
    page = StandingPage.objects.create(slug=slug, **fields)
    for language in Language:
        if page.draft(language).body:
            publish_page(page, language, by=None)
    return page


def make_publication(**fields):
    names = {"name_en": "The Test Harbor", "name_ko": "시험항구신문", "insight_name_en": "Harbor Insight"}
    return Publication.objects.create(**(names | fields))


def make_article(*, by=None, wanted=None, languages=("en",), number="", **fields):
    """Make a working copy with headline, summary and text in the given languages, in a section."""
    texts = {
        "title_en": f"Harbor opens{number}",
        "summary_en": f"The harbor opens on Monday{number}.",
        "body_en": f"<p>The harbor opens{number}.</p>",
        "title_ko": f"항구 문 열어{number}",
        "summary_ko": f"항구가 월요일에 문을 연다{number}.",
        "body_ko": f"<p>항구가 문을 열었다{number}.</p>",
    }
    columns = {name: text for name, text in texts.items() if name[-2:] in languages}
    if "section" not in fields:
        fields["section"] = Section.objects.filter(slug="economy").first() or make_section()
    return create_article(by=by, wanted=wanted, **(columns | {"source_language": languages[0]} | fields))


def make_whole_article(**fields):
    """Make a working copy that passes preflight without findings: it has a byline and a checked source."""
    article = make_article(**fields)
    checker = get_user_model().objects.filter(username="checker").first() or make_user("checker", role=None)
    author = Author.objects.first() or make_author()
    article.bylines.create(author=author)
    names = {"name_en": "Harbor office", "name_ko": "항만사무소"}
    article.sources.create(**names, checked_by=checker, checked_at=NOON)
    return article


STEPS = {
    Stage.WRITING: [EventType.SUBMITTED, EventType.APPROVED],
    Stage.IN_REVIEW: [EventType.APPROVED],
    Stage.APPROVED: [],
}


class Unexamined(Examination):
    """An examination without findings. Preflight takes half the time of a publication."""

    def examine(self, *_story, **_edition):
        return []


def approve(article, language, *, by=None):
    """Submit and approve one language of an article by writing the rows, from its present stage.

    `perform` writes the same after its own checks (tests/test_factories.py), but takes five times as long.
    """
    with log.unit_of_work():
        story = LockedStory(article.pk)
        row = story.progress[language]
        for step in STEPS[row.stage]:
            details = {"version": row.version}
            if step == EventType.APPROVED and not Edition.objects.of(article, language).exists():
                details |= stale_event_details(story, language)
            log.record(step, article, by=by, language=language, **details)
        row.opened_at = row.opened_at if row.stage != Stage.WRITING else None
        row.stage = Stage.APPROVED
        row.save(update_fields=["stage", "opened_at"])


def make_published(*, languages=("en",), at=None, by=None, **fields):
    """Make an article, approved and published in the given languages. Preflight logs no warnings."""
    article = make_article(by=by, languages=languages, **fields)
    for language in languages:
        approve(article, language)
        publish(article, language, by=by, at=at, examination=Unexamined())
    article.refresh_from_db()
    return article


def rewrite(article, *, by=None, **columns):
    """Change columns of a working copy, as in rewrite(article, title_en="…")."""
    with editing(article.pk, by=by) as copy:
        for name, value in columns.items():
            setattr(copy, name, value)


def make_events(count, *, subject=None, **fields):
    """Append many events at once, as only tests may, and return their ids."""
    kind, pk = (subject._meta.model_name, subject.pk) if subject else ("article", 0)
    fields = {"type": EventType.CHANGED, "subject_type": kind, "subject_id": pk} | fields
    events = models.QuerySet(Event).bulk_create(Event(**fields) for _number in range(count))
    return [event.id for event in events]


LANGUAGES = [language.value for language in Language]
WANTED = Wanted
