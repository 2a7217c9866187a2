"""Feed entries of stories, corrections and checksums, read in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import body
from articles.models.edition import Edition, EditionKind, EditionQuerySet
from articles.models.event import DayDigest, Event, EventType
from articles.models.image import PictureUse
from newsroom.pagecache.kept_parts import kept_rows
from newsroom.pagecache.page_keys import collect_dependencies, depend_on
from newsroom.public import dates
from newsroom.public.article.corrections import story_corrections
from newsroom.public.article.live_coverage import live_excerpts
from newsroom.public.article.page import announced_histories, filed_topics, story_updated_at
from newsroom.public.bylines import signatories
from newsroom.public.feeds.feed import (
    FeedEntry,
    RemovedEntry,
    correction_tag,
    portable_html,
    story_tag,
    tag_uri,
)
from newsroom.public.frame import Frame
from newsroom.public.links import depend_on_topics, edition_body, live_stories, topic_summaries
from newsroom.public.lists.checksums import day_digest_url, take_days
from newsroom.public.lists.corrections import CorrectionRow, correction_rows
from newsroom.public.pagination import MICROSECOND, Cursor
from newsroom.public.pictures import images_by_id, lead_picture
from newsroom.public.responses import UrlBuilder
from newsroom.public.statements import ShownStatement, StatementsNow, statements_now
from newsroom.public.story_editions import by_story, labelled_headline

SIZE = 30  # entries of a feed
CHECKSUM_DAYS = 7  # the feed of corrections has the checksums of the newest seven days
AT_ONCE = 100  # events read at a time
# Types of events that may change readers' pages at once (articles.events.log).
CHANGES = [
    *(EventType.PUBLISHED, EventType.BROUGHT_FORWARD, EventType.IMPORTED),
    *(EventType.WITHDRAWN, EventType.RETRACTED),
    *(EventType.ADDED, EventType.CHANGED, EventType.REMOVED),
]


@dataclass
class FeedContext:
    """The editions of a feed in one language, and the rows that they refer to."""

    editions: dict  # {edition id: edition}
    wanted: dict  # {edition id: articles.body.References in its text}
    stories: dict  # {article id: live edition} that texts link to
    topics: dict  # {topic id: TopicSummary}
    full: dict  # {article id: live edition in the other language} that briefs link to
    histories: dict  # {article id: its announced editions, oldest first}
    images: dict  # {id: Image} of the pictures in texts and of lead pictures
    people: dict  # {edition id: its Signatories}
    statements: StatementsNow
    live: dict  # {article id: newsroom.public.article.live_coverage.LiveExcerpt}
    at: datetime

    @classmethod
    def read(cls, editions, language, there, at):
        wanted = {edition.pk: body.references(edition.body) for edition in editions}
        leads = {edition.lead_image_id: edition.lead_image for edition in editions if edition.lead_image}
        articles = set().union(*(references.articles for references in wanted.values()))
        filed = {number for edition in editions for number in edition.printed["topics"]}
        topics = filed.union(*(references.topics for references in wanted.values()))
        numbers = [edition.article_id for edition in editions]
        briefs = [edition.article_id for edition in editions if edition.is_brief]
        full = Edition.objects.live(at).in_language(there).of_articles(briefs).for_list() if briefs else []
        people = signatories(editions, at)
        return cls(
            editions={edition.pk: edition for edition in editions},
            wanted=wanted,
            stories=live_stories(articles, language, at),
            topics=topic_summaries(topics, language, at, filed),
            full={edition.article_id: edition for edition in full if not edition.is_brief},
            histories=announced_histories(numbers, language, at) if numbers else {},
            images=images_by_id(set().union(*(references.images for references in wanted.values()))) | leads,
            people={edition.pk: names for edition, names in zip(editions, people, strict=True)},
            statements=statements_now(language, at),
            live=live_excerpts(editions, at),
            at=at,
        )

    def depend_on_rows(self, edition):
        """Make the entry of an edition depend on the rows that it shows.

        Dependencies on its lead picture and on pictures of live entries are recorded when these are shown.
        """
        wanted, filed = self.wanted[edition.pk], set(edition.printed["topics"])
        depend_on("story", edition.article_id, *wanted.articles)
        depend_on("author", *(line["author"] for line in edition.printed["bylines"]))
        depend_on("image", *wanted.images)
        self.statements.depend()
        if edition.article_id in self.live:
            depend_on("live", edition.article_id)
        depend_on_topics(filed | wanted.topics, self.topics, filed)

    def begun_at(self, edition):
        """Return when an edition's entry last changed, also by a linked story or by the end of rights."""
        wanted = self.wanted[edition.pk]
        related = [self.stories[number] for number in wanted.articles if number in self.stories]
        related += [self.full[edition.article_id]] if edition.article_id in self.full else []
        begun = [story.live_from for story in (*related, *self.histories.get(edition.article_id, []))]
        images = [self.images[number] for number in wanted.images if number in self.images]
        images += [edition.lead_image] if edition.lead_image else []
        if excerpt := self.live.get(edition.article_id):
            images += [entry.image for entry in excerpt.entries if entry.image]
        ended = [
            image.rights_until for image in images if image.rights_until and image.rights_until <= self.at
        ]
        return max([edition.live_from, *begun, *ended, *self.live_changes(edition)])

    def live_changes(self, edition):
        """Return [instant of the last change in a story's live coverage], or [] without one."""
        excerpt = self.live.get(edition.article_id)
        return [excerpt.changed_at] if excerpt and excerpt.changed_at else []


