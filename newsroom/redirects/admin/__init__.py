"""Redirects in the admin. Importing this package registers its screens."""

from newsroom.redirects.admin import redirects

__all__ = ["redirects"]
