"""The history of a story: its announced editions with their changes, and a page with the text of each."""

from datetime import datetime
from typing import NamedTuple

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles import body
from articles.models.edition import Edition, EditionKind
from newsroom.pagecache.addresses import HISTORY, STORY_PART
from newsroom.public.article.corrections import (
    ComparedEditions,
    EditionChanges,
    PrintedNames,
    awaited_corrections,
    corrections_after,
    edition_changes,
)
from newsroom.public.article.story_page import render_absent, story_page
from newsroom.public.bylines import byline_credits, signatories
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.links import edition_body, live_stories, topic_summaries
from newsroom.public.pagination import PAGE_SIZE, read_number
from newsroom.public.pictures import images_by_id, lead_picture
from newsroom.public.responses import redirect_to_slug
from newsroom.public.statements import past_statements, statements_now
from newsroom.public.story_editions import (
    AnnouncedEdition,
    announced_by_number,
    edition_url,
    history_url,
    labelled_headline,
    notice_after,
    past_editions,
)


class HistoryEntry(NamedTuple):
    """An announced edition in the history. `name` is its label."""

    edition: AnnouncedEdition
    name: str
    note: str  # the public note; "" for an edition that was taken back
    url: str  # address of its full text; "" for a notice or an edition that was taken back
    changes: EditionChanges | None  # None if there is nothing to compare with


def history_entries(
    article_id: int, frame: Frame, at: datetime, announced: dict[int, AnnouncedEdition], url_of, before=None
) -> tuple[list[HistoryEntry], int | None]:
    """Return (PAGE_SIZE HistoryEntries, newest first, the `before` of the next page or None).

    Two queries, and one more if a text has pictures.

    announced  {number: AnnouncedEdition} of the page's language
    url_of     function that returns the address of an AnnouncedEdition; "" if it was taken back
    before     show only editions with lower numbers
    """
    numbers = [number for number in sorted(announced, reverse=True) if not before or number < before]
    read = numbers[: PAGE_SIZE + 1]  # one more, to compare the last one with
    text_numbers = {*read, *(announced[number].last for number in read)}
    editions = Edition.objects.of(article_id, frame.language).filter(number__in=text_numbers)
    texts = {edition.number: edition for edition in editions.select_related("lead_image")}
    names = PrintedNames.read(texts.values(), frame, at)
    entries = [history_entry(announced, number, texts, url_of, names) for number in read[:PAGE_SIZE]]
    return entries, read[PAGE_SIZE - 1] if len(read) > PAGE_SIZE else None


def history_entry(announced, number, texts, url_of, names):
    """Return the HistoryEntry of an announced edition.

    Its changes are None for the first edition and for notices, and if the edition or the one before it was
    taken back.

    texts  {number: Edition} with the texts to compare
    """
    edition, text = announced[number], texts[number]
    url = url_of(edition)
    previous = max((other for other in announced if other < number), default=None)
    changes = None
    if url and previous and url_of(announced[previous]):
        before = texts[announced[previous].last]
        changes = edition_changes(ComparedEditions(before, text, texts[edition.last]), names)
    note = edition.note if url or text.is_notice else ""
    return HistoryEntry(edition, edition_name(edition), note, url, changes)


def edition_name(edition: AnnouncedEdition) -> str:
    """Return the label of an AnnouncedEdition for readers, in the active language."""
    if edition.kind == EditionKind.IMPORTED:
        return pgettext("an edition", "First published elsewhere")
    if edition.number == 1:
        return pgettext("an edition", "First published")
    if edition.kind in (EditionKind.CORRECTION, *EditionKind.NOTICES):
        return str(EditionKind(edition.kind).label)
    return pgettext("a story", "Updated")


