from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from articles.models.language import localized
from articles.models.logged import LoggedModel
from articles.models.progress import Wanted
from articles.models.text import AddressField, LineField, ProseField


class Colour(models.TextChoices):
    """The colour of a section. static/css/section_colours.css defines the values."""

    HARBOR = "harbor", _("harbor blue")
    BRICK = "brick", _("brick red")
    MOSS = "moss", _("moss green")
    PLUM = "plum", _("plum")
    OCHRE = "ochre", _("ochre")
    LAGOON = "lagoon", _("lagoon green")
    SLATE = "slate", _("slate gray")


class Section(LoggedModel):
    """A section of the newspaper. Every published story belongs to one."""

    name = LineField(_("name"), max_length=60, default="")
    slug = models.SlugField(_("address"), unique=True)
    description = ProseField(_("description"), default="", blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    colour = models.CharField(_("color"), max_length=8, choices=Colour, default=Colour.SLATE)
    wanted_in_translation = models.CharField(
        _("requested in the other language"),
        max_length=8,
        choices=Wanted,
        default=Wanted.FULL,
        help_text=_("What a new story in this section requests in its other language."),
    )

    objects: ClassVar[models.Manager["Section"]]  # type: ignore[assignment]  # also LoggedQuerySet

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.CheckConstraint(
                name="section_is_named_in_both_languages",
                condition=~Q(name_en="") & ~Q(name_ko=""),
            ),
            models.CheckConstraint(name="section_colour_is_known", condition=Q(colour__in=Colour)),
            models.UniqueConstraint(name="section_name_en_is_unique", fields=["name_en"]),
            models.UniqueConstraint(name="section_name_ko_is_unique", fields=["name_ko"]),
        ]

    def __str__(self):
        return self.name or self.slug


class Topic(LoggedModel, TagBase):
    """A subject of stories. It is hidden in a language where it has no name."""

    name = LineField(_("name"), max_length=100, default="", blank=True)
    slug = AddressField(_("address"), max_length=100, unique=True, allow_unicode=True)
    description = ProseField(_("description"), default="", blank=True)
    explanation = ProseField(
        _("explanation for readers"),
        default="",
        blank=True,
        help_text=_(
            "One or two sentences, shown where a story links to the topic. Without them, the words "
            "appear without a link."
        ),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_topics",
        verbose_name=_("merged into"),
        help_text=_("Readers who open this topic are redirected there."),
    )

    objects: ClassVar[models.Manager["Topic"]]  # type: ignore[assignment]  # also LoggedQuerySet

    class Meta:
        ordering = ["slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(name="topic_has_a_name", condition=~Q(name_en="") | ~Q(name_ko="")),
            models.UniqueConstraint(
                name="topic_name_en_is_unique", fields=["name_en"], condition=~Q(name_en="")
            ),
            models.UniqueConstraint(
                name="topic_name_ko_is_unique", fields=["name_ko"], condition=~Q(name_ko="")
            ),
            models.CheckConstraint(
                name="topic_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self):
        return self.name or self.name_en or self.name_ko or self.slug

    def is_explained(self, language):
        """Return whether the topic has a name and an explanation in a language."""
        return all(getattr(self, localized(part, language)).strip() for part in ("name", "explanation"))


class TopicsOfArticle(_TaggableManager):
    """Manager of a story's topics. It identifies topics by id.

    taggit identifies them by name, but a name may be empty in one language. Here, names never create topics:
    add() and set() raise TypeError for anything but a Topic.
    """

    def add(self, *topics, **kwargs):
        if not all(isinstance(topic, Topic) for topic in topics):
            raise TypeError("Pass topics as objects.")
        super().add(*topics, **kwargs)

    def remove(self, *topics):
        self._remove_prefetched_objects()
        self.through.objects.filter(**self._lookup_kwargs(), tag__in=topics).delete()

    def set(self, topics, **kwargs):
        topics = list(topics)
        self._remove_prefetched_objects()
        self.through.objects.filter(**self._lookup_kwargs()).exclude(tag__in=topics).delete()
        self.add(*topics, **kwargs)


class ArticleTopic(ItemBase):
    """A topic of a working copy."""

    content_object = models.ForeignKey("articles.Article", models.CASCADE, related_name="topic_items")
    tag = models.ForeignKey(Topic, models.PROTECT, related_name="article_items", verbose_name=_("topic"))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="article_topic_once", fields=["content_object", "tag"]),
        ]
