from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_event_by_time"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="image",
            options={"ordering": ["-id"], "verbose_name": "image", "verbose_name_plural": "images"},
        ),
    ]
