"""Let everybody who writes keep confidential sources, and managing editors see all of them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.workflow.permissions import make_groups


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need these now.
    config = apps.get_app_config("confidential")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    make_groups(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):
    dependencies = [
        ("confidential", "0001_models"),
        ("accounts", "0006_interns"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
