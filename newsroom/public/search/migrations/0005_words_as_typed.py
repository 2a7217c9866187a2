"""Each word stands in the index as it is typed, too. It is emptied; its follower reads the log anew."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    words, content='', contentless_delete=1, detail=column, tokenize="ascii tokenchars '^_=.~!'"
)
"""


def begin_anew(apps, schema_editor):
    schema_editor.execute("DELETE FROM search_words")
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_words")
        schema_editor.execute(SQLITE)
    apps.get_model("search", "Entry").objects.all().delete()
    apps.get_model("articles", "Follower").objects.filter(name="search").delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0004_words_without_places"), ("articles", "0011_required_terms")]

    operations = [migrations.RunPython(begin_anew, migrations.RunPython.noop)]
