"""Screens for translators, under the admin: a story and its source side by side, and the queue."""
