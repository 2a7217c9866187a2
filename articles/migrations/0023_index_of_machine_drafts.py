from django.db import migrations, models

from articles.index_operations import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0022_machine_drafts"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="translatedsegment",
            index=models.Index(
                name="translated_segment_by_machine",
                fields=["translated_at", "language"],
                condition=models.Q(("machine_engine", ""), _negated=True),
            ),
        ),
    ]
