"""Library pictures, their tags, and contracts with picture suppliers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language, localized
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.people import person_key
from articles.models.planning import day_of
from articles.models.text import LineField, PrintedLineField, PrintedProseField, ProseField, line

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]
ENDS_SOON = timedelta(days=30)  # a contract is ENDING this long before its last day
MOST_TAGS, LONGEST_TAG = 30, 60  # maximum tags of a picture, and characters of a tag


class PictureUse(models.TextChoices):
    """A use of a picture, besides the story page, that a contract may forbid."""

    LEAD = "lead", _("lead images")
    SOCIAL = "social", _("previews of shared links")
    FEEDS = "feeds", _("feeds and republication")


def is_withheld(printed: dict, image: int | None, use: PictureUse) -> bool:
    """Return whether the picture's contract forbade a use when the edition was published.

    printed  Edition.printed of that edition
    image    id of the picture
    """
    return image in printed.get("withheld", {}).get(use, ())


class SupplierKind(models.TextChoices):
    AGENCY = "agency", _("Agency")
    FREELANCE = "freelance", _("Freelance photographer")
    STAFF = "staff", _("Own staff")
    OPEN = "open", _("Public domain or open license")
    OTHER = "other", _("Other supplier")


class ContractState(models.TextChoices):
    """The state of a contract on a day. A contract that ends soon is still in force."""

    TO_COME = "to_come", _("Not yet in force")
    IN_FORCE = "in_force", _("In force")
    ENDING = "ending", _("Ends soon")
    ENDED = "ended", _("Ended")


class PictureContractQuerySet(models.QuerySet):
    def in_force(self, day: date) -> models.QuerySet:
        return self.filter(in_force_on(day))

    def in_state(self, state: str, day: date) -> models.QuerySet:
        """Return the contracts in a ContractState on a day."""
        if state == ContractState.TO_COME:
            return self.filter(first_day__gt=day)
        if state == ContractState.ENDED:
            return self.filter(last_day__lt=day)
        ends_soon = Q(last_day__lte=day + ENDS_SOON)
        in_force = self.in_force(day)
        return in_force.filter(ends_soon) if state == ContractState.ENDING else in_force.exclude(ends_soon)


def in_force_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a contract is in force on a day.

    prefix  path to the contract, such as "contract__"
    """
    first, last = f"{prefix}first_day", f"{prefix}last_day"
    begun = Q(**{first: None}) | Q(**{f"{first}__lte": day})
    return begun & (Q(**{last: None}) | Q(**{f"{last}__gte": day}))


