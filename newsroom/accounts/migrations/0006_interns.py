"""Make the group of interns; whoever could write before can write the stories of others."""

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.models import Q

from articles.workflow.permissions import make_groups


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need this one now.
    config = apps.get_app_config("articles")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    permission_model, group_model = (apps.get_model("auth", name) for name in ("Permission", "Group"))
    write_any = permission_model.objects.get(codename="write_any")
    wrote = Q(codename__in=["write_en", "write_ko"], content_type__app_label="articles")
    writing = permission_model.objects.filter(wrote)
    # In a new database the group of interns is there already.
    groups = group_model.objects.filter(permissions__in=writing).exclude(name="Interns")
    for group in groups.distinct():
        group.permissions.add(write_any)
    for user in apps.get_model("accounts", "User").objects.filter(user_permissions__in=writing).distinct():
        user.user_permissions.add(write_any)
    make_groups(group_model, permission_model)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_login"), ("articles", "0019_write_stories_of_others")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
