import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("login", "logged in"),
                            ("logout", "logged out"),
                            ("login_failed", "failed login"),
                            ("session_ended", "session ended"),
                            ("refused", "access denied"),
                            ("account_created", "account created"),
                            ("account_changed", "account changed"),
                            ("deactivated", "account deactivated"),
                            ("reactivated", "account reactivated"),
                            ("account_deleted", "account deleted"),
                            ("staff_given", "staff status given"),
                            ("staff_ended", "staff status ended"),
                            ("superuser_given", "superuser status given"),
                            ("superuser_ended", "superuser status ended"),
                            ("password_changed", "password changed"),
                            ("password_reset", "password reset"),
                            ("factor_added", "second factor added"),
                            ("factor_removed", "second factor removed"),
                            ("recovery_codes", "recovery codes created"),
                            ("invited", "invitation sent"),
                            ("joined", "invitation accepted"),
                            ("groups_added", "added to group"),
                            ("groups_removed", "removed from group"),
                            ("given", "permission given"),
                            ("withdrawn", "permission removed"),
                            ("group_deleted", "group deleted"),
                            ("requested", "permissions requested"),
                            ("confirmed", "permissions confirmed"),
                            ("rejected", "permissions rejected"),
                            ("changed_alone", "permissions given without a second person"),
                            ("exported", "data exported"),
                            ("preview_created", "preview link created"),
                            ("preview_opened", "preview link opened"),
                            ("source_added", "confidential source added"),
                            ("source_viewed", "confidential source read"),
                            ("source_changed", "confidential source changed"),
                            ("source_deleted", "confidential source deleted"),
                            ("story_restricted", "restricted story added"),
                            ("story_viewed", "restricted story read"),
                            ("story_changed", "restricted story changed"),
                            ("story_deleted", "restricted story deleted"),
                            ("story_released", "restricted story released"),
                            ("claim", "claim handled"),
                        ],
                        max_length=20,
                        verbose_name="event",
                    ),
                ),
                (
                    "user_name",
                    models.CharField(blank=True, default="", max_length=150, verbose_name="name of the user"),
                ),
                (
                    "account_name",
                    models.CharField(
                        blank=True, default="", max_length=150, verbose_name="name of the account"
                    ),
                ),
                (
                    "address",
                    models.GenericIPAddressField(blank=True, null=True, verbose_name="network address"),
                ),
                ("network", models.CharField(blank=True, default="", max_length=60, verbose_name="network")),
                ("browser", models.CharField(blank=True, default="", max_length=200, verbose_name="browser")),
                (
                    "object_type",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="kind"),
                ),
                (
                    "object_id",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="object number"),
                ),
                (
                    "object_text",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="object"),
                ),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("left_out", models.PositiveIntegerField(default=0, verbose_name="left out")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "security event",
                "verbose_name_plural": "security log",
                "ordering": ["-at", "-id"],
                "default_permissions": ["view"],
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="security_event_time"),
                    models.Index(fields=["kind", "-at", "-id"], name="security_event_kind"),
                    models.Index(fields=["user", "-at", "-id"], name="security_event_user"),
                    models.Index(fields=["account", "-at", "-id"], name="security_event_account"),
                    models.Index(fields=["network", "-at", "-id"], name="security_event_network"),
                    models.Index(fields=["address", "-at", "-id"], name="security_event_address"),
                    models.Index(fields=["account_name"], name="security_event_name"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "login",
                                    "logout",
                                    "login_failed",
                                    "session_ended",
                                    "refused",
                                    "account_created",
                                    "account_changed",
                                    "deactivated",
                                    "reactivated",
                                    "account_deleted",
                                    "staff_given",
                                    "staff_ended",
                                    "superuser_given",
                                    "superuser_ended",
                                    "password_changed",
                                    "password_reset",
                                    "factor_added",
                                    "factor_removed",
                                    "recovery_codes",
                                    "invited",
                                    "joined",
                                    "groups_added",
                                    "groups_removed",
                                    "given",
                                    "withdrawn",
                                    "group_deleted",
                                    "requested",
                                    "confirmed",
                                    "rejected",
                                    "changed_alone",
                                    "exported",
                                    "preview_created",
                                    "preview_opened",
                                    "source_added",
                                    "source_viewed",
                                    "source_changed",
                                    "source_deleted",
                                    "story_restricted",
                                    "story_viewed",
                                    "story_changed",
                                    "story_deleted",
                                    "story_released",
                                    "claim",
                                ],
                            )
                        ),
                        name="security_event_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("object_id", ""), models.Q(("object_type", ""), _negated=True), _connector="OR"
                        ),
                        name="security_event_object_has_a_kind",
                    ),
                ],
            },
        ),
    ]
