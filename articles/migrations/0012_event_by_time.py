from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_edition_by_start"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(name="event_of_type", fields=["type", "-id"]),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(name="event_by_time", fields=["at"]),
        ),
    ]
