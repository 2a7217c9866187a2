"""Screens of advertisements: their list and their form."""

from newsroom.advertising.admin import advertisements

__all__ = ["advertisements"]
