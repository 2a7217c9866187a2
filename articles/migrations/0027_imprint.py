from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0026_withdrawal_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="address",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The place of publication.",
                max_length=200,
                verbose_name="address",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="address_en",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The place of publication.",
                max_length=200,
                verbose_name="address",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="address_ko",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The place of publication.",
                max_length=200,
                verbose_name="address",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="business_number",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=40,
                verbose_name="business registration number",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="editor",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="If there are several, name each with the area that they are responsible for.",
                max_length=200,
                verbose_name="editor",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="editor_en",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="If there are several, name each with the area that they are responsible for.",
                max_length=200,
                verbose_name="editor",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="editor_ko",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="If there are several, name each with the area that they are responsible for.",
                max_length=200,
                verbose_name="editor",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="first_published_on",
            field=models.DateField(blank=True, null=True, verbose_name="first published on"),
        ),
        migrations.AddField(
            model_name="publication",
            name="phone",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="telephone"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="privacy_officer",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="privacy officer"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="privacy_officer_en",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="privacy officer"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="privacy_officer_ko",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="privacy officer"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="publisher",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="publisher"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="publisher_en",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="publisher"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="publisher_ko",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="publisher"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="registered_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The company, or the title as registered, if it differs from the name.",
                max_length=100,
                verbose_name="registered name",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="registered_name_en",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The company, or the title as registered, if it differs from the name.",
                max_length=100,
                verbose_name="registered name",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="registered_name_ko",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The company, or the title as registered, if it differs from the name.",
                max_length=100,
                verbose_name="registered name",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="registered_on",
            field=models.DateField(blank=True, null=True, verbose_name="registered on"),
        ),
        migrations.AddField(
            model_name="publication",
            name="registration_number",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="With the authority that registered it, e.g. “Seoul A00000”.",
                max_length=60,
                verbose_name="registration number",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="registration_number_en",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="With the authority that registered it, e.g. “Seoul A00000”.",
                max_length=60,
                verbose_name="registration number",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="registration_number_ko",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="With the authority that registered it, e.g. “Seoul A00000”.",
                max_length=60,
                verbose_name="registration number",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="youth_protection_officer",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="youth protection officer"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="youth_protection_officer_en",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="youth protection officer"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="youth_protection_officer_ko",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="youth protection officer"
            ),
        ),
    ]
