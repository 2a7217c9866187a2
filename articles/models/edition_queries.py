"""Parts of EditionQuerySet: the calendar, corrections, and sitemaps."""

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from articles import clock
from articles.models.language import STORY_BODIES
from articles.models.planning import stories_without_texts

CORRECTIONS_AND_NOTICES = ["correction", "withdrawal", "retraction"]  # kinds in the list of corrections
# The literal conditions of the indexes edition_corrections and edition_notices. SQLite uses a partial index
# only if the query contains the values: it does not look at parameters when it plans.
IN_CORRECTIONS_INDEX = RawSQL(  # noqa: S611  (a constant)
    "articles_edition.kind IN ('correction', 'withdrawal', 'retraction')", [], models.BooleanField()
)
MOST_NOTICES = 200  # corrections_taken_back reads the stories of this many, the latest ones
IN_NOTICES_INDEX = RawSQL(  # noqa: S611  (a constant)
    "articles_edition.kind IN ('withdrawal', 'retraction')", [], models.BooleanField()
)

# Columns of an Image that pages need. Without width and height, Django would open the file to measure it.
PICTURE_COLUMNS = ("file", "width", "height", "focal_x", "focal_y", "rights_until")


class ColumnsQuerySet(models.QuerySet):
    """The part of EditionQuerySet that selects columns. No page fetches texts that it does not show."""

    def news(self):
        """Exclude sponsored editions: lists that software selects for readers contain only news."""
        return self.filter(is_sponsored=False)

    def for_page(self):
        """Fetch the columns of a story page, and the PICTURE_COLUMNS of the lead picture.

        The caption and the other words of the picture are in `printed`.
        """
        fields = self.model._meta.get_field("lead_image").related_model._meta.concrete_fields
        left_out = [
            f"lead_image__{field.name}" for field in fields if field.name not in ("id", *PICTURE_COLUMNS)
        ]
        return self.select_related("lead_image").defer(*left_out)

    def for_picture(self):
        """Fetch the columns that newsroom.public.pictures.lead_picture reads."""
        image = [f"lead_image__{name}" for name in PICTURE_COLUMNS]
        return self.select_related("lead_image").only("printed", *image).order_by()

    def for_link(self):
        """Fetch the columns of a link to the story, without text and picture."""
        return self.defer("body", "printed", "note", "note_there", "seal", "text_digest")

    def for_cards(self):
        """Fetch the columns of story cards, except pictures: see newsroom.public.story_cards."""
        columns = (
            "article",
            "language",
            "slug",
            "headline",
            "summary",
            "section",
            "is_brief",
            "is_sponsored",
        )
        return self.only(*columns, "first_published_at", "lead_image")

    def for_list(self):
        """Fetch the columns of a headline in a list, without the text."""
        return self.for_page().defer("body")

    def for_history(self):
        """Fetch the columns of a story's public history, without texts, oldest first."""
        fields = ["article", "language", "number", "kind", "note", "note_there", "source_number", "live_from"]
        return self.only(*fields, "digest").order_by("live_from", "number")


