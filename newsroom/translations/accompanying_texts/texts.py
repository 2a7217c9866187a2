"""One accompanying text of a story: its label, the object that holds it, and who may write it.

Section and author are left out: the database requires their names in both languages.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.checks.registry import CHECKS
from articles.models import Article, Image, RelatedLink, Source, Topic, Wanted, localized, other
from articles.text.digests import digest_of
from articles.text.segments import segments_in
from articles.workflow.permissions import Actor, Verb, may, may_touch

# The rows of a story are written with it; objects of the library belong to every story that uses them.
IN_STORY = {
    "sponsor": Article,
    "related": RelatedLink,
    "source": Source,
    "lead": Article,
    "address": Article,
}
IN_LIBRARY = {"picture": Image, "topic": Topic}
KINDS = IN_STORY | IN_LIBRARY

FIELDS = {
    "sponsor": ("sponsor",),
    "related": ("title", "summary", "publisher"),
    "source": ("name",),
    "lead": ("lead_caption",),
    "address": ("slug",),
    "picture": ("alt", "caption", "credit"),
    "topic": ("name", "explanation"),
}
# Checks of preflight for missing texts.
CHECKED = {
    ("sponsor", "sponsor"): "sponsor.name",
    ("picture", "alt"): "picture.alt",
    ("picture", "credit"): "picture.credit",
    ("topic", "name"): "names.topic",
}


@dataclass
class AccompanyingText:
    """One text beside a story, in the source and in the language of the translation.

    kind, thing, number  "related", the object that holds it, and its index within the kind, from 1
    field       name of its field: "title"
    source, target  the text in both languages, "" for none
    is_missing  whether readers of the translation lack it, or see the other language instead
    instead     text that they see while it is missing, in `instead_language`; "" for nothing
    may_change  whether the person may write it; if not, they may ask the desk, and `is_asked` if somebody has
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
        """The key by which write_text finds it again: "picture-12-alt"."""
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
        """The name of the place where readers see it, in the user's language."""
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
        """The name of its field: “Alternative text”."""
        return capfirst(str(type(self.thing)._meta.get_field(self.field).verbose_name))

    @cached_property
    def column(self):
        return type(self.thing)._meta.get_field(localized(self.field, self.language))

    @property
    def is_ours(self):
        """Whether it is a related story of ours, which shows its live edition."""
        return self.kind == "related" and self.thing.target_id is not None

    @property
    def is_prose(self):
        """Whether it may have several lines."""
        return self.column.max_length is None

    @property
    def check(self):
        """The Check of preflight that a missing text fails, or None."""
        return CHECKS.get(CHECKED.get((self.kind, self.field))) if self.is_missing else None

    @property
    def used(self):
        """“Used in 14 other stories”, or ""."""
        if not self.used_elsewhere:
            return ""
        words = ngettext(
            "Used in %(count)d other story", "Used in %(count)d other stories", self.used_elsewhere
        )
        return words % {"count": self.used_elsewhere}


def text_stamp(text: str) -> str:
    """Return a digest of a text as somebody sees it: 16 hexadecimal digits, "" for none."""
    return digest_of(text, length=16) if text else ""


def may_change_text(user: Actor, kind: str, language: str, article: Article) -> bool:
    """Return whether a person may write the texts of a kind in a language, from the screen of a story.

    Rows of a story may be written by everybody who writes the story, as in its form; objects of
    the library by everybody who may change them there, a picture's texts only in a language that the person
    writes.
    """
    is_writer = may(user, Verb.WRITE, language)
    if kind in IN_STORY:
        return is_writer and may_touch(user, article)
    is_keeper = user is None or user.has_perm(f"articles.change_{KINDS[kind]._meta.model_name}")
    return is_keeper and (is_writer or kind != "picture")


def text_owners(kind: str, article: Article, language: str, wanted: str = Wanted.FULL) -> models.QuerySet:
    """Return the objects of a kind that readers see beside a story, in order, as a QuerySet."""
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
    """Return {primary key: whether the picture's own caption is shown}, the lead picture first.

    Both languages count: the translation will show the pictures of the source. A brief has no body.
    """
    found = {article.lead_image_id: True} if article.lead_image_id else {}
    for side in (other(language), language) if wanted != Wanted.BRIEF else ():
        for segment in segments_in(article.text("body", side)):
            if segment.picture and segment.picture < 2**63:  # what a database keeps
                found[segment.picture] = found.get(segment.picture, False) or not segment.html.strip()
    return found
