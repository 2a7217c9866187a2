"""The vocabulary of a body: how it is stored, cleaned and shown to readers."""

from articles.body.field import BodyField
from articles.body.portable import portable
from articles.body.reading import (
    References,
    blocks,
    link_words,
    muted,
    passages,
    plain_text,
    references,
)
from articles.body.render import render, render_parts
from articles.body.sanitise import sanitise

__all__ = [
    "BodyField",
    "References",
    "blocks",
    "link_words",
    "muted",
    "passages",
    "plain_text",
    "portable",
    "references",
    "render",
    "render_parts",
    "sanitise",
]