class CorrectionQuerySet(models.QuerySet):
    """The part of EditionQuerySet about corrections, and their transfer to the other language.

    A translation contains the corrections of its source edition (`source_number`). An edition of the source
    language has no such number: after a correction of the translation, the next substantive edition of the
    source counts as carrying the correction over.
    """

    def with_note_there(self):
        """Return the editions with a note for readers of the other language."""
        return self.exclude(note_there="")

    def in_corrections(self, language, at=None):
        """Return the editions in the list of corrections of a language at an instant.

        These are corrections of texts that are still live, corrections of the other language until they
        are carried over, and notices in force. Order them by latest_first().
        """
        at = at or clock.now()
        begun = self.model.objects.begun(at).filter(article=OuterRef("article"), language=language)
        live = self.model.objects.live(at).filter(article=OuterRef("article"), language=language)
        later = Q(source_number=None, live_from__gt=OuterRef("live_from"))
        carried_over = begun.filter(later | Q(source_number__gte=OuterRef("number")), kind="correction")
        taken_back = begun.filter(kind__in=["withdrawal", "retraction"], live_from__gt=OuterRef("live_from"))
        # Cheap conditions first: if they fail, the database skips the subqueries.
        own = Q(language=language, kind="correction") & Q(Exists(live))
        was_live = live.filter(first_published_at__lt=OuterRef("live_from"))
        from_other_language = (
            ~Q(language=language)
            & ~Q(note_there="")
            & Q(Exists(was_live), ~Exists(carried_over), ~Exists(taken_back))
        )
        is_in_force = Q(live_until=None) | Q(live_until__gt=at)
        notices = Q(is_in_force, language=language, kind__in=["withdrawal", "retraction"])
        listed = ((own | from_other_language) & ~Exists(taken_back)) | notices
        # The kinds are redundant, but let the database use the partial index.
        return self.model.objects.corrections_and_notices(at).filter(listed)

    def corrections_and_notices(self, at=None):
        """Return the corrections and notices that have begun by an instant (default: now)."""
        return self.begun(at).filter(IN_CORRECTIONS_INDEX)

    def corrections_taken_back(self, language, at=None):
        """Return the corrections listed in a language until a notice replaced the text in that language.

        Annotated with `gone_at`, the start of the notice, latest first. A separate query first selects the
        stories of the latest MOST_NOTICES notices, since there are many corrections and few notices.
        """
        begun = self.model.objects.begun(at).filter(article=OuterRef("article"), language=language)
        since = begun.filter(kind__in=["withdrawal", "retraction"], live_from__gt=OuterRef("live_from"))
        gone_at = Subquery(since.order_by("live_from").values("live_from")[:1])
        was_published = Exists(begun.filter(live_from__lt=OuterRef("live_from")))
        is_listed = Q(language=language) | (~Q(note_there="") & Q(was_published))
        notices = self.model.objects.begun(at).in_language(language).notices_latest_first()
        stories = set(notices.values_list("article_id", flat=True)[:MOST_NOTICES])
        corrections = self.model.objects.begun(at).of_articles(stories).filter(is_listed, kind="correction")
        return corrections.annotate(gone_at=gone_at).exclude(gone_at=None).order_by("-gone_at", "-article_id")

    def once_on_topic(self, topic, language, at=None):
        """Return the editions in a language of stories that were ever filed under a topic in that language.

        Used for notices, which have no filings themselves.
        """
        return self._once(language, at, topic_filings__topic=topic)

    def once_by_author(self, author, language, at=None):
        """Return the editions in a language of stories that ever had the author's byline in this language."""
        return self._once(language, at, byline_filings__author=author)

    def _once(self, language, at, **filed):
        past = self.model.objects.begun(at).filter(article=OuterRef("article"), language=language, **filed)
        return self.filter(Exists(past), language=language)

    def notices_latest_first(self):
        """Return the notices by start, latest first, using their index."""
        return self.filter(IN_NOTICES_INDEX).latest_first()

    def latest_first(self):
        return self.order_by("-live_from", "-article_id")

    def behind_place(self, live_from, article_id):
        """Return the rows after a position in `latest_first`, for keyset paging."""
        return self.filter(Q(live_from__lt=live_from) | Q(live_from=live_from, article_id__lt=article_id))

    def awaiting_correction(self, at=None):
        """Return the editions that lack a correction although their readers see the note about it."""
        begun = self.model.objects.begun(at).filter(article=OuterRef("article"))
        corrected = begun.with_note_there().exclude(language=OuterRef("language"))
        corrected = corrected.filter(live_from__gt=OuterRef("first_published_at"))
        # A later substantive edition of the source carries over the corrections of the translation.
        since = begun.substantive().filter(live_from__gt=OuterRef("live_from"))
        since = since.exclude(language=OuterRef("language"))
        is_translation = Q(source_number__isnull=False)
        return self.filter(
            (is_translation & Exists(corrected.filter(number__gt=OuterRef("source_number"))))
            | (~is_translation & Exists(corrected.exclude(Exists(since))))
        )


