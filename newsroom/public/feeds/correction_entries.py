"""Entries of the feed of corrections: one for each correction and notice, never changed."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models.edition import Edition, EditionKind
from newsroom.public import dates
from newsroom.public.corrections.correction_list import correction_rows
from newsroom.public.feeds.feed import FeedEntry, RemovedEntry, correction_tag
from newsroom.public.feeds.portable import portable_html
from newsroom.public.paging import MICROSECOND, Cursor

SIZE = 30  # of those that are named as gone


def correction_entries(told, language, at, absolute):
    """Return FeedEntries of the newest editions in the list of corrections, in three queries."""
    lines, _older = correction_rows(told, language, at, None)
    texts = headline_histories({line.edition.article_id for line in lines if line.story}, language, at)
    return [
        correction_entry(
            line, headline_then(texts.get(line.edition.article_id, []), line.edition), language, absolute
        )
        for line in lines
    ]


def headline_histories(numbers, language, at):
    """Return {article id: its editions in a language, oldest first, with headlines only}."""
    found = {}
    begun = Edition.objects.begun(at).of_articles(numbers).in_language(language)
    for edition in begun.only("article", "kind", "live_from", "headline").order_by("live_from"):
        found.setdefault(edition.article_id, []).append(edition)
    return found


def headline_then(past, correction):
    """Return the headline at the time of the correction, with typos that were fixed since."""
    found = ""
    for edition in past:
        if edition.live_from > correction.live_from and edition.kind != EditionKind.MINOR:
            break
        found = edition.headline
    return found


def correction_entry(line, headline, language, absolute):
    """Return the FeedEntry of a row.

    headline  "" for a withdrawn story, which is not named
    """
    edition = line.edition
    story_url = reverse("public:article_shortlink", args=[language, edition.article_id])
    context = {"note": line.note, "headline": headline, "url": absolute(story_url + "#corrections")}
    return FeedEntry(
        name=correction_tag(language, edition),
        url=absolute(correction_url(line, language)),
        title=correction_title(edition, headline, language),
        summary=" ".join(line.note.split()),
        html=portable_html(render_to_string("public/feeds/correction.html", context), absolute),
        published_at=edition.live_from,
        updated_at=edition.live_from,
    )


def correction_title(edition, headline, language):
    if not headline:
        published = dates.format_day(edition.first_published_at, language)
        headline = _("A story published %(published)s") % {"published": published}
    return _("%(kind)s: %(headline)s") % {"kind": edition.get_kind_display(), "headline": headline}


def correction_url(line, language):
    """Return the permanent address of a correction in the list, independent of the story's headline."""
    begin = Cursor(line.edition.live_from + MICROSECOND, line.edition.article_id)
    return f"{reverse('public:corrections', args=[language])}?before={begin}#{line.anchor}"


def removed_corrections(language, at):
    """Return a RemovedEntry for each correction of a story that was taken back since."""
    rows = Edition.objects.corrections_gone(language, at).defer("headline", "summary", "body", "printed")
    return [RemovedEntry(correction_tag(language, edition), edition.gone_at) for edition in rows[:SIZE]]
