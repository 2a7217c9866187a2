"""Screens for translators, under the admin: a story beside its source by segments, and their queue."""
