"""Completion of texts of an archive that lack what every edition has."""

from collections.abc import Iterator

from django.utils.text import Truncator

from articles.body.content import body_passages
from articles.models import Language
from articles.text.script import language_of
from articles.text.sentences import sentences

LONGEST_HEADLINE = 200
SUMMARY = 200  # characters of the first paragraph that make a summary


def complete_columns(columns: dict[str, str], language: str) -> Iterator[str]:
    """Set headline and summary where they are missing or too long, and yield what a person should look at.

    columns  "title", "summary" and "body" in one language
    """
    if len(columns["title"]) > LONGEST_HEADLINE:
        yield f"the headline was cut: {columns['title']}"
        columns["title"] = Truncator(columns["title"]).chars(LONGEST_HEADLINE)
    opening = first_sentences(columns["body"])
    if not columns["title"]:
        columns["title"] = Truncator(opening).chars(LONGEST_HEADLINE) or "…"
        yield "has no headline: its first sentences became one"
    if not columns["body"]:
        yield "has no text: imported as a draft"
    elif not columns["summary"]:
        columns["summary"] = opening or columns["title"]
        yield "has no summary: its first sentences became one"
    plain = f"{columns['title']} {columns['summary']}"
    if language_of(plain) not in (None, language):
        yield f"does not look like {Language(language).label}: {plain[:80]}"


def first_sentences(body: str) -> str:
    """Return the first sentences of the first paragraph, up to some 200 characters; "" without one."""
    words = next((words for role, words in body_passages(body) if role == "p" and words.strip()), "")
    text = ""
    for sentence in sentences(words):
        if text and len(text) + len(sentence) > SUMMARY:
            break
        text = f"{text} {sentence}".strip()
    return Truncator(text).chars(2 * SUMMARY)
