"""Queries compiled once per thread, for the most requested pages, and a lookup for sets of values.

Django generates the SQL of a query for each request, which takes longer than executing it. A compiled query
is an ordinary queryset that is built once, with a Parameter for each value.

The docstring of each compiled query states its saving: how much more processor time, in percent, Django and
the database together would need for a page without page cache if the query were not compiled. It was
measured on PostgreSQL with 1,000 stories. A query that saves less than 3 % is not compiled.
"""

import json
from collections.abc import Callable
from operator import itemgetter
from threading import local
from typing import ClassVar, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import DEFERRED
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import get_related_populators

MOST_STATEMENTS = 20  # per query and thread, one for each shape; beyond this number, all are dropped


class ListOf(NamedTuple):
    """The kind of a Parameter that takes a collection of field values, for the lookup `listed`."""

    field: models.Field


class Parameter(models.Expression):
    """A placeholder for a value in a compiled query. Its kind is a model field or a ListOf."""

    def __init__(self, name: str, kind: models.Field | ListOf):
        self.name, self.is_many = name, isinstance(kind, ListOf)
        super().__init__(output_field=kind.field if isinstance(kind, ListOf) else kind)

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def bind(self, value, connection):
        """Return the value as the database driver expects it."""
        if self.is_many:
            return [*value] if connection.vendor == "postgresql" else json.dumps([*value])
        return self.output_field.get_db_prep_value(value, connection)


@models.BigIntegerField.register_lookup
@models.CharField.register_lookup
class ListedLookup(models.Lookup):
    """Whether a column has one of many values, given as a set: `filter(text__listed=words)`.

    The values are a single parameter. `in` uses a parameter for each value: it takes longer to compile than
    to execute, and SQLite allows at most 32,766.
    """

    lookup_name = "listed"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        return self.as_one_parameter(compiler, connection, "IN (SELECT value FROM json_each(%s))", json.dumps)

    def as_postgresql(self, compiler, connection):
        # The driver sends small numbers as a smaller type than the column's. Without the cast, PostgreSQL
        # would not use an index, but compare each row with all values.
        is_number = isinstance(self.lhs.output_field, models.BigIntegerField)
        condition = "= ANY(%s::bigint[])" if is_number else "= ANY(%s)"
        return self.as_one_parameter(compiler, connection, condition, list)

    def as_one_parameter(self, compiler, connection, condition, write):
        column, params = self.process_lhs(compiler, connection)
        values = self.rhs if isinstance(self.rhs, Parameter) else write([*self.rhs])
        return f"{column} {condition}", [*params, values]


class CompiledQuery[Row: models.Model]:
    """A query that returns model instances, created by `compiled_query`.

    queryset    the function that builds the queryset; with ordinary values, its queryset has the same rows
                as the compiled query
    parameters  {argument of the function: Parameter}
    """

    every: ClassVar[list] = []  # all instances; a test compares each with its queryset

    def __init__(self, queryset: Callable[..., models.QuerySet[Row]], parameters: dict[str, Parameter]):
        self.queryset, self.parameters = queryset, parameters
        self._thread = local()  # a compiler belongs to the connection of its thread
        self.every.append(self)

    def __call__(self, *shape, **values) -> list[Row]:
        """Run the query.

        shape   arguments that change its SQL; it is compiled once for each shape, see MOST_STATEMENTS
        values  the values of all its parameters, by name
        """
        statements = self._thread.__dict__.setdefault("statements", {})
        statement = statements.get(shape)
        if statement is None or statement.connection is not connections[DEFAULT_DB_ALIAS]:
            if len(statements) >= MOST_STATEMENTS:
                statements.clear()
            statement = statements[shape] = CompiledStatement(self.queryset(*shape, **self.parameters))
        return statement.run(values)


class CompiledStatement:
    """The SQL of a queryset, and the means to make instances from rows, as in Django's ModelIterable."""

    def __init__(self, queryset):
        self.connection = connections[DEFAULT_DB_ALIAS]
        self.compiler = compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.parameters = compiler.as_sql()
        select, info = compiler.select, compiler.klass_info
        fields = info["select_fields"]
        self.model = info["model"]
        names = [column.target.attname for column, _sql, _alias in select[fields[0] : fields[-1] + 1]]
        self.names, indexes = frozenset(names), {name: fields[0] + index for index, name in enumerate(names)}
        # The position of each field in a row. DEFERRED follows the last column.
        deferred, fields = len(select), self.model._meta.concrete_fields
        self.values_of = itemgetter(*[indexes.get(field.attname, deferred) for field in fields])
        self.related = get_related_populators(info, select, DEFAULT_DB_ALIAS, FETCH_ONE)
        self.annotations = [*compiler.annotation_col_map.items()]
        self.converters = compiler.get_converters([expression for expression, _sql, _alias in select])
        # With our PostgreSQL engine, the server, too, plans the statement only once.
        self.cursor = getattr(self.connection, "prepared_cursor", self.connection.cursor)

    def run(self, values):
        bound = [
            parameter.bind(values[parameter.name], self.connection)
            if isinstance(parameter, Parameter)
            else parameter
            for parameter in self.parameters
        ]
        with self.cursor() as cursor:
            cursor.execute(self.sql, bound)
            rows = cursor.fetchall()
        return [self.instance(row) for row in self.compiler.apply_converters(rows, self.converters)]

    def instance(self, row):
        values = self.values_of((*row, DEFERRED))
        instance = self.model.from_db(DEFAULT_DB_ALIAS, self.names, values, fetch_mode=FETCH_ONE)
        for related in self.related:
            related.populate(row, instance)
        for name, column in self.annotations:
            setattr(instance, name, row[column])
        return instance


def compiled_query[Row: models.Model](
    **parameters: models.Field | ListOf,
) -> Callable[[Callable[..., models.QuerySet[Row]]], CompiledQuery[Row]]:
    """Decorate a function that returns a queryset: `compiled_query(at=models.DateTimeField())`.

    The decorated query takes the same arguments by keyword, and returns a list. The function is called with
    Parameters in place of values, and must not examine them. Arguments that it examines (the shape) come
    first and are positional. It is called once per thread and shape.
    """
    named = {name: Parameter(name, kind) for name, kind in parameters.items()}
    return lambda queryset: CompiledQuery(queryset, named)
