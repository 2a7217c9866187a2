"""Related managers refuse what the others refuse; one digest tells what is not published yet, filing included."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_groups"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="edition",
            options={
                "base_manager_name": "objects",
                "default_permissions": ["view"],
                "ordering": ["-live_from"],
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
            },
        ),
        migrations.AlterModelOptions(
            name="event",
            options={
                "base_manager_name": "objects",
                "ordering": ["-number"],
                "verbose_name": "event",
                "verbose_name_plural": "log",
            },
        ),
        migrations.RemoveField(
            model_name="edition",
            name="filing_version",
        ),
    ]
