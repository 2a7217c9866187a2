"""Parts of EditionQuerySet: the calendar, corrections, and sitemaps."""

from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from articles import clock
from articles.models.language import STORY_BODIES
from articles.models.planning import stories_without_texts

TOLD_OF = ["correction", "withdrawal", "retraction"]  # the kinds of which the list of corrections tells
# The conditions of the indexes edition_corrections and edition_notices, word for word: SQLite takes an index
# of some rows only where the question names them itself, for of a parameter it does not know what it will be.
IN_INDEX = RawSQL(  # noqa: S611  (a constant)
    "articles_edition.kind IN ('correction', 'withdrawal', 'retraction')", [], models.BooleanField()
)
MOST_NOTICES = 200
IN_NOTICES = RawSQL(  # noqa: S611  (a constant)
    "articles_edition.kind IN ('withdrawal', 'retraction')", [], models.BooleanField()
)

# What pages need of an Image. Django reads the size of a file that it has been given without.
OF_A_PICTURE = ("file", "width", "height", "focal_x", "focal_y", "rights_until")


class ColumnsQuerySet(models.QuerySet):
    """The columns that pages need, so that no page fetches texts that it does not show."""

    def news(self):
        """Return the editions that nobody paid for: what software chooses for readers is news."""
        return self.filter(is_sponsored=False)

    def for_page(self):
        """With everything a page prints; the words of the lead picture are those that the edition printed."""
        fields = self.model._meta.get_field("lead_image").related_model._meta.concrete_fields
        left_out = [f"lead_image__{one.name}" for one in fields if one.name not in ("id", *OF_A_PICTURE)]
        return self.select_related("lead_image").defer(*left_out)

    def for_picture(self):
        """With what newsroom.public.pictures.lead_picture reads."""
        image = [f"lead_image__{name}" for name in OF_A_PICTURE]
        return self.select_related("lead_image").only("printed", *image).order_by()

    def for_link(self):
        """With what a link to the story says, without its text and its picture."""
        return self.defer("body", "printed", "note", "note_there", "seal", "text_digest")

    def for_cards(self):
        """With what the cards of a list print, but their pictures: see newsroom.public.story_cards."""
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
        """With what a headline in a list prints; the text stays in the database."""
        return self.for_page().defer("body")

    def for_history(self):
        """With what the history of a story tells, without texts, oldest first."""
        fields = ["article", "language", "number", "kind", "note", "note_there", "source_number", "live_from"]
        return self.only(*fields, "digest").order_by("live_from", "number")


class CorrectionQuerySet(models.QuerySet):
    """The part of EditionQuerySet that asks which corrections are to be carried over.

    A translation has carried over what its source had become when it was published. A source names no
    edition of its translation: there the next edition that changes its story is taken to mend it.
    """

    def told_there(self):
        """Corrections with a note for readers of the other language; no other edition has one."""
        return self.exclude(note_there="")

    def in_corrections(self, language, at=None):
        """Return the editions in the list of corrections of a language at an instant.

        Corrections of texts that readers still have; those of the other language until they are carried
        over; notices that stand. Newest first by latest_first().
        """
        at = at or clock.now()
        begun = self.model.objects.begun(at).filter(article=OuterRef("article"), language=language)
        live = self.model.objects.live(at).filter(article=OuterRef("article"), language=language)
        later = Q(source_number=None, live_from__gt=OuterRef("live_from"))
        carried = begun.filter(later | Q(source_number__gte=OuterRef("number")), kind="correction")
        notice = begun.filter(kind__in=["withdrawal", "retraction"], live_from__gt=OuterRef("live_from"))
        # What costs little stands first: where it says no, nothing else is asked.
        here = Q(language=language, kind="correction") & Q(Exists(live))
        before = live.filter(first_published_at__lt=OuterRef("live_from"))
        there = (
            ~Q(language=language) & ~Q(note_there="") & Q(Exists(before), ~Exists(carried), ~Exists(notice))
        )
        stands = Q(live_until=None) | Q(live_until__gt=at)
        gone = Q(stands, language=language, kind__in=["withdrawal", "retraction"])
        told = ((here | there) & ~Exists(notice)) | gone
        # Repeats what the rest implies, so that the index of these few is entered.
        return self.model.objects.told_of(at).filter(told)

    def told_of(self, at=None):
        """Return the corrections and notices that have begun, of which lists of corrections may tell."""
        return self.begun(at).filter(IN_INDEX)

    def corrections_gone(self, language, at=None):
        """Corrections of which readers of a language were told, and whose text was taken back since.

        Of the stories taken back last, MOST_NOTICES of them, read in a query of its own: corrections are
        many, notices few.
        gone_at  when it was; the latest first
        """
        begun = self.model.objects.begun(at).filter(article=OuterRef("article"), language=language)
        since = begun.filter(kind__in=["withdrawal", "retraction"], live_from__gt=OuterRef("live_from"))
        gone_at = Subquery(since.order_by("live_from").values("live_from")[:1])
        before = Exists(begun.filter(live_from__lt=OuterRef("live_from")))
        is_told = Q(language=language) | (~Q(note_there="") & Q(before))
        notices = self.model.objects.begun(at).in_language(language).taken_back()
        stories = set(notices.values_list("article_id", flat=True)[:MOST_NOTICES])
        found = self.model.objects.begun(at).of_articles(stories).filter(is_told, kind="correction")
        return found.annotate(gone_at=gone_at).exclude(gone_at=None).order_by("-gone_at", "-article_id")

    def once_on_topic(self, topic, language, at=None):
        """Return those of stories filed under a topic in one language; a notice itself is not filed."""
        return self._once(language, at, topic_filings__topic=topic)

    def once_by_author(self, author, language, at=None):
        """Return those of stories that had the author's byline in one language."""
        return self._once(language, at, byline_filings__author=author)

    def _once(self, language, at, **filed):
        past = self.model.objects.begun(at).filter(article=OuterRef("article"), language=language, **filed)
        return self.filter(Exists(past), language=language)

    def taken_back(self):
        """Order notices by their start, the latest first, using their index."""
        return self.filter(IN_NOTICES).latest_first()

    def latest_first(self):
        return self.order_by("-live_from", "-article_id")

    def behind_place(self, live_from, article_id):
        """Return the rows that follow a position in `latest_first`, for keyset paging."""
        return self.filter(Q(live_from__lt=live_from) | Q(live_from=live_from, article_id__lt=article_id))

    def awaiting_correction(self, at=None):
        """Return the editions that lack a correction which their readers are told of."""
        begun = self.model.objects.begun(at).filter(article=OuterRef("article"))
        corrected = begun.told_there().exclude(language=OuterRef("language"))
        corrected = corrected.filter(live_from__gt=OuterRef("first_published_at"))
        # Of a correction in the translation: the editions of the source that came after it.
        since = begun.told().filter(live_from__gt=OuterRef("live_from"))
        since = since.exclude(language=OuterRef("language"))
        is_translation = Q(source_number__isnull=False)
        return self.filter(
            (is_translation & Exists(corrected.filter(number__gt=OuterRef("source_number"))))
            | (~is_translation & Exists(corrected.exclude(Exists(since))))
        )


