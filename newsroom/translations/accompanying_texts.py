"""Accompanying texts of a story: their labels and owners, permissions, changes, and requests to the desk.

Section and author are left out: the database requires their names in both languages.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from articles.annotations import User
from articles.checks.registry import CHECKS
from articles.events import log
from articles.models import (
    Article,
    Event,
    EventType,
    Image,
    Language,
    Note,
    RelatedLink,
    Source,
    Topic,
    Wanted,
    localized,
    other,
)
from articles.models.text import prose
from articles.refusals import Refused
from articles.text.digests import digest_of
from articles.text.segments import segments_in
from articles.workflow.edit_session import EditSession, source_of
from articles.workflow.notes import write_note
from articles.workflow.permissions import Actor, Verb, may, may_touch, people_who_may, people_with
from articles.workflow.snapshot import Snapshot

# Texts in IN_STORY belong to one story. Texts in IN_LIBRARY are shared by every story that uses the object.
IN_STORY = {
    "sponsor": Article,
    "related": RelatedLink,
    "source": Source,
    "lead": Article,
    "address": Article,
}
IN_LIBRARY = {"picture": Image, "topic": Topic}
KINDS = IN_STORY | IN_LIBRARY
STORY_COLUMNS = {kind for kind, model in IN_STORY.items() if model is Article}
ROWS = {"related": "related", "source": "sources"}  # {kind: key of its rows in a Snapshot}

FIELDS = {
    "sponsor": ("sponsor",),
    "related": ("title", "summary", "publisher"),
    "source": ("name",),
    "lead": ("lead_caption",),
    "address": ("slug",),
    "picture": ("alt", "caption", "credit"),
    "topic": ("name", "explanation"),
}
# {(kind, field): code of the preflight check that a missing text fails}
CHECKED = {
    ("sponsor", "sponsor"): "sponsor.name",
    ("picture", "alt"): "picture.alt",
    ("picture", "credit"): "picture.credit",
    ("topic", "name"): "names.topic",
}


@dataclass
class AccompanyingText:
    """One text beside a story, in the source language and in the language of the translation.

    kind        one of KINDS, such as "related"
    thing       the object with the text: a RelatedLink, an Image, the Article …
    number      position of that object within the kind, from 1
    field       name of its field, such as "title"
    source, target  the text in both languages, or ""
    is_missing  whether readers of the translation see no text, or see the other language instead
    instead     text that readers see while it is missing, in `instead_language`; "" if they see none
    may_change  whether the user may write it; otherwise, they may request it from the desk
    is_asked    whether it was requested from the desk
    used_elsewhere  number of other stories that use it
    """

    kind: str
    thing: object
    number: int
    field: str
    language: str
    is_missing: bool = False
    may_change: bool = False
    is_asked: bool = False
    used_elsewhere: int = 0
    instead: str = ""
    instead_language: str = ""
    is_lead: bool = False

    @property
    def key(self):
        """The key of this text for write_text, such as "picture-12-alt"."""
        return f"{self.kind}-{self.thing.pk}-{self.field}"

    @property
    def source(self):
        return getattr(self.thing, localized(self.field, other(self.language)))

    @property
    def target(self):
        return getattr(self.thing, localized(self.field, self.language))

    @property
    def stamp(self):
        return text_stamp(self.target)

    @property
    def place(self):
        """The place where readers see the text, in the user's language."""
        if self.kind == "related":
            return _("Related story %(number)s") % {"number": self.number}
        if self.kind == "picture":
            return _("Lead image") if self.is_lead else _("Image in the text")
        return {
            "source": pgettext("beside a story", "Source"),
            "topic": _("Topic"),
            "lead": _("Lead image"),
            "address": _("Story"),
            "sponsor": _("Story"),
        }[self.kind]

    @property
    def label(self):
        """The label of its field, such as “Alternative text”."""
        return capfirst(str(type(self.thing)._meta.get_field(self.field).verbose_name))

    @cached_property
    def column(self):
        return type(self.thing)._meta.get_field(localized(self.field, self.language))

    @property
    def is_ours(self):
        """Whether this is a related story of this newsroom, shown with its live edition."""
        return self.kind == "related" and self.thing.target_id is not None

    @property
    def is_prose(self):
        """Whether the text may have several lines."""
        return self.column.max_length is None

    @property
    def check(self):
        """The preflight Check that a missing text fails, or None."""
        return CHECKS.get(CHECKED.get((self.kind, self.field))) if self.is_missing else None

    @property
    def used(self):
        """A phrase such as “Used in 14 other stories”, or ""."""
        if not self.used_elsewhere:
            return ""
        words = ngettext(
            "Used in %(count)d other story", "Used in %(count)d other stories", self.used_elsewhere
        )
        return words % {"count": self.used_elsewhere}


