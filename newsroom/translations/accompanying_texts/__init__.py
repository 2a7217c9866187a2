"""Accompanying texts: captions, names and links that readers see beside headline, summary and body."""

from newsroom.translations.accompanying_texts.edits import (
    AccompanyingTextConflict,
    AccompanyingTextGone,
    AccompanyingTextRefused,
    ask_for_text,
    write_text,
)
from newsroom.translations.accompanying_texts.overview import accompanying_texts, accompanying_texts_context
from newsroom.translations.accompanying_texts.texts import AccompanyingText

__all__ = [
    "AccompanyingText",
    "AccompanyingTextConflict",
    "AccompanyingTextGone",
    "AccompanyingTextRefused",
    "ask_for_text",
    "accompanying_texts_context",
    "write_text",
    "accompanying_texts",
]
