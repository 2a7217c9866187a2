"""The digest of each day's published editions, chained to that of the day before."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.event import Event
from articles.models.planning import day_of, start_of
from articles.text.digests import digest_of

# After its end, until events in flight and clocks that differ a little cannot add to a day any more.
SETTLING = timedelta(minutes=5)
UNSTORED_EVENTS = 2000  # read at most for the days that are not stored yet
# The columns of an event that the digest covers. Words are not among them: they may have to be redacted.
COVERED = "id at type subject_type subject_id language edition_number edition_digest".split()


class DayDigestQuerySet(models.QuerySet):
    """Days that were stored, and those that can be computed."""

    def ended(self, at):
        """Return the days that nothing could be added to at an instant."""
        return self.filter(day__lt=day_of(at - SETTLING))

    def before(self, day):
        return self.filter(day__lt=day)

    def newest_first(self):
        return self.order_by("-day")

    def unstored(self, at):
        """Return the DayDigests, oldest first, of ended days that no event of a later day has stored yet.

        Two queries, of UNSTORED_EVENTS events at most: a longer backlog is left to the consumer.
        """
        last, now = self.model.objects.newest_first().first(), clock.now()
        events = Event.objects.after(last.last_event_id if last else 0).sealing()[: UNSTORED_EVENTS + 1]
        events = list(events.values_list(*COVERED))
        days = list(digests_of_days(events, last, now))
        if len(events) > UNSTORED_EVENTS:
            days = days[:-1]  # there may be more events of it
        return [one for one in days if one.day < day_of(min(at, now) - SETTLING)]

    def _refuse(self, *args, **kwargs):
        raise TypeError("Digests of days never change; articles.publishing.day_digests inserts them.")

    update = delete = bulk_create = bulk_update = _refuse


class DayDigest(models.Model):
    """The digest of the events of one day that name an edition, in the newsroom's time zone.

    Ids divide the log into days: one covers the events behind the previous day's last one, up to its own
    last one. A day without such an event has no row.
    """

    day = models.DateField(_("day"), unique=True)
    last_event_id = models.BigIntegerField(unique=True)
    digest = models.CharField(_("checksum"), max_length=64)

    objects = DayDigestQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        verbose_name = _("checksum of a day")
        verbose_name_plural = _("checksums of days")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.CheckConstraint(name="day_digest_has_64_digits", condition=Q(Exact(Length("digest"), 64))),
            models.CheckConstraint(name="day_digest_covers_an_event", condition=Q(last_event_id__gt=0)),
        ]

    def __str__(self):
        return f"{self.day}: {self.digest}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("Digests of days never change.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Digests of days never change.")

    @property
    def ends_at(self):
        """The first instant of the next day."""
        return start_of(self.day + timedelta(days=1))

    @property
    def published_at(self):
        """The instant from which readers are shown the digest."""
        return self.ends_at + SETTLING

    def covered_events(self, previous):
        """Return the events of a stored day, given the stored day before it or None; one query."""
        events = Event.objects.after(previous.last_event_id if previous else 0).sealing()
        return list(events.filter(id__lte=self.last_event_id).values_list(*COVERED))


def digest_of_day(day: date, events: list[tuple], previous: str) -> str:
    """Return the digest of a day.

    events    values of the columns COVERED, in the order of the log
    previous  the digest of the last day before it that has one, or ""
    """
    rows = [[pk, at.astimezone(UTC).isoformat(), *rest] for pk, at, *rest in events]
    return digest_of({"previous": previous, "day": day.isoformat(), "events": rows})


def digests_of_days(events: Iterable[tuple], last: DayDigest | None, now: datetime) -> Iterator[DayDigest]:
    """Yield an unsaved DayDigest for each day of events that follow the last stored day, in order.

    Days never go back, as the log does not: where the clock was set back, an event counts to the day of its
    predecessor. So does one that lies ahead of `now`, for the clock was wrong by then: otherwise no day
    would end before its own. The last day that is yielded may go on.
    """
    previous = last.digest if last else ""
    for day, rows in groupby(events, key=_day_counter(last, now)):
        rows = list(rows)
        found = DayDigest(day=day, last_event_id=rows[-1][0], digest=digest_of_day(day, rows, previous))
        yield found
        previous = found.digest


def _day_counter(last, now):
    """Return a function that gives each event its day, called in the order of the log."""
    current = last.day + timedelta(days=1) if last else date.min

    def day_of_event(event):
        nonlocal current
        at = event[1]
        if current == date.min or at <= now:
            current = max(current, day_of(at))
        return current

    return day_of_event
