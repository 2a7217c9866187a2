import json

from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import Script
from django.urls import reverse
from js_asset import ImportMap, Media

from articles.admin.editor.words import labels_of, words
from articles.models import Language, other

# Every module of static/js/editor. An import map leads to their hashed names; imports by path would not.
# fmt: off
MODULES = [
    "blocks", "context", "dialog", "dom", "editor", "figure", "html", "icons", "keys", "library", "links",
    "lists", "markdown", "menu", "office", "paste", "pickers", "pictures", "schema", "start", "tables",
    "toolbar", "typing",
]
# fmt: on


class BodyEditor(AdminTextareaWidget):
    """A body in its stored form; a textarea where there is no JavaScript.

    language  "en" or "ko"; None reads it from the end of the field's name (body_ko), else English.
    """

    def __init__(self, attrs=None, *, language=None):
        super().__init__({"rows": 16, **(attrs or {})})
        self.language = language

    @property
    def media(self):
        imports = {f"newsroom-editor/{name}": f"js/editor/{name}.js" for name in MODULES}
        return Media(
            importmap=ImportMap({"django-prose-editor/editor": "django_prose_editor/editor.js", **imports}),
            css={"all": ["css/editor.css"]},
            js=[Script("js/editor/start.js", type="module")],
        )

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        language = self.language_of(name)
        own = {
            "lang": language,
            "spellcheck": "true",
            "data-body-editor": json.dumps(configuration(language)),
        }
        context["widget"]["attrs"] |= own
        return context

    def language_of(self, name):
        if self.language:
            return self.language
        ending = name.rpartition("_")[2]
        return ending if ending in Language.values else Language.EN.value

    def use_required_attribute(self, initial):
        # A hidden textarea that is required stops the form without a word.
        return False


def configuration(language):
    """What the editor has to know, in the language of the interface; labels in the language of the text."""
    return {
        "language": language,
        "other": other(language),
        "words": words(),
        "labels": labels_of(language),
        "urls": {
            "image": reverse("admin:articles_pick_image"),
            "article": reverse("admin:articles_pick_article"),
            "topic": reverse("admin:articles_pick_topic"),
            "term": reverse("admin:articles_pick_term"),
            "upload": reverse("admin:articles_upload_image"),
        },
    }
