"""Publish the standing pages that readers have seen until now: each language with a title and a text."""

from django.db import migrations
from django.utils import timezone


def publish(apps, schema_editor):
    page_model, version_model, event_model = (
        apps.get_model("articles", name) for name in ("StandingPage", "StandingPageVersion", "Event")
    )
    for page in page_model.objects.order_by("pk"):
        events = event_model.objects.filter(subject_type="standingpage", subject_id=page.pk).order_by("-id")
        saved_at, saved_by = events.values_list("at", "actor").first() or (timezone.now(), None)
        for language in ("en", "ko"):
            texts = {name: getattr(page, f"{name}_{language}") for name in ("title", "body")}
            if all(texts.values()):
                version_model(
                    page=page, language=language, number=1, saved_at=saved_at, saved_by_id=saved_by, **texts
                ).save()


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_standing_page_versions")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
