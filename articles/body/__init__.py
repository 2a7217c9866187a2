"""The vocabulary of a body: how it is stored, cleaned and shown to readers."""

from articles.body.field import BodyField
from articles.body.sanitise import sanitise

__all__ = ["BodyField", "sanitise"]
