"""The HTML of story bodies: vocabulary, field, sanitiser, rendering, import."""

from articles.body.content import (
    References,
    ShownEmbed,
    body_blocks,
    body_passages,
    embed_names,
    has_inserts,
    link_words,
    mute_marks,
    plain_text,
    references,
    shown_embeds,
    without_galleries,
    without_pull_quotes,
    without_repetitions,
)
from articles.body.emphasis import StrayEmphasis, stray_emphasis, without_stray_emphasis
from articles.body.field import BodyField
from articles.body.plain_html import plain_html
from articles.body.render import render, render_parts
from articles.body.sanitise import sanitise

__all__ = [
    "BodyField",
    "References",
    "ShownEmbed",
    "StrayEmphasis",
    "body_blocks",
    "embed_names",
    "has_inserts",
    "link_words",
    "mute_marks",
    "body_passages",
    "plain_html",
    "plain_text",
    "references",
    "render",
    "render_parts",
    "sanitise",
    "shown_embeds",
    "stray_emphasis",
    "without_galleries",
    "without_pull_quotes",
    "without_repetitions",
    "without_stray_emphasis",
]
