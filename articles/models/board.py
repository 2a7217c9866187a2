"""Editions that the desk keeps an eye on: ahead, behind their source, gone."""

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.stages import TOGETHER


class DashboardList(models.TextChoices):
    """The list of the first screen in which an edition appears."""

    SCHEDULED = "scheduled", _("Scheduled")
    BEHIND = "behind", _("Translation behind its source")
    GONE = "gone", TOGETHER["gone"][0]


class BoardQuerySet(models.QuerySet):
    """The part of EditionQuerySet that the desk's first screen asks."""

    def board(self, *, most=10, at=None):
        """Editions ahead, translations behind their source, notices: `most` of each, in one query.

        Annotated with `board` (a Board) and `source_from`: since when the source is newer. With the story.
        """
        at = at or timezone.now()
        shown = self.ahead(at) | self.notices(at) | self.live(at).behind_source(at)
        shown = shown.annotate(
            board=board_of(at),
            soonest=Case(When(live_from__gt=at, then=F("live_from"))),
            source_from=Subquery(self.of_source(at).values("live_from")[:1]),
        )
        order = [F("soonest").asc(nulls_last=True), F("live_from").desc(), F("language").asc()]
        shown = shown.annotate(place=Window(RowNumber(), partition_by=F("board"), order_by=order))
        return shown.filter(place__lte=most).for_desk().order_by("board", "place")

    def of_source(self, at):
        """Return the live editions of the same story in the other language, as a subquery of an edition."""
        there = self.model.objects.live(at).filter(article=OuterRef("article"))
        return there.exclude(language=OuterRef("language"))

    def for_desk(self):
        """With the story; the texts stay in the database."""
        texts = ["body", "printed", *(f"article__{field}" for field in ("body", "body_en", "body_ko"))]
        return self.select_related("article").defer(*texts)

    def between(self, since, until):
        """Return the editions that come out during [since, until), in order, with story and section."""
        return self.filter(live_from__gte=since, live_from__lt=until).for_calendar()

    def came_out(self, since, until, *, most):
        """Stories that came out during [since, until): of each day and language the first `most`."""
        zone = timezone.get_default_timezone()
        day = TruncDate("live_from", tzinfo=zone)
        place = Window(RowNumber(), partition_by=[day, F("language")], order_by=["live_from", "pk"])
        shown = self.filter(number=1).between(since, until).annotate(place=place)
        return shown.filter(place__lte=most)

    def for_calendar(self):
        return self.for_desk().select_related("article", "section").order_by("live_from", "language")

    def published_by_day(self, since, until):
        """{(date, language): number of stories} that came out from one instant to another, briefs and all."""
        zone = timezone.get_default_timezone()
        came_out = self.filter(live_from__gte=since, live_from__lte=until, number=1)
        days = came_out.annotate(day=TruncDate("live_from", tzinfo=zone)).values_list("day", "language")
        counted = days.annotate(count=Count("pk")).order_by()
        return {(day, language): count for day, language, count in counted}


def board_of(at):
    """The Board of an edition that board() shows."""
    is_notice = Q(headline="")  # by edition_is_a_notice_or_has_a_text
    return Case(
        When(live_from__gt=at, then=Value(DashboardList.SCHEDULED.value)),
        When(is_notice, then=Value(DashboardList.GONE.value)),
        default=Value(DashboardList.BEHIND.value),
        output_field=models.CharField(),
    )
