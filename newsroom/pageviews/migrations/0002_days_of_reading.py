from django.db import migrations, models

import articles.models.language


class Migration(migrations.Migration):
    dependencies = [
        ("pageviews", "0001_models"),
        ("articles", "0023_index_of_machine_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="hourofreading",
            name="from_direct",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="hourofreading",
            name="from_mail",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="hourofreading",
            name="from_messenger",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="hourofreading",
            name="from_other",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="hourofreading",
            name="from_own",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="hourofreading",
            name="from_search",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="hourofreading",
            name="from_social",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="DayOfReading",
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
                ("from_direct", models.PositiveIntegerField(db_default=0, default=0)),
                ("from_search", models.PositiveIntegerField(db_default=0, default=0)),
                ("from_social", models.PositiveIntegerField(db_default=0, default=0)),
                ("from_messenger", models.PositiveIntegerField(db_default=0, default=0)),
                ("from_mail", models.PositiveIntegerField(db_default=0, default=0)),
                ("from_own", models.PositiveIntegerField(db_default=0, default=0)),
                ("from_other", models.PositiveIntegerField(db_default=0, default=0)),
                ("day", models.DateField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["article_id", "day"], name="pageviews_days_of_a_story")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "language", "article_id"), name="pageviews_day_is_counted_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", articles.models.language.Language)),
                        name="pageviews_day_is_of_a_known_language",
                    ),
                ],
            },
        ),
    ]
