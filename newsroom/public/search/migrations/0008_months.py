"""Entries have a token of their month beside that of their day. The index is emptied, and read anew."""

from django.db import migrations


def begin_anew(apps, schema_editor):
    schema_editor.execute("DELETE FROM search_words")
    for name in ("Entry", "KnownWord"):
        apps.get_model("search", name).objects.all().delete()
    apps.get_model("articles", "Follower").objects.filter(name="search").delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0007_length_of_known_words")]

    operations = [migrations.RunPython(begin_anew, migrations.RunPython.noop)]
