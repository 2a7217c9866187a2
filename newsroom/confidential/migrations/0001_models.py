import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import articles.body.field


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0019_write_stories_of_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfidentialSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="added"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "contact",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="How to reach them, and how not to.",
                        verbose_name="contact",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="What they told, what was promised, and how it was checked.",
                        verbose_name="note",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confidential_sources",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="held by",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="people who may know it",
                    ),
                ),
            ],
            options={
                "verbose_name": "confidential source",
                "verbose_name_plural": "confidential sources",
                "ordering": ["-created_at", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="confidential_source_has_a_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RestrictedStory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="added"
                    ),
                ),
                (
                    "source_language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")],
                        default="ko",
                        max_length=2,
                        verbose_name="written in",
                    ),
                ),
                ("title", models.CharField(blank=True, default="", max_length=200, verbose_name="headline")),
                (
                    "title_en",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="headline"),
                ),
                (
                    "title_ko",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="headline"),
                ),
                ("summary", models.TextField(blank=True, default="", verbose_name="summary")),
                ("summary_en", models.TextField(blank=True, default="", verbose_name="summary")),
                ("summary_ko", models.TextField(blank=True, default="", verbose_name="summary")),
                ("body", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("body_en", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("body_ko", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="For its people: what is missing, what it waits for.",
                        verbose_name="note",
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="held by",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="people who may know it",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.section",
                        verbose_name="section",
                    ),
                ),
            ],
            options={
                "verbose_name": "restricted story",
                "verbose_name_plural": "restricted stories",
                "ordering": ["-created_at", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title_en", ""), _negated=True),
                            models.Q(("title_ko", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="restricted_story_has_a_headline",
                    )
                ],
            },
        ),
    ]
