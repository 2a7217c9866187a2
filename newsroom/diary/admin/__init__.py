"""Screens of the diary: its list and form, its entries in the calendar, and whom it sends out."""

from newsroom.diary.admin import items, moves

__all__ = ["items", "moves"]
