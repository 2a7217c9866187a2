"""Stories that others may not republish, whatever the newsroom's license says."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.logged import LoggedModel


class Reserved(LoggedModel):
    """A story of which all rights are reserved, in both languages: an agency's text, or its pictures.

    Written only by articles.reserving.
    """

    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="reserved")
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reserved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("story that is not for republishing")
        verbose_name_plural = _("stories that are not for republishing")
        base_manager_name = "objects"
        default_permissions = []

    def __str__(self):
        return str(self.article)

    def log_details(self):
        return super().log_details() | {"article": self.article_id}
