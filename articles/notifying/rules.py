"""Which event is told to whom, and why: a table. Never to who did it, and to nobody who has left.

Each rule takes an Event of a story and gives pairs of a Why and people (their numbers); for somebody who
is in several pairs the first counts.
"""

from django.contrib.auth import get_user_model
from django.db.models import Q

from articles.models import (
    Byline,
    EditionKind,
    Event,
    Happening,
    Note,
    Progress,
    Role,
    Stage,
    Why,
    other,
)
from articles.models.language import Language
from articles.workflow.permissions import Verb, people_who_may, people_with


def recipients(event):
    """{number of a person: Why} for one event."""
    rule = RULES.get(event.happening)
    if rule is None or event.subject_type != "article":
        return {}
    told = {}
    for why, people in rule(event):
        for number in people:
            told.setdefault(number, why)
    told.pop(event.actor_id, None)
    told.pop(None, None)
    return told if not told else {number: told[number] for number in _present(told)}


def _present(numbers):
    people = get_user_model().objects.filter(pk__in=numbers, is_active=True)
    return people.values_list("pk", flat=True)


def assigned(event):
    """Who has it now, and whom the note for them mentions besides."""
    yield Why.ASSIGNED, [event.details.get("to")]
    note = Note.objects.filter(pk=event.details.get("note")).first()
    if note is not None:
        yield Why.MENTIONED, note.mentions.values_list("pk", flat=True)


def noted(event):
    """Who is mentioned, who wrote in the thread, and who has the text that it is about."""
    note = Note.objects.filter(pk=event.details.get("note")).first()
    if note is None:  # gone with its story
        return
    thread = note.reply_to_id or note.pk
    if not event.details.get("again"):
        yield Why.MENTIONED, note.mentions.values_list("pk", flat=True)
    written = Note.objects.filter(Q(pk=thread) | Q(reply_to=thread))
    yield Why.NOTED, written.values_list("written_by", flat=True)
    for language in [note.language] if note.language else Language.values:
        yield Why.NOTED, writers(event.subject_id, language)


def to_review(event):
    """The desk, unless it has decided already when the event is read: then there is nothing to do."""
    rows = Progress.objects.filter(article=event.subject_id, language=event.language)
    if rows.filter(stage=Stage.IN_REVIEW).exists():
        yield Why.REVIEW, desk(Verb.APPROVE, event.language)


def returned(event):
    yield Why.RETURNED, writers(event.subject_id, event.language)


def approved(event):
    yield Why.APPROVED, writers(event.subject_id, event.language)
    yield from stale(event)


def published(event):
    """The people of the text; of a correction also those who must carry it into the other language."""
    yield Why.PUBLISHED, writers(event.subject_id, event.language) | signed(event)
    yield from scheduled(event)


def scheduled(event):
    """A correction gives the other language's desk work, whether it is out or lies ahead."""
    if event.details.get("kind") == EditionKind.CORRECTION:
        yield from told_to_the_other(event, Why.CORRECTED)
    yield from stale(event)


def stale(event):
    """The people of a translation that was whole before its source changed, unless it is mended already."""
    language = other(event.language)
    rows = Progress.objects.with_freshness().filter(article=event.subject_id, language=language)
    if event.details.get("stale") and rows.filter(is_stale=True).exists():
        yield Why.CORRECTED, writers(event.subject_id, language)


def gone(event):
    yield Why.GONE, writers(event.subject_id, event.language) | signed(event)
    yield from told_to_the_other(event, Why.GONE)


RULES = {
    Happening.ASSIGNED: assigned,
    Happening.NOTED: noted,
    Happening.SUBMITTED: to_review,
    Happening.REVIEW_AGAIN: to_review,
    Happening.RETURNED: returned,
    Happening.REOPENED: returned,
    Happening.APPROVED: approved,
    Happening.PUBLISHED: published,
    Happening.SCHEDULED: scheduled,
    Happening.WITHDRAWN: gone,
    Happening.RETRACTED: gone,
}


# What people were asked for and have done, or somebody else for them.
SETTLED = {
    Happening.ASSIGNED: [Why.ASSIGNED],
    Happening.SUBMITTED: [Why.ASSIGNED, Why.RETURNED],
    Happening.APPROVED: [Why.REVIEW],
    Happening.RETURNED: [Why.REVIEW],
}


def settled(event):
    """Which earlier notifications of the same story are done with by an event, as a Q; None for none."""
    if event.happening == Happening.NOTED:
        thread = event.details.get("thread") or event.details.get("note")
        here = Q(event__details__thread=thread) | Q(event__details__note=thread)
        return here & Q(user=event.actor_id, why__in=[Why.MENTIONED, Why.NOTED])
    whys = SETTLED.get(event.happening)
    return Q(why__in=whys, event__language=event.language) if whys else None


def desk(verb, language):
    """The desk of a language: who may do the verb there; managing editors, who lead every desk, only where
    there is nobody else. They would be told of everything, and so read nothing.
    """
    able = people_who_may([verb], language)
    leading = people_with(f"articles.waive_{language}")  # superusers, too
    own = set(able.exclude(pk__in=leading.values("pk")).values_list("pk", flat=True))
    return own or set(able.values_list("pk", flat=True))


def writers(article, language):
    """Who has a text or wrote it last: its holder, who submitted it last, who changed it last."""
    rows = Progress.objects.filter(article=article, language=language)
    people = set(rows.values_list("holder", flat=True))
    steps = Event.objects.filter(subject_type="article", subject_id=article, language=language)
    submitted = (
        steps.filter(happening=Happening.SUBMITTED).order_by("-number").values_list("actor", flat=True)
    )
    last = set(submitted[:1]) - {None} or set(rows.values_list("changed_by", flat=True))
    return people | last


def signed(event):
    """Who signs a text with an account of their own."""
    role = Q(article__source_language=event.language, role=Role.TEXT)
    role |= ~Q(article__source_language=event.language) & Q(role=Role.TRANSLATION)
    bylines = Byline.objects.filter(role, article=event.subject_id, author__user__isnull=False)
    return set(bylines.values_list("author__user", flat=True))


def told_to_the_other(event, why):
    """The desk and the people of the other language, if anything is written in it."""
    language = other(event.language)
    begun = Progress.objects.filter(article=event.subject_id, language=language).exclude(text_digest="")
    if begun.exists():
        yield why, desk(Verb.PUBLISH, language) | writers(event.subject_id, language)
