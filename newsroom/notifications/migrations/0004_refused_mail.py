from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_report_deliveries"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="mail_refused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
