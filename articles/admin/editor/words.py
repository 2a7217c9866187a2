"""The editor's words, translated here and handed to it with the widget."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.body.vocabulary import KINDS, label_text
from articles.models import Language, Publication, localized


def labels_of(language):
    """The name of each kind of passage in the language of the text: {"lead": "The Lead"}."""
    publication = Publication.objects.current()
    insight = getattr(publication, localized("insight_name", language))
    return {kind: label_text(kind, language, insight) for kind in KINDS}


def words():
    """Every text of the editor in the language of the interface, by the name that its modules use."""
    return {**tools(), **places(), **tables_and_lists(), **dialogs(), **pictures(), **notes(), **languages()}


def tools():
    return {
        "toolbar": _("Text tools"),
        "paragraph": _("Paragraph"),
        "heading": _("Heading"),
        "subheading": _("Subheading"),
        "strong": _("Bold"),
        "em": _("Emphasis"),
        "sub": _("Subscript"),
        "sup": _("Superscript"),
        "link": _("Link to a page"),
        "article": _("Link to a story"),
        "topic": _("Link to a topic"),
        "term": _("Explain a term"),
        "foreign": _("Mark as words in the other language"),
        "bulletList": _("List"),
        "orderedList": _("Numbered list"),
        "quote": _("Quote"),
        "passage": _("Labelled passage"),
        "figure": _("Picture"),
        "table": pgettext("rows and columns", "Table"),
        "rule": _("Dividing line"),
        "undo": _("Undo"),
        "redo": _("Redo"),
    }


def places():
    """The line below the tools: where the cursor stands and what can be done there."""
    return {
        "here": _("At the cursor"),
        "label": _("Label"),
        "noLabel": _("No label"),
        "unwrap": _("Remove the label"),
        "speaker": _("Speaker"),
        "speakerHint": _("Speaker, position"),
        "changePicture": _("Change the picture"),
        "removePicture": _("Remove the picture"),
        "editLink": _("Change the link"),
        "removeLink": _("Remove the link"),
        "notForeign": _("Remove the language"),
        "wordsIn": _("Words in {language}"),
        "storyLink": _("Story {number}"),
        "topicLink": _("Topic {number}"),
        "termLink": _("Term {number}"),
    }


def tables_and_lists():
    return {
        "item": _("List item"),
        "cell": _("Cell"),
        "headRow": _("Heading row"),
        "addRow": _("Add a row"),
        "removeRow": _("Delete the row"),
        "addColumn": _("Add a column"),
        "removeColumn": _("Delete the column"),
        "removeTable": _("Delete the table"),
        "tableCaption": _("Table caption"),
    }


def dialogs():
    return {
        "close": _("Close"),
        "cancel": _("Cancel"),
        "apply": _("Apply"),
        "search": _("Search"),
        "searchHint": _("Words in either language, or a number"),
        "results": _("Results"),
        "more": _("Show more"),
        "nothing": _("Nothing was found."),
        "loading": _("Searching…"),
        "address": _("Address"),
        "addressHint": _("https://… or name@example.org"),
        "addressWrong": _("Write an address that begins with https:// or http://, or an e-mail address."),
        "linkText": _("Text of the link"),
        "chooseStory": _("Choose a story"),
        "chooseTopic": _("Choose a topic"),
        "chooseTerm": _("Choose a term of the glossary"),
        "notExplained": _("Not explained to readers of this language; until then its words stay as text."),
        "live": _("Readers can read it in: {languages}"),
        "notLive": _("Readers cannot read it yet; until then the words stand without a link."),
    }


def pictures():
    return {
        "choosePicture": _("Choose a picture"),
        "upload": _("Upload a picture"),
        "file": _("Picture file"),
        "alt": _("Alternative text ({language})"),
        "altHint": _("What the picture shows, for those who cannot see it."),
        "altMissing": _("Write the alternative text in at least one language."),
        "credit": _("Credit ({language})"),
        "uploadAndInsert": _("Upload and insert"),
        "uploading": _("Uploading…"),
        "noAlt": _("No alternative text"),
        "caption": _("Caption of the picture"),
        "ownCaption": _("Caption: {caption} (from the library, unless you write another)"),
        "pictureMissing": _("Picture {number} is not in the library."),
    }


def notes():
    return {
        "picturesDropped": _(
            "Pictures were left out of what you pasted. Add them with the picture button, with their rights."
        ),
        "markdownRead": _("The pasted text was read as Markdown. Undo takes it back."),
        "refused": _("You may not do that."),
        "loggedOut": _("You are no longer logged in. Log in in another window, then try again."),
        "failed": _("That did not work. Try again."),
    }


def languages():
    return {language.value: str(language.label) for language in Language}
