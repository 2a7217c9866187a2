from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_story_filters"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                name="image_lacks_alt",
                fields=["id"],
                condition=models.Q(alt_en="") | models.Q(alt_ko=""),
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                name="image_lacks_credit",
                fields=["id"],
                condition=models.Q(credit_en="") | models.Q(credit_ko=""),
            ),
        ),
    ]
