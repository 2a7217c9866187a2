"""Functions by which packages forget what they derived from texts that are redacted."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from articles.redaction.removal import SHORTEST, Removal


@dataclass(frozen=True)
class PerformedRedaction:
    """A redaction that was performed, for packages that derive something from texts.

    removal  the expressions that were removed
    objects  {model name: ids} of the stories and other objects that held them
    """

    removal: Removal
    objects: dict[str, list[int]]

    def indexed_words(self, rows: models.QuerySet, column: str) -> list[str]:
        """Return the values of a column that hold an expression, or a word of one."""
        words = [word for text in self.removal.expressions for word in text.split() if len(word) >= SHORTEST]
        removal = Removal([*self.removal.expressions, *words])
        texts = rows.filter(removal.condition([column])).order_by().values_list(column, flat=True)
        return [text for text in texts if removal.text(text) != text]


HANDLERS: list[Callable[[PerformedRedaction], None]] = []
DERIVED_MODELS: set[type[models.Model]] = set()


def on_redaction(*derived: type[models.Model]) -> Callable:
    """Register a function that forgets what its models hold of redacted texts, as a decorator.

    It is called in the transaction of the redaction, when the texts have been changed.
    """

    def register(function):
        HANDLERS.append(function)
        DERIVED_MODELS.update(derived)
        return function

    return register
