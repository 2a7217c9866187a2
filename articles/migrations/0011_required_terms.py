"""Lets a glossary say which terms a translation must name; those that came from CLDR are only offered."""

from django.db import migrations, models


def offer_only(apps, schema_editor):
    terms = apps.get_model("articles", "Term").objects.using(schema_editor.connection.alias)
    terms.filter(source__startswith="CLDR ").update(is_required=False)


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_digests_of_segments")]
    operations = [
        migrations.AddField(
            model_name="term",
            name="is_required",
            field=models.BooleanField(
                default=True,
                help_text="A translation names it wherever its source does; if not, it is offered only.",
                verbose_name="required in translations",
            ),
        ),
        migrations.RunPython(offer_only, migrations.RunPython.noop),
    ]
