"""Let managing editors share views of the list of stories."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the group needs this one now.
    config = apps.get_app_config("story_lists")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    given = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="story_lists", codename="share_savedview"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Managing editors"):
        group.permissions.add(*given)


class Migration(migrations.Migration):
    safe_for_released_code = "It adds a permission to a group; the released code does not ask for it."

    dependencies = [
        ("story_lists", "0001_models"),
        ("accounts", "0006_interns"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
