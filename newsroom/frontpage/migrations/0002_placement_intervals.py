"""Exclusion constraints of PostgreSQL: one story in a slot, and one slot of a page for a story, at a time."""

from django.db import migrations

CREATE = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE frontpage_placement ADD CONSTRAINT placement_slot_holds_one_story
EXCLUDE USING gist (
    language WITH =, scope WITH =, COALESCE(section_id, 0) WITH =, slot WITH =, position WITH =,
    tstzrange(placed_from, placed_until) WITH &&
);
ALTER TABLE frontpage_placement ADD CONSTRAINT placement_story_once_per_page
EXCLUDE USING gist (
    language WITH =, scope WITH =, (CASE WHEN scope = 'section' THEN section_id ELSE 0 END) WITH =,
    article_id WITH =, tstzrange(placed_from, placed_until) WITH &&
) WHERE (slot <> 'banner');
"""
DROP = """
ALTER TABLE frontpage_placement DROP CONSTRAINT placement_slot_holds_one_story;
ALTER TABLE frontpage_placement DROP CONSTRAINT placement_story_once_per_page;
"""


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("frontpage", "0001_models")]
    operations = [migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP))]
