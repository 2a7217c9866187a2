"""Evaluation of the search with a file of stories and queries whose answers are known.

docs/en/search.md describes the file formats; an error message names the position in the file. A file with
names has `contexts` ("{} …") and `query_forms` ("{}가"), where {} is replaced by each name.

Precision, recall, F1 and reciprocal rank are computed for each query and averaged over all queries. Neutral
answers are ignored, also for the rank. A query that finds no right answer scores 0 in each figure. A query
without right answers scores 1 in each figure if it finds nothing, else 0.
"""

import json
import secrets
import signal
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection
from django.utils import timezone

from articles.events import log
from articles.models.language import Language, localized
from articles.models.stages import Wanted
from articles.models.taxonomy import Section
from articles.models.term import Term
from articles.previews import compose
from articles.publishing.session import PublishingSession
from articles.text.search.words import HANGUL
from articles.text.sentences import sentences
from articles.workflow.edit_session import create_article
from newsroom.search.consumer import catch_up
from newsroom.search.questions import SearchQuestion, ask

TEXTS = [localized(name, language) for name in ("title", "summary", "body") for language in Language.values]
MOST_ANSWERS = 10_000
FIGURES = ("precision", "recall", "f1", "mrr")


class InvalidTrial(ValueError):
    """An error in an evaluation file, with its position."""


type DocumentTexts = dict[str, str]  # a text for each column in TEXTS
type TrialJson = dict[str, Any]  # an object of an evaluation file, not validated yet


class TrialQuery(NamedTuple):
    text: str
    relevant: frozenset[str]
    neutral: frozenset[str]


class SearchTrial(NamedTuple):
    """The contents of an evaluation file.

    documents    {id: DocumentTexts}
    is_of_names  whether it is a file with names: each query has one right answer
    """

    documents: dict[str, DocumentTexts]
    queries: list[TrialQuery]
    synonyms: list[list[str]]
    is_of_names: bool = False


