"""One text beside a story: what it is called, where it is kept, and who may write it.

Section and author are not among them: the database takes neither without a name in both languages.
"""

import hashlib
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.checks.registry import CHECKS
from articles.models import Article, Image, RelatedLink, Source, Topic, Wanted, localized, other
from articles.text.segments import segments_in
from articles.workflow.permissions import Verb, may

# The rows of a story are written with it; what stands in the library belongs to every story that uses it.
IN_STORY = {"related": RelatedLink, "source": Source, "address": Article}
IN_LIBRARY = {"picture": Image, "topic": Topic}
KINDS = IN_STORY | IN_LIBRARY

FIELDS = {
    "related": ("title", "summary", "publisher"),
    "source": ("name",),
    "address": ("slug",),
    "picture": ("alt", "caption", "credit"),
    "topic": ("name",),
}
# What preflight says of one that is missing.
CHECKED = {
    ("picture", "alt"): "picture.alt",
    ("picture", "credit"): "picture.credit",
    ("topic", "name"): "names.topic",
}


@dataclass
class AccompanyingText:
    """One text beside a story, in the source and in the language of the translation.

    kind, thing, number  "related", its row, and its place among those of its kind, from 1
    field       what of it: "title"
    source, target  the text in both languages, "" for none
    is_missing  readers of the translation would miss it, or see the other language instead
    instead     what they see while nothing is written here, in `instead_language`; "" for nothing
    may_change  whether the person may write it; who may not asks the desk, and `is_asked` when somebody has
    used_elsewhere  in how many other stories it is used
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
        """By which `fill` finds it again: "picture-12-alt"."""
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
        """Where readers see it, in the user's language."""
        if self.kind == "related":
            return _("Related story %(number)s") % {"number": self.number}
        if self.kind == "picture":
            return _("Lead picture") if self.is_lead else _("Picture in the text")
        return {"source": pgettext("beside a story", "Source"), "topic": _("Topic"), "address": _("Story")}[
            self.kind
        ]

    @property
    def label(self):
        """What it is there: "Alternative text"."""
        return capfirst(str(type(self.thing)._meta.get_field(self.field).verbose_name))

    @cached_property
    def column(self):
        return type(self.thing)._meta.get_field(localized(self.field, self.language))

    @property
    def is_ours(self):
        """Whether it leads to a story of ours, which shows its live edition."""
        return self.kind == "related" and self.thing.target_id is not None

    @property
    def is_prose(self):
        """Whether it may have several lines."""
        return self.column.max_length is None

    @property
    def check(self):
        """The Check of preflight that a missing one does not pass, or None."""
        return CHECKS.get(CHECKED.get((self.kind, self.field))) if self.is_missing else None

    @property
    def used(self):
        """ "Used in 14 other stories", or ""."""
        if not self.used_elsewhere:
            return ""
        words = ngettext(
            "Used in %(count)d other story", "Used in %(count)d other stories", self.used_elsewhere
        )
        return words % {"count": self.used_elsewhere}


def text_stamp(text):
    """What a text is known by while somebody looks at it: 16 hexadecimal digits, "" for none."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def may_change_text(user, kind, language):
    """Whether a person may write the texts of a kind in a language.

    The rows of a story are written by whoever writes the language, as in the story's form; what is in the
    library by whoever may change it there, a picture's words only in a language that one writes.
    """
    is_writer = may(user, Verb.WRITE, language)
    if kind in IN_STORY:
        return is_writer
    is_keeper = user is None or user.has_perm(f"articles.change_{KINDS[kind]._meta.model_name}")
    return is_keeper and (is_writer or kind != "picture")


def text_owners(kind, article, language, wanted=Wanted.FULL):
    """The things of a kind that readers see beside a story, in their order: a QuerySet."""
    if kind == "related":
        return article.related_links.all()
    if kind == "source":
        return article.sources.filter(is_public=True)
    if kind == "topic":
        return Topic.objects.filter(article_items__content_object=article).order_by("article_items__id")
    if kind == "picture":
        return Image.objects.filter(pk__in=picture_captions(article, language, wanted)).order_by("pk")
    return Article.objects.filter(pk=article.pk)


def picture_captions(article, language, wanted=Wanted.FULL):
    """{number: whether its own caption is read}, the lead picture first, then as they stand in the text.

    Of the text in both languages: what the source shows the translation will show. A brief has no text.
    """
    found = {article.lead_image_id: True} if article.lead_image_id else {}
    for side in (other(language), language) if wanted != Wanted.BRIEF else ():
        for segment in segments_in(article.text("body", side)):
            if segment.picture and segment.picture < 2**63:  # what a database keeps
                found[segment.picture] = found.get(segment.picture, False) or not segment.html.strip()
    return found
