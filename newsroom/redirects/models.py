"""Redirects from old addresses, and how often each was used."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Substr
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition
from articles.models.language import Language
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.people import Author
from articles.models.publication import StandingPage
from articles.models.taxonomy import Section, Topic
from newsroom.redirects.addresses import LONGEST, normal_address

LONGEST_TARGET = 1000
# Pages of this site whose address names a row: {part of the address: model}.
NAMED_PAGES = {"sections": Section, "topics": Topic, "authors": Author, "pages": StandingPage}


class RedirectKind(models.TextChoices):
    STORY = "story", _("To a story")
    ADDRESS = "address", _("To an address")
    GONE = "gone", _("Gone for good")


class RedirectQuerySet(LoggedQuerySet):
    def unused(self):
        """Return the redirects that nobody has followed yet."""
        return self.filter(use=None)

    def broken(self, at=None):
        """Return the redirects that lead to nothing on this site.

        To a story that readers never had, or to a section, topic, author or static page that is gone. Other
        sites are not asked.
        """
        begun = Edition.objects.begun(at).filter(article=OuterRef("article"))
        found = Q(~Exists(begun), kind=RedirectKind.STORY)
        for language in Language.values:
            for part, model in NAMED_PAGES.items():
                prefix = f"/{language}/{part}/"
                named = model.objects.filter(slug=Substr(OuterRef("target_key"), len(prefix) + 1))
                found |= Q(~Exists(named), target_key__startswith=prefix) & ~Q(target_key__contains="/feed.")
        return self.filter(found)


class Redirect(LoggedModel):
    """One old address, and where readers who ask for it are sent.

    old_address  a path with its query, in the form of newsroom.redirects.addresses.normal_address
    target       to a story: its short address; else a path of this site or the URL of another; "" for gone
    target_key   the normal form of a target on this site, by which chains are found; else ""
    article, language  the story of a target that is one

    Written from what people enter by point_to(); in bulk by newsroom.redirects.rules alone.
    """

    old_address = models.CharField(
        _("old address"),
        max_length=LONGEST,
        unique=True,
        help_text=_("Path with its query, e.g. /2019/05/harbor/ or /?p=123. The whole URL works too."),
        error_messages={"unique": _("There is a redirect for this address already.")},
    )
    target = models.CharField(
        _("new address"),
        max_length=LONGEST_TARGET,
        default="",
        blank=True,
        help_text=_(
            "Address of a story or of another page of this site, or of another site beginning with https://. "
            "Leave empty if the page is gone for good: readers are told so (410)."
        ),
    )
    kind = models.CharField(_("kind"), max_length=7, choices=RedirectKind, editable=False)
    target_key = models.CharField(max_length=LONGEST, default="", editable=False)
    article = models.ForeignKey(
        "articles.Article",
        models.CASCADE,  # of a story that was never published; another one is never deleted
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("story"),
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default="", editable=False)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        base_manager_name = "objects"
        indexes = [models.Index(name="redirect_by_target", fields=["target_key"])]
        constraints = [
            models.CheckConstraint(
                name="redirect_starts_at_a_path",
                condition=Q(old_address__startswith="/") & ~Q(old_address="/"),
            ),
            models.CheckConstraint(
                name="redirect_leads_to_one_kind_of_target",
                condition=Q(kind=RedirectKind.GONE, target="", target_key="", article=None, language="")
                | (Q(kind=RedirectKind.ADDRESS, article=None, language="") & ~Q(target=""))
                | Q(
                    kind=RedirectKind.STORY,
                    article__isnull=False,
                    language__in=Language.values,
                    target=Concat(
                        Value("/"),
                        "language",
                        Value("/articles/"),
                        Cast("article_id", models.CharField()),
                        Value("/"),
                    ),
                ),
            ),
            models.CheckConstraint(
                name="redirect_target_is_a_path_or_url",
                condition=Q(target="")
                | (Q(target__startswith="/") & ~Q(target__startswith="//") & ~Q(target_key=""))
                | (Q(target_key="") & (Q(target__startswith="https://") | Q(target__startswith="http://"))),
            ),
            models.CheckConstraint(
                name="redirect_does_not_lead_to_itself", condition=~Q(target_key=F("old_address"))
            ),
        ]

    def __str__(self):
        return f"{self.old_address} → {self.target or '410'}"

    def point_to(self, target: str, article_id: int | None = None, language: str = "") -> None:
        """Set the target and all that follows from it. Does not save.

        target  as newsroom.redirects.targets.parse_target returns it; "" for gone, or with a story
        """
        self.article_id, self.language = article_id, language
        self.target = story_address(article_id, language) if article_id else target
        self.target_key = normal_address(self.target) if self.target.startswith("/") else ""
        if article_id:
            self.kind = RedirectKind.STORY
        else:
            self.kind = RedirectKind.ADDRESS if target else RedirectKind.GONE

    def log_details(self):
        story = {"article": self.article_id} if self.article_id else {}
        return super().log_details() | story


class RedirectUse(models.Model):
    """The uses of a redirect: their number, and the last day of one. Without a row there was none."""

    redirect = models.OneToOneField(Redirect, models.CASCADE, primary_key=True, related_name="use")
    count = models.PositiveBigIntegerField(_("uses"))
    last_day = models.DateField(_("last used"))

    class Meta:
        verbose_name = _("use of a redirect")
        verbose_name_plural = _("uses of redirects")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="redirect_was_used", condition=Q(count__gt=0))]

    def __str__(self):
        return f"{self.redirect_id}: {self.count}"


def story_address(article_id: int, language: str) -> str:
    """Return the short address of a story, which stays the same whatever its headline is."""
    return f"/{language}/articles/{article_id}/"
