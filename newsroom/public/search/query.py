"""A reader's search, as parsed from and written to an address."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

BY_RELEVANCE, BY_DATE = "relevance", "date"


@dataclass(frozen=True)
class SearchRequest:
    """A valid search."""

    words: str = ""  # in either language, or both; "" before the first search
    section: str = ""  # a slug
    author: str = ""  # a slug
    since: date | None = None  # in the newsroom's time zone
    until: date | None = None  # inclusive
    only: str = ""  # the language of the stories, or "" for both
    order: str = BY_RELEVANCE
    page: int = 1

    def address(self, language, **changes):
        """Return the address of this search, optionally with changes; empty fields are left out."""
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
