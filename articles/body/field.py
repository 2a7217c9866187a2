"""Model field for bodies, sanitised on every way into the database."""

from django.db import models

from articles.body.lengths import validate_body
from articles.body.sanitise import sanitise


class BodyField(models.TextField):
    """Sanitised HTML, sanitised on every way into the database, in each language's column.

    `pre_save` covers save, create and bulk_create and leaves the canonical text on the
    instance; `get_db_prep_save` covers update and loaddata. An expression computes its
    value in the database, unseen, and raises TypeError. Forms refuse a body beyond the limits of
    articles.body.lengths; it is stored all the same where nobody could correct it, so that no text is lost.
    """

    def clean(self, value, model_instance):
        cleaned = super().clean(value, model_instance)
        validate_body(cleaned or "")
        return self._canonical(cleaned)

    def pre_save(self, model_instance, add):
        written = super().pre_save(model_instance, add)
        canonical = self._canonical(written)
        if canonical != written:
            setattr(model_instance, self.attname, canonical)
        return canonical

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(self._canonical(value), connection)

    def _canonical(self, value):
        if hasattr(value, "resolve_expression") or hasattr(value, "as_sql"):
            raise TypeError(
                f"{self.name} takes text, not the expression {value!r}: what the database computes"
                " cannot be sanitised. Read the rows and save each one."
            )
        return value if value is None else sanitise(str(value))
