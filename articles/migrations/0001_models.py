import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import articles.body.field
import articles.models.edition
import articles.models.language
import articles.models.stages
import articles.models.taxonomy
import articles.models.term


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsumerPosition",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("last_event_id", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "event consumer",
                "verbose_name_plural": "event consumers",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="StandingPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("title", models.CharField(default="", max_length=200, verbose_name="title")),
                ("title_en", models.CharField(default="", max_length=200, verbose_name="title")),
                ("title_ko", models.CharField(default="", max_length=200, verbose_name="title")),
                ("body", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("body_en", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("body_ko", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "static page",
                "verbose_name_plural": "static pages",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source_language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")],
                        default="en",
                        max_length=2,
                        verbose_name="written in",
                    ),
                ),
                ("title", models.CharField(blank=True, default="", max_length=200, verbose_name="headline")),
                (
                    "title_en",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="headline"),
                ),
                (
                    "title_ko",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="headline"),
                ),
                ("summary", models.TextField(blank=True, default="", verbose_name="summary")),
                ("summary_en", models.TextField(blank=True, default="", verbose_name="summary")),
                ("summary_ko", models.TextField(blank=True, default="", verbose_name="summary")),
                ("body", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("body_en", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("body_ko", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        db_index=False,
                        default="",
                        help_text="Leave empty to use the headline at first publication.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                (
                    "slug_en",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        db_index=False,
                        default="",
                        help_text="Leave empty to use the headline at first publication.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                (
                    "slug_ko",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        db_index=False,
                        default="",
                        help_text="Leave empty to use the headline at first publication.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="changed"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "story",
                "verbose_name_plural": "stories",
                "ordering": ["-changed_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
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
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("original", "Original"),
                            ("update", "Update"),
                            ("correction", "Correction"),
                            ("minor", "Minor change"),
                            ("withdrawal", "Withdrawal"),
                            ("retraction", "Retraction"),
                        ],
                        default="original",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("is_brief", models.BooleanField(default=False, verbose_name="brief")),
                (
                    "headline",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="headline"),
                ),
                ("summary", models.TextField(blank=True, default="", verbose_name="summary")),
                ("body", models.TextField(blank=True, default="", verbose_name="body")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, db_index=False, max_length=200, verbose_name="address"
                    ),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="public note")),
                (
                    "note_there",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Shown to readers of the other language until their text is corrected.",
                        verbose_name="public note in the other language",
                    ),
                ),
                ("first_published_at", models.DateTimeField(verbose_name="first published")),
                (
                    "source_number",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The number of the source-language edition that this one translates.",
                        null=True,
                        verbose_name="source edition",
                    ),
                ),
                ("printed", models.JSONField(default=dict, verbose_name="as published")),
                ("live_from", models.DateTimeField(verbose_name="live from")),
                ("live_until", models.DateTimeField(blank=True, null=True, verbose_name="live until")),
                ("digest", models.CharField(editable=False, max_length=64, verbose_name="checksum")),
                ("text_digest", models.CharField(default="", editable=False, max_length=64)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
                "ordering": ["-live_from"],
                "default_permissions": ["view"],
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Image",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ImageField(
                        height_field="height",
                        upload_to="pictures/%Y/%m",
                        verbose_name="file",
                        width_field="width",
                    ),
                ),
                (
                    "width",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="width in pixels"),
                ),
                (
                    "height",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="height in pixels"),
                ),
                (
                    "focal_x",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="focal point from the left, in percent",
                    ),
                ),
                (
                    "focal_y",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="focal point from the top, in percent",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Describe the image for people who cannot see it.",
                        max_length=300,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "alt_en",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Describe the image for people who cannot see it.",
                        max_length=300,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "alt_ko",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Describe the image for people who cannot see it.",
                        max_length=300,
                        verbose_name="alt text",
                    ),
                ),
                ("caption", models.TextField(blank=True, default="", verbose_name="caption")),
                ("caption_en", models.TextField(blank=True, default="", verbose_name="caption")),
                ("caption_ko", models.TextField(blank=True, default="", verbose_name="caption")),
                ("credit", models.CharField(blank=True, default="", max_length=200, verbose_name="credit")),
                (
                    "credit_en",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="credit"),
                ),
                (
                    "credit_ko",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="credit"),
                ),
                ("usage_terms", models.TextField(blank=True, default="", verbose_name="usage terms")),
                ("rights_until", models.DateTimeField(blank=True, null=True, verbose_name="rights until")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "image",
                "verbose_name_plural": "images",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="EditionPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(choices=[("en", "English"), ("ko", "Korean")], max_length=2)),
                ("first_published_at", models.DateTimeField()),
                ("name", models.CharField(max_length=100)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_filings",
                        to="articles.edition",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="articles.image",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="edition",
            name="lead_image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lead_of_editions",
                to="articles.image",
            ),
        ),
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(default="", max_length=100, verbose_name="name")),
                ("name_en", models.CharField(default="", max_length=100, verbose_name="name")),
                ("name_ko", models.CharField(default="", max_length=100, verbose_name="name")),
                ("slug", models.SlugField(max_length=100, unique=True, verbose_name="address")),
                (
                    "position",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="position"),
                ),
                (
                    "position_en",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="position"),
                ),
                (
                    "position_ko",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="position"),
                ),
                ("bio", models.TextField(blank=True, default="", verbose_name="biography")),
                ("bio_en", models.TextField(blank=True, default="", verbose_name="biography")),
                ("bio_ko", models.TextField(blank=True, default="", verbose_name="biography")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Former staff keep their page and their bylines.",
                        verbose_name="active",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="author",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.image",
                        verbose_name="photo",
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "verbose_name_plural": "authors",
                "ordering": ["slug"],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="lead_image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lead_of",
                to="articles.image",
                verbose_name="lead image",
            ),
        ),
        migrations.CreateModel(
            name="LanguageProgress",
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
                    "wanted",
                    models.CharField(
                        choices=[("full", "Full text"), ("brief", "Brief"), ("nothing", "Nothing")],
                        default="full",
                        max_length=8,
                        verbose_name="requested",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("writing", "Writing"),
                            ("in_review", "In review"),
                            ("approved", "Approved"),
                        ],
                        default="writing",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Low"), (1, "Normal"), (2, "Urgent")], default=1, verbose_name="priority"
                    ),
                ),
                (
                    "planned_on",
                    models.DateField(
                        blank=True,
                        help_text="The day you plan to publish. Nothing happens automatically.",
                        null=True,
                        verbose_name="planned for",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "text_digest",
                    models.CharField(
                        blank=True,
                        default="",
                        editable=False,
                        help_text="Empty until something is written.",
                        max_length=64,
                    ),
                ),
                ("segments_digest", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("opening_digest", models.CharField(blank=True, default="", editable=False, max_length=64)),
                (
                    "translated_digest",
                    models.CharField(
                        blank=True,
                        default="",
                        editable=False,
                        help_text="Of the source with which this translation last was whole and current; empty: never yet.",
                        max_length=64,
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="changed"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="articles.article",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_progress",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "progress",
                "verbose_name_plural": "progress",
                "ordering": ["article", "language"],
                "permissions": [
                    ("write_en", "Can write English"),
                    ("write_ko", "Can write Korean"),
                    ("approve_en", "Can approve English"),
                    ("approve_ko", "Can approve Korean"),
                    ("publish_en", "Can publish English"),
                    ("publish_ko", "Can publish Korean"),
                    ("waive_en", "Can waive blockers in English"),
                    ("waive_ko", "Can waive blockers in Korean"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                        blank=True,
                        choices=[("en", "English"), ("ko", "Korean")],
                        default="",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("field", models.CharField(blank=True, default="", max_length=10)),
                (
                    "passage",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="The words it refers to, as they were. Leave empty for the whole text.",
                        verbose_name="passage",
                    ),
                ),
                ("text", models.TextField(verbose_name="note")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at"),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved at")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="articles.article",
                    ),
                ),
                (
                    "mentions",
                    models.ManyToManyField(
                        blank=True, related_name="mentioned_in", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reply_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="articles.note",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resolved by",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["written_at", "id"],
                "default_permissions": ["view", "add"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("typed_at", models.DateTimeField(blank=True, null=True)),
                ("language", models.CharField(blank=True, default="", max_length=2)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "presence",
                "verbose_name_plural": "presences",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="PreviewLink",
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
                        blank=True,
                        choices=[("en", "English"), ("ko", "Korean")],
                        default="",
                        help_text="Leave empty for both languages.",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("for_whom", models.CharField(max_length=200, verbose_name="recipient")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preview_links",
                        to="articles.article",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "preview link",
                "verbose_name_plural": "preview links",
                "ordering": ["-created_at"],
                "default_permissions": ["view", "add"],
            },
        ),
        migrations.CreateModel(
            name="PreviewVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                ("browser", models.CharField(blank=True, default="", max_length=200, verbose_name="browser")),
                ("network", models.CharField(blank=True, default="", max_length=60, verbose_name="network")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="articles.previewlink",
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
                "ordering": ["-at"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(default="", max_length=100, verbose_name="name")),
                ("name_en", models.CharField(default="", max_length=100, verbose_name="name")),
                ("name_ko", models.CharField(default="", max_length=100, verbose_name="name")),
                (
                    "insight_name",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Name of analysis passages, e.g. “Harbor Insight”. Leave empty for “Insight”.",
                        max_length=100,
                        verbose_name="insight name",
                    ),
                ),
                (
                    "insight_name_en",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Name of analysis passages, e.g. “Harbor Insight”. Leave empty for “Insight”.",
                        max_length=100,
                        verbose_name="insight name",
                    ),
                ),
                (
                    "insight_name_ko",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Name of analysis passages, e.g. “Harbor Insight”. Leave empty for “Insight”.",
                        max_length=100,
                        verbose_name="insight name",
                    ),
                ),
                ("legal_notice", models.TextField(blank=True, default="", verbose_name="legal notice")),
                ("legal_notice_en", models.TextField(blank=True, default="", verbose_name="legal notice")),
                ("legal_notice_ko", models.TextField(blank=True, default="", verbose_name="legal notice")),
                (
                    "contact",
                    models.EmailField(blank=True, default="", max_length=254, verbose_name="contact"),
                ),
                (
                    "license_name",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Name of the license, e.g. “CC BY-ND 4.0”. Leave empty if stories may not be republished.",
                        max_length=100,
                        verbose_name="republication license",
                    ),
                ),
                (
                    "license_name_en",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Name of the license, e.g. “CC BY-ND 4.0”. Leave empty if stories may not be republished.",
                        max_length=100,
                        verbose_name="republication license",
                    ),
                ),
                (
                    "license_name_ko",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Name of the license, e.g. “CC BY-ND 4.0”. Leave empty if stories may not be republished.",
                        max_length=100,
                        verbose_name="republication license",
                    ),
                ),
                (
                    "license_url",
                    models.URLField(
                        blank=True,
                        default="",
                        help_text="Where the full license is published. Leave empty to use each story’s own page of terms.",
                        verbose_name="license address",
                    ),
                ),
                (
                    "license_terms",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="What others must do, one rule per line. Only languages with a license and terms offer republication.",
                        verbose_name="republication terms",
                    ),
                ),
                (
                    "license_terms_en",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="What others must do, one rule per line. Only languages with a license and terms offer republication.",
                        verbose_name="republication terms",
                    ),
                ),
                (
                    "license_terms_ko",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="What others must do, one rule per line. Only languages with a license and terms offer republication.",
                        verbose_name="republication terms",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publication",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="publication_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="RelatedExclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hidden_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related_exclusions",
                        to="articles.article",
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article"
                    ),
                ),
            ],
            options={
                "verbose_name": "hidden related story",
                "verbose_name_plural": "hidden related stories",
                "default_permissions": [],
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="RelatedLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "url",
                    models.URLField(blank=True, default="", max_length=500, verbose_name="external address"),
                ),
                ("title", models.CharField(blank=True, default="", max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, default="", max_length=200, verbose_name="title")),
                ("title_ko", models.CharField(blank=True, default="", max_length=200, verbose_name="title")),
                ("summary", models.TextField(blank=True, default="", verbose_name="summary")),
                ("summary_en", models.TextField(blank=True, default="", verbose_name="summary")),
                ("summary_ko", models.TextField(blank=True, default="", verbose_name="summary")),
                (
                    "publisher",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="For an external address. Leave empty to use the name in the other language.",
                        max_length=100,
                        verbose_name="publisher",
                    ),
                ),
                (
                    "publisher_en",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="For an external address. Leave empty to use the name in the other language.",
                        max_length=100,
                        verbose_name="publisher",
                    ),
                ),
                (
                    "publisher_ko",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="For an external address. Leave empty to use the name in the other language.",
                        max_length=100,
                        verbose_name="publisher",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related_links",
                        to="articles.article",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="related_from",
                        to="articles.article",
                        verbose_name="our story",
                    ),
                ),
            ],
            options={
                "verbose_name": "related story",
                "verbose_name_plural": "related stories",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="RightsReservation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reserved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights_reservation",
                        to="articles.article",
                    ),
                ),
                (
                    "reserved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "story not for republication",
                "verbose_name_plural": "stories not for republication",
                "default_permissions": [],
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(default="", max_length=60, verbose_name="name")),
                ("name_en", models.CharField(default="", max_length=60, verbose_name="name")),
                ("name_ko", models.CharField(default="", max_length=60, verbose_name="name")),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("description", models.TextField(blank=True, default="", verbose_name="description")),
                ("description_en", models.TextField(blank=True, default="", verbose_name="description")),
                ("description_ko", models.TextField(blank=True, default="", verbose_name="description")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("harbor", "harbor blue"),
                            ("brick", "brick red"),
                            ("moss", "moss green"),
                            ("plum", "plum"),
                            ("ochre", "ochre"),
                            ("lagoon", "lagoon green"),
                            ("slate", "slate gray"),
                        ],
                        default="slate",
                        max_length=8,
                        verbose_name="color",
                    ),
                ),
                (
                    "wanted_in_translation",
                    models.CharField(
                        choices=[("full", "Full text"), ("brief", "Brief"), ("nothing", "Nothing")],
                        default="full",
                        help_text="What a new story in this section requests in its other language.",
                        max_length=8,
                        verbose_name="requested in the other language",
                    ),
                ),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True), models.Q(("name_ko", ""), _negated=True)
                        ),
                        name="section_is_named_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("colour__in", articles.models.taxonomy.Colour)),
                        name="section_colour_is_known",
                    ),
                    models.UniqueConstraint(fields=("name_en",), name="section_name_en_is_unique"),
                    models.UniqueConstraint(fields=("name_ko",), name="section_name_ko_is_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalArticle",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "source_language",
                    models.CharField(
                        choices=[("en", "English"), ("ko", "Korean")],
                        default="en",
                        max_length=2,
                        verbose_name="written in",
                    ),
                ),
                ("title", models.CharField(blank=True, default="", max_length=200, verbose_name="headline")),
                (
                    "title_en",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="headline"),
                ),
                (
                    "title_ko",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="headline"),
                ),
                ("summary", models.TextField(blank=True, default="", verbose_name="summary")),
                ("summary_en", models.TextField(blank=True, default="", verbose_name="summary")),
                ("summary_ko", models.TextField(blank=True, default="", verbose_name="summary")),
                ("body", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("body_en", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                ("body_ko", articles.body.field.BodyField(blank=True, default="", verbose_name="text")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        db_index=False,
                        default="",
                        help_text="Leave empty to use the headline at first publication.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                (
                    "slug_en",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        db_index=False,
                        default="",
                        help_text="Leave empty to use the headline at first publication.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                (
                    "slug_ko",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        db_index=False,
                        default="",
                        help_text="Leave empty to use the headline at first publication.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="changed"
                    ),
                ),
                ("snapshot", models.JSONField(default=dict, verbose_name="story settings")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead_image",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="articles.image",
                        verbose_name="lead image",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="articles.section",
                        verbose_name="section",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical story",
                "verbose_name_plural": "historical stories",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="edition",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.section"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="section",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.section",
                verbose_name="section",
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("organisation", "Organization"),
                            ("document", "Document"),
                            ("data", "Data"),
                            ("media", "News report"),
                            ("observation", "First-hand observation"),
                        ],
                        default="document",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=200, verbose_name="name")),
                ("name_ko", models.CharField(blank=True, default="", max_length=200, verbose_name="name")),
                ("url", models.URLField(blank=True, default="", max_length=500, verbose_name="address")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                (
                    "segment",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="The words of the story that it supports, exactly as written. Leave empty for the whole story.",
                        verbose_name="passage",
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                ("is_public", models.BooleanField(default=False, verbose_name="shown to readers")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="articles.article",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=100, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=100, verbose_name="name")),
                ("name_ko", models.CharField(blank=True, default="", max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="address"),
                ),
                ("description", models.TextField(blank=True, default="", verbose_name="description")),
                ("description_en", models.TextField(blank=True, default="", verbose_name="description")),
                ("description_ko", models.TextField(blank=True, default="", verbose_name="description")),
                (
                    "explanation",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One or two sentences, shown where a story links to the topic. Without them, the words appear without a link.",
                        verbose_name="explanation for readers",
                    ),
                ),
                (
                    "explanation_en",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One or two sentences, shown where a story links to the topic. Without them, the words appear without a link.",
                        verbose_name="explanation for readers",
                    ),
                ),
                (
                    "explanation_ko",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One or two sentences, shown where a story links to the topic. Without them, the words appear without a link.",
                        verbose_name="explanation for readers",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        help_text="Readers who open this topic are redirected there.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_topics",
                        to="articles.topic",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("place", "Place"),
                            ("organisation", "Organization"),
                            ("title", "Title or office"),
                            ("concept", "Concept"),
                        ],
                        default="concept",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=True,
                        help_text="A translation must use it wherever its source does. Otherwise it is only suggested.",
                        verbose_name="required in translations",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="The full form.",
                        max_length=200,
                        verbose_name="first mention",
                    ),
                ),
                (
                    "name_en",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="The full form.",
                        max_length=200,
                        verbose_name="first mention",
                    ),
                ),
                (
                    "name_ko",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="The full form.",
                        max_length=200,
                        verbose_name="first mention",
                    ),
                ),
                (
                    "short",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Leave empty to use the first mention.",
                        max_length=100,
                        verbose_name="later mentions",
                    ),
                ),
                (
                    "short_en",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Leave empty to use the first mention.",
                        max_length=100,
                        verbose_name="later mentions",
                    ),
                ),
                (
                    "short_ko",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Leave empty to use the first mention.",
                        max_length=100,
                        verbose_name="later mentions",
                    ),
                ),
                (
                    "synonyms",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Other correct forms, one per line.",
                        verbose_name="alternative forms",
                    ),
                ),
                (
                    "synonyms_en",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Other correct forms, one per line.",
                        verbose_name="alternative forms",
                    ),
                ),
                (
                    "synonyms_ko",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Other correct forms, one per line.",
                        verbose_name="alternative forms",
                    ),
                ),
                (
                    "forbidden",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Incorrect forms, one per line.",
                        verbose_name="forms to avoid",
                    ),
                ),
                (
                    "forbidden_en",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Incorrect forms, one per line.",
                        verbose_name="forms to avoid",
                    ),
                ),
                (
                    "forbidden_ko",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Incorrect forms, one per line.",
                        verbose_name="forms to avoid",
                    ),
                ),
                (
                    "explanation",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One or two sentences.",
                        verbose_name="explanation for readers",
                    ),
                ),
                (
                    "explanation_en",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One or two sentences.",
                        verbose_name="explanation for readers",
                    ),
                ),
                (
                    "explanation_ko",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One or two sentences.",
                        verbose_name="explanation for readers",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it is incorrect.",
                        null=True,
                        verbose_name="valid until",
                    ),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                ("source", models.CharField(blank=True, default="", max_length=500, verbose_name="source")),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="articles.term",
                        verbose_name="replaced by",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="articles.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "term",
                "verbose_name_plural": "terms",
                "ordering": ["name_en", "name_ko", "id"],
            },
        ),
        migrations.CreateModel(
            name="EditionTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(choices=[("en", "English"), ("ko", "Korean")], max_length=2)),
                ("first_published_at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topic_filings",
                        to="articles.edition",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="articles.topic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ArticleTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topic_items",
                        to="articles.article",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="article_items",
                        to="articles.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="article",
            name="topics",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="articles.ArticleTopic",
                to="articles.Topic",
                verbose_name="topics",
            ),
        ),
        migrations.CreateModel(
            name="TranslatedSegment",
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
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("source_html", models.TextField(blank=True, default="", verbose_name="source text")),
                ("target_html", models.TextField(blank=True, default="", verbose_name="translation")),
                ("reason", models.CharField(blank=True, default="", max_length=200, verbose_name="reason")),
                ("is_draft", models.BooleanField(default=False, verbose_name="not finished")),
                (
                    "translated_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="translated at"),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translated_segments",
                        to="articles.article",
                    ),
                ),
                (
                    "translated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="translated by",
                    ),
                ),
            ],
            options={
                "verbose_name": "translated segment",
                "verbose_name_plural": "translated segments",
                "ordering": ["article", "language", "position"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="UnsavedTyping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tab", models.CharField(max_length=40)),
                ("fields", models.JSONField(default=dict)),
                ("shown", models.JSONField(default=dict)),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_typing",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_typing",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "autosaved draft",
                "verbose_name_plural": "autosaved draft",
                "ordering": ["-kept_at"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
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
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("fingerprint", models.CharField(max_length=64)),
                ("place", models.TextField(blank=True, default="", verbose_name="place")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "waived_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="waived at"),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waivers",
                        to="articles.article",
                    ),
                ),
                (
                    "waived_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="waived by",
                    ),
                ),
            ],
            options={
                "verbose_name": "waiver",
                "verbose_name_plural": "waivers",
                "ordering": ["-waived_at"],
                "default_permissions": ["view"],
            },
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("photos", "Photos"),
                            ("translation", "Translation"),
                            ("research", "Research"),
                        ],
                        default="text",
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bylines",
                        to="articles.article",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bylines",
                        to="articles.author",
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "verbose_name": "byline",
                "verbose_name_plural": "bylines",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "author", "role"), name="byline_once_per_role")
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionByline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(choices=[("en", "English"), ("ko", "Korean")], max_length=2)),
                ("first_published_at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="articles.author",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="byline_filings",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["author", "language", "-first_published_at", "-article"],
                        name="edition_byline_river",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "author"), name="edition_byline_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                (
                    "type",
                    models.CharField(
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
                ("subject_type", models.CharField(max_length=20, verbose_name="kind")),
                ("subject_id", models.BigIntegerField(verbose_name="object number")),
                ("language", models.CharField(blank=True, default="", max_length=2, verbose_name="language")),
                ("edition_number", models.PositiveIntegerField(null=True, verbose_name="edition")),
                (
                    "edition_digest",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="checksum"),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("details", models.JSONField(default=dict, verbose_name="details")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "log",
                "ordering": ["-id"],
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "-id"], name="event_of_subject")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["file"], name="image_file"),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(("focal_x__lte", 100), ("focal_y__lte", 100)),
                name="image_focal_point_is_in_percent",
            ),
        ),
        migrations.AddIndex(
            model_name="editionpicture",
            index=models.Index(fields=["name"], name="edition_picture_file"),
        ),
        migrations.AddConstraint(
            model_name="editionpicture",
            constraint=models.UniqueConstraint(fields=("edition", "image"), name="edition_picture_once"),
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name_en", ""), _negated=True), models.Q(("name_ko", ""), _negated=True)
                ),
                name="author_is_named_in_both_languages",
            ),
        ),
        migrations.AddConstraint(
            model_name="languageprogress",
            constraint=models.UniqueConstraint(
                fields=("article", "language"), name="progress_once_per_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="languageprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", articles.models.language.Language)),
                name="progress_language_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="languageprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", articles.models.stages.Stage)),
                name="progress_stage_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="languageprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted__in", articles.models.stages.Wanted)),
                name="progress_wanted_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="languageprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", [0, 1, 2])), name="progress_priority_is_known"
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["article", "language", "written_at"], name="note_of_article"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="note_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("language", ""), ("language__in", articles.models.language.Language), _connector="OR"
                ),
                name="note_language_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("passage", ""), models.Q(("language", ""), _negated=True), _connector="OR"
                ),
                name="note_passage_is_in_a_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at", None), ("resolved_by", None)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="note_is_resolved_by_somebody_at_some_time",
            ),
        ),
        migrations.AddIndex(
            model_name="presence",
            index=models.Index(fields=["article", "-seen_at"], name="presence_of_article"),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("user", "article"), name="presence_once_per_story"),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("for_whom", ""), _negated=True), name="preview_link_is_for_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                name="preview_link_expires_after_it_was_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("language", ""), ("language__in", articles.models.language.Language), _connector="OR"
                ),
                name="preview_link_language_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", None)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="preview_link_is_revoked_by_somebody_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedexclusion",
            constraint=models.UniqueConstraint(fields=("article", "other"), name="related_exclusion_once"),
        ),
        migrations.AddConstraint(
            model_name="relatedexclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(("article", models.F("other")), _negated=True),
                name="related_exclusion_is_of_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("target", None), ("url", ""), _connector="OR"),
                name="related_link_has_one_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target", None),
                    models.Q(("target", models.F("article")), _negated=True),
                    _connector="OR",
                ),
                name="related_link_is_not_to_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["language", "-first_published_at", "-article"], name="edition_river"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["section", "language", "-first_published_at", "-article"],
                name="edition_section_river",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("kind__in", ["correction", "withdrawal", "retraction"])),
                fields=["-live_from", "-article"],
                name="edition_corrections",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("live_until", None), ("live_until__gt", models.F("live_from")), _connector="OR"
                ),
                name="edition_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live_until", None)),
                fields=("article", "language"),
                name="edition_one_open_per_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("article", "language", "number"), name="edition_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("article", "language", "live_from"), name="edition_start_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", articles.models.language.Language)),
                name="edition_language_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", articles.models.edition.EditionKind)),
                name="edition_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("body", ""),
                        ("is_brief", False),
                        ("kind__in", ["withdrawal", "retraction"]),
                        ("summary", ""),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["withdrawal", "retraction"]), _negated=True),
                        models.Q(("headline", ""), _negated=True),
                        models.Q(("summary", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="edition_is_a_notice_or_has_a_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["withdrawal", "retraction"]),
                    models.Q(("body", ""), ("is_brief", True)),
                    models.Q(("is_brief", False), models.Q(("body", ""), _negated=True)),
                    _connector="OR",
                ),
                name="edition_is_brief_when_it_has_no_body",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["correction", "withdrawal", "retraction"]), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="edition_correction_tells_what_it_corrects",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_published_at__lte", models.F("live_from"))),
                name="edition_was_first_published_before_it_went_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at", None), ("checked_by", None)),
                    models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                    _connector="OR",
                ),
                name="source_is_checked_by_somebody_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name_en", ""), _negated=True),
                    models.Q(("name_ko", ""), _negated=True),
                    models.Q(("url", ""), _negated=True),
                    _connector="OR",
                ),
                name="source_has_a_name_or_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name_en", ""), _negated=True),
                    models.Q(("name_ko", ""), _negated=True),
                    _connector="OR",
                ),
                name="topic_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_en", ""), _negated=True),
                fields=("name_en",),
                name="topic_name_en_is_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_ko", ""), _negated=True),
                fields=("name_ko",),
                name="topic_name_ko_is_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="topic_is_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name_en", ""), _negated=True),
                    models.Q(("name_ko", ""), _negated=True),
                    _connector="OR",
                ),
                name="term_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", articles.models.term.TermKind)), name="term_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from", None),
                    ("valid_until", None),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="term_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor", None),
                    models.Q(("successor", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="term_does_not_follow_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="editiontopic",
            index=models.Index(
                fields=["topic", "language", "-first_published_at", "-article"], name="edition_topic_river"
            ),
        ),
        migrations.AddConstraint(
            model_name="editiontopic",
            constraint=models.UniqueConstraint(fields=("edition", "topic"), name="edition_topic_once"),
        ),
        migrations.AddConstraint(
            model_name="articletopic",
            constraint=models.UniqueConstraint(fields=("content_object", "tag"), name="article_topic_once"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["-changed_at", "-id"], name="article_by_change"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title_en", ""), _negated=True),
                    models.Q(("title_ko", ""), _negated=True),
                    _connector="OR",
                ),
                name="article_has_a_headline",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("source_language__in", articles.models.language.Language)),
                name="article_source_language_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="translatedsegment",
            index=models.Index(fields=["article", "language", "position"], name="translated_segment_order"),
        ),
        migrations.AddConstraint(
            model_name="translatedsegment",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", articles.models.language.Language)),
                name="translated_segment_language_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="translatedsegment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source_html", ""), _negated=True),
                    models.Q(("target_html", ""), _negated=True),
                    _connector="OR",
                ),
                name="translated_segment_has_a_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="translatedsegment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("target_html", ""), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="translated_segment_left_out_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="unsavedtyping",
            index=models.Index(fields=["article", "user"], name="unsaved_typing_of_article"),
        ),
        migrations.AddConstraint(
            model_name="unsavedtyping",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at", None)),
                fields=("user", "tab"),
                name="unsaved_typing_once_per_tab",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.UniqueConstraint(
                fields=("article", "language", "code", "fingerprint"), name="waiver_once_per_finding"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="waiver_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", articles.models.language.Language)),
                name="waiver_language_is_known",
            ),
        ),
    ]
