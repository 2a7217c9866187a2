from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_fill_desk_columns"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(name="edition_by_start", fields=["-live_from", "-id", "language", "number"]),
        ),
    ]
