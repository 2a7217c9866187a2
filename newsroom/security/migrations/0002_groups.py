"""Let managing editors and administrators read the security log."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

READERS = ["Managing editors", "Administrators"]


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need this one now.
    config = apps.get_app_config("security")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    view = apps.get_model("auth", "Permission").objects.get(codename="view_securityevent")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=READERS):
        group.permissions.add(view)


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0001_models"),
        ("accounts", "0004_redactions"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
