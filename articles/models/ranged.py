"""Editions by the numbers of their articles, a range at a time: what is told to search engines in files."""

from django.db import models
from django.db.models import Count, F, Max


class RangedQuerySet(models.QuerySet):
    """The part of EditionQuerySet that sitemaps ask. Its two short answers come from an index alone."""

    def numbered(self, first, last):
        """Return the editions of articles with ids from first to last, both included."""
        return self.filter(article__gte=first, article__lte=last)

    def ranges(self, size):
        """[(range, when an edition in it began last)]: range 1 has the articles 1 to size, and so on."""
        rows = self.annotate(range=1 + (F("article_id") - 1) / size).order_by("range")
        return list(rows.values_list("range").annotate(last=Max("live_from")))

    def state(self):
        """(How many they are, when the last of them began): no edition comes or goes without moving it."""
        found = self.aggregate(count=Count("pk"), last=Max("live_from"))
        return found["count"], found["last"]
