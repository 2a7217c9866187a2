"""A bounded in-memory cache."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress


class RecentlyUsed[Key, Value]:
    """A thread-safe cache of up to `most` values, which cannot be None, by key.

    The least recently used values are dropped first. get() and peek() return None for a missing key.
    """

    def __init__(self, most: int):
        self.most, self._values = most, OrderedDict()

    def __len__(self):
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        value = self._values.get(key)
        if value is not None:
            self._put(key, value)
        return value

    def peek(self, key: Key) -> Value | None:
        """Return a value without marking it as used. Cheaper than get()."""
        return self._values.get(key)

    def keep(self, key: Key, value: Value) -> None:
        self._put(key, value)
        with suppress(KeyError):  # another thread has removed the last value
            while len(self._values) > self.most:
                self._values.popitem(last=False)

    def get_or_make(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the stored value, or store and return the result of make()."""
        value = self.get(key)
        if value is None:
            value = make()
            self.keep(key, value)
        return value

    def clear(self) -> None:
        self._values.clear()

    def _put(self, key, value):
        self._values.pop(key, None)  # otherwise the key would keep its position
        self._values[key] = value
