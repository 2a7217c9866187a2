import django.db.models.deletion
from django.db import migrations, models

import articles.models.language


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0016_translated_words"),
        ("translations", "0001_models"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirstTranslation",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")], max_length=2, verbose_name="language"
                    ),
                ),
                ("ready_at", models.DateTimeField(null=True, verbose_name="source ready")),
                ("done_at", models.DateTimeField(null=True, verbose_name="translated at")),
            ],
            options={
                "verbose_name": "first translation",
                "verbose_name_plural": "first translations",
                "default_permissions": [],
                "indexes": [
                    models.Index(fields=["done_at", "language", "ready_at"], name="first_translation_done")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", articles.models.language.Language)),
                        name="first_translation_language_is_known",
                    )
                ],
            },
        ),
    ]
