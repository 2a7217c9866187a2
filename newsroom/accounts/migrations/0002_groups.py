"""Create the groups of a newsroom, so that people can be given their roles at once."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.workflow.permissions import ROLES, make_groups


def create(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need them now.
    for config in apps.get_app_configs():
        config.models_module = True  # the stub of a migration has none, and would be passed over
        create_permissions(config, apps=apps, verbosity=0)
    make_groups(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_models"),
        ("articles", "0001_models"),
        ("frontpage", "0001_models"),
        ("translations", "0001_models"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create, remove)]
