"""Let managing editors handle claims. Nobody else sees that there are any."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the group needs these now.
    config = apps.get_app_config("claims")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    given = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="claims")
    for group in apps.get_model("auth", "Group").objects.filter(name="Managing editors"):
        group.permissions.add(*given.filter(content_type__model="claim"))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_models"),
        ("security", "0003_permission_requests"),
        ("accounts", "0004_redactions"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
