"""A substitute for the index with set results, to test the page without the search engine."""

from types import SimpleNamespace

import pytest
from time_machine import travel

from articles.models import Edition
from newsroom.search import questions, suggestions
from tests.factories import HOUR, NOON, make_author, make_publication, make_section
from tests.public.newsdesk import tell


class Index:
    def __init__(self):
        self.questions, self.found, self.suggested = [], [], []
        self.told = {"meant": "", "is_widened": False, "is_more": False}
        self.total, self.excerpts = None, {}

    def ask(self, question, at, recent=None, glossary=None):
        self.questions.append((question, at))
        return SimpleNamespace(
            marks=lambda text: [(text[:3], True), (text[3:], False)] if text else [],
            hits=[
                SimpleNamespace(edition=edition, excerpt=self.excerpts.get(edition.pk, ""))
                for edition in self.found
            ],
            total=len(self.found) if self.total is None else self.total,
            **{"older_than": None, **self.told},
        )

    def suggest(self, words, language, at, count=8, recent=None):
        self.questions.append((words, language, at))
        return self.suggested

    def suggest_names(self, words, language, at):
        return [one for one in self.suggested if one.url]


@pytest.fixture
def index(monkeypatch):
    """Return an Index that answers with its attributes `found`, `total`, `told` and `suggested`."""
    made = Index()
    monkeypatch.setattr(questions, "ask", made.ask)
    monkeypatch.setattr(suggestions, "suggest", made.suggest)
    monkeypatch.setattr(suggestions, "suggest_names", made.suggest_names)
    return made


@pytest.fixture
def clock(db):
    with travel(NOON + HOUR, tick=False) as moved:
        yield moved


@pytest.fixture(scope="module")
def stories_of_module(rows_of_module):
    with travel(NOON + HOUR, tick=False):
        make_publication()
        section, author = make_section(name_ko="경제"), make_author(name_ko="나시험")
        filing = {"section": section, "authors": [author], "at": NOON + HOUR}
        return [
            tell(languages=("en", "ko"), **filing),
            tell(languages=("en",), number=" alone", **filing),
            tell(languages=("ko",), number=" 홀로", **filing),
        ]


@pytest.fixture
def stories(stories_of_module, clock):
    """One story in both languages, and one in each only, signed, of one section."""
    return stories_of_module


@pytest.fixture
def editions(stories):
    """Results of the index for English pages: the page's language if possible."""
    found = Edition.objects.in_language("en")
    return [*found, *Edition.objects.of(stories[2], "ko")]
