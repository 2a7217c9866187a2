"""The readers' search: queries, and an index that an event consumer keeps up to date."""
