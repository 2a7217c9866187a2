"""Redactions, which remove words or a picture from every copy, and legal holds, which prevent that."""

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import clock
from articles.annotations import User
from articles.models.article import Article
from articles.models.people import person_key
from articles.models.text import LineField, ProseField, prose
from articles.refusals import Refused


class LegalGround(models.TextChoices):
    COURT = "court", _("Court order or settlement")
    PRESS = "press", _("Press Arbitration Commission or press council")
    PRIVACY = "privacy", _("Privacy, the right to erasure")
    PROTECTION = "protection", _("Protection of a minor, a victim or a source")
    COPYRIGHT = "copyright", _("Copyright or license")
    OTHER = "other", _("Another law")


class RedactionQuerySet(models.QuerySet):
    def open(self):
        """Return the redactions that await confirmation by a second user."""
        return self.filter(performed_at=None, canceled_at=None)


class Redaction(models.Model):
    """The removal of words or a picture from every copy, requested by one user and confirmed by another.

    words     one expression per line, removed wherever it occurs; emptied when the redaction ends
    counterparts  number of lines at the end of `words` that are counterparts in the other language; None
                  until the requesting user has chosen them
    left_out  the stories and other objects that keep the words, as {model: [ids]}
    removed   the result: {"objects": {model: [ids]}, "counts": {model: rows},
              "editions": {id: {part: digest of its new text}},
              "expressions": {language: number}, "counterparts": {"offered": number, "chosen": number}}
    digest    digest of `removed`, which the redaction's events store as well

    Written only by articles.redaction.
    """

    words = ProseField(
        pgettext_lazy("of a redaction", "words"),
        default="",
        blank=True,
        help_text=_(
            "One name or passage a line, exactly as written. Every form has a line of its "
            "own, in either language: with and without the first name, for example."
        ),
    )
    image = models.ForeignKey(
        "articles.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="redactions",
        verbose_name=_("image"),
        help_text=_("The image to remove from every story and from the library."),
    )
    ground = models.CharField(_("legal ground"), max_length=12, choices=LegalGround)
    reference = LineField(
        _("reference"),
        max_length=200,
        help_text=_("Court and file number, or who asked for it and when. Do not repeat the words here."),
    )
    counterparts = models.PositiveSmallIntegerField(null=True, editable=False)
    left_out = models.JSONField(default=dict, editable=False)
    requested_by = person_key(_("requested by"), editable=False)
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now, editable=False)
    performed_by = person_key(_("confirmed by"), null=True, editable=False)
    performed_at = models.DateTimeField(_("removed at"), null=True, editable=False)
    canceled_at = models.DateTimeField(_("canceled at"), null=True, editable=False)
    removed = models.JSONField(default=dict, editable=False)
    digest = models.CharField(_("checksum"), max_length=64, default="", editable=False)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        # "add" permits a request; a second user confirms it.
        default_permissions = ["view", "add"]
        permissions = [("confirm_redaction", _("Can confirm redactions"))]
        constraints = [
            models.CheckConstraint(
                name="redaction_is_of_something_until_it_ends",
                condition=~Q(words="")
                | Q(image__isnull=False)
                | Q(performed_at__isnull=False)
                | Q(canceled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="redaction_forgets_its_words",
                condition=Q(words="") | Q(performed_at=None, canceled_at=None),
            ),
            models.CheckConstraint(
                name="redaction_is_confirmed_by_a_second_person",
                condition=Q(performed_by=None, performed_at=None)
                | Q(performed_by__isnull=False, performed_at__isnull=False)
                & ~Q(performed_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="redaction_is_performed_or_canceled",
                condition=Q(performed_at=None) | Q(canceled_at=None),
            ),
            models.CheckConstraint(name="redaction_ground_is_known", condition=Q(ground__in=LegalGround)),
            models.CheckConstraint(name="redaction_has_a_reference", condition=~Q(reference="")),
        ]

    def __str__(self):
        return f"{self.get_ground_display()}: {self.reference}"

    @property
    def is_open(self):
        return self.performed_at is None and self.canceled_at is None

    @property
    def asked(self) -> list[str]:
        """The requested expressions."""
        lines = self.words.splitlines()
        return lines[: len(lines) - (self.counterparts or 0)]

    @property
    def chosen(self) -> list[str]:
        """The counterparts in the other language that the requesting user has chosen."""
        return self.words.splitlines()[len(self.asked) :]


class LegalHoldQuerySet(models.QuerySet):
    def standing(self):
        """Return the holds that have not been released."""
        return self.filter(released_at=None)

    def stories(self):
        """Return the ids of the stories under a hold, for use as a subquery or a list."""
        return self.standing().order_by().values_list("article_id", flat=True).distinct()

    def held_among(self, ids: Iterable[int]) -> list[int]:
        """Return the given ids of stories that are under a hold, sorted."""
        return sorted(self.stories().filter(article__in=list(ids)))


class LegalHold(models.Model):
    """A hold on one story: it cannot be redacted, fixed without a note, or deleted.

    Written only by the functions below. Their callers check the user's permission. Placing a hold and every
    change that it forbids lock the story, so that they cannot overlap. No event is logged, since all staff
    can read the log.
    """

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="legal_holds")
    placed_by = person_key(_("placed by"))
    placed_at = models.DateTimeField(_("placed at"), default=timezone.now)
    released_by = person_key(_("released by"), null=True)
    released_at = models.DateTimeField(_("released at"), null=True)
    release_reason = ProseField(_("reason of the release"), default="", blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="legal_hold_is_released_for_a_reason",
                condition=Q(released_by=None, released_at=None, release_reason="")
                | (Q(released_by__isnull=False, released_at__isnull=False) & ~Q(release_reason="")),
            ),
        ]
        indexes = [
            models.Index(name="legal_hold_standing", fields=["article"], condition=Q(released_at=None))
        ]

    def __str__(self):
        return f"{self.article_id}: {self.placed_at}"

    @property
    def is_standing(self):
        return self.released_at is None


@transaction.atomic
def place_hold(article: Article, *, by: User) -> LegalHold:
    """Place a legal hold on a story, in addition to any others. Return it."""
    Article.objects.lock([article.pk])
    return LegalHold.objects.create(article=article, placed_by=by, placed_at=clock.now())


@transaction.atomic
def release_hold(hold: LegalHold, *, by: User, reason: str) -> LegalHold:
    """Release a hold. Other holds on the same story stay.

    Raise Refused if the reason is empty, or if the hold has already been released.
    """
    hold = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if not hold.is_standing:
        raise Refused(_("The hold has been released in the meantime."))
    if not prose(reason):
        raise Refused(_("Give the reason."))
    hold.released_by, hold.released_at, hold.release_reason = by, clock.now(), prose(reason)
    hold.save(update_fields=["released_by", "released_at", "release_reason"])
    return hold
