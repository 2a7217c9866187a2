import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import articles.models.language


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0021_imported_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthOfCosts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("spent", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
            ],
            options={
                "verbose_name": "costs of a month",
                "verbose_name_plural": "costs by month",
                "ordering": ["-first_day", "currency"],
                "default_permissions": [],
                "constraints": [
                    models.UniqueConstraint(fields=("first_day", "currency"), name="month_of_costs_once"),
                    models.CheckConstraint(
                        condition=models.Q(("spent__gte", 0)), name="month_of_costs_is_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("engine", models.CharField(max_length=20)),
                ("model", models.CharField(blank=True, default="", max_length=200)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")], max_length=2, verbose_name="language"
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                            ("finished", "Finished"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreachable", "The engine cannot be reached."),
                            (
                                "broken",
                                "The connection to the engine broke off before its answer was complete.",
                            ),
                            ("timeout", "The engine did not answer in time."),
                            ("busy", "The engine is busy. Try again later."),
                            ("quota", "The account at the engine has no quota left."),
                            ("key", "The engine rejects the key. Contact the server administrator."),
                            ("refused", "The engine rejects the request. Contact the server administrator."),
                            (
                                "redirected",
                                "The engine’s address redirects elsewhere. Contact the server administrator.",
                            ),
                            ("server", "The engine reports a fault of its own."),
                            ("malformed", "The engine’s answer is not in the expected form."),
                            ("truncated", "The engine’s answer ends too early."),
                            ("too_large", "The engine’s answer is far too long."),
                            ("limit", "The next request could exceed the monthly limit."),
                            ("off", "No engine is set any more."),
                            ("story_too_long", "The story would be too long with these drafts."),
                            ("writer", "The person who started it may no longer write this translation."),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("segments", models.PositiveIntegerField(default=0)),
                ("estimated_cost", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ("currency", models.CharField(max_length=3)),
                ("outcomes", models.JSONField(default=dict)),
                ("again", models.BooleanField(default=False)),
                ("is_stop_requested", models.BooleanField(default=False)),
                ("seen_at", models.DateTimeField(null=True)),
                ("resumes_at", models.DateTimeField(null=True)),
                ("waits", models.PositiveSmallIntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "run of machine drafts",
                "verbose_name_plural": "runs of machine drafts",
                "ordering": ["-started_at", "-id"],
                "default_permissions": ["view"],
            },
        ),
        migrations.CreateModel(
            name="MachineRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("engine", models.CharField(max_length=20)),
                ("model", models.CharField(blank=True, default="", max_length=200)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")], max_length=2, verbose_name="language"
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("answered", "Answered"),
                            ("failed", "Failed"),
                            ("unknown", "Unknown"),
                        ],
                        default="sent",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreachable", "The engine cannot be reached."),
                            (
                                "broken",
                                "The connection to the engine broke off before its answer was complete.",
                            ),
                            ("timeout", "The engine did not answer in time."),
                            ("busy", "The engine is busy. Try again later."),
                            ("quota", "The account at the engine has no quota left."),
                            ("key", "The engine rejects the key. Contact the server administrator."),
                            ("refused", "The engine rejects the request. Contact the server administrator."),
                            (
                                "redirected",
                                "The engine’s address redirects elsewhere. Contact the server administrator.",
                            ),
                            ("server", "The engine reports a fault of its own."),
                            ("malformed", "The engine’s answer is not in the expected form."),
                            ("truncated", "The engine’s answer ends too early."),
                            ("too_large", "The engine’s answer is far too long."),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("characters", models.PositiveIntegerField(default=0)),
                ("input_tokens", models.PositiveIntegerField(default=0)),
                ("output_tokens", models.PositiveIntegerField(default=0)),
                ("cost", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="machine_translation.draftrun",
                    ),
                ),
                (
                    "month",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="machine_translation.monthofcosts",
                    ),
                ),
            ],
            options={
                "verbose_name": "request to an engine",
                "verbose_name_plural": "requests to an engine",
                "ordering": ["-sent_at", "-id"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="MachineSuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("text", models.TextField(blank=True, default="", verbose_name="translation")),
                ("rejection", models.CharField(blank=True, default="", max_length=20)),
                ("label", models.CharField(blank=True, default="", max_length=20)),
                ("findings", models.JSONField(blank=True, default=list)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggestions",
                        to="machine_translation.machinerequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "machine suggestion",
                "verbose_name_plural": "machine suggestions",
                "ordering": ["id"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="SendingConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")], max_length=2, verbose_name="language"
                    ),
                ),
                ("engine", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consent to machine translation",
                "verbose_name_plural": "consents to machine translation",
                "ordering": ["-given_at"],
                "default_permissions": [],
            },
        ),
        migrations.AddIndex(
            model_name="draftrun",
            index=models.Index(fields=["-started_at", "-id"], name="draft_run_by_start"),
        ),
        migrations.AddConstraint(
            model_name="draftrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")),
                fields=("article", "language"),
                name="draft_run_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", articles.models.language.Language)),
                name="draft_run_language_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "paused", "stopped", "finished"])),
                name="draft_run_state_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="machinesuggestion",
            index=models.Index(fields=["digest"], name="machine_suggestion_of_source"),
        ),
        migrations.AddConstraint(
            model_name="machinesuggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), ("rejection", ""), _connector="OR"),
                name="machine_suggestion_is_rejected_or_has_a_text",
            ),
        ),
        migrations.AddIndex(
            model_name="machinerequest",
            index=models.Index(fields=["sent_at"], name="machine_request_by_time"),
        ),
        migrations.AddConstraint(
            model_name="machinerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", articles.models.language.Language)),
                name="machine_request_language_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="machinerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["sent", "answered", "failed", "unknown"])),
                name="machine_request_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="machinerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__gte", 0)), name="machine_request_cost_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="sendingconsent",
            constraint=models.UniqueConstraint(
                fields=("article", "language", "engine", "country"), name="sending_consent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sendingconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", articles.models.language.Language)),
                name="sending_consent_language_is_known",
            ),
        ),
    ]
