"""Let the newsroom's groups see the memory; translators and desks forget entries, desks take files in."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.workflow.permissions import make_groups


def make(apps, schema_editor):
    # Django makes permissions after all migrations; the groups need them now.
    config = apps.get_app_config("workbench")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    make_groups(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


def remove(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    permissions.filter(content_type__app_label="workbench", content_type__model="memoryentry").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("workbench", "0001_memory"),
        ("articles", "0008_desk_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make, remove)]
