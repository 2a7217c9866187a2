from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0032_picture_contract_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="author",
            name="contact",
            field=models.EmailField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "For readers, on the page of the author. The address of the account is never published."
                ),
                max_length=254,
                verbose_name="public email address",
            ),
        ),
    ]