def text_stamp(text: str) -> str:
    """Return a digest of a text, to detect changes: 16 hexadecimal digits, or "" for an empty text."""
    return digest_of(text, length=16) if text else ""


def may_change_text(user: Actor, kind: str, language: str, article: Article) -> bool:
    """Return whether a user may write the texts of a kind in a language, from the screen of a story.

    Texts of a story may be written by users who may write the story, as in its form. Texts of library
    objects may be written by users who may change those objects. Texts of pictures also require permission
    to write the language.
    """
    is_writer = may(user, Verb.WRITE, language)
    if kind in IN_STORY:
        return is_writer and may_touch(user, article)
    is_keeper = user is None or user.has_perm(f"articles.change_{KINDS[kind]._meta.model_name}")
    return is_keeper and (is_writer or kind != "picture")


def text_owners(kind: str, article: Article, language: str, wanted: str = Wanted.FULL) -> models.QuerySet:
    """Return the objects with the texts of a kind, in the order readers see them.

    For kinds whose texts are columns of the story, the only object is the story itself.
    """
    if kind == "related":
        return article.related_links.all()
    if kind == "source":
        return article.sources.filter(is_public=True)
    if kind == "topic":
        return Topic.objects.filter(article_items__content_object=article).order_by("article_items__id")
    if kind == "picture":
        return Image.objects.filter(pk__in=picture_captions(article, language, wanted)).order_by("pk")
    return Article.objects.filter(pk=article.pk)


def picture_captions(article: Article, language: str, wanted: str = Wanted.FULL) -> dict[int, bool]:
    """Return {primary key of a picture: whether its own caption is shown}, the lead picture first.

    Pictures in either language are included, because the translation will show the pictures of the source.
    A brief (`wanted`) has no body, so it has only the lead picture.
    """
    captions = {article.lead_image_id: True} if article.lead_image_id else {}
    if wanted == Wanted.BRIEF:
        return captions
    for code in (other(language), language):
        for segment in segments_in(article.text("body", code)):
            pk = segment.picture
            if pk and pk < 2**63:  # the largest id that the database can store
                captions[pk] = captions.get(pk, False) or not segment.html.strip()
    return captions


ADDRESS = re.compile(r"[-\w]+")
NUMBER = re.compile("[0-9]{1,18}")


class AccompanyingTextConflict(Exception):
    """Raised if a text has changed since the user read it. `text` is the current text."""

    def __init__(self, text):
        self.text = text
        super().__init__(text)


class AccompanyingTextGone(Exception):
    """Raised if a text does not belong to the story any more."""


class AccompanyingTextRefused(Refused):
    """Refusal of an invalid text. `reasons` name the field and the remedy, in the user's language."""


