"""The table of words, as that of the readers' search: FTS5 on SQLite, a GIN index on PostgreSQL.

The stories that exist are queued, so that `follow_log` indexes them after an upgrade.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE story_search_words USING fts5(
    words, content='', contentless_delete=1, detail=column, tokenize="ascii tokenchars '^_=.~!'"
)
"""
POSTGRESQL = """
CREATE TABLE story_search_words (rowid bigint PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX story_search_words_words ON story_search_words USING gin (words) WITH (fastupdate = off);
"""
QUEUE = "INSERT INTO story_search_waitingstory (article_id) SELECT id FROM articles_article ORDER BY id"


def create(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)
    schema_editor.execute(QUEUE)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE story_search_words")


class Migration(migrations.Migration):
    safe_for_released_code = "It creates a table and fills another one that released code does not know."
    dependencies = [("story_search", "0001_models")]
    operations = [migrations.RunPython(create, drop)]
