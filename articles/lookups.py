"""Lookups for the models of all packages."""

import json

from django.db import models


@models.BigIntegerField.register_lookup
@models.CharField.register_lookup
class ListedLookup(models.Lookup):
    """Whether a column has one of many values, given as a set: `filter(text__listed=words)`.

    They are one parameter. With `in` they are one each, which takes longer to write than to find, and SQLite
    takes no more than 32,766.
    """

    lookup_name = "listed"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps([*self.rhs])]  # noqa: S608

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, [*self.rhs]]