def read_story_entries(
    live: EditionQuerySet, frame: Frame, at: datetime, absolute: UrlBuilder
) -> list[FeedEntry]:
    """Return the FeedEntries of the SIZE newest editions, each cached separately.

    live  live editions in the language of the frame
    """
    newest = list(live.for_cards().newest_first()[:SIZE])

    def read_entries(lacking):
        editions = list(Edition.objects.filter(pk__in=lacking).for_page().order_by())
        with collect_dependencies(at):  # discarded: each entry records its own dependencies
            context = FeedContext.read(editions, frame.language, frame.there, at)
        return lambda number: story_entry(context.editions[number], context, frame, absolute)

    variant = (frame.language, absolute("/"))
    numbers = [edition.pk for edition in newest]
    entries = kept_rows("feed-entry", numbers, variant, read_entries, has_key=False)
    return [entries[number] for number in numbers]


def story_entry(edition, printed, frame, absolute):
    printed.depend_on_rows(edition)
    history = printed.histories.get(edition.article_id, [])
    corrections = story_corrections(edition, history)
    here = [past for past in history if past.language == edition.language]
    changed_at = [correction.live_from for correction in corrections]
    statements = printed.statements.above(edition.article_id)
    changed_at += [statement.live_from for statement in statements]
    changed_at += printed.live_changes(edition)
    picture = lead_picture(edition, printed.at, PictureUse.FEEDS)
    return FeedEntry(
        name=story_tag(edition.language, edition.article_id),
        url=absolute(edition.get_absolute_url()),
        title=labelled_headline(edition),
        summary=edition.summary,
        html=story_html(edition, picture, corrections, statements, printed, frame, absolute),
        published_at=edition.first_published_at,
        updated_at=max([story_updated_at(edition, here) or edition.first_published_at, *changed_at]),
        people=[person._replace(url=absolute(person.url)) for person in printed.people[edition.pk]],
        section=frame.sections.get(edition.section_id),
        topics=filed_topics(edition, printed.topics),
        picture=picture and picture._replace(src=absolute(picture.src)),
        begun_at=printed.begun_at(edition),
    )


def story_html(edition, picture, corrections, statements, printed, frame, absolute):
    """Return the content of a story's page, from its picture to its corrections, as HTML for feeds."""
    context = {
        "edition": edition,
        "language": edition.language,
        "picture": picture,
        "body": edition_body(
            edition,
            printed.stories,
            printed.topics,
            frame.insight_name,
            images=printed.images,
            at=printed.at,
            use=PictureUse.FEEDS,
        ),
        "full": printed.full.get(edition.article_id),
        "statements": statements,
        "live": printed.live[edition.article_id].entries if edition.article_id in printed.live else [],
        "made": [correction for correction in corrections if not correction.is_awaited],
        "awaited": [correction for correction in corrections if correction.is_awaited],
    }
    return portable_html(render_to_string("public/feeds/story.html", context), absolute)


def removed_stories(notices: EditionQuerySet, entries: list[FeedEntry]) -> list[RemovedEntry]:
    """Return a RemovedEntry for each story taken back that would otherwise be in the feed, at most SIZE.

    notices  notices of the stories that the feed is about
    entries  FeedEntries of the feed
    """
    if len(entries) == SIZE:
        notices = notices.filter(first_published_at__gte=entries[-1].published_at)
    rows = notices.notices_latest_first()[:SIZE].values_list("language", "article_id", "live_from")
    return [RemovedEntry(story_tag(language, article), at) for language, article, at in rows]


def last_public_change(at: datetime) -> datetime | None:
    """Return the instant of the newsroom's last change to readers' pages up to an instant, or None."""
    # Events are not filtered by type in SQL, because SQLite would then sort all events of these types.
    events = Event.objects.filter(at__lte=at).order_by("-at", "-id").values_list("at", "type")
    start = 0
    while rows := list(events[start : start + AT_ONCE]):
        for changed_at, event_type in rows:
            if event_type in CHANGES:
                return changed_at
        start += AT_ONCE
    return None


