import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import newsroom.notifications.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("assigned", "Assigned to you"),
                            ("mentioned", "You were mentioned"),
                            ("noted", "A note on your text"),
                            ("review", "To review"),
                            ("returned", "Returned to you"),
                            ("approved", "Your text was approved"),
                            ("published", "Your text was published"),
                            ("corrected", "The other language was corrected"),
                            ("gone", "Withdrawn or retracted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="articles.event",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
                "ordering": ["-event_id"],
                "default_permissions": [],
                "indexes": [models.Index(fields=["user", "read_at", "-event"], name="notification_unread")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "event"), name="notification_once_per_event"),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", newsroom.notifications.models.NotificationReason)),
                        name="notification_reason_is_known",
                    ),
                ],
            },
        ),
    ]
