import django.db.models.expressions
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_image_lacks_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="translatedsegment",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("is_draft", False),
                            models.Q(("source_html", ""), _negated=True),
                            models.Q(("target_html", ""), _negated=True),
                        ),
                        then=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.functions.text.Length("source_html"),
                                "-",
                                django.db.models.functions.text.Length(
                                    django.db.models.functions.text.Replace(
                                        "source_html", models.Value(" "), models.Value("")
                                    )
                                ),
                            ),
                            "+",
                            models.Value(1),
                        ),
                    ),
                    default=0,
                    output_field=models.IntegerField(),
                ),
                output_field=models.IntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="translatedsegment",
            index=models.Index(
                fields=["translated_at", "language", "words"], name="translated_segment_by_time"
            ),
        ),
    ]
