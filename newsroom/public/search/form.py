"""The form of the search page, and valid searches with their addresses."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.annotations import NewsroomRequest
from articles.models.edition import Edition
from articles.models.language import Language, localized
from articles.models.people import Author
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import LISTS, depend_on_keys
from newsroom.public.frame import Frame

BY_RELEVANCE, BY_DATE = "relevance", "date"


@dataclass(frozen=True)
class SearchRequest:
    """A valid search. With the defaults, it is the empty search page."""

    words: str = ""  # in either language, or both; "" before the first search
    section: str = ""  # a slug
    author: str = ""  # a slug
    since: date | None = None  # in the newsroom's time zone
    until: date | None = None  # inclusive
    only: str = ""  # the language of the stories, or "" for both
    order: str = BY_RELEVANCE
    page: int = 1

    def address(self, language, **changes):
        """Return the path of this search, optionally with changed fields. It omits fields with defaults."""
        asked = replace(self, **changes)
        fields = {
            "q": asked.words,
            "section": asked.section,
            "author": asked.author,
            "since": asked.since.isoformat() if asked.since else "",
            "until": asked.until.isoformat() if asked.until else "",
            "in": asked.only,
            "order": "" if asked.order == BY_RELEVANCE else asked.order,
            "page": "" if asked.page == 1 else str(asked.page),
        }
        query = urlencode({name: value for name, value in fields.items() if value})
        path = reverse("public:search", args=[language])
        return f"{path}?{query}" if query else path

    @property
    def is_narrowed(self):
        return bool(self.section or self.author or self.since or self.until or self.only)


LONGEST = 200  # characters; no story contains all words of a longer search
YEARS = range(1900, 2201)  # other years are typing errors
# If only these fields have errors, the status is 404; if any other field has one, it is 400.
NOT_THERE = {"section", "author"}


class DayField(forms.DateField):
    """A date field for ISO dates. An invalid value is shown again as it was typed."""

    def __init__(self, label):
        messages = {"invalid": _("“%(value)s” is not a valid date. Enter a date such as 2026-11-25.")}
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages=messages,
        )

    def to_python(self, value):
        try:
            day = super().to_python(value)
        except forms.ValidationError as error:
            error.params = {"value": value}
            raise
        if day and day.year not in YEARS:
            years = {"first": YEARS[0], "last": YEARS[-1]}
            raise forms.ValidationError(_("Choose a year from %(first)d to %(last)d."), params=years)
        return day


class OptionalChoice(forms.ChoiceField):
    """An optional choice field.

    nothing  label of the first, empty option, which does not narrow the search
    refusal  error message for an invalid choice, with the placeholder %(value)s
    """

    def __init__(self, label, nothing, choices, refusal):
        super().__init__(
            label=label,
            required=False,
            choices=[("", nothing), *choices],
            error_messages={"invalid_choice": refusal},
        )


class SearchForm(forms.Form):
    """Form for search terms and filters.

    typed              QueryDict of the request
    sections, authors  choices: [(id, slug, name)]
    """

    q = forms.CharField(
        label=_("Search terms"),
        required=False,
        max_length=LONGEST,
        error_messages={
            "max_length": _(
                "Shorten your search to %(limit_value)d characters or fewer (it has %(show_value)d)."
            )
        },
    )
    since = DayField(pgettext_lazy("first day of a search", "From"))
    until = DayField(pgettext_lazy("last day of a search", "To"))
    order = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[(BY_RELEVANCE, _("Most relevant first")), (BY_DATE, _("Newest first"))],
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": _("Stories cannot be sorted by “%(value)s”. Choose an order from the list.")
        },
    )

    def __init__(self, typed, sections, authors):
        super().__init__(typed, auto_id="search-%s")
        self.numbers = {
            "section": {address: number for number, address, name in sections},
            "author": {address: number for number, address, name in authors},
        }
        self.fields["section"] = OptionalChoice(
            _("Section"),
            _("All sections"),
            [(address, name) for number, address, name in sections],
            _("There is no section “%(value)s”. Choose one from the list."),
        )
        self.fields["author"] = OptionalChoice(
            _("Author"),
            _("All authors"),
            [(address, name) for number, address, name in authors],
            _("There is no author “%(value)s” with published stories. Choose one from the list."),
        )
        self.fields["in"] = OptionalChoice(
            _("Language"),
            _("English and Korean"),
            Language.choices,
            _("There is no language “%(value)s”. Choose one from the list."),
        )
        self.order_fields(["q", "section", "author", "since", "until", "in", "order"])

    def clean_q(self):
        """Return the search terms with single spaces and composed Hangul. Some systems type it decomposed."""
        return " ".join(unicodedata.normalize("NFC", self.cleaned_data["q"]).split())

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end date is before the start date. Change one of them."))

    def full_clean(self):
        super().full_clean()
        for name in {"since", "until"} & set(self._errors or {}):
            self.fields[name].widget.input_type = "text"
        for field in self.refused[:1]:
            field.field.widget.attrs["autofocus"] = True

    def asked(self, page):
        """Return the SearchRequest of a valid form, for a page of results counted from 1."""
        values = self.cleaned_data
        return SearchRequest(
            words=values["q"],
            section=values["section"],
            author=values["author"],
            since=values["since"],
            until=values["until"],
            only=values["in"],
            order=values["order"] or BY_RELEVANCE,
            page=page,
        )

    @property
    def status(self):
        """Return the HTTP status: 200, 404 if only the section or author is unknown, else 400."""
        if not self.errors:
            return 200
        return 404 if set(self.errors) <= NOT_THERE else 400

    @property
    def filters(self):
        """Return the BoundFields that narrow a search."""
        return [self[name] for name in ("section", "author", "since", "until", "in")]

    @property
    def refused(self):
        """Return the BoundFields with errors, in their order on the page."""
        return [self[name] for name in self.fields if name in (self._errors or {})]

    def number(self, name):
        """Return the id of the choice in the field "section" or "author", or None."""
        return self.numbers[name].get(self.cleaned_data[name])

    def chosen(self, name):
        """Return the label of the choice in the field "section" or "author"."""
        return dict(self.fields[name].choices)[self.cleaned_data[name]]


def read_search_form(request: NewsroomRequest, frame: Frame) -> SearchForm:
    """Return the form of a request, with all sections and all authors of live stories."""
    sections = [(number, link.slug, link.name) for number, link in frame.sections.items()]
    authors = kept_part(("authors", frame.language), lambda: authors_at(frame.language, request.at))
    return SearchForm(request.GET, sections, authors)


def authors_at(language: str, at: datetime) -> list[tuple[int, str, str]]:
    """Return [(id, slug, name)] of the authors of live stories, ordered by name, in one query."""
    depend_on_keys(LISTS)
    columns = ["pk", "slug", localized("name", language)]
    signed = Edition.objects.live(at).filter(byline_filings__author=OuterRef("pk"))
    authors = Author.objects.filter(Exists(signed)).order_by(columns[-1], "pk")
    return list(authors.values_list(*columns))
