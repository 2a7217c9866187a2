import django.db.models.deletion
from django.db import migrations, models

import newsroom.search.expressions


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_models"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                ("article_id", models.BigIntegerField(db_index=True)),
                ("digest", models.CharField(max_length=64)),
                ("indexed_at", models.DateTimeField()),
                ("headline", models.TextField(default="")),
                ("summary", models.TextField(default="")),
                (
                    "edition",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="search_entry",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="Rebuild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="TermForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("term_id", models.BigIntegerField(db_index=True)),
                ("text", models.TextField()),
                ("key", models.CharField(db_index=True, max_length=200)),
                ("is_right", models.BooleanField(default=True)),
            ],
            options={
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_column="rowid",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="search.entry",
                    ),
                ),
                ("words", newsroom.search.expressions.TokensField()),
            ],
            options={
                "db_table": "search_words",
                "managed": False,
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=60, unique=True)),
                ("language", models.CharField(choices=[("en", "English"), ("ko", "Korean")], max_length=2)),
                ("letters", models.BinaryField(max_length=600)),
                ("backwards", models.BinaryField(max_length=600)),
                ("length", models.PositiveSmallIntegerField(default=0)),
                ("typed", models.BinaryField(db_index=True, default=b"", max_length=600)),
                ("initials", models.BinaryField(db_index=True, default=b"", max_length=600)),
                ("latest", models.BigIntegerField(default=0)),
            ],
            options={
                "default_permissions": [],
                "indexes": [
                    models.Index(models.F("length"), models.F("letters"), name="search_known_begins"),
                    models.Index(models.F("length"), models.F("backwards"), name="search_known_ends"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Name",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_type", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("language", models.CharField(choices=[("en", "English"), ("ko", "Korean")], max_length=2)),
                ("text", models.CharField(max_length=100)),
                ("typed", models.BinaryField(db_index=True, max_length=1000)),
                ("initials", models.BinaryField(db_index=True, max_length=1000)),
            ],
            options={
                "default_permissions": [],
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="search_name_of_subject")
                ],
            },
        ),
    ]
