"""Import of a story: a draft that was read from text becomes an article, filed as its front matter asks."""

from dataclasses import dataclass, field
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body.manuscript.draft import Draft, DraftNote
from articles.events import log
from articles.models import (
    Article,
    ArticleTopic,
    Author,
    Byline,
    Publication,
    RelatedLink,
    Section,
    Topic,
    localized,
)
from articles.workflow.edit_session import create_article
from articles.workflow.permissions import Actor, Verb, may

NO_SECTION = gettext_lazy("there is no section “%(name)s”: choose one in the story")
# Key of a wish: the rows that it may name, the words where none has the name, and where several have it.
FINDERS = {
    "section": (Section.objects.all(), NO_SECTION, NO_SECTION),
    "topic": (
        Topic.objects.select_related("merged_into"),
        gettext_lazy("there is no topic “%(name)s”: choose or add one in the story"),
        gettext_lazy("more than one topic is called “%(name)s”: choose one in the story"),
    ),
    "byline": (
        Author.objects.filter(is_active=True),
        gettext_lazy("there is no author “%(name)s”: choose one in the story"),
        gettext_lazy("more than one author is called “%(name)s”: choose one in the story"),
    ),
}


@dataclass
class StoryFiling:
    """Section, topics and authors that the front matter of a draft names, with notes on unknown names."""

    section: Section | None = None
    topics: list = field(default_factory=list)
    authors: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def get_insight_names() -> tuple[str, ...]:
    """Return the publication's names for its insight, in both languages, which are labels in a text."""
    publication = Publication.objects.current()
    return tuple(filter(None, [publication.insight_name_en, publication.insight_name_ko]))


def find_filing(draft: Draft, *, section: Section | None = None) -> StoryFiling:
    """Find the rows that a draft names. A section that is given overrides the one of the front matter.

    Names are matched in either language, or by slug. Unknown names create nothing: a second 경제 beside
    Economy would be worse than none.
    """
    filing = StoryFiling(section=section)
    for wish in draft.wishes:
        found, trouble = _find_row(wish)
        if trouble:
            filing.notes.append(DraftNote(wish.line, wish.line, trouble, is_doubt=True))
        elif wish.key == "section":
            filing.section = filing.section or found
        else:
            chosen = filing.topics if wish.key == "topic" else filing.authors
            chosen.extend([found] if found not in chosen else [])
    return filing


@log.unit_of_work()
def import_story(draft: Draft, *, filing: StoryFiling, by: Actor = None) -> Article:
    """Create the story of a draft. Raise PermissionDenied when `by` may not write in its language."""
    if not may(by, Verb.WRITE, draft.language):
        raise PermissionDenied
    texts = {"title": draft.headline, "summary": draft.summary, "body": draft.body}
    return create_article(
        by=by,
        source_language=draft.language,
        section=filing.section,
        add_rows=partial(_add_rows, draft=draft, filing=filing),
        **{localized(name, draft.language): text for name, text in texts.items()},
    )


def _add_rows(article, draft, filing):
    for position, item in enumerate(draft.related):
        words = {"title": item.title, "summary": item.summary}
        columns = {localized(name, item.language): text for name, text in words.items()}
        RelatedLink.objects.create(article=article, position=position, url=item.url, **columns)
    for topic in filing.topics:
        ArticleTopic.objects.create(content_object=article, tag=topic)
    for position, author in enumerate(filing.authors):
        Byline.objects.create(article=article, author=author, position=position)


def _find_row(wish):
    """Return (the row that a wish names, ""), or (None, the reason why none is taken)."""
    rows, none, several = FINDERS[wish.key]
    name = wish.value
    called = Q(name_en__iexact=name) | Q(name_ko=name) | Q(slug=name.casefold())
    found = {getattr(row, "merged_into", None) or row for row in rows.filter(called)}
    if len(found) == 1:
        return found.pop(), ""
    return None, (several if found else none) % {"name": name}


def describe_format(draft: Draft) -> str:
    """Describe the format of a draft and the reason for it: “Markdown: line 1 is a heading with #”."""
    name = _("Markdown") if draft.format == "markdown" else _("labeled text")
    return f"{name}: {draft.reason}"


def list_doubts(draft: Draft, filing: StoryFiling) -> list[DraftNote]:
    """Return the notes that a person should look at, in the order of the text."""
    return sorted([*draft.doubts, *filing.notes], key=lambda note: (note.first, note.last))


def format_story_report(draft: Draft, filing: StoryFiling) -> list[str]:
    """Return the lines of a report for a terminal; every line of the text is accounted for."""
    doubts = list_doubts(draft, filing)
    lines = [
        _("Read as %(format)s.") % {"format": describe_format(draft)},
        _("Headline: %(text)s") % {"text": draft.headline},
        _("Summary: %(text)s") % {"text": draft.summary or "—"},
        _("Section: %(section)s") % {"section": filing.section or "—"},
        "",
        _("Recognized:"),
        *(f"  {note}" for note in draft.understood),
    ]
    if doubts:
        lines += ["", _("Please check:"), *(f"  {note}" for note in doubts)]
    return lines
