"""Advertisements: pictures, slots, and the intervals when readers see them."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.language import Language, localized
from articles.models.logged import IntervalQuerySet, SealedAtBeginModel
from articles.models.text import LineField, WebAddressField
from articles.text.digests import digest_of

FOLDER = "advertising/"  # storage folder of the pictures of all advertisements
# An end that is at most this old can still be saved: a form may set the end to the time when it was checked.
LONGEST_SAVE = timedelta(minutes=1)


class AdSlot(models.TextChoices):
    """Positions on public pages, for one advertisement each."""

    FRONT = "front", _("Front page, above the sections")
    LIST = "list", _("Beside lists of stories")
    STORY = "story", _("Below a story")

    SIZES: ClassVar[dict[str, dict[str, tuple[int, int]]]]


class AdSize(models.TextChoices):
    """Pictures of an advertisement: for wide windows and for phones."""

    WIDE = "wide", _("wide picture")
    PHONE = "phone", _("picture for phones")


# (Width, height) in CSS pixels. Set outside the class body, because inside it, a dict would become a choice.
AdSlot.SIZES = {
    AdSlot.FRONT: {AdSize.WIDE: (970, 250), AdSize.PHONE: (320, 100)},
    AdSlot.LIST: {AdSize.WIDE: (288, 240), AdSize.PHONE: (320, 100)},
    AdSlot.STORY: {AdSize.WIDE: (640, 160), AdSize.PHONE: (320, 100)},
}


class Creative(NamedTuple):
    """Content of an advertisement in one language: its alt text and the names of its stored files."""

    alt: str
    wide: str
    phone: str


class AdvertisementQuerySet(IntervalQuerySet):
    interval = ("placed_from", "placed_until")

    def delete(self):
        """Delete advertisements that have not begun. Raise TypeError if any has."""
        if self.filter(placed_from__lte=clock.now()).exists():
            raise TypeError("Readers have seen this advertisement: end it instead of deleting it.")
        return super().delete()

    def showing(self, name: str):
        """Return the advertisements that use a picture, by the name of its file."""
        columns = [f"{size}_{language}" for size in AdSize.values for language in Language.values]
        return self.filter(Q(*[(column, name) for column in columns], _connector=Q.OR))


def _whole_in(language):
    """Return (condition that a language has all parts of a Creative, condition that it has none of them)."""
    parts = [localized(name, language) for name in Creative._fields]
    is_whole, is_empty = Q(), Q()
    for part in parts:
        is_whole, is_empty = is_whole & ~Q(**{part: ""}), is_empty & Q(**{part: ""})
    return is_whole, is_empty


EN_WHOLE, EN_EMPTY = _whole_in("en")
KO_WHOLE, KO_EMPTY = _whole_in("ko")


# Columns that cannot change once an advertisement has begun, so that the time machine shows what ran.
SEEN_BY_READERS = (
    *("slot", "link", "placed_from"),
    *(localized(part, language) for language in Language.values for part in Creative._fields),
)


def _picture(label):
    return models.ImageField(label, upload_to=f"{FOLDER}%Y/%m", default="", blank=True)


def _alt(label):
    return LineField(
        label,
        max_length=200,
        default="",
        blank=True,
        help_text=_("All text in the picture, for people who cannot see it."),
    )


class Advertisement(SealedAtBeginModel):
    """A picture with a link in a slot of public pages, during [placed_from, placed_until).

    It runs in each language that has pictures. Their width and height are as in AdSlot.SIZES, or twice that
    in pixels. The label “Advertisement” belongs to the page and cannot be switched off.
    Once an advertisement has begun, only its internal names and a future end may change (see
    SEEN_BY_READERS). save() refuses other changes, and `verify_editions` detects changes that bypass it.
    newsroom.advertising.publication prepares the files.
    """

    name = LineField(_("name"), max_length=120, help_text=_("For the newsroom; readers do not see it."))
    advertiser = LineField(_("advertiser"), max_length=120)
    is_house = models.BooleanField(
        _("house advertisement"), default=False, help_text=_("For the newspaper’s own offers.")
    )
    slot = models.CharField(_("place"), max_length=8, choices=AdSlot, default=AdSlot.FRONT)
    link = WebAddressField(_("link"), max_length=500)
    placed_from = models.DateTimeField(_("from"), default=timezone.now)
    placed_until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Leave it empty for an advertisement without an end.")
    )
    wide_en = _picture(_("wide picture (English)"))
    phone_en = _picture(_("picture for phones (English)"))
    alt_en = _alt(_("alt text (English)"))
    wide_ko = _picture(_("wide picture (Korean)"))
    phone_ko = _picture(_("picture for phones (Korean)"))
    alt_ko = _alt(_("alt text (Korean)"))

    objects = AdvertisementQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["-placed_from", "-id"]
        verbose_name = _("advertisement")
        verbose_name_plural = _("advertisements")
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                name="advertisement_is_named_and_ordered_by_somebody",
                condition=~Q(name="") & ~Q(advertiser=""),
            ),
            models.CheckConstraint(name="advertisement_slot_is_known", condition=Q(slot__in=AdSlot.values)),
            models.CheckConstraint(
                name="advertisement_ends_after_it_starts",
                condition=Q(placed_until=None) | Q(placed_until__gt=F("placed_from")),
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                name="advertisement_leads_to_a_web_address",
                condition=Q(link__startswith="https://") | Q(link__startswith="http://"),
                violation_error_message=_("Enter a link that begins with https:// or http://."),
            ),
            models.CheckConstraint(
                name="advertisement_is_whole_in_its_languages",
                condition=(EN_WHOLE & (KO_WHOLE | KO_EMPTY)) | (EN_EMPTY & KO_WHOLE),
                violation_error_message=_(
                    "Each language needs both pictures and an alt text, and at least one language is needed."
                ),
            ),
        ]
        indexes = [models.Index(name="advertisement_not_over", fields=["placed_until", "placed_from"])]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save the advertisement. Raise TypeError for a change of anything that readers have seen."""
        if not self._state.adding:
            self._refuse_changes_of_the_past(clock.now())
        super().save(*args, **kwargs)

    def _refuse_changes_of_the_past(self, at):
        stored = Advertisement.objects.filter(pk=self.pk, placed_from__lte=at).first()
        if stored is None:
            return
        changed = [name for name in SEEN_BY_READERS if getattr(self, name) != getattr(stored, name)]
        if self.placed_until != stored.placed_until:
            is_past = self.placed_until is not None and self.placed_until < at - LONGEST_SAVE
            changed += ["placed_until"] if stored.is_over(at) or is_past else []
        if changed:
            raise TypeError(f"Readers have seen this advertisement: {', '.join(changed)} cannot be changed.")

    def delete(self, *args, **kwargs):
        """Delete the advertisement. Raise TypeError if it has begun."""
        if self.has_begun(clock.now()):
            raise TypeError("Readers have seen this advertisement: end it instead of deleting it.")
        return super().delete(*args, **kwargs)

    def sealed(self) -> str:
        """Return the digest of SEEN_BY_READERS. Pictures count by file name."""
        seen = {name: str(getattr(self, name)) for name in SEEN_BY_READERS}
        begin = self.placed_from.astimezone(UTC)
        return digest_of({"key": self.digest_key} | seen | {"placed_from": begin})

    @classmethod
    def seen(cls, at):
        return cls.objects.filter(placed_from__lte=at)

    def creative(self, language: str) -> Creative | None:
        """Return the content in a language, or None if the advertisement does not run in it."""
        parts = [str(getattr(self, localized(name, language))) for name in Creative._fields]
        return Creative(*parts) if all(parts) else None

    @property
    def languages(self) -> list[str]:
        return [language for language in Language.values if self.creative(language)]

    def has_begun(self, at: datetime) -> bool:
        return self.placed_from <= at

    def is_over(self, at: datetime) -> bool:
        return self.placed_until is not None and self.placed_until <= at

    def log_details(self):
        """Return the details for the event log: advertiser, slot, link, interval and languages."""
        until = self.placed_until.isoformat() if self.placed_until else None
        own = {"advertiser": self.advertiser, "slot": str(self.slot), "link": self.link}
        interval = {"from": self.placed_from.isoformat(), "until": until}
        return super().log_details() | own | interval | {"languages": self.languages}
