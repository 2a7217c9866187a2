"""The readers' search: an index that an event consumer keeps up to date, and queries of it."""