class SitemapQuerySet(models.QuerySet):
    """The part of EditionQuerySet that sitemaps ask. Its two short answers come from an index alone."""

    def numbered(self, first, last):
        """Return the editions of articles with ids from first to last, both included."""
        return self.filter(article__gte=first, article__lte=last)

    def ranges(self, size):
        """[(range, when an edition in it began last)]: range 1 has the articles 1 to size, and so on."""
        rows = self.annotate(range=1 + (F("article_id") - 1) / size).order_by("range")
        return list(rows.values_list("range").annotate(last=Max("live_from")))

    def state(self):
        """(How many they are, when the last of them began): no edition comes or goes without moving it."""
        found = self.aggregate(count=Count("pk"), last=Max("live_from"))
        return found["count"], found["last"]


class CalendarQuerySet(models.QuerySet):
    """The part of EditionQuerySet that the desk's calendar and charts ask."""

    def for_desk(self):
        """With the story; the texts stay in the database."""
        return self.select_related("article").defer("body", "printed", *STORY_BODIES)

    def between(self, since, until):
        """Return the editions that come out during [since, until), in order, with story; two queries."""
        found = self.filter(live_from__gte=since, live_from__lt=until).defer("body", "printed")
        return found.prefetch_related(stories_without_texts()).order_by("live_from", "language")

    def came_out(self, since, until, *, most):
        """Return those that came out in [since, until): `most` of each day and language; three queries."""
        zone = timezone.get_default_timezone()
        day = TruncDate("live_from", tzinfo=zone)
        place = Window(RowNumber(), partition_by=[day, F("language")], order_by=["live_from", "pk"])
        # An index alone knows which they are; only their rows are read.
        first = self.filter(number=1, live_from__gte=since, live_from__lt=until).order_by()
        first = first.annotate(place=place).filter(place__lte=most)
        return self.model.objects.filter(pk__in=list(first.values_list("pk", flat=True))).between(
            since, until
        )

    def published_by_day(self, since, until):
        """{(date, language): number of stories} that came out from one instant to another, briefs and all."""
        zone = timezone.get_default_timezone()
        came_out = self.filter(live_from__gte=since, live_from__lte=until, number=1)
        days = came_out.annotate(day=TruncDate("live_from", tzinfo=zone)).values_list("day", "language")
        counted = days.annotate(count=Count("pk")).order_by()
        return {(day, language): count for day, language, count in counted}

    def once_in_both(self, at=None):
        """Return the English editions of stories that readers have had in both languages by an instant."""
        texts = self.begun(at).exclude(kind__in=["withdrawal", "retraction"])
        korean = texts.filter(article=OuterRef("article"), language="ko")
        return texts.filter(Exists(korean), language="en")
