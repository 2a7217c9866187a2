from django.db import models
from django.urls import reverse
from django.utils import timezone


class Category(models.Model):
    name = models.CharField(max_length=60)
    slug = models.SlugField(unique=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("category", args=[self.slug])


class Tag(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tag", args=[self.slug])


class Writer(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name


class Photo(models.Model):
    file = models.ImageField(width_field="width", height_field="height")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.file.name


class ReportQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__lte=timezone.now()).exclude(title="").exclude(title=None)

    def for_list(self):
        return self.select_related("category", "photo", "writer")


class Report(models.Model):
    """A story. translation.py adds the columns of both languages to the row."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, allow_unicode=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    category = models.ForeignKey(Category, models.PROTECT)
    tags = models.ManyToManyField(Tag, blank=True)
    writer = models.ForeignKey(Writer, models.PROTECT)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True)
    related = models.ManyToManyField("self", symmetrical=False, blank=True)
    published_at = models.DateTimeField(db_index=True)
    view_count = models.PositiveIntegerField(default=0, db_index=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("report", args=[self.pk, self.slug])
