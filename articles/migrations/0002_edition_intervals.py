"""On PostgreSQL no two editions of one language of an article overlap, whoever writes them."""

from django.db import migrations

CREATE = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE articles_edition ADD CONSTRAINT edition_intervals_do_not_overlap
EXCLUDE USING gist (article_id WITH =, language WITH =, tstzrange(live_from, live_until) WITH &&);
"""
DROP = "ALTER TABLE articles_edition DROP CONSTRAINT edition_intervals_do_not_overlap;"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_models")]
    operations = [migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP))]
