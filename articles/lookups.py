"""Lookups for the models of all packages."""

import json

from django.db import models

from articles.compiled_queries import Parameter


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
        return self.as_one_parameter(compiler, connection, "IN (SELECT value FROM json_each(%s))", json.dumps)

    def as_postgresql(self, compiler, connection):
        return self.as_one_parameter(compiler, connection, "= ANY(%s)", list)

    def as_one_parameter(self, compiler, connection, condition, write):
        column, params = self.process_lhs(compiler, connection)
        values = self.rhs if isinstance(self.rhs, Parameter) else write([*self.rhs])
        return f"{column} {condition}", [*params, values]