class PictureContract(models.Model):
    """A contract with a picture supplier, or the terms of an open license.

    first_day, last_day  both inclusive, in the newsroom's time zone; None for no limit
    language         the only language where the pictures may be printed, or "" for both
    allows_lead      whether they may be lead images, which also appear on front pages and in lists
    allows_social    whether previews of shared links and metadata for search engines may show them
    allows_feeds     whether feeds may contain them: partners take whole stories from feeds
    keeps_archive    whether stories published by the last day keep the picture
    """

    supplier = LineField(_("supplier"), max_length=200)
    kind = models.CharField(
        _("kind of supplier"), max_length=10, choices=SupplierKind, default=SupplierKind.AGENCY
    )
    number = LineField(
        _("name or number of the contract"), max_length=100, default="", db_default="", blank=True
    )
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Leave empty if the contract has no end date.")
    )
    language = models.CharField(
        _("may be printed in"), max_length=2, choices=Language, default="", db_default="", blank=True
    )
    allows_lead = models.BooleanField(
        _("lead images"),
        default=True,
        db_default=True,
        help_text=_("Above a story, and so on front pages and in lists."),
    )
    allows_social = models.BooleanField(
        _("previews of shared links"),
        default=True,
        db_default=True,
        help_text=_("On social networks and in search engines. Without it, the preview shows no image."),
    )
    allows_feeds = models.BooleanField(
        _("feeds and republication"),
        default=True,
        db_default=True,
        help_text=_("Partners take stories from feeds. Without it, feeds leave the image out."),
    )
    keeps_archive = models.BooleanField(
        _("stays in the archive"),
        default=True,
        db_default=True,
        help_text=_(
            "Stories published by the last day keep the image. Otherwise, they are listed after that day."
        ),
    )
    credit = PrintedLineField(
        _("required credit"),
        max_length=200,
        default="",
        db_default="",
        blank=True,
        help_text=_("Used for images without a credit."),
    )
    contact = ProseField(_("contact"), default="", db_default="", blank=True)
    note = ProseField(_("note"), default="", db_default="", blank=True)

    objects = PictureContractQuerySet.as_manager()

    class Meta:
        ordering = ["supplier", "number", "id"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(name="picture_contract_has_a_supplier", condition=~Q(supplier="")),
            models.CheckConstraint(
                name="picture_contract_kind_is_known", condition=Q(kind__in=SupplierKind.values)
            ),
            models.CheckConstraint(
                name="picture_contract_language_is_known", condition=Q(language__in=["", *Language.values])
            ),
            models.CheckConstraint(
                name="picture_contract_ends_after_it_begins",
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message=_("The last day must not be before the first day."),
            ),
        ]

    def __str__(self):
        return " · ".join(filter(None, [self.supplier, self.number]))

    def state_on(self, day: date) -> ContractState:
        if self.first_day and self.first_day > day:
            return ContractState.TO_COME
        if self.last_day is None or self.last_day > day + ENDS_SOON:
            return ContractState.IN_FORCE
        return ContractState.ENDED if self.last_day < day else ContractState.ENDING

    def is_in_force(self, day: date) -> bool:
        return self.state_on(day) in (ContractState.IN_FORCE, ContractState.ENDING)

    def allows(self, use: PictureUse) -> bool:
        return getattr(self, f"allows_{use.value}")

    @property
    def forbidden_uses(self) -> list[PictureUse]:
        return [use for use in PictureUse if not self.allows(use)]


def has_rights_at(at: datetime, prefix: str = "") -> Q:
    """Return the condition that the picture's rights are valid at an instant.

    prefix  path to the picture, such as "image__"
    """
    return Q(**{f"{prefix}rights_until": None}) | Q(**{f"{prefix}rights_until__gt": at})


class ImageQuerySet(LoggedQuerySet):
    def lacking(self, field):
        """Return the pictures where a field ("alt" or "credit") is empty in at least one language."""
        empty = [(localized(field, language), "") for language in Language]
        return self.filter(Q(*empty, _connector=Q.OR))

    def with_rights(self, at):
        """Return the pictures whose rights are valid at an instant."""
        return self.filter(has_rights_at(at))

    def usable(self, at):
        """Return the pictures that have valid rights, and a contract in force or none, at an instant."""
        is_free = Q(contract=None) | in_force_on(day_of(at), "contract__")
        return self.with_rights(at).filter(is_free)

    def tagged(self, name):
        return self.filter(pk__in=PictureTag.objects.filter(name=normal_tag(name)).values("image"))


