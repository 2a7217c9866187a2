"""Sample editions, with the words of en.toml and ko.toml, and the days on which they were published."""

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.urls import reverse

from articles.models.language import Language

MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
WORDS = {
    code: tomllib.loads((Path(__file__).parent / f"{code}.toml").read_text(encoding="utf-8"))
    for code in Language.values
}


@dataclass
class SampleEdition:
    """An edition as templates see it."""

    language: str
    headline: str
    summary: str
    is_brief: bool = False
    is_sponsored: bool = False
    first_published_at: datetime = MORNING
    source_number: int | None = 1
    is_notice: bool = False
    body: str = ""
    printed: dict = field(default_factory=dict)
    pk: int | None = None  # it is in no table

    def get_absolute_url(self):
        return sample_url(self.language)


class SampleDays(set):
    """The days of March 2026 with stories, with the interface of an edition QuerySet."""

    def first_published(self, since, until):
        return self

    def days(self):
        return self


def sample_edition(language, **fields):
    words = WORDS[language]
    url, *elsewhere = [{"name": name, "url": "", "language": language} for name in words["sources"]]
    sources = [url | {"url": "https://example.org/"}, *elsewhere]
    return SampleEdition(**words["stories"][0], language=language, printed={"sources": sources}, **fields)


def sample_url(language):
    return reverse("public:front", args=[language])
