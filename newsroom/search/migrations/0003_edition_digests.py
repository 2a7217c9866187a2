"""Give the entries the digests of their editions, which were sealed anew."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def take_digests(apps, schema_editor):
    editions = apps.get_model("articles", "Edition").objects.filter(pk=OuterRef("edition"))
    entries = apps.get_model("search", "Entry").objects
    there = entries.filter(edition__in=apps.get_model("articles", "Edition").objects.values("pk"))
    there.update(digest=Subquery(editions.values("digest")))


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words"), ("articles", "0007_seals_of_parts")]
    operations = [migrations.RunPython(take_digests, migrations.RunPython.noop)]
