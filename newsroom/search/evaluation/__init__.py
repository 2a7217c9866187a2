"""Judges the search by stories and queries of which the right answers are known."""
