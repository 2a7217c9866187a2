"""Makes room for the files that editions printed, and finds an image by its file."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_placement_groups")]
    operations = [
        migrations.CreateModel(
            name="EditionPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(choices=[("en", "English"), ("ko", "Korean")], max_length=2)),
                ("first_published_at", models.DateTimeField()),
                ("name", models.CharField(max_length=100)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_filings",
                        to="articles.edition",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="articles.image",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="edition_picture_file")],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "image"), name="edition_picture_once")
                ],
            },
        ),
        migrations.AddIndex("image", models.Index(fields=["file"], name="image_file")),
    ]
