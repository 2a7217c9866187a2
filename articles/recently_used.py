"""A bounded number of values in the memory of a process."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress


class RecentlyUsed[Key, Value]:
    """Values by key, of which the least recently used are given up first. Threads may share it."""

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
        """Return a value without counting this as a use, which costs more than to find it."""
        return self._values.get(key)

    def keep(self, key: Key, value: Value) -> None:
        self._put(key, value)
        with suppress(KeyError):  # another thread was faster
            while len(self._values) > self.most:
                self._values.popitem(last=False)

    def get_or_make(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value that is kept, or else the one that make() returns, which is kept from then on."""
        value = self.get(key)
        if value is None:
            value = make()
            self.keep(key, value)
        return value

    def clear(self) -> None:
        self._values.clear()

    def _put(self, key, value):
        self._values.pop(key, None)  # or it would stay where it was
        self._values[key] = value