@log.unit_of_work()
def write_text(article: Article, language: str, key: str, text: str, *, by: Actor, seen: str) -> str:
    """Write one AccompanyingText by its key, and return it as stored.

    seen  stamp of the text that the user saw: raise AccompanyingTextConflict if the current text differs
          from it and from `text`

    Also raise PermissionDenied, AccompanyingTextGone or AccompanyingTextRefused.
    """
    kind, number, field = _parse_key(key)
    if not may_change_text(by, kind, language, article) or source_of(article, language) is None:
        raise PermissionDenied
    column, edit = localized(field, language), None
    if kind in IN_STORY:
        edit = EditSession(article.pk, by=by)
    else:
        KINDS[kind].objects.lock_table()  # type: ignore[misc, union-attr]  # LoggedModels; values read below must not change before the write
    story = edit.article if edit else Article.objects.get(pk=article.pk)
    thing = _find_owner(story, language, kind, number)
    if _set_text(thing, column, text, seen):
        if thing is not story:
            thing.save(update_fields=[column])
        if edit:
            edit.finish()
    return getattr(thing, column)


def was_written_by(user: User, article: Article, language: str, key: str) -> bool:
    """Return whether a user wrote the current version of a text, or last changed its library object.

    Reads at most 50 versions of the story. Raise AccompanyingTextGone for an invalid key.
    """
    kind, number, field = _parse_key(key)
    if kind in IN_LIBRARY:
        events = Event.objects.filter(subject_type=KINDS[kind]._meta.model_name, subject_id=number)
        latest = events.filter(type=EventType.CHANGED).first()
        return bool(latest) and latest.actor_id == user.pk
    column, writer, present = localized(field, language), None, None
    for record in article.history.order_by("-history_date", "-history_id")[:50]:
        snapshot = Snapshot.of_record(record)
        text = snapshot[column] if kind in STORY_COLUMNS else snapshot[ROWS[kind]].get(number, {}).get(column)
        present = text if writer is None else present
        if text != present:
            break
        writer = record.history_user_id
    return writer == user.pk


def _parse_key(key):
    """Return ("picture", 12, "alt") for "picture-12-alt". Raise AccompanyingTextGone for an invalid key."""
    kind, _dash, rest = key.partition("-")
    number, _dash, field = rest.partition("-")
    if field not in FIELDS.get(kind, ()) or not NUMBER.fullmatch(number):
        raise AccompanyingTextGone
    return kind, int(number), field


def _find_owner(article, language, kind, number):
    """Return the object with the text: the story itself or a row of it. Raise AccompanyingTextGone."""
    if KINDS[kind] is Article:
        thing = article if article.pk == number else None
    else:
        thing = text_owners(kind, article, language).filter(pk=number).first()
    if thing is None:
        raise AccompanyingTextGone
    return thing


def _set_text(thing, column, text, seen):
    """Set a text on an object without saving it, and return whether it has changed.

    Set nothing if AccompanyingTextConflict or AccompanyingTextRefused is raised.
    """
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
    """Raise ValidationError, with a remedy, for texts that violate a database constraint."""
    names = {language: getattr(thing, localized("name", language), "") for language in Language}
    is_nameless = not text and not any(
        name for language, name in names.items() if not column.endswith(language)
    )
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
    """Request an AccompanyingText from the desk of its language, and return the Note with the request.

    If an open note already requests the text, return this note. A new note mentions the users who may write
    the text, and waits for them until one of them answers.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    open_request = article.notes.threads().open().filter(text__in=_wordings_in_each_language(item)).first()
    if open_request:
        return open_request
    able = people_with(f"articles.change_{KINDS[item.kind]._meta.model_name}")
    able = able.filter(pk__in=people_who_may([Verb.APPROVE], item.language).values("pk"))
    # Mention managing editors, who may waive checks, only if no other user may write the text.
    own_desk = able.exclude(pk__in=people_with(f"articles.waive_{item.language}").values("pk"))
    people = list(own_desk) or list(able)
    return write_note(article, _request_wording(item), by=by, language=item.language, mentions=people)


def text_requests(article: Article) -> Callable[[AccompanyingText], bool]:
    """Return a function that says whether an open note requests an AccompanyingText. Uses one query."""
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
    """Return the texts that the stored note may have, one for each interface language."""
    wordings = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            wordings.append(prose(_request_wording(item)))
    return wordings
