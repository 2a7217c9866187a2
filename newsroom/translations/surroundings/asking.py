"""Asks the desk for what a person may not write: one note that names what is missing."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import Language
from articles.models.text import prose
from articles.workflow.notes import write_note
from articles.workflow.permissions import Verb, people_who_may, people_with
from newsroom.translations.surroundings.item import KINDS


@transaction.atomic
def ask_for_text(article, item, *, by):
    """Ask the desk of the language for the text of an Item; return the Note, the open one where it is asked.

    Those who may write it are mentioned: it waits for them until one of them answers.
    """
    article = type(article).objects.select_for_update().get(pk=article.pk)
    known = (
        _open_threads(article)
        .filter(text__in=[prose(text) for text in _wordings_in_each_language(item)])
        .first()
    )
    return known or write_note(
        article,
        _request_wording(item),
        by=by,
        language=item.language,
        mentions=_people_to_ask(item.kind, item.language),
    )


def text_requests(article):
    """A function that tells whether an Item is asked for in an open note. One query."""
    texts = set(_open_threads(article).values_list("text", flat=True))
    return lambda item: any(prose(text) in texts for text in _wordings_in_each_language(item))


def _open_threads(article):
    return article.notes.threads().open()


def _request_wording(item):
    """What the note says, in the user's language."""
    return _("%(place)s, %(label)s: “%(source)s” is not written in %(language)s yet.") % {
        "place": item.place,
        "label": item.label,
        "source": item.source or item.thing,
        "language": Language(item.language).label,
    }


def _wordings_in_each_language(item):
    """What it says for people who use the screens in other languages."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield _request_wording(item)


def _people_to_ask(kind, language):
    """Who may write a kind at the desk of a language; those who lead every desk only where nobody else is."""
    able = people_with(f"articles.change_{KINDS[kind]._meta.model_name}")
    able = able.filter(pk__in=people_who_may([Verb.APPROVE], language).values("pk"))
    own = able.exclude(pk__in=people_with(f"articles.waive_{language}").values("pk"))
    return list(own) or list(able)
