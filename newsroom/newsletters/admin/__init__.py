"""Screens of newsletters: their list and form, the page of one, and the subscriptions."""

from newsroom.newsletters.admin import issues, steps, subscriptions

__all__ = ["issues", "steps", "subscriptions"]
