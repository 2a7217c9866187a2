"""Give the newsroom's groups what the desk's new models and verbs need; make the administrators."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.workflow.permissions import make_groups


def make(apps, schema_editor):
    # Django makes permissions after all migrations; the groups need them now.
    for label in ("auth", "accounts", "articles"):
        config = apps.get_app_config(label)
        config.models_module = True  # the stub of a migration has none, and would be passed over
        create_permissions(config, apps=apps, verbosity=0)
    make_groups(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name="Administrators").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_desk_models"),
        ("accounts", "0003_user_mail_and_time_zone"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make, remove)]
