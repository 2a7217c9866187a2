"""Content of a stored body: references, plain text, blocks, passages."""

import re
from collections.abc import Collection
from html import unescape
from typing import NamedTuple

from articles.body.vocabulary import TARGETS, VOID
from articles.text.canonical_html import TOKEN, html_tokens

# A letter as it is written: an escaped sign is left as it is.
LETTER = re.compile(r"(&#?\w+;)|[^\W\d_]")
ENDS_A_LINE = {"p", "h2", "h3", "cite", "figcaption", "caption", "tr"}
PASSAGES = {"p", "h2", "h3", "li", "cite", "figcaption", "caption", "td", "th"}
TABLE = re.compile("<table>.*?</table>", re.DOTALL)
ENDS_A_WORD = (("end", "td"), ("end", "th"))


class References(NamedTuple):
    """The ids of the objects that a body refers to, each a set of int."""

    articles: set
    topics: set
    images: set
    terms: set


def references(html: str) -> References:
    """Return the articles and topics that a body links to, the images it shows, the terms it marks."""
    found = References(set(), set(), set(), set())
    places = {
        "data-article": found.articles,
        "data-topic": found.topics,
        "data-image": found.images,
        "data-term": found.terms,
    }
    for token in html_tokens(html):
        if token[0] == "start":
            for name, value in token[2].items():
                if name in places:
                    places[name].add(int(value))
    return found


def link_words(html: str) -> dict[tuple[str, int | str], str]:
    """Return the words of the first link to each target: {("article", 12): …, ("href", "https://…"): …}."""
    found, target, words = {}, None, []
    for token in html_tokens(html):
        if token[0] == "start" and token[1] == "a":
            target, words = _link_target(token[2]), []
        elif token[0] == "text":
            words.append(unescape(token[1]))
        elif token == ("end", "a"):
            found.setdefault(target, " ".join("".join(words).split()))
    return found


def _link_target(attributes):
    for kind in TARGETS:
        if f"data-{kind}" in attributes:
            return kind, int(attributes[f"data-{kind}"])
    return "href", unescape(attributes["href"])


def plain_text(html: str) -> str:
    """Return the text of a body, a line for each paragraph, heading, item, caption, speaker and table row.

    Labels are not in it, for they are no text of the body; empty lines are left out.
    """
    text = []
    for token in html_tokens(html):
        if token[0] == "text":
            text.append(unescape(token[1]))
        elif token[0] == "end" and token[1] in ENDS_A_LINE:
            text.append("\n")
        elif token in ENDS_A_WORD or token[1] == "br":
            text.append(" ")
    lines = (line.strip(" ") for line in "".join(text).split("\n"))
    return "\n".join(line for line in lines if line)


def without_tables(html: str) -> str:
    """Return a body without its tables, whose figures say nothing in a line of text."""
    return TABLE.sub("", html)


def body_blocks(html: str) -> list[str]:
    """Return the top-level blocks of a body, canonical HTML each; joined, they are the body again."""
    found, start, depth = [], 0, 0
    for match in TOKEN.finditer(html):
        slash, name, _, text = match.groups()
        if text is None and name not in VOID:
            depth += -1 if slash else 1
        if not depth:
            found.append(html[start : match.end()])
            start = match.end()
    return found


def body_passages(html: str) -> list[tuple[str, str]]:
    """Return the parts of a body that are read as one, in their order: [(element, its text)].

    Elements are p, h2, h3, li, cite, figcaption, caption, td and th; a paragraph in an item is its item.
    """
    found, role, words = [], "", []
    for token in html_tokens(html):
        if token[0] == "start" and token[1] in PASSAGES:
            role = token[1] if not (token[1] == "p" and role == "li") else "li"
        elif token[0] == "text":
            words.append(unescape(token[1]))
        elif token[1] == "br":
            words.append(" ")
        elif token[0] == "end" and token[1] in PASSAGES:
            text = " ".join("".join(words).split())
            found += [(role or token[1], text)] if text else []
            role, words = "", []
    return found


def mute_marks(html: str, marks: Collection[str] = ("span",)) -> str:
    """Replace each letter inside the given marks by 0; by default those of spans, in another language."""
    written, depth = [], 0
    for match in TOKEN.finditer(html):
        slash, name, _attributes, text = match.groups()
        if text is not None:
            written.append(LETTER.sub(lambda found: found[1] or "0", text) if depth else text)
            continue
        if name in marks:
            depth += -1 if slash else 1
        written.append(match[0])
    return "".join(written)
