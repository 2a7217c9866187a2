"""What readers of a translation see beside headline, summary and body, and what lacks their language."""

from newsroom.workbench.surroundings.asking import ask
from newsroom.workbench.surroundings.filling import (
    SurroundingConflict,
    SurroundingGone,
    SurroundingRefused,
    fill,
)
from newsroom.workbench.surroundings.item import Item
from newsroom.workbench.surroundings.listing import beside, surroundings

__all__ = [
    "Item",
    "SurroundingConflict",
    "SurroundingGone",
    "SurroundingRefused",
    "ask",
    "beside",
    "fill",
    "surroundings",
]
