from django.db import migrations, models

import articles.models.article


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_day_digests"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="digest_key",
            field=models.CharField(
                default=articles.models.article.new_digest_key, editable=False, max_length=32
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="seal",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
