"""Registration of the columns that exist in both languages: only texts, never workflow fields.

A status must not leak from one language to the other.
"""

from django.db.models import PROTECT, Model
from modeltranslation.translator import TranslationOptions, translator
from simple_history import register as keep_history

from articles import models
from articles.models.article import ArticleSnapshot
from articles.models.publication import IMPRINT

TRANSLATED = {
    models.Publication: (
        *("name", "insight_name", "legal_notice", "license_name", "license_terms"),
        *(field for field, has_languages in IMPRINT.items() if has_languages),
    ),
    models.StandingPage: ("title", "body"),
    models.Section: ("name", "description"),
    models.Topic: ("name", "description", "explanation"),
    models.Author: ("name", "position", "bio"),
    models.Image: ("alt", "caption", "credit"),
    models.PictureContract: ("credit",),
    models.Article: ("title", "summary", "body", "slug", "lead_caption", "sponsor"),
    models.RelatedLink: ("title", "summary", "publisher"),
    models.Source: ("name",),
    models.Term: ("name", "short", "synonyms", "forbidden", "explanation"),
}
REQUIRED: dict[type[Model], tuple[str, ...]] = {
    **dict.fromkeys((models.Publication, models.Section, models.Author), ("name",)),
    models.StandingPage: ("title",),
}


def translate(model, fields, required):
    """Give each field one column per language that is never NULL, so that "" is the only empty value."""
    needed = dict.fromkeys(("en", "ko"), required) if required else ()
    options = type(
        f"{model.__name__}Translation",
        (TranslationOptions,),
        {"fields": fields, "required_languages": needed, "empty_values": ""},
    )
    translator.register(model, options)
    for field in model._meta.get_fields():
        if getattr(field, "translated_field", None):
            field.null = False


for model, fields in TRANSLATED.items():
    translate(model, fields, REQUIRED.get(model, ()))

# This has to follow the translation: otherwise the history would silently omit title_en and title_ko.
keep_history(models.Article, app="articles", bases=[ArticleSnapshot], excluded_fields=["digest_key"])
# History outlives accounts: users are deactivated, never deleted.
models.Article.history.model._meta.get_field("history_user").remote_field.on_delete = PROTECT