def read_trial(path: str | Path) -> SearchTrial:
    """Return the SearchTrial of a file. Raise InvalidTrial if the file is unreadable or malformed."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidTrial(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidTrial(f"{path}: not UTF-8 text (byte {error.start})") from error
    except (ValueError, RecursionError) as error:
        raise InvalidTrial(f"{path}: not valid JSON: {error}") from error
    _expect(isinstance(data, dict), path, "an object with “documents” and “queries”, or with “names”")
    return _of_names(data) if "names" in data else _of_stories(data)


def _of_stories(data: TrialJson) -> SearchTrial:
    rows, queries = (_list(data, name, dict) for name in ("documents", "queries"))
    _expect(rows, "documents", "at least one")
    documents: dict[str, DocumentTexts] = {}
    for index, row in enumerate(rows):
        number = row.get("id")
        _expect(isinstance(number, str | int), f"documents[{index}].id", "a text or a number")
        _expect(str(number) not in documents, f"documents[{index}].id", "each once")
        documents[str(number)] = _document_texts(row, f"documents[{index}]")
    synonyms = data.get("synonyms") or []
    is_right = _is_list(synonyms, list) and all(_is_list(group, str) for group in synonyms)
    _expect(is_right, "synonyms", "a list of lists of texts")
    trial_queries = [_query(row, f"queries[{index}]", documents) for index, row in enumerate(queries)]
    return SearchTrial(documents, trial_queries, synonyms)


def _document_texts(row: Mapping[str, Any], place: str) -> DocumentTexts:
    texts = {column: row.get(column) or "" for column in TEXTS}
    for name, text in texts.items():
        _expect(isinstance(text, str), f"{place}.{name}", "a text")
    _expect(texts["title_ko"].strip() or texts["title_en"].strip(), place, "“title_ko” or “title_en”")
    return texts


def _query(row: TrialJson, place: str, documents: Collection[str]) -> TrialQuery:
    _expect(isinstance(row.get("query"), str), f"{place}.query", "a text")
    answers = []
    for name in ("relevant", "neutral"):
        listed = row.get(name) or []
        is_list = isinstance(listed, list) and all(str(number) in documents for number in listed)
        _expect(is_list, f"{place}.{name}", "a list of the documents' ids")
        answers.append(frozenset(map(str, listed)))
    return TrialQuery(row["query"], answers[0], answers[1] - answers[0])


def _of_names(data: TrialJson) -> SearchTrial:
    names, contexts, forms = (_list(data, name, str) for name in ("names", "contexts", "query_forms"))
    for name, texts in (("contexts", contexts), ("query_forms", forms)):
        _expect(texts and all("{}" in text for text in texts), name, "texts with {} for the name")
    documents: dict[str, DocumentTexts] = {}
    queries: list[TrialQuery] = []
    places = {f"{name} {index}": (name, text) for name in names for index, text in enumerate(contexts)}
    for number, (key, (name, context)) in enumerate(places.items(), start=1):
        texts = {"title_ko": f"기사 {number}", "body_ko": context.replace("{}", name)}
        documents[key] = _document_texts(texts, "")
        wanted = frozenset([key])
        neutral = frozenset(places.keys() - wanted)
        queries += [TrialQuery(form.replace("{}", name), wanted, neutral) for form in forms]
    return SearchTrial(documents, queries, [], is_of_names=True)


def _list[Item](data: TrialJson, name: str, kind: type[Item]) -> list[Item]:
    value = data.get(name)
    if not _is_list(value, kind):
        raise InvalidTrial(f"{name}: expected a list of {'objects' if kind is dict else 'texts'}")
    return value


def _is_list[Item](found: object, kind: type[Item]) -> TypeGuard[list[Item]]:
    return isinstance(found, list) and all(isinstance(item, kind) for item in found)


def _expect(is_right: object, place: object, wanted: str) -> None:
    if not is_right:
        raise InvalidTrial(f"{place}: expected {wanted}")


class QueryScore(NamedTuple):
    """The score of one query, with the ids of missed documents and of false answers."""

    query: TrialQuery
    missed: list[str]
    false: list[str]
    precision: float
    recall: float
    f1: float
    mrr: float


def score_queries(trial: SearchTrial, numbers: dict[int, str], at: datetime) -> list[QueryScore]:
    """Return a QueryScore for each query of a SearchTrial.

    numbers  {article id: document id}
    """
    answers = {text: find_documents(text, numbers, at) for text in {query.text for query in trial.queries}}
    return [_judged(query, answers[query.text]) for query in trial.queries]


def find_documents(text: str, numbers: Mapping[int, str], at: datetime) -> list[str]:
    """Return the ids of the documents that a search on the Korean pages finds, best first."""
    answer = ask(SearchQuestion(text, language="ko", count=MOST_ANSWERS), at)
    return [numbers[hit.edition.article_id] for hit in answer.hits]


def mean_scores(judged: list[QueryScore]) -> dict[str, float]:
    """Return the mean of each figure over all queries, rounded to four decimals."""
    return {name: round(sum(getattr(score, name) for score in judged) / len(judged), 4) for name in FIGURES}


def _judged(query: TrialQuery, answer: Sequence[str]) -> QueryScore:
    counted = [key for key in answer if key not in query.neutral]
    right = [key for key in counted if key in query.relevant]
    missed = sorted(query.relevant - set(right))
    false = [key for key in counted if key not in query.relevant]
    if not query.relevant:
        figures = [0.0 if counted else 1.0] * 4
    else:
        precision = len(right) / len(counted) if counted else 0.0
        recall = len(right) / len(query.relevant)
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        figures = [precision, recall, f1, 1 / (counted.index(right[0]) + 1) if right else 0.0]
    return QueryScore(query, missed, false, *figures)


@contextmanager
def trial_database() -> Iterator[None]:
    """Create a migrated database beside the newsroom's, and delete it at the end, even after an error.

    On SQLite it is in memory. On PostgreSQL the account needs the right to create databases.
    """
    name, kept = connection.settings_dict["NAME"], dict(connection.settings_dict["TEST"])
    is_file = connection.vendor == "sqlite"
    scratch = None if is_file else f"newsroom_trial_{secrets.token_hex(8)}"
    connection.settings_dict["TEST"] |= {"NAME": scratch}
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        yield
    finally:
        if connection.settings_dict["NAME"] != name:
            connection.creation.destroy_test_db(name, verbosity=0)
        connection.settings_dict["TEST"] = kept


def publish_trial(trial: SearchTrial) -> dict[int, str]:
    """Publish the documents of a SearchTrial and index them; return {article id: document id}.

    A language without a body becomes a brief. Preflight checks are skipped.
    """
    with log.unit_of_work():
        section = Section.objects.create(slug="trial", name_en="Trial", name_ko="시험")
        for forms in trial.synonyms:
            _make_term([form.strip() for form in forms if form.strip()])
        numbers = {_publish(texts, section): key for key, texts in trial.documents.items()}
    catch_up()
    return numbers


def _publish(texts: DocumentTexts, section: Section) -> int:
    columns: dict[str, Any] = {name: text for name, text in texts.items() if not name.startswith("body")}
    written = [code for code in ("ko", "en") if texts[f"title_{code}"].strip()]
    for code in written:
        body = texts[f"body_{code}"].strip()
        columns[f"body_{code}"] = "".join(
            f"<p>{escape(line)}</p>" for line in body.splitlines() if line.strip()
        )
        if not texts[f"summary_{code}"].strip():
            columns[f"summary_{code}"] = next(iter(sentences(body)), "").strip() or texts[f"title_{code}"]
    wanted = {code: Wanted.FULL if columns.get(f"body_{code}") else Wanted.BRIEF for code in Language.values}
    article = create_article(source_language=written[0], section=section, wanted=wanted, **columns)
    for code in written:
        session = PublishingSession(article, code, by=None)
        edition = compose(session.article, session.progress)
        session.insert(edition, session.start())
        session.record_edition(edition)
    return article.pk


def _make_term(forms: Sequence[str]) -> None:
    columns: dict[str, str] = {}
    for language in Language.values:
        ours = [form for form in forms if bool(HANGUL.search(form)) == (language == "ko")]
        if ours:
            columns |= {f"name_{language}": ours[0], f"synonyms_{language}": "\n".join(ours[1:])}
    if columns:
        Term.objects.create(**columns)


class Command(BaseCommand):
    help = (
        "Evaluate the search: publish the stories of a file in a temporary database, search them, and "
        "compare the results with the expected ones. The newsroom's own data is not touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON in the last line")

    def handle(self, *, file: str, json: bool, **options: object) -> None:
        try:
            trial = read_trial(file)
        except InvalidTrial as problem:
            raise CommandError(problem) from problem
        if not trial.queries:
            raise CommandError(f"{file}: contains no queries")
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the database is deleted
        try:
            with trial_database():
                judged = score_queries(trial, publish_trial(trial), timezone.now())
        except Error as error:
            raise CommandError(f"The temporary database could not be used: {error}") from error
        self._print_report(trial, judged, is_json=json)

    def _print_report(self, trial: SearchTrial, judged: list[QueryScore], *, is_json: bool) -> None:
        for score in judged:
            lists = {"missed": score.missed, "false": score.false}
            parts = [f"{name}: {', '.join(ids)}" for name, ids in lists.items() if ids]
            if parts:
                self.stdout.write("  ".join([f"{score.query.text}  ", *parts]))
        if trial.is_of_names:
            count = sum(not score.missed for score in judged)
            self.stdout.write(f"names: {count} of {len(judged)} found")
        figures = mean_scores(judged)
        if is_json:
            self.stdout.write(json.dumps(figures))
            return
        told = ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
        self.stdout.write(f"{len(trial.documents)} stories, {len(trial.queries)} queries: {told}")
