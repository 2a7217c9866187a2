"""The table of words: a virtual table of FTS5 on SQLite, a table with a GIN index on PostgreSQL.

Phrases are found by pairs of words, so the index keeps no positions.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    words, content='', contentless_delete=1, detail=column, tokenize="ascii tokenchars '^_=.~!'"
)
"""
POSTGRESQL = """
CREATE TABLE search_words (rowid bigint PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX search_words_words ON search_words USING gin (words) WITH (fastupdate = off);
"""


def create(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_models")]
    operations = [migrations.RunPython(create, drop)]
