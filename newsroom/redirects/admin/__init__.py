"""Redirects in the admin. Importing this package registers its screens."""

from newsroom.redirects.admin import events, redirects

__all__ = ["events", "redirects"]
