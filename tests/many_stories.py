"""A newsroom of many stories, made in few statements: for tests that count queries, and for measurements."""

from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet

from articles.models import Article, Edition, Event, EventType, LanguageProgress, Stage, localized
from articles.publishing.standing import set_facts
from tests.factories import NOON, make_published, make_section

# The stages of a story in English and in Korean, used in turn.
STAGES = [
    (Stage.APPROVED, Stage.APPROVED),
    (Stage.APPROVED, Stage.WRITING),
    (Stage.IN_REVIEW, Stage.WRITING),
    (Stage.WRITING, Stage.IN_REVIEW),
    (Stage.APPROVED, Stage.APPROVED),
]


def make_many(count, *, by, at=NOON, live_share=0.7):
    """Make `count` stories in both languages: most of them published, the others at every stage.

    They are clones of a story that passed through the workflow, with deadlines and planned days around an
    instant. Return that story; only it has a history.
    """
    section = make_section(f"many-{Article.objects.count()}")
    model = make_published(languages=("en", "ko"), by=by, section=section, at=None)
    editions = list(model.editions.all())
    digests = {edition.language: edition.text_digest for edition in editions}
    of_sources = dict(model.progress.values_list("language", "source_digest"))
    articles = [clone(model, id=None, title_en=f"Harbor {place}") for place in range(count)]
    QuerySet(Article).bulk_create(articles)
    rows, printed, lines = [], [], []
    for place, article in enumerate(articles):
        is_live = place < count * live_share
        stages = STAGES[0] if is_live else STAGES[place % len(STAGES)]
        for language, stage in zip(("en", "ko"), stages, strict=True):
            is_written = is_live or stage != Stage.WRITING or place % 2
            rows.append(
                LanguageProgress(
                    article=article,
                    language=language,
                    stage=stage,
                    text_digest=digests[language] if is_written else "",
                    source_digest=of_sources[language],
                    translated_digest=of_sources[language] or "" if is_live else "",
                    assignee=by if place % 3 else None,
                    priority=place % 3,
                    due_at=None if is_live else at + timedelta(hours=place % 72 - 24),
                    planned_on=None if is_live else (at + timedelta(days=place % 20 - 4)).date(),
                )
            )
        is_ahead = not is_live and stages == (Stage.APPROVED, Stage.APPROVED)
        if is_live or is_ahead:
            live_from = (
                at - timedelta(hours=place % 4000) if is_live else at + timedelta(hours=1 + place % 300)
            )
            printed += [printed_as(edition, article, live_from) for edition in editions]
        lines.append(told(article, by, at, place))
    set_facts(rows, printed)
    QuerySet(LanguageProgress).bulk_create(rows)
    QuerySet(Edition).bulk_create(printed)
    QuerySet(Event).bulk_create(lines)
    with connection.cursor() as cursor:
        # Statistics about rows of earlier tests would make PostgreSQL choose very slow plans.
        cursor.execute("ANALYZE")
    return model


def clone(model, **fields):
    own = {field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields}
    # The base attribute of a translated column refers to the active language.
    kept = {name: value for name, value in own.items() if localized(name, "en") not in own}
    return type(model)(**(kept | fields))


def printed_as(edition, article, live_from):
    return clone(edition, id=None, article_id=article.pk, live_from=live_from, first_published_at=live_from)


def told(article, by, at, place):
    """Return an unsaved approval for the log. Every fifth was given by one person who also wrote the text."""
    return Event(
        at=at - timedelta(minutes=place),
        actor=by,
        type=EventType.APPROVED,
        subject_type="article",
        subject_id=article.pk,
        language="en",
        reason="Alone at night.",
        details={"alone": True} if place % 5 == 0 else {},
    )
