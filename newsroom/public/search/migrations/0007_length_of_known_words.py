"""How long a known word is. Those that are known have no length: the index is emptied, and read anew."""

from django.db import migrations, models


def begin_anew(apps, schema_editor):
    schema_editor.execute("DELETE FROM search_words")
    for name in ("Entry", "KnownWord"):
        apps.get_model("search", name).objects.all().delete()
    apps.get_model("articles", "Follower").objects.filter(name="search").delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0006_forms_of_any_length"), ("articles", "0011_required_terms")]

    operations = [
        migrations.RunPython(begin_anew, migrations.RunPython.noop),
        migrations.AlterField("knownword", "letters", models.BinaryField(max_length=600)),
        migrations.AlterField("knownword", "backwards", models.BinaryField(max_length=600)),
        migrations.AddField("knownword", "length", models.PositiveSmallIntegerField(default=0)),
        migrations.AddIndex("knownword", models.Index("length", "letters", name="search_known_begins")),
        migrations.AddIndex("knownword", models.Index("length", "backwards", name="search_known_ends")),
    ]
