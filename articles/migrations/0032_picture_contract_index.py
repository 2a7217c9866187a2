from django.db import migrations, models

from articles.index_operations import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0031_picture_contracts"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="image",
            index=models.Index(
                name="image_by_contract",
                fields=["contract", "-id"],
                condition=models.Q(("contract__isnull", False)),
            ),
        ),
    ]
