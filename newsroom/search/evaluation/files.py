"""Reads the files by which the search is judged, and refuses what it does not understand, naming the place.

{"documents": [{"id": "d1", "title_ko": "…", "body_ko": "…", "title_en": "…"}],
 "queries": [{"query": "…", "relevant": ["d1"], "neutral": []}], "synonyms": [["FTA", "자유무역협정"]]}

{"names": ["…"], "contexts": ["{} …"], "query_forms": ["{}가"]}
"""

import json
from pathlib import Path
from typing import NamedTuple

TEXTS = ("title", "summary", "body")


class NotUnderstood(ValueError):
    """An error in an evaluation file, with its place."""


class Query(NamedTuple):
    text: str
    relevant: frozenset
    neutral: frozenset
    kind: str = ""


class Trial(NamedTuple):
    """documents  {id: {"title_ko": "…"}}; of names each query is for one document, all others are neutral"""

    documents: dict
    queries: list
    synonyms: list
    is_of_names: bool = False


def read(path):
    """The Trial of a file, or NotUnderstood."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise NotUnderstood(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotUnderstood(f"{path}: no UTF-8 text (byte {error.start})") from error
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"{path}: no JSON: {error}") from error
    _expect(isinstance(data, dict), path, "an object with “documents” and “queries”, or with “names”")
    return _of_names(data) if "names" in data else _of_stories(data)


def _of_stories(data):
    rows, queries = (_list(data, name, dict) for name in ("documents", "queries"))
    _expect(rows, "documents", "at least one")
    documents = {}
    for place, row in enumerate(rows):
        number = row.get("id")
        _expect(isinstance(number, str | int), f"documents[{place}].id", "a text or a number")
        _expect(str(number) not in documents, f"documents[{place}].id", "each once")
        documents[str(number)] = _texts(row, f"documents[{place}]")
    synonyms = data.get("synonyms") or []
    is_right = isinstance(synonyms, list) and all(_is_texts(one) for one in synonyms)
    _expect(is_right, "synonyms", "a list of lists of texts")
    found = [_query(row, f"queries[{place}]", documents) for place, row in enumerate(queries)]
    return Trial(documents, found, synonyms)


def _texts(row, place):
    texts = {
        f"{name}_{language}": row.get(f"{name}_{language}") or ""
        for name in TEXTS
        for language in ("en", "ko")
    }
    for name, text in texts.items():
        _expect(isinstance(text, str), f"{place}.{name}", "a text")
    has_title = any(texts[f"title_{language}"].strip() for language in ("en", "ko"))
    _expect(has_title, place, "“title_ko” or “title_en”")
    return texts


def _query(row, place, documents):
    _expect(isinstance(row.get("query"), str), f"{place}.query", "a text")
    answers = []
    for name in ("relevant", "neutral"):
        listed = row.get(name) or []
        is_list = isinstance(listed, list) and all(str(one) in documents for one in listed)
        _expect(is_list, f"{place}.{name}", "a list of the documents' ids")
        answers.append(frozenset(map(str, listed)))
    return Query(row["query"], answers[0], answers[1] - answers[0], str(row.get("kind") or ""))


def _of_names(data):
    names, contexts, forms = (_list(data, name, str) for name in ("names", "contexts", "query_forms"))
    for name, texts in (("contexts", contexts), ("query_forms", forms)):
        _expect(texts and all("{}" in text for text in texts), name, "texts with {} for the name")
    documents, queries = {}, []
    for name in names:
        for place, context in enumerate(contexts):
            texts = {"title_ko": f"기사 {len(documents) + 1}", "body_ko": context.replace("{}", name)}
            documents[f"{name} {place}"] = _texts(texts, "")
    for name in names:
        for place in range(len(contexts)):
            wanted = frozenset([f"{name} {place}"])
            neutral = frozenset(documents) - wanted
            queries += [Query(form.replace("{}", name), wanted, neutral, name) for form in forms]
    return Trial(documents, queries, [], is_of_names=True)


def _list(data, name, kind):
    found = data.get(name)
    is_right = isinstance(found, list) and all(isinstance(one, kind) for one in found)
    _expect(is_right, name, f"a list of {'objects' if kind is dict else 'texts'}")
    return found


def _is_texts(found):
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


def _expect(is_right, place, wanted):
    if not is_right:
        raise NotUnderstood(f"{place}: {wanted} is wanted")
