from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.annotations import InterfaceText, User
from articles.models.logged import LoggedModel
from articles.models.text import LineField, ProseField


def person_key(
    verbose_name: InterfaceText | None = None, *, related_name: str = "+", **options
) -> models.ForeignKey:
    """Return a foreign key to an account. A referenced account can only be deactivated, not deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=verbose_name,
        related_name=related_name,
        **options,
    )


BY_NAME = ("first_name", "last_name", "username")  # sort order of users in choices


def display_name(user: User | None) -> str:
    """Return the full name of a user, or the username if it is empty; "" for None."""
    return (user.get_full_name() or user.get_username()) if user else ""


class Author(LoggedModel):
    """A person with bylines, who may have an account."""

    name = LineField(_("name"), max_length=100, default="")
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    position = LineField(pgettext_lazy("of a person", "position"), max_length=100, default="", blank=True)
    bio = ProseField(_("biography"), default="", blank=True)
    photo = models.ForeignKey(
        "articles.Image", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    contact = models.EmailField(
        _("public email address"),
        default="",
        db_default="",
        blank=True,
        help_text=_("For readers, on the page of the author. The address of the account is never published."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Former staff keep their page and their bylines.")
    )

    objects: ClassVar[models.Manager["Author"]]  # type: ignore[assignment]  # also LoggedQuerySet

    class Meta:
        ordering = ["slug"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [
            models.CheckConstraint(
                name="author_is_named_in_both_languages",
                condition=~Q(name_en="") & ~Q(name_ko=""),
            ),
        ]

    def __str__(self):
        return self.name or self.slug


class Role(models.TextChoices):
    TEXT = "text", pgettext_lazy("a byline", "Text")
    PHOTOS = "photos", _("Photos")
    TRANSLATION = "translation", _("Translation")
    RESEARCH = "research", _("Research")


def is_credited(role: str, language: str, source_language: str) -> bool:
    """Return whether a role is printed in one language: translators are credited only in the translation."""
    return role != Role.TRANSLATION or language != source_language


class Byline(models.Model):
    """An author's role in a working copy."""

    DUPLICATE_ERROR = _("This author has a byline in this role already.")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines", verbose_name=_("author"))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.TEXT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [
            models.UniqueConstraint(name="byline_once_per_role", fields=["article", "author", "role"]),
        ]
        indexes = [models.Index(name="byline_of_author", fields=["author", "article"])]

    def __str__(self):
        return f"{self.author} ({self.get_role_display()})"

    def unique_error_message(self, model_class, unique_check):
        return ValidationError(self.DUPLICATE_ERROR, code="unique_together")


# At most one third of the changed words may be the approver's own. A desk editor who adds a paragraph still
# reads mostly the words of others. If a user rewrites half of a text, someone else has to read that half.
WORDS_TO_AN_OWN_ONE = 3


class Contribution(models.Model):
    """The number of words that a user changed in one language of a story since its last approval.

    Written only by articles.workflow.edit_session. Valid only if `counted_version` of the LanguageProgress
    equals its `version`: release 0.9.0 changes texts without counting words.
    """

    progress = models.ForeignKey("articles.LanguageProgress", models.CASCADE, related_name="contributions")
    person = person_key(_("user"))
    words = models.PositiveIntegerField(_("words"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="contribution_once_per_person", fields=["progress", "person"]),
            models.CheckConstraint(name="contribution_has_words", condition=Q(words__gte=1)),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.words}"


def is_own_text(user_id: int, words: dict[int, int], last: int | None) -> bool:
    """Return whether a user changed too much of a text to approve it as a second person.

    words  {user id: words changed}
    last   id of the user who changed it last, or None; counts as the only author if `words` is empty
    """
    return WORDS_TO_AN_OWN_ONE * words.get(user_id, 0) > sum(words.values()) if words else user_id == last


def own_texts(user) -> Q:
    """Return the condition that `is_own_text` holds for a user and a row of LanguageProgress."""
    counted = Contribution.objects.filter(progress=OuterRef("pk")).order_by()
    own = Coalesce(Subquery(counted.filter(person=user).values("words")), Value(0))
    words = Subquery(counted.values("progress").annotate(total=Sum("words")).values("total"))
    is_counted = Q(counted_version=F("version")) & Exists(counted)
    is_too_much = GreaterThan(own * WORDS_TO_AN_OWN_ONE, words)
    return (is_counted & Q(is_too_much)) | (~is_counted & Q(changed_by=user))
