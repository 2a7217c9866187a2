"""Changes of accompanying texts, and requests for them in a note to the desk."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.events import log
from articles.models import Article, Language, Note, Source, Topic, localized
from articles.models.text import prose
from articles.refusals import Refused
from articles.workflow.edit_session import EditSession, source_of
from articles.workflow.notes import write_note
from articles.workflow.permissions import Actor, Verb, people_who_may, people_with
from newsroom.translations.accompanying_texts.texts import (
    FIELDS,
    IN_STORY,
    KINDS,
    AccompanyingText,
    may_change_text,
    text_owners,
    text_stamp,
)

ADDRESS = re.compile(r"[-\w]+")
NUMBER = re.compile("[0-9]{1,18}")


class AccompanyingTextConflict(Exception):
    """A text that somebody else changed since it was read; `text` is the present one."""

    def __init__(self, text):
        self.text = text
        super().__init__(text)


class AccompanyingTextGone(Exception):
    """A text that does not belong to the story any more."""


class AccompanyingTextRefused(Refused):
    """A text that is not valid; `reasons` name the field and the remedy, in the user's language."""


@log.unit_of_work()
def write_text(article: Article, language: str, key: str, text: str, *, by: Actor, seen: str) -> str:
    """Write one AccompanyingText by its key; return it as it is stored.

    seen  stamp of the text that the person saw: raise AccompanyingTextConflict if it differs now, unless it
          equals `text`. Raise PermissionDenied, AccompanyingTextGone or AccompanyingTextRefused.
    """
    kind, number, field = _parse_key(key)
    if not may_change_text(by, kind, language, article) or source_of(article, language) is None:
        raise PermissionDenied
    column, edit = localized(field, language), None
    if kind in IN_STORY:
        edit = EditSession(article.pk, by=by)
    else:
        KINDS[kind].objects.lock_table()  # so that what is read below is still true when it is written
    story = edit.article if edit else Article.objects.get(pk=article.pk)
    thing = _find_owner(story, language, kind, number)
    if _set_text(thing, column, text, seen):
        if thing is not story:
            thing.save(update_fields=[column])
        if edit:
            edit.finish()
    return getattr(thing, column)


def _parse_key(key):
    """Return ("picture", 12, "alt") for "picture-12-alt". Raise AccompanyingTextGone for an invalid key."""
    kind, _dash, rest = key.partition("-")
    number, _dash, field = rest.partition("-")
    if field not in FIELDS.get(kind, ()) or not NUMBER.fullmatch(number):
        raise AccompanyingTextGone
    return kind, int(number), field


def _find_owner(article, language, kind, number):
    """Return the object that a key names, as it is now; for columns of the story, the story itself."""
    if KINDS[kind] is Article:
        thing = article if article.pk == number else None
    else:
        thing = text_owners(kind, article, language).filter(pk=number).first()
    if thing is None:
        raise AccompanyingTextGone
    return thing


def _set_text(thing, column, text, seen):
    """Set a text on an object and return whether it is new. Set nothing if it is refused."""
    field, present = thing._meta.get_field(column), getattr(thing, column)
    text = field.to_python(text)
    if text == present:
        return False
    if seen != text_stamp(present):
        raise AccompanyingTextConflict(present)
    try:
        _validate_text(thing, column, text)
        field.clean(text, thing)
    except ValidationError as error:
        name = capfirst(str(field.verbose_name))
        raise AccompanyingTextRefused(*(f"{name}: {message}" for message in error.messages)) from error
    setattr(thing, column, text)
    return True


def _validate_text(thing, column, text):
    """Raise ValidationError, with a remedy, for texts that the database would refuse without one."""
    names = {one: getattr(thing, localized("name", one), "") for one in Language}
    is_nameless = not text and not any(name for one, name in names.items() if not column.endswith(one))
    if column == localized("slug", column[-2:]) and text and not ADDRESS.fullmatch(text):
        raise ValidationError(_("Use only letters, digits and hyphens, no spaces."))
    if isinstance(thing, Source) and is_nameless and not thing.url:
        raise ValidationError(_("Enter the name of the source or its address."))
    if isinstance(thing, Topic) and column == localized("name", column[-2:]):
        if is_nameless:
            raise ValidationError(_("Enter a name in at least one language."))
        same = Topic.objects.filter(**{column: text}).exclude(pk=thing.pk).first() if text else None
        if same:
            raise ValidationError(
                _("There is already a topic “%(topic)s”. Use that one for the story, or merge the two.")
                % {"topic": text}
            )


@log.unit_of_work()
def ask_for_text(article: Article, item: AccompanyingText, *, by: Actor) -> Note:
    """Ask the desk of the language for an AccompanyingText; return the new Note, or the open one.

    The people who may write it are mentioned: it waits for them until one of them answers.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    known = article.notes.threads().open().filter(text__in=_wordings_in_each_language(item)).first()
    if known:
        return known
    able = people_with(f"articles.change_{KINDS[item.kind]._meta.model_name}")
    able = able.filter(pk__in=people_who_may([Verb.APPROVE], item.language).values("pk"))
    # Leaders of all desks are asked only where there is no other.
    own = able.exclude(pk__in=people_with(f"articles.waive_{item.language}").values("pk"))
    people = list(own) or list(able)
    return write_note(article, _request_wording(item), by=by, language=item.language, mentions=people)


def text_requests(article: Article) -> Callable[[AccompanyingText], bool]:
    """Return a predicate: whether an open note asks for an AccompanyingText. One query."""
    texts = set(article.notes.threads().open().values_list("text", flat=True))
    return lambda item: not texts.isdisjoint(_wordings_in_each_language(item))


def _request_wording(item):
    """Return the text of the note, in the user's language."""
    return _("%(place)s, %(label)s: “%(source)s” has no %(language)s text yet.") % {
        "place": item.place,
        "label": item.label,
        "source": item.source or item.thing,
        "language": Language(item.language).label,
    }


def _wordings_in_each_language(item):
    """Return the text of the note in each language of the screens, as it is stored."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(prose(_request_wording(item)))
    return found
