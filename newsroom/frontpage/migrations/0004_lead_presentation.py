import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    safe_for_released_code = (
        "Released code never writes the new columns; their defaults satisfy both constraints."
    )

    dependencies = [
        ("articles", "0033_author_contact"),
        ("frontpage", "0003_page_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="layout",
            field=models.CharField(
                choices=[("calm", "Calm"), ("big", "Big news"), ("package", "Package")],
                db_default="calm",
                default="calm",
                max_length=8,
                verbose_name="layout",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="lead_headline",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=120,
                verbose_name="headline on the front page",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="lead_kicker",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="kicker on the front page"
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="lead_picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.image",
                verbose_name="picture on the front page",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("layout__in", ["calm", "big", "package"])),
                name="placement_layout_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scope", "front"), ("slot", "lead")),
                    models.Q(
                        ("layout", "calm"), ("lead_headline", ""), ("lead_kicker", ""), ("lead_picture", None)
                    ),
                    _connector="OR",
                ),
                name="placement_front_lead_alone_is_presented",
            ),
        ),
    ]