class SitemapQuerySet(models.QuerySet):
    """The part of EditionQuerySet for sitemaps. `ranges` and `state` read only an index."""

    def numbered(self, first, last):
        """Return the editions of articles with ids from `first` to `last`, both inclusive."""
        return self.filter(article__gte=first, article__lte=last)

    def ranges(self, size):
        """Return [(range, its latest `live_from`)], where range 1 covers articles 1 to `size`, and so on."""
        rows = self.annotate(range=1 + (F("article_id") - 1) / size).order_by("range")
        return list(rows.values_list("range").annotate(last=Max("live_from")))

    def state(self):
        """Return (number of editions, latest `live_from`), which change with each edition."""
        state = self.aggregate(count=Count("pk"), last=Max("live_from"))
        return state["count"], state["last"]


class CalendarQuerySet(models.QuerySet):
    """The part of EditionQuerySet about dates: desk calendar and charts, searches, the time machine."""

    def for_desk(self):
        """Join the story, without bodies."""
        return self.select_related("article").defer("body", "printed", *STORY_BODIES)

    def between(self, since, until):
        """Return the editions that start during [since, until), by start, with story. Two queries."""
        editions = self.filter(live_from__gte=since, live_from__lt=until).defer("body", "printed")
        return editions.prefetch_related(stories_without_texts()).order_by("live_from", "language")

    def came_out(self, since, until, *, most):
        """Return the first editions (number 1) that start during [since, until), by start, with story.

        most  maximum per day and language

        Three queries.
        """
        zone = timezone.get_default_timezone()
        day = TruncDate("live_from", tzinfo=zone)
        rank = Window(RowNumber(), partition_by=[day, F("language")], order_by=["live_from", "pk"])
        # Select ids from an index first, then read only those rows.
        first = self.filter(number=1, live_from__gte=since, live_from__lt=until).order_by()
        first = first.annotate(rank=rank).filter(rank__lte=most)
        return self.model.objects.filter(pk__in=list(first.values_list("pk", flat=True))).between(
            since, until
        )

    def published_by_day(self, since, until):
        """Return {(date, language): number of first editions that start from `since` to `until`}."""
        zone = timezone.get_default_timezone()
        came_out = self.filter(live_from__gte=since, live_from__lte=until, number=1)
        days = came_out.annotate(day=TruncDate("live_from", tzinfo=zone)).values_list("day", "language")
        counted = days.annotate(count=Count("pk")).order_by()
        return {(day, language): count for day, language, count in counted}

    def once_in_both(self, at=None):
        """Return the English editions of stories published in both languages by an instant."""
        texts = self.begun(at).exclude(kind__in=["withdrawal", "retraction"])
        korean = texts.filter(article=OuterRef("article"), language="ko")
        return texts.filter(Exists(korean), language="en")

    def first_published(self, since, until):
        """Return the editions of stories that first came out during [since, until)."""
        return self.filter(first_published_at__gte=since, first_published_at__lt=until)

    def published_before(self, at):
        """Return the latest `first_published_at` before an instant, or None."""
        return self.filter(first_published_at__lt=at).aggregate(last=Max("first_published_at"))["last"]

    def published_from(self, at):
        """Return the earliest `first_published_at` at or after an instant, or None."""
        return self.filter(first_published_at__gte=at).aggregate(next=Min("first_published_at"))["next"]

    def changes_around(self, at):
        """Return (the latest `live_from` before an instant, the earliest after it), each or None."""
        starts = self.aggregate(
            before=Max("live_from", filter=Q(live_from__lt=at)),
            after=Min("live_from", filter=Q(live_from__gt=at)),
        )
        return starts["before"], starts["after"]

    def days(self):
        """Return the set of publication dates in the newsroom's time zone."""
        zone = timezone.get_default_timezone()
        dates = self.annotate(day=TruncDate("first_published_at", tzinfo=zone)).order_by()
        return set(dates.values_list("day", flat=True).distinct())
