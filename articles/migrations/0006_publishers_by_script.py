"""The one column of publishers before 0005 held names of both languages: each goes to its own."""

from django.db import migrations

from articles.text.script import language_of


def part(apps, schema_editor):
    for link in named(apps, schema_editor):
        column = f"publisher_{language_of(link.publisher) or 'en'}"
        if not getattr(link, column):
            setattr(link, column, link.publisher)
            link.save(update_fields=[column])


def join(apps, schema_editor):
    for link in named(apps, schema_editor):
        link.publisher = link.publisher_en or link.publisher_ko or link.publisher
        link.save(update_fields=["publisher"])


def named(apps, schema_editor):
    rows = apps.get_model("articles", "RelatedLink").objects.using(schema_editor.connection.alias)
    return [row for row in rows.iterator() if row.publisher or row.publisher_en or row.publisher_ko]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_related_publisher_languages"),
    ]

    operations = [
        migrations.RunPython(part, join),
    ]
