"""Let managing editors ask for redactions, and them and administrators confirm those of others."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GIVEN = {
    "Managing editors": ["view_redaction", "add_redaction", "confirm_redaction"],
    "Administrators": ["view_redaction", "confirm_redaction"],
}


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need these now.
    config = apps.get_app_config("articles")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GIVEN):
        group.permissions.add(*permissions.filter(codename__in=GIVEN[group.name]))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_publish_standing_pages"), ("articles", "0008_redaction")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
