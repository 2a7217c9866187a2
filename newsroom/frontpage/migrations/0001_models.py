import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import articles.models.language


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Placement",
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
                (
                    "scope",
                    models.CharField(
                        choices=[("front", "Front page"), ("section", "Section page")],
                        default="front",
                        max_length=8,
                        verbose_name="page",
                    ),
                ),
                (
                    "slot",
                    models.CharField(
                        choices=[
                            ("banner", "Breaking news"),
                            ("lead", "Lead story"),
                            ("second", "Second story"),
                            ("brief", "In brief"),
                            ("block", "Section block"),
                        ],
                        max_length=8,
                        verbose_name="place",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
                (
                    "words",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="banner text"),
                ),
                ("placed_from", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                ("placed_until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("on_cancel", models.JSONField(default=dict, editable=False)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="placed by",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="articles.section",
                        verbose_name="section",
                    ),
                ),
            ],
            options={
                "verbose_name": "placement",
                "verbose_name_plural": "placements",
                "ordering": ["placed_from", "id"],
                "default_permissions": ["view"],
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        fields=["language", "scope", "slot", "-placed_from"], name="placement_of_page"
                    ),
                    models.Index(fields=["article", "-placed_from"], name="placement_of_story"),
                    models.Index(fields=["language", "scope", "placed_until"], name="placement_not_over"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("placed_until", None),
                            ("placed_until__gt", models.F("placed_from")),
                            _connector="OR",
                        ),
                        name="placement_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", articles.models.language.Language)),
                        name="placement_language_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("scope", "front"),
                                ("section", None),
                                ("slot__in", ["banner", "lead", "second", "brief"]),
                            ),
                            models.Q(("scope", "front"), ("section__isnull", False), ("slot", "block")),
                            models.Q(
                                ("scope", "section"),
                                ("section__isnull", False),
                                ("slot__in", ["lead", "second"]),
                            ),
                            _connector="OR",
                        ),
                        name="placement_slot_is_one_of_its_page",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position", 1), ("slot__in", ["banner", "lead"])),
                            models.Q(("position__range", (1, 4)), ("slot__in", ["second", "brief", "block"])),
                            _connector="OR",
                        ),
                        name="placement_position_is_one_of_its_slot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("slot", "banner"), models.Q(("words", ""), _negated=True)),
                            models.Q(models.Q(("slot", "banner"), _negated=True), ("words", "")),
                            _connector="OR",
                        ),
                        name="placement_banner_alone_has_words",
                    ),
                    models.UniqueConstraint(
                        models.F("language"),
                        models.F("scope"),
                        django.db.models.functions.comparison.Coalesce("section", 0),
                        models.F("slot"),
                        models.F("position"),
                        condition=models.Q(("placed_until", None)),
                        name="placement_one_open_per_slot",
                    ),
                    models.UniqueConstraint(
                        models.F("language"),
                        models.F("scope"),
                        models.Case(
                            models.When(scope="section", then=models.F("section")), default=models.Value(0)
                        ),
                        models.F("article"),
                        condition=models.Q(
                            ("placed_until", None), models.Q(("slot", "banner"), _negated=True)
                        ),
                        name="placement_story_open_once_per_page",
                    ),
                ],
            },
        ),
    ]
