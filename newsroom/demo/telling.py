"""Tells the stories of the demonstration as of the days on which they happened.

They are told together, deed by deed in the order of time, as a newsroom works: so the numbers of
the log and of the stories follow their dates.
"""

from collections import namedtuple
from datetime import timedelta

from django.db import transaction

from articles.models import Article, Language, Stage
from newsroom.demo.clock import as_of
from newsroom.demo.happenings import Life

# How long before its publication a text is written, submitted and approved.
WRITTEN, SUBMITTED, APPROVED = timedelta(hours=3), timedelta(hours=1), timedelta(minutes=20)
# What a file may say of a published story: the deed that prepares it, and the one that readers see.
CHANGES = {"correction": ("mend", "correct"), "update": ("go_on", "update")}
ENDS = {"returned": "send_back", "withdrawal": "withdraw", "retraction": "retract"}

# deed  a method of Life; said  what the file says of it, or None
Deed = namedtuple("Deed", "at deed language said", defaults=[None])


def known(story):
    """The number of the working copy that was once made from a story, or None.

    The history remembers the first address, so a story that people have changed is known too.
    """
    return Article.history.filter(slug_en=story["key"]).values_list("id", flat=True).first()


def begun_at(story, calendar):
    return next(timetable(story, calendar)).at


@transaction.atomic
def tell(stories, around, *, begun):
    """Make stories with all that happened to them, in one transaction: all of them or none.

    begun  called with each story before it is made
    """
    deeds = []
    for story in stories:
        life = Life(story, around)
        deeds += [(life, deed) for deed in timetable(story, around.calendar)]
    for life, deed in sorted(deeds, key=lambda pair: pair[1].at):
        if deed.deed == "begin":
            begun(life.story)
        with as_of(deed.at):
            getattr(life, deed.deed)(deed.language, deed.said)


def timetable(story, calendar):
    """Yield the Deeds of a story: first of all the one that begins it, else in no order."""
    source = story["source_language"]
    begun = _ready_at(story, source, calendar) - WRITTEN
    for language in sorted(Language, key=lambda language: language != source):
        if language in story["publish"] or language in story["stage"]:
            yield from _way_to_readers(story, language.value, begun, calendar)
    for name, (prepare, show) in CHANGES.items():
        for said in story[name]:
            for language, moment in said["at"].items():
                at = calendar.instant(moment)
                yield Deed(at - APPROVED, prepare, language, said)
                yield Deed(at, show, language, said)
    for said in story["placed"]:
        for language, moment in said["at"].items():
            yield Deed(calendar.instant(moment), "put", language, said)
    for said in story["plan"]:
        yield Deed(calendar.instant(said["at"]), "plan", said["language"], said)
    for said in story["note"]:
        yield Deed(calendar.instant(said["at"]), "note", said.get("language", ""), said)
    for name, deed in ENDS.items():
        for language, moment in _moments(story, name).items():
            yield Deed(calendar.instant(moment), deed, language, story[name])


def _way_to_readers(story, language, begun, calendar):
    """Yield the Deeds from an empty page to the stage that a language has reached."""
    ready_at = _ready_at(story, language, calendar)
    written_at = max(begun, ready_at - WRITTEN)
    is_source = language == story["source_language"]
    yield Deed(written_at, "begin" if is_source else "translate", language)
    is_published, was_returned = language in story["publish"], language in _moments(story, "returned")
    stage = Stage.APPROVED if is_published else story["stage"][language]
    if stage == Stage.WRITING:
        yield Deed(written_at, "take_on", language)
    if stage != Stage.WRITING or was_returned:
        yield Deed(ready_at - SUBMITTED, "submit", language)
    if stage == Stage.APPROVED:
        yield Deed(ready_at - APPROVED, "approve", language)
    if is_published:
        yield Deed(ready_at, "publish", language)


def _ready_at(story, language, calendar):
    """When a text is published, or would be, had it gone its way."""
    if language in story["publish"]:
        return calendar.instant(story["publish"][language])
    return calendar.instant(story["written"][language]) + WRITTEN


def _moments(story, name):
    return story[name]["at"] if name in story else {}


def in_order(stories, calendar):
    """The stories in the order in which they are begun."""
    return sorted(stories, key=lambda story: begun_at(story, calendar))
