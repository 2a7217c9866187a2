from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_image_newest_by_id"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(name="article_by_creator", fields=["created_by", "id"]),
        ),
        migrations.AddIndex(
            model_name="byline",
            index=models.Index(name="byline_of_author", fields=["author", "article"]),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                name="note_open_thread",
                fields=["article"],
                condition=models.Q(reply_to=None, resolved_at=None),
            ),
        ),
    ]