class Image(LoggedModel):
    """A library picture. Only articles.media.pictures writes its file, upright and re-encoded."""

    file = models.ImageField(
        _("file"), upload_to="pictures/%Y/%m", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(_("width in pixels"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height in pixels"), default=0, editable=False)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point from the left, in percent"), default=50, validators=PERCENT
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point from the top, in percent"), default=50, validators=PERCENT
    )
    alt = PrintedLineField(
        _("alt text"),
        max_length=300,
        default="",
        blank=True,
        help_text=_("Describe the image for people who cannot see it."),
    )
    caption = PrintedProseField(_("caption"), default="", blank=True)
    credit = PrintedLineField(_("credit"), max_length=200, default="", blank=True)
    creator = LineField(_("photographer"), max_length=200, default="", db_default="", blank=True)
    place = LineField(
        pgettext_lazy("of a picture", "place"), max_length=200, default="", db_default="", blank=True
    )
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    usage_terms = ProseField(_("usage terms"), default="", blank=True)
    rights_until = models.DateTimeField(_("rights until"), null=True, blank=True)
    contract = models.ForeignKey(
        PictureContract,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # see the index image_by_contract
        related_name="images",
        verbose_name=_("contract"),
    )
    upload_digest = models.CharField(max_length=64, default="", db_default="", editable=False)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    created_by = person_key(_("uploaded by"), null=True, blank=True, editable=False)

    objects = ImageQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["-id"]  # newest first
        verbose_name = _("image")
        verbose_name_plural = _("images")
        indexes = [
            models.Index(name="image_file", fields=["file"]),
            models.Index(name="image_lacks_alt", fields=["id"], condition=Q(alt_en="") | Q(alt_ko="")),
            models.Index(
                name="image_lacks_credit", fields=["id"], condition=Q(credit_en="") | Q(credit_ko="")
            ),
            models.Index(name="image_by_upload", fields=["upload_digest"], condition=~Q(upload_digest="")),
            models.Index(name="image_by_day", fields=["taken_on"], condition=Q(taken_on__isnull=False)),
            models.Index(name="image_by_creator", fields=["creator", "-id"], condition=~Q(creator="")),
            models.Index(
                name="image_by_contract",
                fields=["contract", "-id"],
                condition=Q(contract__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="image_focal_point_is_in_percent", condition=Q(focal_x__lte=100, focal_y__lte=100)
            ),
        ]

    def __str__(self):
        words = self.alt or self.alt_en or self.alt_ko
        return words or gettext("Image %(number)s") % {"number": self.pk or ""}

    def log_details(self):
        """Add the file name, so that the file can be removed when the picture is deleted."""
        return super().log_details() | {"file": self.file.name}

    def has_rights(self, at):
        """Return whether the rights are valid at the given instant."""
        return self.rights_until is None or self.rights_until > at

    def is_usable(self, at: datetime) -> bool:
        """Return whether ImageQuerySet.usable includes it at an instant. See also may_be_printed()."""
        return self.has_rights(at) and (self.contract is None or self.contract.is_in_force(day_of(at)))

    def may_be_printed(self, at: datetime, languages: Iterable[str]) -> bool:
        """Return whether it is usable at an instant, and its contract allows all of these languages."""
        language = self.contract.language if self.contract else ""
        return self.is_usable(at) and (not language or {*languages} == {language})

    def withholds(self, use: PictureUse) -> bool:
        """Return whether its contract forbids a use."""
        return self.contract is not None and not self.contract.allows(use)

    def fill_credit(self) -> list[str]:
        """Fill empty credits from the contract, without saving. Return the names of the filled columns."""
        columns = [localized("credit", language) for language in Language if self.contract_id]
        empty = [column for column in columns if not getattr(self, column) and getattr(self.contract, column)]
        for column in empty:
            setattr(self, column, getattr(self.contract, column))
        return empty


class PictureTag(models.Model):
    """A search tag of a picture, in any language, normalised by normal_tag."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="tag_rows")
    name = LineField(_("tag"), max_length=LONGEST_TAG)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="picture_tag_once", fields=["image", "name"]),
            models.CheckConstraint(name="picture_tag_has_a_name", condition=~Q(name="")),
        ]
        indexes = [models.Index(name="picture_tag_by_name", fields=["name", "-image"])]

    def __str__(self):
        return self.name


def normal_tag(text: str) -> str:
    """Return a tag in its stored form: one line, lowercase, without a leading "#"."""
    return line(text.lower()).lstrip("#").strip()


def parse_tags(text: str) -> list[str]:
    """Return the normalised tags of a comma-separated text, in order, without duplicates."""
    return list(dict.fromkeys(filter(None, map(normal_tag, text.replace("、", ",").split(",")))))


def change_tags(images: Iterable[Image], *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
    """Add normalised tags to pictures and remove others. Concurrent changes to other tags are kept."""
    ids = [image.pk for image in images]
    if remove:
        PictureTag.objects.filter(image__in=ids, name__in=list(remove)).delete()
    rows = [PictureTag(image_id=pk, name=name) for pk in ids for name in add]
    PictureTag.objects.bulk_create(rows, ignore_conflicts=True)
