"""Claims of press law in the security log.

The constraint names the enumeration itself, so that a database from before has to be given it anew.
"""

from django.db import migrations, models

from newsroom.security.models import SecurityEventKind


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0003_permission_requests"),
    ]

    operations = [
        migrations.RemoveConstraint("securityevent", "security_event_kind_is_known"),
        migrations.AlterField(
            model_name="securityevent",
            name="kind",
            field=models.CharField(
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
                    ("claim", "claim handled"),
                ],
                max_length=20,
                verbose_name="event",
            ),
        ),
        migrations.AddConstraint(
            "securityevent",
            models.CheckConstraint(
                condition=models.Q(kind__in=SecurityEventKind), name="security_event_kind_is_known"
            ),
        ),
    ]
