from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0003_permission_requests"),
    ]

    operations = [
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
    ]
