"""What readers of a translation see beside headline, summary and body, and what lacks their language."""

from newsroom.translations.accompanying_texts.edits import (
    TextConflict,
    TextGone,
    TextRefused,
    ask_for_text,
    write_text,
)
from newsroom.translations.accompanying_texts.overview import accompanying_texts, accompanying_texts_context
from newsroom.translations.accompanying_texts.texts import AccompanyingText

__all__ = [
    "AccompanyingText",
    "TextConflict",
    "TextGone",
    "TextRefused",
    "ask_for_text",
    "accompanying_texts_context",
    "write_text",
    "accompanying_texts",
]
