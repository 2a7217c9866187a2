"""Sample data for the search page."""

import re
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from newsroom.public.search.form import SearchForm, SearchRequest
from newsroom.public.search.views import ActiveFilter, SearchResult, SearchResults


@dataclass
class SearchSamples:
    """A search for sample words, with its form, suggestions and results, in one language."""

    samples: object  # the Samples of that language

    @property
    def words(self):
        return self.samples.words["searched"]

    @property
    def url(self):
        return SearchRequest().address(self.samples.language)

    @property
    def suggestions(self):
        """Return [(words, label of their kind or "")]."""
        story = self.samples.words["stories"][0]["headline"]
        return [(self.words, ""), (self.samples.words["topics"][0], _("Topic")), (story, "")]

    @property
    def form(self):
        return self.form_of("")

    @property
    def refused(self):
        """Return a form with an unknown section and an invalid day."""
        form = self.form_of(f"q={self.words}&section=0&since=2026-02-30")
        form.fields["section"].widget.attrs.pop("autofocus")
        return form

    def form_of(self, query):
        names = self.samples.words
        sections, people = (
            [(1, str(number), name) for number, name in enumerate(names[kind], 1)]
            for kind in ("sections", "people")
        )
        form = SearchForm(QueryDict(query), sections, people)
        form.is_valid()
        return form

    @property
    def filters(self):
        section, name = (self.samples.words[kind][0] for kind in ("sections", "people"))
        return [ActiveFilter(_("Section"), section, self.url), ActiveFilter(_("Author"), name, self.url)]

    @property
    def orders(self):
        return [(_("Most relevant first"), self.url, True), (_("Newest first"), self.url, False)]

    @property
    def results(self):
        """Return SearchResults: a story and a brief in the language, and a story in the other one."""
        here = [self.hit(card) for card in (self.samples.stories[0], self.samples.briefs[0])]
        there = self.samples.listed[-1]
        return SearchResults(
            hits=[*here, self.hit(there)],
            total=43,
            is_more=False,
            is_newest=True,
            meant=self.samples.words["meant"],
            meant_url=self.url,
            is_widened=True,
            previous_url=self.url,
            next_url=self.url,
            older_url=self.url,
        )

    def hit(self, card):
        is_foreign = card.language != self.samples.language
        return SearchResult(
            url=card.url,
            language=card.language,
            headline=self.marks(card.headline),
            words=self.marks(card.summary),
            published_at=card.published_at,
            is_brief=card.is_brief,
            section=card.section,
            people="" if is_foreign else self.samples.words["people"][0],
        )

    def marks(self, text):
        pieces = re.split(f"({re.escape(self.words)})", text, flags=re.IGNORECASE)
        return [(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]
