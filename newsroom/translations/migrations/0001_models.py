import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import articles.models.language


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MemoryEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source_language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")],
                        max_length=2,
                        verbose_name="translated from",
                    ),
                ),
                ("source_text", models.TextField(verbose_name="source text")),
                ("target_text", models.TextField(verbose_name="translation")),
                ("source_digest", models.CharField(editable=False, max_length=64)),
                ("target_digest", models.CharField(editable=False, max_length=64)),
                ("role", models.CharField(blank=True, default="", max_length=20, verbose_name="role")),
                (
                    "origin",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="from the file"),
                ),
                ("first_seen_at", models.DateTimeField(verbose_name="first seen")),
                ("last_seen_at", models.DateTimeField(verbose_name="last seen")),
                (
                    "uses",
                    models.PositiveIntegerField(
                        default=1, help_text="How often a story has used it.", verbose_name="times used"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "translation memory entry",
                "verbose_name_plural": "translation memory",
                "ordering": ["-last_seen_at", "-pk"],
                "default_permissions": ["view", "add", "delete"],
                "indexes": [
                    models.Index(fields=["source_language", "id"], name="memory_by_number"),
                    models.Index(fields=["-last_seen_at", "-id"], name="memory_latest_first"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source_language", "source_digest", "target_digest"),
                        name="memory_same_translation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_language__in", articles.models.language.Language)),
                        name="memory_language_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source_text", ""), _negated=True),
                            models.Q(("target_text", ""), _negated=True),
                        ),
                        name="memory_holds_both_texts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_seen_at__gte", models.F("first_seen_at"))),
                        name="memory_last_seen_after_first",
                    ),
                    models.CheckConstraint(condition=models.Q(("uses__gte", 1)), name="memory_was_used"),
                ],
            },
        ),
    ]
