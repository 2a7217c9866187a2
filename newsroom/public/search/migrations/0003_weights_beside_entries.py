"""What weighs a find stands beside its entry. The index is emptied; its follower reads the log anew."""

from django.db import migrations, models

SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    words, content='', contentless_delete=1, tokenize="ascii tokenchars '^_=.'"
)
"""


def begin_anew(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DELETE FROM search_words")
        schema_editor.execute("ALTER TABLE search_words DROP COLUMN heading")
    else:
        schema_editor.execute("DROP TABLE search_words")
        schema_editor.execute(SQLITE)
    for name in ("Entry", "KnownWord"):
        apps.get_model("search", name).objects.all().delete()
    apps.get_model("articles", "Follower").objects.filter(name="search").delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words"), ("articles", "0011_required_terms")]

    operations = [
        migrations.RunPython(begin_anew, migrations.RunPython.noop),
        migrations.AddField("entry", "headline", models.TextField(default="")),
        migrations.AddField("entry", "summary", models.TextField(default="")),
        migrations.AddField("knownword", "latest", models.BigIntegerField(default=0)),
        migrations.RemoveField("words", "heading"),
    ]
