import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    safe_for_released_code = (
        "No release has newsletters; the columns keep their defaults until one is scheduled."
    )

    dependencies = [
        ("newsletters", "0002_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="newsletterissue",
            name="scheduled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="scheduled by",
            ),
        ),
        migrations.AddField(
            model_name="newsletterissue",
            name="scheduled_digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
        migrations.AddField(
            model_name="newsletterissue",
            name="send_at",
            field=models.DateTimeField(null=True, verbose_name="sent at"),
        ),
        migrations.AddField(
            model_name="newsletterissue",
            name="unsent",
            field=models.CharField(
                blank=True,
                choices=[
                    ("changed", "It was changed after it had been scheduled"),
                    ("empty", "None of its stories was live"),
                    ("nobody", "Nobody had subscribed"),
                    ("person", "The person who scheduled it no longer has permission to send it"),
                    ("late", "It could not be sent until more than an hour after its time"),
                ],
                db_default="",
                default="",
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="newsletterissue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scheduled_by", None), ("scheduled_digest", ""), ("send_at", None)),
                    models.Q(
                        ("scheduled_by__isnull", False),
                        ("send_at__isnull", False),
                        ("started_at", None),
                        models.Q(("scheduled_digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="newsletter_is_scheduled_as_somebody_read_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="newsletterissue",
            constraint=models.CheckConstraint(
                condition=models.Q(("unsent__in", ["", "changed", "empty", "nobody", "person", "late"])),
                name="newsletter_unsent_cause_is_known",
            ),
        ),
    ]
