"""Corrections: the list of them, and the notes on the page of a story."""
