from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_story_filters"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="translatedsegment",
            index=models.Index(name="translated_segment_by_time", fields=["translated_at"]),
        ),
    ]
