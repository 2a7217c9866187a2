"""Files the pictures that editions printed, so that readers may fetch them while those are live."""

from django.db import migrations

AT_ONCE = 1000


def file_pictures(apps, schema_editor):
    """A row for each picture of each edition. One whose image is gone from the library is served no more."""
    using = schema_editor.connection.alias
    filings = apps.get_model("articles", "EditionPicture").objects.using(using)
    known = set(apps.get_model("articles", "Image").objects.using(using).values_list("pk", flat=True))
    editions = apps.get_model("articles", "Edition").objects.using(using).order_by("pk")
    columns = ["pk", "language", "first_published_at", "article_id", "printed"]
    rows = []
    for edition in editions.only(*columns).iterator(chunk_size=AT_ONCE):
        rows += [
            filings.model(
                edition_id=edition.pk,
                language=edition.language,
                first_published_at=edition.first_published_at,
                article_id=edition.article_id,
                image_id=int(number),
                name=picture["src"],
            )
            for number, picture in (edition.printed.get("images") or {}).items()
            if int(number) in known
        ]
        if len(rows) >= AT_ONCE:
            filings.bulk_create(rows)
            rows = []
    filings.bulk_create(rows)


def take_filings_away(apps, schema_editor):
    """Else the way forward would file each of them a second time, which the database refuses."""
    using = schema_editor.connection.alias
    apps.get_model("articles", "EditionPicture").objects.using(using).all().delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_pictures_of_editions")]
    operations = [migrations.RunPython(file_pictures, take_filings_away)]