def correction_entries(
    editions: EditionQuerySet, language: str, at: datetime, absolute: UrlBuilder
) -> list[FeedEntry]:
    """Return FeedEntries of the first page of the list of corrections, in a constant number of queries.

    editions  from EditionQuerySet.in_corrections
    """
    rows, _older = correction_rows(editions, language, at, None)
    corrections = [row for row in rows if isinstance(row, CorrectionRow)]
    stories = {row.edition.article_id for row in corrections if row.story}
    histories = headline_histories(stories, language, at)
    entries = []
    for row in rows:
        if isinstance(row, CorrectionRow):
            headline = headline_then(histories.get(row.edition.article_id, []), row.edition)
            entries.append(correction_entry(row, headline, language, absolute))
        else:
            entries.append(statement_entry(row, language, absolute))
    return entries


def statement_entry(statement: ShownStatement, language, absolute):
    """Return the FeedEntry of a statement. Its title names the kind of statement."""
    story_url = absolute(f"{statement.story_url}#{statement.anchor}") if statement.story_url else ""
    context = {"note": statement.text, "headline": statement.headline if story_url else "", "url": story_url}
    title = {"kind": statement.label, "headline": statement.headline}
    return FeedEntry(
        name=tag_uri(language, "statements", statement.id),
        url=absolute(row_url(language, statement.live_from, statement.article, statement.anchor)),
        title=_("%(kind)s: %(headline)s") % title,
        summary=" ".join(statement.text.split()),
        html=portable_html(render_to_string("public/feeds/correction.html", context), absolute),
        published_at=statement.live_from,
        updated_at=statement.live_from,
    )


def headline_histories(numbers, language, at):
    """Return {article id: its past and current editions in a language, oldest first, with headlines only}."""
    begun = Edition.objects.begun(at).of_articles(numbers).in_language(language).order_by("live_from")
    return by_story(begun.only("article", "kind", "live_from", "headline", "is_sponsored"))


def headline_then(past, correction):
    """Return the headline at the time of a correction, with the quick fixes made before the next edition.

    past  editions of the story, oldest first; without any, the result is ""
    """
    headline = ""
    for edition in past:
        if edition.live_from > correction.live_from and edition.kind != EditionKind.MINOR:
            break
        headline = labelled_headline(edition)
    return headline


def correction_entry(row, headline, language, absolute):
    """Return the FeedEntry of a CorrectionRow. `headline` is "" for a withdrawn story, which is not named."""
    edition = row.edition
    story_url = reverse("public:article_shortlink", args=[language, edition.article_id])
    context = {"note": row.note, "headline": headline, "url": absolute(story_url + "#corrections")}
    return FeedEntry(
        name=correction_tag(language, edition),
        url=absolute(row_url(language, edition.live_from, edition.article_id, row.anchor)),
        title=correction_title(edition, headline, language),
        summary=" ".join(row.note.split()),
        html=portable_html(render_to_string("public/feeds/correction.html", context), absolute),
        published_at=edition.live_from,
        updated_at=edition.live_from,
    )


def correction_title(edition, headline, language):
    if not headline:
        published = dates.format_day(edition.first_published_at, language)
        headline = _("A story published %(published)s") % {"published": published}
    return _("%(kind)s: %(headline)s") % {"kind": edition.get_kind_display(), "headline": headline}


def row_url(language, live_from, article, anchor):
    """Return the permanent path of a row in the list of corrections: a page that begins with the row."""
    begin = Cursor(live_from + MICROSECOND, article)
    return f"{reverse('public:corrections', args=[language])}?before={begin}#{anchor}"


def removed_corrections(language: str, at: datetime) -> list[RemovedEntry]:
    """Return the RemovedEntries of the latest corrections of stories that were taken back, at most SIZE."""
    rows = Edition.objects.corrections_taken_back(language, at).defer(
        "headline", "summary", "body", "printed"
    )
    return [RemovedEntry(correction_tag(language, edition), edition.gone_at) for edition in rows[:SIZE]]


def checksum_entries(
    language: str, at: datetime, absolute: UrlBuilder
) -> tuple[list[FeedEntry], datetime | None]:
    """Return (FeedEntries of the newest days with a checksum, instant when the newest appeared or None)."""
    days = take_days(at, size=CHECKSUM_DAYS).days
    return [checksum_entry(day, language, absolute) for day in days], days[0].published_at if days else None


def checksum_entry(day: DayDigest, language, absolute):
    url = absolute(day_digest_url(day, language))
    context = {"digest": day.digest, "url": url}
    return FeedEntry(
        name=tag_uri(language, "checksums", day.day),
        url=url,
        title=_("Checksum of %(day)s") % {"day": dates.format_day(day.day, language)},
        summary=day.digest,
        html=portable_html(render_to_string("public/feeds/day_digest.html", context), absolute),
        published_at=day.ends_at,
        updated_at=day.ends_at,
    )
