import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import articles.models.redaction


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_seals_of_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="type",
            field=models.CharField(
                choices=[
                    ("published", "published"),
                    ("scheduled", "scheduled"),
                    ("cancelled", "scheduled edition canceled"),
                    ("brought_forward", "brought forward"),
                    ("withdrawn", "withdrawn"),
                    ("retracted", "retracted"),
                    ("submit", "submitted for review"),
                    ("return", "returned to the writer"),
                    ("approve", "approved"),
                    ("reopen", "reopened"),
                    ("review_again", "changed after approval, back in review"),
                    ("wanted", "request changed"),
                    ("assigned", "assigned"),
                    ("planned", "planned"),
                    ("noted", "note written"),
                    ("note_resolved", "note resolved"),
                    ("waived", "blocker waived"),
                    ("waiver_taken_back", "waiver revoked"),
                    ("redacted", "words removed for legal reasons"),
                    ("preview_shared", "preview shared"),
                    ("preview_revoked", "preview revoked"),
                    ("added", "added"),
                    ("changed", "changed"),
                    ("removed", "removed"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One name or passage a line, exactly as written. Every form has a line of its own, in either language: with and without the first name, for example.",
                        verbose_name="words",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("court", "Court order or settlement"),
                            ("press", "Press Arbitration Commission or press council"),
                            ("privacy", "Privacy, the right to erasure"),
                            ("protection", "Protection of a minor, a victim or a source"),
                            ("copyright", "Copyright or license"),
                            ("other", "Another law"),
                        ],
                        max_length=12,
                        verbose_name="legal ground",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="Court and file number, or who asked for it and when. Do not repeat the words here.",
                        max_length=200,
                        verbose_name="reference",
                    ),
                ),
                ("left_out", models.JSONField(default=dict, editable=False)),
                (
                    "requested_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="requested at"
                    ),
                ),
                ("performed_at", models.DateTimeField(editable=False, null=True, verbose_name="removed at")),
                ("canceled_at", models.DateTimeField(editable=False, null=True, verbose_name="canceled at")),
                ("removed", models.JSONField(default=dict, editable=False)),
                (
                    "digest",
                    models.CharField(default="", editable=False, max_length=64, verbose_name="checksum"),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        help_text="The image to remove from every story and from the library.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to="articles.image",
                        verbose_name="image",
                    ),
                ),
                (
                    "performed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
            ],
            options={
                "verbose_name": "redaction",
                "verbose_name_plural": "redactions",
                "ordering": ["-requested_at"],
                "permissions": [("confirm_redaction", "Can confirm redactions")],
                "default_permissions": ["view", "add"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True),
                            ("image__isnull", False),
                            ("performed_at__isnull", False),
                            ("canceled_at__isnull", False),
                            _connector="OR",
                        ),
                        name="redaction_is_of_something_until_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("words", ""),
                            models.Q(("canceled_at", None), ("performed_at", None)),
                            _connector="OR",
                        ),
                        name="redaction_forgets_its_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("performed_at", None), ("performed_by", None)),
                            models.Q(
                                ("performed_at__isnull", False),
                                ("performed_by__isnull", False),
                                models.Q(("performed_by", models.F("requested_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="redaction_is_confirmed_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("performed_at", None), ("canceled_at", None), _connector="OR"),
                        name="redaction_is_performed_or_canceled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", articles.models.redaction.LegalGround)),
                        name="redaction_ground_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="redaction_has_a_reference"
                    ),
                ],
            },
        ),
    ]
