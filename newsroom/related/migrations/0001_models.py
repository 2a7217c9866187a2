from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("text", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("stories", models.PositiveIntegerField(default=0)),
            ],
            options={
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=64)),
                ("article_id", models.BigIntegerField(db_index=True)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": [],
                "indexes": [models.Index(fields=["mark", "-published_at"], name="posting_of_mark")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("article_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                ("counts", models.JSONField(default=dict)),
                ("is_counted", models.BooleanField(default=False)),
                ("related_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": [],
                "indexes": [
                    models.Index(
                        condition=models.Q(("related_at", None)),
                        fields=["article_id"],
                        name="reading_to_be_related",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article_id", models.BigIntegerField()),
                ("other_id", models.BigIntegerField(db_index=True)),
                ("score", models.FloatField()),
            ],
            options={
                "default_permissions": [],
                "indexes": [models.Index(fields=["article_id", "-score"], name="relation_best_first")],
                "constraints": [
                    models.UniqueConstraint(fields=("article_id", "other_id"), name="relation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("article_id", models.F("other_id")), _negated=True),
                        name="relation_is_to_another",
                    ),
                ],
            },
        ),
    ]
