"""Let everybody read the diary, and everybody who writes stories write in it."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITING = [
    "Interns",
    "Reporters",
    "English translators",
    "Korean translators",
    "English desk",
    "Korean desk",
    "Managing editors",
]
READING = ["Administrators"]


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need these now.
    config = apps.get_app_config("diary")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    given = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="diary", content_type__model="diaryitem"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=[*WRITING, *READING]):
        rows = given if group.name in WRITING else given.filter(codename__startswith="view")
        group.permissions.add(*rows)


class Migration(migrations.Migration):
    safe_for_released_code = "It adds permissions to groups; the released code asks for none of them."

    dependencies = [
        ("diary", "0001_models"),
        ("accounts", "0006_interns"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
