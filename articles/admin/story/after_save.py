"""What is said after a save of the form: what it asks of the translation, and what that still lacks."""

from collections import Counter

from django.contrib import messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.story.translation import segment_kind, translation_status
from articles.models import Wanted, other
from articles.text.segments import segments_of
from articles.text.translation.freshness import State
from articles.translations.freshness import Translation

MAX_LINKED_SEGMENTS = 3  # segments


def report_translation(request, edit, parts):
    """Say how many segments a change of the source made stale; of the translation, which still are.

    edit  the finished Edit; parts  what it changed
    """
    source = edit.article.source_language
    language = other(source)
    row = edit.progress[language]
    was_turned = edit.before.filing["source_language"] != source
    if was_turned or not row.text_digest or not parts & {source, language}:
        return
    found = translation_status(edit.article, row, request.user)
    if found is None:
        return
    said = describe_new_staleness(edit, found) if source in parts else ""
    named = [one for one in found.segments if one.kind != State.NEW] if language in parts else []
    if said:
        messages.info(request, with_workbench_link(found, f"{found.language.label}: {said}."))
    elif named:
        messages.info(request, with_workbench_link(found, describe_open_segments(found.language, named)))


def describe_new_staleness(edit, found):
    """What a change of the source asks of its translation: “2 segments went stale”, or ""."""
    source = edit.before.text[edit.article.source_language]
    body = "" if edit.progress[found.language].wanted == Wanted.BRIEF else source["body"]
    texts = segments_of(source["title"], source["summary"], body), found.translation.target
    before = Translation(*texts, found.translation.made)
    more = Counter(found.counts) - Counter(segment_kind(unit) for unit in before.open_units)
    new = more.pop(State.NEW, 0)
    stale = sum(more.values())
    told = [
        (stale, ngettext("%(count)d segment went stale", "%(count)d segments went stale", stale)),
        (new, ngettext("%(count)d segment is new", "%(count)d segments are new", new)),
    ]
    return ", ".join(words % {"count": count} for count, words in told if count)


def describe_open_segments(language, segments):
    """“Korean, 2 segments still stale: “The harbor opens.”, …”, each a link to where it is mended."""
    count = len(segments)
    head = ngettext("%(count)d segment is still stale", "%(count)d segments are still stale", count)
    named = format_html_join(
        " ",
        "{}",
        ((one.link,) for one in segments[:MAX_LINKED_SEGMENTS]),
    )
    more = "…" if count > MAX_LINKED_SEGMENTS else ""
    return format_html("{}: {}: {} {}", language.label, head % {"count": count}, named, more)


def with_workbench_link(found, words):
    """Words with the way into the workbench, for those who may."""
    if not found.address:
        return words
    link = '{} <a href="{}">{}</a>'
    return format_html(link, words, found.address, _("Translate in the workbench"))
