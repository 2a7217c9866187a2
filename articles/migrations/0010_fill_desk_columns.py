"""Fill the desk's columns of stories that were written before."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

from articles.publishing.standing import COLUMNS, FACTS, set_facts

AT_ONCE = 500


def fill_editions(apps, schema_editor):
    progress = apps.get_model("articles", "LanguageProgress").objects
    stories = apps.get_model("articles", "Article").objects.order_by("pk").values_list("pk", flat=True)
    last = 0
    while ids := list(stories.filter(pk__gt=last)[:AT_ONCE]):
        rows = list(progress.filter(article__in=ids))
        editions = apps.get_model("articles", "Edition").objects.filter(article__in=ids).only(*COLUMNS)
        set_facts(rows, editions)
        progress.bulk_update(rows, FACTS)
        last = ids[-1]


def fill_source_digests(apps, schema_editor):
    progress = apps.get_model("articles", "LanguageProgress").objects
    for language in ("en", "ko"):
        there = progress.filter(article=OuterRef("article"), language=language)
        stories = apps.get_model("articles", "Article").objects.filter(source_language=language).values("pk")
        translations = progress.filter(article__in=stories).exclude(language=language)
        briefs = translations.filter(wanted="brief")
        briefs.update(source_digest=Subquery(there.values("opening_digest")[:1]))
        texts = translations.exclude(wanted="brief")
        texts.update(source_digest=Subquery(there.values("segments_digest")[:1]))
        progress.filter(article__in=stories, language=language).update(translated_digest="")


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_desk_columns")]
    operations = [
        migrations.RunPython(fill_editions, migrations.RunPython.noop),
        migrations.RunPython(fill_source_digests, migrations.RunPython.noop),
    ]