@story_page(HISTORY)
def history_page(request, language, editions, slug) -> HttpResponse:
    """Show the announced editions, newest first; 404 for a page without any."""
    edition = editions.here
    if slug != edition.slug:
        return redirect_to_slug(request, history_url(edition))
    before = read_number(request, "before", digits=9)
    frame = Frame.read(language)
    past = past_editions(article_id=edition.article_id, at=request.at)
    announced = announced_by_number(past, language)

    def url_of(announced_edition):
        number = announced_edition.number
        return "" if notice_after(announced, number) else edition_url(edition, number)

    entries, older = history_entries(edition.article_id, frame, request.at, announced, url_of, before)
    if not entries:
        raise Http404
    return render_page(
        request,
        "public/history.html",
        frame,
        history_head(editions, before),
        edition=edition,
        awaited=awaited_corrections(edition, past),
        there=editions.live_there,
        url_there=history_url(editions.live_there) if editions.live_there else "",
        entries=entries,
        has_readable=any(entry.url for entry in entries),
        statements=[] if before else past_statements(edition.article_id, language, request.at),
        older_url=f"{history_url(edition)}?before={older}" if older else "",
        first_url=history_url(edition) if before else "",
    )


def history_head(editions, before):
    """Return the head. The page is not indexed, because it contains text that was corrected."""
    alternates = {} if before else {code: history_url(edition) for code, edition in editions.live.items()}
    address = history_url(editions.here)
    return Head(
        headline=_("History: %(headline)s") % {"headline": labelled_headline(editions.here)},
        canonical=f"{address}?before={before}" if before else address,
        alternates=alternates,
        there=history_url(editions.live_there) if editions.live_there else "",
        robots="noindex, follow",
    )


@story_page(STORY_PART)
def edition_page(request, language, editions, slug, number) -> HttpResponse:
    """Show an announced edition with its quick fixes applied.

    410 if it was taken back, 404 if it does not exist. The number of a quick fix redirects to its edition.
    """
    live = editions.here
    past = past_editions(article_id=live.article_id, at=request.at)
    announced = announced_by_number(past, language)
    if number > max((edition.last for edition in announced.values()), default=0):
        raise Http404
    if notice := notice_after(announced, number):
        taken_back = Edition.objects.of(live.article_id, language).get(number=notice.number)
        return render_absent(request, language, editions._replace(here=taken_back))
    announced_number = max(other for other in announced if other <= number)
    if announced_number != number:  # a quick fix has no address of its own
        return HttpResponseRedirect(edition_url(live, announced_number))
    if slug != live.slug:
        return HttpResponsePermanentRedirect(edition_url(live, number))
    return render_edition(request, live, announced, announced[number], past)


def render_edition(request, live, announced, shown, past):
    """Render the page of `shown`, an AnnouncedEdition of the story whose live edition is `live`."""
    frame = Frame.read(str(live.language))
    edition = Edition.objects.of(live.article_id, live.language).for_page().get(number=shown.last)
    wanted, at = body.references(edition.body), request.at
    html = edition_body(
        edition,
        live_stories(wanted.articles, live.language, at),
        topic_summaries(wanted.topics, live.language, at),
        frame.insight_name,
        images=images_by_id(wanted.images, edition),
        at=at,
    )
    numbers = [number for number in announced if not notice_after(announced, number)]
    index = numbers.index(shown.number)
    return render_page(
        request,
        "public/edition.html",
        frame,
        edition_head(live, edition, shown),
        live=live,
        edition=edition,
        announced=shown,
        name=edition_name(shown),
        statements=statements_now(frame.language, at).above(live.article_id),
        body=html,
        picture=lead_picture(edition, at),
        credits=byline_credits(signatories([edition], request.at)[0]),
        awaited=[] if shown.live_until else awaited_corrections(live, past),
        corrected=corrections_after(live, past, shown.live_from) if shown.live_until else [],
        history_url=history_url(live),
        earlier_url=edition_url(live, numbers[index - 1]) if index else "",
        later_url=edition_url(live, numbers[index + 1]) if numbers[index + 1 :] else "",
    )


def edition_head(live, edition, shown):
    """Return the head. The page is not indexed, because it contains text that was corrected."""
    return Head(
        headline=_("Edition %(number)s: %(headline)s")
        % {"number": shown.number, "headline": labelled_headline(edition)},
        description=edition.summary,
        canonical=edition_url(live, shown.number),
        robots="noindex, follow",
    )
