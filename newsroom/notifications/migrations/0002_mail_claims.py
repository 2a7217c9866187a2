from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_models"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="mail_claimed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
