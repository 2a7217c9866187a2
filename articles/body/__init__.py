"""The vocabulary of a body: how it is stored, cleaned and shown to readers."""

from articles.body.field import BodyField
from articles.body.plain_html import plain_html
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
    "plain_html",
    "plain_text",
    "references",
    "render",
    "render_parts",
    "sanitise",
]
