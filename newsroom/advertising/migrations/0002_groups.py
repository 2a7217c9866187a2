"""Let managing editors and administrators look after advertisements."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Managing editors", "Administrators"]


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need these now.
    config = apps.get_app_config("advertising")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    given = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="advertising")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*given.filter(content_type__model="advertisement"))


class Migration(migrations.Migration):
    safe_for_released_code = "It adds permissions to groups; the released code asks for none of them."
    dependencies = [
        ("advertising", "0001_models"),
        ("security", "0003_permission_requests"),
        ("accounts", "0006_interns"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
