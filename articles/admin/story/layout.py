"""The order of the story's form: the texts side by side, then the filing, and the addresses at the end."""

from dataclasses import dataclass

from django.contrib.admin.helpers import Fieldset
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.admin.forms.read_only_text import read_body
from articles.admin.story.translation import TranslationStatus
from articles.models import Language, Wanted, localized, other
from articles.workflow.permissions import Verb, may

TEXT = ("title", "summary", "body")
FILING_FIELDS = (("section", "source_language"), "topics", "lead_image")


@dataclass
class LanguageColumn:
    """One language of the form: to be read, and behind that to be written, for those who may.

    heading  its name; begin  what the way to its fields is called
    beside  how a translation stands to its source, or None
    """

    language: Language
    fieldset: Fieldset
    place: object | None
    headline: str
    summary: str
    body: SafeString
    is_source: bool
    is_begun: bool
    is_writable: bool
    begin: str
    beside: TranslationStatus | None = None
    is_only_writable: bool = False

    @property
    def has_errors(self):
        """Whether something is to be mended here: an error, or a text that somebody else changed as well."""
        form = self.fieldset.form
        theirs = form.conflict.theirs if form.conflict else {}
        return any(name in form.errors or form.add_prefix(name) in theirs for name in self.fieldset.fields)

    @property
    def is_open(self):
        return self.is_source or self.is_begun or self.is_only_writable or self.has_errors

    @property
    def is_kept_open(self):
        """Whether the fields stay in sight on a phone too, where a text is first of all read."""
        return self.has_errors or (self.is_source and not self.is_begun)


def build_fieldsets(first):
    languages = (first, other(first))
    texts = [
        (None, {"fields": [localized(field, language) for field in TEXT], "classes": ["language-fields"]})
        for language in languages
    ]
    addresses = [localized("slug", language) for language in languages]
    return [
        *texts,
        (_("Filing"), {"fields": FILING_FIELDS, "classes": ["filing"]}),
        (_("Address"), {"fields": [addresses], "classes": ["addresses"]}),
    ]


def build_columns(article, user, adminform, first, bar):
    """The Column of each language, the source first; article and bar are None for a new story."""
    states = {state.place.language: state for state in bar.languages} if bar else {}
    found = []
    for language, fieldset in zip((first, other(first)), adminform, strict=False):
        is_begun = article is not None and any(article.text(field, language) for field in TEXT)
        state = states.get(language)
        place = state.place if state else None
        found.append(
            LanguageColumn(
                language=language,
                fieldset=fieldset,
                place=place,
                headline=article.text("title", language) if article else "",
                summary=article.text("summary", language) if article else "",
                body=mark_safe(read_body(article.text("body", language), language)) if is_begun else "",
                is_source=language == first,
                is_begun=is_begun,
                is_writable=may(user, Verb.WRITE, language),
                begin=fields_label(language, place, is_begun=is_begun),
                beside=state.beside if state else None,
            )
        )
    writable = [column for column in found if column.is_writable]
    if len(writable) == 1:
        # A translator has nothing else to write here.
        writable[0].is_only_writable = True
    return found


def fields_label(language, place, *, is_begun):
    """What stands on the fold over the fields of a language."""
    if is_begun:
        sentence = _("Edit %(language)s")
    elif place is None:
        sentence = _("Write %(language)s")
    else:
        sentence = {
            Wanted.FULL: _("Begin %(language)s: the full text is wanted"),
            Wanted.BRIEF: _("Begin %(language)s: a brief is wanted"),
            Wanted.NOTHING: _("Begin %(language)s: nothing is wanted yet"),
        }[Wanted(place.progress.wanted)]
    return sentence % {"language": language.label}
