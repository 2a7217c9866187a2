from django.db import migrations, models

import articles.models.taxonomy


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="section",
            name="colour",
            field=models.CharField(
                choices=[
                    ("harbor", "harbor blue"),
                    ("brick", "brick red"),
                    ("moss", "moss green"),
                    ("plum", "plum"),
                    ("ochre", "ochre"),
                    ("lagoon", "lagoon green"),
                    ("slate", "slate gray"),
                ],
                default="slate",
                max_length=8,
                verbose_name="color",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("colour__in", articles.models.taxonomy.Colour)),
                name="section_colour_is_known",
            ),
        ),
    ]
