"""Let managing editors see what machine drafts have cost."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the group needs these now.
    config = apps.get_app_config("machine_translation")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    given = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="machine_translation")
    for group in apps.get_model("auth", "Group").objects.filter(name="Managing editors"):
        group.permissions.add(*given.filter(content_type__model="draftrun"))


class Migration(migrations.Migration):
    safe_for_released_code = "It adds a permission to a group; the released code asks for no such permission."

    dependencies = [
        ("machine_translation", "0001_models"),
        ("security", "0006_machine_consent"),
        ("accounts", "0006_interns"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
