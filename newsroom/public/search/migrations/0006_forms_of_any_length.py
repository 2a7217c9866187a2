from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0005_words_as_typed")]

    operations = [migrations.AlterField("termform", "text", models.TextField())]
