"""Records of posts and pictures imported from archives, which prevent duplicate imports."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition, Image, Language


class ImportedPostQuerySet(models.QuerySet):
    def with_editions(self):
        """Annotate has_edition: whether the story was ever published in the language of the post."""
        editions = Edition.objects.filter(article=OuterRef("article"), language=OuterRef("language"))
        return self.annotate(has_edition=Exists(editions))


class ImportedPost(models.Model):
    """A post of another system that was imported as one language of a story.

    origin, source_id  the system, such as "harbor.example", and its id of the post
    article  None if the story was deleted here; later imports then do not restore it
    digest   digest of the post when it was imported (ArchivePost.digest)
    """

    origin = models.CharField(_("archive"), max_length=100)
    source_id = models.CharField(_("number in the archive"), max_length=200)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, related_name="imported_posts", verbose_name=_("story")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language)
    url = models.CharField(_("former address"), max_length=500, default="", blank=True)
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField(_("imported at"), default=timezone.now)

    objects = ImportedPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported post")
        verbose_name_plural = _("imported posts")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="imported_post_once", fields=["origin", "source_id"]),
            models.UniqueConstraint(name="imported_post_one_per_language", fields=["article", "language"]),
            models.CheckConstraint(
                name="imported_post_language_is_known", condition=Q(language__in=Language.values)
            ),
        ]

    def __str__(self):
        return f"{self.origin} {self.source_id}"


class ImportedPicture(models.Model):
    """A picture of another system that was stored as an Image of the library."""

    origin = models.CharField(_("archive"), max_length=100)
    address = models.CharField(_("former address"), max_length=500)
    image = models.ForeignKey(Image, models.CASCADE, related_name="+", verbose_name=_("image"))

    class Meta:
        verbose_name = _("imported picture")
        verbose_name_plural = _("imported pictures")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="imported_picture_once", fields=["origin", "address"]),
        ]

    def __str__(self):
        return self.address
