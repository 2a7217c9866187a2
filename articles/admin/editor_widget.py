"""Form widget for bodies, and the texts of its interface."""

import json
from functools import lru_cache

from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import Script
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from js_asset import ImportMap, Media

from articles.body.charts import ChartKind
from articles.body.content import INSERTS, KINDS, label_text
from articles.body.embeds import embed_providers, provider_label
from articles.models import Language, Publication, localized, other

# All modules of static/js/editor. They import each other by name, and an import map adds the hashed files.
# fmt: off
MODULES = [
    "blocks", "cells", "context", "dialog", "dom", "editor", "embeds", "facts", "fields", "figure",
    "flow", "galleries", "html", "icons", "keys", "library", "links", "lists", "markdown", "marks",
    "menu", "office", "paste", "pasted", "pickers", "pictures", "schema", "sheets", "start", "stored",
    "tables", "toolbar", "typing",
]
# fmt: on


# All texts of the editor, by the name that its modules use.
EDITOR_TEXTS = {
    **{language.value: language.label for language in Language},
    # Tools
    "toolbar": _("Formatting"),
    "paragraph": _("Paragraph"),
    "heading": _("Heading"),
    "subheading": _("Subheading"),
    "strong": _("Bold"),
    "em": _("Italic"),
    "sub": _("Subscript"),
    "sup": _("Superscript"),
    "link": _("Link to a page"),
    "article": _("Link to a story"),
    "topic": _("Link to a topic"),
    "term": _("Explain a term"),
    "foreign": _("Mark as text in the other language"),
    "bulletList": _("List"),
    "orderedList": _("Numbered list"),
    "quote": _("Quote"),
    "pullQuote": _("Pull quote"),
    "passage": _("Labeled passage"),
    "factBox": _("Fact box"),
    "figure": _("Image"),
    "gallery": pgettext_lazy("block of a text", "Gallery"),
    "embed": _("Video, post or map from another site"),
    "table": pgettext_lazy("rows and columns", "Table"),
    "rule": _("Divider"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    # The line below the tools: the cursor’s position and the actions there
    "here": _("At the cursor"),
    "label": _("Label"),
    "noLabel": _("No label"),
    "unwrap": _("Remove the label"),
    "speaker": _("Speaker"),
    "boxTitle": _("Title of the box"),
    "removeFactBox": _("Remove fact box"),
    "removePullQuote": _("Remove pull quote"),
    "speakerHint": _("Speaker, position"),
    "changePicture": _("Change image"),
    "removePicture": _("Remove image"),
    "editLink": _("Edit link"),
    "removeLink": _("Remove link"),
    "notForeign": _("Remove language"),
    "wordsIn": _("Text in {language}"),
    "storyLink": _("Story {number}"),
    "topicLink": _("Topic {number}"),
    "termLink": _("Term {number}"),
    # Tables
    "item": _("List item"),
    "cell": _("Cell"),
    "headRow": _("Header row"),
    "addRow": _("Add row"),
    "removeRow": _("Delete row"),
    "addColumn": _("Add column"),
    "removeColumn": _("Delete column"),
    "removeTable": _("Delete table"),
    "tableCaption": _("Table caption"),
    "showAs": pgettext_lazy("a table, as a chart", "Show as"),
    # Dialogs
    "close": _("Close"),
    "cancel": _("Cancel"),
    "apply": _("Apply"),
    "search": _("Search"),
    "searchHint": _("Search in either language, or by number"),
    "results": _("Results"),
    "more": _("Show more"),
    "nothing": _("No results."),
    "loading": _("Searching…"),
    "address": _("Address"),
    "addressHint": _("https://… or name@example.org"),
    "addressWrong": _("Enter an address that starts with https:// or http://, or an email address."),
    "linkText": _("Link text"),
    "chooseStory": _("Choose a story"),
    "chooseTopic": _("Choose a topic"),
    "chooseTerm": _("Choose a glossary term"),
    "notExplained": _("Not explained in this language yet. Until then, the words appear as plain text."),
    "live": _("Live in: {languages}"),
    "notLive": _("Not live yet. Until then, the words appear without a link."),
    # Images
    "choosePicture": _("Choose an image"),
    "upload": _("Upload an image"),
    "file": _("Image file"),
    "alt": _("Alt text ({language})"),
    "altHint": _("Describe the image for people who cannot see it."),
    "altMissing": _("Enter alt text in at least one language."),
    "credit": _("Credit ({language})"),
    "uploadAndInsert": _("Upload and insert"),
    "uploading": _("Uploading…"),
    "noAlt": _("No alt text"),
    "notUsable": _("Not usable now: see its contract and rights"),
    "notPermitted": _("Not permitted: {uses}"),
    "usableOnly": _("Usable now only"),
    "tag": _("Tag"),
    "tags": _("Tags"),
    "tagsHint": _("In any language, separated by commas."),
    "contract": _("Contract"),
    "noContract": _("No contract"),
    "everyTag": _("All tags"),
    "caption": _("Image caption"),
    "ownCaption": _("Caption: {caption} (from the library, unless you enter another)"),
    "pictureMissing": _("Image {number} is not in the library."),
    # Galleries
    "chooseGallery": _("Choose the images of a gallery"),
    "addToGallery": _("Add images to the gallery"),
    "chosen": _("Chosen, in this order"),
    "chosenNumber": _("Chosen: {number}"),
    "notChosen": _("Leave out: {name}"),
    "insertGallery": _("Insert gallery"),
    "addChosen": _("Add to the gallery"),
    "uploadAndAdd": _("Upload and choose"),
    "galleryNeeds": _("Choose at least {fewest}."),
    "galleryFull": _("Choose up to {most}. A gallery has up to 30 images."),
    "galleryTitle": _("Title of the gallery"),
    "pictureOf": _("{number} of {total}"),
    "moveEarlier": _("Move earlier"),
    "moveLater": _("Move later"),
    "takeOut": _("Remove from gallery"),
    "addPictures": _("Add images"),
    "joinPictures": _("Combine these images into a gallery"),
    "dissolveGallery": _("Dissolve gallery"),
    # Content of other sites
    "embedTitle": _("Video, post or map from another site"),
    "embedHint": _("Page address, https://…"),
    "embedWrong": _("This address cannot be shown as a card. Paste it into the text as a link."),
    "makeEmbed": _("Show as a card"),
    "embedCaption": _("Caption: what there is to see"),
    "removeEmbed": _("Remove card"),
    "embedFacts": _("Title, author, image…"),
    "embedFactsTitle": _("Title, author and image"),
    "factTitle": pgettext_lazy("of an embed", "Title"),
    "factAuthor": pgettext_lazy("of an embed", "Author"),
    "factHint": _("As the site shows it, in its own language."),
    "fetchFacts": _("Fetch title and image"),
    "fetching": _("Asking the site…"),
    "fetched": _("Fetched. Check it, then apply."),
    "fetchedNothing": _("The site returned no title, author or image."),
    "fetchedOther": _("Fetched, but not used"),
    "useIt": _("Use this"),
    "useThis": _("Use this: {text}"),
    "embedUnknown": _("This site is not in the table of providers: {name}"),
    # Messages
    "picturesDropped": _(
        "Images were left out of the pasted text. Add them with the image button, with credit and rights."
    ),
    "leftOut": _("Left out:"),
    "embedsLinked": _(
        "Players and posts of other sites were left out of the pasted text. Their addresses stay as links."
    ),
    "deletionsDropped": _(
        "Text that tracked changes mark as deleted was left out of the pasted text. Inserted text was kept."
    ),
    "markdownRead": _("The pasted text was read as Markdown. Use Undo to keep it as pasted."),
    "tableRead": _("The pasted rows became a table. Use Undo to keep them as text."),
    "refused": _("You do not have permission to do that."),
    "loggedOut": _("You are logged out. Log in in another window, then try again."),
    "failed": _("Something went wrong. Try again."),
}


# Hints in empty lines: {name in the style sheet: key of its text}.
HINTS = {"box": "boxTitle", "gallery": "galleryTitle", "speaker": "speakerHint", "table": "tableCaption"}


def editor_modules() -> dict[str, str]:
    """Return {import name of an editor module: its file}."""
    return {f"newsroom-editor/{name}": f"js/editor/{name}.js" for name in MODULES}


class BodyEditor(AdminTextareaWidget):
    """Widget for a body in its stored form. Without JavaScript, it is a textarea.

    language     "en" or "ko"; None reads it from the end of the field's name (body_ko), else English.
    publication  the Publication, if the page has already read it; None queries it
    """

    publication = None

    def __init__(self, attrs=None, *, language=None):
        super().__init__({"rows": 16, **(attrs or {})})
        self.language = language

    @property
    def media(self):
        prose = {"django-prose-editor/editor": "django_prose_editor/editor.js"}
        return Media(
            importmap=ImportMap(prose | editor_modules()),
            css={"all": ["css/editor.css"]},
            js=[Script("js/editor/start.js", type="module")],
        )

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        language = self.language_of(name)
        settings = json.dumps(editor_configuration(language, self.publication), cls=DjangoJSONEncoder)
        context["widget"]["attrs"] |= {"lang": language, "spellcheck": "true", "data-body-editor": settings}
        # Off, because the editor would not show text that a browser restores.
        context["widget"]["attrs"]["autocomplete"] = "off"
        return context

    def language_of(self, name):
        if self.language:
            return self.language
        ending = name.rpartition("_")[2]
        return ending if ending in Language.values else Language.EN.value

    def use_required_attribute(self, initial):
        # A hidden required textarea would block the form without a message.
        return False


@lru_cache
def embed_patterns(interface_language):
    """Return the providers of embeds for static/js/editor/embeds.js, labels in the interface language."""
    return [
        {
            "name": provider.name,
            "label": provider_label(provider, interface_language),
            "fetches": bool(settings.EMBED_FETCHING and provider.oembed),
            "forms": [{"key": form.key, "addresses": form.script_patterns} for form in provider.forms],
        }
        for provider in embed_providers().values()
    ]


def picture_picker(language: str) -> dict:
    """Return the settings of the picture dialog, for a form without an editor."""
    urls = {"image": reverse("admin:articles_pick_image"), "upload": reverse("admin:articles_upload_image")}
    return {"language": language, "other": other(language), "words": EDITOR_TEXTS, "urls": urls}


def editor_configuration(language, publication=None):
    """Return the editor's settings in the interface language; labels in the language of the text."""
    insight = getattr(publication or Publication.objects.current(), localized("insight_name", language))
    picker = picture_picker(language)
    return picker | {
        "charts": {"": EDITOR_TEXTS["table"], **dict(ChartKind.choices)},
        "embeds": embed_patterns(get_language()),
        "hints": {name: EDITOR_TEXTS[key] for name, key in HINTS.items()},
        "labels": {kind: label_text(kind, language, insight) for kind in KINDS | INSERTS},
        "urls": picker["urls"]
        | {
            "article": reverse("admin:articles_pick_article"),
            "topic": reverse("admin:articles_pick_topic"),
            "term": reverse("admin:articles_pick_term"),
            "embed": reverse("admin:articles_fetch_embed"),
            "pasted": reverse("admin:articles_find_pasted_images"),
        },
    }
