"""Let managing editors and administrators look after redirects."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Managing editors", "Administrators"]


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need these now.
    config = apps.get_app_config("redirects")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    given = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="redirects")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*given.filter(content_type__model="redirect"))


class Migration(migrations.Migration):
    dependencies = [
        ("redirects", "0001_models"),
        ("security", "0003_permission_requests"),
        ("accounts", "0006_interns"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
