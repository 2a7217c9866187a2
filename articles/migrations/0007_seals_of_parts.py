"""Seal every edition by its parts, and key the digests of texts, where they were sealed as a whole before."""

import secrets
from itertools import groupby

from django.db import migrations

from articles.text.digests import digest_of
from articles.text.seals import digests_of_parts, edition_digest, new_seal

AT_ONCE = 200


def seal_editions(apps, schema_editor):
    editions = apps.get_model("articles", "Edition").objects.order_by("article", "language", "number")
    by_chain = groupby(
        editions.iterator(chunk_size=AT_ONCE), lambda edition: (edition.article_id, edition.language)
    )
    for _chain, chain in by_chain:
        predecessor = None
        for edition in chain:
            _seal(apps, edition, predecessor)
            predecessor = edition


def _seal(apps, edition, predecessor):
    before = edition.digest
    edition.seal = new_seal()
    edition.digest = edition_digest(edition, digests_of_parts(edition), predecessor)
    edition.save(update_fields=["seal", "digest"])
    events = apps.get_model("articles", "Event").objects.filter(
        subject_type="article", subject_id=edition.article_id, edition_digest=before
    )
    events.update(edition_digest=edition.digest)


def key_text_digests(apps, schema_editor):
    for article in apps.get_model("articles", "Article").objects.only("pk").iterator():
        article.digest_key = secrets.token_hex(16)
        article.save(update_fields=["digest_key"])
        for model in ("LanguageProgress", "Edition"):
            rows = apps.get_model("articles", model).objects.filter(article=article).exclude(text_digest="")
            for digest in set(rows.values_list("text_digest", flat=True)):
                keyed = digest_of([article.digest_key, digest])
                rows.filter(text_digest=digest).update(text_digest=keyed)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_seals")]
    operations = [
        migrations.RunPython(seal_editions, migrations.RunPython.noop),
        migrations.RunPython(key_text_digests, migrations.RunPython.noop),
    ]
