"""Kept results that are made anew whenever they are asked for, and compared."""

from django.db import connection

from articles.recently_used import RecentlyUsed


class ProvedMemory(RecentlyUsed):
    """Results by a digest of all that they depend on: a test that meets two by the same digest fails.

    So does one in which a result asks the database, which its digest cannot know. Tests of the whole project
    use one memory, in which ids of rows come again with other data.
    """

    def get_or_make(self, key, make):
        with connection.execute_wrapper(self.refuse):
            value = make()
        kept = super().get_or_make(key, lambda: value)
        assert kept == value, "The digest by which this is kept covers too little."
        return kept

    def refuse(self, execute, sql, *_arguments):
        raise AssertionError(f"What is kept asks the database: {sql}")
