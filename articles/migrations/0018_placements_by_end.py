"""What stands on a page is found by its end: the past grows, what stands does not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_republishing")]
    operations = [
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["language", "sheet", "placed_until"], name="placement_not_over"),
        ),
    ]
