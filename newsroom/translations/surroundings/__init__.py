"""What readers of a translation see beside headline, summary and body, and what lacks their language."""

from newsroom.translations.surroundings.asking import ask_for_text
from newsroom.translations.surroundings.filling import TextConflict, TextGone, TextRefused, write_text
from newsroom.translations.surroundings.item import AccompanyingText
from newsroom.translations.surroundings.listing import accompanying_texts, accompanying_texts_context

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
