"""Screens of the diary: its list and form, its entries in the calendar, and whom it sends out."""

from newsroom.diary.admin import calendar, items

__all__ = ["calendar", "items"]
