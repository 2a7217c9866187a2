"""Contracts and tags of pictures; everybody sees contracts, and the desks write them."""

import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

READING = ["Interns", "Reporters", "English translators", "Korean translators", "Administrators"]
WRITING = ["English desk", "Korean desk", "Managing editors"]
DELETING = ["Managing editors"]


def allow(apps, schema_editor):
    # Django creates permissions after all migrations; the groups need these now.
    config = apps.get_app_config("articles")
    config.models_module = True  # the stub of a migration has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    given = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="articles")
    verbs = dict.fromkeys(READING, ["view"]) | dict.fromkeys(WRITING, ["view", "add", "change"])
    verbs |= dict.fromkeys(DELETING, ["view", "add", "change", "delete"])
    for group in apps.get_model("auth", "Group").objects.filter(name__in=verbs):
        names = [f"{verb}_picturecontract" for verb in verbs[group.name]]
        group.permissions.add(*given.filter(codename__in=names))


class Migration(migrations.Migration):
    safe_for_released_code = "It adds permissions to groups; the released code asks for none of them."

    dependencies = [
        ("articles", "0030_picture_indexes"),
        ("accounts", "0006_interns"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="PictureTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="tag")),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "ordering": ["name"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="PictureContract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("supplier", models.CharField(max_length=200, verbose_name="supplier")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agency", "Agency"),
                            ("freelance", "Freelance photographer"),
                            ("staff", "Own staff"),
                            ("open", "Public domain or open license"),
                            ("other", "Other supplier"),
                        ],
                        default="agency",
                        max_length=10,
                        verbose_name="kind of supplier",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=100,
                        verbose_name="name or number of the contract",
                    ),
                ),
                ("first_day", models.DateField(blank=True, null=True, verbose_name="first day")),
                (
                    "last_day",
                    models.DateField(
                        blank=True,
                        help_text="Leave empty if the contract has no end date.",
                        null=True,
                        verbose_name="last day",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("ko", "Korean")],
                        db_default="",
                        default="",
                        max_length=2,
                        verbose_name="may be printed in",
                    ),
                ),
                (
                    "allows_lead",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="Above a story, and so on front pages and in lists.",
                        verbose_name="lead images",
                    ),
                ),
                (
                    "allows_social",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="On social networks and in search engines. Without it, the preview shows no image.",
                        verbose_name="previews of shared links",
                    ),
                ),
                (
                    "allows_feeds",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="Partners take stories from feeds. Without it, feeds leave the image out.",
                        verbose_name="feeds and republication",
                    ),
                ),
                (
                    "keeps_archive",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="Stories published by the last day keep the image. Otherwise, they are "
                        "listed after that day.",
                        verbose_name="stays in the archive",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Used for images without a credit.",
                        max_length=200,
                        verbose_name="required credit",
                    ),
                ),
                (
                    "credit_en",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Used for images without a credit.",
                        max_length=200,
                        verbose_name="required credit",
                    ),
                ),
                (
                    "credit_ko",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Used for images without a credit.",
                        max_length=200,
                        verbose_name="required credit",
                    ),
                ),
                ("contact", models.TextField(blank=True, db_default="", default="", verbose_name="contact")),
                ("note", models.TextField(blank=True, db_default="", default="", verbose_name="note")),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "ordering": ["supplier", "number", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("supplier", ""), _negated=True),
                        name="picture_contract_has_a_supplier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["agency", "freelance", "staff", "open", "other"])),
                        name="picture_contract_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["", "en", "ko"])),
                        name="picture_contract_language_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_day", None),
                            ("last_day", None),
                            ("last_day__gte", models.F("first_day")),
                            _connector="OR",
                        ),
                        name="picture_contract_ends_after_it_begins",
                        violation_error_message="The last day must not be before the first day.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="image",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="images",
                to="articles.picturecontract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="picturetag",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tag_rows", to="articles.image"
            ),
        ),
        migrations.AddIndex(
            model_name="picturetag",
            index=models.Index(fields=["name", "-image"], name="picture_tag_by_name"),
        ),
        migrations.AddConstraint(
            model_name="picturetag",
            constraint=models.UniqueConstraint(fields=("image", "name"), name="picture_tag_once"),
        ),
        migrations.AddConstraint(
            model_name="picturetag",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="picture_tag_has_a_name"
            ),
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
