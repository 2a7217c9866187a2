"""Gives the stories of before the digests by which the desk knows which translations are stale."""

from django.db import migrations

from articles.text.segments import digest, segments_of
from articles.text.translation.freshness import is_whole, units


def fill(apps, schema_editor):
    """A translation that answers its source from end to end counts as made from it as it stands now."""
    alias = schema_editor.connection.alias
    progress = apps.get_model("articles", "Progress").objects.using(alias)
    for article in apps.get_model("articles", "Article").objects.using(alias).order_by("pk").iterator(100):
        rows = {row.language: row for row in progress.filter(article=article)}
        for language, row in rows.items():
            row.segments_digest = digest(_segments(article, language))
            row.opening_digest = digest(_segments(article, language, is_brief=True))
        for language, row in rows.items():
            source = rows.get("ko" if language == "en" else "en")
            if source and language != article.source_language:
                row.translated_digest = _translated(article, row, source)
            row.save(update_fields=["segments_digest", "opening_digest", "translated_digest"])


def _segments(article, language, *, is_brief=False):
    title, summary, body = (getattr(article, f"{name}_{language}") for name in ("title", "summary", "body"))
    return segments_of(title, summary, "" if is_brief else body)


def _translated(article, row, source):
    is_brief = row.wanted == "brief"
    texts = [_segments(article, one.language, is_brief=is_brief) for one in (source, row)]
    if not texts[1] or not is_whole(units(*texts, [])):
        return ""
    return source.opening_digest if is_brief else source.segments_digest


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_translated_segments")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
