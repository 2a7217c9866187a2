from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("machine_translation", "0002_groups"),
    ]

    operations = [
        migrations.AlterField(
            model_name="machinerequest",
            name="article",
            field=models.ForeignKey(
                null=True,
                on_delete=models.deletion.CASCADE,
                related_name="+",
                to="articles.article",
                verbose_name="story",
            ),
        ),
    ]
