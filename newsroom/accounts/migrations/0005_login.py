import django.db.models.functions.text
from django.db import migrations, models


def lower_addresses(apps, schema_editor):
    """Write addresses in lower case. Raise ValueError where two accounts have one: people decide whose it is."""
    user_model = apps.get_model("accounts", "User")
    names = {}
    for user in user_model.objects.exclude(email="").order_by("pk"):
        address = user.email.lower()
        if address in names:
            raise ValueError(
                f"{names[address]} and {user.username} have one email address. Change one of them."
            )
        names[address] = user.username
        if address != user.email:
            user.email = address
            user.save(update_fields=["email"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_redactions"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="ends_on",
            field=models.DateField(
                blank=True,
                help_text="After this day the account can no longer log in. Leave empty for no end.",
                null=True,
                verbose_name="last day",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="second_factor_due",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunPython(lower_addresses, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="user_email",
                violation_error_message="Another account has this email address.",
            ),
        ),
    ]
