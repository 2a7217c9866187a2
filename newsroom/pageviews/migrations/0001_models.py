from django.db import migrations, models

import articles.models.language


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="HourOfReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article_id", models.PositiveBigIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")], max_length=2, verbose_name="language"
                    ),
                ),
                ("reads", models.PositiveIntegerField()),
                ("hour", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hour", "language", "article_id"), name="pageviews_hour_is_counted_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", articles.models.language.Language)),
                        name="pageviews_hour_is_of_a_known_language",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MostRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article_id", models.PositiveBigIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")], max_length=2, verbose_name="language"
                    ),
                ),
                ("reads", models.PositiveIntegerField()),
                ("place", models.PositiveSmallIntegerField(verbose_name="rank")),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "most read story",
                "verbose_name_plural": "most read stories",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "place"), name="most_read_place_is_taken_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingsBefore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article_id", models.PositiveBigIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")], max_length=2, verbose_name="language"
                    ),
                ),
                ("reads", models.PositiveIntegerField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article_id", "language"), name="readings_before_are_one_row"
                    )
                ],
            },
        ),
    ]
