"""A memory for tests that computes each result again and compares it with the kept one."""

from django.db import connection

from articles.recently_used import RecentlyUsed


class ProvedMemory(RecentlyUsed):
    """Results by a digest of all their inputs. Fails a test if one digest has two results.

    It also fails a test that uses the database while computing a result, because the digest cannot cover
    that. All tests share one memory, so that the same row ids come with different data.
    """

    def get_or_make(self, key, make):
        with connection.execute_wrapper(self.refuse):
            value = make()
        kept = super().get_or_make(key, lambda: value)
        assert kept == value, "The digest by which this is kept covers too little."
        return kept

    def refuse(self, execute, sql, *_arguments):
        raise AssertionError(f"What is kept asks the database: {sql}")
