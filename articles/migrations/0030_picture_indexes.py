from django.db import migrations, models

from articles.index_operations import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0029_picture_facts"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="image",
            index=models.Index(
                name="image_by_upload",
                fields=["upload_digest"],
                condition=models.Q(("upload_digest", ""), _negated=True),
            ),
        ),
        AddIndexWithoutLock(
            model_name="image",
            index=models.Index(
                name="image_by_day",
                fields=["taken_on"],
                condition=models.Q(("taken_on__isnull", False)),
            ),
        ),
        AddIndexWithoutLock(
            model_name="image",
            index=models.Index(
                name="image_by_creator",
                fields=["creator", "-id"],
                condition=models.Q(("creator", ""), _negated=True),
            ),
        ),
    ]
