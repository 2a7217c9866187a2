"""Columns of a language's progress from which the desk's lists tell its status, and their indexes."""

from django.conf import settings
from django.db import migrations, models

import articles.models.edition


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_redaction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="languageprogress",
            name="latest_behind_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="latest_correction_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="latest_kind",
            field=models.CharField(default="", editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="latest_number",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="latest_text_digest",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="source_digest",
            field=models.CharField(
                editable=False,
                help_text="Of what is to be translated now; null for the source language.",
                max_length=64,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="latest_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="latest_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="previous_behind_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="previous_correction_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="previous_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="previous_kind",
            field=models.CharField(default="", editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="previous_number",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="latest_column",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(latest_kind="retraction", then=None),
                    models.When(
                        models.Q(
                            models.Q(("wanted", "nothing"), _negated=True),
                            models.Q(
                                models.Q(("stage", "approved"), _negated=True),
                                models.Q(("latest_number__isnull", False), _negated=True),
                                models.Q(
                                    models.Q(("text_digest", models.F("latest_text_digest")), _negated=True),
                                    models.Q(
                                        ("latest_kind__in", ["withdrawal", "retraction"]), _negated=True
                                    ),
                                ),
                                _connector="OR",
                            ),
                            models.Q(("latest_number__isnull", False), _negated=True),
                            ("stage", "writing"),
                            ("text_digest", ""),
                        ),
                        then=models.Value("wanted"),
                    ),
                    models.When(
                        models.Q(
                            models.Q(("wanted", "nothing"), _negated=True),
                            models.Q(
                                models.Q(("stage", "approved"), _negated=True),
                                models.Q(("latest_number__isnull", False), _negated=True),
                                models.Q(
                                    models.Q(("text_digest", models.F("latest_text_digest")), _negated=True),
                                    models.Q(
                                        ("latest_kind__in", ["withdrawal", "retraction"]), _negated=True
                                    ),
                                ),
                                _connector="OR",
                            ),
                        ),
                        then=models.F("stage"),
                    ),
                    models.When(latest_behind_from__isnull=False, then=models.Value("behind")),
                ),
                output_field=models.CharField(max_length=12, null=True),
            ),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="latest_standing",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(latest_kind="withdrawal", then=models.Value("withdrawn")),
                    models.When(latest_kind="retraction", then=models.Value("retracted")),
                    models.When(
                        models.Q(
                            ("latest_number__isnull", False),
                            models.Q(("wanted", "nothing"), _negated=True),
                            models.Q(("text_digest", models.F("latest_text_digest")), _negated=True),
                        ),
                        then=models.Value("live_changed"),
                    ),
                    models.When(models.Q(("latest_number__isnull", False)), then=models.Value("live")),
                    models.When(then=models.Value("nothing"), wanted="nothing"),
                    models.When(
                        models.Q(("stage", "writing"), ("text_digest", "")), then=models.Value("wanted")
                    ),
                    default=models.F("stage"),
                ),
                output_field=models.CharField(max_length=12),
            ),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="is_open",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            models.Q(
                                models.Q(("wanted", "nothing"), _negated=True),
                                models.Q(
                                    models.Q(("stage", "approved"), _negated=True),
                                    models.Q(("latest_number__isnull", False), _negated=True),
                                    models.Q(
                                        models.Q(
                                            ("text_digest", models.F("latest_text_digest")), _negated=True
                                        ),
                                        models.Q(
                                            ("latest_kind__in", ["withdrawal", "retraction"]), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            ("latest_behind_from__isnull", False),
                            ("latest_correction_from__isnull", False),
                            models.Q(
                                models.Q(("translated_digest", ""), _negated=True),
                                models.Q(("translated_digest", models.F("source_digest")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        then=models.Value(True),
                    ),
                ),
                output_field=models.BooleanField(null=True),
            ),
        ),
        migrations.AddField(
            model_name="languageprogress",
            name="is_stale",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            models.Q(("translated_digest", ""), _negated=True),
                            models.Q(("translated_digest", models.F("source_digest")), _negated=True),
                        ),
                        then=models.Value(True),
                    ),
                    default=models.Value(False),
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddIndex(
            model_name="languageprogress",
            index=models.Index(
                condition=models.Q(("is_open__isnull", False)),
                fields=["is_open", "language", "article"],
                name="progress_open",
            ),
        ),
        migrations.AddIndex(
            model_name="languageprogress",
            index=models.Index(fields=["assignee", "article"], name="progress_of_person"),
        ),
        migrations.AddIndex(
            model_name="languageprogress",
            index=models.Index(
                condition=models.Q(("latest_column__isnull", False)), fields=["due_at"], name="progress_due"
            ),
        ),
        migrations.AddIndex(
            model_name="languageprogress",
            index=models.Index(
                condition=models.Q(("latest_column__isnull", False)),
                fields=["latest_column"],
                name="progress_column",
            ),
        ),
        migrations.AddIndex(
            model_name="languageprogress",
            index=models.Index(
                condition=models.Q(("latest_behind_from__isnull", False)),
                fields=["latest_behind_from", "language"],
                name="progress_behind",
            ),
        ),
        migrations.AddIndex(
            model_name="languageprogress",
            index=models.Index(fields=["latest_from"], name="progress_by_start"),
        ),
        migrations.AddIndex(
            model_name="languageprogress",
            index=models.Index(
                fields=["latest_standing", "language", "article", "latest_from"], name="progress_standing"
            ),
        ),
        migrations.AddIndex(
            model_name="languageprogress",
            index=models.Index(
                condition=models.Q(
                    ("planned_on__isnull", False),
                    models.Q(("latest_on", None), ("planned_on__gt", models.F("latest_on")), _connector="OR"),
                ),
                fields=["planned_on"],
                name="progress_planned",
            ),
        ),
        migrations.AddConstraint(
            model_name="languageprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("latest_from", None),
                        ("latest_kind", ""),
                        ("latest_number", None),
                        ("previous_number", None),
                    ),
                    models.Q(
                        ("latest_from__isnull", False),
                        ("latest_kind__in", articles.models.edition.EditionKind),
                        ("latest_number__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="progress_edition_is_known_as_a_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="languageprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("previous_from", None), ("previous_kind", ""), ("previous_number", None)),
                    models.Q(
                        ("previous_from__lt", models.F("latest_from")),
                        ("previous_kind__in", articles.models.edition.EditionKind),
                        ("previous_number__lt", models.F("latest_number")),
                    ),
                    _connector="OR",
                ),
                name="progress_previous_edition_comes_before",
            ),
        ),
    ]
