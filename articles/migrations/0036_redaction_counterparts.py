from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0035_ordering_without_stories"),
    ]

    operations = [
        migrations.AddField(
            model_name="redaction",
            name="counterparts",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
    ]
