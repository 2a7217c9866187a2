"""Let the groups that change standing pages publish them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need this one now.
    config = apps.get_app_config("articles")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    publish = apps.get_model("auth", "Permission").objects.get(codename="publish_standingpage")
    for group in apps.get_model("auth", "Group").objects.filter(permissions__codename="change_standingpage"):
        group.permissions.add(publish)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_groups"), ("articles", "0003_standing_page_versions")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
