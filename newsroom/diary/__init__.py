"""The diary: planned coverage and assignments, before a story exists."""
