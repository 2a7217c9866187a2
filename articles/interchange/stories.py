"""A draft becomes a story: the working copy, its related block, and its filing as far as names are known."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.body.manuscript.draft import DraftNote
from articles.models import ArticleTopic, Author, Byline, Publication, RelatedLink, Section, Topic, localized
from articles.workflow.permissions import Verb, may
from articles.workflow.saving import create_article, editing


@dataclass
class Filing:
    """Where a story goes: rows of ours for what its front matter names, and notes on what we do not know."""

    section: Section | None = None
    topics: list = field(default_factory=list)
    authors: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def insight_names():
    """What the publication calls its insight, in both languages; readers of texts take it for a label."""
    publication = Publication.objects.current()
    return tuple(filter(None, [publication.insight_name_en, publication.insight_name_ko]))


def filing_of(draft, *, section=None):
    """The Filing that a draft asks for. A section that is given wins over that of the front matter.

    Names are found in either language or as address. Nothing is created for an unknown one: a
    second 경제 beside Economy would be worse than none.
    """
    filing = Filing(section=section)
    finders = {"section": _section, "topic": _topic, "byline": _author}
    for wish in draft.wishes:
        found, trouble = finders[wish.key](wish.value)
        if trouble:
            filing.notes.append(DraftNote(wish.line, wish.line, trouble, is_doubt=True))
        elif wish.key == "section":
            filing.section = filing.section or found
        else:
            chosen = filing.topics if wish.key == "topic" else filing.authors
            chosen.extend([found] if found not in chosen else [])
    return filing


@transaction.atomic
def import_story(draft, *, filing, by=None):
    """Create the story of a draft and return its Article.

    Raise PermissionDenied when the person may not write in its language.
    """
    if not may(by, Verb.WRITE, draft.language):
        raise PermissionDenied
    texts = {"title": draft.headline, "summary": draft.summary, "body": draft.body}
    article = create_article(
        by=by,
        source_language=draft.language,
        section=filing.section,
        **{localized(name, draft.language): text for name, text in texts.items()},
    )
    if draft.related or filing.topics or filing.authors:
        with editing(article.pk, by=by) as article:
            _fill(article, draft, filing)
    return article


def _fill(article, draft, filing):
    for position, item in enumerate(draft.related):
        words = {"title": item.title, "summary": item.summary}
        columns = {localized(name, item.language): text for name, text in words.items()}
        RelatedLink.objects.create(article=article, position=position, url=item.url, **columns)
    for topic in filing.topics:
        ArticleTopic.objects.create(content_object=article, tag=topic)
    for position, author in enumerate(filing.authors):
        Byline.objects.create(article=article, author=author, position=position)


def _section(name):
    found = list(Section.objects.filter(_is_called(name)))
    if len(found) == 1:
        return found[0], ""
    return None, _("there is no section “%(name)s”: choose one in the story") % {"name": name}


def _topic(name):
    found = list(Topic.objects.filter(_is_called(name)).select_related("merged_into"))
    if not found:
        return None, _("there is no topic “%(name)s”: choose or add one in the story") % {"name": name}
    topics = {topic.merged_into or topic for topic in found}
    if len(topics) > 1:
        return None, _("more than one topic is called “%(name)s”: choose one in the story") % {"name": name}
    return topics.pop(), ""


def _author(name):
    found = list(Author.objects.filter(_is_called(name), is_active=True))
    if not found:
        return None, _("there is no author “%(name)s”: choose one in the story") % {"name": name}
    if len(found) > 1:
        return None, _("more than one author is called “%(name)s”: choose one in the story") % {"name": name}
    return found[0], ""


def _is_called(name):
    return Q(name_en__iexact=name) | Q(name_ko=name) | Q(slug=name.casefold())
